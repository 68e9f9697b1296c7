"""Words for a day, a month, a quarter, a season or a year, as dates. English only; days before months."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept(?:ember)?|sep|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if number}
_ORDINAL = r"\s*(?:st|nd|rd|th)?\b"
_YEAR = r"(?:19|20)\d\d"
_SEASON_ENDS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 2}

_FORMS = re.compile(
    rf"""
    \b(?P<iso>{_YEAR}-\d\d-\d\d)\b
  | \b(?P<dmy>\d{{1,2}}(?P<dot>[/.-])\d{{1,2}}(?P=dot)(?:{_YEAR}|\d\d))\b
  | \b(?P<my>\d{{1,2}}/{_YEAR})\b
  | \b(?P<day>\d{{1,2}}){_ORDINAL}\s*(?:of\s+)?(?P<day_month>{MONTH})(?:[\s,]*(?P<day_year>{_YEAR})\b)?
  | \b(?P<us_month>{MONTH})\s+(?P<us_day>\d{{1,2}}){_ORDINAL}[\s,]+(?P<us_year>{_YEAR})\b
  | \b(?:q|quarter\s*)(?P<quarter>[1-4])[\s,]*(?:of\s+)?(?P<quarter_year>{_YEAR})
    (?:\s*[/–-]\s*(?P<quarter_fin>\d\d(?:\d\d)?))?\b
  | \b(?P<season>spring|summer|autumn|winter)\s+(?:of\s+|term\s+)?(?P<season_year>{_YEAR})(?:\s*/\s*\d\d(?:\d\d)?)?\b
  | \b(?P<month>{MONTH})(?:[\s,/–’'-]*(?P<month_year>{_YEAR}|(?<!\d)\d\d(?![\d/.:])))?
  | \b(?P<fin>{_YEAR})\s*[/–-]\s*(?P<fin_end>\d\d(?:\d\d)?)\b
  | \b(?P<year>{_YEAR})\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days that words speak of: first and last, both inclusive; ``start`` and ``end`` are the words' place in the text.

    ``first`` and ``last`` are None for a date that does not exist (31 June). ``inferred``: the words give no year, and
    the first such date on or after the day they were written was taken.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    inferred: bool = False


def month_number(word: str) -> int:
    """1 to 12 for an English month, short or long."""
    return _MONTHS[word[:3].title()]


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day of the month some months later, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def real_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(words: str) -> int:
    return int(words) if len(words) == 4 else 2000 + int(words)


def _span(match: re.Match[str], near: date) -> tuple[date | None, date | None, bool]:
    """First day, last day, and whether the year was inferred."""
    said = match.groupdict()
    day: date | None
    if said["iso"]:
        year, month, number = map(int, said["iso"].split("-"))
        day = real_date(year, month, number)
        return day, day, False
    if said["dmy"]:
        first, second, third = said["dmy"].split(said["dot"])
        day = real_date(_full_year(third), int(second), int(first))
        return day, day, False
    if said["my"]:
        month, year = map(int, said["my"].split("/"))
        return (date(year, month, 1), month_end(year, month), False) if 1 <= month <= 12 else (None, None, False)
    if said["us_month"]:
        day = real_date(int(said["us_year"]), month_number(said["us_month"]), int(said["us_day"]))
        return day, day, False
    if said["day_month"]:
        month, number = month_number(said["day_month"]), int(said["day"])
        if said["day_year"]:
            day = real_date(int(said["day_year"]), month, number)
            return day, day, False
        day = real_date(near.year, month, number)
        if day is not None and day < near:
            day = real_date(near.year + 1, month, number)
        return day, day, True
    if said["month"]:
        month = month_number(said["month"])
        year = _full_year(said["month_year"]) if said["month_year"] else near.year + (month < near.month)
        return date(year, month, 1), month_end(year, month), not said["month_year"]
    if said["quarter"]:
        quarter, year = int(said["quarter"]), int(said["quarter_year"])
        # "Q3 2024/25" counts from April, "Q3 2024" from January.
        start = add_months(date(year, 4 if said["quarter_fin"] else 1, 1), 3 * (quarter - 1))
        end = add_months(start, 2)
        return start, month_end(end.year, end.month), False
    if said["season"]:
        season = said["season"].lower()
        # A winter belongs to the year it begins in.
        end_month, year = _SEASON_ENDS[season], int(said["season_year"])
        last = month_end(year + (season == "winter"), end_month)
        begin = add_months(date(last.year, last.month, 1), -2)
        return begin, last, False
    if said["fin"]:
        year = int(said["fin"])
        if _full_year(said["fin_end"]) == year + 1:
            return date(year, 4, 1), date(year + 1, 3, 31), False
        return date(year, 1, 1), date(_full_year(said["fin_end"]), 12, 31), False
    year = int(said["year"])
    return date(year, 1, 1), date(year, 12, 31), False


def find_periods(words: str, near: date) -> tuple[Period, ...]:
    """All dates in some words, in order. ``near`` is the day they were written, for dates without a year.

    A month before another with a year takes that year ("September - October 2019"; "November and January 2020" is
    November 2019). The verb "may" is no month.
    """
    found: list[Period] = []
    for match in _FORMS.finditer(words):
        if match["month"] == "may" and not match["month_year"]:
            continue
        first, last, inferred = _span(match, near)
        if first is not None and last is not None and first > last:
            first = last = None
        found.append(Period(match.start(), match.end(), first, last, inferred))
    for at in range(len(found) - 2, -1, -1):
        this, after = found[at], found[at + 1]
        if this.inferred and not after.inferred and this.first and after.first and this.last:
            year = after.first.year - (this.first.month > after.first.month)
            first = real_date(year, this.first.month, this.first.day)
            last = month_end(year, this.last.month) if this.first != this.last else first
            found[at] = Period(this.start, this.end, first, last)
    return tuple(found)
