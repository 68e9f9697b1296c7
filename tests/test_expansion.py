"""Other words for a topic: synonyms of the field, abbreviations of the documents, sides of an "and"."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.expansion import Expander, SynonymGroup, synonym_groups
from assistant.row_words import RowWords, stems
from assistant.topic_terms import read_terms
from ingest.abbreviations import Abbreviation
from ingest.reading import read_document


def test_every_group_of_synonyms_has_a_source_and_something_to_exchange() -> None:
    text = files("assistant").joinpath("lexicon/synonyms.toml").read_text(encoding="utf-8")
    for group in tomllib.loads(text)["group"]:
        assert group["source"].strip()
        assert set(group) <= {"words", "asked", "source"}
    for group in synonym_groups():
        for word in (*group.words, *group.asked):
            assert stems(word), f"“{word}” has no word left to look for"


def test_everyday_words_are_understood_and_not_looked_for() -> None:
    expander = Expander([], [SynonymGroup(("mail", "correspondence"), ("post",))])
    assert {a.words for a in expander.alternatives(stems("the post"))} == {"mail", "correspondence"}
    assert {a.words for a in expander.alternatives(stems("mail"))} == {"correspondence"}
    assert expander.alternatives(stems("holiday")) == ()


def test_an_abbreviation_is_the_thing_itself_both_ways() -> None:
    short = Abbreviation(short="BWVC", long="body worn video cameras", rec_no="1", n=None)
    expander = Expander([short], [])
    for asked, other in (("BWVC", "body worn video cameras"), ("body worn video camera", "BWVC")):
        (found,) = expander.alternatives(stems(asked))
        assert (found.words, found.same) == (other, True)


def test_the_longest_phrase_counts() -> None:
    expander = Expander([], [SynonymGroup(("health", "fitness")), SynonymGroup(("mental health", "psychiatry"))])
    assert [a.words for a in expander.alternatives(stems("mental health care"))] == ["psychiatry"]


@pytest.mark.parametrize(
    ("topic", "sides"),
    [
        ("drugs or alcohol", 3),
        ("dentists , opticians", 3),
        ("use of force", 1),
        ("health and safety", 1),
        ("care and separation unit", 1),
        ("new arrivals not getting a hot drink or a wash before going to the wing", 1),
    ],
)
def test_a_short_list_is_looked_for_side_by_side_and_a_known_phrase_is_whole(
    topic: str, sides: int, plans_folder: Path
) -> None:
    rows = RowWords(plan for path in sorted(plans_folder.glob("*.txt")) for plan in read_document(path).plans)
    assert len(read_terms(topic.split(), rows, Expander([])).sides) == sides
