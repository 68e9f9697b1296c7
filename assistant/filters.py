"""What each filter means: one declaration a field gives the match on records and the condition in SQL.

A property test holds the two together. Conditions are at one of three levels: of the plan, of the item, of one action.
An item is chosen by its action conditions if some action meets all of them together; its status is then computed over
just those actions (so "concerns overdue for the NHS" looks at the NHS's own actions), and how many actions it has is
how many meet all other conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.query import Field, Filter, Op, Unit
from assistant.refusals import REFUSAL_STEMS, refusal_reasons
from assistant.status import Status, action_status, status_of_actions
from ingest.errors import BadRequest
from ingest.establishments import establishment_key
from ingest.owners import owner_key
from ingest.records import Action, Agreement, Item, Plan


class Level(StrEnum):
    """Which record a condition looks at."""

    PLAN = "plan"
    ITEM = "item"
    ACTION = "action"
    STATUS = "status"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL with its parameters in order; ``p``, ``i`` and ``a`` name plan, item and action."""

    sql: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a match looks at: a plan, one of its items and, for conditions on actions, one action of that."""

    plan: Plan
    item: Item
    action: Action | None
    as_of: date
    superseded_on: date | None


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A field's declaration."""

    level: Level
    matches: Callable[[Filter, Subject], bool]
    sql: Callable[[Filter, date], Condition]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" for _ in values)


def _value_rule(level: Level, column: str, value_of: Callable[[Subject], str | None]) -> FieldRule:
    """A field with one value a row: in, not in, missing. A row without a value is not in any set of values."""

    def matches(wanted: Filter, subject: Subject) -> bool:
        value = value_of(subject)
        match wanted.op:
            case Op.IN:
                return value in wanted.value
            case Op.NOT_IN:
                return value not in wanted.value
            case Op.MISSING:
                return value is None
            case Op.BETWEEN:
                low, high = wanted.value
                return value is not None and (not low or value >= low) and (not high or value <= high)
            case _:
                raise ValueError(f"{wanted.field} does not take {wanted.op}")

    def sql(wanted: Filter, _as_of: date) -> Condition:
        match wanted.op:
            case Op.IN:
                return Condition(f"{column} IN ({_marks(wanted.value)})", wanted.value)
            case Op.NOT_IN:
                return Condition(f"({column} IS NULL OR {column} NOT IN ({_marks(wanted.value)}))", wanted.value)
            case Op.MISSING:
                return Condition(f"{column} IS NULL")
            case Op.BETWEEN:
                low, high = wanted.value
                return Condition(
                    f"({column} IS NOT NULL AND (? = '' OR {column} >= ?) AND (? = '' OR {column} <= ?))",
                    (low, low, high, high),
                )
            case _:
                raise ValueError(f"{wanted.field} does not take {wanted.op}")

    return FieldRule(level, matches, sql)


def _set_rule(
    level: Level, table: str, column: str, keys: str, values_of: Callable[[Subject], frozenset[str]]
) -> FieldRule:
    """A field with several values a row, held in a table of its own and joined on ``keys``."""

    def matches(wanted: Filter, subject: Subject) -> bool:
        values, asked = values_of(subject), frozenset(wanted.value)
        match wanted.op:
            case Op.IN | Op.SOME:
                return bool(values & asked)
            case Op.NOT_IN:
                return not values & asked
            case Op.ONLY:
                return bool(values) and values <= asked
            case Op.NOT_ONLY:
                return bool(values - asked)
            case Op.SHARED:
                return len(values) > 1
            case Op.MISSING:
                return not values
            case _:
                raise ValueError(f"{wanted.field} does not take {wanted.op}")

    def sql(wanted: Filter, _as_of: date) -> Condition:
        some = f"EXISTS (SELECT 1 FROM {table} v WHERE {keys}"
        inside = f"{some} AND v.{column} IN ({_marks(wanted.value)}))"
        outside = f"{some} AND v.{column} NOT IN ({_marks(wanted.value)}))"
        match wanted.op:
            case Op.IN | Op.SOME:
                return Condition(inside, wanted.value)
            case Op.NOT_IN:
                return Condition(f"NOT {inside}", wanted.value)
            case Op.ONLY:
                return Condition(f"({some}) AND NOT {outside})", wanted.value)
            case Op.NOT_ONLY:
                return Condition(outside, wanted.value)
            case Op.SHARED:
                return Condition(f"(SELECT count(DISTINCT v.{column}) FROM {table} v WHERE {keys}) > 1")
            case Op.MISSING:
                return Condition(f"NOT {some})")
            case _:
                raise ValueError(f"{wanted.field} does not take {wanted.op}")

    return FieldRule(level, matches, sql)


