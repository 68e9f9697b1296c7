"""Spreadsheets (XLSX): the cells that are there, row by row, with merged cells, dates in words, and strikes.

Read straight from the file's XML: the cost goes with the cells that exist, so a lone cell at XFD1048576 costs nothing.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from ingest.csv_document import sheet_cell
from ingest.errors import DocumentRefused
from ingest.grid import MOST_COLUMNS
from ingest.packed_xml import Package, attribute, local, open_package
from ingest.tables import EMPTY, Cell, Document, Place, Row

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
# Built-in number formats that show a day; 17 shows a month and a year ("mmm-yy").
_DAY_FORMATS = {14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58}
_MONTH_FORMAT = 17
_NO_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_REFERENCE = re.compile(r"^([A-Z]{1,3})([1-9]\d{0,6})$")


@dataclass(frozen=True, slots=True)
class _Words:
    """A string in runs, each crossed out or not."""

    runs: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class _Book:
    """What cells refer to: shared strings, and how each style shows a number ("day", "month", "" for a number)."""

    strings: tuple[_Words, ...]
    shows: tuple[str, ...]
    struck: tuple[bool, ...]
    first_day: date


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [child for child in element if local(child.tag) == name]


def _one(element: Element | None, name: str) -> Element | None:
    return next(iter(_children(element, name)), None)


def _string(element: Element) -> _Words:
    """A string of one or several runs; phonetic readings are left out."""
    runs = []
    for child in element:
        if local(child.tag) == "t":
            runs.append((child.text or "", False))
        elif local(child.tag) == "r":
            strike = _one(_one(child, "rPr"), "strike")
            struck = strike is not None and (attribute(strike, "val") or "1") not in {"0", "false"}
            runs += [(found.text or "", struck) for found in _children(child, "t")]
    return _Words(tuple(runs))


def _marked(found: _Words, *, struck: bool) -> str:
    """The words with what is crossed out between the marks for it, line by line."""
    return "".join(
        "\n".join(f"<s>{line}</s>" if line.strip() else line for line in words.split("\n"))
        if struck or crossed
        else words
        for words, crossed in found.runs
    )


def _shows(number: int, codes: dict[int, str]) -> str:
    if number == _MONTH_FORMAT:
        return "month"
    if number in _DAY_FORMATS:
        return "day"
    code = _NO_DATE.sub("", codes.get(number, "")).lower()
    if "y" in code and ("m" in code or "d" in code):
        return "day" if "d" in code else "month"
    return "day" if "d" in code and "m" in code else ""


def _integer(element: Element, name: str) -> int:
    value = attribute(element, name) or "0"
    return int(value) if value.isdigit() and len(value) < 10 else 0


def _book(package: Package, workbook: Element) -> _Book:
    strings = tuple(_string(one) for one in package.tree(_STRINGS)) if package.has(_STRINGS) else ()
    styles = package.tree(_STYLES) if package.has(_STYLES) else None
    formats = _children(_one(styles, "numFmts"), "numFmt")
    codes = {_integer(one, "numFmtId"): attribute(one, "formatCode") or "" for one in formats}
    fonts = [_one(font, "strike") for font in _children(_one(styles, "fonts"), "font")]
    crossed = [strike is not None and (attribute(strike, "val") or "1") not in {"0", "false"} for strike in fonts]
    cells = _children(_one(styles, "cellXfs"), "xf")
    properties = _one(workbook, "workbookPr")
    from_1904 = properties is not None and (attribute(properties, "date1904") or "0") in {"1", "true"}
    return _Book(
        strings,
        tuple(_shows(_integer(one, "numFmtId"), codes) for one in cells),
        tuple(0 <= (font := _integer(one, "fontId")) < len(crossed) and crossed[font] for one in cells),
        # Excel counts from 1 January 1900 as day 1 and takes that year for a leap year.
        date(1904, 1, 1) if from_1904 else date(1899, 12, 30),
    )


def _number_words(value: str, shows: str, first_day: date) -> str:
    """A number as its cell shows it: a day as "5 March 2024", a month as "March 2024", 6.1 without float's dust."""
    try:
        number = float(value)
    except ValueError:
        return value
    if shows and 1 <= number < 2_958_466:
        day = first_day + timedelta(days=int(number))
        month = f"{calendar.month_name[day.month]} {day.year}"
        return month if shows == "month" else f"{day.day} {month}"
    return f"{number:.15g}"


