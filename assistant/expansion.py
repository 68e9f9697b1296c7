"""Other words for a topic's: abbreviations as the documents explain them, and the field's synonyms.

They are looked for in the rows as they stand. A topic is not embedded anew with each of them: that was measured to cost
as much again as the question itself for every wording, and a row in official words holds the official word.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.row_words import phrase_of, stems
from ingest.abbreviations import Abbreviation


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to say the stems ``[start, end)`` of a topic: ``phrase`` is its stems, ``words`` what a person reads.

    ``same``: an abbreviation or its long form, which is the thing itself; a synonym may be another thing. ``better``:
    the long form of an abbreviation, or the official word where the topic has an everyday one.
    """

    start: int
    end: int
    phrase: str
    words: str
    same: bool
    better: bool


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words for one thing: ``words`` are looked for in rows, ``asked`` are only understood in questions."""

    words: tuple[str, ...]
    asked: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def synonym_groups() -> tuple[SynonymGroup, ...]:
    """The curated synonyms (``lexicon/synonyms.toml``, with a source for each group)."""
    text = files("assistant").joinpath("lexicon/synonyms.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(text)["group"]
    return tuple(SynonymGroup(tuple(group["words"]), tuple(group.get("asked", ()))) for group in groups)


class Expander:
    """Finds other words for a topic's."""

    def __init__(self, abbreviations: Iterable[Abbreviation], groups: Iterable[SynonymGroup] | None = None) -> None:
        # A phrase as its stems -> the phrases that mean the same, as they are written, and whether they are the same.
        self._others: dict[tuple[str, ...], dict[str, bool]] = {}
        self._better: dict[tuple[str, ...], str] = {}
        for short, long in sorted({(a.short, a.long) for a in abbreviations}):
            self._add(SynonymGroup((long, short)), same=True)
        for group in synonym_groups() if groups is None else groups:
            self._add(group, same=False)
        self._others.pop((), None)
        self._longest = max(map(len, self._others), default=0)

    def _add(self, group: SynonymGroup, *, same: bool) -> None:
        for word in (*group.words, *group.asked):
            others = self._others.setdefault(stems(word), {})
            if stems(word) != stems(group.words[0]):
                self._better.setdefault(stems(word), group.words[0])
            for other in group.words:
                if stems(other) not in ((), stems(word)):
                    others.setdefault(other, same)

    def alternatives(self, topic: Sequence[str]) -> tuple[Alternative, ...]:
        """Other ways to say parts of a topic, given as its stems; of phrases inside one another, the longest counts."""
        found: list[Alternative] = []
        taken = 0
        for start in range(len(topic)):
            for end in range(min(start + self._longest, len(topic)), max(start, taken), -1):
                said = tuple(topic[start:end])
                if others := self._others.get(said):
                    found += [
                        Alternative(start, end, phrase_of(stems(o)), o, same, o == self._better.get(said))
                        for o, same in others.items()
                    ]
                    taken = end
                    break
        return tuple(found)
