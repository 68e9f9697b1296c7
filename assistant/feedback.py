"""What users said of answers: votes, kept in the register's own table and given out as evaluation drafts read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from pydantic import Field

from assistant.drafting import drafted
from assistant.knowledge import Knowledge
from assistant.query import QueryPlan
from ingest.records import Record
from ingest.register import Register

LONGEST_REASON = 1000
_LONGEST_QUESTION = 300
_MOST_BEFORE = 100


class CitedRow(Record):
    """A row that the answer cited; an action counts for its item."""

    plan_id: str
    rec_no: str


class Judgement(Record):
    """What a person says of an answer, and from which query plan that answer was made.

    ``history`` holds the questions before it, oldest first. ``by_hand``: the plan was edited, so that the answer is not
    what the words of the question alone give.
    """

    question: str = Field(min_length=1, max_length=_LONGEST_QUESTION)
    history: tuple[str, ...] = Field(default=(), max_length=_MOST_BEFORE)
    plan: QueryPlan
    by_hand: bool = False
    helpful: bool
    reason: str | None = Field(default=None, max_length=LONGEST_REASON)


class Vote(Record):
    """A judgement as it is kept: with what the answer cited and counted. One line of the export."""

    at: datetime
    person: str
    question: str
    as_of: date
    history: tuple[str, ...]
    cited: tuple[CitedRow, ...]
    abstained: bool
    count: int | None
    helpful: bool
    reason: str | None


def vote_of(judgement: Judgement, knowledge: Knowledge, person: str, at: datetime) -> Vote:
    """The vote: what was shown is worked out anew from the plan, so that nobody can vote on rows of their invention.

    Raises:
        BadRequest: a filter of the plan has no meaning.
    """
    shown = drafted(judgement.plan, knowledge)
    rows = dict.fromkeys(CitedRow(plan_id=cited.plan_id, rec_no=cited.rec_no) for cited in shown.citations)
    return Vote(
        at=at,
        person=person,
        question=judgement.question,
        as_of=judgement.plan.as_of,
        history=judgement.history,
        cited=tuple(rows),
        abstained=shown.reason is not None,
        count=shown.count,
        helpful=judgement.helpful,
        reason=_reason(judgement),
    )


def _reason(judgement: Judgement) -> str | None:
    words = " ".join((judgement.reason or "").split())
    if not judgement.by_hand:
        return words or None
    understood = [wanted.label for wanted in (*judgement.plan.filters, *judgement.plan.check)]
    understood += [f"topic “{judgement.plan.topic}”"] if judgement.plan.topic else []
    by_hand = f"(The user had set how it is understood: {'; '.join(understood) or 'no condition'}.)"
    return f"{by_hand} {words}".strip()


def keep_vote(register: Register, vote: Vote) -> None:
    """Adds a vote to the register; raises RegisterUnusable where it can't be written."""
    record = vote.model_dump(mode="json")
    with register.transaction():
        register.connection.execute(
            "INSERT INTO feedback (at, person, question, as_of, history, cited, abstained, count, helpful, reason)"
            " VALUES (:at, :person, :question, :as_of, :history, :cited, :abstained, :count, :helpful, :reason)",
            {**record, "history": json.dumps(record["history"]), "cited": json.dumps(record["cited"])},
        )


def votes(register: Register) -> tuple[Vote, ...]:
    """All votes, oldest first."""
    rows = register.connection.execute(
        "SELECT at, person, question, as_of, history, cited, abstained, count, helpful, reason"
        " FROM feedback ORDER BY id"
    )
    return tuple(
        Vote(
            at=at,
            person=person,
            question=question,
            as_of=as_of,
            history=json.loads(history),
            cited=json.loads(cited),
            abstained=bool(abstained),
            count=count,
            helpful=bool(helpful),
            reason=reason,
        )
        for at, person, question, as_of, history, cited, abstained, count, helpful, reason in rows
    )


def as_lines(given: Iterable[Vote], *, named: bool = False) -> str:
    """Votes as JSON lines, as ``python -m evals.feedback draft`` reads them; without the persons unless ``named``."""
    return "".join(vote.model_dump_json(exclude=None if named else {"person"}) + "\n" for vote in given)
