"""PDF documents: the words of each page laid into the cells that its rules draw."""

from __future__ import annotations

import io
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from ingest.columns import read_columns
from ingest.errors import DocumentRefused
from ingest.packed_xml import damaged, password_protected
from ingest.page_words import Word, WordLine, cell_of_words, lines_of, usual_gap
from ingest.parts import is_page_number
from ingest.records import Box, PageBox
from ingest.rules import Rule, RuledTable, find_tables, merged_rules
from ingest.tables import EMPTY, Cell, Document, Line, Place, Row
from ingest.unruled import columns_of, find_headers, find_terms, is_rest_of_row, terms_rows, unruled_rows

MOST_PAGES = 500
# A table's rules and a page's letters; what has more is a drawing.
_MOST_RULES = 20_000
_SMALLEST_DOT, _LARGEST_DOT = 1.5, 6.0
_PADDING = 3.0
# The share of a rule that the words it crosses out make up, blanks between them aside.
_CROSSED = 0.6
# Lines that run on below a table follow it closely, in heights of a line.
_RUNS_ON = 1.5


@dataclass(frozen=True, slots=True)
class _PageRead:
    """A page's words and rules."""

    number: int
    words: tuple[Word, ...]
    levels: tuple[Rule, ...]
    uprights: tuple[Rule, ...]


def _rules(page: Page) -> tuple[list[Rule], list[Rule]]:
    """Level and upright rules: lines, and the sides of rectangles (a thin one is a rule itself)."""
    levels, uprights = [], []
    edges = page.edges
    if len(edges) > _MOST_RULES:
        return [], []
    for edge in edges:
        if edge["orientation"] == "h":
            levels.append(Rule(edge["top"], edge["x0"], edge["x1"]))
        else:
            uprights.append(Rule(edge["x0"], edge["top"], edge["bottom"]))
    return levels, uprights


def _crossed_by(word: Word, rule: Rule) -> bool:
    """Whether a rule runs through the middle of a word, from its start to its end."""
    upper, lower = word.top + 0.3 * word.height, word.top + 0.75 * word.height
    return upper <= rule.at <= lower and rule.start <= word.x0 + 1 and rule.end >= word.x1 - 1


@dataclass(frozen=True, slots=True)
class _Struck:
    """Words with those crossed out marked, and the rules that cross out nothing."""

    words: tuple[Word, ...]
    levels: tuple[Rule, ...]


def _struck(words: Sequence[Word], levels: Sequence[Rule]) -> _Struck:
    """Tells the rules that cross out words from those of tables, which are longer than the words they meet."""
    rules = merged_rules(levels)
    places = [rule.at for rule in rules]
    crossed: dict[Rule, list[Word]] = {}
    for word in words:
        for rule in rules[bisect_left(places, word.top) : bisect_right(places, word.bottom)]:
            if _crossed_by(word, rule):
                crossed.setdefault(rule, []).append(word)
    strikes = {
        rule
        for rule, under in crossed.items()
        if sum(word.x1 - word.x0 for word in under) >= _CROSSED * (rule.end - rule.start)
    }
    gone = {word for rule in strikes for word in crossed[rule]}
    return _Struck(
        tuple(replace(word, struck=True) if word in gone else word for word in words),
        tuple(rule for rule in rules if rule not in strikes),
    )


def _drawn_bullets(page: Page) -> Iterator[Word]:
    """Bullets that are drawn as a dot, not written, as browsers print them."""
    for shape in page.curves:
        width, height = shape["x1"] - shape["x0"], shape["bottom"] - shape["top"]
        if all(_SMALLEST_DOT <= side <= _LARGEST_DOT for side in (width, height)):
            yield Word("•", shape["x0"], shape["top"], shape["x1"], shape["bottom"])


def _read_page(page: Page) -> _PageRead:
    levels, uprights = _rules(page)
    words = tuple(
        Word(found["text"], found["x0"], found["top"], found["x1"], found["bottom"])
        for found in page.extract_words(x_tolerance_ratio=0.2, y_tolerance=2)
        if found.get("upright", True)
    )
    struck = _struck(words, levels)
    return _PageRead(page.page_number, (*struck.words, *_drawn_bullets(page)), struck.levels, tuple(uprights))


def _place(page: _PageRead, box: Box) -> Place:
    x0, top, x1, bottom = (round(float(side), 1) for side in box)
    return Place(boxes=(PageBox(page=page.number, bbox=(x0, top, x1, bottom)),))


# The words of each cell, by row and column from 0.
_Filled = Mapping[tuple[int, int], Sequence[Word]]


def _filled(words: Sequence[Word], table: RuledTable) -> _Filled:
    """The words of each cell; those that run on below the foot of a table from a cell that is open there included."""
    inside: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        if (place := table.place_of(word.middle)) is not None:
            inside.setdefault(place, []).append(word)
    foot = table.box[3]
    for line in lines_of([word for word in words if word.middle[1] > foot]) if table.open_below else ():
        places = {table.below(word.middle) for word in line.words}
        if None in places or line.top - foot > _RUNS_ON * line.height:
            break
        for word in line.words:
            if (place := table.below(word.middle)) is not None:
                inside.setdefault(place, []).append(word)
        foot = line.bottom
    return inside


def _table_rows(page: _PageRead, table: RuledTable, inside: _Filled, gap: float, block: int) -> Iterator[Row]:
    for row, anchors in enumerate(table.anchors):
        cells: list[Cell] = []
        for column, anchor in enumerate(anchors):
            words = inside.get((row, column)) if anchor == (row, column) else None
            if words is None:
                cells.append(EMPTY)
                continue
            padding = max(_PADDING, min(word.x0 for word in words) - table.xs[column])
            cells.append(cell_of_words(words, table.right_of(row, column) - min(padding, 2 * _PADDING), gap))
        if any(cell.paragraphs for cell in cells):
            yield Row(tuple(cells), _place(page, table.row_box(row)), block)


