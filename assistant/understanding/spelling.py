"""Spelling mistakes: a word that neither documents nor a dictionary know is read as the nearest word that they do."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understanding.reading import Reading, Word

_MINIMUM = 5
"""Shorter words have too many neighbours among the words of documents."""

_SHORTEST = 4
"""The same for the few words that questions are made of."""

_LONG = 9
"""Length from which two mistakes are forgiven, and from which the dictionary is tried: its words are many."""


@lru_cache(maxsize=1)
def question_words() -> frozenset[str]:
    """Words that readers of questions look for, so that "recomendations" and "overdu" are understood."""
    text = files("assistant").joinpath("lexicon/question_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def corrected(reading: Reading, held: Collection[str], dictionary: Collection[str]) -> str:
    """The question with its spelling mistakes mended; each is noted on ``reading``.

    ``held`` are the words of the register's rows and names, ``dictionary`` is a list of common English words; all in
    lower case. Words with digits or capitals inside (names, abbreviations, rec numbers) are left alone.
    """
    text, shift = reading.text, 0
    for word in reading.free_words():
        better = _nearest(word, held, dictionary)
        if better is None:
            continue
        reading.notes.append(f"read “{word.text}” as “{better}”")
        text = text[: word.start + shift] + better + text[word.end + shift :]
        shift += len(better) - len(word.text)
    return text


_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("er", "e"),
)


def _forms(word: str) -> list[str]:
    """The word and what it may be an inflection of: a list of common words holds few plurals."""
    return [word, *(word.removesuffix(end) + stem for end, stem in _ENDINGS if word.endswith(end))]


def _nearest(word: Word, held: Collection[str], dictionary: Collection[str]) -> str | None:
    lower = word.text.lower()
    if (
        len(lower) < _SHORTEST
        or not lower.isascii()
        or not lower.isalpha()
        or not (word.text.islower() or word.text.istitle())
    ):
        return None
    if any(lower in words for words in (held, dictionary, question_words())):
        return None
    if len(lower) >= _MINIMUM and (near := _within(lower, question_words(), 1)):
        # "submited" and "completeed" look like inflections of words, but are mistakes for one of the question's own.
        return near
    if any(form in words for form in _forms(lower) for words in (held, dictionary, question_words())):
        return None
    # A title-cased word that nobody knows is more likely a name than a mistake, unless it begins the question.
    if word.text.istitle() and word.start > 0:
        return None
    most = 1 if len(lower) < 7 else 2
    for words in (question_words(), held, dictionary):
        if len(lower) < (_LONG if words is dictionary else _MINIMUM) and words is not question_words():
            continue
        allowed = most if words is question_words() or len(lower) >= _LONG else 1
        if near := _within(lower, words, allowed):
            return near
    return None


def _within(lower: str, words: Collection[str], distance: int) -> str | None:
    """The nearest of ``words`` that begins alike, at most ``distance`` mistakes away; the first in order of equals."""
    near = process.extract(
        lower,
        [w for w in words if len(w) >= _MINIMUM - 1 and abs(len(w) - len(lower)) <= distance and w[0] == lower[0]],
        scorer=OSA.distance,
        score_cutoff=distance,
        limit=None,
    )
    return min(near, key=lambda n: (n[1], n[0]))[0] if near else None
