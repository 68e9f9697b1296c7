"""Heads of plans: the forms of published ones."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.errors import DocumentRefused
from ingest.establishments import as_name, establishment_key, slug
from ingest.head import Head, read_head
from ingest.tables import Line, Place


def head(*lines: str) -> Head:
    return read_head([Line(text, Place((at, at)), 1) for at, text in enumerate(lines, start=1)], "plan.txt")


def plan(inspection: str, report: str = "Report Published: 1 July 2020", submitted: str = "30 July 2020") -> Head:
    return head("Action Plan: HMP Example", f"Action Plan Submitted: {submitted}", inspection, report)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("18th- 29th June 2018", "2018-06-18", "2018-06-29"),
        ("17 March – 3 April 2020", "2020-03-17", "2020-04-03"),
        ("24-25th February; 2-6th March 2020", "2020-02-24", "2020-03-06"),
        ("6-7, 20-23 August 2018", "2018-08-06", "2018-08-23"),
        ("17, 18 December & 7-11 January 2019", "2018-12-17", "2019-01-11"),
        ("30 December 2019 – 3 January 2020", "2019-12-30", "2020-01-03"),
        ("26 th August 2019", "2019-08-26", "2019-08-26"),
        ("22/05/2019 - 25/05/2019", "2019-05-22", "2019-05-25"),
    ],
)
def test_inspection_spans(words: str, first: str, last: str) -> None:
    for line in (f"A Response to the HMIP Inspection: {words}", f"A Response to the HMIP Inspection {words}"):
        found = plan(line)
        assert found.inspection == (date.fromisoformat(first), date.fromisoformat(last))
        assert found.doubts == ()


def test_a_missing_year_is_taken_from_the_report_and_said() -> None:
    found = plan("A Response to the HMIP Inspection: 11-22 May")
    assert found.inspection == (date(2020, 5, 11), date(2020, 5, 22))
    assert [doubt.code for doubt in found.doubts] == ["head-inferred"]
    found = plan("A Response to the HMIP Inspection: 11-22 November")
    assert found.inspection == (date(2019, 11, 11), date(2019, 11, 22))


@pytest.mark.parametrize("words", ["18th January 2019", "18/01/2019", "18 January 2019", "18 th January 2019"])
@pytest.mark.parametrize("label", ["Action Plan Submitted: ", "Action Plan Submitted ", "Action Plan Submitted:"])
def test_forms_of_the_date_of_submission(label: str, words: str) -> None:
    assert head("Action Plan: HMP Example", f"{label}{words}").submitted == date(2019, 1, 18)


def test_a_value_on_the_line_below_its_label() -> None:
    assert head("Action Plan: HMP Example", "Action Plan Submitted:", "22/05/2019").submitted == date(2019, 5, 22)


def test_the_older_form_has_a_position_and_says_so() -> None:
    found = head("ACTION PLAN: HMCIP REPORT", "ESTABLISHMENT: HMYOI WERRINGTON", "POSITION AS AT: December 2015")
    assert (found.establishment, found.submitted) == ("HMYOI Werrington", date(2015, 12, 31))
    assert [doubt.code for doubt in found.doubts] == ["head-inferred"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Action Plan Submitted: 1 May 2020"],
        ["Action Plan: HMP Example"],
        ["Action Plan: HMP Example", "Action Plan Submitted: soon"],
    ],
)
def test_a_head_without_name_or_date_is_refused_in_one_line(lines: list[str]) -> None:
    with pytest.raises(DocumentRefused) as refused:
        head(*lines)
    assert "expected a line such as" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_name_in_the_title_wins_over_one_in_capitals() -> None:
    found = head(
        "Action Plan: Kent, Surrey and Sussex CRC", "ESTABLISHMENT: KSS CRC", "Action Plan Submitted: 1 May 2020"
    )
    assert found.establishment == "Kent, Surrey and Sussex CRC"


@pytest.mark.parametrize("name", ["HMP Send", "HMP/YOI Send", "HMP & YOI Send", "HMPYOI SEND", "HM Prison Send"])
def test_one_key_for_the_names_of_one_place(name: str) -> None:
    assert establishment_key(name) == "send"


def test_slugs_and_names() -> None:
    assert slug("HMP/YOI Low Newton") == "hmp-yoi-low-newton"
    assert establishment_key("Kent, Surrey and Sussex CRC") == "kent-surrey-and-sussex-crc"
    assert as_name("HMP/YOI EAST SUTTON PARK") == "HMP/YOI East Sutton Park"
    assert as_name("HMP Isle of Wight") == "HMP Isle of Wight"
