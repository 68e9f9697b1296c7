"""Progress files: spreadsheets that say, row by row, what became of the actions of plans, and when.

Such a file is told from a plan by its header: it names in each row the plan, the rec no, a status and the status' date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.days import find_periods
from ingest.errors import DocumentRefused
from ingest.numbering import rec_no_of
from ingest.plan_names import PlanName, plan_name
from ingest.progress_columns import ProgressColumn, ProgressHeader, lacks, read_header
from ingest.records import ProgressEntry, ProgressStatus, Record, Source
from ingest.tables import Cell, Document, Row

# A few lines of title may stand above the header.
_ROWS_BEFORE_HEADER = 20
MOST_ROWS = 50_000
_LONGEST_CELL = 5_000
_LONGEST_MONTH = timedelta(days=30)

_STATUSES = {
    ProgressStatus.COMPLETED: (
        "completed", "complete", "done", "closed", "fully completed", "fully complete", "finished", "achieved",
        "implemented", "delivered",
    ),
    ProgressStatus.IN_PROGRESS: (
        "in progress", "open", "ongoing", "on going", "reopened", "re opened", "started", "underway", "under way",
        "not completed", "not complete", "incomplete", "partly completed", "partially completed", "partly complete",
        "partially complete", "not started", "outstanding", "overdue", "still open",
    ),
}  # fmt: skip
_STATUS_OF = {words: status for status, known in _STATUSES.items() for words in known}
_ACTION = re.compile(
    r"^(?:.*#|(?:action|step)s?)?\s*(?:no\.?|number)?\s*(?P<n>[1-9]\d{0,2})(?:\.0)?[.):]?$", re.IGNORECASE
)
_WHOLE_ITEM = re.compile(r"^(?:all|all actions|whole|[-–—]|n\s*/?\s*a)?$", re.IGNORECASE)
# "4#3" and "hmp-send-2025-07-08/4#3" name an item and an action, as answers do.
_ITEM_ID = re.compile(r"^(?:[a-z0-9-]+/)?(?P<rec_no>[\w.-]{1,30}?)(?:#(?P<n>[1-9]\d{0,2}))?$", re.IGNORECASE)


class ProgressRow(Record):
    """A row of a progress file: the plan and the rec no that it names, and its entry."""

    plan: PlanName
    rec_no: str
    entry: ProgressEntry


class RowDoubt(Record):
    """A doubt about a row, or a row that was not read, with its place and what to do."""

    source: Source
    message: str


class ProgressFile(Record):
    """What a progress file says, in its order, and what of it was doubted or not read."""

    rows: tuple[ProgressRow, ...]
    doubts: tuple[RowDoubt, ...]


class _NotReadError(Exception):
    """Why a row cannot be read, and what to do."""


@dataclass(frozen=True, slots=True)
class _SheetRow:
    """A row with its number in its sheet, as a spreadsheet program shows it."""

    row: Row
    source: Source


def _numbered(document: Document) -> Iterator[_SheetRow]:
    """The rows of a sheet, or of each sheet. A CSV's records have lines; blank ones between them count as rows too."""
    number = last = 0
    for part in document.parts:
        if not isinstance(part, Row):
            continue
        rows = part.place.rows
        if part.place.lines is not None:
            number += part.place.lines[0] - last
            last = part.place.lines[1]
            rows = (number, number)
        yield _SheetRow(part, Source(document=document.name, sha256=document.sha256, sheet=part.place.sheet, rows=rows))


def _words(cell: Cell) -> str:
    """A cell's words, without the paragraphs that are crossed out."""
    return " ".join(paragraph.text for paragraph in cell.paragraphs if not paragraph.struck)


def _quoted(words: str) -> str:
    return f"'{words[:40]}…'" if len(words) > 41 else f"'{words}'"


def _status(words: str) -> ProgressStatus:
    found = _STATUS_OF.get(" ".join(re.findall(r"[a-z]+|[^\sa-z.,;:!()-]", words.lower())))
    if found is None:
        said = f"the status {_quoted(words)} is none that is known" if words else "there is no status"
        raise _NotReadError(f"{said}: write completed, in progress, open or reopened")
    return found


def _day(words: str) -> tuple[date, bool]:
    """The day of a report, and whether the words name a month only, whose last day it is."""
    remedy = "write it like 3 March 2025 or 03/03/2025"
    if not words:
        raise _NotReadError(f"there is no date for the status: {remedy}")
    periods = find_periods(words, date(2000, 1, 1))
    if len(periods) > 1:
        raise _NotReadError(f"the date {_quoted(words)} is more than one day: give each its row")
    if not periods or periods[0].inferred:
        raise _NotReadError(f"the date {_quoted(words)} names no day and year: {remedy}")
    first, last = periods[0].first, periods[0].last
    if first is None or last is None:
        raise _NotReadError(f"the date {_quoted(words)} does not exist (the day comes before the month): {remedy}")
    if last - first > _LONGEST_MONTH:
        raise _NotReadError(f"the date {_quoted(words)} is longer than a month: {remedy}")
    return last, first != last


