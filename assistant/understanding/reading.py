"""A question while it is being read: its words, and which of them have been taken for something."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.query import Field, Filter, Intent, Op, Order, Unit

_TAKEN = "\x01"
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_HOW_MANY = re.compile(r"\bhow\s+many\b|\bnumber\s+of\b")
_WORD = re.compile(r"[^\W_]+(?:['&./-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question: its spelling there and its place (characters from 0, end exclusive)."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """The state of reading one question.

    Readers take words by pattern, in a fixed order; what was taken is out of reach of the readers after them. What is
    left in the end is the topic. Patterns see the question in lower case with plain quotes and dashes.
    """

    text: str
    lower: str = ""
    filters: list[Filter] = field(default_factory=list)
    check: list[Filter] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    intent: Intent | None = None
    unit: Unit | None = None
    group_by: Field | None = None
    order: Order | None = None
    limit: int | None = None
    nth: int | None = None
    hidden: list[tuple[int, int, str]] = field(default_factory=list)
    everywhere: bool = False
    """All prisons are named: none of the question before is carried on."""
    names_a_time: bool = False
    """A plan, a year or a date of its own: then a status question is not narrowed to current plans."""

    def __post_init__(self) -> None:
        self.text = self.text.translate(_QUOTES)
        # str.lower may change the length of some letters (İ); such a letter is kept as it is.
        self.lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match among the words still free; its words are taken."""
        found = pattern.search(self.lower)
        if found:
            self.claim(found.start(), found.end())
        return found

    def take_all(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match, as ``take`` gives it; further ones are taken too, as people say a thing twice."""
        first = self.take(pattern)
        while first and self.take(pattern):
            pass
        return first

    def sees(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match among the words still free; nothing is taken."""
        return pattern.search(self.lower)

    def claim(self, start: int, end: int) -> None:
        """Take the characters from ``start`` to ``end`` (exclusive)."""
        self.lower = self.lower[:start] + _TAKEN * (end - start) + self.lower[end:]

    def hide(self, start: int, end: int) -> None:
        """Put the characters from ``start`` to ``end`` (exclusive) out of reach of readers until ``reveal``."""
        self.hidden.append((start, end, self.lower[start:end]))
        self.lower = self.lower[:start] + _TAKEN * (end - start) + self.lower[end:]

    def in_sight(self) -> str:
        """The whole question in lower case, what others have taken too, without what is hidden."""
        text = self.text.lower()
        for start, end, _ in self.hidden:
            text = text[:start] + _TAKEN * (end - start) + text[end:]
        return text

    def reveal(self) -> None:
        """Make free again what was hidden."""
        for start, end, words in reversed(self.hidden):
            self.lower = self.lower[:start] + words + self.lower[end:]
        self.hidden.clear()

    def add(self, field_: Field, op: Op, value: tuple[str, ...], label: str, words: str = "") -> None:
        """Add a filter."""
        self.filters.append(Filter(field=field_, op=op, value=value, label=label, words=words.strip()))

    def has(self, *fields: Field) -> bool:
        """Whether there is a filter on any of the fields."""
        return any(f.field in fields for f in self.filters)

    def counts_each(self) -> bool:
        """Whether the question counts several things apart: "how many are open, how many overdue?"."""
        return self.intent is Intent.COUNT and len(_HOW_MANY.findall(self.text.lower())) > 1

    def free_words(self) -> list[Word]:
        """The words not taken, as they stand in the question."""
        return [Word(self.text[m.start() : m.end()], m.start(), m.end()) for m in _WORD.finditer(self.lower)]


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, as questions are split into words."""
    return [m.group().lower() for m in _WORD.finditer(text.translate(_QUOTES))]
