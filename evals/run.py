"""Asks questions and judges the answers, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from assistant.answer import Answer
from evals.questions import Question
from evals.scoring import Score, Unscored, score_answer


class Ask(Protocol):
    """How the assistant is asked: ``assistant.engine.Engine.ask``."""

    def __call__(self, question: str, as_of: date | None = None, history: Sequence[str] = ()) -> Answer:
        """The answer to a question, on a day, within a conversation (oldest question first)."""
        ...


def run(questions: Iterable[Question], ask: Ask, documents: Mapping[str, str]) -> tuple[Score | Unscored, ...]:
    """The judged answers in the order of the questions; ``documents`` holds texts by SHA-256, for the quotes."""
    return tuple(_one(question, ask, documents) for question in questions)


def _one(question: Question, ask: Ask, documents: Mapping[str, str]) -> Score | Unscored:
    try:
        answer = ask(question.question, as_of=question.as_of, history=question.history)
    except Exception as error:  # whatever failed is told beside the question, and the rest are still to be scored
        return Unscored(question=question, error=f"{type(error).__name__}: {error}")
    return score_answer(question, answer, documents)
