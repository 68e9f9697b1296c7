"""The register's records: the one vocabulary of every layer.

The JSON of these records is the contract's JSON of ``action-plans show``: fields are added, never renamed. All records
are frozen; lists are tuples. Dates are ISO 8601 in JSON. Line numbers count from 1 and ranges are inclusive.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of all records: frozen, and no field that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Agreement(StrEnum):
    """What the prison service said to a recommendation (the plan's own table of terms defines the three)."""

    AGREED = "agreed"
    PARTLY_AGREED = "partly_agreed"
    NOT_AGREED = "not_agreed"


class ItemKind(StrEnum):
    """A recommendation (plans up to 2021) or a concern (since 2022)."""

    RECOMMENDATION = "recommendation"
    CONCERN = "concern"


class PlanKind(StrEnum):
    """Which kind of item a plan is made of."""

    RECOMMENDATIONS = "recommendations"
    CONCERNS = "concerns"


# Left, top, right and bottom in points, from the page's top left corner.
Box = tuple[float, float, float, float]


class PageBox(Record):
    """A part of a page (from 1)."""

    page: int
    bbox: Box


class Source(Record):
    """The place of a row in its document; None for all that the kind of document does not have.

    ``lines`` and ``rows`` are the first and the last, from 1, both inclusive; ``page`` and ``table`` count from 1;
    ``rows`` are of the table, or of the sheet. ``bbox`` is the part of the page; ``continued`` are the parts of the
    following pages where the row goes on over a page break.
    """

    document: str
    sha256: str
    page: int | None = None
    lines: tuple[int, int] | None = None
    sheet: str | None = None
    table: int | None = None
    rows: tuple[int, int] | None = None
    bbox: Box | None = None
    continued: tuple[PageBox, ...] = ()


class SourceDocument(Record):
    """A document as it was read: its file name and the SHA-256 of its bytes (hexadecimal)."""

    document: str
    sha256: str


class Doubt(Record):
    """A repair or a doubt about one item, by a stable code and in words."""

    code: str
    message: str


class PlanWarning(Record):
    """A repair or a doubt, with its place; ``rec_no`` is None where it concerns no single item."""

    rec_no: str | None
    code: str
    message: str
    source: Source


class ProgressStatus(StrEnum):
    """What a progress file reports of an action."""

    COMPLETED = "completed"
    IN_PROGRESS = "in_progress"


class ProgressEntry(Record):
    """One row of a progress file: what was reported of an action, or of a whole item (``action`` None), on a day.

    It holds from ``on_day`` (inclusive) until a newer entry about the action. ``words`` are the status cell's own, and
    ``source`` is the row of the progress file, by the number that a spreadsheet program shows.
    """

    on_day: date
    status: ProgressStatus
    words: str
    action: int | None
    note: str | None = None
    evidence: str | None = None
    source: Source


class Action(Record):
    """One step that was promised, numbered from 1 within its item.

    ``target_date`` is the cell's own words; ``due`` is the last day on which the action is on time (inclusive), None
    where the words give no date. ``part_completed``: the cell says both "Completed" and a date after the plan's
    submission, so one part is done and the date counts for the rest. ``text`` is empty where the table has a target
    date of its own and no words beside it (such an action carries a warning). ``completed`` is what the plan says;
    ``progress`` is the register's knowledge, not the plan's: what progress files report of it, oldest first, empty on
    a plan fresh from a reader. Of entries of one day the last counts.
    """

    n: int
    text: str
    responsible_owner: tuple[str, ...]
    target_date: str | None
    due: date | None
    completed: bool
    part_completed: bool = False
    source: Source
    progress: tuple[ProgressEntry, ...] = ()


class HistoryField(StrEnum):
    """What of an item an earlier version of its plan had otherwise."""

    ITEM = "item"
    TEXT = "text"
    AGREEMENT = "agreement"
    RESPONSE = "response"
    RESPONSIBLE_OWNER = "responsible_owner"
    TARGET_DATES = "target_dates"


class EarlierWords(Record):
    """What an earlier version said where the version after it says something else.

    ``before`` and ``after`` are the words of the two, "" where one says nothing (``ITEM``: where it lacks the item).
    """

    field: HistoryField
    before: str
    after: str


class EarlierVersion(Record):
    """An earlier version of a plan, by its document, and how one item of it differed from the version after."""

    document: SourceDocument
    differences: tuple[EarlierWords, ...]


class ItemHistory(Record):
    """What is known of an item beside its plan's present words.

    ``progress`` is every entry about it, oldest first, entries for action numbers that it lacks among them.
    ``versions`` are the earlier versions of the plan, oldest first.
    """

    plan_id: str
    rec_no: str
    progress: tuple[ProgressEntry, ...]
    versions: tuple[EarlierVersion, ...]


class Item(Record):
    """A recommendation or a concern with everything that its rows of the table say.

    ``text`` is without the references to the report's paragraphs. ``response`` is all words of the response in order.
    ``target_dates`` are the cells' words in order, one entry a date or status. ``repeated``: the document calls it a
    repeated recommendation, with or without naming the paragraphs it repeats. ``history`` is the register's knowledge,
    filled in only where an item is shown alone and there is any.
    """

    rec_no: str
    rec_no_inferred: bool = False
    kind: ItemKind
    group: str | None
    section: str | None = None
    addressee: str | None = None
    text: str
    agreement: Agreement | None = None
    report_paragraphs: tuple[str, ...] = ()
    repeated_from: tuple[str, ...] = ()
    repeated: bool = False
    response: str
    responsible_owner: tuple[str, ...]
    target_dates: tuple[str, ...]
    actions: tuple[Action, ...]
    source: Source
    warnings: tuple[Doubt, ...] = ()
    history: ItemHistory | None = None


class Definition(Record):
    """A term of the plan's own table of terms."""

    term: str
    definition: str
    comment: str = ""


class StatedTotals(Record):
    """The totals that a plan states of itself; None for a line that the table lacks."""

    agreed: int | None = None
    partly_agreed: int | None = None
    not_agreed: int | None = None
    total: int | None = None


class SetAside(Record):
    """Text of the document that could not be read as part of an item: kept in view, in no count and no index."""

    text: str
    reason: str
    source: Source


class Plan(Record):
    """One published action plan.

    ``inspection`` is the first and the last day of the inspection (inclusive). ``superseded_by`` is the register's
    knowledge, not the document's: it is None on a plan fresh from a reader, and filled in when a register returns it.
    ``warnings`` holds every warning of the plan, those of its items included.
    """

    plan_id: str
    establishment: str
    kind: PlanKind
    submitted: date
    inspection: tuple[date, date] | None
    report_published: date | None
    superseded_by: str | None = None
    stated_totals: StatedTotals | None
    definitions: tuple[Definition, ...]
    items: tuple[Item, ...]
    warnings: tuple[PlanWarning, ...]
    set_aside: tuple[SetAside, ...]
    source: SourceDocument


class PlanSummary(Record):
    """A plan's head and figures, for lists of plans; counts are of the rows in the register."""

    plan_id: str
    establishment: str
    kind: PlanKind
    submitted: date
    inspection: tuple[date, date] | None
    report_published: date | None
    superseded_by: str | None
    items: int
    actions: int
    warnings: int
    document: str
