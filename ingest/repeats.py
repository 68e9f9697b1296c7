"""Rows of text that was pulled out of a document twice: set apart, so that nothing is promised twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.alignment import AlignedRow
from ingest.codes import Code
from ingest.columns import Column
from ingest.sentences import carries_on

_SHINGLE = 5
_MOST_WORDS_OF_AN_OWNER = 30
_MOST_WORDS_OF_A_DATE = 20
_FEWEST_WORDS = 12
_MOSTLY = 0.5
# Where cells were strung together, the words at each seam stand in no other row.
_STRUNG = 0.65
_WHOLLY = 0.9
# Damage repeats what stands near; a stock phrase far off is no repeat.
_NEAR = 20


@dataclass(frozen=True, slots=True)
class Apart:
    """A row that is no part of any item, with the reason."""

    row: AlignedRow
    code: Code
    reason: str


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows of the table, and those set apart."""

    rows: tuple[AlignedRow, ...]
    apart: tuple[Apart, ...]


_Words = tuple[str, ...]


def _shingles(row: AlignedRow) -> frozenset[_Words]:
    words = row.all_words.lower().split()
    return frozenset(tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))


def _garbled(row: AlignedRow) -> bool:
    return (
        len(row.words(Column.OWNER).split()) > _MOST_WORDS_OF_AN_OWNER
        or len(row.words(Column.TARGET).split()) > _MOST_WORDS_OF_A_DATE
    )


def _is_loose(row: AlignedRow) -> bool:
    """Text without number, owner or date, long enough to be told from a stock phrase."""
    return (
        not any(row.words(column) for column in (Column.REC_NO, Column.OWNER, Column.TARGET, Column.AGREEMENT))
        and len(row.all_words.split()) >= _FEWEST_WORDS
    )


def _goes_on(row: AlignedRow, above: AlignedRow | None) -> bool:
    """Whether a row is the rest of a sentence that the page above it broke off."""
    return (
        above is not None
        and row.block != above.block
        and not row.words(Column.TEXT)
        and carries_on(above.words(Column.RESPONSE), row.words(Column.RESPONSE))
    )


def _garbled_reason(row: AlignedRow, covered: float) -> Apart:
    if covered >= _MOSTLY:
        reason = (
            f"{row.place.words()}: {covered:.0%} of this row's text stands in other rows and its owner or date "
            "cells hold prose: text repeated by damage, no action"
        )
        return Apart(row, Code.TEXT_REPEATED, reason)
    return Apart(
        row, Code.TEXT_SET_ASIDE, f"{row.place.words()}: the owner or date cells hold prose, so the row fits no columns"
    )


def sift(rows: Sequence[AlignedRow]) -> Sifted:
    """Sets apart rows whose text repeats other rows: garbled ones, loose repeats, and doubles within an item.

    The same action under two items is no repeat: plans do promise one thing for two concerns.
    """
    shingles = [_shingles(row) for row in rows]
    holders = Counter(shingle for own in shingles for shingle in own)
    apart: dict[int, Apart] = {}
    for at, row in enumerate(rows):
        if not row.heading and _garbled(row):
            own = shingles[at]
            covered = sum(holders[shingle] > 1 for shingle in own) / len(own) if own else 0.0
            apart[at] = _garbled_reason(row, covered)
            holders.subtract(own)
    seen: set[str] = set()
    in_item: set[str] = set()
    for at, row in enumerate(rows):
        words = row.all_words
        if at in apart or row.heading or len(words.split()) < 8:
            continue
        starts = bool(row.words(Column.REC_NO) or row.words(Column.TEXT))
        if words in (seen if starts else in_item):
            apart[at] = Apart(
                row,
                Code.TEXT_REPEATED,
                f"{row.place.words()}: the row stands above word for word: text repeated by damage",
            )
            holders.subtract(shingles[at])
            continue
        if starts:
            in_item = set()
        seen.add(words)
        in_item.add(words)
    for at, row in enumerate(rows):
        if at in apart or row.heading or not shingles[at] or not _is_loose(row):
            continue
        if _goes_on(row, rows[at - 1] if at else None):
            continue
        around = range(max(0, at - _NEAR), min(len(rows), at + _NEAR + 1))
        near = frozenset[_Words]().union(*(shingles[other] for other in around if other != at and other not in apart))
        covered = len(shingles[at] & near) / len(shingles[at])
        # A text and a response without number, owner or date are no item of their own, and what begins in mid-sentence
        # is no action: less proof is needed.
        suspect = (row.words(Column.TEXT) and row.words(Column.RESPONSE)) or row.all_words[0].islower()
        if covered >= (_STRUNG if suspect else _WHOLLY):
            reason = f"{row.place.words()}: {covered:.0%} of this row's text stands in rows near it: repeated by damage"
            apart[at] = Apart(row, Code.TEXT_REPEATED, reason)
    kept = tuple(row for at, row in enumerate(rows) if at not in apart)
    return Sifted(kept, tuple(apart[at] for at in sorted(apart)))
