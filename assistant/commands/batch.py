"""Many questions in one process: a line of JSON in, a line of JSON out.

A line that can't be answered is named on stderr; the others are answered all the same, and the command fails.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.engine import Engine
from assistant.settings import Settings
from ingest.errors import ActionPlansError, BadRequest

STANDARD = Path("-")


class BatchQuestion(BaseModel):
    """A line of a batch; fields beside these are ignored. ``history`` holds earlier questions, oldest first."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    question: str = Field(min_length=1)
    as_of: date | None = None
    history: tuple[str, ...] = ()


def answer_batch(settings: Settings, source: Path, target: Path, as_of: date | None) -> None:
    """Answers every line of ``source`` into ``target``, in order; blank lines are skipped.

    ``as_of`` is the day for lines that name none. Exits with 1 after the last line if any line had no answer.
    Raises BadRequest for files that cannot be read or written.
    """
    if source != STANDARD and source.resolve() == target.resolve():
        raise BadRequest(f"{source} is both the questions and the answers; name another file for --out")
    failed = False
    with _reading(source) as lines, Engine.open(settings) as engine, _writing(target) as answers:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                answers.write(_answer_line(engine, line, as_of))
            except ActionPlansError as error:
                failed = True
                typer.echo(f"action-plans: line {number} of {source}: {error}", err=True)
            answers.flush()
    if failed:
        raise typer.Exit(1)


def _answer_line(engine: Engine, line: bytes, as_of: date | None) -> bytes:
    asked = _read_line(line)
    answer = engine.ask(asked.question, as_of=asked.as_of or as_of, history=asked.history)
    record = {"id": asked.id, **answer.model_dump(mode="json")}
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _read_line(line: bytes) -> BatchQuestion:
    try:
        return BatchQuestion.model_validate_json(line.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise BadRequest(
            f'{where}: {first["msg"]}; expected {{"id", "question", "as_of"?, "history"?}} as one line of JSON'
        ) from error


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    if path == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        opened = path.open("rb")
    except OSError as error:
        raise BadRequest(f"{path} can't be read: {error.strerror}; name a file of questions") from error
    with opened:
        yield opened


@contextmanager
def _writing(path: Path) -> Iterator[BinaryIO]:
    if path == STANDARD:
        yield sys.stdout.buffer
        return
    try:
        opened = path.open("wb")
    except OSError as error:
        raise BadRequest(f"{path} can't be written: {error.strerror}; name another file for --out") from error
    with opened:
        yield opened
