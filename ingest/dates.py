"""The cells of the target-date column: the words of each entry, its last day, and whether it says that it is done."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.codes import Code
from ingest.days import Period, add_months, find_periods
from ingest.tables import Cell

_NOT_DONE = re.compile(
    r"\b(?:not|to be|will be|partly|partially|part|nearly|until|once|when|for|by)\s+(?:yet\s+|fully\s+)?completed?\b"
    r"|\b(?:will|shall|must|should|to)\s+complete\b|\bincomplete\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:completed?|done|achieved|implemented|actioned|closed|delivered|in place)\b", re.IGNORECASE)
_UNDATED = re.compile(
    r"\b(?:ongoing|on-going|on going|immediate(?:ly)?|tbc|tba|n\s*/?\s*a|not applicable|none"
    r"|to be (?:confirmed|agreed|advised)|continuous|business as usual|bau|in progress|not known|various)\b|^[-–—.]+$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\bwithin\s+(?:the\s+next\s+)?(?P<many>\d{1,3}|one|two|three|six|nine|twelve)\s+(?P<unit>day|week|month|year)s?",
    re.IGNORECASE,
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "six": 6, "nine": 9, "twelve": 12}
_FILLER = re.compile(
    r"\b(?:and|by|the|end|of|start|beginning|early|mid|late|from|date|target)\b|[\s,;:&/()\[\].–—-]+", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:-|–|—|/|to|until)\s*", re.IGNORECASE)
# Words that belong to the date after them: "End of March 2024", "by June 2024".
_LEAD = re.compile(r"(?:\b(?:by|the|end|of|start|beginning|early|mid|late|from|in|on)\b[\s-]*)+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateDoubt:
    """A doubt about one entry, for a warning."""

    code: Code
    reason: str


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """One date or status of a target-date cell, in the cell's own words.

    ``due`` is the last day in time (inclusive), None where the words give none or report completion. ``first`` is the
    first day of the period named, for comparison with the plan's submission. ``struck``: crossed out in the document.
    """

    words: str
    due: date | None = None
    completed: bool = False
    struck: bool = False
    doubt: DateDoubt | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    """A date or a word for done, at its place in the text."""

    start: int
    end: int
    period: Period | None


def _ranges_joined(words: str, periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """ "March - June 2020" is one period, ending in June."""
    joined: list[Period] = []
    for period in periods:
        before = joined[-1] if joined else None
        if before and _BETWEEN.fullmatch(words, before.end, period.start):
            joined[-1] = Period(before.start, period.end, before.first, period.last, period.inferred)
        else:
            joined.append(period)
    return tuple(joined)


def _dated(words: str, period: Period) -> TargetEntry:
    if period.last is None:
        return TargetEntry(words, doubt=DateDoubt(Code.DATE_UNREADABLE, f"'{words}' names a day that does not exist"))
    doubt = None
    if period.inferred:
        doubt = DateDoubt(
            Code.DATE_INFERRED, f"'{words}' names no year: the first one after the plan's submission was taken"
        )
    return TargetEntry(words, due=period.last, doubt=doubt)


def _counted(words: str, submitted: date) -> TargetEntry:
    """An entry without a calendar date: a status, a time span, or words that say neither."""
    if within := _WITHIN.search(words):
        many = _NUMBERS.get(within["many"].lower()) or int(within["many"])
        unit = within["unit"].lower()
        if unit in {"day", "week"}:
            due = date.fromordinal(submitted.toordinal() + many * (7 if unit == "week" else 1))
        else:
            due = add_months(submitted, many * (12 if unit == "year" else 1))
        return TargetEntry(
            words, due=due, doubt=DateDoubt(Code.DATE_INFERRED, f"'{words}' was counted from the plan's submission")
        )
    if _UNDATED.search(words) or _DONE.search(words):
        return TargetEntry(words)
    return TargetEntry(
        words,
        doubt=DateDoubt(
            Code.DATE_UNREADABLE, f"'{words}' in the target date column is neither a date nor a known status"
        ),
    )


def _marks(words: str, submitted: date) -> list[_Mark]:
    periods = _ranges_joined(words, find_periods(words, submitted))
    marks = [_Mark(period.start, period.end, period) for period in periods]
    if not _NOT_DONE.search(words):
        marks += [_Mark(done.start(), done.end(), None) for done in _DONE.finditer(words)]
    return sorted(marks, key=lambda mark: mark.start)


def _is_past(mark: _Mark, submitted: date) -> bool:
    return mark.period is not None and mark.period.first is not None and mark.period.first <= submitted


def _residue(words: str, marks: list[_Mark]) -> str:
    kept, at = [], 0
    for mark in marks:
        kept.append(words[at : mark.start])
        at = mark.end
    return _FILLER.sub(" ", " ".join([*kept, words[at:]])).strip()


def _cut(words: str, marks: list[_Mark]) -> list[str]:
    """The words belonging to each mark; those before a mark that lead it ("End of") go with it."""
    starts = [0]
    for before, mark in itertools.pairwise(marks):
        lead = _LEAD.search(words, before.end, mark.start)
        starts.append(lead.start() if lead else mark.start)
    parts = [words[start:end] for start, end in zip(starts, [*starts[1:], len(words)], strict=True)]
    return [re.sub(r"(?:^[\s,;:&/()–-]+|(?:\band\b|[\s,;:&/()–-])+$)", "", part) for part in parts]


def _entries(words: str, submitted: date) -> list[TargetEntry]:
    marks = _marks(words, submitted)
    done = [mark for mark in marks if mark.period is None]
    dated = [mark for mark in marks if mark.period is not None]
    if not marks:
        return [_counted(words, submitted)]
    if done and not dated and not _residue(words, marks):
        return [TargetEntry(part, completed=True) for part in _cut(words, marks)]
    if done and not dated:
        # "Completed and ongoing" is not finished; "Completed by the regional team" is.
        return [TargetEntry(words, completed=not re.search(r"on-?\s?going|in progress|continu", words, re.IGNORECASE))]
    if done and len(dated) == 1 and len(done) == 1:
        if _is_past(dated[0], submitted):
            return [TargetEntry(words, completed=True)]
        return [
            TargetEntry(part, completed=True) if mark.period is None else _dated(part, mark.period)
            for mark, part in zip(marks, _cut(words, marks), strict=True)
        ]
    if _residue(words, marks):
        # Words around several dates ("phase 1 March 2020, phase 2 June 2020") cannot be cut safely: the last counts.
        last = dated[-1].period
        assert last is not None
        return [_dated(words, last)]
    entries: list[TargetEntry] = []
    for mark, part in zip(marks, _cut(words, marks), strict=True):
        if (
            entries
            and entries[-1].completed
            and entries[-1].words.lower() in {"complete", "completed"}
            and _is_past(mark, submitted)
        ):
            entries[-1] = TargetEntry(f"{entries[-1].words} {part}", completed=True)
        else:
            entries.append(TargetEntry(part, completed=True) if mark.period is None else _dated(part, mark.period))
    return entries


def _parts(words: str) -> list[str]:
    return [part for found in words.split(";") if (part := found.strip(" ,•●▪"))]


def _struck(words: str) -> Iterator[TargetEntry]:
    for part in _parts(words):
        reason = f"'{part}' is crossed out in the document: it is kept in words and counts as no date"
        yield TargetEntry(part, struck=True, doubt=DateDoubt(Code.DATE_STRUCK_OUT, reason))


def read_targets(cell: Cell, submitted: date) -> tuple[TargetEntry, ...]:
    """The entries of a target-date cell, in order, one for each date or status.

    "Completed" with a date up to the plan's submission is one entry, a completion and its date; with a later date it is
    two, one done and one due. A month, quarter, season or year is due on its last day. Words that are no date are kept.
    """
    entries: list[TargetEntry] = []
    for paragraph in cell.paragraphs:
        stretches = paragraph.stretches()
        gone = [entry for words, struck in stretches if struck for entry in _struck(words)]
        live = [entry for words in _parts(paragraph.live) for entry in _entries(words, submitted)]
        # The words left speak together, whatever is crossed out between them: "Completed <s>May</s> June 2019".
        entries += [*gone, *live] if stretches[0][1] else [*live, *gone]
    return tuple(entries)


def looks_like_target(words: str) -> bool:
    """Whether a cell's words could stand in the target-date column: a date or a status and little else."""
    if not words or len(words.split()) > 15:
        return False
    marks = _marks(words, date(2020, 1, 1))
    if marks:
        return len(_residue(words, marks).split()) <= 4
    return bool(_UNDATED.search(words) or _WITHIN.search(words)) and len(words.split()) <= 6
