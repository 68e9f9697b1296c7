"""The pre-visit pack as a Word document and as a workbook: text only, whatever the text looks like."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from assistant.visit_pack import JUDGEMENTS, PackAction, PackItem, PackPlan, VisitPack
from assistant.wording import counted, sentence, uk_date, uk_span
from ingest.records import Agreement

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from openpyxl.worksheet.worksheet import Worksheet

# What XML cannot hold at all: a file with one of these would be refused by what opens it.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")

_DOCX_HEADS: Final = (
    ("Rec no", 14),
    ("Recommendation or concern", 55),
    ("What was promised", 72),
    ("Owner", 28),
    ("Target date", 22),
    ("Status and why", 36),
    ("Judgement", 40),
)
"""Heads and widths in millimetres."""

_XLSX_HEADS: Final = (
    ("Plan submitted", 16),
    ("Standing", 14),
    ("Theme", 22),
    ("Rec no", 9),
    ("Recommendation or concern", 48),
    ("Response", 14),
    ("Repeated", 16),
    ("Action", 8),
    ("What was promised", 60),
    ("Responsible owner", 24),
    ("Target date", 16),
    ("Status", 12),
    ("Why", 32),
    ("Source", 28),
    ("Judgement", 24),
    ("Evidence", 40),
)
"""Heads and widths in characters."""

_AGREEMENTS: Final = {
    Agreement.AGREED: "Agreed",
    Agreement.PARTLY_AGREED: "Partly agreed",
    Agreement.NOT_AGREED: "Not agreed",
}


def plan_heading(plan: PackPlan) -> str:
    """``Action plan submitted 18 January 2019 (superseded on 8 July 2025)``."""
    standing = f" (superseded on {uk_date(plan.superseded_on)})" if plan.superseded_on else ""
    return f"Action plan submitted {uk_date(plan.submitted)}{standing}"


def plan_facts(plan: PackPlan) -> str:
    """The plan's inspection, its figures and its document, in one line."""
    inspected = f"Inspection {uk_span(*plan.inspection)}. " if plan.inspection else ""
    kind = plan.items[0].kind.value if plan.items else "item"
    actions = sum(action.n is not None for item in plan.items for action in item.actions)
    figures = sentence(f"{counted(len(plan.items), kind)}, {counted(actions, 'action')}")
    return f"{inspected}{figures}. Document {plan.document}."


def pack_docx(pack: VisitPack) -> bytes:
    """A4 landscape; each table's head repeats on every page, and each item has four boxes to tick."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Arial", Pt(9)
    document.core_properties.author, document.core_properties.comments = "", ""
    document.core_properties.title = _text(pack_title(pack))
    document.add_heading(_text(pack_title(pack)), 1)
    document.add_paragraph(_text(pack_about(pack)))
    _number_pages(document, pack_title(pack))
    for plan in pack.plans:
        document.add_heading(_text(plan_heading(plan)), 2)
        document.add_paragraph(_text(plan_facts(plan)))
        for theme in plan.themes:
            if theme.name:
                document.add_heading(_text(theme.name), 3)
            _docx_table(document, theme.items)
    return _saved(document)


def _docx_table(document: Document, items: Sequence[PackItem]) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table = document.add_table(1 + sum(len(item.actions) for item in items), len(_DOCX_HEADS), style="Table Grid")
    table.autofit = False
    for (head, width), column, cell in zip(_DOCX_HEADS, table.columns, table.rows[0].cells, strict=True):
        column.width = Mm(width)
        cell.paragraphs[0].add_run(head).bold = True
    head_row = table.rows[0]._tr.get_or_add_trPr()
    head_row.append(OxmlElement("w:cantSplit"))
    head_row.append(OxmlElement("w:tblHeader"))
    first = 1
    for item in items:
        for number, action in enumerate(item.actions, first):
            _fill_action(table, number, action)
        _fill_item(table, first, first + len(item.actions) - 1, item)
        first += len(item.actions)
    for row in table.rows:
        for (_, width), cell in zip(_DOCX_HEADS, row.cells, strict=True):
            cell.width = Mm(width)


def _fill_action(table: Table, number: int, action: PackAction) -> None:
    cells = table.rows[number].cells
    _write(cells[2], action.text or "(no words beside this date)", f"Source: {action.source}")
    _write(cells[3], "; ".join(action.responsible_owner) or "not stated")
    _write(cells[4], action.target_date or "not stated")
    _write(cells[5], f"{_status(action)}. {action.reason}")


def _fill_item(table: Table, first: int, last: int, item: PackItem) -> None:
    """The cells of the item itself, over all rows of its actions."""
    said = [_AGREEMENTS[item.agreement] if item.agreement else "", item.repeated or ""]
    for column, lines in (
        (0, [item.rec_no]),
        (1, [item.text, *(words for words in said if words)]),
        (6, [f"☐ {judgement}" for judgement in JUDGEMENTS]),
    ):
        _write(table.cell(first, column).merge(table.cell(last, column)), *lines)


def _write(cell: _Cell, *lines: str) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.add_run(_text(line))


def _number_pages(document: Document, title: str) -> None:
    """The title and the page's number at the foot of each page; the number is a field that Word fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run(_text(f"{title}, page "))
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)


