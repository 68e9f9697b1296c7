"""Abbreviations that a plan explains itself, by the algorithm of Schwartz and Hearst (2003).

A. Schwartz, M. Hearst: A simple algorithm for identifying abbreviation definitions in biomedical text. PSB 2003.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.records import Plan, Record

_BRACKET = re.compile(r"\(([^()]{2,100})\)")
_WORD_BEFORE = re.compile(r"([\w&/'’-]+)\s*$")
_MOST_LETTERS = 10


class Abbreviation(Record):
    """A short form and the long form it stands for, with its row; ``n`` is None for the item's own text."""

    short: str
    long: str
    rec_no: str
    n: int | None


def _is_short(words: str) -> bool:
    # Two capitals: "(Education provider)" and "(3)" abbreviate nothing.
    return (
        len(words) <= _MOST_LETTERS
        and len(words.split()) <= 2
        and sum(letter.isupper() for letter in words) >= 2
        and words[0].isalnum()
    )


def _long_form(short: str, before: str) -> str | None:
    """The shortest end of ``before`` that holds the short form's letters in order, the first one beginning a word."""
    letters = [letter.lower() for letter in short if letter.isalnum()]
    words = before.split()
    before = " ".join(words[-min(len(letters) + 5, len(letters) * 2) :])
    at = len(before) - 1
    for index in range(len(letters) - 1, -1, -1):
        while at >= 0 and (
            before[at].lower() != letters[index] or (index == 0 and at > 0 and before[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    long = before[at + 1 :].strip()
    if len(long) <= len(short) or short in long.split():
        return None
    return long


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for bracket in _BRACKET.finditer(text):
        inside, before = bracket[1].strip(), re.split(r"[.;:()]\s", text[: bracket.start()])[-1].strip()
        if not inside:
            continue
        if _is_short(inside):
            if long := _long_form(inside, before):
                yield inside, long
        elif (word := _WORD_BEFORE.search(before)) and _is_short(word[1]) and _long_form(word[1], inside) == inside:
            yield word[1], inside


def abbreviations(plan: Plan) -> tuple[Abbreviation, ...]:
    """The abbreviations that the plan's texts explain, each once a row, in the order of the plan."""
    found: dict[Abbreviation, None] = {}
    for item in plan.items:
        for text, n in ((item.text, None), *((action.text, action.n) for action in item.actions)):
            for short, long in _pairs(text):
                found[Abbreviation(short=short, long=long, rec_no=item.rec_no, n=n)] = None
    return tuple(found)
