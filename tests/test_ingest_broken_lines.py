"""Rows whose cells hold line breaks are one row, and what only looks like one stays apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.broken_lines import mend_broken_lines
from ingest.tables import Line, Row
from ingest.text_document import read_text
from tests.test_ingest_damage import codes, read, sample, wrong

_A_HEADING = 60
"""Letters that no heading of a group has."""


def rows_of(*lines: str) -> tuple[Row | Line, ...]:
    return read_text("plan.txt", "0" * 64, "\n".join(lines).encode()).parts


def texts(parts: tuple[Row | Line, ...]) -> list[tuple[str, ...]]:
    return [part.texts if isinstance(part, Row) else (part.text,) for part in parts]


def test_a_sentence_that_goes_on_in_the_next_line_is_one_cell() -> None:
    parts = rows_of("\t\tStaff will complete training in assessment,", "care and teamwork.\tHead of Safety\tMay 2025")
    whole = mend_broken_lines(parts, 5)
    assert texts(whole) == [
        ("", "", "Staff will complete training in assessment, care and teamwork.", "Head of Safety", "May 2025")
    ]
    assert whole[0].place.lines == (1, 2)


def test_lines_without_any_cell_in_between_belong_to_it() -> None:
    parts = rows_of("4\tSome cells", "were dirty and", "cold.\tThey will be painted.\tHead of", "Estates\tMay 2026")
    assert texts(mend_broken_lines(parts, 5)) == [
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
    assert mend_broken_lines(parts, 5) == parts


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_break_within_any_sentence_changes_no_field(data: st.DataObject) -> None:
    """Any cell of the later sample may break before a word that begins small."""
    lines = sample(2025).split("\n")
    header = next(n for n, line in enumerate(lines) if line.count("\t") == 4)
    places = [
        (n, at + 1)
        for n, line in enumerate(lines[header + 1 :], start=header + 1)
        if line.count("\t") == 4 and len(line) > _A_HEADING
        for at, (before, after) in enumerate(pairwise(line))
        if before == " " and after.islower() and line[at - 1].isalpha()
    ]
    n, at = data.draw(st.sampled_from(places))
    broken = "\n".join([*lines[:n], lines[n][: at - 1], lines[n][at:], *lines[n + 1 :]])
    plan, whole = read(broken), read(sample(2025))
    assert wrong(plan, 2025) == []
    assert [code for _, code in codes(plan)] == [code for _, code in codes(whole)]
