"""Rows whose cells hold line breaks are one row, and what only looks like one stays apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.broken_lines import mend_broken_lines
from ingest.columns import Column
from ingest.tables import Line, Row
from ingest.text_document import read_text
from tests.test_ingest_damage import read, sample, wrong

ROLES = (Column.REC_NO, Column.TEXT, Column.RESPONSE, Column.OWNER, Column.TARGET)
_A_HEADING = 60
"""Letters that no heading of a group has."""


def rows_of(*lines: str) -> tuple[Row | Line, ...]:
    return read_text("plan.txt", "0" * 64, "\n".join(lines).encode()).parts


def texts(parts: tuple[Row | Line, ...]) -> list[tuple[str, ...]]:
    return [part.texts if isinstance(part, Row) else (part.text,) for part in parts]


def test_a_sentence_that_goes_on_in_the_next_line_is_one_cell() -> None:
    parts = rows_of("\t\tStaff will complete training in assessment,", "care and teamwork.\tHead of Safety\tMay 2025")
    whole = mend_broken_lines(parts, ROLES).parts
    assert texts(whole) == [
        ("", "", "Staff will complete training in assessment, care and teamwork.", "Head of Safety", "May 2025")
    ]
    assert whole[0].place.lines == (1, 2)


def test_lines_without_any_cell_in_between_belong_to_it() -> None:
    parts = rows_of("4\tSome cells", "were dirty and", "cold.\tThey will be painted.\tHead of", "Estates\tMay 2026")
    assert texts(mend_broken_lines(parts, ROLES).parts) == [
        ("4", "Some cells were dirty and cold.", "They will be painted.", "Head of Estates", "May 2026")
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("\tPurchases", "6.13\tWork\tAgreed\tYes"),  # a heading and a rec no
        ("A visit was paid\tHMPPS\tMay 2025", "A form was sent\tHMPPS\tMay 2025"),  # a page that lost two columns
        ("\t\tA visit will be", "", "paid.\tGovernor\tMay 2025"),  # a page break: the next row is told by other signs
        ("\t\tA visit will be", "paid.\tGovernor"),  # too few cells together
    ],
)
def test_what_only_looks_like_a_broken_row_stays_as_it_is(lines: tuple[str, ...]) -> None:
    parts = rows_of(*lines)
    assert mend_broken_lines(parts, ROLES).parts == parts


@pytest.mark.parametrize("year", [2019, 2025])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_break_within_a_cell_changes_no_field(year: int, data: st.DataObject) -> None:
    """Any cell of the samples may break at any blank within a sentence or a name."""
    lines = sample(year).split("\n")
    tabs = 5 if year == 2019 else 4
    header = next(n for n, line in enumerate(lines) if line.count("\t") == tabs)
    places = [
        (n, at)
        for n, line in enumerate(lines[header + 1 :], start=header + 1)
        if line.count("\t") == tabs and len(line) > _A_HEADING
        for at in range(1, len(line) - 1)
        if line[at] == " " and line[at - 1].isalpha() and line[at + 1].isalpha()
    ]
    n, at = data.draw(st.sampled_from(places))
    plan = read("\n".join([*lines[:n], lines[n][:at], lines[n][at + 1 :], *lines[n + 1 :]]))
    assert wrong(plan, year) == []


def test_names_dates_and_list_entries_stay_apart() -> None:
    parts = rows_of(
        "4\tCells were cold.\tThey will be painted.\tGovernor\tMay 2026",
        "\t\tThe prison will:",
        "\u2022 cut back hedges",
        "\u2022 fit cameras\tGovernor",
        "Security, Order and Counter Terrorism",
        "Directorate\tAugust 2026",
        "January 2027",
    )
    mended = mend_broken_lines(parts, ROLES)
    cells = mended.parts[1]
    assert isinstance(cells, Row)
    assert [[p.text for p in cell.paragraphs] for cell in cells.cells[2:]] == [
        ["The prison will:", "\u2022 cut back hedges", "\u2022 fit cameras"],
        ["Governor", "Security, Order and Counter Terrorism Directorate"],
        ["August 2026", "January 2027"],
    ]
    assert [doubt.message for doubt in mended.doubts] == [
        "The owner cell of lines 2 to 7 stands on several lines without a separator: "
        "it was read as 'Governor' and 'Security, Order and Counter Terrorism Directorate'"
    ]


@pytest.mark.parametrize("name", ["Head of\nSafety", "NHS\nEngland"])
def test_names_that_go_on_or_stand_elsewhere_are_in_no_doubt(name: str) -> None:
    parts = rows_of(
        f"4\tCells were cold.\tThey will be painted.\t{name.replace(chr(10), ' ')}\tMay 2026",
        *f"\t\tThey will be cleaned.\t{name}\tMay 2026".split("\n"),
    )
    mended = mend_broken_lines(parts, ROLES)
    assert texts(mended.parts)[1][3] == name.replace("\n", " ")
    assert mended.doubts == ()


def test_a_repeated_header_and_a_date_are_put_together() -> None:
    parts = rows_of(
        "1. Rec No\t2. Concerns\t3. Response",
        "Action Taken\t4. Responsible Owner\t5. Target Date",
        "3\tCells were damp.\tThey will be aired.\tGovernor\tMay 2026",
        "4\tCells were cold.\tThey will be painted.\tGovernor\tCompleted May",
        "2026",
    )
    mended = texts(mend_broken_lines(parts, ROLES, "1. Rec No").parts)
    assert mended[0][2:] == ("3. Response Action Taken", "4. Responsible Owner", "5. Target Date")
    assert mended[2][4] == "Completed May 2026"


def test_a_notice_after_a_whole_row_is_no_part_of_it() -> None:
    parts = rows_of("4\tCells were cold.\tThey will be painted.\tGovernor\tMay 2026", "Drafted before the inquiry.")
    assert mend_broken_lines(parts, ROLES).parts == parts
