"""The quality report: what the people who write plans are told, on the samples and on rows that break each rule."""

from __future__ import annotations

import re

import pytest
from published_samples import sample

from ingest.assemble import assemble
from ingest.quality import Finding, Head, check_plan
from ingest.text_document import read_text

HEADER = "\t".join(
    (
        "Rec No",
        "Recommendation",
        "Agreed/ Partly Agreed/ Not Agreed",
        "Response Action Taken/Planned",
        "Owner",
        "Target Date",
    )
)


def findings(*rows: str, after: str = "") -> tuple[Finding, ...]:
    whole = "5.1\tAll cells should be clean. (1.1)\tAgreed\tCells will be cleaned every day.\tGovernor\tMay 2020"
    lines = ["Action Plan: HMP Example", "Action Plan Submitted: 1 March 2020", "", HEADER, whole, *rows]
    text = "\n".join(lines) + after
    return check_plan(assemble(read_text("plan.txt", "", text.encode()))).findings


def row(number: int, answer: str, response: str, owner: str = "Governor", target: str = "June 2020") -> str:
    return f"5.{number}\tThis should be done too. (1.{number})\t{answer}\t{response}\t{owner}\t{target}"


@pytest.mark.parametrize(
    ("broken", "head", "words"),
    [
        (row(2, "Agreed", "It will be done.", owner=""), Head.OWNER, "names no responsible owner"),
        (row(2, "Agreed", "It will be done.", target=""), Head.DATE, "has no target date"),
        (row(2, "Agreed", "It will be done.", target="TBC"), Head.DATE, "has 'TBC' for a date"),
        (row(2, "Agreed", "We are unable to implement this here."), Head.REFUSES, "'unable to implement'"),
        (row(2, "Agreed", "This recommendation is not agreed. It stays."), Head.REFUSES, "is not agreed"),
        (row(2, "Not Agreed", "It stays.", target=""), Head.REASON, "gives no reason"),
        (row(2, "Not Agreed", "This is due to a lack of funding.", target=""), Head.REASON, "reads like affordability"),
        (row(2, "Partly Agreed", "Some of it, because of the weather."), Head.REASON, "doesn't say whether"),
        (row(2, "Agreed", "It was done.", target="Completed June 2021"), Head.FUTURE, "is it done, or due?"),
        (row(2, "Agreed", "It will be done.", target="June 2019"), Head.PAST, "past when the plan was submitted"),
        (row(2, "Agreed", "It will be done by the"), Head.CUT, "may be cut off"),
    ],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_is_reported(broken: str, head: Head, words: str) -> None:
    assert findings() == ()
    found = findings(broken, row(3, "Agreed", "It will be done by us."))
    assert [(one.head, one.rec_no) for one in found] == [(head, "5.2")]
    assert words in found[0].message
    assert "line 6" in found[0].message


def test_totals_that_do_not_add_up_are_reported() -> None:
    (found,) = findings(after="\n\nAgreed\t2\nPartly Agreed\t0\nNot Agreed\t0\nTotal\t2")
    assert (found.head, found.rec_no) == (Head.TOTALS, None)


@pytest.mark.parametrize(
    "response",
    [
        "This is not agreed for affordability reasons.",
        "This is a matter of national policy.",
        "It cannot be done for operational reasons.",
        "It is for commissioning to decide.",
    ],
)
def test_a_reason_that_is_named_is_no_finding(response: str) -> None:
    assert findings(row(2, "Not Agreed", response, target="")) == ()


def test_the_report_of_the_samples() -> None:
    found = {(one.head, one.rec_no) for one in check_plan(sample(2019)).findings}
    assert found >= {(Head.UNCLEAR, "6.23"), (Head.UNCLEAR, "6.24"), (Head.FUTURE, "6.14"), (Head.CUT, "6.26")}
    reasons = {rec_no for head, rec_no in found if head is Head.REASON}
    refused = {item.rec_no for item in sample(2019).items if item.agreement and item.agreement.value != "agreed"}
    assert reasons <= refused
    unnamed = [
        item.rec_no
        for item in sample(2019).items
        if item.rec_no in refused and not re.search("afford|commissioning|policy|operational", item.response)
    ]
    assert reasons == set(unnamed)
