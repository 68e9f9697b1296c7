"""How many actions an item has, the most and the fewest, and places in a list."""

from __future__ import annotations

from pathlib import Path

import pytest
from understood import TODAY, asked

from assistant.engine import Engine
from assistant.query import Field, Op, Order, Unit
from assistant.settings import Settings
from assistant.vocabulary import Vocabulary
from assistant.wording import ordinal


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Which concerns have more than five actions?", ("6", "")),
        ("Which concerns have fewer than five actions?", ("", "4")),
        ("How many recommendations have at least three actions?", ("3", "")),
        ("Which recommendations have no more than two steps?", ("", "2")),
        ("Which concerns have between two and four actions?", ("2", "4")),
        ("Which concerns have only one action?", ("1", "1")),
        ("Which recommendations have a single action?", ("1", "1")),
        ("Which concerns have several actions?", ("2", "")),
        ("Which recommendations have no actions?", ("0", "0")),
        ("Which concerns have 3 or more actions?", ("3", "")),
    ],
)
def test_a_number_of_actions_is_a_condition(question: str, value: tuple[str, str], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert [(f.op, f.value) for f in plan.filters if f.field == "action_count"] == [(Op.BETWEEN, value)]
    assert (plan.unit, plan.topic) == (Unit.ITEMS, None)


def test_a_number_of_overdue_actions_counts_those_alone(vocabulary: Vocabulary) -> None:
    labels = [f.label for f in asked("Which concerns have more than two overdue actions?", vocabulary).filters]
    assert "at least three overdue actions" in labels
    at_least_one = asked("Which concerns have at least one action overdue?", vocabulary)
    assert "action_count" not in {f.field for f in at_least_one.filters}


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Which concern has the most actions?", Order.MOST_ACTIONS),
        ("Which concern has the largest number of actions?", Order.MOST_ACTIONS),
        ("Which recommendations have the fewest actions?", Order.FEWEST_ACTIONS),
        ("Which concern has the most overdue actions?", Order.MOST_ACTIONS),
    ],
)
def test_the_most_and_the_fewest_actions(question: str, order: Order, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert (plan.order, plan.unit, plan.topic) == (order, Unit.ITEMS, None)


@pytest.mark.parametrize(
    ("question", "group", "order"),
    [
        ("Who has the most actions?", Field.OWNER, Order.MOST),
        ("Which section of the 2019 plan has the most recommendations?", Field.SECTION, Order.MOST),
        ("Which prison has the fewest overdue actions?", Field.ESTABLISHMENT, Order.FEWEST),
        ("Which month is the busiest for actions?", Field.DUE, Order.MOST),
        ("How many actions by owner?", Field.OWNER, None),
    ],
)
def test_the_groups_with_the_most(question: str, group: Field, order: Order | None, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert (plan.group_by, plan.order, plan.topic) == (group, order, None)


@pytest.mark.parametrize(
    ("question", "limit", "nth"),
    [
        ("list the first three concerns", 3, None),
        ("show me the last two recommendations", -2, None),
        ("who owns the second one?", None, 2),
        ("when is the last of them due?", None, -1),
        ("and the third?", None, 3),
        ("who owns the 11th of those?", None, 11),
    ],
)
def test_some_rows_of_those_found(question: str, limit: int | None, nth: int | None, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary, "Which recommendations are in the Health services section?")
    assert (plan.limit, plan.nth, plan.topic) == (limit, nth, None)
    assert nth is None or ("Health services",) in [f.value for f in plan.filters if f.field == "section"]


def test_a_place_in_a_list_is_carried_while_one_row_is_meant(vocabulary: Vocabulary) -> None:
    history = ("Which concerns are overdue?", "who owns the second of them?")
    assert asked("and when is it due?", vocabulary, *history).nth == 2
    assert asked("and who owns the others?", vocabulary, *history).nth is None
    assert asked("who owns concern 5?", vocabulary, *history).nth is None


@pytest.mark.parametrize(
    ("history", "question", "begins", "rec_nos"),
    [
        ((), "Which concern has the most actions?", "**Concern 3 has the most actions: nine.**", ["3"]),
        ((), "Which concern has the fewest actions?", "**Concern 5 has the fewest actions: three.**", ["5"]),
        (
            (),
            "Which concern has the most overdue actions?",
            "**Concern 3 has the most overdue actions: eight.**",
            ["3"],
        ),
        ((), "Which concerns have more than five actions?", "**Two concerns with at least six actions.**", ["3", "4"]),
        (
            (),
            "Which concerns have more than three overdue actions?",
            "**Three concerns with at least four overdue actions.**",
            ["1", "3", "4"],
        ),
        ((), "list the first two concerns", "**The first two concerns.**", ["1", "2"]),
        (
            ("Which concerns about interpreters are still open?",),
            "and the third?",
            "**Nothing found.** There is no third: there is only one.",
            [],
        ),
        (("Which concerns are overdue?",), "who owns the last of them?", "**The last of these: concern 6.**", ["6"]),
        (
            ("Which concerns are overdue?",),
            "and the ninth?",
            "**Nothing found.** There is no ninth: there are only five.",
            [],
        ),
    ],
)
def test_answers(history: tuple[str, ...], question: str, begins: str, rec_nos: list[str], home: Path) -> None:
    with Engine.open(Settings(home=home)) as engine:
        answer = engine.ask(question, TODAY, history)
    assert answer.text.startswith(begins)
    assert list(dict.fromkeys(c.rec_no for c in answer.citations)) == rec_nos


def test_places_in_words() -> None:
    assert [ordinal(n) for n in (1, 10, 11, 12, 13, 21, 22, 103, 111, -1)] == [
        "first", "tenth", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th", "last",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="0 is no place"):
        ordinal(0)
