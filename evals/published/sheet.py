"""A plan as parts to be written down: lines of prose, and tables of rows in the published layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.tables import EMPTY, Cell, Document, Paragraph, Row


@dataclass(frozen=True, slots=True)
class Prose:
    """A line outside tables."""

    text: str


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """A cell with the columns and rows that it spans."""

    cell: Cell
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table: its rows as wide as the table, None where a span from the left or above covers the place.

    ``head``: the first row is repeated at the top of each page.
    """

    rows: tuple[tuple[WrittenCell | None, ...], ...]
    head: bool = False
    new_page: bool = False

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0])


Part = Prose | WrittenTable


def _is_heading(cells: tuple[Cell, ...]) -> bool:
    return sum(bool(cell.paragraphs) for cell in cells) == 1 and bool(cells[0].paragraphs or cells[1].paragraphs)


def _written(rows: list[tuple[Cell, ...]], *, merged: bool) -> tuple[tuple[WrittenCell | None, ...], ...]:
    """Rows as they are drawn: headings over the whole width, and the item's own cells merged over its rows."""
    width = len(rows[0])
    table: list[list[WrittenCell | None]] = [[WrittenCell(cell) for cell in cells] for cells in rows]
    if not merged or width < 5:
        return tuple(tuple(row) for row in table)
    own = width - 3
    start: int | None = None
    for at, cells in enumerate(rows):
        if at and _is_heading(cells):
            words = cells[0] if cells[0].paragraphs else cells[1]
            table[at] = [WrittenCell(words, columns=width), *[None] * (width - 1)]
            start = None
        elif at and any(cell.paragraphs for cell in cells[:own]):
            start = at
        elif at and start is not None:
            for column in range(own):
                above = table[start][column]
                assert above is not None
                table[start][column] = WrittenCell(above.cell, rows=at - start + 1)
                table[at][column] = None
    return tuple(tuple(row) for row in table)


def parts_of(document: Document, *, merged: bool = True, pages: bool = False) -> tuple[Part, ...]:
    """A document's lines and rows as parts; rows of one width that follow each other are one table.

    ``merged``: the published layout, with merged cells; without it every row has all its cells. ``pages``: each block
    of rows is a table of its own on a page of its own, as in documents that were torn by a conversion.
    """
    found: list[Part] = []
    rows: list[Row] = []
    headed = False

    def close() -> None:
        nonlocal headed
        if rows:
            head = rows[0].texts[0].endswith("Rec No")
            cells = [row.cells for row in rows]
            paged = pages and headed
            found.append(WrittenTable(_written(cells, merged=merged and not pages), head and not pages, paged))
            headed = headed or head
            rows.clear()

    for part in document.parts:
        if isinstance(part, Row):
            if rows and (len(rows[-1].cells) != len(part.cells) or (pages and rows[-1].block != part.block)):
                close()
            rows.append(part)
        else:
            close()
            found.append(Prose(part.text))
    close()
    return tuple(found)


def without_bullet(paragraph: Paragraph) -> Paragraph:
    """A list entry without its bullet, which the document's own list draws."""
    if not (paragraph.entry and paragraph.text.startswith("• ")):
        return paragraph
    moved = tuple((max(start - 2, 0), end - 2) for start, end in paragraph.crossed if end > 2)
    return replace(paragraph, text=paragraph.text[2:], crossed=moved)


def laid(cells: Iterable[WrittenCell | None]) -> tuple[Cell, ...]:
    """A row's cells with covered places empty."""
    return tuple(one.cell if one is not None else EMPTY for one in cells)
