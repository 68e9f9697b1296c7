"""Feedback that users gave in the web app, made into questions with known answers once a person has looked at it.

Two steps, each a command:

1. ``python -m evals.feedback draft EXPORT.jsonl REVIEW.jsonl`` turns each vote into a draft of a question. What a
   satisfied user was shown is proposed as the right answer; what a dissatisfied one was shown proves nothing, so there
   the reviewer has to say what is right.
2. A person reads the drafts: sets ``kind``, ``expected``, ``allowed`` and ``count`` right, and ``reviewed`` to true.
   ``python -m evals.feedback take REVIEW.jsonl QUESTIONS.jsonl`` writes the reviewed ones as a file of questions.

Nothing that was not reviewed gets into a file of questions. The words of users may name people: the review is also
where such a question is left out or rewritten.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ConfigDict

from evals.jsonl import read_lines, write_lines
from evals.questions import ABSTAIN, Question, RowRef, read_questions
from ingest.errors import ActionPlansError, BadRequest
from ingest.records import Record

UNKNOWN = "feedback"
"""The family of a draft until a reviewer names one."""


class CitedRow(Record):
    """A row that the answer cited; an action counts for its item."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    plan_id: str
    rec_no: str


class Vote(Record):
    """One line of the export: the question as it was asked, what the answer cited, and what the user said of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str
    as_of: date | None = None
    history: tuple[str, ...] = ()
    cited: tuple[CitedRow, ...] = ()
    abstained: bool = False
    count: int | None = None
    helpful: bool
    reason: str | None = None


class Draft(Question):
    """A question to be looked at; ``helpful`` and ``note`` say what the user said of the answer."""

    reviewed: bool = False
    helpful: bool


def draft(votes: tuple[Vote, ...]) -> tuple[Draft, ...]:
    """A draft for each different question, in the order of its first vote; the last vote on a question counts."""
    latest = {(vote.question, vote.as_of, vote.history): vote for vote in votes}
    return tuple(_draft(vote) for vote in latest.values())


def _draft(vote: Vote) -> Draft:
    told = "\n".join((vote.question, str(vote.as_of), *vote.history))
    rows = tuple(dict.fromkeys(RowRef(plan=row.plan_id, rec_no=row.rec_no) for row in vote.cited))
    return Draft(
        id=f"feedback-{hashlib.sha256(told.encode()).hexdigest()[:12]}",
        kind=ABSTAIN if vote.helpful and vote.abstained else UNKNOWN,
        question=vote.question,
        as_of=vote.as_of,
        history=vote.history,
        expected=rows if vote.helpful else (),
        allowed=(),
        count=vote.count if vote.helpful else None,
        note=vote.reason,
        helpful=vote.helpful,
    )


def take(drafts: tuple[Draft, ...]) -> tuple[Question, ...]:
    """The reviewed drafts as questions.

    Raises BadRequest for a reviewed draft that names no family, or says nothing that an answer could be judged by.
    """
    taken = []
    for one in drafts:
        if not one.reviewed:
            continue
        if one.kind == UNKNOWN:
            raise BadRequest(f"{one.id} is reviewed but of no kind: name one of the families, such as topic or count")
        if one.kind != ABSTAIN and not (one.expected or one.must_include or one.count is not None):
            raise BadRequest(
                f"{one.id} is reviewed but says nothing that is right: fill in expected, count or its kind"
            )
        taken.append(Question.model_validate(one.model_dump(exclude={"reviewed", "helpful"})))
    return tuple(taken)


app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command("draft")
def draft_command(
    export: Annotated[Path, typer.Argument(metavar="EXPORT.jsonl", help="Votes, as the web app exports them.")],
    review: Annotated[Path, typer.Argument(metavar="REVIEW.jsonl", help="Where the drafts go; must not be there yet.")],
) -> None:
    """Make drafts of questions from users' votes, for a person to look at."""
    if review.exists():
        raise BadRequest(f"{review} is there already and may hold a person's work: name another file")
    drafts = draft(read_lines(export, Vote))
    write_lines(review, drafts)
    typer.echo(f"{len(drafts)} drafts in {review}: set right what is wrong and reviewed to true, then take them")


@app.command("take")
def take_command(
    review: Annotated[Path, typer.Argument(metavar="REVIEW.jsonl", help="The drafts that a person looked at.")],
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl", help="Questions; added to if it is there.")],
) -> None:
    """Write the reviewed drafts as questions with known answers."""
    drafts = read_lines(review, Draft)
    taken = {one.id: one for one in take(drafts)}
    before = read_questions(questions) if questions.exists() else ()
    write_lines(questions, {**{one.id: one for one in before}, **taken}.values())
    typer.echo(f"{len(taken)} questions in {questions}; {len(drafts) - len(taken)} drafts are not reviewed")


if __name__ == "__main__":
    try:
        app()
    except ActionPlansError as failure:
        typer.echo(f"action-plans: {failure}", err=True)
        sys.exit(1)
