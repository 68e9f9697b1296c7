"""The steps of a conversation: a question asked, an answer changed by hand, and the answer as the chat shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from assistant.answer import Answer
from assistant.knowledge import Knowledge
from assistant.plan_edits import Form, edited, form_of
from assistant.query import Filter, QueryPlan
from assistant.suggestions import follow_ups
from assistant.web.asked_log import Place
from assistant.web.conversation import Act, Turn, Turns, is_full, read_turns
from assistant.web.labels import read_day
from assistant.web.people import Person
from assistant.web.rendering import chat_piece
from assistant.web.site import Site
from assistant.wording import uk_date
from ingest.errors import ActionPlansError, BadRequest
from ingest.records import PlanSummary

_SHOWN_PLANS: Final = 6
_BLANK_LINE: Final = re.compile(r"\n\s*\n")


def asked(turns: Turns, question: str, day: str) -> Turns:
    """The conversation with one more question, which waits; unchanged where nothing was typed.

    Raises BadRequest for a conversation that is full and a question that is too long.
    """
    words = " ".join(question.split())
    if not words:
        return turns
    if is_full(turns):
        raise BadRequest("This conversation is as long as one can be: print it if you need it, then start again.")
    return (*turns, Turn(question=words, day=" ".join(day.split())))


def acted(knowledge: Knowledge, turns: Turns, act: Act, day: str) -> Turns:
    """The conversation after what a person did to it; a turn that was changed waits for its answer.

    Raises BadRequest for an act that doesn't fit the conversation.
    """
    if act.restore is not None:
        return read_turns(act.restore)
    if act.ask is not None:
        return asked(turns, act.ask, day)
    turn = turns[act.turn] if act.turn < len(turns) else None
    if turn is None or turn.answer is None:
        raise BadRequest("That answer is no longer in the conversation: ask the question again.")
    fresh = Turn(question=turn.question, day=turn.day)
    if act.edit is not None:
        plan = edited(turn.answer.plan, act.edit, knowledge.vocabulary)
        changed_day = uk_date(act.edit.as_of) if act.edit.as_of else turn.day
        fresh = fresh.model_copy(update={"plan": plan, "day": changed_day})
    elif not act.again:
        return turns
    return (*turns[: act.turn], fresh, *turns[act.turn + 1 :])


def waiting(turns: Turns) -> int | None:
    """The number, from 0, of the turn that waits for its answer."""
    return next((number for number, turn in enumerate(turns) if turn.waits), None)


def answers(site: Site, turns: Turns, number: int, by: Person) -> Iterator[tuple[str, Turn]]:
    """The reply to turn ``number`` as Markdown that grows, each time with the turn as it stands; ``by`` is who asks.

    Each reply is the whole reply so far; the last comes with the turn that has its answer. What a person can put right
    (a day that is none) becomes the turn's problem. Anything else that goes wrong is raised.
    """
    turn = turns[number]
    try:
        answer = _answer(site, turns[:number], turn)
    except ActionPlansError as error:
        failed = turn.model_copy(update={"problem": str(error)})
        yield reply(failed, number), failed
        return
    site.asked_log.answered(Place.CHAT, answer, by=by)
    shown = ""
    for paragraph in _paragraphs(answer):
        shown = f"{shown}\n\n{paragraph}".strip()
        yield shown, turn
    done = turn.answered(answer, follow_ups(answer, site.knowledge))
    yield reply(done, number), done


def _answer(site: Site, before: Turns, turn: Turn) -> Answer:
    if turn.plan is not None:
        return site.engine.ask(turn.question, plan=turn.plan)
    day = read_day(turn.day) or site.today()
    history = tuple(earlier.question for earlier in before)
    return site.engine.ask(turn.question, as_of=day, history=history, after=_followed(before, turn, day))


def _followed(before: Turns, turn: Turn, day: date) -> QueryPlan | None:
    """The plan that a question follows on from: the last answer's, edited or not.

    A day that a question names stays for those after it, until the day in the box is changed.
    """
    last = next((earlier for earlier in reversed(before) if earlier.answer is not None), None)
    if last is None or last.answer is None:
        return None
    return last.answer.plan if last.day == turn.day else last.answer.plan.model_copy(update={"as_of": day})


def question_heading(turn: Turn, number: int) -> str:
    """The question as the heading of its answer."""
    return chat_piece("question.html", {"number": number, "question": turn.question})


def reply(turn: Turn, number: int) -> str:
    """The whole reply to a turn: its answer, its problem, or that it waits."""
    if turn.problem is not None:
        return chat_piece("problem.html", {"problem": turn.problem})
    if turn.answer is None:
        return chat_piece("waiting.html", {"number": number})
    return "\n\n".join((*_paragraphs(turn.answer), _below(turn, turn.answer, number)))


def _paragraphs(answer: Answer) -> list[str]:
    """The paragraphs of the text, without the closing one that says how the question was understood: chips say it."""
    paragraphs = _BLANK_LINE.split(answer.text.strip())
    if paragraphs[-1].endswith(f"As of {uk_date(answer.as_of)}._"):
        del paragraphs[-1]
    return paragraphs


def _below(turn: Turn, answer: Answer, number: int) -> str:
    conditions: tuple[Filter, ...] = (*answer.plan.filters, *answer.plan.check)
    values = {
        "number": number,
        "topic": answer.plan.topic,
        "conditions": conditions,
        "fixed": [form_of(wanted.field) is Form.FIXED for wanted in conditions],
        "by_hand": turn.plan is not None,
        "notes": answer.plan.notes,
        "as_of": answer.as_of,
        "citations": answer.citations,
        "unshown": turn.unshown,
        "near_misses": answer.near_misses,
        "suggestions": turn.suggestions,
        "helpful": turn.helpful,
    }
    return chat_piece("reply.html", values)


def held(plans: Sequence[PlanSummary]) -> str:
    """What is held, how fresh it is and what can't be answered, as a block for the chat page."""
    newest = sorted(plans, key=lambda plan: (plan.submitted, plan.plan_id), reverse=True)
    values = {
        "plans": newest[:_SHOWN_PLANS],
        "more": len(newest[_SHOWN_PLANS:]),
        "latest": newest[0].submitted if newest else None,
    }
    return chat_piece("held.html", values)
