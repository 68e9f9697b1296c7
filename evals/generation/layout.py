"""A drafted plan as rows of its table, in order, with the items and actions that each row carries."""

from __future__ import annotations

from dataclasses import dataclass

from evals.generation.damage import Damage
from evals.generation.drafts import DraftItem, DraftPlan, Form, Layout
from ingest.records import Agreement

_ANSWERS = {
    (Form.ACCEPTED, Agreement.AGREED): "Accepted",
    (Form.ACCEPTED, Agreement.PARTLY_AGREED): "Partially Accepted",
    (Form.ACCEPTED, Agreement.NOT_AGREED): "Rejected",
    (Form.AGREED, Agreement.AGREED): "Agreed",
    (Form.AGREED, Agreement.PARTLY_AGREED): "Partly Agreed",
    (Form.AGREED, Agreement.NOT_AGREED): "Not Agreed",
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table. ``item`` counts from 0 and is None for a heading; ``actions`` count from 0 in the item.

    ``first``: the item begins here. ``goes_on``: the row holds the rest of the row before it. ``marks``: its damage.
    """

    cells: tuple[str, ...]
    item: int | None = None
    actions: tuple[int, ...] = ()
    first: bool = False
    goes_on: bool = False
    marks: tuple[Damage, ...] = ()


def response_column(form: Form) -> int:
    """The index of the response among the cells, from 0."""
    return 2 if form is Form.CONCERNS else 3


def _heading(form: Form, words: str) -> TableRow:
    if form is Form.CONCERNS:
        first, second = words.split(" ", 1)
        return TableRow((f"{first} {second}", "", "", "", ""))
    return TableRow(("", words, "", "", "", ""))


def _text_cell(item: DraftItem) -> str:
    if item.paragraph is None:
        return item.text
    again = f", repeated recommendation {item.repeated_from}" if item.repeated_from else ""
    return f"{item.text} ({item.paragraph}{again})"


def _paragraphs(texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    plain = " ".join(f"<p>{text}</p>" for text in texts if not text.startswith("•"))
    entries = " ".join(text for text in texts if text.startswith("•"))
    return f"{plain} <ul> {entries} </ul>" if entries else plain


def _item_rows(at: int, item: DraftItem, form: Form) -> list[TableRow]:
    head = [item.rec_no, _text_cell(item)]
    if item.agreement is not None:
        head.append(_ANSWERS[form, item.agreement])
    if item.layout is not Layout.ROWS:
        targets = [action.target.cell for action in item.actions if action.target is not None]
        cells = (
            *head,
            _paragraphs([paragraph for action in item.actions for paragraph in action.paragraphs]),
            item.actions[0].owners.cell,
            _paragraphs(targets) if targets else "",
        )
        return [TableRow(cells, at, tuple(range(len(item.actions))), first=True)]
    rows = []
    for number, action in enumerate(item.actions):
        left = head if number == 0 else [""] * len(head)
        target = action.target.cell if action.target else ""
        cells = (*left, _paragraphs(list(action.paragraphs)), action.owners.cell, target)
        rows.append(TableRow(cells, at, (number,), first=number == 0))
    return rows


def table_rows(plan: DraftPlan) -> list[TableRow]:
    """All rows below the header row."""
    rows: list[TableRow] = []
    group = addressee = section = None
    for at, item in enumerate(plan.items):
        if item.group != group:
            rows.append(_heading(plan.form, item.group))
        if item.addressee is not None and item.addressee != addressee:
            the = "the " if item.addressee == plan.place.lead else ""
            rows.append(_heading(plan.form, f"To {the}{item.addressee}"))
        if item.section is not None and item.section != section:
            rows.append(_heading(plan.form, item.section))
        group, addressee, section = item.group, item.addressee, item.section
        rows += _item_rows(at, item, plan.form)
    return rows
