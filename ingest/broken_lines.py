"""Rows of a text whose cells hold line breaks: the lines that they fell into are put together again.

A cell that breaks in the middle of a line leaves a line with too few cells and, below it, one that begins with the rest
of the sentence. Apart from each other they look like rows that lost their columns, and a sentence like a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.sentences import breaks_off, joined
from ingest.tables import Cell, Line, Paragraph, Row

_MOST_LINES = 8
"""Lines at most that one row is put together from."""

_TORN = re.compile(r"(?:\b(?:a|an|the|of|and|or|for|to|in|on|at|by|with|from)|[,(&/])$", re.IGNORECASE)
"""How a text ends that cannot be at its end, whatever follows: "Head of", "assessment,"."""


def mend_broken_lines(parts: Sequence[Row | Line], width: int) -> tuple[Row | Line, ...]:
    """The parts under a header of ``width`` cells, with rows that fell into several lines made whole.

    Only lines that follow without a blank one between, carry the sentence on, and together have exactly as many cells
    as the header are one row; all others stay as they are.
    """
    found: list[Row | Line] = []
    at = 0
    while at < len(parts):
        many, row = _whole(parts[at : at + _MOST_LINES], width)
        found.append(row)
        at += many
    return tuple(found)


def _whole(parts: Sequence[Row | Line], width: int) -> tuple[int, Row | Line]:
    """How many of the parts are the row that begins with the first, and that row; 1 and the first where it is whole."""
    first = parts[0]
    if not isinstance(first, Row) or len(first.cells) >= width:
        return 1, first
    row = first
    for many, part in enumerate(parts[1:], start=2):
        cells = part.cells if isinstance(part, Row) else (Cell((Paragraph(part.text),)),)
        before, after = row.cells[-1].text, cells[0].text
        if part.block != first.block or not _goes_on(before, after):
            break
        middle = Cell((*row.cells[-1].paragraphs[:-1], Paragraph(joined(before, after)), *cells[0].paragraphs[1:]))
        row = Row((*row.cells[:-1], middle, *cells[1:]), row.place.to(part.place), row.block)
        if len(row.cells) >= width:
            return (many, row) if len(row.cells) == width else (1, first)
    return 1, first


def _goes_on(before: str, after: str) -> bool:
    """Whether one text is the middle of the other's sentence; a rec no, which begins with a digit, never is."""
    return bool(after) and ((breaks_off(before) and after[0].islower()) or bool(_TORN.search(before)))
