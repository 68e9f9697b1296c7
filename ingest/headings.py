"""Heading rows of an action table: groups of items, whom recommendations are addressed to, and sections."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_GROUPS = (
    "Priority concerns", "Key concerns", "Priority and key concerns", "Main recommendations", "Recommendations",
    "Key recommendations", "Key concerns and recommendations", "General recommendations", "Housekeeping points",
    "Good practice", "Examples of good practice", "Notable positive practice", "Areas of concern",
)  # fmt: skip


def _letters(words: str) -> str:
    return re.sub(r"[^a-z]", "", words.lower())


_BY_LETTERS = {_letters(name): name for name in _GROUPS} | {
    _letters(name).removesuffix("s"): name for name in _GROUPS if name.endswith("s")
}
_WITH_ADDRESSEE = re.compile(r"^(?P<group>[A-Za-z ]+?)\s*[:–-]?\s+to\s+(?:the\s+)?(?P<addressee>.+)$", re.IGNORECASE)
_ADDRESSEE = re.compile(r"^to\s+(?:the\s+)?(?P<addressee>[^.]{2,100})$", re.IGNORECASE)
_MOST_WORDS = 14


class HeadingKind(StrEnum):
    """What a heading row says."""

    GROUP = "group"
    ADDRESSEE = "addressee"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading row read; ``addressee`` also where a group heading names one ("Recommendations to the Governor")."""

    kind: HeadingKind
    name: str
    addressee: str | None = None


def meaningful(texts: Sequence[str]) -> tuple[str, ...]:
    """The cells that say something: neither empty nor only digits and signs ("Key con|cerns|1|1|1" has two)."""
    return tuple(text for text in texts if any(letter.isalpha() for letter in text))


def group_heading(texts: Sequence[str]) -> Heading | None:
    """A row that is a group or addressee heading by its letters alone, even torn over cells; None for any other."""
    words = meaningful(texts)
    if not 1 <= len(words) <= 3:
        return None
    joined = " ".join(words)
    if len(joined.split()) > _MOST_WORDS:
        return None
    if group := _BY_LETTERS.get(_letters(joined)):
        return Heading(HeadingKind.GROUP, group)
    if len(words) == 1 and (match := _ADDRESSEE.match(joined.strip(" :"))):
        return Heading(HeadingKind.ADDRESSEE, match["addressee"], match["addressee"])
    if (match := _WITH_ADDRESSEE.match(joined.strip(" :"))) and (group := _BY_LETTERS.get(_letters(match["group"]))):
        return Heading(HeadingKind.GROUP, group, match["addressee"])
    return None


def could_be_section(words: str) -> bool:
    """Whether words alone in their row read like a heading: few, begun with a capital, not ended as a sentence."""
    return (
        bool(words)
        and len(words.split()) <= _MOST_WORDS
        and not words[0].islower()
        and not re.search(r"[.;,?!]$|\(\s*[A-Z]?\d[\d., ]*\)$", words)
    )


def mended(first: str, second: str, vocabulary: Mapping[str, int]) -> str:
    """A heading torn over two cells: one word where the document knows it as one ("Health ser|vices"), else two.

    ``vocabulary`` counts the document's words in lower case, those of the heading among them.
    """
    if not first or not second[:1].islower():
        return f"{first} {second}"
    end, begin = first.rsplit(maxsplit=1)[-1].lower(), second.split(maxsplit=1)[0].lower()
    # "Purposeful act|ivity": pieces that stand nowhere else are no words.
    no_words = vocabulary.get(end, 0) < 2 and vocabulary.get(begin, 0) < 2
    whole = vocabulary.get(_letters(f"{end}{begin}"), 0) > 0 or no_words
    return f"{first}{second}" if whole else f"{first} {second}"
