"""Other words for a topic: synonyms of the field, abbreviations of the documents, sides of an "and"."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest

from assistant.expansion import Expander, SynonymGroup, synonym_groups
from assistant.row_words import stem, stems
from assistant.topic_terms import read_terms
from ingest.abbreviations import Abbreviation


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
    assert {a.words for a in expander.alternatives("the post".lower().split())} == {"mail", "correspondence"}
    assert {a.words for a in expander.alternatives("mail".lower().split())} == {"correspondence"}
    assert expander.alternatives("holiday".lower().split()) == ()


def test_an_abbreviation_is_the_thing_itself_both_ways() -> None:
    short = Abbreviation(short="BWVC", long="body worn video cameras", rec_no="1", n=None)
    expander = Expander([short], [])
    for asked, other in (("BWVC", "body worn video cameras"), ("body worn video camera", "BWVC")):
        (found,) = expander.alternatives(asked.lower().split())
        assert (found.words, found.same) == (other, True)


def test_the_longest_phrase_counts() -> None:
    expander = Expander([], [SynonymGroup(("health", "fitness")), SynonymGroup(("mental health", "psychiatry"))])
    assert [a.words for a in expander.alternatives("mental health care".lower().split())] == ["psychiatry"]


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
def test_a_short_list_is_looked_for_side_by_side_and_a_known_phrase_is_whole(topic: str, sides: int) -> None:
    assert len(read_terms(topic.split(), Expander([])).sides) == sides


def test_what_stands_before_a_list_belongs_to_each_side_of_it() -> None:
    terms = read_terms(["attendance", "at", "education", ",", "skills", "and", "workshops"], Expander([]))
    asked = [[terms.stems[place] for place in side] for side in terms.sides[1:]]
    assert asked == [["attend", "educ"], ["attend", "skill"], ["attend", "workshop"]]


def test_an_everyday_wording_may_have_other_words_between_its_parts() -> None:
    expander = Expander([], [SynonymGroup(("accommodation",), ("live … release",))])
    for topic, places in (("somewhere to live after release", (1, 2)), ("on release a place to live", (0, 2))):
        (found,) = expander.alternatives(topic.split())
        assert (found.words, found.places, found.better) == ("accommodation", places, True)
    assert expander.alternatives(["live", "music"]) == ()


def test_function_words_of_an_everyday_wording_count() -> None:
    expander = Expander([], [SynonymGroup(("unemployed",), ("no job",))])
    assert [a.words for a in expander.alternatives(["women", "with", "no", "job"])] == ["unemployed"]
    assert expander.alternatives(["a", "job", "on", "release"]) == ()


def test_a_topic_in_everyday_words_is_told_in_the_words_of_the_field() -> None:
    groups = [SynonymGroup(("accommodation",), ("somewhere to live", "live … out")), SynonymGroup(("women",))]
    terms = read_terms(["somewhere", "to", "live", "for", "women"], Expander([], groups))
    assert terms.reworded == "accommodation for women"


def test_words_are_stemmed_by_many_threads_as_by_one() -> None:
    words = sorted({word for group in synonym_groups() for word in group.words})
    alone = [stems(word) for word in words]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stems, words * 4)) == alone * 4
