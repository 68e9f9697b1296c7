"""Checks a query plan that a language model proposes: held values, allowed conditions, and nothing that wasn't asked.

The plan read by rules stands beside it. The model may understand more of a question than rules do, but it may not pass
over a condition that they read, nor set one in words that nobody used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import ValidationError
from rapidfuzz import fuzz

from assistant.by_model.labels import labelled
from assistant.query import Field, Filter, Intent, Op, Order, QueryPlan, Unit
from assistant.refusals import REFUSAL_STEMS
from assistant.status import UNFINISHED, Status
from assistant.stop_words import is_stop_word
from assistant.understanding.dates import find_dates
from assistant.understanding.places import spelt_in_figures
from assistant.understanding.reading import words_of
from assistant.vocabulary import Vocabulary
from ingest.errors import ActionPlansError
from ingest.records import Agreement, ItemKind

OPS: dict[Field, tuple[Op, ...]] = {
    Field.ESTABLISHMENT: (Op.IN, Op.NOT_IN),
    Field.PLAN: (Op.IN, Op.NOT_IN),
    Field.CURRENT: (Op.IN,),
    Field.KIND: (Op.IN, Op.NOT_IN),
    Field.REC_NO: (Op.IN, Op.NOT_IN),
    Field.GROUP: (Op.IN, Op.NOT_IN, Op.MISSING),
    Field.SECTION: (Op.IN, Op.NOT_IN, Op.MISSING),
    Field.ADDRESSEE: (Op.IN, Op.NOT_IN, Op.MISSING),
    Field.AGREEMENT: (Op.IN, Op.NOT_IN, Op.MISSING),
    Field.REFUSAL: (Op.IN,),
    Field.PARAGRAPH: (Op.IN, Op.NOT_IN, Op.MISSING),
    Field.REPEATED: (Op.IN, Op.NOT_IN),
    Field.OWNER: (Op.IN, Op.NOT_IN, Op.ONLY, Op.NOT_ONLY, Op.SHARED, Op.MISSING),
    Field.DUE: (Op.BETWEEN, Op.MISSING),
    Field.STATUS: (Op.IN, Op.NOT_IN),
}
"""The operators that a field takes in a proposed plan; a field not named here is left to the rules."""

ROW_PARTS = ("owner", "due", "status", "text", "response", "agreement", "section", "paragraph", "source")
PLAN_FACTS = ("held", "submitted", "report_published", "inspection", "current")
ORDERS = (Order.DUE, Order.LAST_DUE)
CHECKED = (Field.STATUS, Field.AGREEMENT, Field.REPEATED)
"""What a yes-or-no question can ask about a row."""

GROUPED = (
    Field.OWNER,
    Field.ESTABLISHMENT,
    Field.PLAN,
    Field.SECTION,
    Field.STATUS,
    Field.AGREEMENT,
    Field.REC_NO,
    Field.DUE,
)

_WITHOUT_VALUES = (Op.SHARED, Op.MISSING)
_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(?P<inside>.*)\n\s*```\s*\Z", re.DOTALL)
_SAME_WORD = 75
"""Likeness, in percent, from which two words are one word inflected or misspelt ("interpretors", "interpreting")."""


class ProposalRefused(ActionPlansError):  # noqa: N818 - named like the errors of its tree
    """A proposed plan that is not used; the message says why, for people, without the model's own words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model was asked: the question, the earlier ones (oldest first), the names held, and the rules' plan."""

    question: str
    history: Sequence[str]
    vocabulary: Vocabulary
    by_rules: QueryPlan

    @property
    def text(self) -> str:
        """All questions of the conversation, with numbers in figures."""
        return spelt_in_figures("\n".join((*self.history, self.question)))


def read_proposal(reply: str, asked: Asked) -> QueryPlan:
    """The query plan in a model's reply, with labels of our own and without its notes.

    Raises:
        ProposalRefused: the reply is no query plan, or one that the question does not bear out.
    """
    fenced = _FENCE.match(reply)
    try:
        plan = QueryPlan.model_validate_json(fenced["inside"] if fenced else reply)
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            raise ProposalRefused("its reply was not JSON") from error
        # The name of an unknown field is the model's own word, and stays out of the message.
        known = [str(part) for part in first["loc"] if isinstance(part, int) or part in _NAMES]
        place = ".".join(known) or "the plan"
        raise ProposalRefused(f"its reply was no query plan ({place} is not as the schema says)") from error
    plan = _without_wordless_current(plan)
    _check_form(plan)
    for wanted in (*plan.filters, *plan.check):
        _check_filter(wanted, asked)
    for wanted in plan.check:
        if wanted.field not in CHECKED:
            raise ProposalRefused(f"it checks the {wanted.field.value} of rows, which is no yes-or-no condition")
    _check_as_of(plan, asked)
    _check_topic(plan, asked)
    _check_nothing_passed_over(plan, asked)
    plan = _with_rules(plan, asked)
    return plan.model_copy(
        update={
            "filters": tuple(labelled(wanted, asked.vocabulary) for wanted in plan.filters),
            "check": tuple(labelled(wanted, asked.vocabulary) for wanted in plan.check),
            "notes": (),
            "limit": asked.by_rules.limit,
            "nth": asked.by_rules.nth,
        }
    )


_NAMES = frozenset(QueryPlan.model_fields) | frozenset(Filter.model_fields)


def _check_form(plan: QueryPlan) -> None:
    """Whether the parts of the plan go together, so that it can be answered."""
    facts = PLAN_FACTS if plan.intent is Intent.PLAN else ROW_PARTS
    wrong = {
        "an unknown part of a row is asked for": bool(set(plan.asked) - set(facts)),
        "a definition needs a term": (plan.intent is Intent.DEFINITION) is not bool(plan.term),
        "facts of plans need plans as their unit": (plan.intent is Intent.PLAN) is not (plan.unit is Unit.PLANS),
        "groups need a field to group by": plan.intent is Intent.GROUP and plan.group_by is None,
        "it can't be grouped by that field": plan.group_by is not None and plan.group_by not in GROUPED,
        "the order is unknown": plan.order not in (None, *ORDERS),
        "places in the list are left to the rules": plan.limit is not None or plan.nth is not None,
    }
    for message, found in wrong.items():
        if found:
            raise ProposalRefused(f"its query plan does not hold together: {message}")


def _check_filter(wanted: Filter, asked: Asked) -> None:
    field = wanted.field.value
    if wanted.op not in OPS.get(wanted.field, ()):
        raise ProposalRefused(f"its filter on {field} has an operator that {field} does not take")
    if wanted.op is Op.BETWEEN:
        _check_days(wanted, asked)
    elif bool(wanted.value) is (wanted.op in _WITHOUT_VALUES):
        raise ProposalRefused(f"its filter on {field} has the wrong number of values")
    else:
        held = held_values(wanted.field, asked.vocabulary)
        if not set(wanted.value) <= held:
            raise ProposalRefused(f"its filter on {field} has a value that is not held")
    read = (*asked.by_rules.filters, *asked.by_rules.check)
    if not any((f.field, f.op, set(f.value)) == (wanted.field, wanted.op, set(wanted.value)) for f in read):
        _check_words(wanted, asked)


def held_values(field: Field, vocabulary: Vocabulary) -> frozenset[str]:
    """The values that a filter on ``field`` can have over this register; for dates none, since any day can be meant."""
    match field:
        case Field.ESTABLISHMENT:
            return frozenset(vocabulary.establishments)
        case Field.PLAN:
            return frozenset(p.plan_id for p in vocabulary.plans)
        case Field.CURRENT:
            return frozenset({"yes"})
        case Field.KIND:
            return frozenset(kind.value for kind in ItemKind)
        case Field.REC_NO:
            return frozenset(number for p in vocabulary.plans for number in p.rec_nos)
        case Field.GROUP:
            return frozenset(vocabulary.groups)
        case Field.SECTION:
            return frozenset(vocabulary.sections)
        case Field.ADDRESSEE:
            return frozenset(vocabulary.addressees)
        case Field.AGREEMENT:
            return frozenset(agreement.value for agreement in Agreement)
        case Field.REFUSAL:
            return frozenset(REFUSAL_STEMS)
        case Field.PARAGRAPH:
            return vocabulary.paragraphs
        case Field.REPEATED:
            return frozenset({"0", "1"})
        case Field.OWNER:
            return frozenset(vocabulary.owners)
        case Field.STATUS:
            return frozenset(status.value for status in Status)
        case _:
            return frozenset()


def _check_days(wanted: Filter, asked: Asked) -> None:
    """A date filter runs between days that the question's own expressions begin or end with, or today."""
    if len(wanted.value) != 2 or not any(wanted.value):
        raise ProposalRefused("its filter on due has the wrong number of values")
    try:
        days = [date.fromisoformat(day) for day in wanted.value if day]
    except ValueError as error:
        raise ProposalRefused("its filter on due has a day that is none") from error
    if len(days) == 2 and days[0] > days[1]:
        raise ProposalRefused("its filter on due ends before it begins")
    known = {end for span in find_dates(asked.text, asked.by_rules.as_of) for end in (span.first, span.last)}
    known |= {asked.by_rules.as_of}
    one = timedelta(days=1)
    near = {day + shift for day in known for shift in (-one, timedelta(), one)}
    near |= {date.fromisoformat(day) for f in asked.by_rules.filters if f.op is Op.BETWEEN for day in f.value if day}
    if not set(days) <= near:
        raise ProposalRefused("its filter on due has a day that the question does not name")