def _cell(element: Element, book: _Book) -> Cell:
    kind = attribute(element, "t") or "n"
    style = _integer(element, "s")
    struck = style < len(book.struck) and book.struck[style]
    if kind == "inlineStr":
        inline = _one(element, "is")
        found = _string(inline) if inline is not None else _Words()
    else:
        value = _one(element, "v")
        words = (value.text or "") if value is not None else ""
        if kind == "s":
            at = int(words) if words.isdigit() else -1
            found = book.strings[at] if 0 <= at < len(book.strings) else _Words()
        elif kind == "n":
            shows = book.shows[style] if style < len(book.shows) else ""
            found = _Words(((_number_words(words, shows, book.first_day), False),))
        else:
            # A formula that failed ("#REF!") says nothing of the plan.
            found = _Words() if kind == "e" else _Words(((words, False),))
    return sheet_cell(_marked(found, struck=struck))


def _position(reference: str, row: int, after: int) -> tuple[int, int]:
    """Column (from 0) and row (from 1) of a cell; where it names none, the one after the last."""
    match = _REFERENCE.match(reference)
    if match is None:
        return after, row
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(match[2])


def _sheet_rows(sheet: Element, book: _Book) -> Iterator[tuple[int, dict[int, Cell]]]:
    number = 0
    for row in _children(_one(sheet, "sheetData"), "row"):
        number = _integer(row, "r") or number + 1
        cells: dict[int, Cell] = {}
        after = 0
        for element in _children(row, "c"):
            at, _ = _position(attribute(element, "r") or "", number, after)
            after = at + 1
            cell = _cell(element, book)
            if cell.paragraphs:
                cells[at] = cell
        if cells:
            yield number, cells


# Blank columns beyond which a cell is no part of the table before it.
_STRAY = 8


def _width(columns: list[int]) -> int:
    """How many columns a block has, up to the first wide gap."""
    width = 0
    for column in columns:
        if column >= MOST_COLUMNS or column - width > _STRAY:
            break
        width = column + 1
    return width


def _rows(sheet: Element, book: _Book, name: str, block: int) -> list[Row]:
    """The rows of a sheet; a blank row starts a new block, whose rows are all as wide as its widest.

    A stray cell far to the right stands in a row of its own, too wide for any table, so that it is set aside in view.
    """
    blocks: list[list[tuple[int, dict[int, Cell]]]] = []
    last = -1
    for number, cells in _sheet_rows(sheet, book):
        if number != last + 1 or not blocks:
            blocks.append([])
        blocks[-1].append((number, cells))
        last = number
    rows = []
    for at, found in enumerate(blocks, start=block + 1):
        width = _width(sorted({column for _, cells in found for column in cells}))
        for number, cells in found:
            place = Place(sheet=name, rows=(number, number))
            near = tuple(cells.get(column, EMPTY) for column in range(width))
            if any(cell.paragraphs for cell in near):
                rows.append(Row(near, place, at))
            far = tuple(part for column, cell in sorted(cells.items()) if column >= width for part in cell.paragraphs)
            if far:
                rows.append(Row((*[EMPTY] * (MOST_COLUMNS - 1), Cell(far)), place, at))
    return rows


def read_xlsx(name: str, sha256: str, data: bytes) -> Document:
    """The rows of all sheets that are shown, in order; raises DocumentRefused where it is damaged or holds no word."""
    package = open_package(name, data)
    workbook = package.tree(_WORKBOOK)
    book = _book(package, workbook)
    targets = {attribute(one, "Id"): attribute(one, "Target") or "" for one in package.tree(_RELATIONS)}
    parts: list[Row] = []
    for sheet in _children(_one(workbook, "sheets"), "sheet"):
        if (attribute(sheet, "state") or "visible") != "visible":
            continue
        target = targets.get(attribute(sheet, "id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if package.has(part):
            block = parts[-1].block if parts else 0
            parts += _rows(package.tree(part), book, attribute(sheet, "name") or "", block)
    if not parts:
        raise DocumentRefused(f"{name} is empty: expected an action plan, one row of its table a row of the sheet")
    return Document(name, sha256, tuple(parts))
