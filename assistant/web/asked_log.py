"""Who asked what, and which rows were shown: one line of JSON for each question or search.

The file is readable by its owner alone, put aside when it has grown to its size, and holds no password, cookie or
token: the words asked, the name of who asked, and the ids of rows. Several processes may write to it. It is for the
people who answer for the use of the assistant; on one's own machine it is off, as there is no one else to answer for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from filelock import FileLock

from assistant.answer import Answer
from assistant.settings import Settings
from assistant.web.people import Person, person
from ingest.records import Record

KEPT_ASIDE: Final = 5
ROWS_NAMED: Final = 200
"""Rows that a line names; the count beside them is of all."""


class Place(StrEnum):
    """Where something was asked."""

    CHAT = "chat"
    SEARCH = "search"
    EXPORT = "export"
    API = "api"
    MCP = "mcp"


class Asked(Record):
    """A line of the log; ``rows`` are ``plan_id/rec_no`` or ``plan_id/rec_no#action``, ``shown`` is how many in all."""

    at: datetime
    person: str
    place: Place
    words: str
    as_of: date
    kind: str
    abstained: bool
    shown: int
    rows: tuple[str, ...]


def row_id(plan_id: str, rec_no: str, action: int | None = None) -> str:
    """The id of a row, as the contract writes it: ``hmp-send-2025-07-08/4#3``."""
    return f"{plan_id}/{rec_no}" + (f"#{action}" if action is not None else "")


@dataclass(frozen=True, slots=True)
class AskedLog:
    """The log at ``path``, put aside at ``most_bytes``; nothing is written where it is not ``on``."""

    path: Path
    most_bytes: int
    on: bool

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The log as the settings have it."""
        return cls(settings.asked_file, round(settings.log_megabytes * 1_000_000), settings.logs_asked)

    def answered(self, place: Place, answer: Answer, *, by: Person | None = None) -> None:
        """Logs a question and its answer; ``by`` is who asked where ``people.person()`` does not say so (the chat)."""
        rows = [row_id(row.plan_id, row.rec_no, row.action) for row in answer.citations]
        self._write(
            Asked(
                at=datetime.now(UTC),
                person=(by or person()).name,
                place=place,
                words=answer.question,
                as_of=answer.as_of,
                kind=answer.kind,
                abstained=answer.abstained,
                shown=len(rows),
                rows=tuple(rows[:ROWS_NAMED]),
            )
        )

    def listed(self, place: Place, words: str, as_of: date, rows: Sequence[str], shown: int) -> None:
        """Logs a search or an export: the whole query in words, the ids of its rows (``row_id``) and their number."""
        self._write(
            Asked(
                at=datetime.now(UTC),
                person=person().name,
                place=place,
                words=words,
                as_of=as_of,
                kind="rows",
                abstained=False,
                shown=shown,
                rows=tuple(rows[:ROWS_NAMED]),
            )
        )

    def _write(self, line: Asked) -> None:
        if not self.on:
            return
        data = f"{line.model_dump_json()}\n".encode()
        with FileLock(self.path.with_name(f".{self.path.name}.lock"), mode=0o600):
            if self.path.exists() and self.path.stat().st_size + len(data) > self.most_bytes:
                self._put_aside()
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "ab") as file:
                file.write(data)

    def _put_aside(self) -> None:
        for number in range(KEPT_ASIDE, 0, -1):
            older = self.path if number == 1 else self._aside(number - 1)
            if older.exists():
                older.replace(self._aside(number))

    def _aside(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")