_ITEM_KEYS = "v.plan_id = i.plan_id AND v.rec_no = i.rec_no"
_ACTION_KEYS = "v.plan_id = a.plan_id AND v.rec_no = a.rec_no AND v.n = a.n"


def _owner_keys(owners: Sequence[str]) -> frozenset[str]:
    return frozenset(owner_key(owner) for owner in owners)


OWNER_OF_ITEM = _set_rule(
    Level.ITEM, "item_owners", "owner_key", _ITEM_KEYS, lambda s: _owner_keys(s.item.responsible_owner)
)
OWNER_OF_ACTION = _set_rule(
    Level.ACTION,
    "action_owners",
    "owner_key",
    _ACTION_KEYS,
    lambda s: _owner_keys(s.action.responsible_owner if s.action else ()),
)


def _current_matches(_wanted: Filter, subject: Subject) -> bool:
    return subject.superseded_on is None or subject.superseded_on > subject.as_of


def _current_sql(_wanted: Filter, as_of: date) -> Condition:
    return Condition("(p.superseded_on IS NULL OR p.superseded_on > ?)", (as_of.isoformat(),))


def _refusal_matches(wanted: Filter, subject: Subject) -> bool:
    return bool(refusal_reasons(subject.item.response) & frozenset(wanted.value))


def _refusal_sql(wanted: Filter, _as_of: date) -> Condition:
    stems = tuple(stem for reason in wanted.value for stem in REFUSAL_STEMS[reason])
    response = "lower(json_extract(i.record, '$.response'))"
    return Condition("(" + " OR ".join(f"instr({response}, ?) > 0" for _ in stems) + ")", stems)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _due(subject: Subject) -> str | None:
    # A Not Agreed row sometimes carries a stray date, slipped from its neighbour: nothing is due on it.
    if subject.item.agreement is Agreement.NOT_AGREED or subject.action is None:
        return None
    return _iso(subject.action.due)


def _target_words_matches(wanted: Filter, subject: Subject) -> bool:
    if wanted.op is Op.MISSING:
        return subject.action is not None and subject.action.target_date is None
    return _DUE_DATES.matches(wanted, subject)


def _target_words_sql(wanted: Filter, as_of: date) -> Condition:
    if wanted.op is Op.MISSING:
        return Condition("a.target_date IS NULL")
    return _DUE_DATES.sql(wanted, as_of)


_DUE_DATES = _value_rule(
    Level.ACTION, f"(CASE WHEN i.agreement = '{Agreement.NOT_AGREED}' THEN NULL ELSE a.due END)", _due
)


def completed_sql(as_of: date) -> str:
    """Whether the action ``a`` is completed on a day: what the newest progress entry says, else what the plan says.

    The one place where SQL decides completion; ``assistant.status.completed_on`` is its twin. The day is written out,
    so that the expression can be used anywhere without counting parameters: it is a date, never words.
    """
    return (
        "CASE WHEN a.reported THEN coalesce((SELECT g.completed FROM progress g WHERE g.plan_id = a.plan_id"
        f" AND g.rec_no = a.rec_no AND g.n IN (0, a.n) AND g.on_day <= '{as_of.isoformat()}'"
        " ORDER BY g.on_day DESC, g.n DESC, g.document DESC, g.position DESC LIMIT 1), a.completed)"
        " ELSE a.completed END"
    )


