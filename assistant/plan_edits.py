"""Query plans changed by hand: which values a condition may take, and the plan with a condition changed or removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from pydantic import Field as Bounded

from assistant.filters import require_meaning
from assistant.query import Field, Filter, Intent, Op, QueryPlan
from assistant.refusals import REFUSAL_STEMS
from assistant.status import UNFINISHED, Status
from assistant.vocabulary import Vocabulary
from assistant.wording import listed, uk_date, uk_period
from ingest.errors import BadRequest
from ingest.records import Agreement, ItemKind, Record

LONGEST_TOPIC: Final = 120
NOTHING_LEFT: Final = "no condition is left: this looks at every row of every plan held"
_MOST_VALUES: Final = 200


class Choice(Record):
    """A value that a condition may take, in the register's words and in a person's."""

    value: str
    label: str


class Form(StrEnum):
    """How a person gives a condition's values.

    ``PICK``: some of the register's own; ``TYPE``: written, with commas between several; ``DAYS``: the first and the
    last day, both inclusive, "" for an open end; ``FIXED``: not at all, the condition can only be removed.
    """

    PICK = "pick"
    TYPE = "type"
    DAYS = "days"
    FIXED = "fixed"


_FORMS: Final[Mapping[Field, Form]] = {
    Field.CURRENT: Form.FIXED,
    Field.REPEATED: Form.FIXED,
    Field.ACTION_COUNT: Form.FIXED,
    Field.REC_NO: Form.TYPE,
    Field.PARAGRAPH: Form.TYPE,
    Field.ACTION: Form.TYPE,
    Field.DUE: Form.DAYS,
}
"""The forms of the fields whose values are not picked."""

STATUS_NAMES: Final = {
    Status.OPEN: "open, not overdue",
    Status.OVERDUE: "overdue",
    Status.COMPLETED: "completed",
    Status.NO_ACTION: "no action",
}
_AGREEMENT_NAMES: Final = {
    Agreement.AGREED: "agreed",
    Agreement.PARTLY_AGREED: "partly agreed",
    Agreement.NOT_AGREED: "not agreed",
}


class Edit(Record):
    """One change by hand: of the topic, of the day, or of the condition with number ``condition``.

    Conditions are numbered from 0 through ``plan.filters`` and then ``plan.check``. No ``values`` (and an empty
    ``topic``) remove what they are about.
    """

    condition: int | None = Bounded(default=None, ge=0)
    values: tuple[str, ...] = Bounded(default=(), max_length=_MOST_VALUES)
    topic: str | None = Bounded(default=None, max_length=LONGEST_TOPIC)
    as_of: date | None = None


def form_of(field: Field) -> Form:
    """How the values of a condition on ``field`` are given."""
    return _FORMS.get(field, Form.PICK)


def choices(field: Field, vocabulary: Vocabulary, as_of: date) -> tuple[Choice, ...]:
    """What a condition on ``field`` can be, in the order for people; plans submitted after ``as_of`` are left out.

    Empty for fields whose values are not picked.
    """
    return tuple(Choice(value=value, label=name) for value, name in _names(field, vocabulary, as_of).items())


def _names(field: Field, vocabulary: Vocabulary, as_of: date) -> dict[str, str]:
    match field:
        case Field.STATUS:
            return {status.value: name for status, name in STATUS_NAMES.items()}
        case Field.AGREEMENT:
            return {agreement.value: name for agreement, name in _AGREEMENT_NAMES.items()}
        case Field.KIND:
            return {kind.value: f"{kind.value}s" for kind in ItemKind}
        case Field.REFUSAL:
            return {reason: reason for reason in REFUSAL_STEMS}
        case Field.ESTABLISHMENT:
            return dict(sorted(vocabulary.establishments.items(), key=lambda pair: pair[1]))
        case Field.OWNER:
            named = {key: spellings[0] for key, spellings in vocabulary.owners.items()}
            return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))
        case Field.PLAN:
            return {
                plan.plan_id: f"{plan.establishment}’s plan of {uk_date(plan.submitted)}"
                for plan in vocabulary.plans
                if plan.submitted <= as_of
            }
        case Field.GROUP:
            return {name: name for name in vocabulary.groups}
        case Field.SECTION:
            return {name: name for name in vocabulary.sections}
        case Field.ADDRESSEE:
            return {name: name for name in vocabulary.addressees}
        case _:
            return {}


def edited(plan: QueryPlan, edit: Edit, vocabulary: Vocabulary) -> QueryPlan:
    """The plan with one change; what was changed by hand stands in its notes, with those of changes before it.

    Notes of the words of the question are dropped: the plan no longer follows from them.

    Raises:
        BadRequest: the plan has no such condition, or the condition can't take these values.
    """
    if edit.as_of is not None:
        changed, said = plan.model_copy(update={"as_of": edit.as_of}), f"as of {uk_date(edit.as_of)}"
    elif edit.condition is not None:
        changed, said = _with_condition(plan, edit.condition, edit.values, vocabulary)
    else:
        topic = " ".join((edit.topic or "").split()) or None
        said = f"about “{topic}”" if topic else f"without the topic “{plan.topic}”"
        changed = plan.model_copy(update={"topic": topic})
    earlier = tuple(note for note in plan.notes if note.startswith(_BY_HAND))
    notes = (*earlier, f"{_BY_HAND}{said}")
    if not (changed.filters or changed.check or changed.topic or changed.term):
        changed = changed.model_copy(update={"intent": Intent.COUNT if plan.intent is Intent.COUNT else Intent.LIST})
        notes = (*notes, NOTHING_LEFT)
    require_meaning((*changed.filters, *changed.check), changed.unit, changed.as_of)
    return changed.model_copy(update={"notes": notes})


_BY_HAND: Final = "changed by hand: "


def _with_condition(
    plan: QueryPlan, number: int, values: Sequence[str], vocabulary: Vocabulary
) -> tuple[QueryPlan, str]:
    conditions = [*plan.filters, *plan.check]
    if number >= len(conditions):
        raise BadRequest(f"This answer has no condition {number + 1}: ask the question again.")
    before, split = conditions[number], len(plan.filters)
    if values:
        after = _filter(before, tuple(values), vocabulary, plan.as_of)
        conditions[number] = after
        said = after.label
    else:
        del conditions[number]
        split -= number < split
        said = f"without “{before.label}”"
    update = {"filters": tuple(conditions[:split]), "check": tuple(conditions[split:])}
    return plan.model_copy(update=update), said


def _filter(before: Filter, values: tuple[str, ...], vocabulary: Vocabulary, as_of: date) -> Filter:
    form = form_of(before.field)
    if form is Form.DAYS:
        return _due(values)
    if form is Form.TYPE:
        values = tuple(dict.fromkeys(part.strip() for value in values for part in value.split(",") if part.strip()))
        if not values or any(len(value) > LONGEST_TOPIC for value in values):
            raise BadRequest("Give a number, or several with commas between them.")
        label = _WRITTEN[before.field](listed(values, "or"))
    else:
        names = _names(before.field, vocabulary, as_of)
        if form is Form.FIXED or not names.keys() >= set(values):
            raise BadRequest(f"“{before.label}” can’t be changed to that: choose from the list, or remove it.")
        values = tuple(value for value in names if value in values)
        label = _label(before.field, values, [names[value] for value in values])
    return Filter(field=before.field, op=Op.IN, value=values, label=label)


_WRITTEN: Final[Mapping[Field, Callable[[str], str]]] = {
    Field.REC_NO: lambda numbers: f"rec no {numbers}",
    Field.PARAGRAPH: lambda numbers: f"paragraph {numbers}",
    Field.ACTION: lambda numbers: f"action {numbers}",
}


def _label(field: Field, values: Sequence[str], names: Sequence[str]) -> str:
    match field:
        case Field.STATUS if set(values) == set(UNFINISHED):
            return "still open"
        case Field.STATUS if len(values) > 1:
            return listed([Status(value).value.replace("_", " ") for value in values], "or")
        case Field.OWNER:
            return f"owner: {listed(names, 'or')}"
        case Field.GROUP:
            return listed([name.lower() for name in names], "or")
        case Field.SECTION:
            return f"section {listed(names, 'or')}"
        case Field.ADDRESSEE:
            return f"addressed to {listed(names, 'or')}"
        case Field.REFUSAL:
            return f"for {listed(names, 'or')} reasons"
        case _:
            return listed(names, "or")


_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _due(values: Sequence[str]) -> Filter:
    """The condition on target dates from a first and a last day."""
    days = []
    for value in (*values, "", "")[:2]:
        try:
            days.append(date.fromisoformat(value) if _DAY.fullmatch(value) else None)
        except ValueError as error:
            raise BadRequest(f"“{value}” is not a day.") from error
    first, last = days
    if first and last and first > last:
        raise BadRequest("The first day is after the last one: change one of them.")
    if first and last:
        label = f"due {uk_period(first, last)}"
    elif last:
        label = f"due by {uk_date(last)}"
    elif first:
        label = f"due from {uk_date(first)}"
    else:
        raise BadRequest("Give a first day, a last day or both.")
    return Filter(
        field=Field.DUE, op=Op.BETWEEN, value=tuple(day.isoformat() if day else "" for day in days), label=label
    )
