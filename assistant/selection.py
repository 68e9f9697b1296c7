"""Rows by filter: the register's own, exactly, in one SQL query.

The query goes through the rows in the order of the tables, plan by plan, or begins at the index of whichever filter
leaves few rows: left to itself SQLite, which knows nothing of how often a value occurs, looks up item after item.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.filters import Condition, Level, action_status_sql, rule_for, size_sql
from assistant.query import Field, Filter, Op, Unit
from assistant.status import Status
from ingest.records import Agreement

_FEW = 0.2
"""Items that an index leaves, as a part of all, for which looking each of them up is the shorter way."""


@dataclass(frozen=True, slots=True)
class Selected:
    """An item that meets the filters, and the numbers of the actions by which it does (ascending)."""

    plan_id: str
    rec_no: str
    actions: tuple[int, ...]

    @property
    def item_id(self) -> str:
        """The item's id, as in the index."""
        return f"{self.plan_id}/{self.rec_no}"


def item_status_sql(as_of: date) -> str:
    """The status of item ``i`` on a day as far as the actions ``a`` of its group go."""
    own = action_status_sql(as_of)
    return (
        f"CASE WHEN i.agreement = '{Agreement.NOT_AGREED}' THEN '{Status.NO_ACTION}' "
        f"WHEN count(a.n) = 0 THEN '{Status.OPEN}' "
        f"WHEN sum({own} <> '{Status.COMPLETED}') = 0 THEN '{Status.COMPLETED}' "
        f"WHEN sum({own} = '{Status.OVERDUE}') > 0 THEN '{Status.OVERDUE}' ELSE '{Status.OPEN}' END"
    )


def select(connection: sqlite3.Connection, filters: Sequence[Filter], unit: Unit, as_of: date) -> tuple[Selected, ...]:
    """All items that meet the filters on the day ``as_of``, in the order of establishment, submission and table.

    For ``Unit.ACTIONS`` the actions of the result are the ones chosen. Plans submitted after ``as_of`` are not
    visible. No filter means every visible row.
    """
    by_level: dict[Level, list[Filter]] = {level: [] for level in Level}
    for wanted in filters:
        by_level[rule_for(wanted, unit).level].append(wanted)

    def conditions(*levels: Level) -> list[Condition]:
        return [rule_for(f, unit).sql(f, as_of) for level in levels for f in by_level[level]]

    on = conditions(Level.ACTION, *((Level.STATUS,) if unit is Unit.ACTIONS else ()))
    where = [Condition("p.submitted <= ?", (as_of.isoformat(),)), *conditions(Level.PLAN, Level.ITEM)]
    having: list[Condition] = []
    shown = Condition("a.n")
    if unit is Unit.ITEMS:
        for wanted in by_level[Level.STATUS]:
            having.append(_status_condition(wanted, as_of))
            if wanted.op in (Op.IN, Op.SOME):
                among = f"{action_status_sql(as_of)} IN ({_marks(wanted)})"
                shown = Condition(f"CASE WHEN {among} THEN {shown.sql} END", (*wanted.value, *shown.parameters))

    size = Condition(f"count({shown.sql})", shown.parameters)
    having += [size_sql(wanted, size) for wanted in by_level[Level.SIZE]]

    def joined(parts: list[Condition]) -> str:
        return " AND ".join(part.sql for part in parts) or "1"

    start = _start(connection, filters)
    # An item counts by an action that meets the conditions on actions; without such conditions, also without actions.
    joining = "CROSS JOIN" if on or unit is Unit.ACTIONS else "LEFT JOIN"
    sql = f"""
        SELECT i.plan_id, i.rec_no, group_concat({shown.sql})
        FROM {start.sql}
        {joining} actions a ON a.plan_id = i.plan_id AND a.rec_no = i.rec_no AND {joined(on)}
        WHERE {joined(where)}
        GROUP BY p.plan_id, i.rec_no
        HAVING {joined(having)}
        ORDER BY p.establishment_key, p.submitted, i.position
    """
    parts = (shown, start, *on, *where, *having)
    return tuple(
        Selected(plan_id, rec_no, tuple(sorted(int(n) for n in numbers.split(",")) if numbers else ()))
        for plan_id, rec_no, numbers in connection.execute(sql, [value for part in parts for value in part.parameters])
    )


def _marks(wanted: Filter) -> str:
    return ", ".join("?" * len(wanted.value))


def _status_condition(wanted: Filter, as_of: date) -> Condition:
    """A status filter on the item whose actions stand in one group."""
    if wanted.op in (Op.SOME, Op.NOT_SOME):
        # Without actions the sum is NULL: no action has the status.
        some = f"coalesce(sum({action_status_sql(as_of)} IN ({_marks(wanted)}) AND a.n IS NOT NULL), 0)"
        return Condition(f"{some} {'> 0' if wanted.op is Op.SOME else '= 0'}", wanted.value)
    verb = "IN" if wanted.op is Op.IN else "NOT IN"
    return Condition(f"{item_status_sql(as_of)} {verb} ({_marks(wanted)})", wanted.value)


_IN_ORDER = Condition("plans p CROSS JOIN items i ON i.plan_id = p.plan_id")
_ITEM_COLUMNS = {Field.REC_NO: "rec_no", Field.GROUP: "grp", Field.SECTION: "section", Field.AGREEMENT: "agreement"}


def _start(connection: sqlite3.Connection, filters: Sequence[Filter]) -> Condition:
    """Where the query begins: at all plans, or at the few items that some filter's index leaves."""
    if any(f.field in (Field.ESTABLISHMENT, Field.PLAN) and f.op is Op.IN for f in filters):
        return _IN_ORDER  # SQLite begins at the index of the plans' own accord
    (items,) = connection.execute("SELECT count(*) FROM items").fetchone()
    fewest, start = items * _FEW, _IN_ORDER
    for wanted in filters:
        left = _left_by_index(wanted)
        if left is None:
            continue
        (count,) = connection.execute(f"SELECT count(*) FROM ({left.sql})", left.parameters).fetchone()
        if count < fewest:
            fewest = count
            start = Condition(
                f"({left.sql}) few CROSS JOIN items i ON i.plan_id = few.plan_id AND i.rec_no = few.rec_no "
                "CROSS JOIN plans p ON p.plan_id = i.plan_id",
                left.parameters,
            )
    return start


def _left_by_index(wanted: Filter) -> Condition | None:
    """The items that may meet a filter, from an index that holds nothing else; None where no index tells."""
    if wanted.op is Op.IN and wanted.field in _ITEM_COLUMNS:
        column = _ITEM_COLUMNS[wanted.field]
        return Condition(f"SELECT plan_id, rec_no FROM items WHERE {column} IN ({_marks(wanted)})", wanted.value)
    if wanted.op is Op.IN and wanted.field is Field.OWNER:
        return Condition(
            f"SELECT DISTINCT plan_id, rec_no FROM action_owners WHERE owner_key IN ({_marks(wanted)})", wanted.value
        )
    if wanted.op is Op.BETWEEN and wanted.field is Field.DUE:
        low, high = wanted.value
        # Every text is less than a blob, so an open end still is a range of the index.
        end = "?" if high else "x''"
        return Condition(
            f"SELECT DISTINCT plan_id, rec_no FROM actions WHERE due >= ? AND due <= {end}",
            (low, high) if high else (low,),
        )
    return None