def action_status_sql(as_of: date) -> str:
    """The status of the action ``a`` of the item ``i`` on a day."""
    return (
        f"CASE WHEN i.agreement = '{Agreement.NOT_AGREED}' THEN '{Status.NO_ACTION}' "
        f"WHEN {completed_sql(as_of)} THEN '{Status.COMPLETED}' "
        f"WHEN a.due < '{as_of.isoformat()}' THEN '{Status.OVERDUE}' ELSE '{Status.OPEN}' END"
    )


def _status_matches(wanted: Filter, subject: Subject) -> bool:
    actions = (subject.action,) if subject.action else subject.item.actions
    return status_holds(wanted, subject.item, actions, subject.as_of)


def status_holds(wanted: Filter, item: Item, actions: Sequence[Action], as_of: date) -> bool:
    """Whether a status filter holds of an item as far as these of its actions go."""
    if wanted.op in (Op.SOME, Op.NOT_SOME):
        some = any(action_status(a, item.agreement, as_of) in wanted.value for a in actions)
        return some is (wanted.op is Op.SOME)
    return (status_of_actions(actions, item.agreement, as_of) in wanted.value) is (wanted.op is Op.IN)


def _status_sql(wanted: Filter, as_of: date) -> Condition:
    verb = "IN" if wanted.op in (Op.IN, Op.SOME) else "NOT IN"
    return Condition(f"{action_status_sql(as_of)} {verb} ({_marks(wanted.value)})", wanted.value)


def size_holds(wanted: Filter, size: int) -> bool:
    """Whether so many actions are between the ends (both inclusive, "" is open) of a filter on their number."""
    low, high = _ends(wanted)
    return low <= size <= high


def size_sql(wanted: Filter, size: Condition) -> Condition:
    """The same in SQL, of the expression ``size``."""
    low, high = _ends(wanted)
    return Condition(f"{size.sql} BETWEEN {low} AND {high}", size.parameters)


_NO_END = 10**9
"""More actions than any item has."""


def _ends(wanted: Filter) -> tuple[int, int]:
    if wanted.op is not Op.BETWEEN:
        raise ValueError(f"{wanted.field} does not take {wanted.op}")
    low, high = wanted.value
    return int(low or 0), int(high or _NO_END)


def _size_matches(wanted: Filter, subject: Subject) -> bool:
    return size_holds(wanted, len(subject.item.actions))


def _size_sql(wanted: Filter, _as_of: date) -> Condition:
    return size_sql(wanted, Condition("count(a.n)"))


RULES: dict[Field, FieldRule] = {
    Field.ESTABLISHMENT: _value_rule(
        Level.PLAN, "p.establishment_key", lambda s: establishment_key(s.plan.establishment)
    ),
    Field.PLAN: _value_rule(Level.PLAN, "p.plan_id", lambda s: s.plan.plan_id),
    Field.CURRENT: FieldRule(Level.PLAN, _current_matches, _current_sql),
    Field.KIND: _value_rule(Level.ITEM, "i.kind", lambda s: s.item.kind.value),
    Field.REC_NO: _value_rule(Level.ITEM, "i.rec_no", lambda s: s.item.rec_no),
    Field.GROUP: _value_rule(Level.ITEM, "i.grp", lambda s: s.item.group),
    Field.SECTION: _value_rule(Level.ITEM, "i.section", lambda s: s.item.section),
    Field.ADDRESSEE: _value_rule(Level.ITEM, "json_extract(i.record, '$.addressee')", lambda s: s.item.addressee),
    Field.AGREEMENT: _value_rule(
        Level.ITEM, "i.agreement", lambda s: s.item.agreement.value if s.item.agreement else None
    ),
    Field.REFUSAL: FieldRule(Level.ITEM, _refusal_matches, _refusal_sql),
    Field.PARAGRAPH: _set_rule(
        Level.ITEM, "item_paragraphs", "paragraph", _ITEM_KEYS, lambda s: frozenset(s.item.report_paragraphs)
    ),
    Field.REPEATED: _value_rule(Level.ITEM, "i.repeated", lambda s: "1" if s.item.repeated_from else "0"),
    Field.OWNER: OWNER_OF_ACTION,
    Field.ACTION: _value_rule(Level.ACTION, "CAST(a.n AS TEXT)", lambda s: str(s.action.n) if s.action else None),
    Field.ACTION_COUNT: FieldRule(Level.SIZE, _size_matches, _size_sql),
    Field.DUE: FieldRule(Level.ACTION, _target_words_matches, _target_words_sql),
    Field.STATUS: FieldRule(Level.STATUS, _status_matches, _status_sql),
}


