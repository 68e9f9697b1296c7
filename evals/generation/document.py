"""A drafted plan written as text in the form of the sample plans, with the register that it truly holds."""

from __future__ import annotations

import calendar
import hashlib
import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from evals.generation.damage import Damage, Damaged
from evals.generation.drafts import DraftItem, DraftPlan, Form
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


def _ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _day(day: date, form: Form) -> str:
    if form is Form.ACCEPTED:
        return day.strftime("%d/%m/%Y")
    number = str(day.day) if form is Form.CONCERNS else _ordinal(day.day)
    return f"{number} {calendar.month_name[day.month]} {day.year}"


def _span(first: date, last: date, form: Form) -> str:
    start = _ordinal(first.day) if form is not Form.CONCERNS else str(first.day)
    end = _ordinal(last.day) if form is not Form.CONCERNS else str(last.day)
    month = calendar.month_name[last.month]
    if first.month == last.month:
        return f"{start} – {end} {month} {last.year}"
    if first.year == last.year:
        return f"{start} {calendar.month_name[first.month]} – {end} {month} {last.year}"
    return f"{start} {calendar.month_name[first.month]} {first.year} – {end} {month} {last.year}"


def _head(plan: DraftPlan) -> list[str]:
    name = plan.place.name
    terms = ["", "Term\tDefinition\tAdditional comment"]
    terms += ["\t".join((term.term, term.definition, term.comment)) for term in _TERMS]
    return [
        "",
        f"Action Plan: {name}",
        "",
        f"Action Plan Submitted: {_day(plan.submitted, plan.form)}",
        "",
        f"A Response to the HMIP Inspection: {_span(*plan.inspection, plan.form)}",
        "",
        f"Report Published: {_day(plan.published, plan.form)}",
        "",
        "INTRODUCTION",
        "",
        _INTRODUCTION,
        *(terms if plan.form is Form.AGREED else ()),
        "",
        "ACTION PLAN: HMIP REPORT",
        "",
        f"ESTABLISHMENT: {name.upper()}",
        "",
        "\t".join(f"{number}. {name}" for number, name in enumerate(_COLUMNS[plan.form], start=1)),
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


def _lines(plan: DraftPlan, pages: list[list[TableRow]], totals: StatedTotals | None) -> list[_Line]:
    lines = [_Line(text) for text in _head(plan)]
    for at, page in enumerate(pages):
        lines += [_Line("")] * (3 if at else 0)
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
            responsible_owner=action.owners,
            target_date=action.target.words if action.target else None,
            due=action.target.due if action.target else None,
            completed=bool(action.target and action.target.completed),
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
        target_dates=tuple(action.target_date for action in actions if action.target_date is not None),
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


def write_plan(plan: DraftPlan, wanted: Collection[Damage], rng: random.Random) -> GeneratedPlan:
    """The document and its truth, with the damage that is wanted where the document has a place for it."""
    pages = damaged_pages(break_pages(table_rows(plan), rng), plan.form, wanted)
    totals = _totals(plan)
    lines = tuple(_lines(plan, pages, totals))
    text = "".join(f"{line.text}\n" for line in lines)
    plan_id = f"{slug(plan.place.name)}-{plan.submitted.isoformat()}"
    document = SourceDocument(document=f"{plan_id}.txt", sha256=hashlib.sha256(text.encode()).hexdigest())
    places = _Places(document, lines)
    lost = {line.row.item for line in lines if line.row and line.row.first and Damage.LOST_REC_NO in line.row.marks}
    concerns = plan.form is Form.CONCERNS
    truth = Plan(
        plan_id=plan_id,
        establishment=plan.place.name,
        kind=PlanKind.CONCERNS if concerns else PlanKind.RECOMMENDATIONS,
        submitted=plan.submitted,
        inspection=plan.inspection,
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
