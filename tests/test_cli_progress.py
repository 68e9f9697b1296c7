"""Progress files on the command line: report line, answers, counts, search and exports as of a day, and history."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import run_command
from test_progress_files import HEADER, NEW, OLD, csv_file

DAY, BEFORE = "2026-03-03", "2026-03-02"


@pytest.fixture(scope="module")
def told_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples with a progress file: concern 4 wholly done on 3 March 2026, action 1 of concern 5 taken up again."""
    made = tmp_path_factory.mktemp("told") / "home"
    shutil.copytree(home, made)
    path = csv_file(
        made.parent / "progress.csv",
        HEADER,
        ["HMP Send 2025", "4", "", "Completed", "3 March 2026", "=1+1", "minutes of 3 March"],
        [NEW, "5", "1", "in progress", "1 March 2026", "", ""],
        [NEW, "5", "1", "sometime", "2 March 2026", "", ""],
        ["HMP Ford 2019", "1", "", "done", "2 March 2026", "", ""],
    )
    done = run_command("ingest", str(path), home=made)
    assert done.returncode == 0, done.stderr
    assert "progress.csv, read: progress of 1 plan, 3 entries (1 waiting for their plan), 2" in done.stdout
    assert "row 4: not read: the status 'sometime'" in done.stdout
    assert "row 5: waits for the plan 'HMP Ford 2019'" in done.stdout
    return made


def asked(home: Path, question: str, day: str) -> dict[str, object]:
    done = run_command("ask", question, "--as-of", day, "--json", home=home)
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_the_report_in_json_and_again_unchanged(told_home: Path) -> None:
    done = run_command("ingest", str(told_home.parent / "progress.csv"), "--json", home=told_home)
    (report,) = json.loads(done.stdout)
    assert (report["outcome"], report["plan_ids"], report["warnings"]) == ("unchanged", [NEW], 2)
    assert {key: report["progress"][key] for key in ("plans", "entries", "waiting")} == {
        "plans": [NEW], "entries": 3, "waiting": 1,
    }  # fmt: skip


def test_an_answer_as_of_a_day_rests_on_what_was_reported_by_then_and_says_so(told_home: Path) -> None:
    question = "What is the status of concern 4 in the 2025 plan?"
    before, after = (asked(told_home, question, day) for day in (BEFORE, DAY))
    assert [c["status"] for c in before["citations"]] == ["overdue"]
    assert [c["status"] for c in after["citations"]] == ["completed"]
    assert "reported in progress files" not in before["text"]
    assert "6 as reported in progress files" in after["text"]
    assert "reported on 3 March 2026 in progress.csv, row 2" in after["text"]
    assert "minutes" not in after["citations"][0]["quote"]


def test_counts_search_and_export_agree_on_the_day(told_home: Path) -> None:
    for day, expected in ((BEFORE, 0), (DAY, 6)):
        count = asked(told_home, "How many actions of the 2025 plan of HMP Send are completed?", day)
        found = run_command(
            "search", "", "--plan", NEW, "--rec-no", "4", "--status", "completed", "--as-of", day, "--json",
            home=told_home,
        )  # fmt: skip
        assert json.loads(found.stdout)["total"] == expected
        out = told_home.parent / f"{day}.json"
        run_command(
            "export", "--plan", NEW, "--status", "completed", "--as-of", day, "--format", "json", "--out", str(out),
            home=told_home,
        )  # fmt: skip
        assert count["count"] == json.loads(out.read_text())["total"]


def test_show_has_the_history(told_home: Path) -> None:
    shown = run_command("show", NEW, "4", "--as-of", DAY, home=told_home).stdout
    for words in (
        "Status on 3 March 2026: completed",
        "Reported on 3 March 2026 in progress.csv, row 2",
        "3 March 2026, all actions: Completed [progress.csv, row 2]",
        "Note: =1+1",
        "Evidence: minutes of 3 March",
    ):
        assert words in shown
    item = json.loads(run_command("show", NEW, "4", "--json", home=told_home).stdout)
    (entry,) = item["history"]["progress"]
    assert (entry["on_day"], entry["status"], entry["evidence"]) == ("2026-03-03", "completed", "minutes of 3 March")
    assert entry["source"]["rows"] == [2, 2]
    assert [action["progress"] for action in item["actions"]] == [[entry]] * 6


def test_show_says_what_an_earlier_version_said(empty_home: Path, plans_folder: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.txt"
    newer.write_text((plans_folder / "hmp-send-2025.txt").read_text().replace("\tJanuary 2026", "\tMarch 2026"))
    for path in (plans_folder / "hmp-send-2025.txt", newer):
        assert run_command("ingest", str(path), home=empty_home).returncode == 0
    shown = " ".join(run_command("show", NEW, "5", home=empty_home).stdout.split())
    assert "In the version of hmp-send-2025.txt" in shown
    assert "the target date was “" in shown


def test_a_progress_file_can_be_removed_by_its_name(empty_home: Path, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "progress.csv", HEADER[:5], [OLD, "6.5", "1", "done", "1 March 2019"])
    assert run_command("ingest", str(path), home=empty_home).returncode == 0
    done = run_command("remove", "progress.csv", home=empty_home)
    assert (done.returncode, done.stdout) == (0, "Removed progress.csv\n")
    again = run_command("remove", "progress.csv", home=empty_home)
    assert again.returncode == 1
    assert again.stderr.count("\n") == 1