@dataclass(frozen=True, slots=True)
class _Part:
    top: float
    parts: tuple[Row | Line, ...]


@dataclass(slots=True)
class _Reading:
    """What is known from the pages before: the last block, and what is known of tables without rules.

    ``starts`` and ``terms`` are where the columns of the action table and of an open table of terms begin; ``gap`` is
    the least gap between the lines of a paragraph so far.
    """

    block: int = 0
    ruled: bool = False
    starts: tuple[float, ...] = ()
    terms: tuple[float, ...] = ()
    gap: float = float("inf")

    def page(self, page: _PageRead) -> list[Row | Line]:
        """A page's parts from the top."""
        tables = find_tables(page.levels, page.uprights)
        filled = [_filled(page.words, table) for table in tables]
        gap = usual_gap(words for inside in filled for words in inside.values())
        found: list[_Part] = []
        for table, inside in zip(tables, filled, strict=True):
            self.block += 1
            rows = tuple(_table_rows(page, table, inside, gap, self.block))
            self.ruled = self.ruled or any(read_columns(row) for row in rows)
            found.append(_Part(table.box[1], rows))
        taken = {word for inside in filled for words in inside.values() for word in words}
        lines = lines_of([word for word in page.words if word not in taken])
        found += self._prose(page, lines) if self.ruled else self._unruled(page, lines)
        return [part for one in sorted(found, key=lambda one: one.top) for part in one.parts]

    def _prose(self, page: _PageRead, lines: Sequence[WordLine]) -> Iterator[_Part]:
        for line in lines:
            yield _Part(line.top, (Line(line.text, _place(page, line.box), self.block),))

    def _unruled(self, page: _PageRead, lines: Sequence[WordLine]) -> Iterator[_Part]:
        """Lines as rows of tables without rules, from their headers on; on the pages after, all of them."""
        headers = find_headers(lines)
        above = [line for line in lines if not headers or line.top < headers[0].top]
        if self.starts:
            # Above the header of a later page stand notices and the rest of a row; without a header the table goes on.
            rest = [line for line in above if not headers or is_rest_of_row(line, self.starts)]
            yield from self._prose(page, [line for line in above if line not in rest])
            yield from self._rows(page, rest)
        else:
            yield from self._before(page, above)
        for header, following in zip_longest(headers, headers[1:]):
            end = following.top if following else float("inf")
            self.starts = header.starts
            self.block += 1
            heads = [line for line in lines if header.top <= line.top and line.bottom <= header.bottom]
            cells = columns_of(heads, self.starts)
            yield _Part(header.top, (Row(cells, _place(page, heads[0].box), self.block),))
            yield from self._rows(page, [line for line in lines if header.bottom <= line.top < end])

    def _rows(self, page: _PageRead, lines: Sequence[WordLine]) -> Iterator[_Part]:
        """Rows of the action table; the page's number is none."""
        self.block += 1
        numbers = [line for line in lines if is_page_number(line.text)]
        yield from self._prose(page, numbers)
        read = unruled_rows([line for line in lines if line not in numbers], self.starts, self.gap)
        self.gap = read.gap
        for row in read.rows:
            yield _Part(row.box[1], (Row(row.cells, _place(page, row.box), self.block),))

    def _before(self, page: _PageRead, lines: Sequence[WordLine]) -> Iterator[_Part]:
        """What stands before the action table: prose, and the table of terms, which may go on over a page."""
        header = find_terms(lines)
        if header is not None:
            heads = [line for line in lines if header.top <= line.top and line.bottom <= header.bottom]
            yield from self._prose(page, [line for line in lines if line.top < header.top])
            self.terms = header.starts
            yield _Part(header.top, (Row(columns_of(heads, self.terms), _place(page, heads[0].box), self.block),))
            lines = [line for line in lines if line.top >= header.bottom]
        numbers = [line for line in lines if is_page_number(line.text)]
        rest = [line for line in lines if line not in numbers]
        yield from self._prose(page, numbers)
        if self.terms:
            rows = terms_rows(rest, self.terms)
            for row in rows:
                yield _Part(row.box[1], (Row(row.cells, _place(page, row.box), self.block),))
            foot = rows[-1].box[3] if rows else float("-inf")
            rest = [line for line in rest if line.top > foot]
            self.terms = () if rest else self.terms
        yield from self._prose(page, rest)


def _open(name: str, data: bytes) -> PDF:
    try:
        return pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise password_protected(name) from error
        raise damaged(name, "it is no whole PDF") from error
    except (PDFSyntaxError, MalformedPDFException, ValueError, KeyError, TypeError, AssertionError) as error:
        raise damaged(name, "it is no whole PDF") from error


def read_pdf(name: str, sha256: str, data: bytes) -> Document:
    """The document's lines and rows, each with its part of the page.

    Raises DocumentRefused where it is damaged, protected, or holds pictures of text (a scan).
    """
    parts: list[Row | Line] = []
    with _open(name, data) as pdf:
        if len(pdf.pages) > MOST_PAGES:
            raise DocumentRefused(
                f"{name} has {len(pdf.pages)} pages, more than the {MOST_PAGES} that are read: save the plan alone"
            )
        reading, pictures = _Reading(), 0
        for page in pdf.pages:
            parts += reading.page(_read_page(page))
            pictures += len(page.images)
            page.close()
    if not parts:
        what = "is a scan: its pages are pictures without text" if pictures else "holds no text"
        raise DocumentRefused(f"{name} {what}; run text recognition (OCR) over it and read the result")
    return Document(name, sha256, tuple(parts))
