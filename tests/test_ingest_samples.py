"""The two sample plans against their true registers, field by field."""

from __future__ import annotations

import pytest
from register_truth import PLANS, differences, truth

from ingest.reading import read_document
from ingest.records import Plan


@pytest.fixture(scope="module", params=[2019, 2025])
def year(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


def sample(year: int) -> Plan:
    return read_document(PLANS / f"hmp-send-{year}.txt").plans[0]


def test_every_field_is_as_in_the_true_register(year: int) -> None:
    assert differences(sample(year), truth(year)) == []


def test_a_wrong_field_is_seen() -> None:
    plan = sample(2025)
    wrong = plan.model_copy(update={"items": (plan.items[0].model_copy(update={"text": "x"}), *plan.items[1:])})
    assert len(differences(wrong, truth(2025))) == 1


def test_everything_that_must_be_warned_of_is_with_its_place(year: int) -> None:
    plan = sample(year)
    for must in truth(year)["must_warn"]:
        if "rec_no" in must:
            found = [warning for warning in plan.warnings if warning.rec_no == must["rec_no"]]
            item = next(item for item in plan.items if item.rec_no == must["rec_no"])
            assert [(doubt.code, doubt.message) for doubt in item.warnings] == [(w.code, w.message) for w in found]
        else:
            line = must["source_line"]
            found = [warning for warning in plan.warnings if warning.source.lines == (line, line)]
        assert found, must
        assert all("line" in warning.message for warning in found)


def test_no_other_warnings_than_a_reader_would_accept() -> None:
    found = {(warning.rec_no, warning.code) for year in (2019, 2025) for warning in sample(year).warnings}
    assert found == {
        ("6.5", "dates-not-paired"),
        ("6.11", "owners-run-together"),
        ("6.14", "dates-not-paired"),
        ("6.18", "dates-not-paired"),
        ("6.23", "cells-slipped"),
        ("6.24", "cells-slipped"),
        ("6.26", "text-cut-off"),
        ("1", "text-cut-off"),
        ("4", "rec-no-inferred"),
        ("5", "rec-no-inferred"),
        (None, "columns-lost"),
        (None, "text-repeated"),
    }


def test_actions_of_2019_pair_dates_where_their_numbers_match() -> None:
    counts = {item.rec_no: len(item.actions) for item in sample(2019).items if len(item.actions) != 1}
    assert counts == {"6.5": 3, "6.6": 2, "6.7": 2, "6.14": 2, "6.15": 3, "6.19": 5, "6.20": 2}
    by_no = {item.rec_no: item for item in sample(2019).items}
    assert [(action.target_date, bool(action.text)) for action in by_no["6.5"].actions] == [
        ("September 2019", True),
        ("Completed", True),
        ("Completed", False),
    ]
    assert [action.target_date for action in by_no["6.19"].actions] == list(by_no["6.19"].target_dates)
    part = by_no["6.14"].actions[0]
    assert (part.target_date, part.part_completed, part.completed) == ("Completed December 2019", True, False)
    assert str(part.due) == "2019-12-31"


def test_the_garbled_row_is_kept_in_view_whole() -> None:
    (aside,) = sample(2025).set_aside
    assert aside.source.lines == (49, 49)
    raw = (PLANS / "hmp-send-2025.txt").read_text().splitlines()[48]
    assert "".join(aside.text.split()) == "".join(raw.split())


def test_every_text_of_an_item_stands_in_its_lines(year: int) -> None:
    lines = (PLANS / f"hmp-send-{year}.txt").read_text().splitlines()
    for item in sample(year).items:
        first, last = item.source.lines or (0, 0)
        words = "".join("\n".join(lines[first - 1 : last]).split())
        for owner in item.responsible_owner:
            assert "".join(owner.split()) in words
        for action in item.actions:
            start, end = action.source.lines or (0, 0)
            assert first <= start <= end <= last
