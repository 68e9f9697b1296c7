"""Writers of plans as DOCX, ODT, HTML, XLSX and CSV; PDF has its own module."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence

from evals.published.sheet import Part, Prose, WrittenCell, WrittenTable, laid, without_bullet
from ingest.tables import Cell, Paragraph


def write_docx(parts: Sequence[Part]) -> bytes:
    """A Word document, A4 landscape, with ruled tables and repeated header rows."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    document = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    for part in parts:
        if isinstance(part, Prose):
            document.add_paragraph(part.text)
            continue
        if part.new_page:
            document.add_paragraph().paragraph_format.page_break_before = True
        table = document.add_table(len(part.rows), part.width, style="Table Grid")
        if part.head:
            table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for at, row in enumerate(part.rows):
            cells = table.rows[at].cells
            for column, one in enumerate(row):
                if one is None:
                    continue
                cell = cells[column]
                if one.columns > 1 or one.rows > 1:
                    cell = cell.merge(table.cell(at + one.rows - 1, column + one.columns - 1))
                for number, paragraph in enumerate(one.cell.paragraphs):
                    holder = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                    style = "List Bullet" if paragraph.entry else None
                    if style:
                        holder.style = style
                    for words, struck in without_bullet(paragraph).stretches():
                        holder.add_run(words).font.strike = struck or None
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def write_odt(parts: Sequence[Part]) -> bytes:
    """An OpenDocument text with tables, their header rows, spans and lists."""
    from odf.opendocument import OpenDocumentText
    from odf.style import Style, TextProperties
    from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableHeaderRows, TableRow
    from odf.text import List, ListItem, P, Span

    document = OpenDocumentText()
    crossed = Style(name="crossed", family="text")
    crossed.addElement(TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(crossed)

    def fill(holder: object, cell: Cell) -> None:
        for paragraph in cell.paragraphs:
            words = P()
            for text, struck in without_bullet(paragraph).stretches():
                if struck:
                    words.addElement(Span(stylename=crossed, text=text))
                else:
                    words.addText(text)
            if paragraph.entry:
                entry, bullets = ListItem(), List()
                entry.addElement(words)
                bullets.addElement(entry)
                words = bullets
            holder.addElement(words)  # type: ignore[attr-defined]

    for number, part in enumerate(parts):
        if isinstance(part, Prose):
            document.text.addElement(P(text=part.text))
            continue
        table = Table(name=f"Table{number}")
        table.addElement(TableColumn(numbercolumnsrepeated=part.width))
        for at, row in enumerate(part.rows):
            drawn = TableRow()
            for one in row:
                if one is None:
                    drawn.addElement(CoveredTableCell())
                    continue
                cell = TableCell(numbercolumnsspanned=one.columns, numberrowsspanned=one.rows)
                fill(cell, one.cell)
                drawn.addElement(cell)
            if part.head and at == 0:
                heads = TableHeaderRows()
                heads.addElement(drawn)
                table.addElement(heads)
            else:
                table.addElement(drawn)
        document.text.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


_STYLE = (
    "@page { size: A4 landscape; margin: 15mm } body { font: 10pt sans-serif } table { border-collapse: collapse; "
    "width: 100% } td, th { border: 1px solid; padding: 2pt 4pt; vertical-align: top; text-align: left; "
    "font-weight: normal } td p, td ul { margin: 0 0 5pt } .paged { break-before: page }"
)


def _html_cell(one: WrittenCell, tag: str) -> str:
    spans = (f' colspan="{one.columns}"' if one.columns > 1 else "") + (
        f' rowspan="{one.rows}"' if one.rows > 1 else ""
    )
    words, listed = [], False
    for paragraph in one.cell.paragraphs:
        text = "".join(
            f"<s>{html.escape(words)}</s>" if struck else html.escape(words)
            for words, struck in without_bullet(paragraph).stretches()
        )
        if paragraph.entry != listed:
            words.append("<ul>" if paragraph.entry else "</ul>")
            listed = paragraph.entry
        words.append(f"<li>{text}</li>" if paragraph.entry else f"<p>{text}</p>")
    if listed:
        words.append("</ul>")
    return f"<{tag}{spans}>{''.join(words)}</{tag}>"


def _html_table(table: WrittenTable) -> str:
    rows = []
    for at, row in enumerate(table.rows):
        head = table.head and at == 0
        cells = "".join(_html_cell(one, "th" if head else "td") for one in row if one is not None)
        rows.append(f"<thead><tr>{cells}</tr></thead><tbody>" if head else f"<tr>{cells}</tr>")
    return f"<table{' class=paged' if table.new_page else ''}>{''.join(rows)}</table>"


def write_html(parts: Sequence[Part]) -> bytes:
    """A web page that prints in the published layout."""
    body = "\n".join(
        f"<p>{html.escape(part.text)}</p>" if isinstance(part, Prose) else _html_table(part) for part in parts
    )
    head = f'<meta charset="utf-8"><title>Action plan</title><style>{_STYLE}</style>'
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{body}</body></html>".encode()


def _marked(paragraph: Paragraph) -> str:
    """A paragraph with what is crossed out between the marks for it, as text has them: a CSV has no letters' styles."""
    return "".join(f"<s>{words}</s>" if struck else words for words, struck in paragraph.stretches())


def _records(parts: Sequence[Part]) -> list[list[str]]:
    records: list[list[str]] = []
    for part in parts:
        if isinstance(part, Prose):
            records.append([part.text])
            continue
        records.append([])
        records += [["\n".join(map(_marked, cell.paragraphs)) for cell in laid(row)] for row in part.rows]
        records.append([])
    return records


def write_csv(parts: Sequence[Part]) -> bytes:
    """A spreadsheet's export: paragraphs of a cell as lines in it, a blank record around each table."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(_records(parts))
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(parts: Sequence[Part]) -> bytes:
    """A workbook of one sheet, with merged cells."""
    import openpyxl
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    crossed = InlineFont(strike=True)

    def words_of(cell: Cell) -> CellRichText | str:
        if not any(paragraph.struck or paragraph.crossed for paragraph in cell.paragraphs):
            return "\n".join(paragraph.text for paragraph in cell.paragraphs)
        found = CellRichText()
        for paragraph in cell.paragraphs:
            if found:
                found.append("\n")
            for words, struck in paragraph.stretches():
                found.append(TextBlock(crossed, words) if struck else words)
        return found

    book = openpyxl.Workbook()
    sheet = book.active
    at = 0
    for part in parts:
        at += 1
        if isinstance(part, Prose):
            sheet.cell(at, 1, part.text)
            continue
        for row in part.rows:
            at += 1
            for column, one in enumerate(row, start=1):
                if one is not None and one.cell.paragraphs:
                    sheet.cell(at, column, words_of(one.cell)).data_type = "s"
                if one is not None and (one.columns > 1 or one.rows > 1):
                    sheet.merge_cells(
                        start_row=at,
                        start_column=column,
                        end_row=at + one.rows - 1,
                        end_column=column + one.columns - 1,
                    )
        at += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
