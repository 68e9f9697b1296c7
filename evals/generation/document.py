"""A drafted plan written as text in the form of the sample plans, with the register that it truly holds."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection
from dataclasses import dataclass

from evals.generation.damage import Damage, Damaged
from evals.generation.drafts import DraftItem, DraftPlan, Form
from evals.generation.heads import HeadStyle, head_lines
from evals.generation.layout import TableRow, table_rows
from evals.generation.pages import break_pages, damaged_pages
from ingest.establishments import slug
from ingest.records import (
    Action,
    Agreement,
    Definition,
    Item,
    ItemKind,
    Plan,
    PlanKind,
    Source,
    SourceDocument,
    StatedTotals,
)

_COLUMNS = {
    Form.ACCEPTED: (
        "Rec No",
        "Recommendation",
        "Accepted/ Rejected",
        "Response Action Taken/Planned",
        "Function Responsible/ Policy Lead",
        "Target Date",
    ),
    Form.AGREED: (
        "Rec No",
        "Recommendation",
        "Agreed/ Partly Agreed/ Not Agreed",
        "Response Action Taken/Planned",
        "Responsible Owner",
        "Target Date",
    ),
    Form.CONCERNS: ("Rec No", "Concerns", "Response Action Taken/Planned", "Responsible Owner", "Target Date"),
}
_INTRODUCTION = (
    "HM Inspectorate of Prisons (HMIP) reports on the treatment of prisoners and the conditions they are held in. "
    "In response to each report the prison service publishes an action plan, which says what will be done, by whom and "
    "by when. Progress against the plan is monitored and reported on."
)
_TERMS = (
    Definition(
        term="Agreed",
        definition="All of the recommendation is agreed with, can be achieved and is affordable.",
        comment="The response should clearly explain how the recommendation will be achieved along with timescales.",
    ),
    Definition(
        term="Partly Agreed",
        definition="Only part of the recommendation is agreed with, is achievable, affordable and will be implemented. "
        "This might be because of commissioning, policy, operational or affordability reasons.",
        comment="The response must state clearly which part of the recommendation will be implemented.",
    ),
    Definition(
        term="Not Agreed",
        definition="The recommendation is not agreed and will not be implemented. This might be because of "
        "commissioning, policy, operational or affordability reasons.",
        comment="The response must clearly state the reasons why we have chosen this option.",
    ),
)


@dataclass(frozen=True, slots=True)
class GeneratedPlan:
    """A document and its truth. ``topics`` names the topic of each item in order; ``truth`` carries no warnings.

    ``damaged`` says which damage was done: a kind that was asked for is missing where the document had no place for it.
    """

    file_name: str
    text: str
    truth: Plan
    topics: tuple[str, ...]
    damaged: tuple[Damaged, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the document; ``row`` is the table row that it holds, if any."""

    text: str
    row: TableRow | None = None


def _header_row(plan: DraftPlan, style: HeadStyle) -> str:
    names = list(_COLUMNS[plan.form])
    if style.position:
        names[-1] = "TIMETABLE/DATE/STATUS"
    return "\t".join(
        f"{number}. {name}" if style.numbered_columns else name for number, name in enumerate(names, start=1)
    )


def _head(plan: DraftPlan, style: HeadStyle) -> list[str]:
    terms = ["", "Term\tDefinition\tAdditional comment"]
    terms += ["\t".join((term.term, term.definition, term.comment)) for term in _TERMS]
    report = "HMI PROBATION" if plan.place.probation else "HMIP"
    title = (
        [] if style.position else ["", f"ACTION PLAN: {report} REPORT", "", f"ESTABLISHMENT: {plan.place.name.upper()}"]
    )
    return [
        *head_lines(plan, style, _INTRODUCTION),
        *(terms if plan.form is Form.AGREED else ()),
        *title,
        "",
        _header_row(plan, style),
    ]


def _totals(plan: DraftPlan) -> StatedTotals | None:
    if plan.form is not Form.AGREED:
        return None
    answers = [item.agreement for item in plan.items]
    return StatedTotals(
        agreed=answers.count(Agreement.AGREED),
        partly_agreed=answers.count(Agreement.PARTLY_AGREED),
        not_agreed=answers.count(Agreement.NOT_AGREED),
        total=len(answers),
    )


def _tail(totals: StatedTotals | None) -> list[str]:
    if totals is None:
        return []
    return [
        "",
        "Recommendations\t",
        f"Agreed\t{totals.agreed}",
        f"Partly Agreed\t{totals.partly_agreed}",
        f"Not Agreed\t{totals.not_agreed}",
        f"Total\t{totals.total}",
    ]


def _between(at: int, pages: int, plan: DraftPlan, style: HeadStyle) -> list[str]:
    """The lines from the foot of a page (from 1) to the first row of the next."""
    lines = [""]
    if style.numbered:
        lines += [f"Page {at} of {pages}", ""]
    if style.notice:
        lines += ["", style.notice, ""]
    return [*lines, _header_row(plan, style)] if style.headed else [*lines, ""]


