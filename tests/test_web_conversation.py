"""The steps of a conversation, as the browser keeps it and hands it in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_app import web_client

from assistant.engine import Engine
from assistant.plan_edits import Edit
from assistant.query import Field
from assistant.settings import Settings
from assistant.web.asking import acted, answers, asked, reply, waiting
from assistant.web.conversation import MOST_SHOWN, MOST_TURNS, Act, Turn, Turns, read_act, read_turns, write_turns
from assistant.web.people import THIS_MACHINE
from assistant.web.site import Site
from ingest.errors import BadRequest

ASKED = "Which concerns about interpreters are still open?"


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[Site]:
    settings = Settings(home=home, as_of=date(2025, 10, 15))
    with Engine.open(settings) as engine:
        yield Site(engine, settings)


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    with web_client(Settings(home=home, as_of=date(2025, 10, 15))) as client:
        yield client


def answered(site: Site, turns: Turns) -> Turns:
    number = waiting(turns)
    assert number is not None
    *_, (_, turn) = answers(site, turns, number, THIS_MACHINE)
    return (*turns[:number], turn, *turns[number + 1 :])


def conversation(site: Site, *questions: str, day: str = "") -> Turns:
    turns: Turns = ()
    for question in questions:
        turns = answered(site, asked(turns, question, day))
    return turns


def found(turn: Turn) -> set[str]:
    assert turn.answer is not None
    return {f"{row.plan_id}/{row.rec_no}" for row in turn.answer.citations}


def test_a_reply_grows_and_ends_with_its_sources(site: Site) -> None:
    grown = list(answers(site, asked((), "What was promised about education?", ""), 0, THIS_MACHINE))
    assert len(grown) > 2
    assert all(later.startswith(earlier) for (earlier, _), (later, _) in pairwise(grown))
    assert 'class="citations"' in grown[-1][0]
    assert grown[-1][1].answer is not None


def test_a_follow_up_is_about_the_answer_before(site: Site) -> None:
    first, second = conversation(site, ASKED, "who owns them?")
    assert found(first) == found(second) == {"hmp-send-2025-07-08/4"}


def test_a_condition_removed_is_answered_in_its_place_and_followed_on_from(site: Site) -> None:
    turns = conversation(site, "Which recommendations of 2019 are completed?", "Who owns 6.5?")
    assert turns[0].answer is not None
    number = [wanted.field for wanted in turns[0].answer.plan.filters].index(Field.STATUS)
    changed = answered(site, acted(site.knowledge, turns, Act(turn=0, edit=Edit(condition=number)), ""))
    assert found(turns[0]) < found(changed[0])
    assert changed[1] == turns[1]
    last = answered(site, asked(changed[:1], "how many are they?", ""))[-1]
    assert last.answer is not None
    assert last.answer.count == 26
    back = answered(site, acted(site.knowledge, changed, Act(turn=0, again=True), ""))
    assert found(back[0]) == found(turns[0])
    assert back[0].plan is None


def test_a_changed_day_stands_in_the_box_and_holds_for_the_next_question(site: Site) -> None:
    turns = conversation(site, ASKED)
    changed = answered(site, acted(site.knowledge, turns, Act(edit=Edit(as_of=date(2025, 7, 31))), ""))
    assert changed[0].day == "31 July 2025"
    following = answered(site, asked(changed, "who owns them?", changed[0].day))[-1]
    assert following.answer is not None
    assert following.answer.as_of == date(2025, 7, 31)


def test_a_day_that_a_question_names_holds_until_the_box_changes(site: Site) -> None:
    turns = conversation(site, "What was overdue on 1 May 2020?")
    assert turns[0].answer is not None
    assert turns[0].answer.as_of == date(2020, 5, 1)
    kept = answered(site, asked(turns, "who owns them?", ""))[-1]
    boxed = answered(site, asked(turns, "who owns them?", "31 July 2025"))[-1]
    assert kept.answer is not None
    assert boxed.answer is not None
    assert (kept.answer.as_of, boxed.answer.as_of) == (date(2020, 5, 1), date(2025, 7, 31))


def test_a_day_that_is_none_is_said_and_the_conversation_goes_on(site: Site) -> None:
    turns = conversation(site, ASKED)
    failed = answered(site, asked(turns, "who owns them?", "soon"))
    assert failed[-1].problem is not None
    assert "soon" in failed[-1].problem
    assert "could not be answered" in reply(failed[-1], 1)
    assert found(answered(site, asked(failed, "who owns them?", ""))[-1]) == found(turns[0])


def test_a_suggestion_is_asked_and_nothing_typed_asks_nothing(site: Site) -> None:
    turns = conversation(site, ASKED)
    (suggestion, *_) = turns[0].suggestions
    assert acted(site.knowledge, turns, Act(ask=suggestion), "")[-1] == Turn(question=suggestion)
    assert asked(turns, "  \n ", "") == turns


def test_what_the_browser_keeps_comes_back_whole(site: Site) -> None:
    turns = conversation(site, ASKED, "What about unicorns?", "What does partly agreed mean?")
    kept = write_turns(turns)
    assert read_turns(kept) == turns
    assert acted(site.knowledge, (), Act(restore=kept), "") == turns
    assert write_turns(()) == ""
    assert read_turns("") == ()


@pytest.mark.parametrize("kept", ["{", "[{}]", '[{"question": ""}]', '[{"question": "x", "answer": {}}]', "null"])
def test_a_conversation_that_cannot_be_read_is_refused_in_words(kept: str) -> None:
    with pytest.raises(BadRequest, match="start again"):
        read_turns(kept)


@pytest.mark.parametrize("words", ["", "{", '{"turn": -1}', '{"drop": "tables"}', '{"edit": {"as_of": "soon"}}'])
def test_an_act_without_meaning_is_refused_in_words(words: str) -> None:
    with pytest.raises(BadRequest, match="load the page again"):
        read_act(words)


def test_an_act_on_an_answer_that_is_gone_is_refused(site: Site) -> None:
    with pytest.raises(BadRequest, match="no longer in the conversation"):
        acted(site.knowledge, (), Act(turn=3, edit=Edit(topic="x")), "")


def test_a_conversation_has_an_end() -> None:
    full = tuple(Turn(question="x", problem="y") for _ in range(MOST_TURNS))
    with pytest.raises(BadRequest, match="start again"):
        asked(full, "one more", "")


def test_of_a_long_answer_the_first_rows_are_shown_and_the_rest_is_counted(site: Site) -> None:
    (turn,) = conversation(site, ASKED)
    assert turn.answer is not None
    many = turn.answer.citations[:1] * (MOST_SHOWN + 5)
    long = Turn(question=ASKED).answered(turn.answer.model_copy(update={"citations": many}), ())
    assert long.unshown == 5
    assert f"The first {MOST_SHOWN} of {MOST_SHOWN + 5} rows" in reply(long, 0)


def test_the_row_beside_says_what_the_row_says(client: TestClient) -> None:
    shown = client.get("/beside/hmp-send-2025-07-08/4", params={"as_of": "2025-10-15", "action": 3})
    assert shown.status_code == 200
    for words in ("Concern 4", "The Big Word interpreting service will be relaunched", "lines", 'class="chosen"'):
        assert words in shown.text
    assert "Overdue" not in client.get("/beside/hmp-send-2025-07-08/4", params={"as_of": "2025-07-31"}).text
    assert client.get("/beside/hmp-send-2025-07-08/99").status_code == 404


def test_choices_of_a_condition_are_the_register_s(client: TestClient) -> None:
    owners = client.get("/choices/owner").json()
    assert owners["form"] == "pick"
    assert {"value": "governor", "label": "Governor"} in owners["choices"]
    assert client.get("/choices/due").json() == {"form": "days", "choices": []}
    assert client.get("/choices/password").status_code == 422
