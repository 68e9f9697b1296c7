"""A document as it was read, before anything is understood: prose lines and table rows, each with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: first and last line (from 1, inclusive), page (from 1); None where there is no such."""

    lines: tuple[int, int] | None = None
    page: int | None = None

    def to(self, other: Place) -> Place:
        """The place from the start of this one to the end of the other."""
        if self.lines is None or other.lines is None:
            return self
        return Place((min(self.lines[0], other.lines[0]), max(self.lines[1], other.lines[1])), self.page)

    def words(self) -> str:
        """The place for a person: "line 24", "lines 40 to 49", "page 3"."""
        if self.lines is not None:
            first, last = self.lines
            return f"line {first}" if first == last else f"lines {first} to {last}"
        return f"page {self.page}" if self.page is not None else "the document"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or a list entry of a cell, white space collapsed; ``struck`` where the document crosses it out."""

    text: str
    entry: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; no paragraphs where it is empty."""

    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def text(self) -> str:
        """All words, paragraphs joined by one blank."""
        return " ".join(paragraph.text for paragraph in self.paragraphs)


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
