"""Tables without rules: columns where the header's words begin, rows where white runs through the whole width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from ingest.columns import Column, read_columns
from ingest.page_words import Word, WordLine, cell_of_words, lines_of, usual_gap
from ingest.parts import is_term, is_terms_header
from ingest.records import Box
from ingest.tables import EMPTY, Cell, Paragraph, Place, Row

_MOST_LINES_OF_A_HEADER = 5
_FEWEST_COLUMNS = 4
# Shares of the letters' height: blanks between words, and white between rows.
_BLANK = 0.7
_BLANK_AT_COLUMN = 0.4
_WHITE = 0.2
_ALIGNED = 2.5
# Points by which the cells of a column may begin left of its heading.
_REACH = 8.0
# Points left white between the columns.
_GUTTER = 12.0
_REQUIRED = {Column.TEXT, Column.RESPONSE, Column.TARGET}


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a table begin, in points from the left, and where its header begins and ends."""

    starts: tuple[float, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class UnruledRow:
    """A row's cells and its part of the page."""

    cells: tuple[Cell, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class UnruledRows:
    """Rows, and the gap between the lines of a paragraph in them, in points."""

    rows: tuple[UnruledRow, ...]
    gap: float


def _clusters(lines: Sequence[WordLine]) -> list[list[Word]]:
    """The words of some lines as columns: parted where white runs through all of the lines."""
    words = sorted((word for line in lines for word in line.words), key=lambda word: word.x0)
    found: list[list[Word]] = []
    right = float("-inf")
    for word in words:
        if word.x0 - right > _BLANK * word.height:
            found.append([])
        found[-1].append(word)
        right = max(right, word.x1)
    return found


def find_header(lines: Sequence[WordLine]) -> Header | None:
    """The header of an action table among a page's lines, the one of most columns; None where they hold none."""
    best: Header | None = None
    for first in range(len(lines)):
        for last in range(first + 1, min(first + _MOST_LINES_OF_A_HEADER, len(lines)) + 1):
            if last - first > 1 and not _carries_header(lines[first : last - 1], lines[last - 1]):
                break
            columns = _clusters(lines[first:last])
            if len(columns) < _FEWEST_COLUMNS or (best is not None and len(columns) <= len(best.starts)):
                continue
            cells = tuple(Cell((Paragraph(" ".join(line.text for line in lines_of(words))),)) for words in columns)
            read = read_columns(Row(cells, Place(), 0))
            if read is None or not set(read.roles) >= _REQUIRED:
                continue
            # A header's last line may name no column of its own ("Partly Agreed/ | Not Agreed").
            if last < len(lines) and _carries_header(lines[first:last], lines[last]):
                continue
            starts = tuple(min(word.x0 for word in words) for words in columns)
            top, bottom = lines[first].top, max(line.bottom for line in lines[first:last])
            best = Header(starts, top, bottom)
    return best


def find_headers(lines: Sequence[WordLine]) -> tuple[Header, ...]:
    """The headers on a page from the top; a printer may begin the table anew in the middle of one."""
    found: list[Header] = []
    left = list(lines)
    while (header := find_header(left)) is not None:
        found.append(header)
        left = [line for line in left if line.top >= header.bottom]
    return tuple(found)


def _carries_header(header: Sequence[WordLine], below: WordLine) -> bool:
    leading = header[-1].bottom - header[-1].top
    return below.top - header[-1].bottom < _WHITE * leading + 0.25 * leading


def _columns(line: WordLine, starts: Sequence[float]) -> list[tuple[int, Word]]:
    """Each word with its column; words close to the one before stay with it.

    Where a column begins right there, more than the blank between two words will do.
    """
    found: list[tuple[int, Word]] = []
    for word in line.words:
        column = max((at for at, start in enumerate(starts) if start - _REACH <= word.x0), default=0)
        if found:
            before_column, before = found[-1]
            least = _BLANK if abs(word.x0 - starts[column]) > _ALIGNED else _BLANK_AT_COLUMN
            if word.x0 - before.x1 < least * word.height:
                column = before_column
        found.append((column, word))
    return found


def is_rest_of_row(line: WordLine, starts: Sequence[float]) -> bool:
    """Whether a line can be the rest of a row torn by a page break: nothing in the first column, begun at another."""
    return any(abs(line.words[0].x0 - start) <= _ALIGNED for start in starts[1:])


def columns_of(lines: Sequence[WordLine], starts: Sequence[float]) -> tuple[Cell, ...]:
    """The words of a header's lines, one cell a column."""
    words: dict[int, list[Word]] = {}
    for line in lines:
        for column, word in _columns(line, starts):
            words.setdefault(column, []).append(word)
    texts = [" ".join(line.text for line in lines_of(words.get(at, ()))) for at in range(len(starts))]
    return tuple(Cell((Paragraph(text),)) if text else EMPTY for text in texts)


def _bands(lines: Sequence[WordLine], gap: float) -> list[list[WordLine]]:
    """Lines as rows: a row ends where the white below it is more than that between the lines of a paragraph."""
    rows: list[list[WordLine]] = []
    bottom = float("-inf")
    for line in lines:
        if line.top - bottom > gap + _WHITE * line.height:
            rows.append([])
        rows[-1].append(line)
        bottom = max(bottom, line.bottom)
    return rows


def unruled_rows(lines: Sequence[WordLine], starts: Sequence[float], least: float = float("inf")) -> UnruledRows:
    """The rows that some lines make under columns that begin at ``starts``; the last is as wide as its widest line.

    ``least`` is the least gap of the pages before: a page of single lines shows none of its own.
    """
    right = max((line.box[2] for line in lines), default=0.0)
    by_column: dict[int, list[Word]] = {}
    for line in lines:
        for column, word in _columns(line, starts):
            by_column.setdefault(column, []).append(word)
    gap = min(least, usual_gap(by_column.values()) or least)
    gap = 0.0 if gap == float("inf") else gap
    found = []
    for band in _bands(lines, gap):
        words: dict[int, list[Word]] = {}
        for line in band:
            for column, word in _columns(line, starts):
                words.setdefault(column, []).append(word)
        ends = [start - _GUTTER for start in starts[1:]] + [right]
        cells = tuple(
            cell_of_words(words[column], end, gap) if column in words else EMPTY for column, end in enumerate(ends)
        )
        boxes = [line.box for line in band]
        box = (starts[0], min(one[1] for one in boxes), right, max(one[3] for one in boxes))
        found.append(UnruledRow(cells, box))
    return UnruledRows(tuple(found), gap or least)


def find_terms(lines: Sequence[WordLine]) -> Header | None:
    """The header of a table of terms ("Term | Definition | Additional comment"), None where there is none."""
    for line in lines:
        columns = _clusters([line])
        names = [" ".join(word.text for word in words) for words in columns]
        if len(columns) >= 2 and is_terms_header(names):
            return Header(tuple(words[0].x0 for words in columns), line.top, line.bottom)
    return None


def terms_rows(lines: Sequence[WordLine], starts: Sequence[float]) -> tuple[UnruledRow, ...]:
    """The rows of a table of terms from the top of some lines: up to the first that explains no term."""
    rows = unruled_rows(lines, starts).rows
    return tuple(takewhile(lambda row: row.cells[1].paragraphs and is_term(row.cells[0].text), rows))
