"""The answer record: what every way to ask returns (the contract's JSON; fields are added, never renamed)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from assistant.query import Understood
from ingest.records import Record, Source


class AnswerKind(StrEnum):
    """The form of an answer."""

    LIST = "list"
    COUNT = "count"
    LOOKUP = "lookup"
    DEFINITION = "definition"
    COMPARE = "compare"
    PLAN = "plan"
    NONE = "none"


class Citation(Record):
    """A row that the answer rests on; ``n`` is the mark ``[n]`` in the text, from 1.

    ``quote`` stands word for word in the source document, white space and markup aside. ``action`` is None where the
    citation is of the item as a whole. ``status`` is as of the answer's date.
    """

    n: int
    plan_id: str
    establishment: str
    rec_no: str
    action: int | None
    responsible_owner: tuple[str, ...]
    target_date: str | None
    status: str
    quote: str
    source: Source


class NearMiss(Record):
    """A row just under the cut: offered for a look, no part of the answer and never cited in it."""

    plan_id: str
    establishment: str
    rec_no: str
    text: str


class Timings(Record):
    """Milliseconds of wall time of each step."""

    understand: float
    retrieve: float
    compose: float
    total: float


class Answer(Record):
    """An answer with its proof.

    ``text`` is Markdown in which every character of document text that Markdown treats specially is escaped. ``count``
    is the number of ``count_of``; None where nothing was counted. ``abstained`` with ``reason``: there is no answer.
    """

    question: str
    as_of: date
    kind: AnswerKind
    understood: Understood
    text: str
    count: int | None = None
    count_of: Literal["items", "actions", "plans"] | None = None
    abstained: bool = False
    reason: str | None = None
    citations: tuple[Citation, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    timings_ms: Timings
