"""The head of a generated plan in the ways in which published plans write it: labels, days, spans, a box of dates."""

from __future__ import annotations

import calendar
import random
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from evals.generation.drafts import DraftPlan, Form
from evals.generation.targets import month_end

_Spans = tuple[tuple[date, date], ...]
_NOTICE = (
    "Please note: target dates were agreed before the restrictions of the COVID-19 pandemic and may have to change."
)


class DayStyle(StrEnum):
    """How a day is written."""

    PLAIN = "18 January 2019"
    ORDINAL = "18th January 2019"
    ORDINAL_APART = "18 th January 2019"
    NUMBERS = "18/01/2019"


@dataclass(frozen=True, slots=True)
class HeadStyle:
    """What a plan's pages look like beside its rows.

    ``position``: the plan says the month of its position instead of the day of its submission, in a box of dates.
    ``year_said``: the inspection's days name their year. ``notice`` stands on every page, ``numbered`` pages have their
    number at the foot, ``headed`` pages repeat the header row.
    """

    day: DayStyle
    colon: bool
    year_said: bool
    position: bool
    numbered_columns: bool
    notice: str | None
    numbered: bool
    headed: bool


def draw_style(form: Form, rng: random.Random) -> HeadStyle:
    """A style as plans of a form have it; only the oldest form has a position."""
    return HeadStyle(
        day=rng.choice((DayStyle.NUMBERS, *DayStyle) if form is Form.ACCEPTED else tuple(DayStyle)),
        colon=rng.random() < 0.7,
        year_said=rng.random() < 0.85,
        position=form is Form.ACCEPTED and rng.random() < 0.5,
        numbered_columns=rng.random() < 0.7,
        notice=_NOTICE if rng.random() < 0.3 else None,
        numbered=rng.random() < 0.4,
        headed=rng.random() < 0.4,
    )


def submission(drawn: date, style: HeadStyle) -> date:
    """The day of submission that a plan drawn for a day states: of a position, the last day of its month."""
    return month_end(drawn.year, drawn.month) if style.position else drawn


def _ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _number(day: int, style: HeadStyle) -> str:
    return str(day) if style.day in {DayStyle.PLAIN, DayStyle.NUMBERS} else _ordinal(day)


def _month(day: date) -> str:
    return calendar.month_name[day.month]


def day_words(day: date, style: HeadStyle) -> str:
    """A day in the plan's style."""
    if style.day is DayStyle.NUMBERS:
        return day.strftime("%d/%m/%Y")
    apart = _ordinal(day.day)
    number = f"{apart[:-2]} {apart[-2:]}" if style.day is DayStyle.ORDINAL_APART else _number(day.day, style)
    return f"{number} {_month(day)} {day.year}"


def _stretch(first: date, last: date, style: HeadStyle) -> str:
    """Days of one month, without it: "11-22"."""
    if last - first == timedelta(days=1) and style.day is DayStyle.PLAIN:
        return f"{first.day}, {last.day}"
    return f"{first.day}-{_number(last.day, style)}"


def _one_span(first: date, last: date, style: HeadStyle) -> str:
    """One stretch of days without its last year; the first year is said where it is another."""
    if first.month == last.month:
        dash = " – " if style.colon else "-"
        return f"{_number(first.day, style)}{dash}{_number(last.day, style)} {_month(last)}"
    year = f" {first.year}" if first.year != last.year and style.year_said else ""
    return f"{_number(first.day, style)} {_month(first)}{year} – {_number(last.day, style)} {_month(last)}"


def inspection_words(spans: _Spans, style: HeadStyle) -> str:
    """The days of an inspection: one stretch or several, with the year at the end unless it is left out."""
    year = f" {spans[-1][1].year}" if style.year_said else ""
    if any(first.month != last.month for first, last in spans):
        words = " and ".join(_one_span(first, last, style) for first, last in spans)
    elif len(spans) == 1:
        words = _one_span(*spans[0], style)
    elif spans[0][0].month == spans[1][0].month:
        words = f"{', '.join(_stretch(*span, style) for span in spans)} {_month(spans[0][0])}"
    else:
        between = "; " if style.colon else " & "
        words = between.join(f"{_stretch(*span, style)} {_month(span[0])}" for span in spans)
    return f"{words}{year}"


def head_lines(plan: DraftPlan, style: HeadStyle, introduction: str) -> list[str]:
    """The lines from the top of the document to the introduction."""
    colon = ": " if style.colon else " "
    name = plan.place.name
    inspectors = "HMI Probation" if plan.place.probation else "HMIP"
    inspected = f"A Response to the {inspectors} Inspection{colon}{inspection_words(plan.inspection, style)}"
    published = day_words(plan.published, style)
    top = [style.notice, ""] if style.notice else [""]
    if style.position:
        return [
            *top,
            f"ACTION PLAN: {'HMI PROBATION' if plan.place.probation else 'HMCIP'} REPORT",
            "",
            f"ESTABLISHMENT: {name.upper()}",
            "",
            inspected,
            "",
            "TIMETABLE\tDATE\tSTATUS",
            f"Report published\t{published}\tCompleted",
            f"Response to the chief inspector\t{day_words(plan.submitted, style)}\tIn progress",
            "",
            f"POSITION AS AT: {_month(plan.submitted)} {plan.submitted.year}",
            "",
            introduction,
        ]
    return [
        *top,
        f"Action Plan: {name}",
        "",
        f"Action Plan Submitted{colon}{day_words(plan.submitted, style)}",
        "",
        inspected,
        "",
        f"Report Published{colon}{published}",
        "",
        "INTRODUCTION",
        "",
        introduction,
    ]
