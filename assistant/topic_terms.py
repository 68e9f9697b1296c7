"""A topic as the cut sees it: its words with their weights, the sides of an "and", and other words for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.background import rarity
from assistant.expansion import Alternative, Expander
from assistant.row_words import stem
from assistant.word_lists import listed_words

_CONJUNCTIONS = frozenset({"and", "or", ",", "/", "&", ";"})

_BINDING = frozenset({"at", "in", "for", "on", "with", "to", "about", "by", "during", "from"})
"""Prepositions before a list that belong to each of its sides. "Of" is none: "quality of food and showers" asks for
showers too."""

_LONGEST_LIST = 6
_LONGEST_SIDE = 3
"""Words (function words aside) of a topic that may be a list, and of one side of it. Longer is a sentence: in "a hot
drink or a wash before going to the wing" the sides of the "or" are no topics."""

_TELLING = 1.5
"""Weight of a topic's words from which they may be short for one thing."""

_RARE = 0.9
"""Weight from which a word that is the only one of its phrase with a meaning of its own carries it."""

_WEAK = 0.1
"""Weight of a word that says nothing of what a topic is about ("problems", "arrangements")."""


@dataclass(frozen=True, slots=True)
class TopicTerms:
    """A topic's words. ``stems[i]`` is "" for function words; ``weights[i]`` is 0 there, at most 1 elsewhere.

    ``places`` are the places of the stems that are not "". ``sides`` are the words (by place) that must be looked for
    together: all of them, and each side of an "and" or "or" where the topic is a short list. ``alternatives`` count
    their places among ``places``. ``phrases`` are the places of known phrases of more than one word. ``reworded`` is
    the topic in the words of the field, "" if it has them already.
    """

    stems: tuple[str, ...]
    weights: tuple[float, ...]
    places: tuple[int, ...]
    sides: tuple[tuple[int, ...], ...]
    alternatives: tuple[Alternative, ...]
    phrases: tuple[tuple[int, ...], ...]
    reworded: str

    @property
    def names_one_thing(self) -> bool:
        """Whether the whole topic is an abbreviation that the documents explain, or its long form."""
        return any(other.same and len(other.places) == len(self.places) for other in self.alternatives)


@lru_cache(maxsize=1)
def weak_stems() -> frozenset[str]:
    """Stems of words that say nothing of what a topic is about (``lexicon/weak_words.txt``)."""
    return frozenset(map(stem, listed_words("weak_words.txt")))


def read_terms(words: Sequence[str], expander: Expander) -> TopicTerms:
    """The terms of a topic, given as its words in lower case and order, punctuation among them."""
    found = tuple(stem(word) for word in words)
    places = tuple(n for n, s in enumerate(found) if s)
    weights = [0.0 if not s else _WEAK if s in weak_stems() else max(_WEAK, rarity(s)) for s in found]
    # "Management plans" are short for any plan of that name; two rare words are short for one thing.
    told = sum(weights) >= _TELLING
    alternatives = tuple(a for a in expander.alternatives(words) if told or not a.fuller)
    sides = _sides(words, weights, places, alternatives)
    # As the abbreviations and synonyms know them: more than one word, side by side.
    runs = {a.places for a in alternatives if a.is_phrase and len(a.places) > 1}
    together = sorted(tuple(places[n] for n in run) for run in runs)
    phrases = tuple(run for run in together if not _carried_by_one([weights[place] for place in run]))
    reworded = _reworded(words, places, alternatives)
    return TopicTerms(found, tuple(weights), places, sides, alternatives, phrases, reworded)


def _carried_by_one(weights: Sequence[float]) -> bool:
    """Whether one rare word says the phrase alone: "pay" in "prisoners' pay", not "managers" in "offender managers"."""
    return max(weights) >= _RARE and sum(weight > _WEAK for weight in weights) == 1


def _reworded(words: Sequence[str], places: tuple[int, ...], alternatives: Sequence[Alternative]) -> str:
    better: dict[int, str] = {}
    covered: set[int] = set()
    for other in alternatives:
        here = [places[n] for n in other.places]
        # Where two wordings cover the same words, the first is taken: phrases come before wordings in parts.
        if other.better and not covered & set(here):
            better[here[0]] = other.words
            covered |= {n for n in range(here[0], here[-1] + 1) if n in here or n not in places}
    told = [better.get(n, word) for n, word in enumerate(words) if n in better or n not in covered]
    return " ".join(told) if better else ""


def _sides(
    words: Sequence[str], weights: Sequence[float], places: tuple[int, ...], alternatives: Sequence[Alternative]
) -> tuple[tuple[int, ...], ...]:
    # A phrase that is known as a whole ("care and separation unit") is no list of two things; with "or" it is one.
    known = [(places[a.places[0]], places[a.places[-1]]) for a in alternatives if a.is_phrase]
    inside = {n for first, last in known for n in range(first + 1, last)}
    sides: list[list[int]] = [[]]
    head: list[int] = []
    for n, word in enumerate(words):
        if word in _CONJUNCTIONS and (word == "or" or n not in inside):
            sides.append(list(head))
        elif word in _BINDING and len(sides) == 1 and n not in inside:
            # "attendance at education, skills and work": each side is about attendance.
            head = list(sides[0])
        elif n in places:
            sides[-1].append(n)
    sides = [side for side in sides if side and side != head]
    is_list = len(sides) > 1 and len(places) <= _LONGEST_LIST and all(len(side) <= _LONGEST_SIDE for side in sides)
    if not is_list:
        return (places,)
    # A side of weak words only is not looked for alone.
    return (places, *(tuple(side) for side in sides if max(weights[n] for n in side) > 2 * _WEAK))
