"""OpenDocument texts (ODT): paragraphs and table rows in the order of the text, with their spans, lists and strikes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.docx_document import BULLET, entries
from ingest.errors import DocumentRefused
from ingest.grid import MOST_COLUMNS, Grid, Spanning
from ingest.packed_xml import Package, attribute, local, open_package, password_protected
from ingest.strikes import Words
from ingest.tables import EMPTY, Cell, Document, Line, Paragraph, Place, Row

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_SKIPPED = {"tracked-changes", "annotation", "annotation-end", "note", "forms", "sequence-decls", "bookmark"}
_MOST_BLANKS = 100


def _number(element: Element, name: str) -> int:
    value = attribute(element, name) or "1"
    return int(value) if value.isdigit() else 1


@dataclass(frozen=True, slots=True)
class _Styles:
    """The names of styles that cross words out, and of list styles that number their entries."""

    struck: frozenset[str]
    numbered: frozenset[str]


def _styles(roots: list[Element]) -> _Styles:
    struck, numbered = set(), set()
    for root in roots:
        for element in root.iter():
            name = attribute(element, "name")
            if local(element.tag) == "style" and name:
                for child in element:
                    lines = {attribute(child, "text-line-through-style"), attribute(child, "text-line-through-type")}
                    if lines - {None, "none"}:
                        struck.add(name)
            elif local(element.tag) == "list-style" and name:
                first = next(iter(element), None)
                if first is not None and local(first.tag) == "list-level-style-number":
                    numbered.add(name)
    return _Styles(frozenset(struck), frozenset(numbered))


def _add(run: Words, words: str | None, *, struck: bool) -> None:
    """Adds words of the file, whose own line ends are mere white space."""
    run.add((words or "").replace("\r", " ").replace("\n", " "), struck=struck)


@dataclass(frozen=True, slots=True)
class _Text:
    """Reads the text of one document under its styles."""

    styles: _Styles

    def _gather(self, element: Element, run: Words, *, struck: bool) -> None:
        _add(run, element.text, struck=struck)
        for child in element:
            name = local(child.tag)
            if name == "s":
                run.add(" " * min(_number(child, "c"), _MOST_BLANKS), struck=struck)
            elif name == "tab":
                run.add(" ", struck=struck)
            elif name == "line-break":
                run.add("\n")
            elif name not in _SKIPPED:
                self._gather(child, run, struck=struck or attribute(child, "style-name") in self.styles.struck)
            _add(run, child.tail, struck=struck)

    def paragraph(self, element: Element, bullet: str | None) -> Iterator[Paragraph]:
        """A paragraph's words; a line break inside it parts them. ``bullet`` is None outside lists."""
        run = Words()
        self._gather(element, run, struck=attribute(element, "style-name") in self.styles.struck)
        yield from entries(run, bullet)

    def texts(self, element: Element, bullet: str | None = None) -> Iterator[Paragraph]:
        """All paragraphs of a cell, in order; those of tables and boxes inside it included."""
        for child in element:
            name = local(child.tag)
            if name in {"p", "h"}:
                yield from self.paragraph(child, bullet)
            elif name == "list":
                numbered = attribute(child, "style-name") in self.styles.numbered
                for entry in child:
                    yield from self.texts(entry, "" if numbered else BULLET)
            elif name not in _SKIPPED:
                yield from self.texts(child, bullet)

    def rows(self, table: Element, number: int) -> Iterator[Row]:
        """A table's rows, header rows and groups of rows included."""
        grid = Grid()
        for at, row in enumerate(_table_rows(table), start=1):
            cells: list[Spanning] = []
            for cell in row:
                if local(cell.tag) == "table-cell":
                    # Its covered cells follow it, so it takes one column here.
                    found = Spanning(Cell(tuple(self.texts(cell))))
                elif local(cell.tag) == "covered-table-cell":
                    found = Spanning(EMPTY)
                else:
                    continue
                cells += [found] * min(_number(cell, "number-columns-repeated"), MOST_COLUMNS)
            laid = grid.lay(cells)
            if laid:
                yield Row(laid, Place(table=number, rows=(at, at)), number)


def _table_rows(table: Element) -> Iterator[Element]:
    for child in table:
        name = local(child.tag)
        if name == "table-row":
            yield child
        elif name in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _table_rows(child)


def _blocks(element: Element) -> Iterator[Element]:
    for child in element:
        name = local(child.tag)
        if name in {"p", "h", "list", "table"}:
            yield child
        elif name not in _SKIPPED:
            yield from _blocks(child)


def _refuse_protected(package: Package) -> None:
    if package.has(_MANIFEST):
        manifest = package.read(_MANIFEST)
        if b"encryption-data" in manifest:
            raise password_protected(package.name)


def read_odt(name: str, sha256: str, data: bytes) -> Document:
    """The document's lines and rows; raises DocumentRefused where it is damaged, protected, or holds no word."""
    package = open_package(name, data)
    _refuse_protected(package)
    content = package.tree(_CONTENT)
    roots = [content, package.tree("styles.xml")] if package.has("styles.xml") else [content]
    text = _Text(_styles(roots))
    body = next((child for child in content if local(child.tag) == "body"), content)
    parts: list[Row | Line] = []
    tables = 0
    for block in _blocks(body):
        if local(block.tag) == "table":
            tables += 1
            parts += text.rows(block, tables)
        else:
            found = text.texts(block) if local(block.tag) == "list" else text.paragraph(block, None)
            parts += [Line(paragraph.text, Place(), tables) for paragraph in found]
    if not parts:
        raise DocumentRefused(f"{name} holds no text: if it is a scan, run text recognition (OCR) over it first")
    return Document(name, sha256, tuple(parts))
