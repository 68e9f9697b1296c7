"""Spelling mistakes: a word that neither documents nor a dictionary know is read as the nearest word that they do."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.dictionary import word_frequencies
from assistant.expansion import synonym_groups
from assistant.row_words import stem
from assistant.understanding.reading import Reading, Word
from assistant.word_lists import listed_words

_MINIMUM = 5
"""Shorter words have too many neighbours among the words of documents."""

_SHORTEST = 4
"""The same for the few words that questions are made of."""

_LONG = 9
"""Length from which two mistakes are forgiven, and from which the whole dictionary is tried: its words are many. Of a
shorter word only those of its words are tried that a held word is a form of ("search", where rows have "searches")."""

_FAIRLY_LONG = 7
_BY_EAR = 3
_BEGINNING = 5
"""Mistakes forgiven in a long word written as it sounds ("medicashun"), and letters that it must begin with alike; in a
fairly long one, one less ("hospitle")."""

_SHORTEST_ABBREVIATION = 4


@lru_cache(maxsize=1)
def question_words() -> frozenset[str]:
    """Words that readers of questions look for, so that "recomendations" and "overdu" are understood."""
    return listed_words("question_words.txt")


_CONTRACTED = re.compile(
    r"\b(?:(?P<not>(?:do|does|did|is|are|was|were|has|have|had|could|would|should)n|ca(?=nt\b)n|wo(?=nt\b)n)t"
    r"|(?P<is>what|who|when|where|how|why)['’]?s)\b(?!')",
    re.IGNORECASE,
)


def with_apostrophes(question: str) -> str:
    """ "Doesnt" as "doesn't", and "whats" and "what's" as "what is": as people type."""
    return _CONTRACTED.sub(lambda m: f"{m['not']}'t" if m["not"] else f"{m['is']} is", question)


def corrected(reading: Reading, held: Collection[str], dictionary: Collection[str]) -> str:
    """The question with its spelling mistakes mended; each is noted on ``reading``.

    ``held`` are the words of the register's rows and names, ``dictionary`` is a list of common English words; all in
    lower case. Words with digits or capitals inside (names, abbreviations, rec numbers) are left alone.
    """
    text, shift = reading.text, 0
    before = ""
    for word in reading.free_words():
        better = _nearest(word, before, held, dictionary)
        before = word.text.lower()
        if better is None:
            continue
        reading.notes.append(f"read “{word.text}” as “{better}”")
        text = text[: word.start + shift] + better + text[word.end + shift :]
        shift += len(better) - len(word.text)
    return text


@dataclass(frozen=True, slots=True)
class _FieldWords:
    """Abbreviations in capitals, words, names with a capital ("Listeners"; here in lower case), and pairs of words."""

    abbreviations: frozenset[str]
    words: frozenset[str]
    named: frozenset[str]
    pairs: frozenset[tuple[str, str]]


@lru_cache(maxsize=1)
def _field() -> _FieldWords:
    """The field's words, as the synonyms have them."""
    terms = [word for group in synonym_groups() for word in group.words]
    parts = [_LETTERS.findall(term) for term in terms]
    short = frozenset(
        part for words in parts for part in words if part.isupper() and len(part) >= _SHORTEST_ABBREVIATION
    )
    words = frozenset(part for words in parts for part in words if part.islower() and len(part) >= _MINIMUM)
    named = frozenset(part.lower() for words in parts for part in words if part.istitle() and len(part) >= _MINIMUM)
    pairs = frozenset((a.lower(), b.lower()) for words in parts for a, b in pairwise(words))
    return _FieldWords(short, words, named, pairs)


@lru_cache(maxsize=4)
def _forms_held(held: Collection[str], dictionary: Collection[str]) -> frozenset[str]:
    """Words of the dictionary that a held word is a form of, or the other way round."""
    held_stems = {stem(word) for word in held}
    return frozenset(word for word in dictionary if len(word) >= _MINIMUM and stem(word) in held_stems)


