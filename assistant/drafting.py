"""The answer that the rules alone give to a query plan, without its wording by a model and without its record."""

from __future__ import annotations

from assistant.composing.draft import Draft
from assistant.filters import require_meaning
from assistant.knowledge import Knowledge
from assistant.query import QueryPlan
from assistant.resolving import resolve


def drafted(plan: QueryPlan, knowledge: Knowledge) -> Draft:
    """What ``plan`` finds: rows cited, count, and the reason where there is no answer.

    Raises:
        BadRequest: a filter of ``plan`` has no meaning.
    """
    require_meaning((*plan.filters, *plan.check), plan.unit, plan.as_of)
    draft = Draft(as_of=plan.as_of, lines_of=knowledge.lines_of)
    resolve(plan, knowledge).write(draft)
    return draft
