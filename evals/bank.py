"""The bank that generated plans and labels are made from: topics, absent topics, and hand labels of the sample plans.

Written for this project from knowledge of published inspection reports and action plans; no sentence is taken from the
sample plans. Each record belongs to one of three parts: what is tuned may look at ``fit``, choices between versions at
``check``, and ``report`` is for figures that are told to others.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Literal

from evals.jsonl import read_lines
from evals.questions import RowRef
from ingest.records import Record

FOLDER = Path(__file__).resolve().parent


class Part(StrEnum):
    """What a record may be used for."""

    FIT = "fit"
    CHECK = "check"
    REPORT = "report"


class TopicQueries(Record):
    """Ways to ask for a topic: in the rows' words, in everyday words that share few of them, key words, misspelt."""

    direct: tuple[str, ...]
    lay: tuple[str, ...]
    keyword: tuple[str, ...]
    misspelt: tuple[str, ...]

    def all(self) -> tuple[str, ...]:
        """All of them, in this order."""
        return (*self.direct, *self.lay, *self.keyword, *self.misspelt)


class Topic(Record):
    """A topic with rows that are about it.

    ``concerns`` are worded as since 2022, ``recommendations`` as from 2017 to 2021; each action fits each of them.
    Rows of the ``related`` topics may be cited for this topic's queries without harm. ``general`` are the queries that
    every row of the topic answers, whichever of the texts it holds; the others ask for one side of the topic.
    """

    id: str
    name: str
    section: str
    split: Part
    concerns: tuple[str, ...]
    recommendations: tuple[str, ...]
    actions: tuple[str, ...]
    queries: TopicQueries
    general: tuple[str, ...]
    related: tuple[str, ...]


class AbsentTopic(Record):
    """A topic of no row: ``near`` within prisons, or ``outside`` their world."""

    id: str
    kind: Literal["near", "outside"]
    phrase: str
    split: Part


class RowLabel(Record):
    """A query on the two sample plans with the rows that are about it; none and ``topic`` None: no row answers it."""

    id: str
    topic: str | None
    style: Literal["direct", "lay", "keyword", "misspelt", "absent"]
    query: str
    expected: tuple[RowRef, ...]
    allowed: tuple[RowRef, ...]
    split: Part


class Subject(Record):
    """A subject of inspection for the adapter to learn: rows as plans word them, and queries that they answer."""

    subject: str
    rows: tuple[str, ...]
    queries: tuple[str, ...]


def topics() -> tuple[Topic, ...]:
    """The topic bank."""
    return read_lines(FOLDER / "topics.jsonl", Topic)


def absent_topics() -> tuple[AbsentTopic, ...]:
    """Topics that neither the bank nor the sample plans hold."""
    return read_lines(FOLDER / "absent_topics.jsonl", AbsentTopic)


def subjects() -> tuple[Subject, ...]:
    """The pairs that the adapter is learned from; those of one area stand together."""
    return read_lines(FOLDER / "pairs.jsonl", Subject)


def sample_labels() -> tuple[RowLabel, ...]:
    """Hand labels of the two sample plans."""
    return read_lines(FOLDER / "labels_send.jsonl", RowLabel)
