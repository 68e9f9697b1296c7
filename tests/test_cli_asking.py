"""``ask``: answers for people and machines, batches, and what it does not import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, RunCli

from assistant.answer import Answer
from assistant.cli import make_app

LOOKUP = "Who owns recommendation 6.5?"
TOPIC = "Which concerns about interpreters are still open?"
DAY = ("--as-of", "2025-10-15")
HEAVY = ("torch", "sentence_transformers", "transformers", "gradio", "chromadb", "llama_index")

WATCHED = """
import sys
from assistant import cli
sys.argv = ["action-plans", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as end:
    assert not end.code, end.code
print(*sorted(set(sys.modules) & set({heavy!r})), sep=",", file=sys.stderr)
"""


def imported_by(home: Path, *arguments: str) -> set[str]:
    """Which of the heavy libraries a run of the command imports."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED.format(heavy=HEAVY), *arguments],
        cwd=ROOT,
        env={"ACTION_PLANS_HOME": str(home), "PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (line,) = done.stderr.splitlines()
    return set(filter(None, line.split(",")))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["plans"],
        ["show", "hmp-send-2019-01-18", "6.5"],
        ["settings"],
        ["ask", LOOKUP],
        ["ask", TOPIC, *DAY],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_nothing_heavy_is_imported(home: Path, arguments: list[str]) -> None:
    assert imported_by(home, *arguments) == set()


def test_answer_as_json_is_the_record_and_nothing_else(cli: RunCli) -> None:
    done = cli("ask", TOPIC, *DAY, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = Answer.model_validate_json(done.stdout)
    assert (answer.question, answer.as_of.isoformat()) == (TOPIC, "2025-10-15")
    assert {(c.plan_id, c.rec_no) for c in answer.citations} == {("hmp-send-2025-07-08", "4")}


def test_answer_for_people_holds_text_rows_words_and_day(cli: RunCli) -> None:
    answer = Answer.model_validate_json(cli("ask", TOPIC, *DAY, "--json").stdout)
    done = cli("ask", TOPIC, *DAY)
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    words = " ".join(done.stdout.split())
    assert "As of 15 October 2025" in words
    for citation in answer.citations:
        assert citation.plan_id in words
        assert f"[{citation.n}] “{' '.join(citation.quote.split())}”" in words
    assert all(wanted.label in words for wanted in answer.understood.filters)


def test_a_batch_answers_every_line_like_single_questions(cli: RunCli, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "question": LOOKUP, "as_of": "2025-10-15", "kind": "ignored"},
        {"id": 2, "question": "And how many are overdue?", "as_of": "2025-10-15", "history": [TOPIC]},
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    (tmp_path / "in.jsonl").write_text(f"\ufeff{text}\n\n", encoding="utf-8")
    done = cli("ask", "--batch", "in.jsonl", "--out", "out.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2]
    single = json.loads(cli("ask", LOOKUP, *DAY, "--json").stdout)
    assert without_timings(answers[0]) == without_timings(single) | {"id": "a"}


def test_a_batch_goes_through_standard_input_and_output(cli: RunCli) -> None:
    done = cli("ask", "--batch", "-", "--out", "-", *DAY, given=json.dumps({"id": "x", "question": LOOKUP}))
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert (answer["id"], answer["as_of"]) == ("x", "2025-10-15")


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[]",
        '{"id": "x"}',
        '{"question": "Who?"}',
        '{"id": "x", "question": ""}',
        '{"id": "x", "question": "Who?", "as_of": "soon"}',
        '{"id": "x", "question": "Who?", "history": "earlier"}',
    ],
)
def test_a_bad_line_is_named_and_the_others_are_answered(cli: RunCli, tmp_path: Path, bad: str) -> None:
    good = json.dumps({"id": "good", "question": LOOKUP})
    (tmp_path / "in.jsonl").write_text(f"{good}\n{bad}\n{good}\n", encoding="utf-8")
    done = cli("ask", "--batch", "in.jsonl", "--out", "-")
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["good", "good"]
    (line,) = done.stderr.splitlines()
    assert line.startswith("action-plans: line 2 of in.jsonl: ")


def test_a_line_that_is_not_utf8_is_named(cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"id": "x", "question": "\xff"}\n')
    done = cli("ask", "--batch", "in.jsonl", "--out", "-")
    assert (done.returncode, done.stdout) == (1, "")
    assert "line 1 of in.jsonl" in done.stderr


@pytest.mark.parametrize(
    "call",
    [["--batch", "missing.jsonl", "--out", "-"], ["--batch", "-", "--out", "missing/out.jsonl"]],
    ids=["in", "out"],
)
def test_files_that_cannot_be_used_are_said_in_one_line(cli: RunCli, call: list[str]) -> None:
    done = cli("ask", *call, given="")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "missing" in line


def test_answers_do_not_overwrite_their_questions(cli: RunCli, tmp_path: Path) -> None:
    line = json.dumps({"id": "x", "question": LOOKUP})
    (tmp_path / "in.jsonl").write_text(line, encoding="utf-8")
    assert cli("ask", "--batch", "in.jsonl", "--out", "./in.jsonl").returncode == 1
    assert (tmp_path / "in.jsonl").read_text(encoding="utf-8") == line


@pytest.mark.parametrize(
    "call",
    [[], ["  "], ["Who?", "--batch", "in.jsonl", "--out", "-"], ["--batch", "in.jsonl"], ["Who?", "--out", "-"]],
    ids=["nothing", "blank", "both", "no out", "no batch"],
)
def test_a_wrong_call_exits_with_2(cli: RunCli, call: list[str]) -> None:
    done = cli("ask", *call)
    assert (done.returncode, done.stdout) == (2, "")


def test_commands_are_the_contract_s() -> None:
    names = {info.name or getattr(info.callback, "__name__", "") for info in make_app().registered_commands}
    assert names >= {"ingest", "plans", "show", "ask", "search", "export", "serve", "evaluate", "settings"}


def without_timings(answer: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_an_edited_plan_is_answered(cli: RunCli) -> None:
    question = "Which concerns about interpreters are still open?"
    given = json.loads(cli("ask", question, "--as-of", "2025-10-15", "--json").stdout)["plan"]
    given["filters"] = [f for f in given["filters"] if f["field"] != "status"]
    given["topic"] = None
    done = cli("ask", question, "--plan", json.dumps(given), "--json")
    assert (done.returncode, json.loads(done.stdout)["count"]) == (0, 6)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"intent": "guess"}, "The query plan can't be read (intent: "),
        (
            {"filters": [{"field": "due", "op": "only", "value": ["x"], "label": "x"}]},
            "The filter due only (x) has no meaning",
        ),
    ],
)
def test_a_plan_without_meaning_is_refused_in_one_line(change: dict[str, object], said: str, cli: RunCli) -> None:
    plan = {"intent": "list", "unit": "items", "as_of": "2025-10-15", **change}
    done = cli("ask", "What?", "--plan", json.dumps(plan))
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
