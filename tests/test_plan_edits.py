"""Query plans changed by hand: the conditions that stay hold as before, and what was changed is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.engine import Engine
from assistant.plan_edits import NOTHING_LEFT, Edit, Form, choices, edited, form_of
from assistant.query import Field, Filter, Intent, Op, QueryPlan, Unit
from assistant.settings import Settings
from evals.questions import read_questions
from ingest.errors import BadRequest

DAY = date(2025, 10, 15)
ASKED = "Which concerns about interpreters are still open?"
BANK = Path(__file__).parent.parent / "evals" / "questions" / "send-hand.jsonl"


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Engine]:
    with Engine.open(Settings(home=home, as_of=DAY)) as engine:
        yield engine


def rows(engine: Engine, plan: QueryPlan) -> set[tuple[str, str]]:
    return {(row.plan_id, row.rec_no) for row in engine.ask("edited", plan=plan).citations}


def number_of(plan: QueryPlan, field: Field) -> int:
    return [wanted.field for wanted in (*plan.filters, *plan.check)].index(field)


def test_without_its_status_a_question_finds_the_rows_of_every_status(engine: Engine) -> None:
    plan = engine.understand("Which recommendations of 2019 are completed?")
    freed = edited(plan, Edit(condition=number_of(plan, Field.STATUS)), engine.knowledge.vocabulary)
    assert Field.STATUS not in {wanted.field for wanted in freed.filters}
    assert engine.ask("edited", plan=plan).count == 1
    answer = engine.ask("edited", plan=freed)
    assert answer.count == 26
    assert "changed by hand: without “completed”" in answer.plan.notes


def test_a_status_changed_is_the_status_asked(engine: Engine) -> None:
    plan = engine.understand("Which actions are overdue?")
    number = number_of(plan, Field.STATUS)
    vocabulary = engine.knowledge.vocabulary
    done = edited(plan, Edit(condition=number, values=("completed",)), vocabulary)
    assert {row.status for row in engine.ask("edited", plan=done).citations} == {"completed"}
    live = edited(done, Edit(condition=number, values=("overdue", "open")), vocabulary)
    assert live.filters[number].label == "still open"
    assert live.filters[number].value == ("open", "overdue")
    assert [note for note in live.notes if "by hand" in note] == [
        "changed by hand: completed",
        "changed by hand: still open",
    ]


def test_topic_and_day_are_changed_and_removed(engine: Engine) -> None:
    plan, vocabulary = engine.understand(ASKED), engine.knowledge.vocabulary
    assert edited(plan, Edit(topic="  use of   force "), vocabulary).topic == "use of force"
    freed = edited(plan, Edit(topic=""), vocabulary)
    assert freed.topic is None
    assert rows(engine, plan) < rows(engine, freed)
    earlier = edited(plan, Edit(as_of=date(2025, 7, 31)), vocabulary)
    assert {row.status for row in engine.ask(ASKED, plan=earlier).citations} == {"open"}


def test_with_every_condition_gone_it_says_so(engine: Engine) -> None:
    plan = engine.understand("Who owns 6.5?")
    while plan.filters or plan.check:
        plan = edited(plan, Edit(condition=0), engine.knowledge.vocabulary)
    assert plan.intent is Intent.LIST
    answer = engine.ask("edited", plan=plan)
    assert NOTHING_LEFT in answer.plan.notes
    assert len(rows(engine, plan)) == 32


def test_a_condition_given_its_own_values_finds_the_same_rows(engine: Engine) -> None:
    tried: set[Field] = set()
    for question in read_questions(BANK):
        plan = engine.understand(question.question, as_of=question.as_of, history=question.history)
        for number, wanted in enumerate(plan.filters):
            if not wanted.value or wanted.op not in (Op.IN, Op.BETWEEN) or form_of(wanted.field) is Form.FIXED:
                continue
            held = {choice.value for choice in choices(wanted.field, engine.knowledge.vocabulary, plan.as_of)}
            if held and not held >= set(wanted.value):
                continue  # a name that the register doesn't hold
            same = edited(plan, Edit(condition=number, values=wanted.value), engine.knowledge.vocabulary)
            assert rows(engine, same) == rows(engine, plan), (question.question, wanted)
            tried.add(wanted.field)
    assert tried >= {Field.STATUS, Field.OWNER, Field.AGREEMENT, Field.PLAN, Field.REC_NO, Field.DUE}


def test_a_condition_less_never_finds_fewer_rows(engine: Engine) -> None:
    for question in read_questions(BANK):
        plan = engine.understand(question.question, as_of=question.as_of, history=question.history)
        if plan.intent is not Intent.LIST or plan.topic or plan.order or plan.check:
            continue
        for number in range(len(plan.filters)):
            freed = edited(plan, Edit(condition=number), engine.knowledge.vocabulary)
            assert rows(engine, freed) >= rows(engine, plan), question.question


def test_every_choice_can_be_taken(engine: Engine) -> None:
    vocabulary = engine.knowledge.vocabulary
    for field in Field:
        if form_of(field) is not Form.PICK:
            assert choices(field, vocabulary, DAY) == ()
            continue
        plan = plan_with(Filter(field=field, op=Op.IN, value=("x",), label="x"))
        offered = choices(field, vocabulary, DAY)
        assert offered, field
        for choice in offered:
            (taken,) = edited(plan, Edit(condition=0, values=(choice.value,)), vocabulary).filters
            assert taken.value == (choice.value,)
            assert choice.label.lower() in taken.label.lower()


def test_plans_not_submitted_yet_are_no_choice(engine: Engine) -> None:
    offered = choices(Field.PLAN, engine.knowledge.vocabulary, date(2020, 1, 1))
    assert [choice.label for choice in offered] == ["HMP Send’s plan of 18 January 2019"]


def plan_with(*filters: Filter) -> QueryPlan:
    return QueryPlan(intent=Intent.LIST, unit=Unit.ITEMS, filters=filters, as_of=DAY)


DUE = Filter(field=Field.DUE, op=Op.BETWEEN, value=("", "2025-12-31"), label="due by 31 December 2025")


@pytest.mark.parametrize(
    ("values", "label"),
    [
        (("2025-08-01", "2025-08-31"), "due in August 2025"),
        (("", "2025-08-31"), "due by 31 August 2025"),
        (("2025-08-01", ""), "due from 1 August 2025"),
    ],
)
def test_days_are_changed(engine: Engine, values: tuple[str, ...], label: str) -> None:
    (due,) = edited(plan_with(DUE), Edit(condition=0, values=values), engine.knowledge.vocabulary).filters
    assert (due.label, due.value) == (label, values)


CURRENT = Filter(field=Field.CURRENT, op=Op.IN, value=("yes",), label="current plans")
OPEN = Filter(field=Field.STATUS, op=Op.IN, value=("open",), label="open, not overdue")
NUMBER = Filter(field=Field.REC_NO, op=Op.IN, value=("4",), label="rec no 4")


@pytest.mark.parametrize(
    ("wanted", "edit", "said"),
    [
        (DUE, Edit(condition=0, values=("2025-12-01", "2025-11-01")), "after the last one"),
        (DUE, Edit(condition=0, values=("", "")), "Give a first day"),
        (DUE, Edit(condition=0, values=("2025-02-30",)), "not a day"),
        (CURRENT, Edit(condition=0, values=("no",)), "can’t be changed"),
        (OPEN, Edit(condition=0, values=("late",)), "can’t be changed"),
        (OPEN, Edit(condition=1), "no condition 2"),
        (NUMBER, Edit(condition=0, values=(" , ",)), "Give a number"),
    ],
)
def test_what_has_no_meaning_is_refused(engine: Engine, wanted: Filter, edit: Edit, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        edited(plan_with(wanted), edit, engine.knowledge.vocabulary)


def test_an_edit_from_outside_has_bounds() -> None:
    for over in ({"condition": -1}, {"topic": "x" * 121}, {"condition": 0, "values": ["x"] * 201}, {"more": 1}):
        with pytest.raises(ValidationError):
            Edit.model_validate(over)


def test_the_next_question_follows_on_from_the_edited_plan(engine: Engine) -> None:
    plan = engine.understand(ASKED)
    changed = edited(plan, Edit(topic="use of force"), engine.knowledge.vocabulary)
    following = engine.understand("who owns them?", after=changed)
    assert following.topic == "use of force"
    assert engine.understand("who owns them?", history=(ASKED,)).topic == plan.topic
