"""Other words for a topic's: abbreviations as the documents explain them, and the field's synonyms.

They are looked for in the rows as they stand. A topic is not embedded anew with each of them: that was measured to cost
as much again as the question itself for every wording, and a row in official words holds the official word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.row_words import phrase_of, stem, stems
from assistant.understanding.reading import words_of
from ingest.abbreviations import Abbreviation

_GAP = "…"
"""Stands in an everyday wording where other words may come between: "live … release"."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to say some of a topic's stems: those at ``places``, ascending, counted without function words.

    ``phrase`` is its stems, ``words`` what a person reads. ``same``: an abbreviation or its long form, which is the
    thing itself; a synonym may be another thing. ``better``: the long form of an abbreviation, or the official word
    where the topic has an everyday one. ``fuller``: the name, or its abbreviation, of what the topic is short for.
    """

    places: tuple[int, ...]
    phrase: str
    words: str
    same: bool
    better: bool
    fuller: bool = False

    @property
    def is_phrase(self) -> bool:
        """Whether its places stand together."""
        return self.places[-1] - self.places[0] < len(self.places)


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words for one thing: ``words`` are looked for in rows, ``asked`` are only understood in questions."""

    words: tuple[str, ...]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wording:
    """An everyday wording in parts, each a run of words that stand side by side; what it may also be called.

    Words are their stems, function words themselves: "in the block" is not "block", and "no job" is not "job".
    """

    parts: tuple[tuple[str, ...], ...]
    official: tuple[str, ...]