def _check_words(wanted: Filter, asked: Asked) -> None:
    """A filter comes from words of the question; a number in it stands among them."""
    words = words_of(spelt_in_figures(wanted.words))
    said = words_of(asked.text)
    if all(map(is_stop_word, words)) and wanted.op is not Op.SHARED:
        raise ProposalRefused(f"its filter on {wanted.field.value} names no words of the question")
    if not _stands_in(words, said):
        raise ProposalRefused(f"its filter on {wanted.field.value} names words that are not in the question")
    if wanted.field in (Field.REC_NO, Field.PARAGRAPH):
        numbers = {word.lower() for word in re.findall(r"[\w.]*\d[\w.]*", asked.text)}
        numbers = {number.strip(".") for number in numbers}
        if not {value.lower() for value in wanted.value} <= numbers:
            raise ProposalRefused(f"its filter on {wanted.field.value} has a number that the question does not name")


def _stands_in(words: Sequence[str], said: Sequence[str]) -> bool:
    """Whether the words stand in the question in this order; others may stand between them."""
    rest = iter(said)
    return all(word in rest for word in words)


def _check_as_of(plan: QueryPlan, asked: Asked) -> None:
    """The day of the statuses is the one that the rules read, or one that the question names where they read none."""
    if plan.as_of == asked.by_rules.as_of:
        return
    if not any(f.field is Field.DUE for f in (*plan.filters, *asked.by_rules.filters)):
        spans = find_dates(asked.question, asked.by_rules.as_of)
        if plan.as_of in {day for span in spans for day in (span.first, span.last)}:
            return
    raise ProposalRefused("its plan is for a day that the question does not name")


