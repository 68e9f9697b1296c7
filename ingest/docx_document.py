"""Word documents (DOCX): paragraphs and table rows in the order of the body, with their spans, lists and strikes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.errors import DocumentRefused
from ingest.grid import Grid, Spanning
from ingest.packed_xml import Package, attribute, local, open_package
from ingest.strikes import Words, as_entry
from ingest.tables import EMPTY, Cell, Document, Line, Paragraph, Place, Row

_BODY = "word/document.xml"
# Text that the author deleted or moved away, the second copy of a drawing, and what stands outside the running text.
_SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "footnoteReference", "commentReference", "pPr", "rPr", "tblPr"}
_OFF = {"0", "false", "off", "none"}
BULLET = "• "
_LINE = re.compile(r"\n")


def entries(words: Words, bullet: str | None) -> Iterator[Paragraph]:
    """A paragraph's lines, the first one a list entry with its bullet ("" for a numbered one) unless that is None."""
    for at, part in enumerate(words.paragraphs(_LINE)):
        if at == 0 and bullet is not None:
            yield as_entry(part, bullet)
        else:
            yield as_entry(part, "") if part.text[0] == BULLET[0] else part


def _child(element: Element | None, *path: str) -> Element | None:
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if local(child.tag) == name), None)
    return element


def _value(element: Element | None) -> str | None:
    return None if element is None else attribute(element, "val")


def _on(element: Element | None) -> bool:
    return element is not None and (_value(element) or "true").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class _Lists:
    """Which paragraphs are list entries: styles to lists, and the lists whose levels carry bullets."""

    of_style: Mapping[str, str]
    bulleted: Mapping[str, frozenset[str]]

    def entry(self, paragraph: Element) -> str | None:
        """ "" for a numbered entry, the bullet for a bulleted one, None for a paragraph in no list."""
        properties = _child(paragraph, "pPr")
        number = _value(_child(properties, "numPr", "numId"))
        if number is None:
            style = _value(_child(properties, "pStyle")) or ""
            number = self.of_style.get(style)
        if number is None or number == "0":
            return None
        level = _value(_child(properties, "numPr", "ilvl")) or "0"
        return BULLET if level in self.bulleted.get(number, frozenset()) else ""


def _lists(package: Package) -> _Lists:
    based: dict[str, str | None] = {}
    numbered: dict[str, str] = {}
    if package.has("word/styles.xml"):
        for style in package.tree("word/styles.xml"):
            name = attribute(style, "styleId")
            if local(style.tag) == "style" and name:
                based[name] = _value(_child(style, "basedOn"))
                number = _value(_child(style, "pPr", "numPr", "numId"))
                if number is not None:
                    numbered[name] = number
    of_style = {}
    for name in based:
        seen: set[str] = set()
        at: str | None = name
        while at is not None and at not in numbered and at not in seen:
            seen.add(at)
            at = based.get(at)
        if at in numbered:
            of_style[name] = numbered[at]
    abstract: dict[str, frozenset[str]] = {}
    bulleted: dict[str, frozenset[str]] = {}
    if package.has("word/numbering.xml"):
        for element in package.tree("word/numbering.xml"):
            if local(element.tag) == "abstractNum":
                levels = [level for level in element if local(level.tag) == "lvl"]
                with_bullet = {attribute(one, "ilvl") for one in levels if _value(_child(one, "numFmt")) == "bullet"}
                abstract[attribute(element, "abstractNumId") or ""] = frozenset(filter(None, with_bullet))
            elif local(element.tag) == "num":
                of = _value(_child(element, "abstractNumId")) or ""
                bulleted[attribute(element, "numId") or ""] = abstract.get(of, frozenset())
    return _Lists(of_style, bulleted)


def _gather(element: Element, run: Words, *, struck: bool = False) -> None:
    for child in element:
        name = local(child.tag)
        if name in _SKIPPED:
            continue
        if name == "t":
            run.add(child.text or "", struck=struck)
        elif name in {"tab", "br", "cr", "ptab"}:
            run.add("\n" if name in {"br", "cr"} else " ", struck=struck)
        elif name == "noBreakHyphen":
            run.add("-", struck=struck)
        elif name == "r":
            own = _child(child, "rPr")
            _gather(child, run, struck=_on(_child(own, "strike")) or _on(_child(own, "dstrike")))
        elif name != "txbxContent":
            _gather(child, run, struck=struck)


def _paragraphs(element: Element, lists: _Lists) -> Iterator[Paragraph]:
    """A Word paragraph as paragraphs: a line break inside it parts them, as it does in published plans."""
    run = Words()
    _gather(element, run)
    yield from entries(run, lists.entry(element))
    for box in _boxes(element):
        yield from _texts(box, lists)


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, each once."""
    for child in element:
        name = local(child.tag)
        if name == "txbxContent":
            yield child
        elif name not in _SKIPPED:
            yield from _boxes(child)


def _blocks(element: Element) -> Iterator[Element]:
    """The paragraphs and tables of a body or cell, whatever content controls and insertions wrap them."""
    for child in element:
        name = local(child.tag)
        if name in {"p", "tbl"}:
            yield child
        elif name not in _SKIPPED:
            yield from _blocks(child)


def _texts(element: Element, lists: _Lists) -> Iterator[Paragraph]:
    """All paragraphs of a cell or box, those of tables inside it included."""
    for block in _blocks(element):
        if local(block.tag) == "p":
            yield from _paragraphs(block, lists)
        else:
            for row in _inner(block, "tr"):
                for cell in _inner(row, "tc"):
                    yield from _texts(cell, lists)


def _inner(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, out of any wrapping, but not those of tables inside."""
    for child in element:
        own = local(child.tag)
        if own == name:
            yield child
        elif own in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
            yield from _inner(child, name)


def _number(element: Element | None) -> int:
    value = _value(element) or "1"
    return int(value) if value.isdigit() else 1


def _cell(element: Element, lists: _Lists) -> Spanning:
    merge = _child(element, "tcPr", "vMerge")
    # A cell merged with the one above holds an empty paragraph; words in it would be hidden by Word.
    carried = merge is not None and (_value(merge) or "continue") == "continue"
    cell = EMPTY if carried else Cell(tuple(_texts(element, lists)))
    return Spanning(cell, _number(_child(element, "tcPr", "gridSpan")))


def _rows(table: Element, number: int, lists: _Lists) -> Iterator[Row]:
    grid = Grid()
    for at, row in enumerate(_inner(table, "tr"), start=1):
        if _child(row, "trPr", "del") is not None:
            continue
        before = _child(row, "trPr", "gridBefore")
        blank = [Spanning(EMPTY, _number(before))] if before is not None else []
        cells = grid.lay([*blank, *(_cell(cell, lists) for cell in _inner(row, "tc"))])
        if cells:
            yield Row(cells, Place(table=number, rows=(at, at)), number)


def read_docx(name: str, sha256: str, data: bytes) -> Document:
    """The document's lines and rows; raises DocumentRefused where it is damaged, protected, or holds no word."""
    package = open_package(name, data)
    lists = _lists(package)
    parts: list[Row | Line] = []
    tables = 0
    for block in _blocks(package.tree(_BODY)):
        if local(block.tag) == "tbl":
            tables += 1
            parts += _rows(block, tables, lists)
        else:
            parts += [Line(found.text, Place(), tables) for found in _paragraphs(block, lists)]
    if not parts:
        raise DocumentRefused(f"{name} holds no text: if it is a scan, run text recognition (OCR) over it first")
    return Document(name, sha256, tuple(parts))
