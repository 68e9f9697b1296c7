"""Votes on answers: kept in the register, and given out as the evaluation reads them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run_command
from starlette.testclient import TestClient
from web_app import web_client

from assistant.engine import Engine
from assistant.feedback import Judgement, keep_vote, vote_of, votes
from assistant.query import Field, Filter, Op
from assistant.settings import Settings
from evals.feedback import Draft
from ingest.register import Register

DAY = date(2025, 10, 15)
ASKED = "Which concerns about interpreters are still open?"
NOW = datetime(2025, 10, 15, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def own(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of our own, to be written to."""
    own = tmp_path_factory.mktemp("voting") / "home"
    shutil.copytree(home, own)
    return own


@pytest.fixture(scope="module")
def engine(own: Path) -> Iterator[Engine]:
    with Engine.open(Settings(home=own, as_of=DAY)) as engine:
        yield engine


@pytest.fixture(scope="module")
def client(own: Path) -> Iterator[TestClient]:
    with web_client(Settings(home=own, as_of=DAY)) as client:
        yield client


def judgement(engine: Engine, question: str = ASKED, **fields: Any) -> Judgement:
    given = {"question": question, "plan": engine.understand(question), "helpful": True} | fields
    return Judgement.model_validate(given)


def test_a_vote_comes_back_as_it_was_kept(engine: Engine, tmp_path: Path) -> None:
    shutil.copy(engine.register.path, tmp_path / "register.sqlite")
    helpful = vote_of(judgement(engine, history=["overdue?"]), engine.knowledge, "anna", NOW)
    unhelpful = vote_of(judgement(engine, helpful=False, reason=" A row\nis missing "), engine.knowledge, "ravi", NOW)
    with Register.open(tmp_path / "register.sqlite") as register:
        before = register.version
        keep_vote(register, helpful)
        keep_vote(register, unhelpful)
        assert votes(register) == (helpful, unhelpful)
        assert register.version == before  # a vote makes no index stale
    assert [(row.plan_id, row.rec_no) for row in helpful.cited] == [("hmp-send-2025-07-08", "4")]
    assert (helpful.count, helpful.abstained, helpful.history) == (1, False, ("overdue?",))
    assert unhelpful.reason == "A row is missing"


def test_a_vote_on_an_edited_answer_says_so(engine: Engine) -> None:
    vote = vote_of(judgement(engine, by_hand=True, reason="right now"), engine.knowledge, "anna", NOW)
    assert vote.reason is not None
    assert vote.reason.startswith("(The user had set how it is understood: ")
    assert "topic “interpreters”" in vote.reason
    assert vote.reason.endswith("right now")


def test_a_refusal_found_helpful_is_an_abstention(engine: Engine) -> None:
    vote = vote_of(judgement(engine, "What about unicorns?"), engine.knowledge, "anna", NOW)
    assert (vote.abstained, vote.cited) == (True, ())


def test_from_a_vote_in_the_web_app_to_a_draft_of_a_question(
    engine: Engine, client: TestClient, own: Path, tmp_path: Path
) -> None:
    for given in (judgement(engine), judgement(engine, "Who owns 6.5?", helpful=False, reason="A row is missing")):
        done = client.post("/feedback", content=given.model_dump_json(), headers={"content-type": "application/json"})
        assert done.status_code == 201, done.text
    listed = run_command("feedback", home=own)
    assert "A row is missing" in listed.stdout
    export, review = tmp_path / "votes.jsonl", tmp_path / "review.jsonl"
    assert run_command("feedback", "--out", str(export), home=own).returncode == 0
    assert "person" not in json.loads(export.read_text(encoding="utf-8").splitlines()[0])
    done = subprocess.run(
        [sys.executable, "-m", "evals.feedback", "draft", str(export), str(review)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    good, bad = (Draft.model_validate_json(line) for line in review.read_text(encoding="utf-8").splitlines())
    assert (good.question, good.as_of, good.count) == (ASKED, DAY, 1)
    assert [(row.plan, row.rec_no) for row in good.expected] == [("hmp-send-2025-07-08", "4")]
    assert (bad.helpful, bad.expected, bad.note) == (False, (), "A row is missing")
    named = run_command("feedback", "--out", str(export), "--with-names", home=own)
    assert named.returncode == 0
    assert json.loads(export.read_text(encoding="utf-8").splitlines()[0])["person"] == "this machine"


def test_without_votes_it_says_so(home: Path, tmp_path: Path) -> None:
    shutil.copy(home / "register.sqlite", tmp_path / "register.sqlite")
    assert "No votes yet" in run_command("feedback", home=tmp_path).stdout


def test_a_file_that_cannot_be_written_is_said_in_one_line(own: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run_command("feedback", "--out", str(tmp_path / "file" / "votes.jsonl"), home=own)
    assert done.returncode == 1
    assert "can't be written" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_votes_of_other_sites_and_without_a_plan_are_refused(engine: Engine, client: TestClient) -> None:
    words = judgement(engine).model_dump_json()
    headers = {"content-type": "application/json"}
    foreign = client.post("/feedback", content=words, headers=headers | {"origin": "http://outside.example"})
    assert foreign.status_code == 403
    assert client.post("/feedback", content='{"question": "x"}', headers=headers).status_code == 422
    senseless = Filter(field=Field.DUE, op=Op.ONLY, value=("x",), label="x")
    plan = engine.understand(ASKED).model_copy(update={"filters": (senseless,)})
    forged = judgement(engine, plan=plan).model_dump_json()
    assert client.post("/feedback", content=forged, headers=headers).status_code == 400
