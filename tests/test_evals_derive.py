"""Derived questions: repeatable, in every family, and with an answer that the truth itself bears out."""

from __future__ import annotations

import random
from datetime import date

import pytest
from typer.testing import CliRunner

from evals.bank import Part, topics
from evals.derivation.wording import fill, slip
from evals.derivation.world import Row, has_overdue, is_completed, is_unfinished, make_world
from evals.derive import derive_questions, families
from evals.generation.corpus import generate_corpus
from evals.generation.document import GeneratedPlan
from evals.questions import ABSTAIN, Question, read_questions
from ingest.records import Agreement

EACH = 6


@pytest.fixture(scope="module")
def corpus() -> tuple[GeneratedPlan, ...]:
    return generate_corpus(8)


@pytest.fixture(scope="module")
def questions(corpus: tuple[GeneratedPlan, ...]) -> tuple[Question, ...]:
    return derive_questions(corpus, EACH)


def rows(corpus: tuple[GeneratedPlan, ...]) -> dict[str, Row]:
    world = make_world(corpus, topics(), random.Random(1))
    return {str(row.ref): row for row in world.rows()}


def of(questions: tuple[Question, ...], family: str) -> list[Question]:
    return [question for question in questions if question.id.rsplit("-", 1)[0] == family]


def test_the_same_seed_asks_the_same_and_another_does_not(corpus: tuple[GeneratedPlan, ...]) -> None:
    assert derive_questions(corpus, 3) == derive_questions(corpus, 3)
    assert derive_questions(corpus, 3) != derive_questions(corpus, 3, seed=2)


def test_every_family_asks(questions: tuple[Question, ...]) -> None:
    for family in families():
        assert len(of(questions, family)) == EACH, family
    assert len({question.id for question in questions}) == len(questions)
    assert {question.part for question in questions} == set(Part)


def test_rows_asked_for_are_there(questions: tuple[Question, ...], corpus: tuple[GeneratedPlan, ...]) -> None:
    held = rows(corpus)
    for question in questions:
        assert all(str(ref) in held for ref in (*question.expected, *question.allowed)), question.id
        assert not set(question.expected) & set(question.allowed), question.id
        if question.kind == ABSTAIN:
            assert not question.expected
            assert question.count is None
        if question.count is not None and question.expected:
            assert question.count == len(question.expected)


def test_no_question_has_an_empty_slot(questions: tuple[Question, ...]) -> None:
    for question in questions:
        assert not set("{}") & set(question.question), question.question
        assert "  " not in question.question


def test_statuses_are_those_of_the_day(questions: tuple[Question, ...], corpus: tuple[GeneratedPlan, ...]) -> None:
    held = rows(corpus)
    for question in of(questions, "topic-status") + of(questions, "unfinished"):
        assert question.as_of is not None
        assert all(is_unfinished(held[str(ref)]) for ref in question.expected)
    for question in of(questions, "follow-overdue"):
        assert question.as_of is not None
        assert question.expected
        assert all(has_overdue(held[str(ref)], question.as_of) for ref in question.expected)


def test_overdue_from_the_day_after_the_last(corpus: tuple[GeneratedPlan, ...]) -> None:
    found = next(
        row
        for row in rows(corpus).values()
        if len(row.item.actions) == 1 and row.item.actions[0].due and row.item.agreement is not Agreement.NOT_AGREED
    )
    due = found.item.actions[0].due
    assert due is not None
    assert not has_overdue(found, due)
    assert has_overdue(found, date.fromordinal(due.toordinal() + 1))
    assert is_unfinished(found)
    assert not is_completed(found)


def test_refused_rows_are_neither_open_nor_overdue_nor_done(corpus: tuple[GeneratedPlan, ...]) -> None:
    refused = [row for row in rows(corpus).values() if row.item.agreement is Agreement.NOT_AGREED]
    assert refused
    day = date(2030, 1, 1)
    assert not any(has_overdue(row, day) or is_unfinished(row) or is_completed(row) for row in refused)


def test_missing_topics_are_missing(corpus: tuple[GeneratedPlan, ...], questions: tuple[Question, ...]) -> None:
    bank = {words: topic for topic in topics() for words in topic.queries.direct}
    for question in of(questions, "no-topic-here"):
        topic = bank[max((words for words in bank if words in question.question), key=len)]
        place = max(
            (plan.truth.establishment.split(" ", 1)[1] for plan in corpus), key=lambda name: name in question.question
        )
        held = {one for plan in corpus if plan.truth.establishment.endswith(place) for one in plan.topics}
        assert topic.id not in held
        assert not held & set(topic.related)


def test_a_slip_changes_a_word_and_keeps_its_first_letter() -> None:
    rng = random.Random(2)
    for word in ("responsible", "outstanding", "recommendation"):
        slips = {slip(word, rng) for _ in range(20)}
        assert len(slips) > 5
        assert all(one[0] == word[0] for one in slips)


def test_slips_spare_what_is_filled_in() -> None:
    rng = random.Random(2)
    asked = {fill(("what about {topic} anywhere?",), rng, topic="interpreters") for _ in range(200)}
    assert all("interpreters" in one for one in asked)
    assert any("anywhere" not in one for one in asked)


def test_the_maker_writes_a_corpus_that_reads_back(tmp_path: object) -> None:
    from pathlib import Path

    import typer

    from evals.__main__ import make

    folder = Path(str(tmp_path)) / "corpus"
    app = typer.Typer()
    app.command()(make)
    result = CliRunner().invoke(app, [str(folder), "--establishments", "2", "--each", "2"])
    assert result.exit_code == 0, result.output
    assert len(list((folder / "plans").glob("*.txt"))) == 6
    assert len(list((folder / "truth").glob("*.json"))) == 6
    assert len(read_questions(folder / "questions.jsonl")) == 2 * len(families())
