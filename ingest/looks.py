"""What the cells of each column look like: the evidence by which cells are laid to columns where some are missing."""

from __future__ import annotations

import re

from ingest.agreements import read_agreement
from ingest.columns import Column
from ingest.dates import looks_like_target
from ingest.numbering import rec_no_of
from ingest.owners import GENERIC_OFFICES, owner_key

_OFFICE_WORDS = re.compile(
    r"\b(?:governor|director|head of|manager|commissioners?|nhs|trust|hmpps|ministry|directorate|group|team|provider"
    r"|crc|nps|lead|council|department|unit|ltd|limited|division|board|office)\b",
    re.IGNORECASE,
)
_GENERIC = frozenset(owner_key(office) for office in GENERIC_OFFICES)
_MOST_WORDS_OF_AN_OWNER = 30
_ENDS_WITH_REFERENCE = re.compile(r"\(\s*[A-Z]{0,2}\d[^()]*\)\W*$")
_WORST = -3.0
_BEST = 3.0


def _owner(words: str) -> float:
    count = len(words.split())
    if owner_key(words) in _GENERIC:
        return _BEST
    if (
        count > _MOST_WORDS_OF_AN_OWNER
        or looks_like_target(words)
        or rec_no_of(words)
        or read_agreement(words).agreement
    ):
        return _WORST
    if _OFFICE_WORDS.search(words) and count <= 15 and not words.endswith("."):
        return 2.0
    return 0.5 if count <= 8 and not words.endswith(".") else -1.0


def _prose(words: str) -> float:
    if rec_no_of(words) or looks_like_target(words) or read_agreement(words).agreement or owner_key(words) in _GENERIC:
        return _WORST
    count = len(words.split())
    return 1.0 if count >= 6 else -0.5


def likeness(words: str, column: Column) -> float:
    """How much some words look like a cell of a column: -3 (cannot be) to 3 (surely is); 0 for an empty cell."""
    if not words:
        return 0.0
    if column is Column.REC_NO:
        return _BEST if rec_no_of(words) else _WORST
    if column is Column.AGREEMENT:
        return _BEST if read_agreement(words).agreement else _WORST
    if column is Column.TARGET:
        return _BEST if looks_like_target(words) else (-1.0 if len(words.split()) <= 8 else _WORST)
    if column is Column.OWNER:
        return _owner(words)
    score = _prose(words)
    if column is Column.TEXT and _ENDS_WITH_REFERENCE.search(words):
        return score + 1.0
    # Most rows of a plan have a response and no text of their own, so a lone long cell is rather a response.
    return score + (0.3 if column is Column.RESPONSE and score > 0 else 0.0)
