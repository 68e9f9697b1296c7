"""What a text claims that can be checked: statuses, dates, rec numbers, counts, numbers, names, negations, words.

The same reading serves a model's sentence and the evidence. Each kind is taken out of the text before the next is
looked for, so that the 4 of "concern 4" is no count and "October" no name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import snowballstemmer

from assistant.word_lists import listed_words


class Said(StrEnum):
    """A status or an agreement as it is said in a sentence."""

    UNFINISHED = "unfinished"
    OVERDUE = "overdue"
    OPEN = "open"
    COMPLETED = "completed"
    NO_ACTION = "no_action"
    SUPERSEDED = "superseded"
    PARTLY_AGREED = "partly_agreed"
    NOT_AGREED = "not_agreed"
    AGREED = "agreed"


AGREEMENTS = frozenset({Said.AGREED, Said.PARTLY_AGREED, Said.NOT_AGREED})


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written: a day, a month of a year, or a month alone."""

    year: int | None
    month: int
    day: int | None

    def is_within(self, other: Day) -> bool:
        """Whether this date says no more than ``other`` does: "October 2025" of "31 October 2025"."""
        return self.month == other.month and self.year in (None, other.year) and self.day in (None, other.day)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things, and the status said of them; ``noun`` is "item", "action", "plan" or "" if none is said."""

    n: str
    noun: str
    status: Said | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What a text claims. ``names`` are runs of capitalised words in lower case; ``words`` are stems."""

    said: frozenset[Said]
    days: frozenset[Day]
    rec_nos: frozenset[str]
    action_nos: frozenset[str]
    counts: frozenset[Count]
    numbers: frozenset[str]
    names: frozenset[str]
    negations: frozenset[str]
    words: frozenset[str]


_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FIGURES = {word: n for n, word in enumerate((*_UNITS, *_TEENS))} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_FIGURES |= {f"{ten}-{_UNITS[n]}": 10 * t + n for t, ten in enumerate(_TENS, 2) for n in range(1, 10)}
_NUMBER = r"(?:\d[\d,]*(?:\.\d+)*[a-z]?|" + "|".join(sorted(_FIGURES, key=len, reverse=True)) + r")\b"

_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
_MONTH = r"(?P<month>" + "|".join(f"{m[:3].title()}(?:{m[3:]})?" for m in _MONTHS) + r"|Sept)\.?"
_DATES = (
    re.compile(r"\b(?P<year>\d{4})-(?P<mm>\d{2})-(?P<day>\d{2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})/(?P<mm>\d{1,2})/(?P<year>\d{4}|\d{2})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:,?\s+(?P<year>\d{{4}})\b)?"),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}})\b)?"),
    re.compile(rf"\b{_MONTH}\b,?(?:\s+(?:of\s+)?(?P<year>\d{{4}})\b)?"),
)
_ITEM_NOUN = r"(?:concerns?|recommendations?|recs?(?:\.|\s+no\.?|\s+numbers?)?|items?|numbers?|no\.)"
_JOINED = rf"{_NUMBER}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+to\s+|\s*-\s*){_NUMBER}(?!\s+(?:out\s+)?of\b))*"
_REC = re.compile(rf"\b{_ITEM_NOUN}\s*(?:#\s*)?(?P<numbers>{_JOINED})", re.IGNORECASE)
_ACTION = re.compile(rf"\b(?:actions?|steps?)\s+(?P<numbers>{_JOINED})", re.IGNORECASE)

_SAID: tuple[tuple[Said, str], ...] = (
    (
        Said.UNFINISHED,
        r"still\s+open|open\s+or\s+overdue|outstanding|unfinished|incomplete|(?:not|n't)\s+(?:yet\s+)?(?:been\s+)?(?:fully\s+)?"
        r"(?:completed?|finished|done|closed)",
    ),
    (Said.NO_ACTION, r"no\s+action\b(?!\s+\d)"),
    (Said.PARTLY_AGREED, r"part(?:ly|ially)[\s-]+(?:agreed|accepted)|(?:agreed|accepted)\s+in\s+part"),
    (
        Said.NOT_AGREED,
        r"(?:not|n't)\s+(?:been\s+)?(?:agreed|accepted)|rejected|turned\s+down|refused|declined|disagreed",
    ),
    (Said.OVERDUE, r"overdue|over-due|late|past\s+due|behind\s+schedule"),
    (Said.COMPLETED, r"completed?|completion|finished|done|closed|fulfilled"),
    (Said.SUPERSEDED, r"superseded"),
    (Said.OPEN, r"open"),
    (Said.AGREED, r"agreed|accepted"),
)
_STATUS = re.compile("|".join(rf"(?P<{said}>(?<![\w-])(?:{words})(?![\w-]))" for said, words in _SAID), re.IGNORECASE)
_BE = r"is|are|was|were|remains?|has\s+been|have\s+been"
_NOUNS = {"item": "concerns?|recommendations?|items?|rows?", "action": "actions?|steps?", "plan": "plans?|inspections?"}
_COUNT = re.compile(
    rf"\b(?P<n>{_NUMBER})(?:\s+(?:out\s+)?of\s+(?:the\s+|its\s+)?(?P<whole>{_NUMBER}))?(?P<between>(?:\s+(?!and\b|or\b)[a-z-]+){{0,3}}?)\s+"
    + "(?:"
    + "|".join(rf"(?P<{noun}>{words})" for noun, words in _NOUNS.items())
    + r")\b"
    + rf"(?P<after>(?:\s+(?:that|which))?(?:\s+(?:{_BE}))?\s+[a-z-]+(?:\s+[a-z]+)?)?",
    re.IGNORECASE,
)
_BARE_COUNT = re.compile(
    rf"\b(?P<n>{_NUMBER})\s+(?:of\s+(?:them|these|those)\s+)?(?:{_BE})\s+(?P<after>[a-z-]+(?:\s+[a-z]+)?)",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"(?<![\w.]){_NUMBER}(?:st|nd|rd|th)?", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nobody|nothing|without|cannot|[a-z]+n't)\b(?:\s+[a-z'-]+)?", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_NAME = re.compile(r"(?:[A-Z][\w&'-]*)(?:[ ](?:[A-Z][\w&'-]*|&))*")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_GAP = " | "


