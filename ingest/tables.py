"""A document as it was read, before anything is understood: prose lines and table rows, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.places import place_words
from ingest.records import Box, PageBox


def _spanning(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return min(one[0], other[0]), max(one[1], other[1])


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: all counted from 1, both ends inclusive; None for what the kind of document has not.

    ``boxes`` are the parts of pages that it covers, one a page, in order.
    """

    lines: tuple[int, int] | None = None
    sheet: str | None = None
    table: int | None = None
    rows: tuple[int, int] | None = None
    boxes: tuple[PageBox, ...] = ()

    @property
    def page(self) -> int | None:
        """The page where it begins."""
        return self.boxes[0].page if self.boxes else None

    @property
    def bbox(self) -> Box | None:
        """Its part of that page."""
        return self.boxes[0].bbox if self.boxes else None

    def to(self, other: Place) -> Place:
        """The place from the start of this one to the end of the other; parts of another table are left out."""
        if self.lines is not None and other.lines is not None:
            return replace(self, lines=_spanning(self.lines, other.lines))
        if self.boxes or other.boxes:
            by_page = {box.page: box.bbox for box in self.boxes}
            for box in other.boxes:
                by_page[box.page] = _around(by_page.get(box.page, box.bbox), box.bbox)
            return replace(self, boxes=tuple(PageBox(page=page, bbox=by_page[page]) for page in sorted(by_page)))
        same = (self.sheet, self.table) == (other.sheet, other.table)
        if same and self.rows is not None and other.rows is not None:
            return replace(self, rows=_spanning(self.rows, other.rows))
        return self

    def words(self) -> str:
        """The place for a person."""
        return place_words(self)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or a list entry of a cell, white space collapsed.

    ``struck`` where the document crosses all of it out; where it crosses out some words only, ``crossed`` says which:
    pairs of the first letter's place in the text (from 0) and the place after the last.
    """

    text: str
    entry: bool = False
    struck: bool = False
    crossed: tuple[tuple[int, int], ...] = ()

    def stretches(self) -> tuple[tuple[str, bool], ...]:
        """The text in pieces, each crossed out or not."""
        bounds = [0, *(at for span in self.crossed for at in span), len(self.text)]
        pieces = [self.text[start:end] for start, end in pairwise(bounds)]
        return tuple((words, self.struck or at % 2 == 1) for at, words in enumerate(pieces) if words)

    @property
    def live(self) -> str:
        """The words that are not crossed out."""
        return " ".join(" ".join(words for words, struck in self.stretches() if not struck).split())


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; no paragraphs where it is empty."""

    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def text(self) -> str:
        """All words, paragraphs joined by one blank."""
        return " ".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def live(self) -> str:
        """The words that are not crossed out."""
        return " ".join(filter(None, (paragraph.live for paragraph in self.paragraphs)))

    @property
    def crossed_out(self) -> tuple[str, ...]:
        """The words that are crossed out, piece by piece."""
        return tuple(
            words.strip() for paragraph in self.paragraphs for words, struck in paragraph.stretches() if struck
        )


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; ``block`` counts the unbroken stretches of the table (a page break starts a new one)."""

    cells: tuple[Cell, ...]
    place: Place
    block: int

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of each cell."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of prose outside any table row."""

    text: str
    place: Place
    block: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document's parts in reading order; ``sha256`` is of its bytes.

    ``lines`` are its lines as they stand, where it is of a kind that has lines.
    """

    name: str
    sha256: str
    parts: tuple[Row | Line, ...]
    lines: tuple[str, ...] = ()
