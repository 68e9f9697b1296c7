"""``search`` and ``export``: exactly the rows of the true registers that meet the filters."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from conftest import ROOT, RunCli

from assistant.search import SearchPage
from ingest.records import Plan

SEND_2019, SEND_2025 = "hmp-send-2019-01-18", "hmp-send-2025-07-08"
DAY = ("--as-of", "2025-10-15")


@pytest.fixture
def plans(cli: RunCli) -> list[Plan]:
    return [Plan.model_validate_json(cli("show", plan_id, "--json").stdout) for plan_id in (SEND_2019, SEND_2025)]


def found(cli: RunCli, *arguments: str) -> SearchPage:
    done = cli("search", *arguments, *DAY, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return SearchPage.model_validate_json(done.stdout)


def keys(page: SearchPage) -> list[tuple[str, str, int | None]]:
    return [(row.plan_id, row.rec_no, row.action) for row in page.rows]


def test_without_filters_every_action_is_a_row(cli: RunCli, plans: list[Plan]) -> None:
    everything = [(p.plan_id, item.rec_no, action.n) for p in plans for item in p.items for action in item.actions]
    page = found(cli, "", "--limit", "1000")
    assert keys(page) == everything
    assert page.total == len(everything) == 69


def test_filters_find_exactly_the_rows_that_meet_them(cli: RunCli, plans: list[Plan]) -> None:
    page = found(cli, "", "--status", "overdue", "--plan", SEND_2025, "--due-from", "2025-09-01", "--limit", "99")
    expected = [
        (SEND_2025, item.rec_no, action.n)
        for item in plans[1].items
        for action in item.actions
        if action.due and date(2025, 9, 1) <= action.due < date(2025, 10, 15) and not action.completed
    ]
    assert expected
    assert keys(page) == expected


@pytest.mark.parametrize(
    ("call", "total"),
    [
        (["--establishment", "send", "--plan", SEND_2025], 31),
        (["--owner", "the governor", "--plan", SEND_2025], 30),
        (["--owner", "HMPPS", "--plan", SEND_2025], 1),
        (["--group", "key concerns", "--plan", SEND_2025], 27),
        (["--agreement", "not_agreed"], 3),
        (["--rec-no", "4", "--rec-no", "6", "--plan", SEND_2025], 10),
        (["--establishment", "HMP Nowhere"], 0),
        (["--section", "no such section"], 0),
    ],
)
def test_totals_of_filters(cli: RunCli, call: list[str], total: int) -> None:
    assert found(cli, "", *call).total == total


def test_a_plan_is_not_visible_before_its_submission(cli: RunCli) -> None:
    done = cli("search", "", "--as-of", "2020-01-01", "--json")
    assert json.loads(done.stdout)["total"] == 38


def test_text_orders_the_rows_and_removes_none(cli: RunCli) -> None:
    page = found(cli, "interpreting service", "--limit", "1000")
    assert page.total == 69
    assert keys(page)[0] == (SEND_2025, "4", 4)
    assert [row.score for row in page.rows] == sorted((row.score for row in page.rows), reverse=True)


def test_pages_join_without_gap(cli: RunCli) -> None:
    whole = keys(found(cli, "education", "--limit", "10"))
    assert keys(found(cli, "education", "--limit", "4")) == whole[:4]
    assert keys(found(cli, "education", "--limit", "6", "--offset", "4")) == whole[4:]


def test_search_for_people_fits_80_columns(cli: RunCli) -> None:
    done = cli("search", "interpreters", "--limit", "3", *DAY)
    assert done.stdout.startswith("Rows 1 to 3 of 69, as of 15 October 2025\n")
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_export_writes_every_row_with_query_day_and_source(cli: RunCli) -> None:
    done = cli("export", "--plan", SEND_2025, "--status", "completed", "--format", "csv", "--out", "-", *DAY)
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 3
    assert {row["query"] for row in rows} == {f"status: completed; plan: {SEND_2025}"}
    assert {row["as_of"] for row in rows} == {"2025-10-15"}
    document = (ROOT / "data" / "plans" / "hmp-send-2025.txt").read_text(encoding="utf-8").splitlines()
    for row in rows:
        assert row["text"][:40] in document[int(row["lines"].split("-")[0]) - 1]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "ics"])
def test_export_writes_each_kind_of_file(cli: RunCli, kind: str) -> None:
    done = cli("export", "--format", kind, "--out", f"rows.{kind}", *DAY)
    assert (done.returncode, done.stdout) == (0, f"69 rows written to rows.{kind}\n")


def test_nothing_is_due_on_a_row_that_was_not_agreed(cli: RunCli) -> None:
    done = cli("export", "--agreement", "not_agreed", "--format", "json", "--out", "-", *DAY)
    assert [row["due"] for row in json.loads(done.stdout)["rows"]] == [None, None, None]


def test_a_file_that_cannot_be_written_is_said_in_one_line(cli: RunCli) -> None:
    done = cli("export", "--format", "csv", "--out", "missing/rows.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "call",
    [
        ["search"],
        ["search", "x", "--status", "late"],
        ["search", "x", "--due-from", "soon"],
        ["search", "x", "--limit", "0"],
        ["export", "--format", "csv"],
        ["export", "--out", "x", "--format", "pdf"],
    ],
)
def test_a_wrong_call_exits_with_2(cli: RunCli, call: list[str]) -> None:
    done = cli(*call)
    assert (done.returncode, done.stdout) == (2, "")