def plain(text: str) -> str:
    """The text as it is checked: one form for each letter, plain quotes and dashes, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).split())


def phrase(text: str) -> str:
    """The words of a text in lower case with a blank between and around them, to look for runs of words in."""
    words = [match.group().lower().removesuffix("'s") for match in re.finditer(r"[^\W_][\w'&-]*", plain(text))]
    return f" {' '.join(words)} "


def figure(number: str) -> str:
    """A number in figures: "twenty-one" is "21", "1,204" is "1204"."""
    low = number.lower()
    return str(_FIGURES[low]) if low in _FIGURES else low.replace(",", "")


def read_claims(text: str) -> Claims:
    """The claims of ``text``."""
    reading = _Reading(plain(text))
    days = frozenset(reading.days())
    rec_nos = frozenset(reading.numbers_after(_REC))
    action_nos = frozenset(reading.numbers_after(_ACTION))
    counts = frozenset(reading.counts())
    said = frozenset(reading.statuses())
    negations = frozenset(reading.negations())
    numbers = frozenset(reading.numbers())
    return Claims(
        said, days, rec_nos, action_nos, counts, numbers, frozenset(reading.names()), negations, stems(reading.text)
    )


def stems(text: str) -> frozenset[str]:
    """The stems of the words of ``text`` that claim something."""
    words = {match.group().lower().removesuffix("'s").strip("'-") for match in _WORD.finditer(text)}
    parts = {part for word in words for part in (word, *word.split("-"))}
    return frozenset(_stem(part) for part in parts if part and part not in _plain_words() and "-" not in part)


@dataclass(slots=True)
class _Reading:
    """A text from which claims are taken, one kind after another."""

    text: str

    def days(self) -> Iterator[Day]:
        for pattern in _DATES:
            for match in pattern.finditer(self.text):
                groups = match.groupdict()
                name = groups.get("month")
                month = (
                    next(n for n, m in enumerate(_MONTHS, 1) if m[:3] == name.lower()[:3])
                    if name
                    else int(groups["mm"])
                )
                year = groups.get("year")
                yield Day(
                    int(year) + (2000 if len(year) == 2 else 0) if year else None,
                    month,
                    int(groups["day"]) if groups.get("day") else None,
                )
            self.text = pattern.sub(_GAP, self.text)

    def numbers_after(self, pattern: re.Pattern[str]) -> Iterator[str]:
        for match in pattern.finditer(self.text):
            yield from (figure(found.group()) for found in re.finditer(_NUMBER, match["numbers"], re.IGNORECASE))
        self.text = pattern.sub(_GAP, self.text)

    def counts(self) -> Iterator[Count]:
        """The numbers stay in the text, less those counted; the words between and after them stay."""
        for pattern in (_COUNT, _BARE_COUNT):
            while match := pattern.search(self.text):
                groups = match.groupdict()
                noun = next((noun for noun in _NOUNS if groups.get(noun)), "")
                near = _STATUS.search(f"{groups.get('between') or ''} | {groups.get('after') or ''}")
                yield Count(figure(match["n"]), noun, Said(near.lastgroup) if near and near.lastgroup else None)
                if whole := groups.get("whole"):
                    yield Count(figure(whole), noun)
                end = match.end("whole") if groups.get("whole") else match.end("n")
                self.text = self.text[: match.start()] + _GAP + self.text[end:]

    def statuses(self) -> Iterator[Said]:
        for match in _STATUS.finditer(self.text):
            if match.lastgroup:
                yield Said(match.lastgroup)
        self.text = _STATUS.sub(_GAP, self.text)

    def negations(self) -> Iterator[str]:
        for match in _NEGATED.finditer(self.text):
            yield phrase(match.group()).strip()

    def numbers(self) -> Iterator[str]:
        for match in _ANY_NUMBER.finditer(self.text):
            yield figure(re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", match.group()))
        self.text = _ANY_NUMBER.sub(_GAP, self.text)

    def names(self) -> Iterator[str]:
        """Runs of capitalised words; a plain word that only begins the text or a run is no part of a name."""
        for match in _NAME.finditer(self.text):
            words = match.group().split(" ")
            while words and words[0].lower() in _plain_words():
                words.pop(0)
            if words:
                yield phrase(" ".join(words)).strip()


@lru_cache(maxsize=1)
def _plain_words() -> frozenset[str]:
    """Words that claim nothing (``lexicon/plain_words.txt``)."""
    return listed_words("plain_words.txt")


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("english").stemWord(word))
