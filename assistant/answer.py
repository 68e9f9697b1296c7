"""The answer record: what every way to ask returns (the contract's JSON; fields are added, never renamed)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from assistant.query import QueryPlan, Understood
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


class PromptUsed(Record):
    """A prompt that a language model was given; ``sha256`` is of its file."""

    name: str
    sha256: str


class ModelUse(Record):
    """What a language model did for an answer.

    ``planned``: the query plan is the model's, checked; ``phrased``: the text begins in the model's words, checked.
    Each is None where the model was not asked, False where what it gave was not used: ``problems`` says why, and which
    sentences were left out for what reason. ``prompts`` are those that were sent.
    """

    model: str
    planned: bool | None = None
    phrased: bool | None = None
    prompts: tuple[PromptUsed, ...] = ()
    problems: tuple[str, ...] = ()


class Answer(Record):
    """An answer with its proof.

    ``text`` is Markdown in which every character of document text that Markdown treats specially is escaped. ``count``
    is the number of ``count_of``; None where nothing was counted. ``abstained`` with ``reason``: there is no answer.
    ``plan`` is the whole query plan: it can be edited and asked again. ``language_model`` is None where none is set up.
    """

    question: str
    as_of: date
    kind: AnswerKind
    understood: Understood
    plan: QueryPlan
    text: str
    count: int | None = None
    count_of: Literal["items", "actions", "plans"] | None = None
    abstained: bool = False
    reason: str | None = None
    citations: tuple[Citation, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    timings_ms: Timings
    language_model: ModelUse | None = None
