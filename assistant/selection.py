"""Rows by filter: the register's own, exactly, in one SQL query."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.filters import ACTION_STATUS_SQL, Condition, Level, rule_for
from assistant.query import Filter, Op, Unit
from assistant.status import Status
from ingest.records import Agreement


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


_ITEM_STATUS_SQL = (
    f"CASE WHEN i.agreement = '{Agreement.NOT_AGREED}' THEN '{Status.NO_ACTION}' "
    f"WHEN count(a.n) = 0 THEN '{Status.OPEN}' "
    f"WHEN sum(NOT a.completed) = 0 THEN '{Status.COMPLETED}' "
    f"WHEN sum(a.due < ? AND NOT a.completed) > 0 THEN '{Status.OVERDUE}' ELSE '{Status.OPEN}' END"
)


def select(connection: sqlite3.Connection, filters: Sequence[Filter], unit: Unit, as_of: date) -> tuple[Selected, ...]:
    """All items that meet the filters on the day ``as_of``, in the order of establishment, submission and table.

    For ``Unit.ACTIONS`` the actions of the result are the ones chosen. Plans submitted after ``as_of`` are not
    visible. No filter means every visible row.
    """
    day = as_of.isoformat()
    by_level: dict[Level, list[Filter]] = {level: [] for level in Level}
    for wanted in filters:
        by_level[rule_for(wanted, unit).level].append(wanted)

    def conditions(*levels: Level) -> list[Condition]:
        return [rule_for(f, unit).sql(f, as_of) for level in levels for f in by_level[level]]

    on = conditions(Level.ACTION, *((Level.STATUS,) if unit is Unit.ACTIONS else ()))
    where = [Condition("p.submitted <= ?", (day,)), *conditions(Level.PLAN, Level.ITEM)]
    if on or unit is Unit.ACTIONS:
        where.append(Condition("a.n IS NOT NULL"))
    having: list[Condition] = []
    shown = Condition("a.n")
    if unit is Unit.ITEMS:
        for wanted in by_level[Level.STATUS]:
            verb, marks = ("IN" if wanted.op is Op.IN else "NOT IN"), ", ".join("?" * len(wanted.value))
            if wanted.op in (Op.SOME, Op.NOT_SOME):
                # Without actions the sum is NULL: no action has the status.
                some = f"coalesce(sum({ACTION_STATUS_SQL} IN ({marks}) AND a.n IS NOT NULL), 0)"
                sign = "> 0" if wanted.op is Op.SOME else "= 0"
                having.append(Condition(f"{some} {sign}", (day, *wanted.value)))
            else:
                having.append(Condition(f"{_ITEM_STATUS_SQL} {verb} ({marks})", (day, *wanted.value)))
            if wanted.op in (Op.IN, Op.SOME):
                shown = Condition(
                    f"CASE WHEN {ACTION_STATUS_SQL} IN ({marks}) THEN {shown.sql} END",
                    (day, *wanted.value, *shown.parameters),
                )

    def joined(parts: list[Condition], empty: str) -> str:
        return " AND ".join(part.sql for part in parts) or empty

    sql = f"""
        SELECT i.plan_id, i.rec_no, group_concat({shown.sql})
        FROM items i JOIN plans p ON p.plan_id = i.plan_id
        LEFT JOIN actions a ON a.plan_id = i.plan_id AND a.rec_no = i.rec_no AND {joined(on, "1")}
        WHERE {joined(where, "1")}
        GROUP BY i.plan_id, i.rec_no
        HAVING {joined(having, "1")}
        ORDER BY p.establishment_key, p.submitted, i.position
    """
    parameters = [*shown.parameters, *(value for part in (*on, *where, *having) for value in part.parameters)]
    return tuple(
        Selected(plan_id, rec_no, tuple(sorted(int(n) for n in numbers.split(",")) if numbers else ()))
        for plan_id, rec_no, numbers in connection.execute(sql, parameters)
    )
