"""What is wrong with a request, in one line of plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

_DAYS: Final = ("date_from_datetime_parsing", "date_parsing", "date_type", "date_from_datetime_inexact")
_PARTS_OF_REQUEST: Final = ("body", "query", "path")
_SHOWN: Final = 40


def plain_error(errors: Sequence[Mapping[str, Any]]) -> str:
    """The first of pydantic's errors as a line: where, what was found, and what to give instead."""
    first = errors[0]
    kind, found = first["type"], first.get("input")
    parts = [part for part in first["loc"] if part not in _PARTS_OF_REQUEST]
    if len(parts) == 2 and isinstance(parts[1], int):
        del parts[1]  # which of the values of a field is shown by the value itself
    where = ".".join(map(str, parts))
    if kind == "json_invalid":
        return f"The request is not JSON: {first.get('ctx', {}).get('error', 'it can not be read')}."
    if not where:
        return "The request is empty, or is not the JSON of an object: send one with its fields by name."
    if kind == "missing":
        return f"{where} is missing: give it."
    if kind == "extra_forbidden":
        return f"There is no field {where[:_SHOWN]} here: leave it out, or correct its name."
    shown = f"“{found[:_SHOWN]}”" if isinstance(found, str) else "what was given"
    if kind in _DAYS:
        return f"{where}: {shown} is not a day; write it as YYYY-MM-DD, for example 2025-09-01."
    message = str(first["msg"])
    return f"{where}: {shown} can't be used. {message[:1].upper()}{message[1:]}."
