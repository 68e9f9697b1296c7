"""Which rows hold the words of a search: exact, by English stems, from the lexical index.

A row holds a word if its own text does or its item's: an action is read under its item's words, and an item's section
and the words of its response that belong to no action are looked at too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.row_table import RowKey, RowTable

if TYPE_CHECKING:
    from assistant.index import Index

_STEMS_KEPT = 64
"""Stems whose rows are kept: whoever ticks filters and turns pages asks for the same words again and again."""


@dataclass(frozen=True, slots=True, eq=False)
class WordMatches:
    """What the rows say to some words, by row.

    ``every`` and ``some``: the row holds every word, or at least one (of no words: all rows do). ``score`` is BM25 of
    the row's own text or of its item's, whichever is more; 0 where neither holds a word.
    """

    every: NDArray[np.bool_]
    some: NDArray[np.bool_]
    score: NDArray[np.float32]


class WordRows:
    """The rows of a table, looked up in the index of the same state of the register."""

    def __init__(self, index: Index, table: RowTable) -> None:
        self._index = index
        self._size = len(table)
        chunks = {RowKey(*chunk): place for place, chunk in enumerate(index.chunks)}
        none = len(chunks)  # the place after the last chunk, which holds no word
        self._own = np.array([chunks.get(key, none) for key in table.keys], dtype=np.intp)
        self._item = np.array([chunks.get(key._replace(action=None), none) for key in table.keys], dtype=np.intp)
        self._scores = lru_cache(maxsize=_STEMS_KEPT)(self._read_scores)

    def matches(self, text: str) -> WordMatches:
        """What the rows say to the words of a text; function words don't count."""
        every = np.ones(self._size, dtype=np.bool_)
        some = np.zeros(self._size, dtype=np.bool_)
        score = np.zeros(self._size, dtype=np.float32)
        stems = tuple(dict.fromkeys(self._index.stems(text)))
        for stem in stems:
            scores = self._scores(stem)
            every &= scores > 0
            some |= scores > 0
            score += scores
        return WordMatches(every, some if stems else every, score)

    def _read_scores(self, stem: str) -> NDArray[np.float32]:
        chunks = np.append(self._index.stem_scores(stem), np.float32(0))
        scores: NDArray[np.float32] = np.maximum(chunks[self._own], chunks[self._item])
        return scores
