"""A topic as the cut sees it: its words with their weights, the sides of an "and", and other words for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.expansion import Alternative, Expander
from assistant.row_words import RowWords, stem

_CONJUNCTIONS = frozenset({"and", "or", ",", "/", "&", ";"})

_LONGEST_LIST = 6
_LONGEST_SIDE = 3
"""Words (function words aside) of a topic that may be a list, and of one side of it. Longer is a sentence: in "a hot
drink or a wash before going to the wing" the sides of the "or" are no topics."""

_WEAK = 0.1
"""Weight of a word that says nothing of what a topic is about ("problems", "arrangements")."""


@dataclass(frozen=True, slots=True)
class TopicTerms:
    """A topic's words. ``stems[i]`` is "" for function words; ``weights[i]`` is 0 there, at most 1 elsewhere.

    ``places`` are the places of the stems that are not "". ``sides`` are the words (by place) that must be looked for
    together: all of them, and each side of an "and" or "or" where the topic is a short list. ``alternatives`` speak of
    ``places``: their ``start`` and ``end`` count the stems that are not "". ``reworded`` is the topic in the words of
    the field, "" if it has them already.
    """

    stems: tuple[str, ...]
    weights: tuple[float, ...]
    places: tuple[int, ...]
    sides: tuple[tuple[int, ...], ...]
    alternatives: tuple[Alternative, ...]
    reworded: str


@lru_cache(maxsize=1)
def weak_stems() -> frozenset[str]:
    """Stems of words that say nothing of what a topic is about (``lexicon/weak_words.txt``)."""
    text = files("assistant").joinpath("lexicon/weak_words.txt").read_text(encoding="utf-8")
    return frozenset(stem(word) for line in text.splitlines() if not line.startswith("#") for word in line.split())


def read_terms(words: Sequence[str], rows: RowWords, expander: Expander) -> TopicTerms:
    """The terms of a topic, given as its words in lower case and order, punctuation among them."""
    found = tuple(stem(word) for word in words)
    places = tuple(n for n, s in enumerate(found) if s)
    weights = [0.0 if not s else _WEAK if s in weak_stems() else max(_WEAK, rows.rarity(s)) for s in found]
    alternatives = expander.alternatives([found[n] for n in places])
    sides = _sides(words, weights, places, alternatives)
    return TopicTerms(found, tuple(weights), places, sides, alternatives, _reworded(words, places, alternatives))


def _reworded(words: Sequence[str], places: tuple[int, ...], alternatives: Sequence[Alternative]) -> str:
    better = {places[a.start]: a for a in alternatives if a.better}
    told: list[str] = []
    after = 0
    for place, word in enumerate(words):
        if place in better:
            told.append(better[place].words)
            after = places[better[place].end - 1] + 1
        elif place >= after:
            told.append(word)
    return " ".join(told) if better else ""


def _sides(
    words: Sequence[str], weights: Sequence[float], places: tuple[int, ...], alternatives: Sequence[Alternative]
) -> tuple[tuple[int, ...], ...]:
    # A phrase that is known as a whole ("care and separation unit") is no list of two things; with "or" it is one.
    known = [(places[a.start], places[a.end - 1]) for a in alternatives]
    sides: list[list[int]] = [[]]
    for n, word in enumerate(words):
        whole = word != "or" and any(first < n < last for first, last in known)
        if word in _CONJUNCTIONS and not whole:
            sides.append([])
        elif n in places:
            sides[-1].append(n)
    sides = [side for side in sides if side]
    is_list = len(sides) > 1 and len(places) <= _LONGEST_LIST and all(len(side) <= _LONGEST_SIDE for side in sides)
    if not is_list:
        return (places,)
    # A side of weak words only is not looked for alone.
    return (places, *(tuple(side) for side in sides if max(weights[n] for n in side) > 2 * _WEAK))