def _saved(document: Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def pack_xlsx(pack: VisitPack) -> bytes:
    """A row for each action, its judgement to be chosen from a list; every cell is text, none a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Pack"
    _write_line(sheet, 1, [head for head, _ in _XLSX_HEADS])
    number = 1
    for plan in pack.plans:
        for theme in plan.themes:
            for item in theme.items:
                for action in item.actions:
                    number += 1
                    _write_line(sheet, number, _cells(plan, theme.name, item, action))
    for place, (head, width) in enumerate(_XLSX_HEADS, 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
        if head == "Judgement":
            choices = DataValidation(type="list", formula1=f'"{",".join(JUDGEMENTS)}"', allow_blank=True)
            choices.error = f"Choose one of: {', '.join(JUDGEMENTS)}."
            choices.add(f"{get_column_letter(place)}2:{get_column_letter(place)}{max(number, 2)}")
            sheet.add_data_validation(choices)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    about = book.create_sheet("About")
    for at, line in enumerate(
        [pack_title(pack), pack_about(pack), *(f"{plan_heading(p)}. {plan_facts(p)}" for p in pack.plans)], 1
    ):
        _write_line(about, at, [line])
    about.column_dimensions["A"].width = 110
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cells(plan: PackPlan, theme: str, item: PackItem, action: PackAction) -> list[str]:
    return [
        uk_date(plan.submitted),
        f"superseded on {uk_date(plan.superseded_on)}" if plan.superseded_on else "current",
        theme,
        item.rec_no,
        item.text,
        _AGREEMENTS[item.agreement] if item.agreement else "",
        item.repeated or "",
        "" if action.n is None else str(action.n),
        action.text,
        "; ".join(action.responsible_owner),
        action.target_date or "",
        _status(action),
        action.reason,
        action.source,
        "",
        "",
    ]


def _write_line(sheet: Worksheet, number: int, words: Sequence[str]) -> None:
    from openpyxl.styles import Alignment

    for place, word in enumerate(words, 1):
        cell = sheet.cell(number, place)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if word:
            cell.value = _text(word)
            cell.data_type = "s"
            # Without it a cell that is clicked into and left again would become the formula it looks like.
            cell.quotePrefix = word.startswith(_FORMULA_STARTS)


def _status(action: PackAction) -> str:
    return action.status.value.replace("_", " ").capitalize()


def pack_title(pack: VisitPack) -> str:
    """The heading of the whole."""
    return f"{pack.establishment}: what was promised after inspections"


def pack_about(pack: VisitPack) -> str:
    """What the pack is and what it is not, in some sentences."""
    return (
        f"Statuses as of {uk_date(pack.as_of)}, worked out from the plans’ own words and target dates; they say what "
        "was reported, not what is found on site. Newest plan first. The judgement is the inspector’s."
    )


def _text(words: str) -> str:
    return _UNWRITABLE.sub("", words)
