"""``ingest``, ``plans`` and ``show`` as a user runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, RunCli, run_command

from ingest.records import Item, Plan

SEND_2019, SEND_2025 = "hmp-send-2019-01-18", "hmp-send-2025-07-08"


def test_ingesting_again_changes_nothing_and_is_quick(cli: RunCli, home: Path, plans_folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (home / "index").rglob("*") if path.is_file()}
    done = cli("ingest", str(plans_folder), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    reports = json.loads(done.stdout)
    assert [(r["document"], r["outcome"]) for r in reports] == [
        ("hmp-send-2019.txt", "unchanged"),
        ("hmp-send-2025.txt", "unchanged"),
    ]
    assert [(r["plans"], r["items"], r["actions"]) for r in reports] == [(1, 26, 38), (1, 6, 31)]
    assert before == {path: path.stat().st_mtime_ns for path in (home / "index").rglob("*") if path.is_file()}


def test_a_refused_document_is_named_and_the_others_are_read(
    tmp_path: Path, empty_home: Path, plans_folder: Path
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    shutil.copy(plans_folder / "hmp-send-2025.txt", documents)
    (documents / "letter.txt").write_text("Dear Sir, thank you for your letter.\n", encoding="utf-8")
    done = run_command("ingest", str(documents), home=empty_home)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "letter.txt was refused: " in line
    assert "refused" in done.stdout
    held = json.loads(run_command("plans", "--json", home=empty_home).stdout)
    assert [plan["plan_id"] for plan in held] == [SEND_2025]


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_nothing_to_read_is_an_error_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    done = run_command("ingest", str(tmp_path / name), home=tmp_path / "home")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr


def test_plans_as_a_table_and_as_json(cli: RunCli) -> None:
    table = cli("plans").stdout
    assert all(len(line) <= 80 for line in table.splitlines())
    head, _, *rows = (line.split() for line in table.splitlines())
    assert head == ["plan", "establishment", "submitted", "items", "actions", "warnings"]
    assert [row[0] for row in rows] == [SEND_2019, SEND_2025]
    held = json.loads(cli("plans", "--json").stdout)
    assert [(p["plan_id"], p["items"], p["actions"], p["superseded_by"]) for p in held] == [
        (SEND_2019, 26, 38, SEND_2025),
        (SEND_2025, 6, 31, None),
    ]


def test_no_register_yet_is_said_with_what_to_do(tmp_path: Path) -> None:
    done = run_command("plans", home=tmp_path / "none")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "action-plans ingest" in done.stderr


def test_show_gives_the_plan_and_the_item_whole(cli: RunCli) -> None:
    plan = Plan.model_validate_json(cli("show", SEND_2019, "--json").stdout)
    gold = json.loads((ROOT / "tests" / "gold" / "hmp-send-2019.json").read_text(encoding="utf-8"))
    assert [item.rec_no for item in plan.items] == [item["rec_no"] for item in gold["items"]]
    item = Item.model_validate_json(cli("show", SEND_2019, "6.5", "--json").stdout)
    assert item == next(one for one in plan.items if one.rec_no == "6.5")


def test_show_prints_every_word_of_an_item_within_80_columns(cli: RunCli) -> None:
    item = Item.model_validate_json(cli("show", SEND_2025, "4", "--json").stdout)
    shown = cli("show", SEND_2025, "4", "--as-of", "2025-10-15").stdout
    assert max(map(len, shown.splitlines())) <= 80
    words = " ".join(shown.split())
    assert item.text in words
    assert all(action.text in words for action in item.actions)
    assert all(doubt.code in words for doubt in item.warnings)
    assert "2. August 2025 (overdue) Governor [line 43]" in words


def test_show_names_what_is_held_instead(cli: RunCli) -> None:
    done = cli("show", "hmp-nowhere-2020-01-01")
    assert (done.returncode, done.stdout) == (1, "")
    assert SEND_2019 in done.stderr
    done = cli("show", SEND_2025, "99")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "call", [["show"], ["ingest"], ["nonsense"], ["show", SEND_2025, "--as-of", "soon"], ["plans", "--nonsense"]]
)
def test_a_wrong_call_exits_with_2(cli: RunCli, call: list[str]) -> None:
    done = cli(*call)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
