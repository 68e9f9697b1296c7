"""Rows of a text whose cells hold line breaks: the lines that they fell into are put together again.

A cell that breaks in the middle of a line leaves a line with too few cells and, below it, one that begins with the rest
of the cell. Apart from each other they look like rows that lost their columns: half a sentence like a date, half a name
like an owner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.alignment import AlignmentDoubt
from ingest.codes import Code
from ingest.columns import Column
from ingest.dates import looks_like_target
from ingest.days import MONTH
from ingest.headings import could_be_section, group_heading, meaningful
from ingest.markup import cell_of
from ingest.numbering import rec_no_of
from ingest.sentences import breaks_off, joined
from ingest.tables import Cell, Line, Row

_MOST_LINES = 24
"""Lines at most that one row is put together from."""

_TORN = re.compile(r"(?:\b(?:a|an|the|of|and|or|for|to|in|on|at|by|with|from)|[,(&/])$", re.IGNORECASE)
"""How a text ends that cannot be at its end, whatever follows: "Head of", "assessment,"."""

_MONTH_LAST = re.compile(rf"\b(?:{MONTH}|spring|summer|autumn|winter)$", re.IGNORECASE)
_BARE_YEAR = re.compile(r"^(?:19|20)\d\d\b")
_ENTRY = re.compile(r"^[•●▪◦‣–-]\s")


@dataclass(frozen=True, slots=True)
class MendedLines:
    """The parts with broken rows made whole; a doubt for each owner cell whose lines may be one name or several."""

    parts: tuple[Row | Line, ...]
    doubts: tuple[AlignmentDoubt, ...]


def mend_broken_lines(parts: Sequence[Row | Line], roles: Sequence[Column], head: str = "") -> MendedLines:
    """The parts under a header of these columns, with rows that fell into several lines made whole.

    A line belongs to the row above where no blank line stands between, where it begins with neither a blank cell nor a
    rec no, and where together they have exactly as many cells as the header. In a stretch without any whole row, which
    may be a page that lost a column, a line belongs only where it carries the sentence on. ``head`` is the first cell
    of the header, which may be repeated and broken too.
    """
    width = len(roles)
    printed = {part.block for part in parts if isinstance(part, Row) and len(part.cells) == width}
    owners = _whole_owners(parts, roles)
    begins = frozenset({"", head})
    found: list[Row | Line] = []
    doubts: list[AlignmentDoubt] = []
    at = 0
    while at < len(parts):
        many, row = _whole(parts[at : at + _MOST_LINES], roles, owners, begins if parts[at].block in printed else None)
        if many > 1 and isinstance(row, Row) and (doubt := _owners_doubt(row, parts[at : at + many], roles, owners)):
            doubts.append(doubt)
        found.append(row)
        at += many
    return MendedLines(tuple(found), tuple(doubts))


def _owners_doubt(
    row: Row, lines: Sequence[Row | Line], roles: Sequence[Column], owners: frozenset[str]
) -> AlignmentDoubt | None:
    """The doubt about an owner cell of several lines whose names nothing tells: no separator, and none known whole."""
    cell = row.cells[roles.index(Column.OWNER)] if Column.OWNER in roles else Cell()
    names = [paragraph.text for paragraph in cell.paragraphs]
    ends = [part.texts[-1] if isinstance(part, Row) else part.text for part in lines[:-1]]
    # A name that goes on ("Head of|Safety") or stands elsewhere as it was read is in no doubt.
    torn = any(end and not _TORN.search(end) and any(end in name for name in names) for end in ends)
    if not torn or all(name in owners for name in names):
        return None
    read = " and ".join(f"'{name}'" for name in names)
    message = (
        f"The owner cell of {row.place.words()} stands on several lines without a separator: it was read as {read}"
    )
    return AlignmentDoubt(Code.OWNERS_RUN_TOGETHER, message, row.place)


def _whole_owners(parts: Sequence[Row | Line], roles: Sequence[Column]) -> frozenset[str]:
    """The owners' names that stand alone in the cell of a whole row."""
    if Column.OWNER not in roles:
        return frozenset()
    at = roles.index(Column.OWNER)
    whole = (part.cells[at] for part in parts if isinstance(part, Row) and len(part.cells) == len(roles))
    return frozenset(cell.text for cell in whole if len(cell.paragraphs) == 1)


