"""What is usual: fixed rows, so that what else is held changes nothing about what a row is about."""

from __future__ import annotations

from pathlib import Path

from assistant.background import rarity, usual_rows
from assistant.row_words import stem
from evals.cut_data import relevance_of
from evals.generation.corpus import generate_corpus
from ingest.reading import read_document
from ingest.records import Plan

TOPICS = ("use of force", "interpreters", "somewhere to live on release", "dental waiting times", "swimming pools")


def test_usual_rows_are_rows_of_the_field() -> None:
    assert len(usual_rows()) > 50
    assert all(len(row) == 2 and all(len(text) > 20 for text in row) for row in usual_rows())


def test_a_word_of_every_row_tells_nothing_and_an_unheard_one_all() -> None:
    assert 0 <= rarity(stem("prison")) < rarity(stem("mediation")) <= rarity("zzz") == 1


def test_which_rows_are_about_a_topic_does_not_depend_on_what_else_is_held(
    empty_home: Path, plans_folder: Path
) -> None:
    samples = tuple(plan for path in sorted(plans_folder.glob("*.txt")) for plan in read_document(path).plans)
    others = tuple(plan.truth for plan in generate_corpus(1, 7))
    assert _odds(samples, "alone", empty_home) == _odds((*samples, *others), "among", empty_home)


def _odds(plans: tuple[Plan, ...], name: str, home: Path) -> list[list[tuple[str, float, str]]]:
    relevance = relevance_of(name, plans, home, [])
    return [
        [(row.item_id, row.log_odds, row.reason) for row in relevance.rows(topic).about if "hmp-send" in row.item_id]
        for topic in TOPICS
    ]
