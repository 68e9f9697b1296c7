"""The rows that a search lists as columns in memory: filtered and counted many ways in a few milliseconds.

A row is an action, or an item as a whole where it has no actions. Values come from the register's own columns, and a
row's status from the one rule in SQL (``filters.action_status_sql``). A property test holds what the table finds to
``selection.select``.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.filters import action_status_sql
from assistant.search_terms import UNDATED, Trait
from assistant.status import Status
from ingest.establishments import establishment_key
from ingest.owners import owner_key
from ingest.records import Agreement

_DAYS_KEPT = 8
"""Days whose statuses are kept: most people ask about the same one."""


def _as_it_is(name: str) -> str:
    return name


KEYS: Mapping[Trait, Callable[[str], str]] = {
    **dict.fromkeys(Trait, _as_it_is),
    Trait.ESTABLISHMENT: establishment_key,
    Trait.OWNER: owner_key,
    Trait.GROUP: str.casefold,
    Trait.SECTION: str.casefold,
}
"""What two names of a trait must share to be one."""


class RowKey(NamedTuple):
    """The name of a row; ``action`` is None for an item as a whole."""

    plan_id: str
    rec_no: str
    action: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The rows' values of one trait: the row ``rows[i]`` has the value ``codes[i]``; several, or none, are possible.

    ``names`` are the values as they are shown, by code; ``keys`` gives the code of each key.
    """

    names: tuple[str, ...]
    keys: Mapping[str, int]
    rows: NDArray[np.intp]
    codes: NDArray[np.intp]

    def having(self, keys: Collection[str], size: int) -> NDArray[np.bool_]:
        """Which of ``size`` rows have one of these values; a value that no row has is no error."""
        wanted = np.zeros(len(self.names) + 1, dtype=np.bool_)
        wanted[[self.keys[key] for key in keys if key in self.keys]] = True
        found = np.zeros(size, dtype=np.bool_)
        found[self.rows[wanted[self.codes]]] = True
        return found

    def counts(self, among: NDArray[np.bool_]) -> NDArray[np.intp]:
        """How many of some rows have each value, by code."""
        return np.bincount(self.codes[among[self.rows]], minlength=len(self.names))


def _column(trait: Trait, values: Sequence[str | None], rows: Iterable[int] | None = None) -> Column:
    """A column of a value a row, or of the values of ``rows``; the first spelling of a name is the one shown."""
    key_of = KEYS[trait]
    codes_of: dict[str, int] = {}
    names: list[str] = []
    code_of: dict[str | None, int] = {None: -1}
    for value in dict.fromkeys(values):
        if value is None:
            continue
        key = key_of(value)
        if key not in codes_of:
            codes_of[key] = len(names)
            names.append(value)
        code_of[value] = codes_of[key]
    codes = np.fromiter(map(code_of.__getitem__, values), np.intp, len(values))
    places = np.arange(len(values)) if rows is None else np.fromiter(rows, np.intp, len(values))
    return Column(tuple(names), codes_of, places[codes >= 0], codes[codes >= 0])


_ROWS = f"""
    SELECT i.plan_id, i.rec_no, a.n, i.grp, i.section, i.agreement,
        CASE WHEN i.agreement = '{Agreement.NOT_AGREED}' THEN NULL ELSE a.due END
    FROM plans p CROSS JOIN items i ON i.plan_id = p.plan_id
    LEFT JOIN actions a ON a.plan_id = i.plan_id AND a.rec_no = i.rec_no
    ORDER BY p.establishment_key, p.establishment, p.submitted, p.plan_id, i.position, a.n
"""
# In the order of the tables' keys, which needs no sorting. An item without actions has the status of one that is
# neither completed nor dated.
_STATUSES = """
    SELECT {status} FROM items i LEFT JOIN actions a ON a.plan_id = i.plan_id AND a.rec_no = i.rec_no
    ORDER BY i.plan_id, i.rec_no, a.n
"""


