"""Users' feedback becomes questions only through a person's review."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from evals.feedback import Draft, Vote, draft, take
from evals.questions import RowRef, read_questions
from ingest.errors import BadRequest

PLAN = "hmp-send-2025-07-08"
CITED = [{"plan_id": PLAN, "rec_no": "4", "action": 1}, {"plan_id": PLAN, "rec_no": "4", "action": 3}]


def vote(asked: str = "interpreters?", **fields: object) -> Vote:
    filled: dict[str, object] = {"question": asked, "as_of": "2025-10-15", "cited": CITED, "helpful": True}
    return Vote.model_validate(filled | fields)


def test_what_a_satisfied_user_was_shown_is_proposed_and_no_more() -> None:
    good, bad, refused = draft(
        (vote(), vote("cameras?", helpful=False, reason="one is missing"), vote("pets?", abstained=True, cited=[]))
    )
    assert good.expected == (RowRef(plan=PLAN, rec_no="4"),)
    assert (bad.expected, bad.note) == ((), "one is missing")
    assert refused.kind == "abstain"
    assert not any(one.reviewed for one in (good, bad, refused))


def test_the_last_vote_on_a_question_counts() -> None:
    (one,) = draft((vote(helpful=False), vote()))
    assert one.helpful
    assert len(draft((vote(), vote(history=["cameras?"])))) == 2


def test_only_what_was_reviewed_is_taken() -> None:
    (one,) = draft((vote(),))
    assert take((one,)) == ()
    (taken,) = take((one.model_copy(update={"reviewed": True, "kind": "topic"}),))
    assert (taken.kind, taken.expected) == ("topic", one.expected)
    assert not isinstance(taken, Draft)


@pytest.mark.parametrize(
    ("changed", "said"), [({"kind": "feedback"}, "of no kind"), ({"kind": "topic", "expected": ()}, "nothing that is")]
)
def test_a_review_that_was_not_finished_is_said(changed: dict[str, object], said: str) -> None:
    (one,) = draft((vote(),))
    with pytest.raises(BadRequest, match=said):
        take((one.model_copy(update={"reviewed": True, **changed}),))


def test_from_export_to_questions_on_the_command_line(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "evals.feedback", *arguments],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    export, review, questions = (tmp_path / f"{name}.jsonl" for name in ("export", "review", "questions"))
    export.write_text(vote().model_dump_json() + "\n" + vote("cameras?", helpful=False).model_dump_json() + "\n")
    assert run("draft", str(export), str(review)).returncode == 0
    again = run("draft", str(export), str(review))
    assert again.returncode == 1
    assert "may hold a person's work" in again.stderr
    lines = [json.loads(line) for line in review.read_text().splitlines()]
    lines[0] |= {"kind": "topic", "reviewed": True}
    review.write_text("".join(json.dumps(line) + "\n" for line in lines))
    for _ in range(2):  # taken twice, it is there once
        done = run("take", str(review), str(questions))
        assert done.stdout.startswith("1 questions in ")
        assert done.stdout.endswith("1 drafts are not reviewed\n")
        assert [one.kind for one in read_questions(questions)] == ["topic"]
