"""Spreadsheet exports as text (CSV): one table row a record, cells by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections import Counter

from ingest.errors import DocumentRefused
from ingest.grid import MOST_COLUMNS
from ingest.markup import cell_of
from ingest.tables import Cell, Document, Place, Row
from ingest.text_document import decode

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1_000_000


def _delimiter(text: str) -> str:
    """The delimiter that parts the records most evenly into several cells; a comma where none does."""
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        sample = csv.reader(io.StringIO(text[:65_536]), delimiter=delimiter)
        widths = Counter(len(record) for record in sample if len(record) > 2)
        often = max(widths.values(), default=0)
        if often > most:
            best, most = delimiter, often
    return best


def sheet_cell(words: str) -> Cell:
    """A spreadsheet's cell: each line in it is a paragraph."""
    return Cell(tuple(part for line in words.splitlines() for part in cell_of(line).paragraphs))


def read_csv(name: str, sha256: str, data: bytes) -> Document:
    """The records as rows, a blank record ending a block; raises DocumentRefused where there is no word.

    Lines count as editors count them; a record with line ends in its cells stands on several.
    """
    text = decode(name, data)
    if not text.strip():
        raise DocumentRefused(f"{name} is empty: expected an action plan, one row of its table a record")
    csv.field_size_limit(_LONGEST_CELL)
    lines = text.splitlines()
    parts: list[Row] = []
    block, broken, last = 0, False, 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for record in reader:
            first, last = last + 1, reader.line_num
            cells = tuple(sheet_cell(words) for words in record[:MOST_COLUMNS])
            if not any(cell.paragraphs for cell in cells):
                broken = True
                continue
            block, broken = block + broken, False
            parts.append(Row(cells, Place(lines=(first, last)), block))
    except csv.Error as error:
        raise DocumentRefused(
            f"{name} is no CSV that can be read ({error}, line {reader.line_num}): export the sheet again"
        ) from error
    return Document(name, sha256, tuple(parts), tuple(lines))