def _check_topic(plan: QueryPlan, asked: Asked) -> None:
    said = [word for word in words_of(asked.text) if not is_stop_word(word)]
    by_rules = words_of(asked.by_rules.topic or "") + words_of(asked.by_rules.term or "")
    for text in (plan.topic or "", plan.term or ""):
        for word in words_of(text):
            known = is_stop_word(word) or any(fuzz.ratio(word, other) >= _SAME_WORD for other in (*said, *by_rules))
            if not known:
                raise ProposalRefused("its topic has words that are not in the question")
    if plan.topic is not None and not plan.topic.strip():
        raise ProposalRefused("its topic is empty")


def _check_nothing_passed_over(plan: QueryPlan, asked: Asked) -> None:
    """Each condition that the rules read is a condition of the plan too, or its words went into something else."""
    used = set(
        words_of(" ".join((plan.topic or "", plan.term or "", *(f.words for f in (*plan.filters, *plan.check)))))
    )
    fields = {wanted.field for wanted in (*plan.filters, *plan.check)}
    for read in (*asked.by_rules.filters, *asked.by_rules.check):
        if read.op not in OPS.get(read.field, ()):
            raise ProposalRefused(f"the question says what rules alone can read: “{read.label}”")
        words = {word for word in words_of(read.words) if not is_stop_word(word)}
        if read.field not in fields and words and not words <= used and read.field is not Field.KIND:
            raise ProposalRefused(f"its query plan leaves out what the question says: “{read.label}”")


def _without_wordless_current(plan: QueryPlan) -> QueryPlan:
    """Without "current plans" where it is no wish of the question: then it is a rule of ours, set just below."""
    kept = tuple(f for f in plan.filters if f.field is not Field.CURRENT or f.words.strip())
    return plan.model_copy(update={"filters": kept})


def _with_rules(plan: QueryPlan, asked: Asked) -> QueryPlan:
    """With the conditions that come from rules and not from words, as the rules' own reading has them."""
    fields = {wanted.field for wanted in (*plan.filters, *plan.check)}
    added = [f for f in asked.by_rules.filters if not f.words and f.field not in fields]
    if Field.PLAN in fields or plan.intent in (Intent.COMPARE, Intent.DEFINITION, Intent.PLAN, Intent.NONE):
        added = [f for f in added if f.field is not Field.CURRENT]
    elif not {Field.CURRENT, Field.REC_NO, Field.PARAGRAPH, Field.DUE} & {*fields, *(f.field for f in added)}:
        live = {status.value for status in UNFINISHED}
        asks_live = any(f.field is Field.STATUS and f.op is Op.IN and set(f.value) & live for f in plan.filters)
        if asks_live and not list(find_dates(asked.text, asked.by_rules.as_of)):
            added.append(Filter(field=Field.CURRENT, op=Op.IN, value=("yes",), label="current plans"))
    return plan.model_copy(update={"filters": (*plan.filters, *added)})
