"""Words of rows as English stems: where a topic's words, or others of the same meaning, stand in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import snowballstemmer

from assistant.chunks import SENTENCE_END, item_id
from assistant.stop_words import is_stop_word
from ingest.records import Item, Plan

_WORD = re.compile(r"[^\W_]+")
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()
"""The stemmer keeps the word at hand in itself: two threads at once gave each other's stems, or an error."""

# The same number in words and in digits: "level three" stands as "level 3".
_DIGITS: Mapping[str, str] = {
    word: str(number)
    for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=2)
}


# Stems that the algorithm makes one of two words: employers are not who is employed, an office is no officer.
_TOLD_APART: Mapping[str, str] = {
    **dict.fromkeys(("employer", "employers"), "employer"),
    **dict.fromkeys(("office", "offices"), "office"),
    **dict.fromkeys(("important", "importance"), "important"),
    **dict.fromkeys(("personal", "personally"), "personal"),
    **dict.fromkeys(("relative", "relatives"), "relative"),
    **dict.fromkeys(("universal", "universally"), "universal"),
    **dict.fromkeys(("university", "universities"), "university"),
    **dict.fromkeys(("privatise", "privatised", "privatising", "privatisation", "privatization"), "privatis"),
    **dict.fromkeys(("trains", "train's"), "trains"),
}


_MEANT_OTHERWISE = (
    (
        re.compile(
            r"\b(to|will|can|could|should|must|may|not|who)\s+visit(?=\s+(?:the|a|an|each|every|all|their|its|other|another)\b)",
            re.IGNORECASE,
        ),
        r"\1 call at",
    ),
    (re.compile(r"\bdomestic\s+violence\b", re.IGNORECASE), "domestic abuse"),
    (re.compile(r"\b(imprisonment|sentences?)\s+for\s+public\s+protection\b", re.IGNORECASE), r"\1 IPP"),
)
"""Words of rows that are another subject's elsewhere: "able to visit the library" is not about visits; domestic
violence, now called domestic abuse, is none among prisoners; a sentence for public protection is no measure of it."""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of one word in lower case; "" of a function word, or where there is no letter or digit."""
    if is_stop_word(word):
        return ""
    if known := _DIGITS.get(word) or _TOLD_APART.get(word):
        return known
    with _STEMMING:
        return str(_STEMMER.stemWord(word))


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text in its order, function words left out."""
    return tuple(filter(None, map(stem, _WORD.findall(text.lower()))))


@dataclass(frozen=True, slots=True)
class ItemWords:
    """Stems of an item, each set between blanks, so that a phrase is found as a part of the string.

    ``own`` is the item's text; ``whole`` also has its section's name, its response and its actions, which
    ``actions`` also has by their numbers. ``sentences`` are those of all of these, each once.
    """

    own: str
    whole: str
    actions: Mapping[int, str]
    sentences: tuple[str, ...]


class RowWords:
    """The stems of all items."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self._items = {item_id(plan.plan_id, item.rec_no): _item_words(item) for plan in plans for item in plan.items}

    def item(self, plan_id: str, rec_no: str) -> ItemWords:
        """The stems of an item; KeyError if it is not held."""
        return self._items[item_id(plan_id, rec_no)]


def phrase_of(words: Iterable[str]) -> str:
    """Stems as they are found in an item: between blanks."""
    return f" {' '.join(words)} "


def _row_stems(text: str) -> str:
    for pattern, meant in _MEANT_OTHERWISE:
        text = pattern.sub(meant, text)
    return phrase_of(stems(text))


def _item_words(item: Item) -> ItemWords:
    own, headed = _row_stems(item.text), _row_stems(item.section or "")
    actions = {action.n: _row_stems(action.text) for action in item.actions}
    # A full stop between the parts keeps a phrase from running over their bounds.
    whole = " .".join((headed, own, _row_stems(item.response), *actions.values()))
    parts = (item.text, item.response, *(action.text for action in item.actions))
    told = [_row_stems(sentence) for part in parts for sentence in SENTENCE_END.split(part)]
    return ItemWords(own, whole, actions, tuple(dict.fromkeys(told)))
