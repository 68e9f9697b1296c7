"""What a follow-up tells from the question before: the days after those, the other plan, the next row."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.query import Field, Filter, Op, QueryPlan
from assistant.understanding.dates import month_span
from assistant.understanding.reading import Reading
from assistant.understanding.times import NEXT_STRETCH
from assistant.vocabulary import Vocabulary
from assistant.wording import uk_date, uk_period

NEXT_ROW = re.compile(
    r"\bthe\s+one\s+(?P<side>before|after)\b(?:\s+(?:it|that|this))?"
    r"|\b(?:the\s+)?(?P<which>next|previous|following|preceding)\s+(?:one|recommendation|concern|row|item)\b|^\W*(?P<bare>next|previous)\W*$"
)
"""A row told from the one before: "the next one", "the one after that"."""

# "Anything due after that?"
_AFTER_THAT = re.compile(
    r"\b(?P<side>after|later\s+than|beyond|before|earlier\s+than)\s+(?:that|those|then)\b(?!\s+one)"
)
_OTHER_PLAN = re.compile(r"\bthe\s+other\s+(?:(?:action\s+)?plan|inspection|report|visit|year)\b")


def after_that(reading: Reading, previous: QueryPlan) -> list[Filter]:
    """The filter on target dates after (or before) those that the previous question asked for."""
    match = _AFTER_THAT.search(reading.text.lower())
    due = next((f for f in previous.filters if f.field is Field.DUE and f.op is Op.BETWEEN), None)
    if due is None or reading.has(Field.DUE):
        return []
    if stretch := NEXT_STRETCH.search(reading.text.lower()):
        return _next_stretch(stretch, due)
    if match is None:
        return []
    day = timedelta(days=1)
    first, last = due.value
    if match["side"] in ("before", "earlier than"):
        if not first:
            return []
        end = date.fromisoformat(first)
        value, label = ("", (end - day).isoformat()), f"due before {uk_date(end)}"
    elif last:
        end = date.fromisoformat(last)
        value, label = ((end + day).isoformat(), ""), f"due after {uk_date(end)}"
    else:
        return []
    return [Filter(field=Field.DUE, op=Op.BETWEEN, value=value, label=label, words=match.group())]


def _next_stretch(match: re.Match[str], due: Filter) -> list[Filter]:
    """The week or month after (or before) the days of a filter with both ends."""
    first, last = due.value
    if not (first and last):
        return []
    day = timedelta(days=1)
    later = (match["side"] or match["side2"]) in ("after", "following", "next")
    near = date.fromisoformat(last) + day if later else date.fromisoformat(first) - day
    if (match["unit"] or match["unit2"]) == "month":
        start, end = month_span(near.year, near.month)
    else:
        start, end = (near, near + 6 * day) if later else (near - 6 * day, near)
    value = (start.isoformat(), end.isoformat())
    return [
        Filter(field=Field.DUE, op=Op.BETWEEN, value=value, label=f"due {uk_period(start, end)}", words=match.group())
    ]


def other_plan(reading: Reading, previous: QueryPlan, vocabulary: Vocabulary) -> list[Filter]:
    """The filter on the other plans of the establishments whose plan the previous question named."""
    named = next((f for f in previous.filters if f.field is Field.PLAN), None)
    match = _OTHER_PLAN.search(reading.text.lower())
    if match is None or named is None or reading.has(Field.PLAN):
        return []
    keys = [plan.establishment_key for plan in vocabulary.plans if plan.plan_id in named.value]
    others = tuple(plan.plan_id for plan in vocabulary.plans_of(keys) if plan.plan_id not in named.value)
    return [Filter(field=Field.PLAN, op=Op.IN, value=others, label="the other plan", words=match.group())]


# "Same for the one before", said of a plan.
_PLAN_BEFORE = re.compile(r"\bthe\s+(?:one|plan|inspection|report)\s+before(?:\s+(?:that|it|this))?\b")


def plan_before(reading: Reading, previous: QueryPlan, vocabulary: Vocabulary) -> list[Filter]:
    """The filter on the plan before the one that the previous question named, of the same establishment."""
    named = next((f for f in previous.filters if f.field is Field.PLAN), None)
    plans = [p for p in vocabulary.plans if named is not None and p.plan_id in named.value]
    match = reading.take(_PLAN_BEFORE) if plans else None
    if match is None:
        return []
    first = min(plans, key=lambda p: p.submitted)
    earlier = [p for p in vocabulary.plans_of([first.establishment_key]) if p.submitted < first.submitted]
    value = tuple(p.plan_id for p in sorted(earlier, key=lambda p: p.submitted)[-1:])
    return [Filter(field=Field.PLAN, op=Op.IN, value=value, label="the plan before", words=match.group())]


def neighbour(previous: QueryPlan, vocabulary: Vocabulary, which: str) -> Filter | None:
    """The filter on the row after (or before) the one that the previous question named."""
    named = next((f for f in previous.filters if f.field is Field.REC_NO), None)
    if named is None:
        return None
    plans = next((f.value for f in previous.filters if f.field is Field.PLAN), None)
    step = 1 if which in ("next", "following", "after") else -1
    for plan in vocabulary.plans:
        if (plans is None or plan.plan_id in plans) and named.value[-1] in plan.rec_nos:
            place = plan.rec_nos.index(named.value[-1]) + step
            if 0 <= place < len(plan.rec_nos):
                rec_no = plan.rec_nos[place]
                return Filter(field=Field.REC_NO, op=Op.IN, value=(rec_no,), label=f"rec no {rec_no}", words=which)
            # A number that no row has, so that the answer says so.
            side = "after" if step > 0 else "before"
            label = f"row {side} rec no {named.value[-1]}"
            return Filter(field=Field.REC_NO, op=Op.IN, value=(f"{side} {named.value[-1]}",), label=label, words=which)
    return None