def require_meaning(filters: Sequence[Filter], unit: Unit, as_of: date) -> None:
    """Check filters that were made elsewhere.

    Raises:
        BadRequest: a filter whose operator or values its field does not take.
    """
    for wanted in filters:
        try:
            rule_for(wanted, unit).sql(wanted, as_of)
        except (ValueError, KeyError) as error:
            values = ", ".join(wanted.value) or "no value"
            raise BadRequest(
                f"The filter {wanted.field.value} {wanted.op.value} ({values}) has no meaning: "
                "take its operator and values from the plan of an answer."
            ) from error


# "Solely the Governor's", "shared": said of an item they are about all its owners, not about one action's.
_WHOLE_ITEM_OPS = frozenset({Op.SOME, Op.ONLY, Op.NOT_ONLY, Op.SHARED, Op.MISSING, Op.NOT_IN})


def rule_for(wanted: Filter, unit: Unit) -> FieldRule:
    """The declaration that a filter falls under when ``unit`` is what is chosen."""
    if wanted.field is Field.OWNER and unit is Unit.ITEMS and wanted.op in _WHOLE_ITEM_OPS:
        return OWNER_OF_ITEM
    return RULES[wanted.field]


def matching_actions(
    plan: Plan, item: Item, filters: Sequence[Filter], unit: Unit, *, as_of: date, superseded_on: date | None
) -> tuple[Action, ...] | None:
    """The actions by which an item meets the filters, None if it doesn't (or the plan is not visible yet).

    For ``Unit.ACTIONS`` these are the actions chosen; for ``Unit.ITEMS`` they explain why the item is chosen, and may
    be empty for an item that has no actions.
    """
    if plan.submitted > as_of:
        return None

    def holds(wanted: Filter, action: Action | None) -> bool:
        return rule_for(wanted, unit).matches(wanted, Subject(plan, item, action, as_of, superseded_on))

    by_level: dict[Level, list[Filter]] = {level: [] for level in Level}
    for wanted in filters:
        by_level[rule_for(wanted, unit).level].append(wanted)
    if not all(holds(wanted, None) for level in (Level.PLAN, Level.ITEM) for wanted in by_level[level]):
        return None
    chosen = tuple(a for a in item.actions if all(holds(wanted, a) for wanted in by_level[Level.ACTION]))
    if by_level[Level.ACTION] and not chosen:
        return None
    if unit is Unit.ACTIONS:
        chosen = tuple(a for a in chosen if all(holds(wanted, a) for wanted in by_level[Level.STATUS]))
        if not chosen:
            return None
    else:
        if not all(status_holds(wanted, item, chosen, as_of) for wanted in by_level[Level.STATUS]):
            return None
        statuses = [wanted.value for wanted in by_level[Level.STATUS] if wanted.op in (Op.IN, Op.SOME)]
        chosen = tuple(
            a for a in chosen if all(action_status(a, item.agreement, as_of) in values for values in statuses)
        )
    return chosen if all(size_holds(wanted, len(chosen)) for wanted in by_level[Level.SIZE]) else None
