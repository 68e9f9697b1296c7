"""Words of a search in a text, to be marked on a page: pieces of text, which the template escapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as it stands; ``marked``: a word of the search, or several in a row."""

    text: str
    marked: bool


class Highlighter:
    """Finds the words that share a stem with a search; ``stems`` gives the stems of a text, as the index has them."""

    def __init__(self, text: str, stems: Callable[[str], Sequence[str]]) -> None:
        self._stems = stems
        self._wanted = frozenset(stems(text))
        self._known: dict[str, bool] = {}

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The whole text in pieces, in order."""
        pieces: list[Piece] = []
        done = 0
        for found in _WORD.finditer(text):
            if not self._is_wanted(found[0]):
                continue
            between = text[done : found.start()]
            if pieces and pieces[-1].marked and not between.strip():
                pieces[-1] = Piece(pieces[-1].text + between + found[0], marked=True)
            else:
                pieces += [Piece(between, marked=False)] if between else []
                pieces.append(Piece(found[0], marked=True))
            done = found.end()
        return (*pieces, Piece(text[done:], marked=False)) if text[done:] else tuple(pieces)

    def _is_wanted(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            known = not self._wanted.isdisjoint(self._stems(word)) if self._wanted else False
            self._known[word] = known
        return known
