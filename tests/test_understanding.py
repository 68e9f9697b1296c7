"""What questions are understood to ask. Each line is a class of phrasing, not one question."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from understood import TODAY, asked

from assistant.query import Field, Filter, Intent, Op, QueryPlan, Unit
from assistant.vocabulary import Vocabulary, read_vocabulary
from ingest.reading import read_document

OLD, NEW = "hmp-send-2019-01-18", "hmp-send-2025-07-08"
LIVE = ("open", "overdue")


def values(plan: QueryPlan) -> dict[str, tuple[str, ...]]:
    """Field and operator ("owner not_in") to value."""
    return {f"{f.field.value} {f.op.value}": f.value for f in plan.filters}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which concerns are still open?", LIVE),
        ("what's outstanding", LIVE),
        ("Which actions have not been completed?", LIVE),
        ("unfinished actions", LIVE),
        ("What remains to be done?", LIVE),
        ("What's overdue?", ("overdue",)),
        ("Which actions are late?", ("overdue",)),
        ("What is Send late with?", ("overdue",)),
        ("Which prisons are behind on their actions?", ("overdue",)),
        ("Which actions have slipped past their target dates?", ("overdue",)),
        ("Which actions have missed their deadlines?", ("overdue",)),
        ("Which actions have been completed?", ("completed",)),
        ("Which recommendations have been fully implemented?", ("completed",)),
        ("Which actions are open but not overdue?", ("open",)),
        ("What is still to fall due?", ("open",)),
        ("Which actions have been ticked off?", ("completed",)),
        ("Which concerns are finished, with nothing left to do?", ("completed",)),
        ("overdue concerns pls", ("overdue",)),
    ],
)
def test_statuses(question: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)["status in"] == expected
    assert plan.topic is None
    assert ("current in" in values(plan)) is (expected != ("completed",))


@pytest.mark.parametrize(
    "question",
    [
        "legal letters opened in front of officers",
        "open visits",
        "do women complete their courses",
        "what is being done about late deliveries",
        "closed visits",
    ],
)
def test_words_of_status_inside_a_topic_are_no_status(question: str, vocabulary: Vocabulary) -> None:
    assert "status in" not in values(asked(question, vocabulary))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which recommendations were rejected?", ("not_agreed",)),
        ("Which recommendations did they turn down?", ("not_agreed",)),
        ("What did the prison refuse?", ("not_agreed",)),
        ("Which recommendations weren't accepted?", ("not_agreed",)),
        ("Why wasn't the recommendation on swings accepted?", ("not_agreed",)),
        ("Which were only partially accepted?", ("partly_agreed",)),
        ("The reason for partly agreeing on swings", ("partly_agreed",)),
        ("Which recommendations were agreed in part?", ("partly_agreed",)),
        ("Which recommendations were not fully agreed?", ("partly_agreed", "not_agreed")),
        ("How many recommendations were agreed?", ("agreed",)),
    ],
)
def test_agreement(question: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    assert values(asked(question, vocabulary))["agreement in"] == expected


def test_what_was_agreed_asks_for_promises(vocabulary: Vocabulary) -> None:
    plan = asked("What was agreed about mental health?", vocabulary)
    assert "agreement in" not in values(plan)
    assert plan.topic == "mental health"


def test_the_reason_of_a_refusal(vocabulary: Vocabulary) -> None:
    plan = asked("Which recommendations were turned down because of money?", vocabulary)
    assert values(plan)["refusal in"] == ("affordability",)


@pytest.mark.parametrize(
    ("question", "key", "expected"),
    [
        ("What is due in January 2026?", "due between", ("2026-01-01", "2026-01-31")),
        ("Which actions were due before June 2019?", "due between", ("", "2019-05-31")),
        ("Which actions are due after October 2025?", "due between", ("2025-11-01", "")),
        ("What is due by the end of 2025?", "due between", ("", "2025-12-31")),
        ("What is due between 1 March and 5 April 2026?", "due between", ("2026-03-01", "2026-04-05")),
        ("What is due in the next six weeks?", "due between", ("2025-10-15", "2025-11-26")),
        ("Which actions are due in Q3 2025?", "due between", ("2025-07-01", "2025-09-30")),
        ("Which recommendations were not due until 2020?", "due between", ("2020-01-01", "2020-12-31")),
        ("What isn't due before March 2026?", "due between", ("2026-03-01", "")),
        ("List the actions with an October 2025 date", "due between", ("2025-10-01", "2025-10-31")),
        ("Q2 2026 actions", "due between", ("2026-04-01", "2026-06-30")),
        ("What was due in the first three months of 2019?", "due between", ("2019-01-01", "2019-03-31")),
        ("Which actions are due in the second half of 2025?", "due between", ("2025-07-01", "2025-12-31")),
        ("What is due before the end of the financial year?", "due between", ("", "2026-03-31")),
        ("Which actions were due last year?", "due between", ("2024-01-01", "2024-12-31")),
        ("Which actions are more than a month overdue?", "due between", ("", "2025-09-15")),
        ("Which actions became overdue in October 2025?", "due between", ("2025-09-30", "2025-10-30")),
        ("What comes due next?", "due between", ("2025-10-15", "")),
        ("Which recommendations have no target date?", "due missing", ()),
    ],
)
def test_due_dates(question: str, key: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)[key] == expected
    assert plan.topic is None


@pytest.mark.parametrize("question", ["dental treatment within six weeks", "canteen within 24 hours of arrival"])
def test_a_time_without_a_word_of_due_dates_is_part_of_the_topic(question: str, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert "due between" not in values(plan)
    assert plan.topic == question


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What was overdue on 15 May 2019?", date(2019, 5, 15)),
        ("As of 1 September 2025, which concerns had overdue actions?", date(2025, 9, 1)),
        ("What was still open at the end of 2019?", date(2019, 12, 31)),
        ("What will be overdue by January 2026?", date(2026, 1, 31)),
        ("Which recommendations were complete when the 2019 plan was submitted?", date(2019, 1, 18)),
        ("What will be overdue on 1 December 2025 if none is finished before then?", date(2025, 12, 1)),
        ("If nothing more is finished, what will be overdue on 1 February 2026?", date(2026, 2, 1)),
        ("What is overdue?", TODAY),
    ],
)
def test_the_day_of_the_statuses(question: str, day: date, vocabulary: Vocabulary) -> None:
    assert asked(question, vocabulary).as_of == day


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the 2019 plan promise on kitchens?", (OLD,)),
        ("What did Send commit to on kitchens in 2019?", (OLD,)),
        ("What did the 2018 inspection say about kitchens?", (OLD,)),
        ("What does the current plan say about kitchens?", (NEW,)),
        ("What did the last inspection say about kitchens?", (NEW,)),
        ("What did the previous plan say about kitchens?", (OLD,)),
        ("What did the 2022 plan say about kitchens?", ()),
        ("What has been promised on kitchens since 2020?", (NEW,)),
    ],
)
def test_plans(question: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)["plan in"] == expected
    assert plan.topic == "kitchens"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("rec 6.5", ("6.5",)),
        ("recommendation six point five", ("6.5",)),
        ("Show me concern four", ("4",)),
        ("the first concern", ("1",)),
        ("What is the last recommendation in the 2019 plan?", ("6.26",)),
        ("recommendations 6.3 and 6.4", ("6.3", "6.4")),
        ("recs 6.3 to 6.5", ("6.3", "6.4", "6.5")),
        ("6.12", ("6.12",)),
        ("Who owns recommendation 6.31?", ("6.31",)),
    ],
)
def test_rec_numbers(question: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)["rec_no in"] == expected
    assert plan.intent is Intent.LOOKUP


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which recommendation came from paragraph 4.16 of the report?", ("4.16",)),
        ("Which recommendation refers to S48?", ("S48",)),
        ("Which recommendations relate to paragraphs 3.12 to 3.19?", ("3.12", "3.13", "3.14", "3.19")),
        ("4.16", ("4.16",)),
    ],
)
def test_report_paragraphs(question: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    assert values(asked(question, vocabulary))["paragraph in"] == expected


@pytest.mark.parametrize(
    ("question", "key", "expected"),
    [
        ("What is Novus responsible for?", "owner in", ("novus education provider",)),
        ("What does CNWL own?", "owner in", ("central north west london nhs foundation trust",)),
        ("Which recommendations are not solely the Governor's?", "owner not_only", ("governor",)),
        ("Which recommendations belong only to the Governor?", "owner only", ("governor",)),
        ("Which recommendations are owned by someone other than the Governor?", "owner not_only", ("governor",)),
        ("Which actions are not the Governor's responsibility?", "owner not_in", ("governor",)),
        ("Which recommendations have more than one owner?", "owner shared", ()),
        ("Which recommendations have the Governor as their only owner?", "owner only", ("governor",)),
        ("Which recommendations is Novus down as owner of?", "owner in", ("novus education provider",)),
        ("Where does the Governor share a recommendation with another body?", "owner shared", ()),
        ("What does Central North West London own?", "owner in", ("central north west london nhs foundation trust",)),
        ("Which recommendations don't have the Governor as an owner?", "owner not_in", ("governor",)),
        ("Which recommendations does Novus own, alone or with others?", "owner in", ("novus education provider",)),
        ("Which actions sit with Novus?", "owner in", ("novus education provider",)),
        ("anything for kent surrey & sussex crc", "owner in", ("kent surrey and sussex crc",)),
        ("What is Serco responsible for?", "owner in", ("serco",)),
    ],
)
def test_owners(question: str, key: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)[key] == expected
    assert plan.topic is None


def test_what_two_owners_share_is_owned_by_both(vocabulary: Vocabulary) -> None:
    plan = asked("Which recommendations do the Governor and CNWL share?", vocabulary)
    owners = [f.value for f in plan.filters if f.field is Field.OWNER]
    assert sorted(owners) == [("central north west london nhs foundation trust",), ("governor",)]
    assert "owner some" in values(plan)
    assert plan.topic is None


@pytest.mark.parametrize(
    "question",
    [
        "Information sharing with other agencies",
        "How is intelligence shared?",
        "women sharing cells with others",
        "Is risk information shared by staff with another department?",
        "What is wrong with the showers?",
    ],
)
def test_what_is_shared_in_rows_is_no_ownership(question: str, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert not [f for f in plan.filters if f.field is Field.OWNER]
    assert plan.topic is not None


@pytest.mark.parametrize(
    ("question", "status"),
    [("Which actions are listed as completed?", "completed"), ("What is shown as overdue?", "overdue")],
)
def test_a_status_is_no_owner(question: str, status: str, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)["status in"] == (status,)
    assert not [f for f in plan.filters if f.field is Field.OWNER]


@pytest.mark.parametrize(
    ("question", "owned"),
    [
        ("What does healthcare have to do?", True),
        ("Which actions are for healthcare?", True),
        ("Is healthcare joining the forum?", False),
        ("anything on healthcare in the workshops", False),
    ],
)
def test_a_service_by_its_bare_name_is_an_owner_or_a_topic(question: str, owned: bool, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert ("owner in" in values(plan)) is owned
    assert ("healthcare" in (plan.topic or "")) is not owned


@pytest.mark.parametrize(
    ("question", "key", "expected"),
    [
        ("Which concerns have at least one action already completed?", "status some", ("completed",)),
        ("Which concerns have completed actions?", "status some", ("completed",)),
        ("Which concerns still have actions that are not yet due?", "status some", ("open",)),
        ("Which concerns have actions that are still within their target date?", "status some", ("open",)),
        ("Which concerns have no completed action?", "status not_some", ("completed",)),
        ("Which actions are still within their target date?", "status in", ("open",)),
    ],
)
def test_some_of_an_items_actions(question: str, key: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)[key] == expected
    assert plan.topic is None


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("Which recommendations are addressed to the Governor?", "addressee in"),
        ("Which recommendations were not addressed to the Governor?", "addressee not_in"),
    ],
)
def test_an_addressee_is_no_owner(question: str, key: str, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)[key] == ("Governor",)
    assert not [f for f in plan.filters if f.field is Field.OWNER]


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What does it mean when a recommendation is partially agreed?", "partly agreed"),
        ("What do they mean by 'Not Agreed'?", "not agreed"),
        ("what is meant by accepted in part", "partly agreed"),
        ("what do they mean by agreed", "agreed"),
    ],
)
def test_terms_in_other_words(question: str, term: str, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert (plan.intent, plan.term) == (Intent.DEFINITION, term)


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("How many actions are open, how many overdue and how many completed?", Field.STATUS),
        ("How many were agreed and how many rejected?", Field.AGREEMENT),
        ("Which section of the 2019 plan has the most recommendations?", Field.SECTION),
        ("In which month are most actions due?", Field.DUE),
    ],
)
def test_counts_apart(question: str, group: Field, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert (plan.group_by, plan.topic) == (group, None)


def test_what_people_tell_of_themselves_is_no_topic(vocabulary: Vocabulary) -> None:
    plan = asked("I inspect health care. What did Send promise about the gym?", vocabulary)
    assert plan.topic == "gym"
    assert asked("I run the gym at Send.", vocabulary).topic == asked("I run the gym at Send", vocabulary).topic


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("which recs only got a partial yes", ("partly_agreed",)),
        ("List the recs Send could only agree in part", ("partly_agreed",)),
        ("Why couldn't they fully agree to more dentists?", ("partly_agreed", "not_agreed")),
        ("Why wasn't the recommendation on dentists accepted?", ("not_agreed",)),
        ("what was the excuse for turning down housing", ("not_agreed",)),
    ],
)
def test_answers_in_everyday_words(question: str, values: tuple[str, ...], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert [f.value for f in plan.filters if f.field is Field.AGREEMENT] == [values]


def test_a_group_that_is_refused_is_left_out(vocabulary: Vocabulary) -> None:
    both = asked("the priority ones at Send please, not the key concerns", vocabulary)
    only = asked("which concerns are not key concerns?", vocabulary)
    conditions = [(f.op, f.value) for plan in (both, only) for f in plan.filters if f.field is Field.GROUP]
    assert conditions == [(Op.IN, ("Priority concerns",)), (Op.NOT_IN, ("Key concerns",))]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("what is due after the new year?", ("2026-01-01", "")),
        ("what is due before the new year?", ("", "2025-12-31")),
    ],
)
def test_the_new_year(question: str, value: tuple[str, str], vocabulary: Vocabulary) -> None:
    assert [f.value for f in asked(question, vocabulary).filters if f.field is Field.DUE] == [value]


@pytest.mark.parametrize(
    ("question", "op", "values"),
    [
        ("Which concerns are there where no deadline has slipped?", Op.NOT_IN, {"overdue", "no_action"}),
        ("Which actions are still to do and whose target date hasn't passed yet?", Op.IN, {"open"}),
        ("Which recommendations had every date marked completed from the start?", Op.IN, {"completed"}),
    ],
)
def test_dates_that_have_not_passed(question: str, op: Op, values: set[str], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert [(f.op, set(f.value)) for f in plan.filters if f.field is Field.STATUS] == [(op, values)]
    assert plan.topic is None


def test_owners_that_are_left_out(vocabulary: Vocabulary) -> None:
    plan = asked("Which recommendations were not agreed, except those owned by the Governor?", vocabulary)
    assert [(f.op, f.value) for f in plan.filters if f.field is Field.OWNER] == [(Op.NOT_IN, ("governor",))]
    assert plan.topic is None


def test_every_single_action(vocabulary: Vocabulary) -> None:
    plan = asked("Which concerns have every single action marked completed?", vocabulary)
    assert ([f.value for f in plan.filters if f.field is Field.STATUS], plan.topic) == ([("completed",)], None)
    assert asked("When did Send send in its action plan?", vocabulary).asked == ("submitted",)


def test_not_one_action_completed(vocabulary: Vocabulary) -> None:
    plan = asked("Which concerns have not completed a single action?", vocabulary)
    status = next(f for f in plan.filters if f.field is Field.STATUS)
    assert (status.op, status.value, plan.topic) == (Op.NOT_SOME, ("completed",), None)


def test_a_group_of_concerns_is_counted_in_concerns(vocabulary: Vocabulary) -> None:
    plan = asked("How many priority concerns are fully complete?", vocabulary)
    assert (plan.intent, plan.unit) == (Intent.COUNT, Unit.ITEMS)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Is 6.8 CNWL only?", Field.OWNER),
        ("Is 6.12 due in March 2020?", Field.DUE),
        ("Is 6.12 overdue?", Field.STATUS),
    ],
)
def test_yes_or_no_about_one_row(question: str, field: Field, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert [f.field for f in plan.check] == [field]
    assert [f.field for f in plan.filters] == [Field.REC_NO]


@pytest.mark.parametrize(
    ("question", "rec_nos"),
    [
        ("recommendations 6.24 onwards", ("6.24", "6.25", "6.26")),
        ("6.6 to 6.8 please", ("6.6", "6.7", "6.8")),
    ],
)
def test_ranges_of_rec_numbers(question: str, rec_nos: tuple[str, ...], vocabulary: Vocabulary) -> None:
    assert values(asked(question, vocabulary))["rec_no in"] == rec_nos


def test_a_deputy_is_not_the_governor(vocabulary: Vocabulary) -> None:
    plan = asked("What do plans say about the Deputy Governor?", vocabulary)
    assert not [f for f in plan.filters if f.field is Field.OWNER]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Send promise about kitchens?", ("send",)),
        ("what did send promise about kitchens", ("send",)),
        ("What did HMP/YOI Send promise about kitchens?", ("send",)),
        ("What did HMP Bronzefield promise about kitchens?", ("bronzefield",)),
        ("What did Holme House promise about kitchens?", ("holme-house",)),
    ],
)
def test_establishments(question: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)["establishment in"] == expected
    assert plan.topic == "kitchens"


def test_a_prison_called_by_a_verb(vocabulary: Vocabulary) -> None:
    assert "establishment in" not in values(asked("Send me the overdue actions", vocabulary))
    assert values(asked("send's overdue actions", vocabulary))["establishment in"] == ("send",)


@pytest.mark.parametrize(
    ("question", "intent", "unit"),
    [
        ("How many actions are overdue?", Intent.COUNT, Unit.ACTIONS),
        ("number of concerns in the 2025 plan", Intent.COUNT, Unit.ITEMS),
        ("Why was 6.13 refused?", Intent.REASON, Unit.ITEMS),
        ("What does BWVC stand for?", Intent.DEFINITION, Unit.ITEMS),
        ("What does 'Partly Agreed' mean?", Intent.DEFINITION, Unit.ITEMS),
        ("Was use of force raised at both inspections?", Intent.COMPARE, Unit.ITEMS),
        ("Did self-harm come back?", Intent.COMPARE, Unit.ITEMS),
        ("When was the 2025 action plan submitted?", Intent.PLAN, Unit.PLANS),
        ("When was Send last inspected?", Intent.PLAN, Unit.PLANS),
        ("What dates were inspectors in Send in 2025?", Intent.PLAN, Unit.PLANS),
        ("When was the report of the 2018 inspection published?", Intent.PLAN, Unit.PLANS),
        ("How many prisoners are there?", Intent.NONE, Unit.ITEMS),
        ("hello", Intent.NONE, Unit.ITEMS),
    ],
)
def test_intents(question: str, intent: Intent, unit: Unit, vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert (plan.intent, plan.unit) == (intent, unit)


def test_counts_by_owner(vocabulary: Vocabulary) -> None:
    plan = asked("How many actions are overdue, and whose?", vocabulary)
    assert (plan.intent, plan.group_by) == (Intent.COUNT, Field.OWNER)


def test_yes_or_no_about_a_row_does_not_choose_by_the_condition(vocabulary: Vocabulary) -> None:
    plan = asked("Is 6.4 overdue?", vocabulary)
    assert [f.field for f in plan.filters] == [Field.REC_NO]
    assert [f.value for f in plan.check] == [("overdue",)]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Anything about dentists?", "dentists"),
        ("what commitments were made on housing after release", "housing after release"),
        ("women being able to cook for themselves", "women being able to cook for themselves"),
        ("What is being done about use of force in the 2025 plan?", "use of force"),
        ("tell me what they promised regarding night sedation please", "night sedation"),
        ("night sedation", "night sedation"),
        ("What's the weather today?", "weather"),
        ("What did the prison say it would do on night sedation?", "night sedation"),
        ("What happens if they fail a drug test?", "fail a drug test"),
        ("What should all staff be trained in?", "staff be trained"),
        ("Is dental treatment within six weeks still outstanding?", "dental treatment within six weeks"),
        ("How long do women wait for the dentist?", "women wait for the dentist"),
        ("What about women turning up to education?", "women turning up to education"),
        ("release decisions made late", "release decisions made late"),
        ("How many separate actions are listed under concern 3?", None),
        ("Which recommendations had December 2019 among their target dates?", None),
        ("Which organisations are named as responsible for 6.14?", None),
    ],
)
def test_topics(question: str, topic: str | None, vocabulary: Vocabulary) -> None:
    assert asked(question, vocabulary).topic == topic


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What stopped the dental recommendation being agreed in full?", ("partly_agreed", "not_agreed")),
        ("What kept 6.13 from being accepted?", ("partly_agreed", "not_agreed")),
        ("reason the sedation recommendation was only partly agreed", ("partly_agreed",)),
        ("Why did they turn it down?", ("not_agreed",)),
        ("Why did they knock it back?", ("not_agreed",)),
        ("Explain the refusal of the recommendation on accommodation", ("not_agreed",)),
    ],
)
def test_reasons_asked_for_without_why(question: str, expected: tuple[str, ...], vocabulary: Vocabulary) -> None:
    plan = asked(question, vocabulary)
    assert plan.intent is Intent.REASON
    assert next((f.value for f in plan.filters if f.field is Field.AGREEMENT), None) == expected


def test_what_should_have_been_finished_by_a_day_is_what_was_due_by_then(vocabulary: Vocabulary) -> None:
    plan = asked("Which actions should have been finished by the end of August 2025?", vocabulary)
    assert values(plan) == {"due between": ("", "2025-08-31")}
    assert (plan.as_of, plan.unit) == (TODAY, Unit.ACTIONS)
    assert "status in" in values(asked("What should have been finished by now?", vocabulary))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How many recommendations about food were agreed?",
            {"agreement in": ("agreed",), "kind in": ("recommendation",)},
        ),
        ("How many recommendations were fully agreed?", {"agreement in": ("agreed",), "kind in": ("recommendation",)}),
        ("Which recommendations got a flat no?", {"agreement in": ("not_agreed",), "kind in": ("recommendation",)}),
        (
            "Which recommendations were turned down outright?",
            {"agreement in": ("not_agreed",), "kind in": ("recommendation",)},
        ),
        (
            "Which concerns haven't had a single action completed?",
            {"status not_some": ("completed",), "kind in": ("concern",)},
        ),
        (
            "Which recommendations have a blank where the target date should be?",
            {"due missing": (), "kind in": ("recommendation",)},
        ),
        (
            "Which recommendations had been made at an earlier inspection?",
            {"repeated in": ("1",), "kind in": ("recommendation",)},
        ),
        ("Which concerns leave the Governor out?", {"owner not_in": ("governor",), "kind in": ("concern",)}),
        (
            "Which recommendations did the Governor reject?",
            {"agreement in": ("not_agreed",), "kind in": ("recommendation",)},
        ),
    ],
)
def test_conditions_in_further_wordings(
    question: str, expected: dict[str, tuple[str, ...]], vocabulary: Vocabulary
) -> None:
    assert values(asked(question, vocabulary)) == expected


def test_recommendations_asked_of_plans_of_concerns_are_the_concerns(vocabulary: Vocabulary) -> None:
    plan = asked("Which recommendations are still open?", vocabulary)
    assert "kind in" not in values(plan)
    assert "the plans meant list concerns, not recommendations" in plan.notes
    assert "kind in" in values(asked("How many recommendations are there at Send?", vocabulary))


def test_of_so_many_recommendations_counts_them(vocabulary: Vocabulary) -> None:
    plan = asked("How many of the 26 recommendations were agreed, partly agreed and not agreed?", vocabulary)
    assert (plan.topic, plan.group_by) == (None, Field.AGREEMENT)
    partly = asked("and partly?", vocabulary, "How many recommendations in the 2019 plan were agreed?")
    assert (partly.intent, values(partly)["agreement in"]) == (Intent.COUNT, ("partly_agreed",))


def test_a_number_that_changes_is_no_count(vocabulary: Vocabulary) -> None:
    assert asked("Why did they refuse to cut the number of men held?", vocabulary).intent is Intent.REASON
    assert asked("What was the number of overdue actions?", vocabulary).intent is Intent.COUNT


def test_a_change_between_years_compares_their_plans(vocabulary: Vocabulary) -> None:
    plan = asked("How did Send's promise on interpreters change between 2019 and 2025?", vocabulary)
    assert plan.intent is Intent.COMPARE
    assert values(plan)["plan in"] == (OLD, NEW)


def test_late_actions_are_actions(vocabulary: Vocabulary) -> None:
    assert asked("Which actions are running late?", vocabulary).unit is Unit.ACTIONS
    assert "kind in" in values(asked("Which concerns are late?", vocabulary))


def test_places_are_named_by_what_they_are(vocabulary: Vocabulary) -> None:
    folder = Path(__file__).parent.parent / "evals" / "written" / "local-and-removal-centre" / "plans"
    held = read_vocabulary([plan for path in sorted(folder.glob("*.txt")) for plan in read_document(path).plans], [])
    plan = asked("What did the removal centre promise on healthcare?", held)
    assert values(plan) == {"establishment in": ("thornmere-hall-irc",)}
    assert "establishment in" not in values(asked("What did the removal centre promise on healthcare?", vocabulary))


def test_hm_prison_and_probation_service_is_no_prison(vocabulary: Vocabulary) -> None:
    plan = asked("What is HM Prison and Probation Service responsible for?", vocabulary)
    assert "establishment in" not in values(plan)


def test_spelling_mistakes_are_mended_and_said(vocabulary: Vocabulary) -> None:
    plan = asked("wich recomendations are about use of forse", vocabulary)
    assert plan.topic == "use of force"
    assert "kind in" in values(plan)
    assert "read “forse” as “force”" in plan.notes
    assert asked("drones and Elmhurst", vocabulary).notes == ()


@pytest.mark.parametrize(
    ("history", "question", "topic", "expected"),
    [
        (["Who owns recommendation 6.5?"], "And when is it due?", None, {"rec_no in": ("6.5",)}),
        (["Who owns recommendation 6.5?"], "the next one", None, {"rec_no in": ("6.6",)}),
        (["Show me rec 6.23"], "What about 6.24?", None, {"rec_no in": ("6.24",)}),
        (["Tell me about self-harm"], "Who owns recommendation 6.7?", None, {"rec_no in": ("6.7",)}),
        (
            ["What is being done about use of force in the 2025 plan?"],
            "what about the 2019 plan?",
            "use of force",
            {"plan in": (OLD,)},
        ),
        (["What has Send promised about force?"], "and on dentists?", "dentists", {"establishment in": ("send",)}),
        (["What about use of force?"], "only those that are overdue", "use of force", {"status in": ("overdue",)}),
        (
            ["Which recommendations were rejected?", "why?"],
            "who owns them",
            None,
            {"agreement in": ("not_agreed",), "kind in": ("recommendation",)},
        ),
        (
            ["What is due in January 2026?"],
            "and in November 2025?",
            None,
            {"due between": ("2025-11-01", "2025-11-30")},
        ),
        (["What about use of force?"], "Which recommendations were rejected?", None, None),
    ],
)
def test_follow_ups(
    history: list[str],
    question: str,
    topic: str | None,
    expected: dict[str, tuple[str, ...]] | None,
    vocabulary: Vocabulary,
) -> None:
    plan = asked(question, vocabulary, *history)
    assert plan.topic == topic
    if expected is None:
        assert values(plan) == values(asked(question, vocabulary))
    else:
        assert values(plan) == expected


def test_what_was_carried_is_said(vocabulary: Vocabulary) -> None:
    plan = asked("who owns them?", vocabulary, "Which concerns about interpreters are still open?")
    assert plan.notes == ("Within: still open, concerns, current plans, interpreters",)
    assert plan.asked == ("owner",)


def test_every_filter_names_the_words_it_came_from(vocabulary: Vocabulary) -> None:
    question = "Which concerns about interpreters at Send are still open?"
    plan = asked(question, vocabulary)

    def told(wanted: Filter) -> bool:
        return all(word in question.lower() for word in wanted.words.lower().split())

    assert all(told(f) for f in plan.filters)
    assert [f.field for f in plan.filters if not f.words] == [Field.CURRENT]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is Send late with on use of force?", "use of force"),
        (
            "What's outstanding on the Segregation, Monitoring and Review Group?",
            "Segregation, Monitoring and Review Group",
        ),
        ("How many of concern 4's actions are overdue?", None),
        ("Who owns recommendation 6.5's actions?", None),
        ("What are the Governor's jobs?", None),
        ("Which prisons have made promises about interpreters?", "interpreters"),
        ("Which prisons are behind on interpreters?", "interpreters"),
        ("Anything about the block?", "the block"),
        ("What about no fixed abode?", "no fixed abode"),
        ("Was health care waiting times raised in the 2019 plan?", "health care waiting times"),
    ],
)
def test_a_topic_is_kept_whole_and_rid_of_what_asks_for_it(
    question: str, topic: str | None, vocabulary: Vocabulary
) -> None:
    assert asked(question, vocabulary).topic == topic


def test_a_section_of_the_report_is_its_paragraphs(vocabulary: Vocabulary) -> None:
    paragraphs = values(asked("recommendations from section 4 of the inspection report", vocabulary))["paragraph in"]
    assert len(paragraphs) > 1
    assert all(number.startswith("4.") for number in paragraphs)


def test_the_newest_plan_of_all(vocabulary: Vocabulary) -> None:
    plan = asked("What is concern 2 of the newest plan you have?", vocabulary)
    assert values(plan)["plan in"] == (NEW,)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("tiem", "time"),
        ("hospitle", "hospital"),
        ("interperters", "interpreters"),
        ("Listners", "listeners"),
        ("taregt", "target"),
    ],
)
def test_spelling_mistakes_are_mended(said: str, read: str, vocabulary: Vocabulary) -> None:
    assert f"read “{said}” as “{read}”" in asked(f"Anything about the {said} there?", vocabulary).notes


@pytest.mark.parametrize("word", ["abode", "budgies", "pensioners", "adjourned", "mappa", "mouldy", "Ventnor"])
def test_a_rare_word_is_no_spelling_mistake(word: str, vocabulary: Vocabulary) -> None:
    assert not asked(f"Anything about {word} there?", vocabulary).notes


def test_a_not_that_no_condition_took_is_never_passed_over(vocabulary: Vocabulary) -> None:
    unread = asked("Which overdue concerns are not popular?", vocabulary)
    assert any("“not” was not read" in note for note in unread.notes)
    read = asked("Which recommendations in the 2019 plan is the Governor not an owner of?", vocabulary)
    assert values(read)["owner not_in"] == ("governor",)
    assert not any("was not read" in note for note in (*read.notes, *asked("6.24: agreed or not?", vocabulary).notes))


@pytest.mark.parametrize(
    ("question", "key", "expected"),
    [
        ("Which key concern has no action for the Governor?", "owner not_in", ("governor",)),
        ("Which concerns does nobody but the Governor own?", "owner only", ("governor",)),
        ("How many actions are not completed but still within their target date?", "status in", ("open",)),
        ("Which concern still has work to do, but nothing late?", "status in", ("open",)),
        ("Which actions have not fallen due yet?", "status in", ("open",)),
        ("What has to be done in November or December 2025?", "due between", ("2025-11-01", "2025-12-31")),
        ("What falls due before the end of this year?", "due between", ("2025-10-15", "2025-12-31")),
        ("Health services recommendations other than the partly agreed ones", "agreement not_in", ("partly_agreed",)),
        ("Setting the rejected ones aside, which recommendations are there?", "agreement not_in", ("not_agreed",)),
        ("Which recommendations are owned by the Governor and no one else?", "owner only", ("governor",)),
        ("Priority and key together, how many concerns are there?", "group in", ("Key concerns", "Priority concerns")),
        ("Which recommendations were accepted, wholly or only in part?", "agreement in", ("agreed", "partly_agreed")),
        ("How many concerns have at least one action done?", "status some", ("completed",)),
        ("Key concerns of which not a single action has been completed", "status not_some", ("completed",)),
        ("What has to be finished before the month is out?", "due between", ("", "2025-10-31")),
        (
            "Which recommendations had a target date in the summer of 2019, June to August?",
            "due between",
            ("2019-06-01", "2019-08-31"),
        ),
    ],
)
def test_conditions_that_blind_tests_asked_for(
    question: str, key: str, expected: tuple[str, ...], vocabulary: Vocabulary
) -> None:
    plan = asked(question, vocabulary)
    assert values(plan)[key] == expected
    assert plan.topic is None


def test_a_word_that_is_no_topic_by_itself_is_none(vocabulary: Vocabulary) -> None:
    assert asked("How many recommendations did Send receive in 2019?", vocabulary).topic is None
    assert asked("Anything about two women put in one cell?", vocabulary).topic == "two women put in one cell"
    both = asked("Which recommendations or concerns deal with interpreters?", vocabulary)
    assert (both.topic, values(both)) == ("interpreters", {})


def test_two_facts_of_a_plan_at_once(vocabulary: Vocabulary) -> None:
    plan = asked("Give me the report date and the submission date of the 2019 plan", vocabulary)
    assert set(plan.asked) == {"submitted", "report_published"}


def test_errands_are_no_questions(vocabulary: Vocabulary) -> None:
    assert asked("Can you book me a visit for Saturday afternoon?", vocabulary).intent is Intent.NONE
