"""Dates in questions: days, months, quarters, seasons, years, and spans relative to the day of asking.

Every expression becomes a span with both ends inclusive: "January 2026" is 1 to 31 January 2026.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19|20)\d\d"
_NUMBERS = {
    word: n
    for n, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1, "couple of": 2, "fortnight": 14}
COUNT = r"\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|a|an"
_PART = r"(?:(?P<part>the\s+end|end|the\s+start|start|the\s+beginning|beginning|mid|the\s+middle)(?:\s+of|-)?\s+)?"

_EXPRESSION = re.compile(
    r"\b(?:"
    rf"(?P<iso>{_YEAR}-\d\d-\d\d)"
    rf"|(?P<slash>\d{{1,2}}/\d{{1,2}}/(?:{_YEAR}|\d\d))"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m1')},?(?:\s+(?P<y1>{_YEAR}))?"
    rf"|{_MONTH.format('m2')}\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y2>{_YEAR}))?"
    rf"|{_PART}(?:(?:{_MONTH.format('m3')},?\s+(?:of\s+)?(?P<y3>{_YEAR}))"
    rf"|(?P<stretch>first|last)\s+(?P<months>{COUNT})\s+months?(?:\s+of)?\s+(?P<y7>{_YEAR})"
    rf"|(?P<half>first|second|last)\s+half(?:\s+of)?\s+(?P<y8>{_YEAR})"
    rf"|(?P<quarter>q[1-4]|(?:first|second|third|fourth|last)\s+quarter)(?:\s+of)?\s+(?P<y4>{_YEAR})"
    rf"|(?P<season>spring|summer|autumn|winter)(?:\s+of)?\s+(?P<y5>{_YEAR})"
    rf"|(?P<y6>{_YEAR})"
    r"|(?P<which>this|next|last|the\s+current|the\s+coming|the\s+previous|the)\s+"
    r"(?P<period>week|month|quarter|year)(?![\w']|\s+(?:is\s+out|ends|is\s+over)\b)"
    rf"|{_MONTH.format('m4')}(?=\W|$))"
    rf"|(?:(?:with)?in\s+)?(?:the\s+)?(?P<ahead>next|coming|following)\s+(?P<n1>{COUNT})\s+(?P<u1>day|week|month|year)s?"
    rf"|(?:with)?in\s+(?:the\s+)?(?P<n3>{COUNT})\s+(?P<u3>day|week|month|year)s?"
    rf"|(?:the\s+)?(?:last|past|previous)\s+(?P<n2>{COUNT})\s+(?P<u2>day|week|month|year)s?"
    r"|(?P<day>today|tomorrow|yesterday|now|christmas|(?:the\s+)?new\s+year|year\s+end|the\s+end\s+of\s+the\s+year|(?:the\s+end\s+of\s+)?(?:the|this)\s+month(?:\s+(?:is\s+out|ends|is\s+over|end))|(?:the\s+)?(?:financial|tax)\s+year\s+end|"
    r"(?:the\s+)?end\s+of\s+(?:the|this)\s+(?:financial|tax)\s+year)"
    r")\b",
    re.IGNORECASE,
)

_LAST_OF_FINANCIAL_YEAR = 3
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
# Meteorological seasons, as civil service timetables use them; winter runs into the next year.
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14)}


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date expression: its place in the text (end exclusive) and its first and last day (both inclusive)."""

    start: int
    end: int
    first: date
    last: date
    words: str
    is_year: bool = False
    """A bare year, which may mean a plan as well as a time."""
    is_bare_month: bool = False
    """A month without a year, which is read as the nearest one from the day of asking."""


