"""Suggested questions have an answer: each is asked, after the answer that it follows on from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.settings import Settings
from assistant.suggestions import MOST, first_questions, follow_ups
from evals.questions import read_questions

BANK = Path(__file__).parent.parent / "evals" / "questions" / "send-hand.jsonl"
DAY = date(2025, 10, 15)


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Engine]:
    with Engine.open(Settings(home=home, as_of=DAY)) as engine:
        yield engine


def test_every_suggestion_finds_rows(engine: Engine) -> None:
    suggested: Counter[str] = Counter()
    for question in read_questions(BANK):
        answer = engine.ask(question.question, as_of=question.as_of, history=question.history)
        offered = follow_ups(answer, engine.knowledge)
        assert len(offered) <= MOST
        assert len(set(offered)) == len(offered)
        for one in offered:
            following = engine.ask(one, as_of=answer.as_of, after=answer.plan)
            assert not following.abstained, (question.question, one)
            assert following.citations or following.count, (question.question, one)
        suggested.update(offered)
    assert len(suggested) >= 8, suggested


def test_the_narrower_question_finds_fewer_rows(engine: Engine) -> None:
    answer = engine.ask("What was promised about education?")
    offered = follow_ups(answer, engine.knowledge)
    assert "Which of them are overdue?" in offered
    fewer = engine.ask("Which of them are overdue?", after=answer.plan)
    assert 0 < len(fewer.citations) < len(answer.citations)


def test_a_question_without_rows_suggests_nothing(engine: Engine) -> None:
    assert follow_ups(engine.ask("What about unicorns?"), engine.knowledge) == ()


@pytest.mark.parametrize("day", [date(2019, 6, 1), DAY])
def test_first_questions_have_answers_on_the_day(engine: Engine, day: date) -> None:
    offered = first_questions(engine.knowledge, day)
    assert len(offered) == MOST
    for question in offered:
        assert engine.ask(question, as_of=day).citations, question


def test_before_any_plan_nothing_is_suggested(engine: Engine) -> None:
    assert first_questions(engine.knowledge, date(2018, 1, 1)) == ()
