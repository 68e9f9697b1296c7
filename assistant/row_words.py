"""Words of rows as English stems: where a topic's words, or others of the same meaning, stand in a row."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from assistant.chunks import item_id
from assistant.stop_words import is_stop_word
from ingest.records import Item, Plan

_WORD = re.compile(r"[^\W_]+")
_STEMMER = snowballstemmer.stemmer("english")

_RAREST = 3.5
"""Idf from which a word is as rare as can be: that of a word in one of thirty items. In more plans a word is rarer, but
tells no more of what a topic is about."""

# The same number in words and in digits: "level three" stands as "level 3".
_DIGITS: Mapping[str, str] = {
    word: str(number)
    for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
}


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of one word in lower case; "" of a function word, or where there is no letter or digit."""
    if is_stop_word(word):
        return ""
    return _DIGITS.get(word) or str(_STEMMER.stemWord(word))


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text in its order, function words left out."""
    return tuple(filter(None, map(stem, _WORD.findall(text.lower()))))


@dataclass(frozen=True, slots=True)
class ItemWords:
    """Stems of an item, each set between blanks, so that a phrase is found as a part of the string.

    ``own`` is the item's text; ``whole`` also has its section's name, its response and its actions, which
    ``actions`` also has by their numbers.
    """

    own: str
    whole: str
    actions: Mapping[int, str]


class RowWords:
    """The stems of all items, and how rare each is."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self._items = {item_id(plan.plan_id, item.rec_no): _item_words(item) for plan in plans for item in plan.items}
        self._found: dict[str, int] = {}
        for words in self._items.values():
            for found in set(words.whole.split()):
                self._found[found] = self._found.get(found, 0) + 1

    def item(self, plan_id: str, rec_no: str) -> ItemWords:
        """The stems of an item; KeyError if it is not held."""
        return self._items[item_id(plan_id, rec_no)]

    def rarity(self, word_stem: str) -> float:
        """How much a stem tells of what a row is about, from 0 (in all items) to 1 (in one of thirty, or fewer)."""
        found = self._found.get(word_stem, 0)
        idf = math.log1p((len(self._items) - found + 0.5) / (found + 0.5))
        return min(idf, _RAREST) / _RAREST


def phrase_of(words: Iterable[str]) -> str:
    """Stems as they are found in an item: between blanks."""
    return f" {' '.join(words)} "


def _item_words(item: Item) -> ItemWords:
    own, headed = phrase_of(stems(item.text)), phrase_of(stems(item.section or ""))
    actions = {action.n: phrase_of(stems(action.text)) for action in item.actions}
    # A full stop between the parts keeps a phrase from running over their bounds.
    whole = " .".join((headed, own, phrase_of(stems(item.response)), *actions.values()))
    return ItemWords(own, whole, actions)
