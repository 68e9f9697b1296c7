"""The head of a plan: whose it is, when it was submitted, when the inspection was and when its report came out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.codes import Code
from ingest.days import MONTH, Period, find_periods, month_number, real_date
from ingest.errors import DocumentRefused
from ingest.establishments import as_name
from ingest.tables import Line, Place

_TITLE = re.compile(
    r"^action\s+plan\b(?!\s*(?:submitted|published|updated))\s*[:–—-]?\s*(?:for\s+)?(?P<name>.+)$", re.IGNORECASE
)
_ESTABLISHMENT = re.compile(
    r"^(?:establishment|prison|area|provider|organisation)(?:\s+name)?\s*[:–—-]\s*(?P<name>.+)$", re.IGNORECASE
)
_NAME_FIRST = re.compile(r"^(?P<name>(?:HMP|HMYOI|YOI)\b.{2,60}?)\s*[:–—-]?\s*action\s+plan\b", re.IGNORECASE)
_NO_NAME = re.compile(r"\b(?:report|inspection|hmip|hmcip|submitted)\b", re.IGNORECASE)
_SUBMITTED = re.compile(r"\bsubmitted\b(?:\s+on)?\s*:?\s*(?P<words>.*)$", re.IGNORECASE)
_POSITION = re.compile(r"\bposition\s+as\s+(?:at|of)\s*:?\s*(?P<words>.*)$", re.IGNORECASE)
_PUBLISHED = re.compile(r"\breport\s+(?:was\s+)?published\b(?:\s+on)?\s*:?\s*(?P<words>.*)$", re.IGNORECASE)
_INSPECTED = re.compile(
    r"\binspection\b(?:\s+(?:report|of|dates?|took place|carried out|on)\b)*\s*:?\s*(?P<words>.*\d.*)$", re.IGNORECASE
)
_TOKEN = re.compile(
    rf"(?P<month>{MONTH})|(?P<year>(?:19|20)\d\d)\b|(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?(?![\d/])",
    re.IGNORECASE,
)
# Prose of the introduction also says "inspection" and "submitted"; a head line is short.
_MOST_WORDS = 30


@dataclass(frozen=True, slots=True)
class HeadDoubt:
    """A repair or doubt about the head, with its place."""

    code: Code
    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines before the table say of the plan; ``inspection`` is first and last day, both inclusive."""

    establishment: str
    submitted: date
    inspection: tuple[date, date] | None
    report_published: date | None
    doubts: tuple[HeadDoubt, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """Words after a label, and where they stand."""

    words: str
    place: Place


def _after(label: re.Pattern[str], lines: Sequence[Line]) -> _Said | None:
    """The words after a label; of the next line where the label stands alone on its own."""
    for at, line in enumerate(lines):
        if len(line.text.split()) > _MOST_WORDS or not (match := label.search(line.text)):
            continue
        words = match["words"].strip(" :")
        if words:
            return _Said(words, line.place)
        if at + 1 < len(lines) and re.search(r"\d", lines[at + 1].text) and len(lines[at + 1].text.split()) <= 6:
            return _Said(lines[at + 1].text, lines[at + 1].place)
    return None


def _one_date(said: _Said | None, near: date) -> Period | None:
    if said is None:
        return None
    return next((period for period in find_periods(said.words, near) if period.last is not None), None)


def _name(lines: Sequence[Line]) -> str | None:
    found = []
    for label in (_TITLE, _NAME_FIRST, _ESTABLISHMENT):
        for line in lines:
            if len(line.text.split()) <= _MOST_WORDS and (match := label.search(line.text)):
                name = match["name"].strip(" :.–—-")
                if name and not _NO_NAME.search(name):
                    found.append(as_name(name))
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class _Day:
    day: int
    month: int
    year: int | None


def _days(words: str) -> list[_Day]:
    """The days that a line names: a month holds for the days before it, a year for the months before it."""
    waiting: list[int] = []
    days: list[_Day] = []
    for token in _TOKEN.finditer(words):
        if token["day"]:
            waiting.append(int(token["day"]))
        elif token["month"]:
            days += [_Day(day, month_number(token["month"]), None) for day in waiting]
            waiting = []
        else:
            year = int(token["year"])
            after = 0
            # "17, 18 December & 7-11 January 2019": a month later than the one that has the year is of the year before.
            for at in range(len(days) - 1, -1, -1):
                this = days[at]
                if this.year is not None:
                    break
                if after and this.month > after:
                    year -= 1
                days[at], after = _Day(this.day, this.month, year), this.month
    return days


def _inspection(said: _Said | None, near: date | None) -> tuple[tuple[date, date] | None, HeadDoubt | None]:
    """First and last day; where no year is said, the latest that ends before ``near`` (the report's date)."""
    if said is None:
        return None, None
    days = _days(said.words)
    doubt = None
    whole = [real_date(day.year, day.month, day.day) for day in days if day.year is not None]
    if days and not whole and near is not None:
        year = near.year
        end = real_date(year, days[-1].month, days[-1].day)
        year -= end is not None and end > near
        whole = [real_date(year - (day.month > days[-1].month), day.month, day.day) for day in days]
        doubt = HeadDoubt(
            Code.HEAD_INFERRED,
            f"The inspection's dates ('{said.words}', {said.place.words()}) name no year: "
            f"{year} was taken from the date of the report or the plan",
            said.place,
        )
    numeric = find_periods(said.words, near or date(2000, 1, 1)) if not days else ()
    known = [day for day in whole if day is not None]
    known += [day for period in numeric for day in (period.first, period.last) if day is not None]
    if not known:
        return None, HeadDoubt(
            Code.HEAD_MISSING,
            f"The inspection's dates ('{said.words}', {said.place.words()}) could not be read",
            said.place,
        )
    return (min(known), max(known)), doubt


def read_head(lines: Sequence[Line], document: str) -> Head:
    """The plan's head from the prose before its table (and, for a stray submission line, after it).

    Raises DocumentRefused where no establishment or no date of submission can be found: the plan's id is made of both.
    """
    name = _name(lines)
    if name is None:
        raise DocumentRefused(
            f"{document} names no establishment: expected a line such as 'Action Plan: HMP Example' before the table"
        )
    doubts: list[HeadDoubt] = []
    published_words = _after(_PUBLISHED, lines)
    published = _one_date(published_words, date(1990, 1, 1))
    submitted_words = _after(_SUBMITTED, lines)
    submitted = _one_date(submitted_words, published.last if published and published.last else date(1990, 1, 1))
    if submitted is None:
        submitted_words = _after(_POSITION, lines)
        submitted = _one_date(submitted_words, date(1990, 1, 1))
        if submitted is not None and submitted_words is not None:
            doubts.append(
                HeadDoubt(
                    Code.HEAD_INFERRED,
                    f"The plan names no date of submission: '{submitted_words.words}' "
                    f"({submitted_words.place.words()}) was taken, to its last day",
                    submitted_words.place,
                )
            )
    if submitted is None or submitted.last is None:
        said = f"'{submitted_words.words}' is no date" if submitted_words else "no such line was found"
        raise DocumentRefused(
            f"{document} has no date of submission ({said}): "
            "expected a line such as 'Action Plan Submitted: 8 July 2025'"
        )
    if submitted.inferred and submitted_words is not None:
        doubts.append(
            HeadDoubt(
                Code.HEAD_INFERRED,
                f"The date of submission ('{submitted_words.words}') names no year: {submitted.last.year} was taken",
                submitted_words.place,
            )
        )
    report = published.last if published and not published.inferred else None
    inspected = _after(_INSPECTED, lines)
    inspection, doubt = _inspection(inspected, report or submitted.last)
    if doubt is not None:
        doubts.append(doubt)
    if inspection is not None and inspected is not None and inspection[1] > submitted.last:
        doubts.append(
            HeadDoubt(
                Code.HEAD_CONTRADICTED,
                f"The inspection ('{inspected.words}', {inspected.place.words()}) "
                f"ends after the plan was submitted ({submitted.last.isoformat()})",
                inspected.place,
            )
        )
    return Head(name, submitted.last, inspection, report, tuple(doubts))
