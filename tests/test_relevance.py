"""The cut on the sample plans: which rows are about a topic, why, and which of their actions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from assistant.engine import Engine
from assistant.relevance import MOST_NEAR, Relevance, fitted_model
from assistant.settings import Settings
from assistant.signals import SIGNALS

OLD = "hmp-send-2019-01-18"


@pytest.fixture(scope="module")
def relevance(home: Path) -> Iterator[Relevance]:
    with Engine.open(Settings(home=home)) as engine:
        yield engine.knowledge.relevance


def _about(relevance: Relevance, topic: str) -> set[str]:
    return {row.item_id for row in relevance.rows(topic).about}


def test_the_landed_model_weighs_signals_that_there_are_and_keeps_their_sign() -> None:
    data = json.loads(files("assistant").joinpath("lexicon/cut.json").read_text(encoding="utf-8"))
    assert set(data["weights"]) <= set(SIGNALS)
    assert all(weight >= 0 for name, weight in data["weights"].items() if name != "words")
    assert data["near_threshold"] < data["threshold"]


def test_log_odds_of_a_row_do_not_depend_on_the_rows_beside_it() -> None:
    signals = np.random.default_rng(1).random((50, len(SIGNALS)))
    model = fitted_model()
    assert model.log_odds(signals).tolist() == [float(model.log_odds(row[None, :])[0]) for row in signals]


def test_a_filter_changes_nothing_about_what_a_row_is_about(relevance: Relevance) -> None:
    alone = relevance.rows("use of force")
    assert relevance.rows("use of force", ["hmp-send-2019-01-18/6.11"]) == alone
    assert relevance.rows("use of force") == alone


def test_a_word_that_stands_in_the_item_finds_it_and_is_its_reason(relevance: Relevance) -> None:
    row = relevance.rows("mediation").about[0]
    assert (row.item_id, row.actions) == ("hmp-send-2019-01-18/6.2", ())
    assert row.reason == "says “mediation”"


def test_a_synonym_finds_the_row_and_says_for_which_word(relevance: Relevance) -> None:
    reasons = {row.item_id: row.reason for row in relevance.rows("dentists").about}
    assert "dental" in reasons["hmp-send-2019-01-18/6.11"] or "dentist" in reasons["hmp-send-2019-01-18/6.11"]


def test_a_topic_of_no_words_or_none_of_the_plans_has_no_rows(relevance: Relevance) -> None:
    assert relevance.rows("   ").about == relevance.rows("?!").about == ()
    assert _about(relevance, "swimming pools") == set()


def test_near_misses_are_few_and_under_the_cut(relevance: Relevance) -> None:
    for topic in ("women", "training", "health", "staff"):
        found = relevance.rows(topic)
        assert len(found.near) <= MOST_NEAR
        assert all(row.log_odds < fitted_model().threshold for row in found.near)
        assert all(row.log_odds >= fitted_model().threshold for row in found.about)


def test_what_an_abbreviation_names_is_found_wherever_a_row_says_it(relevance: Relevance) -> None:
    by_short = _about(relevance, "QIG")
    assert by_short == _about(relevance, "quality improvement group")
    assert {f"{OLD}/{n}" for n in ("6.14", "6.15", "6.16", "6.19", "6.20")} <= by_short
    # A shorter name of the same thing, "video" left out.
    assert f"{OLD}/6.4" in _about(relevance, "body worn cameras")


def test_what_is_asked_word_by_word_is_found_where_no_other_item_says_it_better(relevance: Relevance) -> None:
    assert {f"{OLD}/{n}" for n in ("6.15", "6.18", "6.19")} <= _about(relevance, "learning walks")
    # The name of a section stands at all of its rows, and makes none of them about it word by word.
    assert _about(relevance, "health services") != {f"{OLD}/{n}" for n in ("6.8", "6.9", "6.10", "6.11")}


def test_a_row_that_says_the_topic_answers_where_none_is_over_the_cut(relevance: Relevance) -> None:
    rows = [f"{OLD}/{n}" for n in ("6.13", "6.24", "6.25")]
    assert _about(relevance, "homelessness") == set()
    assert [row.item_id for row in relevance.likeliest("homelessness", rows)] == [f"{OLD}/6.25"]
    assert relevance.likeliest("solar panels", rows) == ()


def test_the_cut_is_higher_among_many_rows(relevance: Relevance) -> None:
    few = relevance.least_odds(30)
    assert relevance.least_odds(0) == relevance.least_odds(100) == few
    assert relevance.least_odds(1_000) == pytest.approx(few + 0.4)
    assert relevance.least_odds(10_000) == pytest.approx(few + 0.8)


def test_a_row_is_presumed_only_where_it_is_clearly_the_likeliest(relevance: Relevance) -> None:
    refused = [f"{OLD}/{n}" for n in ("6.13", "6.24", "6.25")]
    topic = "toiletries and essentials for newcomers"
    assert _about(relevance, topic) == set()
    assert relevance.presumed(topic, refused) is None
    presumed = relevance.presumed(topic, refused, only_clear=True)
    assert presumed is not None
    assert (presumed.item_id, presumed.presumed) == (f"{OLD}/6.13", True)
    assert relevance.presumed("solar panels", refused, only_clear=True) is None
    assert relevance.presumed("solar panels", []) is None
