"""The dashboard's figures: how many rows are completed, open and overdue, by month, owner, establishment and plan.

A row is what a search lists: an action, or an item without any. All counts are made by SQL from the one rule of status
(``assistant.filters.action_status_sql``), so that they are the figures that a question and a search over the same
plans give.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

from assistant.filters import Condition, action_status_sql, rule_for
from assistant.query import Field, Filter, Op, Unit
from assistant.status import Status
from ingest.records import Record

MONTHS_ROUND = 12
"""Months before and after the day's own that stand singly; those further off stand together by year."""

_STATUSES = (Status.COMPLETED, Status.OPEN, Status.OVERDUE, Status.NO_ACTION)


class View(Record):
    """Which plans are counted, and on which day.

    ``establishments`` are keys (``ingest.establishments``); none means all. ``current`` leaves out plans that are
    superseded on the day, as questions about what is still open do. Plans submitted after ``as_of`` are not visible.
    """

    as_of: date
    establishments: tuple[str, ...] = ()
    current: bool = True


class Tally(Record):
    """Rows by status."""

    completed: int = 0
    open: int = 0
    overdue: int = 0
    no_action: int = 0

    @property
    def promised(self) -> int:
        """Rows on which something was or is to be done: all but those of items not agreed."""
        return self.completed + self.open + self.overdue

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            completed=self.completed + other.completed,
            open=self.open + other.open,
            overdue=self.overdue + other.overdue,
            no_action=self.no_action + other.no_action,
        )


class Period(Record):
    """The rows with a target date from ``first`` to ``last``, both inclusive: a month, or several of one year."""

    first: date
    last: date
    tally: Tally


class Named(Record):
    """The rows of an owner or an establishment: its key, and the spelling that most rows have."""

    key: str
    name: str
    tally: Tally


