"""Which of the rows found a question means: the first target date, the most actions, the first three, the second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.evidence import Row
from assistant.query import Order, QueryPlan, Unit
from assistant.status import completed_on

Rows = tuple[Row, ...]


def meant(rows: Rows, plan: QueryPlan) -> Rows:
    """The rows that ``plan`` keeps of those found, in their order; none where it has no such place."""
    kept = _at_the_end(rows, plan)
    if plan.limit is not None:
        kept = _places(kept, plan.unit, slice(plan.limit) if plan.limit >= 0 else slice(plan.limit, None))
    if plan.nth is not None:
        start = plan.nth - 1 if plan.nth > 0 else plan.nth
        kept = _places(kept, plan.unit, slice(start, start + 1 or None))
    return kept


def _at_the_end(rows: Rows, plan: QueryPlan) -> Rows:
    match plan.order:
        case None | Order.MOST | Order.FEWEST:
            return rows
        case Order.DUE | Order.LAST_DUE:
            return _at_date(rows, plan.as_of, last=plan.order is Order.LAST_DUE)
        case Order.FEWEST_ACTIONS | Order.MOST_ACTIONS:
            sizes = [len(row.actions) for row in rows]
            end = (max if plan.order is Order.MOST_ACTIONS else min)(sizes, default=0)
            return tuple(row for row, size in zip(rows, sizes, strict=True) if size == end)


def _at_date(rows: Rows, day: date, *, last: bool) -> Rows:
    """The rows with the first (or last) target date among what is not completed on ``day``, with its actions alone."""
    dates = [a.due for row in rows for a in row.actions if a.due is not None and not completed_on(a, day)]
    if not dates:
        return ()
    end = max(dates) if last else min(dates)
    kept = ((row, tuple(a for a in row.actions if a.due == end and not completed_on(a, day))) for row in rows)
    return tuple(replace(row, actions=actions) for row, actions in kept if actions)


def _places(rows: Sequence[Row], unit: Unit, wanted: slice) -> Rows:
    if unit is not Unit.ACTIONS:
        return tuple(rows[wanted])
    chosen = [(n, action) for n, row in enumerate(rows) for action in row.actions][wanted]
    return tuple(
        replace(row, actions=tuple(action for place, action in chosen if place == n))
        for n, row in enumerate(rows)
        if any(place == n for place, _ in chosen)
    )
