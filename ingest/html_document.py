"""Saved web pages (HTML): prose lines and table rows in the order of the page, with their spans, lists and strikes.

Nothing is fetched and no script is run: the page is read as it was saved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ingest.docx_document import BULLET
from ingest.errors import DocumentRefused
from ingest.grid import Grid, Spanning
from ingest.strikes import Words, as_entry
from ingest.tables import Cell, Document, Line, Paragraph, Place, Row
from ingest.text_document import decode

_HIDDEN = {"script", "style", "head", "noscript", "template", "svg", "select", "textarea", "nav"}
_BLOCKS = {
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer",
    "main", "aside", "blockquote", "pre", "hr", "dl", "dt", "dd", "address", "caption", "figure", "figcaption", "form",
}  # fmt: skip
_STRUCK = {"s", "strike", "del"}
_VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source", "track"}
_LINE_THROUGH = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_DEEPEST = 2_000


@dataclass(slots=True)
class _OpenCell:
    columns: int
    rows: int
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class _OpenTable:
    number: int
    grid: Grid = field(default_factory=Grid)
    row: list[Spanning] | None = None
    cell: _OpenCell | None = None
    rows: int = 0


class _Reader(HTMLParser):
    """Gathers parts as tags open and close; end tags that the page leaves out are supplied as browsers do."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name = name
        self.parts: list[Row | Line] = []
        self.tables = 0
        self._open: list[_OpenTable] = []
        self._run = Words()
        self._hidden = 0
        self._struck: list[str] = []
        self._lists: list[str] = []
        self._entry: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if tag in _HIDDEN:
            self._hidden += 1
            return
        if self._hidden:
            return
        given = dict(attrs)
        if tag in _STRUCK or (tag not in _VOID and _LINE_THROUGH.search(given.get("style") or "")):
            self._struck.append(tag)
        if tag in _BLOCKS or tag == "table":
            self._end_paragraph()
        if tag in {"ul", "ol"}:
            self._lists.append(tag)
        elif tag == "li":
            self._entry = BULLET if self._lists[-1:] == ["ul"] else ""
        elif tag == "table":
            if len(self._open) >= _DEEPEST:
                raise DocumentRefused(f"{self.name} nests tables without end, as no action plan does: not read")
            self.tables += not self._open
            self._open.append(_OpenTable(self.tables))
        elif tag == "tr" and self._open:
            self._end_row()
            self._open[-1].row = []
            self._open[-1].rows += 1
        elif tag in {"td", "th"} and self._open:
            self._end_cell()
            table = self._open[-1]
            if table.row is None:
                table.row, table.rows = [], table.rows + 1
            table.cell = _OpenCell(_number(given.get("colspan")), _number(given.get("rowspan")))

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
            return
        if self._hidden:
            return
        if tag in _BLOCKS or tag == "table":
            self._end_paragraph()
        if self._struck and tag == self._struck[-1]:
            self._struck.pop()
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self._open:
            self._end_row()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if self._hidden or not data:
            return
        self._run.add(data, struck=bool(self._struck))

    def close(self) -> None:
        """The page ends, whatever is still open."""
        super().close()
        while self._open:
            self._end_row()
            self._open.pop()
        self._end_paragraph()

    def _end_paragraph(self) -> None:
        found = next(self._run.paragraphs(), None)
        if found is not None:
            bulleted = found.text[0] in "•●▪◦‣"
            if self._entry is not None or bulleted:
                found = as_entry(found, "" if bulleted else self._entry or "")
            self._entry = None
            # The words of a table inside a cell belong to that cell.
            holder = next((table.cell for table in self._open if table.cell is not None), None)
            if holder is not None:
                holder.paragraphs.append(found)
            else:
                self.parts.append(Line(found.text, Place(), self.tables))
        self._run.clear()

    def _end_cell(self) -> None:
        self._end_paragraph()
        table = self._open[-1] if self._open else None
        if table is not None and table.cell is not None:
            cell = Cell(tuple(table.cell.paragraphs))
            if table.row is not None and table is self._open[0]:
                table.row.append(Spanning(cell, table.cell.columns, table.cell.rows))
            table.cell = None

    def _end_row(self) -> None:
        self._end_cell()
        table = self._open[-1] if self._open else None
        if table is not None and table.row is not None:
            cells = table.grid.lay(table.row) if table is self._open[0] else ()
            if cells:
                place = Place(table=table.number, rows=(table.rows, table.rows))
                self.parts.append(Row(cells, place, table.number))
            table.row = None


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 7 else 1


def _decoded(name: str, data: bytes) -> str:
    said = _CHARSET.search(data[:4096])
    if said is not None and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(said[1].decode("ascii"), errors="replace")
        except LookupError:
            return decode(name, data)
    return decode(name, data)


def read_html(name: str, sha256: str, data: bytes) -> Document:
    """The page's lines and rows; raises DocumentRefused where it is no text or holds no word."""
    reader = _Reader(name)
    reader.feed(_decoded(name, data))
    reader.close()
    if not reader.parts:
        raise DocumentRefused(f"{name} holds no text: save the page from the browser again, as a whole page")
    return Document(name, sha256, tuple(reader.parts))
