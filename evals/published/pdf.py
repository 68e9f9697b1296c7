"""Plans as PDF in the published layout: A4 landscape, rows that break over pages, the header row on every page."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from typing import Any

from evals.published.sheet import Part, Prose, WrittenTable
from ingest.tables import Cell

# Shares of the width, by number of columns.
_WIDTHS = {6: (6, 24, 10, 38, 12, 10), 5: (6, 27, 43, 13, 11), 4: (27, 43, 16, 14), 3: (12, 40, 48), 2: (30, 10)}


def _table(table: WrittenTable, styles: Any, width: float, *, ruled: bool) -> Any:
    from reportlab.lib import colors
    from reportlab.platypus import LongTable, Paragraph

    def flow(cell: Cell) -> list[Any]:
        return [
            Paragraph(
                "".join(
                    f"<strike>{html.escape(words)}</strike>" if struck else html.escape(words)
                    for words, struck in one.stretches()
                ),
                styles["entry" if one.entry else "cell"],
            )
            for one in cell.paragraphs
        ]

    shares = _WIDTHS.get(table.width, (1,) * table.width)
    widths = [width * share / sum(shares) * (1 if table.width > 2 else 0.4) for share in shares]
    style: list[tuple[object, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    data: list[list[object]] = []
    for at, row in enumerate(table.rows):
        data.append([flow(one.cell) if one is not None else "" for one in row])
        first = row[0]
        whole = first is not None and first.columns == table.width
        if whole:
            style.append(("SPAN", (0, at), (-1, at)))
        if not ruled:
            continue
        covered = 0 if whole else sum(one is None for one in row)
        # A merged cell is drawn as printers draw it: without a rule between its rows.
        style.append(("LINEABOVE", (covered, at), (-1, at), 0.5, colors.black))
    if ruled:
        rows = table.rows
        style += [("BOX", (0, 0), (-1, -1), 0.5, colors.black)]
        for at, row in enumerate(rows):
            if not (row[0] is not None and row[0].columns == table.width):
                style.append(("INNERGRID", (0, at), (-1, at), 0.5, colors.black))
        style += [("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 0.5, colors.black)]
        style += [("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black)]
    return LongTable(
        data, colWidths=widths, repeatRows=1 if table.head else 0, splitInRow=1, style=style, hAlign="LEFT"
    )


def write_pdf(parts: Sequence[Part], *, ruled: bool = True, size: float = 9) -> bytes:
    """A PDF with or without rules around the cells; ``size`` is the letters' size in points."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

    cell = ParagraphStyle("cell", fontName="Helvetica", fontSize=size, leading=size * 1.2, spaceAfter=size * 0.6)
    styles = {"cell": cell, "entry": ParagraphStyle("entry", cell, leftIndent=size, firstLineIndent=-size)}
    story: list[Any] = []
    for part in parts:
        if isinstance(part, Prose):
            story.append(Paragraph(html.escape(part.text), cell))
            continue
        story.append(PageBreak() if part.new_page else Spacer(1, size))
        story += [_table(part, styles, 267 * mm, ruled=ruled), Spacer(1, size)]
    out = io.BytesIO()
    pages = SimpleDocTemplate(
        out, pagesize=landscape(A4), leftMargin=15 * mm, rightMargin=15 * mm, topMargin=15 * mm, bottomMargin=15 * mm
    )

    def number(canvas: Any, template: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawRightString(282 * mm, 8 * mm, f"Page {template.page}")

    pages.build(story, onFirstPage=number, onLaterPages=number)
    return out.getvalue()
