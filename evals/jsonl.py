"""Files of one JSON object a line, read into records with errors that name file, line and field."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ingest.errors import BadRequest

RecordType = TypeVar("RecordType", bound=BaseModel)


def read_lines(path: Path, record: type[RecordType]) -> tuple[RecordType, ...]:
    """All records of a file in its order; blank lines are passed over.

    Raises BadRequest where the file cannot be read, or a line is no such record (the message names the line, from 1,
    and the first field that is wrong).
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BadRequest(f"{path} cannot be read ({reason}); expected a file of one JSON object a line") from error
    return tuple(_one(path, number, line, record) for number, line in enumerate(lines, start=1) if line.strip())


def _one(path: Path, number: int, line: str, record: type[RecordType]) -> RecordType:
    try:
        return record.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the line"
        expected = f"expected a {record.__name__} as evals/questions/README.md describes it"
        raise BadRequest(f"{path}, line {number}: {field}: {first['msg']}; {expected}") from error


def write_lines(path: Path, records: Iterable[BaseModel]) -> None:
    """Writes one record a line, without the fields that are None."""
    text = "".join(record.model_dump_json(exclude_none=True) + "\n" for record in records)
    path.write_text(text, encoding="utf-8")
