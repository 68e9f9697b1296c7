"""Rows found, as files to work with elsewhere: CSV, a spreadsheet, JSON, and a calendar of due dates.

Every file says what was asked, as of which day, and where each row stands in its document.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from ingest.records import Agreement, Record

if TYPE_CHECKING:
    from assistant.search import FoundRow, Listing

PRODUCT = "-//action-plans//action plan assistant//EN"
_ICS_LINE = 75  # octets, RFC 5545 section 3.1
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class ExportFormat(StrEnum):
    """The kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    ICS = "ics"


class ExportRow(Record):
    """An action, or an item as a whole (``action`` None).

    ``text`` is the action's own, or the item's response. ``due`` is the last day on which the action is on time. Dates
    of an item stand with its actions, so an item's row has the cells' words and no ``due``. ``lines`` are inclusive.
    """

    establishment: str
    plan_id: str
    rec_no: str
    action: int | None
    item: str
    text: str
    agreement: str | None
    responsible_owner: tuple[str, ...]
    target_date: str | None
    due: date | None
    status: str
    document: str
    page: int | None
    lines: tuple[int, int] | None
    sha256: str


class Export(Record):
    """What was asked ("all rows" in words where nothing narrows it), as of which day, and every row found, in order."""

    query: str
    as_of: date
    total: int
    rows: tuple[ExportRow, ...]


def export_of(found: Listing, query: str) -> Export:
    """Every row of a listing, in its order; ``query`` says in words what was asked."""
    rows = tuple(_export_row(row) for row in found.rows())
    return Export(query=query, as_of=found.as_of, total=found.total, rows=rows)


def _export_row(row: FoundRow) -> ExportRow:
    plan, item, action = row.plan, row.item, row.action
    part = action or item
    return ExportRow(
        establishment=plan.establishment,
        plan_id=plan.plan_id,
        rec_no=item.rec_no,
        action=action.n if action else None,
        item=item.text,
        text=action.text if action else item.response,
        agreement=item.agreement,
        responsible_owner=part.responsible_owner,
        target_date=action.target_date if action else "; ".join(item.target_dates) or None,
        # A Not Agreed row sometimes carries a stray date, slipped from its neighbour: nothing is due on it.
        due=action.due if action and item.agreement is not Agreement.NOT_AGREED else None,
        status=row.status,
        document=part.source.document,
        page=part.source.page,
        lines=part.source.lines,
        sha256=part.source.sha256,
    )


def export_bytes(export: Export, kind: ExportFormat) -> bytes:
    """The whole file."""
    match kind:
        case ExportFormat.CSV:
            return _csv(export)
        case ExportFormat.XLSX:
            return _xlsx(export)
        case ExportFormat.JSON:
            return (export.model_dump_json(indent=2) + "\n").encode()
        case ExportFormat.ICS:
            return _ics(export)


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    width: int


_COLUMNS = (
    _Column("establishment", 16),
    _Column("plan_id", 22),
    _Column("rec_no", 8),
    _Column("action", 8),
    _Column("item", 60),
    _Column("text", 60),
    _Column("agreement", 14),
    _Column("responsible_owner", 30),
    _Column("target_date", 18),
    _Column("due", 12),
    _Column("status", 12),
    _Column("document", 24),
    _Column("page", 6),
    _Column("lines", 10),
    _Column("sha256", 20),
)


def _cells(row: ExportRow) -> list[str]:
    cells: list[str] = []
    for column in _COLUMNS:
        value = getattr(row, column.head)
        if column.head == "lines":
            cells.append("-".join(map(str, value)) if value else "")
        elif isinstance(value, tuple):
            cells.append("; ".join(value))
        else:
            cells.append("" if value is None else str(value))
    return cells


def _defused(cell: str) -> str:
    """The cell as text to a spreadsheet: one that starts like a formula would be run when the file is opened."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _csv(export: Export) -> bytes:
    """With the query and the day in columns of their own, so that every line of the file is a row."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*(column.head for column in _COLUMNS), "query", "as_of"])
    for row in export.rows:
        writer.writerow([_defused(cell) for cell in (*_cells(row), export.query, export.as_of.isoformat())])
    return text.getvalue().encode("utf-8-sig")  # Excel reads UTF-8 only with the mark


def _xlsx(export: Export) -> bytes:
    """A sheet of rows and a sheet that says what they are; every cell is text, none a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook(write_only=True)  # each row is written out as it comes: a list may have all rows of the register

    def cells_of(sheet: Worksheet, count: int, *, bold: bool) -> list[WriteOnlyCell]:
        cells = [WriteOnlyCell(sheet) for _ in range(count)]
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=bold)
        return cells

    def write(name: str, widths: Sequence[int], head: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
        sheet = book.create_sheet(name)
        for place, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.freeze_panes = "A2" if head else None
        # One row of cells, filled over and over: most of the time of a cell is spent on its look.
        above, below = (cells_of(sheet, len(widths), bold=bold) for bold in (True, False))
        for cells, line in chain([(above, head)] if head else [], ((below, line) for line in lines)):
            for cell, words in zip(cells, line, strict=True):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", words)
                cell.data_type = "s"
            sheet.append(cells)

    heads = [column.head for column in _COLUMNS]
    write("Rows", [column.width for column in _COLUMNS], heads, map(_cells, export.rows))
    documents = sorted({(row.document, row.sha256) for row in export.rows})
    facts = [("query", export.query), ("as_of", export.as_of.isoformat()), ("rows", str(export.total))]
    about = [*facts, *(("document", f"{name} (sha256 {sha256})") for name, sha256 in documents)]
    write("About", (12, 90), (), about)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _ics(export: Export) -> bytes:
    """A day's entry for each row with a due date (RFC 5545).

    The stamp is the as-of day and not the time of writing, so that two exports can be compared.
    """
    stamp = f"{export.as_of:%Y%m%d}T000000Z"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        f"X-WR-CALNAME:{_ics_text(f'Action plans: {export.query}')}",
    ]
    for row in export.rows:
        if row.due is None:
            continue
        name = f"{row.plan_id}/{row.rec_no}" + ("" if row.action is None else f"#{row.action}")
        place = f", lines {row.lines[0]}-{row.lines[1]}" if row.lines else ""
        said = (
            f"{row.item}\n{row.text}\nOwner: {'; '.join(row.responsible_owner)}\n"
            f"Target date: {row.target_date}; {row.status.replace('_', ' ')} as of {export.as_of.isoformat()}\n"
            f"Source: {row.document}{place}\nQuery: {export.query}"
        )
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_ics_text(name)}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{row.due:%Y%m%d}",
            f"DTEND;VALUE=DATE:{row.due + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_ics_text(f'{row.establishment} {row.rec_no}: {row.text or row.item}')}",
            f"DESCRIPTION:{_ics_text(said)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _ics_text(words: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        words = words.replace(plain, escaped)
    return "".join(c for c in words if c >= " ")


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, none of which cuts a character in two."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _ICS_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