def month_span(year: int, month: int, months: int = 1) -> tuple[date, date]:
    """First and last day of ``months`` months from the given one; ``month`` may run past 12."""
    first_year, first_month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last_index = month - 1 + months - 1
    last_year, last_month = year + last_index // 12, last_index % 12 + 1
    return date(first_year, first_month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def find_dates(text: str, as_of: date) -> Iterator[DateSpan]:
    """The date expressions of ``text`` in order; days that do not exist (31 June) are passed over.

    Months that follow each other ("January or February 2026") are one.
    """
    before: DateSpan | None = None
    for span in _expressions(text, as_of):
        joined = before and _joined(before, span, text)
        if before and not joined:
            yield before
        before = joined or span
    if before:
        yield before


_OR = re.compile(r"\s*(?:,|or|and|and/or|/|&)\s*", re.IGNORECASE)


def _joined(month: DateSpan, after: DateSpan, text: str) -> DateSpan | None:
    """A month without a year and the month after it, with its year, as one; None if that is not what they are."""
    first, _ = month_span(after.first.year, month.first.month)
    alike = (
        month.is_bare_month
        and not after.is_bare_month
        and (after.first, after.last) == month_span(after.first.year, month.first.month + 1)
    )
    if not alike or not _OR.fullmatch(text[month.end : after.start]):
        return None
    return DateSpan(month.start, after.end, first, after.last, text[month.start : after.end])


def _expressions(text: str, as_of: date) -> Iterator[DateSpan]:
    for match in _EXPRESSION.finditer(text):
        # "may" is a verb far more often than a month without a year.
        if (match["m4"] or "").lower() == "may":
            continue
        try:
            first, last = _span(match, as_of)
        except ValueError:
            continue
        yield DateSpan(
            match.start(),
            match.end(),
            first,
            last,
            match.group().strip(),
            is_year=match["y6"] is not None and match["part"] is None,
            is_bare_month=match["m4"] is not None or (match["m1"] is not None and match["y1"] is None),
        )


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _span(match: re.Match[str], as_of: date) -> tuple[date, date]:
    part = (match["part"] or "").lower()
    first, last = _whole_span(match, as_of)
    if "end" in part:
        return last, last
    if "start" in part or "beginning" in part:
        return first, first
    if "mid" in part:
        middle = first + (last - first) / 2
        return middle, middle
    return first, last


def _whole_span(match: re.Match[str], as_of: date) -> tuple[date, date]:
    for day_group, month_group, year_group in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if match[month_group]:
            year_said = int(match[year_group] or as_of.year)
            on = date(year_said, _month_number(match[month_group]), int(match[day_group]))
            return on, on
    if match["iso"]:
        on = date.fromisoformat(match["iso"])
        return on, on
    if match["slash"]:
        day, month, year = (int(part) for part in match["slash"].split("/"))
        on = date(year + 2000 if year < 100 else year, month, day)
        return on, on
    if match["m3"]:
        return month_span(int(match["y3"]), _month_number(match["m3"]))
    if match["quarter"]:
        name = match["quarter"].lower()
        quarter = int(name[1]) if name[0] == "q" else _QUARTERS[name.split()[0]]
        return month_span(int(match["y4"]), 3 * quarter - 2, 3)
    if match["half"]:
        return month_span(int(match["y8"]), 1 if match["half"].lower() == "first" else 7, 6)
    if match["stretch"]:
        many = min(_number(match["months"]), 12)
        return month_span(int(match["y7"]), 1 if match["stretch"].lower() == "first" else 13 - many, many)
    if match["season"]:
        first_month, last_month = _SEASONS[match["season"].lower()]
        return month_span(int(match["y5"]), first_month, last_month - first_month + 1)
    if match["y6"]:
        return date(int(match["y6"]), 1, 1), date(int(match["y6"]), 12, 31)
    if match["period"]:
        return _named_period(match["which"].lower(), match["period"].lower(), as_of)
    if match["m4"]:
        month = _month_number(match["m4"])
        return month_span(as_of.year + (1 if month < as_of.month - 6 else 0), month)
    return _relative(match, as_of)


def _named_period(which: str, period: str, as_of: date) -> tuple[date, date]:
    step = {"next": 1, "the coming": 1, "last": -1, "the previous": -1}.get(which, 0)
    if period == "week":
        monday = as_of - timedelta(days=as_of.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if period == "month":
        return month_span(as_of.year, as_of.month + step)
    if period == "quarter":
        return month_span(as_of.year, (as_of.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    return date(as_of.year + step, 1, 1), date(as_of.year + step, 12, 31)


def _number(said: str) -> int:
    word = said.lower().removeprefix("a ")
    return int(word) if word.isdigit() else _NUMBERS[word]


def ago(day: date, number: str, unit: str) -> date:
    """So many days, weeks, months or years before a day; ``number`` in figures or as one of the words of ``COUNT``."""
    count = _number(number)
    if unit in ("day", "week"):
        return day - timedelta(days=count * (7 if unit == "week" else 1))
    return add_months(day, -count * (12 if unit == "year" else 1))


def _relative(match: re.Match[str], as_of: date) -> tuple[date, date]:
    if match["day"]:
        name = match["day"].lower()
        if name == "christmas":
            on = date(as_of.year, 12, 25)
        elif name.endswith("new year"):
            # The one to come: "after the new year" begins on its first day's eve.
            on = date(as_of.year, 12, 31)
        elif "financial" in name or "tax" in name:
            # The government's year runs from 1 April to 31 March.
            on = date(as_of.year + (as_of.month > _LAST_OF_FINANCIAL_YEAR), _LAST_OF_FINANCIAL_YEAR, 31)
        elif "month" in name:
            on = month_span(as_of.year, as_of.month)[1]
        elif "year" in name:
            on = date(as_of.year, 12, 31)
        else:
            on = as_of + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(name, 0))
        return on, on
    back = match["u2"] is not None
    count = _number(match["n1"] or match["n3"] or match["n2"])
    unit = (match["u1"] or match["u3"] or match["u2"]).lower()
    sign = -1 if back else 1
    if unit in ("day", "week"):
        end = as_of + timedelta(days=sign * count * (7 if unit == "week" else 1))
    else:
        end = add_months(as_of, sign * count * (12 if unit == "year" else 1))
    return (end, as_of) if back else (as_of, end)
