"""One question of the chat: from the words typed to the pieces that the chat shows, one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, Protocol

from assistant.answer import Answer
from assistant.web.escaping import as_text
from assistant.web.labels import read_day
from assistant.web.rendering import chat_piece
from assistant.wording import uk_date
from ingest.errors import ActionPlansError
from ingest.records import PlanSummary

EXAMPLES: Final = (
    "Which actions are overdue?",
    "What is still open about interpreters?",
    "Which recommendations were not agreed, and why?",
    "What was promised about use of force?",
)
_SHOWN_PLANS: Final = 6
_BLANK_LINE: Final = re.compile(r"\n\s*\n")


class Asks(Protocol):
    """What answers: the engine, or another with the same one method."""

    def ask(self, question: str, as_of: date | None = None, history: Sequence[str] = ()) -> Answer:
        """The answer; ``history`` holds the earlier questions of the conversation, oldest first."""
        ...


def replies(engine: Asks, question: str, day: str, history: Sequence[str]) -> Iterator[str]:
    """The reply as Markdown that grows: each value is the whole reply so far, the last one complete.

    What a person can put right (a day that is none, a question too long) is said as the reply. Anything else that goes
    wrong is raised.
    """
    try:
        answer = engine.ask(question, as_of=read_day(day), history=history)
    except ActionPlansError as error:
        yield as_text(error)
        return
    shown = ""
    for paragraph in _paragraphs(answer):
        shown = f"{shown}\n\n{paragraph}".strip()
        yield shown
    yield f"{shown}\n\n{_below(answer)}"


def _paragraphs(answer: Answer) -> list[str]:
    """The paragraphs of the text, without the closing one that says how the question was understood: chips say it."""
    paragraphs = _BLANK_LINE.split(answer.text.strip())
    if paragraphs[-1].endswith(f"As of {uk_date(answer.as_of)}._"):
        del paragraphs[-1]
    return paragraphs


def held(plans: Sequence[PlanSummary]) -> str:
    """What is held, how fresh it is and what can't be answered, as a block for the chat page."""
    newest = sorted(plans, key=lambda plan: (plan.submitted, plan.plan_id), reverse=True)
    values = {
        "plans": newest[:_SHOWN_PLANS],
        "more": len(newest[_SHOWN_PLANS:]),
        "latest": newest[0].submitted if newest else None,
    }
    return chat_piece("held.html", values)


def _below(answer: Answer) -> str:
    values = {
        "understood": answer.understood,
        "as_of": answer.as_of,
        "citations": answer.citations,
        "near_misses": answer.near_misses,
    }
    return chat_piece("reply.html", values)
