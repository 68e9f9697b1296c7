"""Abbreviations in a row's words, and where the plans explain them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.establishments import establishment_key
from ingest.records import Plan
from ingest.register import HeldAbbreviation

# A short form has at most two words (``ingest.abbreviations``); a plural is the same abbreviation.
_WORD = re.compile(r"[\w&/-]+")
_PLURAL = re.compile(r"(?:’s|'s|s)$")


@dataclass(frozen=True, slots=True)
class Explained:
    """A short form, and the rows that explain it: of several long forms each has one of its own.

    Rows of the plan itself count before those of the establishment's other plans, and these before all others.
    """

    short: str
    meanings: tuple[HeldAbbreviation, ...]

    @property
    def title(self) -> str | None:
        """The long form, None where the plans give more than one."""
        return self.meanings[0].long if len(self.meanings) == 1 else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; ``title`` explains it where it is an abbreviation that has not come before."""

    text: str
    title: str | None = None


def explained_in(
    texts: Iterable[str], held: Iterable[HeldAbbreviation], plan: Plan, plans: Mapping[str, Plan]
) -> tuple[Explained, ...]:
    """The abbreviations that stand in some texts of a plan and are explained in one of the plans, by short form."""
    words = {form for text in texts for form in _forms(text)}
    near = {plan.plan_id: 0} | {
        other.plan_id: 1
        for other in plans.values()
        if other.plan_id != plan.plan_id
        and establishment_key(other.establishment) == establishment_key(plan.establishment)
    }
    found = [one for one in held if one.short in words and one.plan_id in plans]
    found.sort(key=lambda one: (one.short, near.get(one.plan_id, 2), one.plan_id))
    return tuple(
        Explained(short, _nearest(tuple(group), near)) for short, group in groupby(found, key=lambda one: one.short)
    )


def _nearest(found: Sequence[HeldAbbreviation], near: Mapping[str, int]) -> tuple[HeldAbbreviation, ...]:
    best = near.get(found[0].plan_id, 2)
    meanings: dict[str, HeldAbbreviation] = {}
    for one in found:
        if near.get(one.plan_id, 2) == best:
            meanings.setdefault(one.long.casefold(), one)
    return tuple(meanings.values())


def _forms(text: str) -> Iterable[str]:
    """Every word, and every two words, of a text, without the ending of a plural too."""
    spans = [match.span() for match in _WORD.finditer(text)]
    for place, (start, end) in enumerate(spans):
        ends = [end]
        if place + 1 < len(spans) and text[end : spans[place + 1][0]] == " ":
            ends.append(spans[place + 1][1])
        for last in ends:
            yield text[start:last]
            yield _PLURAL.sub("", text[start:last])


def marked(texts: Sequence[str], explained: Sequence[Explained]) -> tuple[tuple[Piece, ...], ...]:
    """The texts in pieces, in which each abbreviation with one meaning is explained where it first stands."""
    titles = {one.short: one.title for one in explained if one.title}
    if not titles:
        return tuple((Piece(text),) for text in texts)
    longest_first = sorted(titles, key=lambda short: (-len(short), short))
    # Not within a word; the ending of a plural may follow.
    form = re.compile(rf"(?<![\w&/-])(?:{'|'.join(map(re.escape, longest_first))})(?=(?:’s|'s|s)?(?![\w&/-]))")
    seen: set[str] = set()
    made: list[tuple[Piece, ...]] = []
    for text in texts:
        pieces: list[Piece] = []
        at = 0
        for match in form.finditer(text):
            if match[0] not in seen:
                seen.add(match[0])
                pieces += [Piece(text[at : match.start()]), Piece(match[0], titles[match[0]])]
                at = match.end()
        made.append((*pieces, Piece(text[at:])))
    return tuple(made)
