"""Target-date cells: words, last days and completion; one test for each rule, one row for each kind of cell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import looks_like_target, read_targets
from ingest.days import find_periods, month_end
from ingest.markup import cell_of

SUBMITTED = date(2019, 1, 18)


def read(words: str, submitted: date = SUBMITTED) -> list[tuple[str, str | None, bool]]:
    entries = read_targets(cell_of(words), submitted)
    return [(entry.words, entry.due.isoformat() if entry.due else None, entry.completed) for entry in entries]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("December 2019", "2019-12-31"),
        ("Sept 2019", "2019-09-30"),
        ("31/03/2024", "2024-03-31"),
        ("31.03.24", "2024-03-31"),
        ("2024-03-31", "2024-03-31"),
        ("31st March 2024", "2024-03-31"),
        ("26 th August 2020", "2020-08-26"),
        ("End of March 2024", "2024-03-31"),
        ("by end of 2025", "2025-12-31"),
        ("Mar-24", "2024-03-31"),
        ("February 2024", "2024-02-29"),
        ("Q3 2024", "2024-09-30"),
        ("Q3 2024/25", "2024-12-31"),
        ("Spring 2025", "2025-05-31"),
        ("Winter 2024", "2025-02-28"),
        ("2024/25", "2025-03-31"),
        ("March - June 2020", "2020-06-30"),
        ("September/October 2019", "2019-10-31"),
        ("Ongoing, review December 2020", "2020-12-31"),
        ("To be completed by June 2019", "2019-06-30"),
        ("June", "2019-06-30"),
        ("Within 6 months", "2019-07-18"),
        ("Ongoing", None),
        ("Immediate", None),
        ("TBC", None),
        ("N/A", None),
        ("31/02/2024", None),
    ],
)
def test_one_entry_with_its_last_day(words: str, due: str | None) -> None:
    assert read(words) == [(words, due, False)]


@pytest.mark.parametrize("words", ["Completed", "Complete", "Completed November 2018", "Completed January 2019"])
def test_a_completion_and_its_date_is_one_entry_without_a_deadline(words: str) -> None:
    assert read(words) == [(words, None, True)]


@pytest.mark.parametrize("words", ["Completed December 2019", "Completed (December 2019)", "Completed; December 2019"])
def test_completed_with_a_later_date_is_two_entries(words: str) -> None:
    assert read(words) == [("Completed", None, True), ("December 2019", "2019-12-31", False)]


def test_the_same_cell_is_a_completion_in_a_plan_submitted_later() -> None:
    assert read("Completed December 2019", date(2020, 2, 1)) == [("Completed December 2019", None, True)]


@pytest.mark.parametrize(
    "words",
    [
        "<p>December 2019</p> <p>April 2020</p>",
        "December 2019<br/>April 2020",
        "December 2019; April 2020",
        "December 2019 April 2020",
        "December 2019 and April 2020",
    ],
)
def test_several_dates_in_a_cell_are_as_many_entries(words: str) -> None:
    assert read(words) == [("December 2019", "2019-12-31", False), ("April 2020", "2020-04-30", False)]


@pytest.mark.parametrize(
    "words", ["Completed and ongoing", "Not yet completed", "Partially complete", "All will complete training"]
)
def test_what_is_not_finished_is_not_completed(words: str) -> None:
    assert [completed for *_, completed in read(words)] == [False]


def test_a_date_crossed_out_is_kept_in_words_and_counts_as_none() -> None:
    struck, live = read_targets(cell_of("<s>May 2019</s> June 2019"), SUBMITTED)
    assert (struck.words, struck.due, struck.struck) == ("May 2019", None, True)
    assert (live.words, live.due) == ("June 2019", date(2019, 6, 30))


@pytest.mark.parametrize(
    ("words", "code"),
    [("June", "date-inferred"), ("31 June 2019", "date-unreadable"), ("as the wing opens", "date-unreadable")],
)
def test_what_was_inferred_or_cannot_be_read_is_doubted(words: str, code: str) -> None:
    (entry,) = read_targets(cell_of(words), SUBMITTED)
    assert entry.doubt is not None
    assert entry.doubt.code == code


def test_the_verb_may_is_no_month() -> None:
    assert find_periods("this may change", SUBMITTED) == ()


@given(st.dates(date(2012, 1, 1), date(2040, 12, 31)), st.dates(date(2012, 1, 1), date(2040, 12, 31)))
def test_every_spelling_of_a_day_or_month_gives_its_last_day(day: date, submitted: date) -> None:
    for form in ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%B %d, %Y"):
        assert read(day.strftime(form), submitted) == [(day.strftime(form), day.isoformat(), False)]
    last = month_end(day.year, day.month)
    assert (last + timedelta(days=1)).day == 1
    for form in ("%B %Y", "%b %Y", "%m/%Y", "End of %B %Y"):
        assert read(day.strftime(form), submitted) == [(day.strftime(form), last.isoformat(), False)]


@given(st.text(max_size=80), st.dates(date(2012, 1, 1), date(2040, 1, 1)))
def test_any_words_are_kept_and_read_without_an_error(words: str, submitted: date) -> None:
    cell = cell_of(words)
    entries = read_targets(cell, submitted)
    assert all(entry.words in cell.text for entry in entries)
    assert isinstance(looks_like_target(cell.text), bool)
