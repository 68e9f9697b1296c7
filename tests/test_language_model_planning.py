"""Query plans that a language model proposes: which are used, which are not, and that the answer says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scripted_models import BROKEN, SLOW, Conversation, Play, conversing, saying, serving

from assistant.answer import Answer
from assistant.by_model.planning import nearest
from assistant.by_model.prompts import read_prompt
from assistant.engine import Engine
from assistant.query import QueryPlan
from assistant.settings import Settings

DAY = date(2025, 10, 15)
NOT_USED = "the language model's query plan was not used"

Plan = dict[str, Any]


@pytest.fixture(scope="module")
def by_rules(home: Path) -> Iterator[Engine]:
    with Engine.open(Settings(home=home)) as engine:
        yield engine


@pytest.fixture(scope="module")
def planned(home: Path) -> Iterator[Conversation]:
    with conversing(home, plans=True) as conversation:
        yield conversation


@pytest.fixture(scope="module")
def hurried(home: Path) -> Iterator[Conversation]:
    with conversing(home, plans=True, seconds=0.4) as conversation:
        yield conversation


def plan(**fields: Any) -> Plan:
    return {"intent": "list", "unit": "items", "topic": None, "filters": [], "as_of": DAY.isoformat(), **fields}


def wanted(field: str, op: str, value: list[str], words: str, label: str = "anything at all") -> Plan:
    return {"field": field, "op": op, "value": value, "label": label, "words": words}


def proposing(proposal: Plan) -> Play:
    return saying(json.dumps(proposal))


QUESTION = "Anything the Governor has yet to wrap up on interpreters?"
GOOD = plan(
    topic="interpreters",
    filters=[
        wanted("owner", "in", ["governor"], "the Governor"),
        wanted("status", "in", ["open", "overdue"], "yet to wrap up", label="completed"),
    ],
)


def test_a_good_plan_is_used_with_our_own_labels_and_rules(planned: Conversation) -> None:
    answer, (request,) = planned.ask(
        QUESTION, saying(f"```json\n{json.dumps(GOOD | {'notes': ['trust me']})}\n```"), as_of=DAY
    )
    assert [f.label for f in answer.understood.filters] == ["owner: Governor", "still open", "current plans"]
    assert answer.understood.notes == ("query plan by the language model tiny *model*, checked",)
    assert "trust me" not in answer.text
    assert r"tiny \*model\*" in answer.text
    assert {c.rec_no for c in answer.citations} == {"4"}
    assert answer.language_model is not None
    assert answer.language_model.planned is True
    assert answer.language_model is not None
    assert answer.language_model.phrased is None
    assert answer.language_model is not None
    assert answer.language_model.prompts[0].sha256 == read_prompt("plan").sha256
    assert request.data["question"] == QUESTION
    assert "governor = Governor" in request.data["held"]["owners"]
    assert set(QueryPlan.model_fields) <= set(json.loads(request.instructions.split("\n")[7])["properties"])


OVERDUE = "Which concerns are overdue?"
STATUS = wanted("status", "in", ["overdue"], "overdue")
KIND = wanted("kind", "in", ["concern"], "concerns")

BAD: dict[str, tuple[str, Plan]] = {
    "an invented filter": (OVERDUE, plan(filters=[STATUS, wanted("owner", "in", ["governor"], "the Governor")])),
    "a filter without words": (OVERDUE, plan(filters=[STATUS, wanted("owner", "in", ["governor"], "")])),
    "a filter of small words": (
        "Which of the concerns are overdue?",
        plan(filters=[STATUS, wanted("owner", "in", ["governor"], "of the")]),
    ),
    "words in another order": (
        "Which actions of Forward Trust are overdue?",
        plan(filters=[STATUS, wanted("owner", "in", ["governor"], "overdue actions of Forward Trust")]),
    ),
    "a condition left out": (OVERDUE, plan(filters=[KIND])),
    "no conditions at all": (OVERDUE, plan()),
    "a value that is not held": (OVERDUE, plan(filters=[wanted("status", "in", ["late"], "overdue")])),
    "an owner that is not held": (
        "Which concerns of the King are open?",
        plan(filters=[wanted("owner", "in", ["king"], "the King"), wanted("status", "in", ["open"], "open")]),
    ),
    "an operator that the field does not take": (
        OVERDUE,
        plan(filters=[wanted("status", "only", ["overdue"], "overdue")]),
    ),
    "no value": (OVERDUE, plan(filters=[wanted("status", "in", [], "overdue")])),
    "a number that nobody said": (
        "Who owns recommendation 6.5?",
        plan(intent="lookup", asked=["owner"], filters=[wanted("rec_no", "in", ["6.6"], "recommendation 6.5")]),
    ),
    "a date that nobody said": (
        "Which actions are due by March 2026?",
        plan(filters=[wanted("due", "between", ["", "2027-03-31"], "due by March 2026")]),
    ),
    "a day that is none": (
        "Which actions are due by March 2026?",
        plan(filters=[wanted("due", "between", ["", "2026-02-30"], "due by March 2026")]),
    ),
    "another day of asking": (OVERDUE, plan(filters=[KIND, STATUS], as_of="2030-01-01")),
    "an invented topic": (OVERDUE, plan(filters=[KIND, STATUS], topic="drugs")),
    "an empty topic": (OVERDUE, plan(filters=[KIND, STATUS], topic=" ")),
    "an unknown part of a row": (OVERDUE, plan(filters=[KIND, STATUS], asked=["salary"])),
    "an unknown order": (OVERDUE, plan(filters=[KIND, STATUS], order="random")),
    "a limit": (OVERDUE, plan(filters=[KIND, STATUS], limit=1)),
    "a group of nothing": (OVERDUE, plan(filters=[KIND, STATUS], intent="group")),
    "a definition of nothing": (OVERDUE, plan(filters=[KIND, STATUS], intent="definition")),
    "a check on owners": (
        "Is concern 3 owned by the Governor?",
        plan(
            filters=[wanted("rec_no", "in", ["3"], "concern 3")],
            check=[wanted("owner", "in", ["governor"], "the Governor")],
        ),
    ),
    "a condition that only rules can read": (
        "Who owns action 2 of concern 4?",
        plan(intent="lookup", asked=["owner"], filters=[wanted("rec_no", "in", ["4"], "action 2 of concern 4")]),
    ),
    "an unknown field": (OVERDUE, plan(filters=[KIND, STATUS], sql="DROP TABLE plans")),
    "an unknown intent": (OVERDUE, plan(filters=[KIND, STATUS], intent="delete")),
    "no filters list": (OVERDUE, plan(filters={"status": "overdue"})),
    "nothing": (OVERDUE, {}),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_plan_is_not_used(name: str, planned: Conversation, by_rules: Engine) -> None:
    question, proposal = BAD[name]
    expected = by_rules.ask(question, as_of=DAY)
    answer, requests = planned.ask(question, proposing(proposal), as_of=DAY)
    assert len(requests) == 1
    assert answer.understood.notes[-1].startswith(NOT_USED), answer.understood
    assert (answer.understood.filters, answer.understood.topic) == (
        expected.understood.filters,
        expected.understood.topic,
    )
    assert (answer.citations, answer.count, answer.kind) == (expected.citations, expected.count, expected.kind)
    assert answer.language_model is not None
    assert answer.language_model.planned is False
    assert "DROP" not in answer.text


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_model_costs_nothing(name: str, planned: Conversation, by_rules: Engine) -> None:
    answer, _ = planned.ask(OVERDUE, BROKEN[name], as_of=DAY)
    assert_read_by_rules(answer, by_rules.ask(OVERDUE, as_of=DAY))


@pytest.mark.parametrize("name", sorted(SLOW))
def test_a_slow_model_costs_its_time_at_most(name: str, hurried: Conversation, by_rules: Engine) -> None:
    by_rules.ask(OVERDUE, as_of=DAY)
    answer, _ = hurried.ask(OVERDUE, SLOW[name], as_of=DAY)
    assert_read_by_rules(answer, by_rules.ask(OVERDUE, as_of=DAY))
    assert answer.timings_ms.understand < 1500


def assert_read_by_rules(answer: Answer, expected: Answer) -> None:
    assert answer.understood.notes[-1].startswith(NOT_USED)
    assert answer.text.split("\n\n")[:-1] == expected.text.split("\n\n")[:-1]
    assert answer.citations == expected.citations


def test_words_that_are_no_json_are_not_shown(planned: Conversation) -> None:
    answer, _ = planned.ask(OVERDUE, saying("There are <b>no</b> overdue concerns."), as_of=DAY)
    assert "its reply was not JSON" in answer.understood.notes[-1]
    assert "<b>" not in answer.model_dump_json()


def test_the_day_of_asking_may_come_from_the_question(planned: Conversation) -> None:
    proposal = plan(filters=[KIND, STATUS], as_of="2025-09-01")
    answer, _ = planned.ask("Which concerns were overdue as of 1 September 2025?", proposing(proposal), as_of=DAY)
    assert answer.language_model is not None
    assert (answer.as_of, answer.language_model.planned) == (date(2025, 9, 1), True)


def test_a_follow_up_may_use_the_words_of_earlier_questions(planned: Conversation) -> None:
    history = ("Which concerns about interpreters are overdue?",)
    proposal = plan(intent="reason", topic="interpreters", filters=[KIND, STATUS])
    answer, (request,) = planned.ask("why?", proposing(proposal), history=history, as_of=DAY)
    assert answer.language_model is not None
    assert answer.language_model.planned is True
    assert request.data["earlier_questions"] == list(history)


def test_a_plan_given_is_not_made_again(home: Path, by_rules: Engine) -> None:
    given = by_rules.understand(OVERDUE, as_of=DAY)
    with serving(proposing(plan())) as server:
        settings = Settings(
            home=home, language_model_url=server.url, language_model_name="tiny", language_model_plans=True
        )
        with Engine.open(settings) as engine:
            answer = engine.ask(OVERDUE, as_of=DAY, plan=given)
        assert server.requests == []
    assert answer.language_model is not None
    assert answer.language_model is not None
    assert answer.language_model.planned is None


def test_names_told_are_bounded() -> None:
    names = [f"Section {n}" for n in range(1000)] + ["Use of force"]
    told = nearest(names, "What about force?")
    assert (len(told), told[0]) == (60, "Use of force")
