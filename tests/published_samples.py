"""The sample plans as documents to be written: their true rows in the published layout, without the text's damage."""

from __future__ import annotations

from functools import cache

from register_truth import PLANS

from ingest.reading import read_document
from ingest.records import Agreement, Item, Plan
from ingest.tables import EMPTY, Cell, Document, Line, Paragraph, Place, Row
from ingest.text_document import read_text

ANSWERS = {
    Agreement.AGREED: "Agreed",
    Agreement.PARTLY_AGREED: "Partly Agreed",
    Agreement.NOT_AGREED: "Not Agreed",
}


@cache
def sample(year: int) -> Plan:
    """A sample plan as it is read from its text."""
    return read_document(PLANS / f"hmp-send-{year}.txt").plans[0]


def _cell(*texts: str | None) -> Cell:
    return Cell(tuple(Paragraph(text, text.startswith("•")) for text in texts if text))


def _split(text: str) -> list[str]:
    """A text that holds list entries, as its paragraphs."""
    lead, *entries = text.split("• ")
    return [part for part in (lead.strip(), *(f"• {entry.strip()}" for entry in entries)) if part]


def _text(item: Item) -> str:
    if not item.report_paragraphs:
        return item.text
    again = f", repeated recommendation {', '.join(item.repeated_from)}" if item.repeated_from else ""
    return f"{item.text} ({', '.join(item.report_paragraphs)}{again})"


def _item_rows(item: Item) -> list[tuple[Cell, ...]]:
    """A row an action; what the item says of itself stands in the first."""
    answer = (_cell(ANSWERS[item.agreement]),) if item.agreement else ()
    rows = []
    for action in item.actions:
        first = action.n == 1
        own = (_cell(item.rec_no), _cell(_text(item)), *answer) if first else (EMPTY,) * (2 + len(answer))
        owners = action.responsible_owner if first or action.text else ()
        rows.append((*own, _cell(*_split(action.text)), _cell(*owners), _cell(action.target_date)))
    if not item.actions:
        rows.append((_cell(item.rec_no), _cell(_text(item)), *answer, _cell(item.response), EMPTY, EMPTY))
    return rows


@cache
def whole_sample(year: int) -> Document:
    """A sample plan as parts in order: its head, its table with headings, its totals."""
    plan = sample(year)
    text = read_text("plan.txt", "", (PLANS / f"hmp-send-{year}.txt").read_bytes())
    header = next(
        at for at, part in enumerate(text.parts) if isinstance(part, Row) and part.texts[0].endswith("Rec No")
    )
    head = text.parts[header]
    assert isinstance(head, Row)
    parts: list[Row | Line] = list(text.parts[: header + 1])
    width = len(head.cells)

    def add(*cells: Cell) -> None:
        parts.append(Row((*cells, *[EMPTY] * (width - len(cells))), Place(), head.block))

    group = section = addressee = None
    for item in plan.items:
        if item.group != group:
            add(_cell(item.group) if width == 5 else EMPTY, EMPTY if width == 5 else _cell(item.group))
        if item.addressee not in {None, addressee}:
            add(EMPTY, _cell(f"To the {item.addressee}"))
        if item.section not in {None, section}:
            add(EMPTY, _cell(item.section))
        group, section, addressee = item.group, item.section, item.addressee
        for cells in _item_rows(item):
            add(*cells)
    totals = [part for part in text.parts if isinstance(part, Row) and len(part.cells) == 2]
    return Document("plan", "", (*parts, *totals))
