"""What people say next in a conversation, over the sample plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from understood import asked

from assistant.engine import Engine
from assistant.query import Field, Filter, Intent, Order, Unit
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


@pytest.mark.parametrize(
    ("before", "question", "value"),
    [
        ("What is due in October 2025?", "and the month after?", ("2025-11-01", "2025-11-30")),
        ("What is due in October 2025?", "the previous month?", ("2025-09-01", "2025-09-30")),
        ("What is due in October 2025?", "November?", ("2025-11-01", "2025-11-30")),
        ("What is due in October 2025?", "just January 2026", ("2026-01-01", "2026-01-31")),
    ],
)
def test_stretches_are_told_from_the_days_before(
    before: str, question: str, value: tuple[str, str], vocabulary: Vocabulary
) -> None:
    due = condition(Field.DUE, question, vocabulary, before)
    assert due is not None
    assert due.value == value


def test_a_day_again_is_of_the_same_year(vocabulary: Vocabulary) -> None:
    before = "Which recommendations were overdue on 5 September 2019?"
    assert asked("and on 5 October that year?", vocabulary, before).as_of == date(2019, 10, 5)
    assert asked("and on 5 October?", vocabulary, before).as_of == date(2019, 10, 5)


@pytest.mark.parametrize(
    ("before", "question", "topic", "plans"),
    [
        ("self-harm", "2025 only", "self-harm", {NEW}),
        ("What is being done about dental care?", "what did they say in 2019?", "dental care", {OLD}),
        (
            "How long do women wait for the dentist?",
            "what about the women at Send?",
            "women wait for the dentist",
            set(),
        ),
    ],
)
def test_a_place_or_a_year_alone_keeps_the_topic(
    before: str, question: str, topic: str, plans: set[str], vocabulary: Vocabulary
) -> None:
    plan = asked(question, vocabulary, before)
    assert plan.topic == topic
    assert {value for f in plan.filters if f.field is Field.PLAN for value in f.value} == plans


def test_a_bare_number_after_a_row_is_a_row(vocabulary: Vocabulary) -> None:
    number = condition(Field.REC_NO, "and the 2019 plan's 6.4", vocabulary, "Show me recommendation 6.3")
    assert number is not None
    assert number.value == ("6.4",)


def test_facts_of_a_plan_are_asked_on(vocabulary: Vocabulary) -> None:
    plan = asked("and in 2019?", vocabulary, "When was the 2025 inspection report published?")
    assert (plan.intent, plan.asked) == (Intent.PLAN, ("report_published",))
    carried = asked("and when was it inspected?", vocabulary, "When was the report on Send published?")
    assert [f.field for f in carried.filters] == [Field.ESTABLISHMENT]


def test_what_is_overdue_on_it_is_of_current_plans_and_among_them_is_not(vocabulary: Vocabulary) -> None:
    before = "What has Send promised about use of force?"
    assert condition(Field.CURRENT, "what's overdue on that?", vocabulary, before) is not None
    assert condition(Field.CURRENT, "only those that are overdue", vocabulary, before) is None


def test_priority_is_kept_for_another_plan_and_an_answer_is_not(vocabulary: Vocabulary) -> None:
    kept = asked("and in the 2025 one?", vocabulary, "What did the 2019 plan partly agree on showers?")
    assert not {Field.AGREEMENT, Field.KIND} & {f.field for f in kept.filters}
    group = condition(Field.GROUP, "and in the 2025 plan?", vocabulary, "How many priority concerns are there?")
    assert group is not None


def test_which_one_after_a_count_is_a_list(vocabulary: Vocabulary) -> None:
    before = "How many actions does the Governor own that are overdue?"
    assert asked("which ones?", vocabulary, before).intent is Intent.LIST
    assert asked("and completed?", vocabulary, before).intent is Intent.COUNT


def test_an_owner_asked_for_does_not_keep_the_owner(vocabulary: Vocabulary) -> None:
    plan = asked("and who was responsible for dentists?", vocabulary, "What does the Governor own?")
    assert Field.OWNER not in {f.field for f in plan.filters}
    assert plan.asked == ("owner",)


def test_after_the_last_row_there_is_none(home: Path) -> None:
    with Engine.open(Settings(home=home)) as engine:
        answer = engine.ask(
            "and the one after that?", history=("Who owns concern 5 in the 2025 plan?", "and the next one?")
        )
    assert answer.abstained
    assert "no row after rec no 6" in answer.text
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question", ["who's down to do it?", "who's doing the work?", "who is meant to do that?", "who's picking that up?"]
)
def test_whose_work_it_is(question: str, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary, "What did Send promise about interpreters?")
    assert (plan.topic, plan.asked) == ("interpreters", ("owner",))


@pytest.mark.parametrize("question", ["across all the prisons I mean", "and at every prison?"])
def test_all_prisons_let_go_of_the_one_before(question: str, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary, "What does HMPPS own at Send?")
    assert {f.field for f in plan.filters} == {Field.OWNER}


def test_a_place_that_is_corrected_is_let_go(vocabulary: Vocabulary) -> None:
    plan = asked("which overdue actions are not at Send?", vocabulary)
    assert [f.value for f in plan.filters if f.field is Field.ESTABLISHMENT] == [("send",)]
    assert any("“not” was not read" in note for note in plan.notes)
    held = replace(vocabulary, establishments={"send": "HMP Send", "ford": "HMP Ford"})
    for question in ("which overdue actions are not at Send?", "what is overdue, other than at Send?"):
        elsewhere = asked(question, held)
        assert [f.value for f in elsewhere.filters if f.field is Field.ESTABLISHMENT] == [("ford",)]
    corrected = asked("sorry, Ford not Send", held, "What did Send promise about the gym?")
    assert [f.value for f in corrected.filters if f.field is Field.ESTABLISHMENT] == [("ford",)]


def test_a_new_question_carries_nothing(vocabulary: Vocabulary) -> None:
    plan = asked("ok, new question: anything about the gym?", vocabulary, "What was overdue at Send in 2025?")
    assert (plan.topic, plan.filters) == ("the gym", ()) or (plan.topic, plan.filters) == ("gym", ())


def test_the_one_about_something_is_of_those_before(vocabulary: Vocabulary) -> None:
    plan = asked("why not the dental one?", vocabulary, "Which recommendations did Send not fully agree to?")
    assert (plan.topic, plan.intent) == ("dental", Intent.REASON)
    assert Field.AGREEMENT in {f.field for f in plan.filters}
    assert not [note for note in plan.notes if "condition" in note]


def test_the_plan_before(vocabulary: Vocabulary) -> None:
    history = ("When did the 2025 inspection take place?", "and when did the report come out?")
    plan = asked("same for the one before", vocabulary, *history)
    assert ([f.value for f in plan.filters], plan.asked) == ([(OLD,)], ("report_published",))


@pytest.mark.parametrize(
    ("question", "fact"), [("and the inspection?", "inspection"), ("what about the report?", "report_published")]
)
def test_a_fact_named_alone(question: str, fact: str, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary, "When was the Send 2025 plan submitted?")
    assert (plan.intent, plan.asked, plan.topic) == (Intent.PLAN, (fact,), None)
    assert [f.value for f in plan.filters if f.field is Field.PLAN] == [(NEW,)]
    again = asked("same for the 2019 plan", vocabulary, "When was the Send 2025 plan submitted?", question)
    assert (again.intent, again.asked) == (Intent.PLAN, (fact,))


def test_which_one_and_theirs_are_of_those_before(vocabulary: Vocabulary) -> None:
    one = asked("which one is about medication?", vocabulary, "Which recommendations did Send partly agree?")
    assert Field.AGREEMENT in {f.field for f in one.filters}
    late = asked("which of theirs are late?", vocabulary, "What does HMPPS own?")
    assert {Field.OWNER, Field.STATUS} <= {f.field for f in late.filters}


def test_most_of_them_and_what_is_left(vocabulary: Vocabulary) -> None:
    most = asked("which concern has most of them?", vocabulary, "How many actions are overdue?")
    assert (most.order, most.topic) == (Order.MOST_ACTIONS, None)
    left = condition(Field.STATUS, "what's left then", vocabulary, "What is done about interpreters?")
    assert left is not None
    assert left.value == ("open", "overdue")


def test_rows_of_a_plan_whose_facts_were_asked(vocabulary: Vocabulary) -> None:
    history = ("When was the 2018 inspection of Send?", "and when did the report come out?")
    plan = asked("how many recommendations were there?", vocabulary, *history)
    assert (plan.intent, Field.ESTABLISHMENT in {f.field for f in plan.filters}) == (Intent.COUNT, True)


def test_the_priority_and_the_prisons_own(vocabulary: Vocabulary) -> None:
    group = condition(Field.GROUP, "which one is the priority?", vocabulary, "What concerns were raised in 2025?")
    assert group is not None
    assert group.value == ("Priority concerns",)
    owner = condition(Field.OWNER, "which of those are the prison's own?", vocabulary, "What is due in November 2025?")
    assert owner is not None
    assert owner.value == ("governor",)
