"""Counts by owner, section, status or another field, and who has the most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.composing.draft import Draft, dates_of
from assistant.composing.rows import AGREEMENT_WORDS, STATUS_WORDS
from assistant.evidence import Row
from assistant.markdown import escaped
from assistant.query import Field, Op, Order, QueryPlan, Unit
from assistant.status import action_status
from assistant.wording import uk_date
from ingest.owners import owner_key
from ingest.records import Action

Counted = tuple[Row, Action | None]
"""What is counted: an action of a row, or the row itself."""


def grouped(draft: Draft, plan: QueryPlan, rows: Sequence[Row]) -> dict[str, list[Counted]]:
    """What ``plan`` counts, by the value of the field that it counts by; with several owners it is in several groups.

    Owners that the question leaves out have no group of their own.
    """
    left_out = {
        key
        for f in plan.filters
        if f.field is Field.OWNER and f.op in (Op.NOT_IN, Op.NOT_ONLY) and plan.group_by is Field.OWNER
        for key in f.value
    }
    groups: dict[str, list[Counted]] = {}
    for row in rows:
        counted: tuple[Action | None, ...] = row.actions if plan.unit is Unit.ACTIONS else (None,)
        for action in counted:
            for value in _values(plan.group_by, row, action, draft):
                if not (left_out and owner_key(value) in left_out):
                    groups.setdefault(value, []).append((row, action))
    return dict(sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def at_the_end(plan: QueryPlan, groups: Mapping[str, Sequence[Counted]]) -> list[str]:
    """The groups with the most, or the fewest, if ``plan`` asks for them; none if it does not."""
    if plan.order not in (Order.MOST, Order.FEWEST):
        return []
    if plan.group_by is Field.DUE:
        # "Completed" and "Ongoing" are no month.
        groups = {name: group for name, group in groups.items() if any(a and a.due for _, a in group)}
    end = (max if plan.order is Order.MOST else min)((len(group) for group in groups.values()), default=0)
    return [name for name, group in groups.items() if len(group) == end]


def rows_of(plan: QueryPlan, rows: Sequence[Row], counted: Sequence[Counted]) -> list[Row]:
    """Those of ``rows`` that are counted, with the actions that are."""
    if plan.unit is not Unit.ACTIONS:
        keys = {row.key for row, _ in counted}
        return [row for row in rows if row.key in keys]
    numbers = {(row.key, action.n) for row, action in counted if action is not None}
    kept = (replace(row, actions=tuple(a for a in row.actions if (row.key, a.n) in numbers)) for row in rows)
    return [row for row in kept if row.actions]


def say_groups(draft: Draft, plan: QueryPlan, groups: Mapping[str, Sequence[Counted]]) -> None:
    """Add the size of each group, the largest first."""
    draft.say("\n".join(f"- {escaped(value)}: {len(group)}" for value, group in groups.items()))
    counted = [(row.key, action.n if action else None) for group in groups.values() for row, action in group]
    if plan.group_by is Field.OWNER and len(counted) > len(set(counted)):
        draft.say("A row with several owners counts once for each of them.")


def _values(by: Field | None, row: Row, action: Action | None, draft: Draft) -> Sequence[str]:
    match by:
        case Field.OWNER:
            return (action.responsible_owner if action else row.item.responsible_owner) or ("no owner named",)
        case Field.ESTABLISHMENT:
            return (row.plan.establishment,)
        case Field.PLAN:
            return (f"{row.plan.establishment}, {uk_date(row.plan.submitted)}",)
        case Field.SECTION:
            return (row.item.section or "no section",)
        case Field.AGREEMENT:
            return (AGREEMENT_WORDS[row.item.agreement] if row.item.agreement else "not stated",)
        case Field.STATUS:
            status = action_status(action, row.item.agreement, draft.as_of) if action else row.status(draft.as_of)
            return (STATUS_WORDS[status],)
        case Field.DUE:
            return ((action.target_date if action else dates_of(row.item)) or "no target date",)
        case _:
            return (f"{row.noun} {row.item.rec_no}",)