def _whole(
    parts: Sequence[Row | Line], roles: Sequence[Column], owners: frozenset[str], begins: frozenset[str] | None
) -> tuple[int, Row | Line]:
    """How many of the parts are the row that begins with the first, and that row; 1 and the first where it is whole.

    ``begins`` are the first cells with which rows begin beside a rec no, None where the stretch has no whole row.
    """
    first = parts[0]
    if not isinstance(first, Row) or len(first.cells) > len(roles) or group_heading(first.texts) is not None:
        return 1, first
    starts = begins is not None and (first.texts[0] in begins or rec_no_of(first.texts[0]) is not None)
    row, best = first, (1, first)
    for many, part in enumerate(parts[1:], start=2):
        cells = part.cells if isinstance(part, Row) else (cell_of(part.text),)
        if part.block != first.block or len(row.cells) + len(cells) - 1 > len(roles):
            break
        if not (_goes_on(row.cells[-1].text, cells[0].text) or (starts and _belongs(row, part, cells, roles))):
            break
        last = _put_together(row.cells[-1], cells[0], roles[len(row.cells) - 1], owners)
        row = Row((*row.cells[:-1], last, *cells[1:]), row.place.to(part.place), row.block)
        if len(row.cells) == len(roles):
            best = (many, row)
    return best


def _belongs(row: Row, part: Row | Line, cells: Sequence[Cell], roles: Sequence[Column]) -> bool:
    """Whether a line that does not carry a sentence on is of the row above: it could begin no row itself."""
    text = cells[0].text
    if not text or rec_no_of(text) is not None or group_heading([cell.text for cell in cells]) is not None:
        return False
    if len(row.cells) == 2 and len(meaningful(row.texts)) < 2 and could_be_section(row.texts[-1]):
        # A heading whose empty cells were cut off, above a row.
        return False
    if len(row.cells) == len(roles):
        # The last cell may have lines of its own, and only of its kind: notices stand between rows too.
        return isinstance(part, Line) and looks_like_target(text)
    return True


def _goes_on(before: str, after: str) -> bool:
    """Whether one text is the middle of the other's sentence; a rec no, which begins with a digit, never is."""
    if not after or rec_no_of(after) is not None:
        return False
    return (breaks_off(before) and after[0].islower()) or bool(_TORN.search(before))


def _put_together(before: Cell, after: Cell, column: Column, owners: frozenset[str]) -> Cell:
    """One cell of two parts: a sentence or a name goes on, what is whole stays a paragraph of its own."""
    if not (before.paragraphs and after.paragraphs):
        return before if before.paragraphs else after
    last, first = before.paragraphs[-1], after.paragraphs[0]
    if _apart(last.text, first.text, column, owners):
        return Cell((*before.paragraphs, *after.paragraphs))
    middle = replace(last, text=joined(last.text, first.text))
    return Cell((*before.paragraphs[:-1], middle, *after.paragraphs[1:]))


def _apart(before: str, after: str, column: Column, owners: frozenset[str]) -> bool:
    if _goes_on(before, after):
        return False
    if column is Column.TARGET and _BARE_YEAR.match(after) and _MONTH_LAST.search(before):
        return False
    if _ENTRY.match(after) or column is Column.TARGET:
        return True
    if column is not Column.OWNER:
        return not breaks_off(before)
    if joined(before, after) in owners or before not in owners:
        return False
    # One word more is rather the end of a name ("Home Office|Estates") than another owner.
    return after in owners or len(after.split()) > 1
