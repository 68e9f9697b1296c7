"""``action-plans evaluate`` as a user runs it, over the sample plans."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from conftest import ROOT, RunCli

PLAN = "hmp-send-2019-01-18"


def line(name: str, asked: str, **fields: object) -> str:
    return json.dumps({"id": name, "kind": "lookup", "question": asked, "as_of": "2025-10-15"} | fields) + "\n"


RIGHT = line("right", "Who owns recommendation 6.5?", expected=[{"plan": PLAN, "rec_no": "6.5"}])
WRONG = line("wrong", "Who owns recommendation 6.5?", expected=[{"plan": PLAN, "rec_no": "6.4"}], part="check")
FAILING = line("failing", " ", kind="odd")


def test_json_report_of_right_and_wrong_answers(cli: RunCli, tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text(RIGHT + WRONG)
    done = cli("evaluate", str(file), "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["total"]["questions"], report["total"]["right"]) == (2, 1)
    assert report["total"]["quotes_found"] == 1.0
    assert [wrong["question"]["id"] for wrong in report["wrong"]] == ["wrong"]
    assert {fault["rule"] for fault in report["wrong"][0]["faults"]} == {"a row is missing", "a row too many"}


def test_a_failing_question_is_unscored_and_fails_the_run(cli: RunCli, tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text(FAILING + RIGHT)
    done = cli("evaluate", str(file))
    assert done.returncode == 1
    assert done.stderr == "action-plans: 1 questions could not be answered and are unscored\n"
    assert "failing [odd]" in done.stdout
    assert "1/1" in done.stdout.split("total")[1]


def test_only_the_part_that_is_wanted(cli: RunCli, tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text(RIGHT + WRONG)
    report = json.loads(cli("evaluate", str(file), "--json", "--part", "check").stdout)
    assert report["total"]["questions"] == 1


def test_what_cannot_be_read_is_said_in_one_line(cli: RunCli, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a"}\n')
    for arguments, said in (
        ((str(tmp_path / "none.jsonl"),), "none.jsonl cannot be read"),
        ((str(bad),), "bad.jsonl, line 1: kind: Field required"),
        (("--documents", str(bad)), "bad.jsonl is no folder"),
        (("--part", "other"), "no question"),
    ):
        done = cli("evaluate", *arguments)
        assert done.returncode == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_every_quote_in_answers_to_the_sample_questions_stands_in_its_source(cli: RunCli) -> None:
    done = cli("evaluate", str(ROOT / "evals" / "questions" / "send.jsonl"), "--json")
    assert done.returncode == 0, done.stderr
    total = json.loads(done.stdout)["total"]
    assert total["questions"] == 40
    assert total["right"] >= 34
    assert total["quotes_found"] == 1.0
    assert total["quotes_unchecked"] == 0


def test_the_command_alone_imports_nothing_heavy() -> None:
    code = (
        "import sys, evals.command\n"
        "heavy = {'assistant.engine', 'torch', 'chromadb', 'numpy', 'gradio', 'llama_index', 'rich.table'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