def _lines(plan: DraftPlan, style: HeadStyle, pages: list[list[TableRow]], totals: StatedTotals | None) -> list[_Line]:
    lines = [_Line(text) for text in _head(plan, style)]
    for at, page in enumerate(pages):
        lines += [_Line(text) for text in _between(at, len(pages), plan, style)] if at else []
        lines += [_Line("\t".join(row.cells), row) for row in page]
    return lines + [_Line(text) for text in _tail(totals)]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the rows of a document stand, by line from 1."""

    document: SourceDocument
    lines: tuple[_Line, ...]

    def numbers(self, item: int, action: int | None = None) -> list[int]:
        """The lines of an item, or of one of its actions (from 0)."""
        return [
            number
            for number, line in enumerate(self.lines, start=1)
            if line.row and line.row.item == item and (action is None or action in line.row.actions)
        ]

    def source(self, item: int, action: int | None = None) -> Source:
        """The place from the first of the lines to the last."""
        numbers = self.numbers(item, action)
        return Source(document=self.document.document, sha256=self.document.sha256, lines=(numbers[0], numbers[-1]))


def _true_item(at: int, item: DraftItem, places: _Places, kind: ItemKind, inferred: bool) -> Item:
    actions = tuple(
        Action(
            n=number,
            text=action.text,
            responsible_owner=action.owners.names,
            target_date=action.target.words if action.target else None,
            due=action.target.due if action.target else None,
            completed=bool(action.target and action.target.completed),
            part_completed=bool(action.target and action.target.part_completed),
            source=places.source(at, number - 1),
        )
        for number, action in enumerate(item.actions, start=1)
    )
    return Item(
        rec_no=item.rec_no,
        rec_no_inferred=inferred,
        kind=kind,
        group=item.group,
        section=item.section,
        addressee=item.addressee,
        text=item.text,
        agreement=item.agreement,
        report_paragraphs=(item.paragraph,) if item.paragraph else (),
        repeated_from=(item.repeated_from,) if item.repeated_from else (),
        repeated=item.repeated_from is not None,
        response=" ".join(action.text for action in actions),
        responsible_owner=tuple(dict.fromkeys(owner for action in actions for owner in action.responsible_owner)),
        target_dates=tuple(words for action in item.actions if action.target for words in action.target.entries),
        actions=actions,
        source=places.source(at),
    )


def _damage_done(plan: DraftPlan, lines: tuple[_Line, ...]) -> tuple[Damaged, ...]:
    found = []
    for kind in Damage:
        marked = [
            (number, line.row) for number, line in enumerate(lines, start=1) if line.row and kind in line.row.marks
        ]
        if marked:
            items = dict.fromkeys(row.item for _, row in marked if row.item is not None)
            numbers = tuple(plan.items[item].rec_no for item in items)
            found.append(Damaged(kind, (marked[0][0], marked[-1][0]), numbers))
    return tuple(found)


def write_plan(plan: DraftPlan, style: HeadStyle, wanted: Collection[Damage], rng: random.Random) -> GeneratedPlan:
    """The document and its truth, with the damage that is wanted where the document has a place for it."""
    pages = damaged_pages(break_pages(table_rows(plan), rng), plan, wanted)
    totals = _totals(plan)
    lines = tuple(_lines(plan, style, pages, totals))
    text = "".join(f"{line.text}\n" for line in lines)
    plan_id = f"{slug(plan.place.name)}-{plan.submitted.isoformat()}"
    document = SourceDocument(document=f"{plan_id}.txt", sha256=hashlib.sha256(text.encode()).hexdigest())
    places = _Places(document, lines)
    unreadable = {Damage.LOST_REC_NO, Damage.LOOK_ALIKES}
    lost = {line.row.item for line in lines if line.row and line.row.first and unreadable & set(line.row.marks)}
    concerns = plan.form is Form.CONCERNS
    truth = Plan(
        plan_id=plan_id,
        establishment=plan.place.name,
        kind=PlanKind.CONCERNS if concerns else PlanKind.RECOMMENDATIONS,
        submitted=plan.submitted,
        inspection=(plan.inspection[0][0], plan.inspection[-1][1]),
        report_published=plan.published,
        stated_totals=totals,
        definitions=_TERMS if plan.form is Form.AGREED else (),
        items=tuple(
            _true_item(at, item, places, ItemKind.CONCERN if concerns else ItemKind.RECOMMENDATION, at in lost)
            for at, item in enumerate(plan.items)
        ),
        warnings=(),
        set_aside=(),
        source=document,
    )
    return GeneratedPlan(
        document.document,
        text,
        truth,
        tuple(item.topic for item in plan.items),
        _damage_done(plan, lines),
    )