class PlanFigures(Record):
    """A plan's figures.

    ``warnings`` are all that its reading gave; ``without_owner`` counts its actions without an owner and
    ``without_date`` its unfinished actions without a target date that can be read, those of items not agreed aside.
    """

    plan_id: str
    establishment: str
    submitted: date
    items: int
    actions: int
    tally: Tally
    warnings: int
    without_owner: int
    without_date: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything in view.

    ``actions`` are the figures of actions alone, as a question counts them; ``rows`` those of all rows, of which
    ``undated`` have no target date and ``unowned`` no owner. ``owners`` and ``establishments`` are the first of
    ``owners_in_all`` and ``establishments_in_all``, most overdue first; an action with two owners counts for both.
    """

    view: View
    plans: int
    items: int
    actions: Tally
    rows: Tally
    undated: Tally
    unowned: Tally
    periods: tuple[Period, ...]
    owners: tuple[Named, ...]
    owners_in_all: int
    establishments: tuple[Named, ...]
    establishments_in_all: int


def read_dashboard(connection: sqlite3.Connection, view: View, most: int) -> Dashboard:
    """The figures of a view, with at most ``most`` owners and establishments."""
    scope = _scope(view)
    plans, items = connection.execute(
        "SELECT count(*), total((SELECT count(*) FROM items i WHERE i.plan_id = p.plan_id))"
        f" FROM plans p WHERE {scope.sql}",
        scope.parameters,
    ).fetchone()
    slices = _slices(connection, view)
    months: dict[str, Tally] = {}
    for one in slices:
        if one.month is not None:
            months[one.month] = months.get(one.month, Tally()).plus(one.tally)
    by_owner = _by_owner(connection, view)
    unowned = by_owner.pop("", Tally())
    owners, establishments = _most_overdue(by_owner), _most_overdue(_by_establishment(connection, view))
    return Dashboard(
        view=view,
        plans=plans,
        items=int(items),
        actions=_sum(one.tally for one in slices if one.is_action),
        rows=_sum(one.tally for one in slices),
        undated=_sum(one.tally for one in slices if one.month is None),
        unowned=unowned,
        periods=_periods(months, view.as_of),
        owners=_named(connection, _SPELT_OWNERS, owners[:most]),
        owners_in_all=len(owners),
        establishments=_named(connection, _SPELT_ESTABLISHMENTS, establishments[:most]),
        establishments_in_all=len(establishments),
    )


def plan_figures(connection: sqlite3.Connection, view: View) -> tuple[PlanFigures, ...]:
    """The figures of each plan in view, in the order of establishment and submission."""
    columns = f"p.plan_id AS plan_id, a.n AS n, a.due AS due, EXISTS (SELECT 1 FROM {_OWNERS}) AS owned"
    sql = f"""
        SELECT p.plan_id, p.establishment, p.submitted,
            (SELECT count(*) FROM items WHERE items.plan_id = p.plan_id), {_SUMS},
            sum(r.n IS NOT NULL), json_array_length(p.record, '$.warnings'),
            sum(r.n IS NOT NULL AND r.s <> '{Status.NO_ACTION}' AND NOT r.owned),
            sum(r.n IS NOT NULL AND r.s IN ('{Status.OPEN}', '{Status.OVERDUE}') AND r.due IS NULL)
        FROM ({_rows(view, columns)}) r
        JOIN plans p USING (plan_id) GROUP BY p.plan_id
        ORDER BY p.establishment_key, p.establishment, p.submitted, p.plan_id
    """
    return tuple(
        PlanFigures(
            plan_id=plan_id,
            establishment=establishment,
            submitted=date.fromisoformat(submitted),
            items=items,
            tally=_tally(figures[:4]),
            actions=figures[4],
            warnings=figures[5],
            without_owner=figures[6],
            without_date=figures[7],
        )
        for plan_id, establishment, submitted, items, *figures in connection.execute(sql, _scope(view).parameters)
    )


@dataclass(frozen=True, slots=True)
class _Slice:
    """The rows of one month of target dates (``2025-10``; None without a date): actions, or items without any."""

    month: str | None
    is_action: bool
    tally: Tally


_OWNERS = "action_owners o WHERE o.plan_id = a.plan_id AND o.rec_no = a.rec_no AND o.n = a.n"
_SUMS = ", ".join(f"sum(r.s = '{status}')" for status in _STATUSES)


def _scope(view: View) -> Condition:
    """The plans ``p`` in view."""
    filters = []
    if view.current:
        filters.append(Filter(field=Field.CURRENT, op=Op.IN, value=("yes",), label="current plans"))
    if view.establishments:
        filters.append(Filter(field=Field.ESTABLISHMENT, op=Op.IN, value=view.establishments, label="establishment"))
    conditions = [rule_for(wanted, Unit.ACTIONS).sql(wanted, view.as_of) for wanted in filters]
    return Condition(
        " AND ".join(("p.submitted <= ?", *(condition.sql for condition in conditions))),
        (view.as_of.isoformat(), *(value for condition in conditions for value in condition.parameters)),
    )


def _rows(view: View, columns: str) -> str:
    """SQL for the rows in view: the columns, and the status as ``s``; its parameters are those of ``_scope``.

    ``CROSS JOIN`` holds SQLite to going plan by plan: left to itself it takes the items in the order of an index, and
    needs three times as long for all the jumping about.
    """
    return f"""
        SELECT {columns}, {action_status_sql(view.as_of)} AS s
        FROM plans p CROSS JOIN items i ON i.plan_id = p.plan_id
        LEFT JOIN actions a ON a.plan_id = i.plan_id AND a.rec_no = i.rec_no
        WHERE {_scope(view).sql}
    """


def _slices(connection: sqlite3.Connection, view: View) -> tuple[_Slice, ...]:
    rows = _rows(view, "substr(a.due, 1, 7) AS month, a.n IS NOT NULL AS is_action")
    sql = f"SELECT r.month, r.is_action, {_SUMS} FROM ({rows}) r GROUP BY 1, 2"
    return tuple(
        _Slice(month, bool(is_action), _tally(figures))
        for month, is_action, *figures in connection.execute(sql, _scope(view).parameters)
    )


def _by_establishment(connection: sqlite3.Connection, view: View) -> dict[str, Tally]:
    sql = f"SELECT r.k, {_SUMS} FROM ({_rows(view, 'p.establishment_key AS k')}) r GROUP BY 1"
    return {key: _tally(figures) for key, *figures in connection.execute(sql, _scope(view).parameters)}


def _by_owner(connection: sqlite3.Connection, view: View) -> dict[str, Tally]:
    """The rows of each owner by key; those of none under "". An owner spelt in two ways in one action counts once."""
    together = f"(SELECT group_concat(k, char(10)) FROM (SELECT DISTINCT o.owner_key AS k FROM {_OWNERS})) AS owners"
    sql = f"SELECT r.owners, {_SUMS} FROM ({_rows(view, together)}) r GROUP BY 1"
    found: dict[str, Tally] = {}
    for owners, *figures in connection.execute(sql, _scope(view).parameters):
        for key in (owners or "").split("\n"):
            found[key] = found.get(key, Tally()).plus(_tally(figures))
    return found


def _most_overdue(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    """Those on whom anything was promised, most overdue first, then most open, then by key."""
    promised = [(key, tally) for key, tally in tallies.items() if tally.promised]
    return sorted(promised, key=lambda one: (-one[1].overdue, -one[1].open, -one[1].completed, one[0]))


# The last spelling of a key stays: the one most often found and, of several such, the first in the alphabet.
_SPELT_OWNERS = (
    "SELECT owner_key, owner FROM action_owners WHERE owner_key IN ({}) GROUP BY 1, 2 ORDER BY count(*), 2 DESC"
)
_SPELT_ESTABLISHMENTS = (
    "SELECT establishment_key, establishment FROM plans WHERE establishment_key IN ({})"
    " GROUP BY 1, 2 ORDER BY count(*), 2 DESC"
)


def _named(connection: sqlite3.Connection, spelt: str, found: Sequence[tuple[str, Tally]]) -> tuple[Named, ...]:
    marks = ", ".join("?" for _ in found)
    names = dict(connection.execute(spelt.format(marks), [key for key, _ in found]).fetchall())
    return tuple(Named(key=key, name=names[key], tally=tally) for key, tally in found)


def _tally(figures: Sequence[int]) -> Tally:
    completed, open_, overdue, no_action = figures
    return Tally(completed=completed, open=open_, overdue=overdue, no_action=no_action)


def _sum(tallies: Iterable[Tally]) -> Tally:
    return reduce(Tally.plus, tallies, Tally())


def _periods(months: Mapping[str, Tally], as_of: date) -> tuple[Period, ...]:
    """Months near the day singly, those further off together by year; none on which nothing was promised."""
    first, last = (_month(as_of.year, as_of.month + by) for by in (-MONTHS_ROUND, MONTHS_ROUND))
    spans: dict[tuple[date, date], Tally] = {}
    for month, tally in sorted(months.items()):
        start = date.fromisoformat(f"{month}-01")
        if start < first:
            span = (date(start.year, 1, 1), min(date(start.year, 12, 31), first - timedelta(days=1)))
        elif start > last:
            after = _month(last.year, last.month + 1)
            span = (max(date(start.year, 1, 1), after), date(start.year, 12, 31))
        else:
            span = (start, _month(start.year, start.month + 1) - timedelta(days=1))
        if tally.promised:
            spans[span] = spans.get(span, Tally()).plus(tally)
    return tuple(Period(first=start, last=end, tally=tally) for (start, end), tally in spans.items())


def _month(year: int, month: int) -> date:
    """The first day of a month; months may be counted on beyond 1 to 12."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
