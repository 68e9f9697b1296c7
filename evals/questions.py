"""Questions with known answers: the records of the files that ``evals/questions/README.md`` describes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import ConfigDict

from evals.jsonl import read_lines
from ingest.errors import BadRequest
from ingest.records import Record

ABSTAIN = "abstain"


class RowRef(Record):
    """An item of the register by its plan's id and its number."""

    plan: str
    rec_no: str

    def __str__(self) -> str:
        """``plan/rec_no``."""
        return f"{self.plan}/{self.rec_no}"


class Question(Record):
    """A question and what a right answer holds.

    ``history`` is the conversation before it, oldest first. Rows in ``expected`` must be cited, rows in ``allowed`` may
    be; both empty and no ``count``: any row may. Fields that a file has beside these are ignored.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    kind: str
    question: str
    as_of: date | None = None
    history: tuple[str, ...] = ()
    expected: tuple[RowRef, ...] = ()
    allowed: tuple[RowRef, ...] = ()
    count: int | None = None
    must_include: tuple[str, ...] = ()
    must_not_include: tuple[str, ...] = ()
    part: str | None = None
    note: str | None = None


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of one file.

    Raises BadRequest, naming the line, for a line that is no question, and for an id that stands twice.
    """
    questions = read_lines(path, Question)
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise BadRequest(f"{path}: the id {question.id!r} stands twice; give each question an id of its own")
        seen.add(question.id)
    return questions
