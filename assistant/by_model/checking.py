"""Checks a wording sentence by sentence: what it claims must stand in the rows whose marks follow, or in the facts.

What passes says no more than the evidence; it may say less. A sentence is refused with the reason, never mended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.by_model.claims import Claims, Count, Day, phrase, plain, read_claims
from assistant.by_model.evidence import Facts, RowEvidence, holds_count, holds_status

_SOME_MARKS = r"\[\d+(?:\s*,\s*\d+)*\](?:\s*\[\d+(?:\s*,\s*\d+)*\])*"
_MARK_AFTER_STOP = re.compile(rf"([.!?])\s*({_SOME_MARKS})")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\bno\.)\s+|\n+")
_MARKS = re.compile(rf"(?:(?:,|and|&)?\s*{_SOME_MARKS})+")
_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)_+|_+(?!\w)|^\s*(?:#+|[-•*]|\d+[.)])\s+", re.MULTILINE)
_MARKUP = re.compile(r"[<>\[\]{}|\\^~@]|://|www\.|&\w+;|\bjavascript:|\bdata:", re.IGNORECASE)
_QUOTE = re.compile(r"\"([^\"]+)\"")
_VERDICT = re.compile(r"\A(?P<verdict>yes|no)\s*[,:;.-]\s*", re.IGNORECASE)
_OWNER_CUE = re.compile(r"\b(?:own|owns|owned|owner|owners|responsible|responsibility|led|leads|lead)\b", re.IGNORECASE)
_DUE_CUE = re.compile(r"\b(?:due|target|deadline)\b", re.IGNORECASE)
_SUBMITTED_CUE = re.compile(r"\b(?:plans?|submitted)\b", re.IGNORECASE)
# "Screenings were introduced" of a row that says they will be: each word stands in the row, but not that it was done.
_WAS_DONE = re.compile(
    r"\b(?:was|were|(?:has|have|had)\s+been)\s+(?!(?:dis)?agreed|accepted|rejected|refused|completed|superseded|owned|repeated|"
    r"submitted|published|raised|planned|promised)[a-z]+(?:ed|en|ne|lt|ught)\b",
    re.IGNORECASE,
)
_QUOTED_WORDS = 2
"""Words from which a verbatim quote counts as one; a single quoted word is checked like any other."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a sentence and the marks that stand for it; none where the sentence has none."""

    text: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a wording; ``problem`` says what is wrong with it, None where it passed."""

    segments: tuple[Segment, ...]
    text: str
    verdict: str | None
    problem: str | None = None


def read_sentences(reply: str) -> tuple[Sentence, ...]:
    """The sentences of a reply, each cut at its marks; emphasis and bullets are taken off."""
    text = unicodedata.normalize("NFKC", _EMPHASIS.sub("", reply))
    text = _MARK_AFTER_STOP.sub(r" \2\1", text)
    found = []
    for piece in _SENTENCE_END.split(text):
        sentence = " ".join(piece.split())
        if sentence:
            verdict = _VERDICT.match(sentence)
            claim = sentence[verdict.end() :] if verdict else sentence
            found.append(Sentence(_segments(claim), sentence, verdict["verdict"].title() if verdict else None))
    return tuple(found)


def _segments(sentence: str) -> tuple[Segment, ...]:
    """The words before each group of marks belong to it, or the words after where the sentence begins with a mark."""
    groups = list(_MARKS.finditer(sentence))
    if not groups:
        return (Segment(sentence, ()),)
    marks = [tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", g.group()))) for g in groups]
    edges = [0, *(edge for g in groups for edge in (g.start(), g.end())), len(sentence)]
    texts = [sentence[edges[i] : edges[i + 1]].strip() for i in range(0, len(edges), 2)]
    if not re.search(r"\w", texts[0]):
        return tuple(Segment(text, mark) for text, mark in zip(texts[1:], marks, strict=True))
    *most, before_last, last = texts
    if re.search(r"\w", last):
        before_last = f"{before_last} {last}"
    return tuple(Segment(text, mark) for text, mark in zip((*most, before_last), marks, strict=True))


def checked(sentence: Sentence, rows: Mapping[int, RowEvidence], facts: Facts) -> Sentence:
    """The sentence with its problem, if it has one."""
    problem = next(_problems(sentence, rows, facts), None)
    return Sentence(sentence.segments, sentence.text, sentence.verdict, problem)


def _problems(sentence: Sentence, rows: Mapping[int, RowEvidence], facts: Facts) -> Iterator[str]:
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs", "Cn") for letter in sentence.text):
        yield "it has characters that can't be seen"
    if _MARKUP.search(_MARKS.sub(" ", sentence.text)):
        yield "it has markup or an address in it"
    if sentence.text[-1] not in ".!?\"'" and not _MARKS.fullmatch(
        sentence.text[sentence.text.rfind("[") :].rstrip(".!? ")
    ):
        yield "it has no end"
    if sentence.verdict and sentence.verdict != facts.verdict:
        yield f"it says “{sentence.verdict}”, which was not computed"
    for segment in sentence.segments:
        if unknown := [n for n in segment.marks if n not in rows]:
            yield f"there is no row [{unknown[0]}]"
            return
        if segment.marks:
            yield from _cited(segment, tuple(rows[n] for n in segment.marks), facts)
        else:
            yield from _uncited(segment, facts)


def _uncited(segment: Segment, facts: Facts) -> Iterator[str]:
    """A sentence without a mark may say what was computed, and nothing else."""
    claims, known = read_claims(segment.text), facts.claims
    for count in claims.counts:
        if not _is_computed(count, facts):
            yield f"“{count.n}” was not computed"
    computed = (
        claims.said <= known.said
        and claims.days <= known.days
        and claims.rec_nos <= known.rec_nos
        and claims.action_nos <= known.action_nos
        and claims.numbers <= known.numbers | {count.n for count in known.counts}
        and claims.negations <= known.negations
        and claims.words <= known.words
        and all(f" {name} " in facts.phrases for name in claims.names)
    )
    if not computed:
        yield "it cites no row and was not computed"


def _is_computed(count: Count, facts: Facts) -> bool:
    same = any(count.n == known.n and count.noun in ("", known.noun) for known in facts.claims.counts)
    return same and (count.status is None or count.status in facts.claims.said)


def _cited(segment: Segment, rows: tuple[RowEvidence, ...], facts: Facts) -> Iterator[str]:
    claims = read_claims(_without_quotes(segment.text, rows))
    for done in _WAS_DONE.finditer(segment.text):
        if not all(phrase(done.group()) in row.phrases for row in rows):
            yield f"“{done.group()}” is not what the row cited says"
    names_rec = claims.rec_nos - {row.rec_no for row in rows}
    if names_rec:
        yield f"rec no {min(names_rec)} is not that of the row cited"
    if not all(any(n in row.action_nos for row in rows) for n in claims.action_nos):
        yield "it names an action that the row cited doesn't have"
    for count in claims.counts:
        if not _is_computed(count, facts) and not all(holds_count(row, count) for row in rows):
            yield f"“{count.n}” is no count of the row cited"
    if not all(holds_status(row, claims.said) for row in rows):
        yield "it gives a status or an agreement that the row cited doesn't have"
    if not all(_has_days(row, claims.days, segment.text) for row in rows):
        yield "it gives a date that the row cited doesn't have"
    known = {n for row in rows for n in (*row.claims.numbers, *row.claims.action_nos, *row.claims.rec_nos)}
    known |= {count.n for row in rows for count in row.claims.counts}
    known |= {str(row.submitted.year) for row in rows}
    if unknown := claims.numbers - known:
        yield f"the number {min(unknown)} is not in the row cited"
    yield from _names(segment, claims, rows)
    negations = {n for row in rows for n in row.claims.negations}
    if not claims.negations <= negations:
        yield "it denies something that the row cited doesn't deny"
    if unknown_words := claims.words - {word for row in rows for word in row.claims.words} - facts.claims.words:
        yield f"{len(unknown_words)} of its words are not in the row cited"


def _names(segment: Segment, claims: Claims, rows: tuple[RowEvidence, ...]) -> Iterator[str]:
    for name in claims.names:
        if not all(f" {name} " in row.phrases for row in rows):
            yield "it names somebody or something that the row cited doesn't name"
        elif _OWNER_CUE.search(segment.text) and not all(
            f" {name} " in row.owners or f" {name} " in row.place for row in rows
        ):
            yield "it names an owner that the row cited doesn't have"


def _has_days(row: RowEvidence, days: frozenset[Day], text: str) -> bool:
    known = row.target_days if _DUE_CUE.search(text) else row.claims.days - {row.submitted}
    if _SUBMITTED_CUE.search(text):
        known |= {row.submitted}
    return all(any(day.is_within(other) for other in known) for day in days)


def _without_quotes(text: str, rows: tuple[RowEvidence, ...]) -> str:
    """The text without what it quotes word for word from one of the rows."""

    def left(match: re.Match[str]) -> str:
        words = phrase(match[1])
        verbatim = len(words.split()) >= _QUOTED_WORDS and any(words in phrase(t) for row in rows for t in row.texts)
        return " " if verbatim else match.group()

    return _QUOTE.sub(left, plain(text))
