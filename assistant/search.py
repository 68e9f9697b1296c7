"""Rows under exact filters, ranked by a text: a search, which lists and orders, where a question is answered.

A row is an action, or an item as a whole where it has no actions. Filters decide which rows are found; the words of a
text decide so too, or only order them (``Match``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from assistant.composing.draft import Draft
from assistant.evidence import Row
from assistant.knowledge import Knowledge
from assistant.row_order import Ordered, by_column, by_meaning, by_words
from assistant.row_table import KEYS, RowTable
from assistant.search_terms import Match, Search, Sort, Trait
from assistant.status import Status
from ingest.records import Action, Item, Plan, Record, Source


class Limit(StrEnum):
    """What else than traits narrows a search."""

    WORDS = "words"
    DUE_RANGE = "due_range"
    CURRENT = "current"


@dataclass(frozen=True, slots=True, eq=False)
class Narrowing:
    """Which rows of a table each part of a search leaves; parts that ask for nothing are not among them."""

    visible: NDArray[np.bool_]
    parts: Mapping[Trait | Limit, NDArray[np.bool_]]

    def without(self, *left_out: Trait | Limit) -> NDArray[np.bool_]:
        """The rows that all parts but some leave."""
        return reduce(np.logical_and, (rows for part, rows in self.parts.items() if part not in left_out), self.visible)


def narrow(knowledge: Knowledge, wanted: Search) -> Narrowing:
    """What each part of a search leaves; words are looked up in the index, which is opened for them."""
    table, filters = knowledge.rows, wanted.filters
    parts: dict[Trait | Limit, NDArray[np.bool_]] = {}
    for trait in Trait:
        if values := filters.of(trait):
            keys = {KEYS[trait](value) for value in values}
            parts[trait] = table.column(trait, wanted.as_of).having(keys, len(table))
    if filters.due_from or filters.due_to:
        low = (filters.due_from or date.min).toordinal()
        high = (filters.due_to or date.max).toordinal()
        parts[Limit.DUE_RANGE] = (table.due >= low) & (table.due <= high) & (table.due > 0)
    if filters.current:
        parts[Limit.CURRENT] = table.visible(wanted.as_of, current=True)
    if wanted.text and wanted.match is not Match.MEANING:
        matches = knowledge.word_rows.matches(wanted.text)
        parts[Limit.WORDS] = matches.every if wanted.match is Match.ALL else matches.some
    return Narrowing(table.visible(wanted.as_of, current=False), parts)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row with what it stands in. ``score`` orders rows, higher is better; 0 where there is no text to score by."""

    plan: Plan
    item: Item
    action: Action | None
    status: Status
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """All rows that a search found, in its order; those that are asked for are made whole."""

    knowledge: Knowledge
    as_of: date
    ordered: Ordered

    @property
    def total(self) -> int:
        """How many rows were found."""
        return len(self.ordered.rows)

    def rows(self, offset: int = 0, limit: int | None = None) -> tuple[FoundRow, ...]:
        """The ``limit`` rows (None: all) after the first ``offset``."""
        end = None if limit is None else offset + limit
        table = self.knowledge.rows
        statuses = _statuses(table, self.as_of)
        return tuple(
            self._row(table, row, statuses[row], score)
            for row, score in zip(
                self.ordered.rows[offset:end].tolist(), self.ordered.scores[offset:end].tolist(), strict=True
            )
        )

    def _row(self, table: RowTable, row: int, status: int, score: float) -> FoundRow:
        key = table.keys[row]
        item = self.knowledge.item(key.plan_id, key.rec_no)
        action = next((action for action in item.actions if action.n == key.action), None)
        return FoundRow(self.knowledge.plans[key.plan_id], item, action, tuple(Status)[status], score)


def _statuses(table: RowTable, as_of: date) -> NDArray[np.intp]:
    """Each row's status by its place in ``Status``: every row has one."""
    return table.column(Trait.STATUS, as_of).codes


def list_rows(knowledge: Knowledge, wanted: Search, narrowing: Narrowing | None = None) -> Listing:
    """Every row that a search finds; ``narrowing`` is ``narrow`` of the same search where it is at hand."""
    table = knowledge.rows
    found = (narrowing or narrow(knowledge, wanted)).without()
    if not wanted.text or wanted.sort is not Sort.BEST:
        ordered = by_column(table, found, wanted.sort)
    elif wanted.match is Match.MEANING:
        ordered = by_meaning(table, found, wanted.text, knowledge.index)
    else:
        words = knowledge.word_rows.matches(wanted.text).score
        ordered = by_words(table, found, words, wanted.text, knowledge.index)
    return Listing(knowledge, wanted.as_of, ordered)


class SearchRow(Record):
    """A row as it is shown; see the answer's citations for the fields."""

    plan_id: str
    establishment: str
    rec_no: str
    action: int | None
    score: float
    responsible_owner: tuple[str, ...]
    target_date: str | None
    status: str
    quote: str
    source: Source


class SearchPage(Record):
    """Some of the rows found, best first, and how many were found in all."""

    total: int
    as_of: date
    rows: tuple[SearchRow, ...]


def search(knowledge: Knowledge, wanted: Search, *, limit: int = 20, offset: int = 0) -> SearchPage:
    """The ``limit`` rows after the first ``offset`` of ``list_rows``, with their words and their places."""
    found = list_rows(knowledge, wanted)
    rows = tuple(_shown(knowledge, row, wanted.as_of) for row in found.rows(offset, limit))
    return SearchPage(total=found.total, as_of=wanted.as_of, rows=rows)


def _shown(knowledge: Knowledge, row: FoundRow, as_of: date) -> SearchRow:
    """The row as an answer would cite it, so that search and answers can't differ."""
    draft = Draft(as_of=as_of, lines_of=knowledge.lines_of)
    draft.cite(Row(row.plan, row.item, ()), row.action)
    (cited,) = draft.citations
    return SearchRow(score=row.score, **cited.model_dump(exclude={"n"}))