@lru_cache(maxsize=1)
def synonym_groups() -> tuple[SynonymGroup, ...]:
    """The curated synonyms (``lexicon/synonyms.toml``, with a source for each group)."""
    text = files("assistant").joinpath("lexicon/synonyms.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(text)["group"]
    return tuple(SynonymGroup(tuple(group["words"]), tuple(group.get("asked", ()))) for group in groups)


def official_names(topic: str) -> tuple[str, ...]:
    """The official words for the same thing as a topic that is one itself, the topic first."""
    others = (w for g in synonym_groups() if any(stems(word) == stems(topic) for word in g.words) for w in g.words)
    return tuple(dict.fromkeys((topic, *others)))


def as_phrases(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Those of the texts that have more than one word, as the stems of theirs, function words as they are.

    Split as questions are, so that "can't read" and "staff-prisoner" are found in them.
    """
    told = (_told(words_of(text)) for text in texts)
    return frozenset(phrase for phrase in told if len(phrase) > 1)


@lru_cache(maxsize=1)
def field_phrases() -> frozenset[tuple[str, ...]]:
    """The field's official phrases."""
    return as_phrases(word for group in synonym_groups() for word in group.words)


@lru_cache(maxsize=1)
def everyday_phrases() -> frozenset[tuple[str, ...]]:
    """The everyday wordings that stand together ("the block", "no fixed abode")."""
    return as_phrases(word for group in synonym_groups() for word in group.asked if _GAP not in word)


def phrases_in(words: Sequence[str], phrases: frozenset[tuple[str, ...]] | None = None) -> tuple[tuple[int, int], ...]:
    """Where phrases stand among words (in lower case), by default those of the field: first place and the one after the
    last."""
    known = field_phrases() if phrases is None else phrases
    told = _told(words)
    longest = _longest(known)
    return tuple(
        (start, end)
        for start in range(len(told))
        for end in range(start + 2, min(start + longest, len(told)) + 1)
        if told[start:end] in known
    )


@lru_cache(maxsize=4)
def _longest(phrases: frozenset[tuple[str, ...]]) -> int:
    return max(map(len, phrases), default=0)


class Expander:
    """Finds other words for a topic's."""

    def __init__(self, abbreviations: Iterable[Abbreviation], groups: Iterable[SynonymGroup] | None = None) -> None:
        # A phrase as its stems -> the phrases that mean the same, as they are written, and whether they are the same.
        self._others: dict[tuple[str, ...], dict[str, bool]] = {}
        self._better: dict[tuple[str, ...], str] = {}
        # By the first stem of each: a topic is set beside few of the thousands.
        self._wordings: dict[str, list[_Wording]] = {}
        # Long forms of abbreviations whose last word is what they are: not "Imprisonment for Public Protection".
        self._longer: list[tuple[tuple[str, ...], SynonymGroup]] = []
        for short, long in sorted({(a.short, a.long) for a in abbreviations}):
            both = SynonymGroup((long, short))
            self._add(both, same=True)
            if not _COMPLEMENT.search(long.lower()):
                self._longer.append((stems(long), both))
        for group in synonym_groups() if groups is None else groups:
            self._add(group, same=False)
        self._others.pop((), None)
        self._longest = max(map(len, self._others), default=0)

    def _add(self, group: SynonymGroup, *, same: bool) -> None:
        for word in (*group.words, *group.asked):
            if _GAP in word or (word in group.asked and len(stems(word)) < 2 <= len(_told(_split(word)))):
                parts = tuple(_told(_split(part)) for part in word.split(_GAP))
                self._wordings.setdefault(parts[0][0], []).append(_Wording(parts, group.words))
                continue
            others = self._others.setdefault(stems(word), {})
            # Of two official words neither is the better one: "training" is not always the staff's.
            if stems(word) != stems(group.words[0]) and (same or word in group.asked):
                self._better.setdefault(stems(word), group.words[0])
            for other in group.words:
                if stems(other) not in ((), stems(word)):
                    others.setdefault(other, same)

    def alternatives(self, words: Sequence[str]) -> tuple[Alternative, ...]:
        """Other ways to say parts of a topic, given as its words; of phrases inside one another, the longest counts.

        Everyday wordings count beside the phrases: "live … release" covers the two words wherever they stand.
        """
        told = _told(words)
        content = [place for place, word in enumerate(words) if stem(word)]
        topic = [told[place] for place in content]
        found: list[Alternative] = []
        taken = 0
        for start in range(len(topic)):
            for end in range(min(start + self._longest, len(topic)), max(start, taken), -1):
                said = tuple(topic[start:end])
                if others := self._others.get(said):
                    places = tuple(range(start, end))
                    found += [
                        Alternative(places, phrase_of(stems(o)), o, same, o == self._better.get(said))
                        for o, same in others.items()
                    ]
                    taken = end
                    break
        for wording in (w for word in dict.fromkeys(told) for w in self._wordings.get(word, ())):
            here = _places(wording.parts, told)
            if places := tuple(n for n, place in enumerate(content) if place in here):
                found += [
                    Alternative(places, phrase_of(stems(o)), o, same=False, better=o == wording.official[0])
                    for o in wording.official
                ]
        return (*self._whole(topic), *found)

    def _whole(self, topic: Sequence[str]) -> Iterator[Alternative]:
        """What a topic is short for: "body worn cameras" for body worn video cameras (BWVC)."""
        places = tuple(range(len(topic)))
        for long, both in self._longer:
            if 2 <= len(topic) < len(long) and topic[-1] == long[-1] and _in_order(topic, long):
                yield from (
                    Alternative(places, phrase_of(stems(o)), o, same=True, better=False, fuller=True)
                    for o in both.words
                )


_COMPLEMENT = re.compile(r"\b(?:for|of|on|in|to|with|by|and)\b")


def _in_order(some: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether words stand in others in the same order, with or without words between."""
    rest = iter(whole)
    return all(word in rest for word in some)


_TOKEN = re.compile(r"\w+|[^\w\s]")


def _split(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _told(words: Iterable[str]) -> tuple[str, ...]:
    """The stems of words, function words as they are."""
    return tuple(stem(word) or word for word in words)


def _places(parts: Sequence[tuple[str, ...]], topic: Sequence[str]) -> frozenset[int]:
    """Where the parts stand in a topic; nowhere if one of them is missing."""
    places: set[int] = set()
    for part in parts:
        start = next((n for n in range(len(topic)) if tuple(topic[n : n + len(part)]) == part), None)
        if start is None:
            return frozenset()
        places.update(range(start, start + len(part)))
    return frozenset(places)
