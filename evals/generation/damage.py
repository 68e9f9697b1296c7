"""The kinds of damage that text pulled out of published plans has; the first six stand in the two sample plans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Damage(StrEnum):
    """A kind of damage, done at most once to a document, where the document has a place for it."""

    LOST_REC_NO = "lost rec no column on a page"
    SPLIT_ROW = "row split over two pages"
    REPEATED_TEXT = "text of other cells repeated in a row of its own"
    REPEATED_TEXT_SHIFTED = "text of other cells repeated in a row of its own, one column to the right"
    RUN_TOGETHER_OWNERS = "owners run together"
    SPLIT_HEADING = "heading split over two cells"
    SLIPPED_CELLS = "owner and date cells slipped by a row"
    CUT_OFF = "text cut off"
    TYPOGRAPHY = "ligatures, hard blanks, soft and non-breaking hyphens"
    LOOK_ALIKES = "letters and digits that look like others"


@dataclass(frozen=True, slots=True)
class Damaged:
    """Damage done: its kind, its lines (from 1, inclusive), and the items that it touches."""

    kind: Damage
    lines: tuple[int, int]
    rec_nos: tuple[str, ...]
