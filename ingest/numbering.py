"""Rec numbers: their forms, their sequence, and the ones that a torn page has lost."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.codes import Code

_FORM = re.compile(
    r"^(?:rec(?:ommendation)?\.?|concern)?\s*(?:no\.?)?\s*(?P<number>\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?)\s*[.):]?$",
    re.IGNORECASE,
)
_LOOK_ALIKES = str.maketrans("lIOoSB|", "1100581")


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item's number; with ``code`` and ``reason`` where it isn't the document's own, or is there twice."""

    rec_no: str
    inferred: bool = False
    code: Code | None = None
    reason: str = ""


def rec_no_of(words: str) -> str | None:
    """The number in a cell ("6.5", "Rec 4", "5.01."), None where it holds none."""
    match = _FORM.match(words.strip())
    return match["number"] if match else None


def _next(rec_no: str) -> str | None:
    """The number after: 4 -> 5, 6.9 -> 6.10, 5.09 -> 5.10, in the width it is written in."""
    match = re.fullmatch(r"((?:\d+\.)*)(\d+)", rec_no)
    if match is None:
        return None
    width = len(match[2]) if match[2].startswith("0") else 0
    return f"{match[1]}{int(match[2]) + 1:0{width}d}"


def _run_after(rec_no: str, count: int) -> list[str] | None:
    run = [rec_no]
    for _ in range(count):
        following = _next(run[-1])
        if following is None:
            return None
        run.append(following)
    return run[1:]


def _start(rec_no: str) -> str | None:
    """The first number of a sequence in the form of this one: 4 -> 1, 6.5 -> 6.1, 5.04 -> 5.01."""
    match = re.fullmatch(r"((?:\d+\.)*)(\d+)", rec_no)
    return f"{match[1]}{1:0{len(match[2]) if match[2].startswith('0') else 0}d}" if match else None


def _gapless(numbers: Sequence[str]) -> bool:
    return all(_next(before) == after for before, after in itertools.pairwise(numbers))


@dataclass(frozen=True, slots=True)
class _Guess:
    numbers: list[str]
    reason: str


def _guess(so_far: Sequence[str], after: str | None, count: int, *, totals_fit: bool) -> _Guess | None:
    """The numbers of a run of items without one, or None where the sequence doesn't fit them exactly."""
    before = so_far[-1] if so_far else None
    if before is not None and after is not None:
        run = _run_after(before, count + 1)
        if run and run[-1] == after:
            return _Guess(run[:-1], f"inferred from its neighbours {before} and {after}")
        return None
    if after is not None:
        first = _start(after)
        run = [first, *(_run_after(first, count) or [])] if first else []
        if run and run[-1] == after:
            return _Guess(run[:-1], f"inferred from its place before {after} at the start of the plan")
        return None
    if before is None:
        return None
    run = _run_after(before, count)
    if run is None:
        return None
    if totals_fit:
        return _Guess(run, f"inferred from its place after {before} and the plan's own total, which the rows fit")
    if len(so_far) >= 3 and _gapless(so_far):
        return _Guess(run, f"inferred from its place after {before}, the last of an unbroken sequence from {so_far[0]}")
    return None


def number_items(cells: Sequence[str], total: int | None) -> tuple[Numbered, ...]:
    """One number for each item in document order; ``cells`` are the words of their number cells, "" where it is lost.

    A lost number is inferred only where the items without one fit the sequence exactly; else a visible stand-in is
    given. Numbers are unique: one that is there twice gets a suffix the second time.
    """
    read = [rec_no_of(cell) for cell in cells]
    for at, cell in enumerate(cells):
        # "6.l0": look-alike characters are mended where the sequence confirms the mended number.
        mended = rec_no_of(cell.translate(_LOOK_ALIKES)) if not (read[at] or "").isdecimal() else None
        neighbours = {_next(read[at - 1] or "") if at else None, mended and _start(mended)}
        if mended and mended != read[at] and mended in neighbours:
            read[at] = mended
    known = [number for number in read if number is not None]
    numbered: list[Numbered] = []
    taken: Counter[str] = Counter()
    at = lost = 0
    while at < len(read):
        number = read[at]
        if number is not None:
            taken[number] += 1
            if taken[number] > 1:
                reason = f"the number {number} stands in the document {taken[number]} times"
                numbered.append(Numbered(f"{number}-{taken[number]}", code=Code.REC_NO_REPEATED, reason=reason))
            elif rec_no_of(cells[at]) != number:
                reason = f"'{cells[at]}' was read as {number}, which follows in the sequence"
                numbered.append(Numbered(number, inferred=True, code=Code.REC_NO_INFERRED, reason=reason))
            else:
                numbered.append(Numbered(number))
            at += 1
            continue
        end = at
        while end < len(read) and read[end] is None:
            end += 1
        so_far = [number.rec_no for number in numbered]
        guess = _guess(so_far, read[end] if end < len(read) else None, end - at, totals_fit=total == len(cells))
        fits = guess is not None and not set(guess.numbers) & set(known)
        for offset in range(end - at):
            written = cells[at + offset]
            if guess is not None and fits:
                reason = f"the rec no is missing in the document and was {guess.reason}"
                numbered.append(
                    Numbered(guess.numbers[offset], inferred=True, code=Code.REC_NO_INFERRED, reason=reason)
                )
            else:
                lost += 1
                found = f"'{written}' is no rec no" if written else "the rec no is missing in the document"
                reason = f"{found} and its neighbours don't tell it: 'no-number-{lost}' stands in for it"
                numbered.append(Numbered(f"no-number-{lost}", inferred=True, code=Code.REC_NO_MISSING, reason=reason))
        at = end
    return tuple(numbered)
