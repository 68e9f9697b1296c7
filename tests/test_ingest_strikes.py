"""Words crossed out inside a cell, in every kind of document: kept in words, said on the row, and not the target."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markup import cell_of
from ingest.reading import read_document
from ingest.strikes import Words

HEAD = ("Action Plan: HMP Example", "Action Plan Submitted: 8 July 2025")
COLUMNS = ("Rec No", "Concerns", "Response Action Taken/Planned", "Responsible Owner", "Target Date")
# A row's cells in runs, each with whether it is crossed out.
Runs = tuple[tuple[str, bool], ...]
ROW: tuple[Runs, ...] = (
    (("1", False),),
    (("The wing was cold.", False),),
    (("The ", False), ("old", True), (" boiler will be replaced.", False)),
    (("Head of Safety", True), (" Governor", False)),
    (("March 2025", True), (" May 2026", False)),
)


def marked(tag: str) -> list[str]:
    return ["".join(f"<{tag}>{words}</{tag}>" if struck else words for words, struck in cell) for cell in ROW]


def text() -> bytes:
    return "\n".join([*HEAD, "\t".join(COLUMNS), "\t".join(marked("s"))]).encode()


def page(tag: str) -> bytes:
    rows = ["".join(f"<td>{cell}</td>" for cell in cells) for cells in (COLUMNS, marked(tag))]
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<html><p>{HEAD[0]}</p><p>{HEAD[1]}</p><table>{table}</table></html>".encode()


def styled_page() -> bytes:
    return page("x").replace(b"<x>", b'<span style="text-decoration: line-through">').replace(b"</x>", b"</span>")


def word(strike: str) -> bytes:
    import docx

    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    table = document.add_table(2, len(COLUMNS))
    for at, name in enumerate(COLUMNS):
        table.rows[0].cells[at].text = name
        for words, struck in ROW[at]:
            setattr(table.rows[1].cells[at].paragraphs[0].add_run(words).font, strike, struck or None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def opendocument() -> bytes:
    from odf.opendocument import OpenDocumentText
    from odf.style import Style, TextProperties
    from odf.table import Table, TableCell, TableRow
    from odf.text import P, Span

    document = OpenDocumentText()
    crossed = Style(name="crossed", family="text")
    crossed.addElement(TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(crossed)
    for line in HEAD:
        document.text.addElement(P(text=line))
    table = Table()
    for cells in (tuple(((name, False),) for name in COLUMNS), ROW):
        row = TableRow()
        for cell in cells:
            paragraph = P()
            for words, struck in cell:
                if struck:
                    paragraph.addElement(Span(stylename=crossed, text=words))
                else:
                    paragraph.addText(words)
            holder = TableCell()
            holder.addElement(paragraph)
            row.addElement(holder)
        table.addElement(row)
    document.text.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def workbook() -> bytes:
    import openpyxl
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book = openpyxl.Workbook()
    for line in HEAD:
        book.active.append([line])
    book.active.append(list(COLUMNS))
    crossed = InlineFont(strike=True)
    book.active.append(
        [CellRichText(*(TextBlock(crossed, words) if struck else words for words, struck in cell)) for cell in ROW]
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def printed() -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()["Normal"]
    rows = [[Paragraph(cell, style) for cell in cells] for cells in (COLUMNS, marked("strike"))]
    table = Table(rows, colWidths=[50, 200, 250, 90, 90], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4)).build([*(Paragraph(line, style) for line in HEAD), table])
    return out.getvalue()


@pytest.mark.parametrize(
    ("suffix", "make"),
    [
        (".txt", text),
        (".html", lambda: page("s")),
        (".html", lambda: page("del")),
        (".html", lambda: page("strike")),
        (".html", styled_page),
        (".docx", lambda: word("strike")),
        (".docx", lambda: word("double_strike")),
        (".odt", opendocument),
        (".xlsx", workbook),
        (".pdf", printed),
    ],
)
def test_words_crossed_out_in_a_cell(suffix: str, make: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / f"plan{suffix}"
    path.write_bytes(make())
    (plan,) = read_document(path).plans
    (item,) = plan.items
    (action,) = item.actions
    assert action.text == item.response == "The old boiler will be replaced."
    assert (item.target_dates, action.target_date, str(action.due)) == (
        ("March 2025", "May 2026"),
        "May 2026",
        "2026-05-31",
    )
    assert item.responsible_owner == action.responsible_owner == ("Governor",)
    said = " ".join(doubt.message for doubt in item.warnings if doubt.code.endswith("struck-out"))
    assert all(f"'{words}'" in said for words in ("old", "Head of Safety", "March 2025"))


def test_an_answer_that_replaces_a_crossed_out_one_is_the_answer(tmp_path: Path) -> None:
    header = "Rec No\tRecommendation\tAgreed/ Partly Agreed/ Not Agreed\tResponse\tOwner\tTarget Date"
    row = "1\tDo it.\t<s>Agreed</s> Partly Agreed\tIt will be done.\tGovernor\tMay 2026"
    path = tmp_path / "plan.txt"
    path.write_text("\n".join([*HEAD, header, row]))
    (item,) = read_document(path).plans[0].items
    assert item.agreement == "partly_agreed"
    assert "text-struck-out" in {doubt.code for doubt in item.warnings}


PIECES = st.lists(st.tuples(st.text("ab ﬁ\u2011\n", max_size=8), st.booleans()), max_size=6)


@given(PIECES)
def test_what_is_kept_and_what_is_crossed_out_are_all_the_words(pieces: list[tuple[str, bool]]) -> None:
    words = Words()
    for piece, struck in pieces:
        words.add(piece, struck=struck)
    found = list(words.paragraphs())
    expected = "".join(piece for piece, _ in pieces).replace("ﬁ", "fi").replace("\u2011", "-").split()
    assert [word for paragraph in found for word in paragraph.text.split()] == expected
    for paragraph in found:
        letters = {
            wanted: "".join(piece for piece, struck in paragraph.stretches() if struck is wanted).replace(" ", "")
            for wanted in (True, False)
        }
        for wanted, kept in letters.items():
            said = "".join(piece for piece, struck in pieces if struck is wanted)
            assert kept == "".join(said.replace("ﬁ", "fi").replace("\u2011", "-").split())


def test_bullets_part_a_cell_and_strikes_do_not() -> None:
    cell = cell_of("Lead: • one <s>two</s> • <s>three</s>")
    assert [(part.text, part.entry, part.struck, part.crossed) for part in cell.paragraphs] == [
        ("Lead:", False, False, ()),
        ("• one two", True, False, ((6, 9),)),
        ("• three", True, False, ((2, 7),)),
    ]
