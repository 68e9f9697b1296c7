"""Cells of the target-date column, each with what it truly means."""

from __future__ import annotations

import calendar
import random
from dataclasses import dataclass
from datetime import date

_SEASONS = ((3, 5, "Spring"), (6, 8, "Summer"), (9, 11, "Autumn"))


@dataclass(frozen=True, slots=True)
class Target:
    """A cell's words, the last day on which the action is on time (None: no date), and whether it is done."""

    words: str
    due: date | None
    completed: bool


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _months_on(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    return month_end(start.year + years, month + 1)


def _month(end: date) -> Target:
    return Target(f"{calendar.month_name[end.month]} {end.year}", end, completed=False)


def _numbers(end: date, rng: random.Random) -> Target:
    day = date(end.year, end.month, rng.randint(1, 28))
    return Target(day.strftime("%d/%m/%Y"), day, completed=False)


def _in_words(end: date, rng: random.Random) -> Target:
    day = date(end.year, end.month, rng.randint(1, 28))
    return Target(f"{day.day} {calendar.month_name[day.month]} {day.year}", day, completed=False)


def _quarter(end: date) -> Target:
    quarter = (end.month - 1) // 3 + 1
    return Target(f"Q{quarter} {end.year}", month_end(end.year, quarter * 3), completed=False)


def _season(end: date) -> Target:
    for first, last, name in _SEASONS:
        if first <= end.month <= last:
            return Target(f"{name} {end.year}", month_end(end.year, last), completed=False)
    return _month(end)  # a winter lies in two years


def make_target(submitted: date, rng: random.Random) -> Target:
    """A target of a plan submitted that day: in most rows a month, as in real plans, now and then any other kind."""
    end = _months_on(submitted, rng.randint(1, 14))
    draw = rng.random()
    if draw < 0.60:
        return _month(end)
    if draw < 0.75:
        return Target("Completed", None, completed=True)
    if draw < 0.79:
        done = _months_on(submitted, -rng.randint(1, 3))
        return Target(f"Completed {calendar.month_name[done.month]} {done.year}", None, completed=True)
    if draw < 0.84:
        return _numbers(end, rng)
    if draw < 0.87:
        return _in_words(end, rng)
    if draw < 0.90:
        return Target(f"End of {calendar.month_name[end.month]} {end.year}", end, completed=False)
    if draw < 0.93:
        return Target("Ongoing", None, completed=False)
    if draw < 0.95:
        return _quarter(end)
    if draw < 0.97:
        return _season(end)
    return Target("TBC", None, completed=False)
