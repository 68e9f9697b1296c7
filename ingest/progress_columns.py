"""The header of a progress file: its columns by what they hold, in any wording and order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.tables import Row


class ProgressColumn(StrEnum):
    """What a column of a progress file holds."""

    PLAN = "plan"
    ESTABLISHMENT = "establishment"
    SUBMITTED = "submitted"
    REC_NO = "rec no"
    ACTION = "action"
    STATUS = "status"
    DATE = "date"
    NOTE = "note"
    EVIDENCE = "evidence"


# The first that matches counts: "Plan submitted" before "Plan", "Status date" before "Status", "Action no" before "No".
_ROLES = (
    (
        ProgressColumn.SUBMITTED,
        re.compile(r"\bsubmi(?:tted|ssion)\b|^(?:plan )?year$|^plan date$|^date of (?:the )?plan$"),
    ),
    (ProgressColumn.ACTION, re.compile(r"^(?:action|step)(?: (?:no|nos|number|num|ref|reference|id))?$")),
    (
        ProgressColumn.REC_NO,
        re.compile(
            r"^(?:rec|recommendation|recommedation|concern|item|row)?s? ?(?:no|nos|number|num|ref|reference)$"
            r"|^(?:rec|recommendation|concern|item)$"
        ),
    ),
    (ProgressColumn.PLAN, re.compile(r"^(?:action )?plan(?: (?:id|name|no|number|ref|reference))?$")),
    (
        ProgressColumn.ESTABLISHMENT,
        re.compile(r"^(?:name of )?(?:the )?(?:establishment|prison|site|institution)(?: name)?$"),
    ),
    (
        ProgressColumn.DATE,
        re.compile(
            r"^(?!.*\b(?:target|due|deadline|review|start|inspection|published)\b).*"
            r"(?:\bdate\b|\bdated\b|\bupdated\b|\breported on\b|\bcompleted on\b|^(?:position )?as at$|^day$|^when$)"
        ),
    ),
    (ProgressColumn.STATUS, re.compile(r"\bstatus\b|^progress$|^state$")),
    (ProgressColumn.EVIDENCE, re.compile(r"\bevidence\b|\bproof\b")),
    (
        ProgressColumn.NOTE,
        re.compile(r"\bnotes?\b|\bcomments?\b|\bcommentary\b|\bremarks?\b|\bupdate\b|\bnarrative\b|\bdetails?\b"),
    ),
)
_PLAN_NAMED = (ProgressColumn.PLAN, ProgressColumn.ESTABLISHMENT)
_REQUIRED = (ProgressColumn.REC_NO, ProgressColumn.STATUS, ProgressColumn.DATE)
_MOST_WORDS_OF_A_HEADING = 8


@dataclass(frozen=True, slots=True)
class ProgressHeader:
    """The place (from 0) of each column that a header row names; ``twice`` are headings of columns named before."""

    columns: dict[ProgressColumn, int]
    twice: tuple[str, ...]


def _role(heading: str) -> ProgressColumn | None:
    name = " ".join(re.findall(r"[a-z]+", heading.lower().replace("#", " no ")))
    if not name or len(name.split()) > _MOST_WORDS_OF_A_HEADING:
        return None
    return next((role for role, form in _ROLES if form.search(name)), None)


def read_header(row: Row) -> ProgressHeader:
    """The columns that a row names, were it a header; columns of other kinds are passed over."""
    columns: dict[ProgressColumn, int] = {}
    twice = []
    for at, heading in enumerate(row.texts):
        role = _role(heading)
        if role is None:
            continue
        if role in columns:
            twice.append(heading)
        columns.setdefault(role, at)
    return ProgressHeader(columns, tuple(twice))


def lacks(header: ProgressHeader) -> tuple[str, ...]:
    """The columns that a header needs and does not have, in words; none where it heads a progress file."""
    missing = [role.value for role in _REQUIRED if role not in header.columns]
    if not any(role in header.columns for role in _PLAN_NAMED):
        missing.insert(0, "plan")
    return tuple(missing)
