"""What people say next in a conversation, over the sample plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from understood import asked

from assistant.engine import Engine
from assistant.query import Field, Filter, Intent, Unit
from assistant.settings import Settings
from assistant.vocabulary import Vocabulary

OLD, NEW = "hmp-send-2019-01-18", "hmp-send-2025-07-08"


def condition(field: Field, question: str, vocabulary: Vocabulary, *history: str) -> Filter | None:
    return next((f for f in asked(question, vocabulary, *history).filters if f.field is field), None)


@pytest.mark.parametrize(
    ("history", "question", "unit"),
    [
        (("What's still outstanding on self-harm?",), "which bits have already been done?", Unit.ACTIONS),
        (("What's still outstanding on self-harm?",), "what has been finished?", Unit.ACTIONS),
        (("Which concerns about self-harm are still open?",), "and which are completed?", Unit.ITEMS),
        (("How many actions are overdue?",), "and how many are completed?", Unit.ACTIONS),
    ],
)
def test_a_new_status_decides_what_is_listed_unless_items_were_named(
    history: tuple[str, ...], question: str, unit: Unit, vocabulary: Vocabulary
) -> None:
    assert asked(question, vocabulary, *history).unit is unit


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("anything due after that?", ("2025-12-01", "")),
        ("what is due later than that?", ("2025-12-01", "")),
        ("and before that?", ("", "2025-10-31")),
        ("and in December?", ("2025-12-01", "2025-12-31")),
    ],
)
def test_days_are_told_from_the_days_before(question: str, value: tuple[str, str], vocabulary: Vocabulary) -> None:
    due = condition(Field.DUE, question, vocabulary, "Which actions are due in November 2025?")
    assert due is not None
    assert due.value == value


@pytest.mark.parametrize(
    "question", ["and in the newer plan?", "what about the other plan?", "and in the current one?"]
)
def test_the_other_plan_is_told_from_the_plan_before(question: str, vocabulary: Vocabulary) -> None:
    plan = condition(Field.PLAN, question, vocabulary, "What did the 2019 plan promise about interpreters?")
    assert plan is not None
    assert plan.value == (NEW,)


def test_several_are_asked_for_after_the_reason_of_one(vocabulary: Vocabulary) -> None:
    history = ("Why was the canteen recommendation turned down?",)
    plan = asked("ok, and which were partly agreed?", vocabulary, *history)
    assert (plan.topic, plan.intent) == (None, Intent.LIST)
    assert asked("and which concern is that?", vocabulary, *history).topic == "canteen"


@pytest.mark.parametrize(
    "words", ["no sorry, I meant dentists", "sorry, no, I mean dentists", "actually, I meant dentists"]
)
def test_a_correction_replaces_the_topic(words: str, vocabulary: Vocabulary) -> None:
    plan = asked(words, vocabulary, "What did the 2019 plan say about interpreters?")
    assert plan.topic == "dentists"
    assert [f.value for f in plan.filters if f.field is Field.PLAN] == [(OLD,)]


def test_after_the_last_row_there_is_none(home: Path) -> None:
    with Engine.open(Settings(home=home)) as engine:
        answer = engine.ask(
            "and the one after that?", history=("Who owns concern 5 in the 2025 plan?", "and the next one?")
        )
    assert answer.abstained
    assert "no row after rec no 6" in answer.text
    assert answer.citations == ()


def test_the_priority_and_the_prisons_own(vocabulary: Vocabulary) -> None:
    group = condition(Field.GROUP, "which one is the priority?", vocabulary, "What concerns were raised in 2025?")
    assert group is not None
    assert group.value == ("Priority concerns",)
    owner = condition(Field.OWNER, "which of those are the prison's own?", vocabulary, "What is due in November 2025?")
    assert owner is not None
    assert owner.value == ("governor",)
