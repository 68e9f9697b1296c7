"""A plan document that tries to run, load, submit and cover something from every place that a reader keeps words of."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document

BAITS = (
    "<img src=x onerror=window['ran']=1>",
    "<script>window['ran']=2</script>",
    '<img src="http://outside-example/a">',
    "![picture](http://outside-example/b)",
    "[link](javascript:window['ran']=3)",
    "<a href=\"javascript:window['ran']=4\">link</a>",
    '<form action="http://outside-example/c"><input name=x>',
    '<div style="position:fixed;inset:0;background:red">cover</div>',
    '<iframe src="http://outside-example/d"></iframe>',
    "<svg onload=window['ran']=5>",
    "\"' onfocus=window['ran']=6 autofocus='",
    "</textarea></title><style>*{display:none}</style>",
    "&lt;img src=x onerror=window['ran']=7&gt;",
    "{{[]['__class__']}}{%raw%}",
)
DOCUMENT_NAME = "laundry <img src=x onerror=window.ran=20> ![x](y).docx"


def write_hostile_plan(folder: Path) -> None:
    """A plan of concerns about the laundry into the folder, as DOCX, where angle brackets are nothing but text.

    Of each bait there is one item; what a plan has once (its establishment, its definitions, the text between its
    tables) holds several.
    """
    document = docx.Document()
    few = " ".join(BAITS[:3])
    every = " ".join(BAITS)
    establishment = f"HMP Mirefield {few}"
    for line in (
        f"Action Plan: {establishment}",
        "Action Plan Submitted: 4 March 2025",
        "A Response to the HMIP Inspection: 2 – 12 December 2024",
        "Report Published: 25 February 2025",
    ):
        document.add_paragraph(line)
    _table(
        document,
        ("Term", "Definition", "Additional comment"),
        (f"Agreed {BAITS[0]}", f"All of the laundry {every}", f"Say why {every}"),
    )
    document.add_paragraph("ACTION PLAN: HMCIP REPORT")
    document.add_paragraph(f"ESTABLISHMENT: {establishment}")
    head = (
        "1. Rec No",
        "2. Recommendation",
        "3. Agreed/ Partly Agreed/ Not Agreed",
        "4. Response Action Taken/Planned",
        "5. Responsible Owner",
        "6. Target Date",
    )
    rows = [("", "Recommendations", "", "", "", "")]
    for number, bait in enumerate(BAITS, start=1):
        rows += [
            ("", f"To the Governor {bait}", "", "", "", ""),
            ("", f"Laundry {bait}", "", "", "", ""),
            (
                f"6.{number}",
                f"The laundry should be clean {bait}. (1.{number}, {bait})",
                "Agreed" if number % 2 else f"Agreed {bait}",
                f"The laundry will be cleaned {bait}.",
                f"Governor {bait}",
                f"June 2025 {bait}",
            ),
            ("", "", "", f"A second wash will follow {bait}.", "Head of Residence", f"Completed {bait}"),
        ]
    _table(document, head, *rows)
    document.add_paragraph(f"Words about the laundry in the middle of the table {every}")
    _table(document, head, ("6.99", "The laundry needs soap. (1.99)", "Agreed", "It will.", "Governor", "May 2026"))
    document.save(str(folder / DOCUMENT_NAME))


def _table(document: Document, *rows: tuple[str, ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
