"""Drafts to items: number, references, answer and actions put together, each doubt with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from ingest.actions import ActionRead, ActionsRead, read_actions
from ingest.agreements import AgreementRead, read_agreement
from ingest.alignment import AlignedRow
from ingest.answers import Answer, settle_answers
from ingest.checks import warning
from ingest.codes import Code
from ingest.columns import Column
from ingest.drafts import Draft
from ingest.numbering import Numbered, number_items
from ingest.parts import Parts
from ingest.places import place_words
from ingest.records import Action, Item, PlanWarning, Source
from ingest.references import read_references
from ingest.tables import Document, Place


@dataclass(frozen=True, slots=True)
class ItemRead:
    """An item with the warnings of its reading; ``list_actions`` are the numbers of its actions that end in a list."""

    item: Item
    warnings: tuple[PlanWarning, ...]
    list_actions: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """All that was read of one item; ``answer`` is None in a form of plan without the agreement column."""

    draft: Draft
    number: Numbered
    cell: AgreementRead
    answer: Answer | None
    read: ActionsRead


def source_of(document: Document, place: Place) -> Source:
    """A place as the register keeps it."""
    return Source(
        document=document.name,
        sha256=document.sha256,
        page=place.page,
        lines=place.lines,
        sheet=place.sheet,
        table=place.table,
        rows=place.rows,
        bbox=place.bbox,
        continued=place.boxes[1:],
    )


def _action(document: Document, number: int, read: ActionRead) -> Action:
    return Action(
        n=number,
        text=read.text,
        responsible_owner=read.owners,
        target_date=read.target_date,
        due=read.due,
        completed=read.completed,
        part_completed=read.part_completed,
        source=source_of(document, read.place),
    )


def _answer_doubt(gathered: _Gathered, place: str) -> str | None:
    """What is to be doubted about an item's answer."""
    answer, cell = gathered.answer, gathered.draft.agreement
    if answer is None:
        return None
    taken = answer.agreement.value.replace("_", " ") if answer.agreement else "none of the three answers"
    if answer.inferred_from is not None:
        found = f"says '{cell}'" if cell else "is empty or lost"
        return f"The agreement cell {found} ({place}): '{taken}' was inferred from {answer.inferred_from}"
    if answer.agreement is None and not cell:
        return f"The agreement cell is empty or lost ({place}), and nothing else tells the answer"
    if not gathered.cell.clear:
        return f"The agreement cell says '{cell}' ({place}): it was read as {taken}"
    return None


def _struck_out(row: AlignedRow) -> Iterator[str]:
    """What a row crosses out beside its target dates, which are doubted as entries."""
    for column, cell in row.cells:
        if column is not Column.TARGET and cell.crossed_out:
            words = ", ".join(f"'{words}'" for words in cell.crossed_out)
            kept = "it counts as no owner" if column is Column.OWNER else "it is kept in words"
            yield f"In the column {column} ({row.place.words()}), {words} is crossed out in the document: {kept}"


def _item(document: Document, parts: Parts, gathered: _Gathered) -> ItemRead:
    draft, number, read = gathered.draft, gathered.number, gathered.read
    referenced = read_references(draft.text)
    source = source_of(document, reduce(Place.to, (row.place for row in draft.rows)))
    place = place_words(source)
    found: list[PlanWarning] = []
    if number.code is not None:
        message = f"{number.reason[0].upper()}{number.reason[1:]} ({place})"
        found.append(warning(number.code, message, source, number.rec_no))
    if (doubted := _answer_doubt(gathered, place)) is not None:
        found.append(warning(Code.AGREEMENT_UNCLEAR, doubted, source, number.rec_no))
    found += [
        warning(doubt.code, doubt.message, source_of(document, doubt.place), number.rec_no) for doubt in read.doubts
    ]
    found += [
        warning(Code.TEXT_STRUCK_OUT, message, source_of(document, row.place), number.rec_no)
        for row in draft.rows
        for message in _struck_out(row)
    ]
    item = Item(
        rec_no=number.rec_no,
        rec_no_inferred=number.inferred,
        kind=parts.columns.kind,
        group=draft.group,
        section=draft.section,
        addressee=draft.addressee,
        text=referenced.text,
        agreement=gathered.answer.agreement if gathered.answer else None,
        report_paragraphs=referenced.paragraphs,
        repeated_from=referenced.repeated_from,
        repeated=referenced.repeated,
        response=read.response,
        responsible_owner=read.owners,
        target_dates=read.target_dates,
        actions=tuple(_action(document, at, action) for at, action in enumerate(read.actions, start=1)),
        source=source,
    )
    lists = frozenset(at for at, action in enumerate(read.actions, start=1) if action.is_entry)
    return ItemRead(item, tuple(found), lists)


def build_items(
    document: Document, parts: Parts, drafts: Sequence[Draft], submitted: date, known: frozenset[str]
) -> tuple[ItemRead, ...]:
    """The items of a plan in order; ``known`` are its owners' names (casefolded), see ``known_owners``."""
    total = parts.totals.total if parts.totals else None
    numbers = number_items([draft.number for draft in drafts], total)
    reads = [read_actions(draft.rows, submitted, known) for draft in drafts]
    cells = [read_agreement(draft.agreement) for draft in drafts]
    answers: Sequence[Answer | None] = [None] * len(drafts)
    if Column.AGREEMENT in parts.columns.roles:
        answers = settle_answers([cell.agreement for cell in cells], [read.response for read in reads], parts.totals)
    return tuple(
        _item(document, parts, _Gathered(*gathered))
        for gathered in zip(drafts, numbers, cells, answers, reads, strict=True)
    )
