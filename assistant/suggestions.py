"""Questions that follow on from an answer, and first questions: only such as have an answer in the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from typing import Final

from assistant.answer import Answer
from assistant.drafting import drafted
from assistant.knowledge import Knowledge
from assistant.query import Field, Intent, QueryPlan
from assistant.status import UNFINISHED, Status
from assistant.understanding.reader import understand

MOST: Final = 4
_READABLE: Final = 40
"""Rows up to which it helps to ask for the owners or dates of all."""

_WHERE: Final = frozenset({Field.ESTABLISHMENT, Field.PLAN, Field.CURRENT})

_FIRST: Final = (
    "Which actions are overdue?",
    "Which actions are due next?",
    "Which recommendations were not agreed, and why?",
    "How many actions does each owner have?",
    "How many concerns are still open?",
)


def follow_ups(answer: Answer, knowledge: Knowledge) -> tuple[str, ...]:
    """Up to ``MOST`` questions that follow on from ``answer``, each of which finds rows and tells something new.

    What is asked about the rows shown follows from their own statuses and owners; for rows of other plans there is one
    search.
    """
    if answer.abstained or not answer.citations:
        return ()
    found = chain(_narrower(answer), _elsewhere(answer, knowledge), _about_these(answer))
    return tuple(islice(found, MOST))


def _narrower(answer: Answer) -> Iterator[str]:
    """Questions for some of the rows shown."""
    statuses = [row.status for row in answer.citations]
    if answer.plan.intent in (Intent.COUNT, Intent.GROUP):
        yield "Which are they?" if _many(answer) else "Which is it?"
    if _asks_of_status(answer.plan) or not _many(answer):
        return
    for chosen, question in (
        ((Status.OVERDUE,), "Which of them are overdue?"),
        (UNFINISHED, "Which of them are still open?"),
    ):
        if 0 < sum(status in chosen for status in statuses) < len(statuses):
            yield question


def _elsewhere(answer: Answer, knowledge: Knowledge) -> Iterator[str]:
    """Questions for rows about the same topic in other plans of the establishment."""
    plans = [knowledge.vocabulary.plan(plan_id) for plan_id in dict.fromkeys(row.plan_id for row in answer.citations)]
    asked = answer.plan
    if asked.topic is None or asked.intent is Intent.COMPARE or len({plan.establishment_key for plan in plans}) != 1:
        return
    before = "What was promised before?"
    compared = understand(before, knowledge.vocabulary, asked.as_of, dictionary=knowledge.dictionary, after=asked)
    others = {row.plan_id for row in drafted(compared, knowledge).citations} - {plan.plan_id for plan in plans}
    found = [plan for plan in knowledge.vocabulary.plans_of([plans[0].establishment_key]) if plan.plan_id in others]
    if any(plan.submitted < max(shown.submitted for shown in plans) for plan in found):
        yield before
    if not any(wanted.field not in _WHERE for wanted in asked.filters):
        yield from (f"And in {year}?" for year in sorted({plan.submitted.year for plan in found}, reverse=True))


def _about_these(answer: Answer) -> Iterator[str]:
    """Questions for more about all the rows shown."""
    rows, asked, many = answer.citations, answer.plan, _many(answer)
    if asked.intent is not Intent.REASON and all(row.status == Status.NO_ACTION for row in rows):
        yield "Why were they not agreed?" if many else "Why was it not agreed?"
    if asked.group_by is None and len({row.responsible_owner for row in rows}) > 1:
        yield "How many for each owner?"
    if len(rows) <= _READABLE and asked.group_by is None:
        if "owner" not in asked.asked and any(row.responsible_owner for row in rows):
            yield "Who owns them?" if many else "Who owns it?"
        if "due" not in asked.asked and any(row.status in UNFINISHED for row in rows):
            yield "When are they due?" if many else "When is it due?"


def _many(answer: Answer) -> bool:
    return len({(row.plan_id, row.rec_no) for row in answer.citations}) > 1


def _asks_of_status(plan: QueryPlan) -> bool:
    return any(wanted.field is Field.STATUS for wanted in plan.filters)


def first_questions(knowledge: Knowledge, as_of: date) -> tuple[str, ...]:
    """Up to ``MOST`` questions to begin with, each of which finds rows on the day ``as_of``."""
    plans = [plan for plan in knowledge.vocabulary.plans if plan.is_current(as_of)]
    newest = max(plans, key=lambda plan: (plan.submitted, plan.plan_id), default=None)
    if newest is None:
        return ()
    asked = (_FIRST[0], f"What is still open at {newest.establishment}?", *_FIRST[1:])
    return tuple(islice(_answered(asked, knowledge, as_of), MOST))


def _answered(questions: Iterable[str], knowledge: Knowledge, as_of: date) -> Iterator[str]:
    for question in questions:
        plan = understand(question, knowledge.vocabulary, as_of, dictionary=knowledge.dictionary)
        draft = drafted(plan, knowledge)
        if draft.reason is None and draft.citations:
            yield question
