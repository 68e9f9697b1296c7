"""The parts of a document to its plan: rows aligned, sifted, gathered into items, numbered, and doubted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest import checks
from ingest.alignment import AlignedRow, align
from ingest.checks import warning
from ingest.codes import Code
from ingest.columns import Column
from ingest.drafts import draft_items
from ingest.errors import DocumentRefused
from ingest.establishments import slug
from ingest.head import Head, read_head
from ingest.items import build_items, source_of
from ingest.look_alikes import Mended, mend_look_alikes
from ingest.owners import known_owners
from ingest.parts import Parts, divide
from ingest.places import reading_order
from ingest.records import Doubt, Item, ItemKind, Plan, PlanKind, PlanWarning, SetAside, SourceDocument
from ingest.repeats import Apart, sift
from ingest.tables import Cell, Document, Place

_KINDS = {ItemKind.CONCERN: PlanKind.CONCERNS, ItemKind.RECOMMENDATION: PlanKind.RECOMMENDATIONS}


def _checked(
    items: Sequence[Item], lists: frozenset[tuple[str, int]], head: Head, parts: Parts, document: Document
) -> list[PlanWarning]:
    totals_source = source_of(document, parts.totals_place) if parts.totals_place else None
    slipped = list(checks.slipped_dates(items))
    return [
        *checks.totals_differ(items, parts.totals, totals_source),
        *slipped,
        *checks.textless(items),
        *checks.cut_off(items, lists),
        *checks.begins_late(items),
        *checks.dates_doubted(items, head.submitted, frozenset(one.rec_no for one in slipped if one.rec_no)),
        *checks.owners_missing(items),
        *checks.owners_unlikely(items),
        *checks.answers_contradicted(items),
    ]


def _set_aside(document: Document, parts: Parts, apart: Sequence[Apart]) -> list[tuple[SetAside, PlanWarning]]:
    """What is kept in view beside the items, each with its warning."""
    loose = [
        (
            line.text,
            Code.TEXT_SET_ASIDE,
            f"{line.place.words()}: a line without cells in the middle of the table",
            line.place,
        )
        for line in parts.loose
    ]
    rows = [(one.row.all_words, one.code, one.reason, one.row.place) for one in apart]
    return [
        (
            SetAside(text=text, reason=reason, source=source_of(document, place)),
            warning(code, f"Set aside, in no item: {reason}", source_of(document, place)),
        )
        for text, code, reason, place in sorted([*loose, *rows], key=lambda aside: reading_order(aside[3]))
    ]


def _owner_cells(rows: Sequence[AlignedRow]) -> Iterator[Cell]:
    """The owner cells, without the names at a page break inside an item, which may be torn in two there."""
    for at, row in enumerate(rows):
        paragraphs = row.cell(Column.OWNER).paragraphs
        following = rows[at + 1] if at + 1 < len(rows) else None
        if at and row.block != rows[at - 1].block and not row.words(Column.REC_NO):
            paragraphs = paragraphs[1:]
        if following is not None and following.block != row.block and not following.words(Column.REC_NO):
            paragraphs = paragraphs[:-1] if following.words(Column.OWNER) else paragraphs
        yield Cell(paragraphs)


def _place_order(found: PlanWarning) -> tuple[tuple[int, int, int, float], str, str]:
    return (reading_order(found.source), found.code, found.message)


def _with_warnings(item: Item, found: Sequence[PlanWarning]) -> Item:
    own = tuple(Doubt(code=one.code, message=one.message) for one in found if one.rec_no == item.rec_no)
    return item.model_copy(update={"warnings": own})


def _mended(mended: Sequence[Mended], rec_nos: Mapping[Place, str], document: Document) -> Iterator[PlanWarning]:
    """What was mended letter for letter, on the row where it stands; ``rec_nos`` are of the rows' places."""
    for one in mended:
        words = ", ".join(f"'{before}' as '{after}'" for before, after in one.words)
        message = f"In {one.place.words()} letters or digits only look right: read were {words}"
        yield warning(Code.LOOK_ALIKES_MENDED, message, source_of(document, one.place), rec_nos.get(one.place))


def assemble(read_in: Document) -> Plan:
    """The plan that a document holds; raises DocumentRefused, with what is missing, where it holds none."""
    looked_at = mend_look_alikes(read_in)
    document = looked_at.document
    parts = divide(document)
    head = read_head(parts.head, document.name)
    aligned = align(parts.body, parts.columns)
    sifted = sift(aligned.rows)
    drafts = draft_items(sifted.rows)
    if not drafts.items:
        raise DocumentRefused(
            f"{document.name} has an action plan table without a single row under its header: "
            "check that the document is whole"
        )
    known = known_owners(_owner_cells(sifted.rows))
    read = build_items(document, parts, drafts.items, head.submitted, known)
    items = [one.item for one in read]
    lists = frozenset((one.item.rec_no, at) for one in read for at in one.list_actions)
    aside = _set_aside(document, parts, [*sifted.apart, *drafts.apart])
    found = [warning(doubt.code, doubt.message, source_of(document, doubt.place)) for doubt in head.doubts]
    gone = {one.row.place for one in (*sifted.apart, *drafts.apart)}
    found += [
        warning(doubt.code, doubt.message, source_of(document, doubt.place))
        for doubt in aligned.doubts
        if doubt.place not in gone
    ]
    rec_nos = {row.place: item.rec_no for draft, item in zip(drafts.items, items, strict=True) for row in draft.rows}
    found += [
        warning(doubt.code, doubt.message, source_of(document, doubt.place), rec_nos.get(doubt.place))
        for doubt in parts.doubts
    ]
    found += [one for item in read for one in item.warnings]
    found += [one for _, one in aside]
    found += _mended(looked_at.mended, rec_nos, document)
    found += _checked(items, lists, head, parts, document)
    found = sorted(dict.fromkeys(found), key=_place_order)
    return Plan(
        plan_id=f"{slug(head.establishment)}-{head.submitted.isoformat()}",
        establishment=head.establishment,
        kind=_KINDS[parts.columns.kind],
        submitted=head.submitted,
        inspection=head.inspection,
        report_published=head.report_published,
        stated_totals=parts.totals,
        definitions=parts.definitions,
        items=tuple(_with_warnings(item, found) for item in items),
        warnings=tuple(found),
        set_aside=tuple(one for one, _ in aside),
        source=SourceDocument(document=document.name, sha256=document.sha256),
    )
