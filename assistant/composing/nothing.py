"""Answers where nothing was found, each in its kind: what was looked for, what is held, and what comes near."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from assistant.answer import AnswerKind
from assistant.composing.draft import Draft
from assistant.composing.phrases import headline
from assistant.markdown import escaped
from assistant.query import Field, Filter, Intent, QueryPlan
from assistant.wording import listed, sentence


class Refusal(StrEnum):
    """Why there is no answer."""

    NO_PLANS = "no action plan is held"
    NO_SUCH_ESTABLISHMENT = "no plan of that establishment is held"
    NO_SUCH_PLAN = "no such plan is held"
    NO_SUCH_ROW = "no such row"
    NO_SUCH_NAME = "no row names it"
    NO_SUCH_TOPIC = "the topic is in no row"
    NO_SUCH_TERM = "no plan explains the term"
    NOT_ABOUT_PLANS = "not a question about action plans"


def refuse(draft: Draft, kind: Refusal, message: str, *further: str) -> None:
    """Write a refusal: the reason first, then what may help."""
    draft.kind = AnswerKind.NONE
    draft.reason = message
    draft.say(f"**Nothing found.** {sentence(message)}.")
    for line in further:
        if line:
            draft.say(line)


def compose_zero(draft: Draft, plan: QueryPlan, removed_by: Sequence[Filter], topic_rows: str) -> None:
    """Write a true zero: rows there are, but none under the filters.

    ``removed_by`` are the filters without any one of which there would be rows; ``topic_rows`` says where the topic
    stands ("" where the question has none).
    """
    draft.kind = AnswerKind.COUNT if plan.intent in (Intent.COUNT, Intent.GROUP) else AnswerKind.LIST
    draft.count, draft.count_of = 0, plan.unit.value
    draft.say(f"**{headline(plan, 0, _noun(plan))}**")
    if topic_rows:
        draft.say(topic_rows)
    removed_by = [f for f in removed_by if f.field not in (Field.STATUS, Field.CURRENT)]
    if removed_by and len(plan.filters) > 1:
        labels = listed([f"“{escaped(f.label)}”" for f in removed_by], "or")
        draft.say(f"There are rows without the condition {labels}.")


def _noun(plan: QueryPlan) -> str:
    kind = next((f.value[0] for f in plan.filters if f.field is Field.KIND), None)
    return kind or "item"
