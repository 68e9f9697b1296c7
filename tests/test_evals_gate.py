"""The gate: the program of now passes, and four deliberately broken builds of it don't."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant import finding, relevance, resolving
from assistant.composing.draft import Draft
from assistant.composing.nothing import Refusal
from assistant.engine import Engine
from assistant.knowledge import Knowledge
from assistant.query import Filter, Unit
from assistant.relevance import Relevance, TopicRows
from assistant.selection import Selected
from assistant.settings import Settings
from evals.documents import read_documents
from evals.family_scores import FamilyScores, scores_by_family
from evals.gate import Accepted, Fall, falls, read_accepted, write_accepted
from evals.questions import Question
from evals.run import run
from evals.standard.corpora import SAMPLE_DOCUMENTS, sample_sets
from ingest.errors import BadRequest
from ingest.records import Item

DAY = date(2026, 1, 1)
EACH = 12


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    with Engine.open(Settings(home=home)) as engine:
        yield engine


def asked_of(*families: str) -> list[Question]:
    """Some questions of each of these families, from the files on the sample plans."""
    every = [question for asked in sample_sets() for question in asked.questions]
    return [one for family in families for one in [q for q in every if q.kind == family][:EACH]]


def scores(engine: Engine, *families: str) -> tuple[FamilyScores, ...]:
    return scores_by_family("part", run(asked_of(*families), engine.ask, {}))


def fallen(before: Sequence[FamilyScores], now: Sequence[FamilyScores]) -> set[tuple[str, str]]:
    found = falls(Accepted(accepted=DAY, commit=None, families=tuple(before)), now)
    return {(fall.family.removeprefix("part/"), fall.figure) for fall in found}


def test_no_family_has_fallen_below_its_accepted_scores(engine: Engine) -> None:
    documents = read_documents([SAMPLE_DOCUMENTS])
    accepted = read_accepted()
    for asked in sample_sets():
        now = scores_by_family(asked.name, run(asked.questions, engine.ask, documents))
        assert {family.key for family in now} <= {family.key for family in accepted.families}
        assert [str(fall) for fall in falls(accepted, now)] == []


def test_filters_off(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = scores(engine, "filter", "date_status", "count")
    real = finding.select

    def unfiltered(
        connection: sqlite3.Connection, filters: Sequence[Filter], unit: Unit, as_of: date
    ) -> tuple[Selected, ...]:
        return real(connection, (), unit, as_of)

    monkeypatch.setattr(finding, "select", unfiltered)
    found = fallen(before, scores(engine, "filter", "date_status", "count"))
    assert {("filter", "right"), ("date_status", "right"), ("count", "count_exact"), ("total", "right")} <= found


def test_cut_at_the_top_ten(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = scores(engine, "topic")
    model = replace(relevance.fitted_model(), near_threshold=-1e9)
    real = Relevance.rows

    def ten(self: Relevance, topic: str, candidates: Collection[str] = ()) -> TopicRows:
        found = real(self, topic, candidates)
        return TopicRows((*found.about, *found.near)[:10], ())

    monkeypatch.setattr(relevance, "fitted_model", lambda: model)
    monkeypatch.setattr(relevance, "MOST_NEAR", 10)
    monkeypatch.setattr(Relevance, "rows", ten)
    monkeypatch.setattr(Relevance, "least_odds", lambda _self, _looked_at: -1e9)
    found = fallen(before, scores(engine, "topic"))
    assert {("topic", "right"), ("topic", "citation_precision")} <= found


def test_refusal_off(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = scores(engine, "abstain", "lookup")

    def answered_all_the_same(draft: Draft, kind: Refusal, message: str, *further: str) -> None:
        draft.say(message)

    monkeypatch.setattr(resolving, "refuse", answered_all_the_same)
    found = fallen(before, scores(engine, "abstain", "lookup"))
    assert {("abstain", "right"), ("abstain", "abstention_recall"), ("total", "abstention_f1")} <= found
    assert ("lookup", "right") not in found


def test_owner_dropped(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = scores(engine, "lookup")
    real = Knowledge.item

    def without_owner(self: Knowledge, plan_id: str, rec_no: str) -> Item:
        item = real(self, plan_id, rec_no)
        actions = tuple(action.model_copy(update={"responsible_owner": ()}) for action in item.actions)
        return item.model_copy(update={"responsible_owner": (), "actions": actions})

    monkeypatch.setattr(Knowledge, "item", without_owner)
    assert ("lookup", "right") in fallen(before, scores(engine, "lookup"))


def test_a_fall_within_the_interval_is_chance_and_one_below_it_is_told(engine: Engine) -> None:
    (before, _) = scores(engine, "lookup")
    right = before.figure("right")
    assert right is not None

    def at(value: float) -> list[Fall]:
        lower = before.model_copy(
            update={
                "figures": tuple(
                    one.model_copy(update={"estimate": one.estimate.model_copy(update={"value": value})})
                    if one.name == "right"
                    else one
                    for one in before.figures
                )
            }
        )
        return list(falls(Accepted(accepted=DAY, commit=None, families=(before,)), (lower,)))

    assert at(right.low) == []
    (fall,) = at(right.low - 0.01)
    assert str(fall).startswith(f"part/lookup: right is {right.low - 0.01:.3f}, accepted {right.value:.3f}")


def test_a_question_without_an_answer_shuts_the_gate() -> None:
    def failing(question: str, as_of: date | None = None, history: Sequence[str] = ()) -> None:
        raise RuntimeError("broken")

    now = scores_by_family("part", run(asked_of("lookup")[:1], failing, {}))  # type: ignore[arg-type]
    found = falls(Accepted(accepted=DAY, commit=None, families=()), now)
    assert str(found[0]) == "part/lookup: 1 questions could not be answered"


def test_accepted_scores_are_read_back_and_missing_or_damaged_ones_said(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "accepted.json"
    with pytest.raises(BadRequest, match="accept some with --accept"):
        read_accepted(file)
    accepted = Accepted(accepted=DAY, commit="abc", families=scores(engine, "plan"))
    write_accepted(file, accepted)
    assert read_accepted(file) == accepted
    file.write_text("{}")
    with pytest.raises(BadRequest, match="damaged"):
        read_accepted(file)