class RowTable:
    """All rows of one state of the register, in the order of establishment, submission and table."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        found = connection.execute(_ROWS).fetchall()
        plan_ids, rec_nos, actions, groups, sections, agreements, due = zip(*found, strict=True) if found else [()] * 7
        self.keys: tuple[RowKey, ...] = tuple(map(RowKey._make, zip(plan_ids, rec_nos, actions, strict=True)))
        self.places: dict[RowKey, int] = {key: place for place, key in enumerate(self.keys)}
        self.is_action: NDArray[np.bool_] = np.array([n is not None for n in actions], dtype=np.bool_)
        plans = {
            plan_id: (establishment, submitted, superseded_on)
            for plan_id, establishment, submitted, superseded_on in connection.execute(
                "SELECT plan_id, establishment, submitted, superseded_on FROM plans"
            )
        }
        days = {day: date.fromisoformat(day).toordinal() for day in set(due) if day is not None}
        self.due: NDArray[np.int64] = np.array([days.get(day, 0) for day in due], dtype=np.int64)
        """The last day on which a row is on time, as a proleptic ordinal; 0 where nothing is due on a day."""
        self._columns = {
            Trait.ESTABLISHMENT: _column(Trait.ESTABLISHMENT, [plans[plan_id][0] for plan_id in plan_ids]),
            Trait.PLAN: _column(Trait.PLAN, plan_ids),
            Trait.AGREEMENT: _column(Trait.AGREEMENT, agreements),
            Trait.OWNER: self._owners(),
            Trait.SECTION: _column(Trait.SECTION, [section or None for section in sections]),
            Trait.GROUP: _column(Trait.GROUP, [group or None for group in groups]),
            Trait.YEAR: _column(Trait.YEAR, [plans[plan_id][1][:4] for plan_id in plan_ids]),
            Trait.DUE: _column(Trait.DUE, [UNDATED if day is None else day[:7] for day in due]),
            Trait.REC_NO: _column(Trait.REC_NO, rec_nos),
        }
        held = [plans[plan_id] for plan_id in self._columns[Trait.PLAN].names]
        self._submitted = np.array([date.fromisoformat(plan[1]).toordinal() for plan in held], dtype=np.int64)
        self._superseded = np.array(
            [date.fromisoformat(plan[2]).toordinal() if plan[2] else date.max.toordinal() + 1 for plan in held],
            dtype=np.int64,
        )
        self._statuses: OrderedDict[date, Column] = OrderedDict()
        self._reading = Lock()

    def __len__(self) -> int:
        return len(self.keys)

    def _owners(self) -> Column:
        found = self._connection.execute(
            "SELECT plan_id, rec_no, n, owner_key FROM action_owners GROUP BY plan_id, rec_no, n, owner_key"
        ).fetchall()
        spelled = self._connection.execute(
            "SELECT owner_key, owner FROM action_owners GROUP BY owner_key, owner"
            " ORDER BY count(*) DESC, owner_key, owner"
        )
        names: dict[str, str] = {}
        for key, owner in spelled:
            names.setdefault(key, owner)
        # A key is equal to the bare tuple of its parts, and looked up as one twice as fast.
        rows = (self.places[row[:3]] for row in found)
        return _column(Trait.OWNER, [names[row[3]] for row in found], rows)

    def column(self, trait: Trait, as_of: date) -> Column:
        """The rows' values of a trait; statuses are those of the day ``as_of``."""
        return self._columns[trait] if trait is not Trait.STATUS else self._status_column(as_of)

    def _status_column(self, as_of: date) -> Column:
        with self._reading:
            column = self._statuses.get(as_of)
            if column is None:
                found = self._connection.execute(_STATUSES.format(status=action_status_sql(as_of)))
                values = np.empty(len(self), dtype=np.intp)
                codes = {status.value: code for code, status in enumerate(Status)}
                values[self._by_key] = np.fromiter((codes[status] for (status,) in found), np.intp, len(self))
                column = Column(tuple(codes), codes, np.arange(len(self)), values)
                self._statuses[as_of] = column
            self._statuses.move_to_end(as_of)
            if len(self._statuses) > _DAYS_KEPT:
                self._statuses.popitem(last=False)
            return column

    @cached_property
    def _by_key(self) -> NDArray[np.intp]:
        """The rows in the order of their keys."""
        return np.array(sorted(range(len(self)), key=self.keys.__getitem__), dtype=np.intp)

    def visible(self, as_of: date, *, current: bool) -> NDArray[np.bool_]:
        """Rows of plans submitted by the day; only of those not superseded on it where ``current`` is set."""
        day = as_of.toordinal()
        plans = (self._submitted <= day) & ((self._superseded > day) | (not current))
        return plans[self._columns[Trait.PLAN].codes]

    @cached_property
    def by_rec_no(self) -> NDArray[np.intp]:
        """Each row's place among rec numbers, which go by their numbers: 6.5 before 6.10."""
        column = self._columns[Trait.REC_NO]
        order = sorted(range(len(column.names)), key=lambda code: _numbers(column.names[code]))
        rank = np.empty(len(order), dtype=np.intp)
        rank[order] = np.arange(len(order))
        return rank[column.codes]


def _numbers(rec_no: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in rec_no.replace("-", ".").split(".")
    )
