"""The orders in which a search lists the rows that it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.chunks import item_id
from assistant.row_table import RowKey, RowTable
from assistant.search_terms import Sort

if TYPE_CHECKING:
    from assistant.index import Index

RERANKED_ROWS = 200
"""Rows, the best by their words, that are ordered by meaning and words together: ten pages of a search."""

RANKED_ITEMS = 1_000
"""Up to this many items are ranked each, whatever their words; of more, those that the index puts forward."""


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """Rows by their places in the table, in their order; ``scores`` go with them, higher is better, 0 for no score."""

    rows: NDArray[np.intp]
    scores: NDArray[np.float64]


def by_column(table: RowTable, found: NDArray[np.bool_], sort: Sort) -> Ordered:
    """The rows found in an order that needs no text; the earliest due day first, undated rows last."""
    rows = np.flatnonzero(found)
    if sort is Sort.DUE:
        due = table.due[rows]
        rows = rows[np.argsort(np.where(due == 0, np.iinfo(due.dtype).max, due), kind="stable")]
    elif sort is Sort.REC_NO:
        rows = rows[np.argsort(table.by_rec_no[rows], kind="stable")]
    return Ordered(rows, np.zeros(len(rows)))


def by_words(table: RowTable, found: NDArray[np.bool_], words: NDArray[np.float32], text: str, index: Index) -> Ordered:
    """The rows found, best match first, where ``words`` is what each row of the table scores by its words alone.

    The first ``RERANKED_ROWS`` by words are put in the order of the whole score, and stand before the others.
    """
    rows = np.flatnonzero(found)
    rows = rows[np.argsort(-words[rows], kind="stable")]
    best, others = _ranked(table, np.sort(rows[:RERANKED_ROWS]), text, index), rows[RERANKED_ROWS:]
    return Ordered(np.concatenate([best.rows, others]), np.concatenate([best.scores, np.zeros(len(others))]))


def by_meaning(table: RowTable, found: NDArray[np.bool_], text: str, index: Index) -> Ordered:
    """The rows found, those closest to a text first; rows that the index does not score stand last."""
    return _ranked(table, np.flatnonzero(found), text, index)


def _ranked(table: RowTable, rows: NDArray[np.intp], text: str, index: Index) -> Ordered:
    items = sorted({item_id(key.plan_id, key.rec_no) for key in (table.keys[row] for row in rows.tolist())})
    of_row = np.zeros(len(table))
    for ranked in index.rank(text, items if len(items) <= RANKED_ITEMS else None):
        place = table.places.get(RowKey(ranked.plan_id, ranked.rec_no, ranked.action))
        if place is not None:
            of_row[place] = ranked.score
    scores = of_row[rows]
    order = np.argsort(-scores, kind="stable")
    return Ordered(rows[order], scores[order])
