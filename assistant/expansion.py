"""Other wordings of a topic: abbreviations of the documents spelt out or shortened, and the field's synonyms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.abbreviations import Abbreviation

MOST_WORDINGS = 5
"""Wordings tried for a topic, its own included: each costs an encoding."""

_SYNONYM_DISCOUNT = 0.5
"""Log-odds by which a synonym's wording counts for less than the question's own."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording of a topic; ``discount`` (log-odds) is how much less it counts than the question's own words."""

    text: str
    discount: float = 0.0


@lru_cache(maxsize=1)
def synonym_groups() -> tuple[tuple[str, ...], ...]:
    """The curated synonyms (``lexicon/synonyms.toml``, with a source for each group)."""
    text = files("assistant").joinpath("lexicon/synonyms.toml").read_text(encoding="utf-8")
    return tuple(tuple(group["words"]) for group in tomllib.loads(text)["group"])


class Expander:
    """Finds other wordings of a topic."""

    def __init__(self, abbreviations: Iterable[Abbreviation], groups: Sequence[Sequence[str]] | None = None) -> None:
        pairs = sorted({(a.short, a.long) for a in abbreviations})
        self._abbreviations = [(_phrase(short), long) for short, long in pairs]
        self._abbreviations += [(_phrase(long), short) for short, long in pairs]
        self._synonyms = [
            (_phrase(word), other)
            for group in (synonym_groups() if groups is None else groups)
            for word in group
            for other in group
            if other != word
        ]

    def wordings(self, topic: str) -> tuple[Wording, ...]:
        """The topic itself first, then its other wordings, at most ``MOST_WORDINGS`` in all."""
        found = {topic.lower(): Wording(topic)}
        for pairs, discount in ((self._abbreviations, 0.0), (self._synonyms, _SYNONYM_DISCOUNT)):
            for pattern, other in pairs:
                other_topic, changes = pattern.subn(lambda _m, other=other: other, topic, count=1)  # type: ignore[misc]
                if changes:
                    found.setdefault(other_topic.lower(), Wording(other_topic, discount))
        return tuple(found.values())[:MOST_WORDINGS]


def _phrase(words: str) -> re.Pattern[str]:
    """A phrase at the bounds of words, its blanks and hyphens exchangeable, with or without a plural s."""
    parts = [re.escape(part) for part in re.split(r"[\s-]+", words)]
    return re.compile(r"(?<!\w)" + r"[\s-]+".join(parts) + r"(?:'?s)?(?!\w)", re.IGNORECASE)
