"""A header row to columns: the forms that plans have taken since 2012, in five and in six columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.errors import DocumentRefused
from ingest.records import ItemKind
from ingest.tables import Document, Row


class Column(StrEnum):
    """What a column holds."""

    REC_NO = "rec no"
    TEXT = "recommendation or concern"
    AGREEMENT = "agreed"
    RESPONSE = "response"
    OWNER = "owner"
    TARGET = "target date"


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's columns from the left, and the kind of item that its header names."""

    roles: tuple[Column, ...]
    kind: ItemKind


# The first that matches counts: "Responsible Owner" before "Response", "Rec No" before "Recommendation".
_ROLES = (
    (
        Column.REC_NO,
        re.compile(
            r"^(?:rec(?:ommendation|ommedation)?s?|concern|ref(?:erence)?)?\W*(?:no\b|nos\b|number|num\b|ref\b|#)|^rec$|^ref(?:erence)?$"
        ),
    ),
    (Column.AGREEMENT, re.compile(r"^agree(?!.*action)|agreed\s*/|accepted|rejected")),
    (Column.OWNER, re.compile(r"owner|responsib|policy lead|^lead\b|\blead$")),
    (Column.RESPONSE, re.compile(r"response|action|progress")),
    (Column.TARGET, re.compile(r"target|timetable|timescale|deadline|\bdue\b|\bdate\b|status|by when")),
    (Column.TEXT, re.compile(r"recommendation|concern")),
)
_REQUIRED = (Column.TEXT, Column.RESPONSE, Column.TARGET)
_MOST_WORDS_OF_A_HEADING = 10


def _name(cell: str) -> str:
    """A heading without its number: "3. Accepted/ Rejected" -> "accepted/ rejected"."""
    return re.sub(r"^\d+\s*[.):]?\s*", "", cell).strip().lower()


def _role(cell: str) -> Column | None:
    if len(cell.split()) > _MOST_WORDS_OF_A_HEADING:
        return None
    name = _name(cell)
    return next((role for role, form in _ROLES if form.search(name)), None)


def _found(row: Row) -> tuple[list[str], list[Column | None]]:
    cells = list(row.texts)
    while cells and not cells[-1]:
        cells.pop()
    return cells, [_role(cell) for cell in cells]


def read_columns(row: Row) -> Columns | None:
    """The columns that a header row names, or None where the row is no header of an action table.

    A header names three columns or more, each once, and nothing else; on a page that lost a column it names the rest.
    """
    cells, roles = _found(row)
    known = tuple(role for role in roles if role is not None)
    if len(known) < 3 or len(known) != len(roles) or len(set(known)) != len(known):
        return None
    if Column.RESPONSE not in known:
        return None
    concerns = any("concern" in _name(cell) for cell, role in zip(cells, roles, strict=True) if role is Column.TEXT)
    return Columns(known, ItemKind.CONCERN if concerns else ItemKind.RECOMMENDATION)


def _is_terms(row: Row) -> bool:
    return bool(row.texts) and row.texts[0].lower() in {"term", "terms"}


def find_columns(document: Document) -> tuple[int, Columns]:
    """The index (from 0) of the header among the document's parts, and its columns.

    Raises DocumentRefused, naming the columns found, where no table has the columns of an action plan.
    """
    likeliest: Sequence[str] = ()
    likelihood = 0
    for index, part in enumerate(document.parts):
        if not isinstance(part, Row) or _is_terms(part):
            continue
        columns = read_columns(part)
        if columns is not None and all(role in columns.roles for role in _REQUIRED):
            return index, columns
        cells, roles = _found(part)
        score = len({role for role in roles if role is not None})
        if score > likelihood or not likeliest:
            likeliest, likelihood = [cell[:40] for cell in cells], score
    expected = "Rec No, Recommendation or Concerns, (Agreed,) Response, Responsible Owner, Target Date"
    found = (
        f"the columns found are {' | '.join(cell or '(blank)' for cell in likeliest[:8])}"
        if likeliest
        else "no table was found"
    )
    raise DocumentRefused(f"{document.name} has no action plan table: {found}; expected {expected}")