def _item(rec_no: str, action: str) -> tuple[str, int | None]:
    """The rec no and the action that a row names; None for all actions of the item."""
    whole = rec_no_of(rec_no)
    named = _ITEM_ID.match(rec_no)
    if whole is None and named is None:
        said = f"{_quoted(rec_no)} is no rec no" if rec_no else "there is no rec no"
        raise _NotReadError(f"{said}: write it as in the plan, for example 6.5")
    within = int(named["n"]) if whole is None and named is not None and named["n"] else None
    if whole is None and named is not None:
        whole = rec_no_of(named["rec_no"]) or named["rec_no"]
    assert whole is not None
    if _WHOLE_ITEM.match(action):
        return whole, within
    match = _ACTION.match(action)
    if match is None:
        raise _NotReadError(
            f"{_quoted(action)} is no number of one action: write it like 3, or leave the cell empty for all actions"
        )
    return whole, int(match["n"])


@dataclass(frozen=True, slots=True)
class _RowRead:
    """What a row says, None where it says nothing or could not be read, and what of it is doubted."""

    row: ProgressRow | None = None
    doubts: tuple[str, ...] = ()


def _read_row(header: ProgressHeader, found: _SheetRow) -> _RowRead:
    cells = found.row.cells
    said = {role: _words(cells[at]) for role, at in header.columns.items() if at < len(cells)}

    def cell(role: ProgressColumn) -> str:
        return said.get(role, "")

    words, day_words = cell(ProgressColumn.STATUS), cell(ProgressColumn.DATE)
    # A list made to be filled in has rows that say nothing yet.
    if not words and not day_words:
        return _RowRead()
    try:
        plan = plan_name(cell(ProgressColumn.PLAN), cell(ProgressColumn.ESTABLISHMENT), cell(ProgressColumn.SUBMITTED))
        if plan is None:
            raise _NotReadError(
                "it names no plan: write the plan's id, or establishment and year of submission, like HMP Send 2025"
            )
        rec_no, action = _item(cell(ProgressColumn.REC_NO), cell(ProgressColumn.ACTION))
        status = _status(words)
        day, month_only = _day(day_words)
    except _NotReadError as error:
        return _RowRead(doubts=(f"not read: {error}",))
    doubts = []
    if month_only:
        doubts.append(f"the date {_quoted(day_words)} names a month: its last day was taken")
    texts = {role: cell(role) for role in (ProgressColumn.NOTE, ProgressColumn.EVIDENCE)}
    for role, text in texts.items():
        if len(text) > _LONGEST_CELL:
            doubts.append(f"the {role.value} was kept up to {_LONGEST_CELL:,} characters: put the rest into a document")
    entry = ProgressEntry(
        on_day=day,
        status=status,
        words=words,
        action=action,
        note=texts[ProgressColumn.NOTE][:_LONGEST_CELL] or None,
        evidence=texts[ProgressColumn.EVIDENCE][:_LONGEST_CELL] or None,
        source=found.source,
    )
    return _RowRead(ProgressRow(plan=plan, rec_no=rec_no, entry=entry), tuple(doubts))


def _headers(document: Document) -> dict[str | None, tuple[_SheetRow, ProgressHeader]]:
    """The first header of a progress file in each sheet that has one near its top; a CSV is one sheet, None."""
    headers: dict[str | None, tuple[_SheetRow, ProgressHeader]] = {}
    seen: Counter[str | None] = Counter()
    for found in _numbered(document):
        seen[found.source.sheet] += 1
        if found.source.sheet not in headers and seen[found.source.sheet] <= _ROWS_BEFORE_HEADER:
            header = read_header(found.row)
            if not lacks(header):
                headers[found.source.sheet] = found, header
    return headers


def nearly_progress(document: Document) -> str | None:
    """The one column that a document lacks to be a progress file; None where it is one, or is far from it."""
    for found in _numbered(document):
        header = read_header(found.row)
        missing = lacks(header)
        if ProgressColumn.STATUS in header.columns and len(missing) == 1:
            return missing[0]
    return None


def read_progress(document: Document) -> ProgressFile | None:
    """What a progress file says; None where no sheet of the document has the header of one.

    A row that cannot be read is left out with a doubt that names it. Raises DocumentRefused where there is no row
    under a header, or more than MOST_ROWS.
    """
    headers = _headers(document)
    if not headers:
        return None
    doubts: list[RowDoubt] = []
    under: list[tuple[_SheetRow, ProgressHeader]] = []
    passed: set[str | None] = set()
    for found in _numbered(document):
        sheet = found.source.sheet
        if sheet not in headers:
            if sheet not in passed:
                message = "its sheet has no header of a progress file and was not read"
                doubts.append(RowDoubt(source=found.source, message=message))
            passed.add(sheet)
            continue
        first, header = headers[sheet]
        if found.source == first.source:
            for heading in header.twice:
                message = f"the column {_quoted(heading)} was not read: one before it holds the same"
                doubts.append(RowDoubt(source=found.source, message=message))
        elif found.source.rows and first.source.rows and found.source.rows > first.source.rows:
            under.append((found, header))
    if len(under) > MOST_ROWS:
        raise DocumentRefused(f"{document.name} has more than {MOST_ROWS:,} rows of progress: save it in parts")
    # A header is repeated where lists were put together.
    under = [(found, header) for found, header in under if lacks(read_header(found.row))]
    if not under:
        raise DocumentRefused(
            f"{document.name} has the header of a progress file and no row under it: fill it in and read it again"
        )
    rows = []
    for found, header in under:
        read = _read_row(header, found)
        rows += [read.row] if read.row else []
        doubts += [RowDoubt(source=found.source, message=message) for message in read.doubts]
    return ProgressFile(rows=tuple(rows), doubts=tuple(doubts))