_LETTERS = re.compile(r"[A-Za-z]+")
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


def _nearest(word: Word, before: str, held: Collection[str], dictionary: Collection[str]) -> str | None:
    lower = word.text.lower()
    if len(lower) < _SHORTEST or not lower.isascii() or not lower.isalpha():
        return None
    field = _field()
    if any(lower in words for words in (held, dictionary, question_words(), field.words)):
        return None
    if word.text.isupper():
        near = _within(word.text, field.abbreviations, 1) if word.text not in field.abbreviations else None
        return near if near and len(near) >= len(word.text) else None
    if word.text.upper() in field.abbreviations:
        return None
    if not (word.text.islower() or word.text.istitle()):
        return None
    if len(lower) >= _MINIMUM and (near := _within(lower, question_words(), 1)):
        # "submited" and "completeed" look like inflections of words, but are mistakes for one of the question's own.
        return near
    # A rare word is one all the same: "abode", "budgies" and "pensioners" stand in no short list.
    known = (held, dictionary, question_words(), word_frequencies())
    if any(form in words for form in _forms(lower) for words in known):
        return None
    if word.text.istitle() and word.start > 0:
        # A title-cased word that nobody knows is more likely a name than a mistake, unless it begins the question; but
        # "Listners" are no place.
        return _within(lower, field.named, 1) if len(lower) >= _FAIRLY_LONG else None
    if swapped := _parted(lower, field.pairs) or _swapped_back(lower, held, dictionary):
        return swapped
    if len(lower) < _MINIMUM:
        # Too short to be sure of alone, but "self harn" can only be "self harm".
        after = [second for first, second in sorted(field.pairs) if first == before and len(second) >= _SHORTEST]
        return _within(lower, question_words(), 1) or _within(lower, after, 1)
    most = 1 if len(lower) < 7 else 2
    tried = (
        (question_words(), most),
        (held, 2 if len(lower) >= _LONG else 1),
        (field.words, 1),
        (_forms_held(frozenset(held), frozenset(dictionary)), 1),
        *(((dictionary, 2),) if len(lower) >= _LONG else ()),
    )
    for words, allowed in tried:
        if near := _within(lower, words, allowed):
            return near
    if len(lower) >= _FAIRLY_LONG:
        by_ear = _BY_EAR if len(lower) >= _LONG else _BY_EAR - 1
        for words in (held, dictionary):
            if near := _within(lower, [w for w in words if w[:_BEGINNING] == lower[:_BEGINNING]], by_ear):
                return near
    return None


def _parted(lower: str, pairs: Collection[tuple[str, str]]) -> str | None:
    """Two words of the field that are written as one ("bodyworn", "keyworkers"); None if they are none."""
    for at in range(3, len(lower) - 2):
        first, second = lower[:at], lower[at:]
        if any((first, form) in pairs for form in (second, second.removesuffix("s"))):
            return f"{first} {second}"
    return None


def _swapped_back(lower: str, held: Collection[str], dictionary: Collection[str]) -> str | None:
    """The one word that this is with two neighbouring letters, not the first, swapped ("tiem"); None if none or two."""
    swapped = {lower[:n] + lower[n + 1] + lower[n] + lower[n + 2 :] for n in range(1, len(lower) - 1)}
    for words in (held, dictionary):
        if len(found := [word for word in swapped if word in words]) == 1:
            return found[0]
    return None


def _within(lower: str, words: Collection[str], distance: int) -> str | None:
    """The nearest of ``words`` that begins alike, at most ``distance`` mistakes away; of equals the commonest."""
    near = process.extract(
        lower,
        [w for w in words if len(w) >= _MINIMUM - 1 and abs(len(w) - len(lower)) <= distance and w[0] == lower[0]],
        scorer=OSA.distance,
        score_cutoff=distance,
        limit=None,
    )
    return min(near, key=lambda n: (n[1], -word_frequencies().get(n[0], 0), n[0]))[0] if near else None
