"""What is usual: rows of the field, always the same, that a topic's likeness to a held row is set beside.

Some topics are a little like every row, others like none. What is usual for a topic, and how rare its words are, was
once taken from a sample of the rows held; then the same row was about a topic in a small register and not in a large
one (measured with the sample plans alone and among 92: 70 of 241 decisions differed). So the comparison is fixed.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from importlib.resources import files

from assistant.row_words import stems

_RAREST = 3.5
"""Idf from which a word is as rare as can be: that of a word in one of thirty rows. A word may be rarer, but tells no
more of what a topic is about."""


@lru_cache(maxsize=1)
def usual_rows() -> tuple[tuple[str, ...], ...]:
    """The rows (``lexicon/usual_rows.txt``): each an item's words and those of its actions."""
    text = files("assistant").joinpath("lexicon/usual_rows.txt").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
    return tuple(tuple(row.strip().split("\n")) for row in lines.split("\n\n") if row.strip())


@lru_cache(maxsize=1)
def _found() -> Counter[str]:
    return Counter(stem for row in usual_rows() for stem in set(stems(" ".join(row))))


def rarity(word_stem: str) -> float:
    """How much a stem tells of what a row is about, from 0 (in all usual rows) to 1 (in one of thirty, or fewer)."""
    found = _found()[word_stem]
    idf = math.log1p((len(usual_rows()) - found + 0.5) / (found + 0.5))
    return min(idf, _RAREST) / _RAREST
