"""Answers (Agreed, Partly Agreed, Not Agreed) that a page has lost, inferred from responses and the plan's totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parts import counted
from ingest.records import Agreement, StatedTotals

_SAID = re.compile(
    r"\brecommendation is (?P<words>(?P<how>not|partly|partially|fully) (?:agreed|accepted)|rejected)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An item's answer; ``inferred_from`` says on what evidence, None where the answer is the cell's own."""

    agreement: Agreement | None
    inferred_from: str | None = None


@dataclass(frozen=True, slots=True)
class SaidAnswer:
    """An answer that a response puts in words ("This recommendation is partly agreed because ...")."""

    agreement: Agreement
    words: str


def said_answer(response: str) -> SaidAnswer | None:
    """The answer that a response puts in words, None where it names none."""
    match = _SAID.search(response)
    if match is None:
        return None
    how = (match["how"] or "not").lower()
    agreement = {"not": Agreement.NOT_AGREED, "fully": Agreement.AGREED}.get(how, Agreement.PARTLY_AGREED)
    return SaidAnswer(agreement, match[0])


def _only_kind_left(found: Sequence[Agreement | None], stated: StatedTotals | None) -> Agreement | None:
    """The answer of all items without one, where the plan's totals leave just that."""
    if stated is None or stated.total != len(found):
        return None
    rows = counted(list(found))
    left = {
        Agreement.AGREED: (stated.agreed or 0) - (rows.agreed or 0),
        Agreement.PARTLY_AGREED: (stated.partly_agreed or 0) - (rows.partly_agreed or 0),
        Agreement.NOT_AGREED: (stated.not_agreed or 0) - (rows.not_agreed or 0),
    }
    lacking = [agreement for agreement, number in left.items() if number]
    fits = len(lacking) == 1 and left[lacking[0]] == sum(agreement is None for agreement in found)
    return lacking[0] if fits else None


def settle_answers(
    cells: Sequence[Agreement | None], responses: Sequence[str], stated: StatedTotals | None
) -> tuple[Answer, ...]:
    """One answer for each item in order: the cell's; else the response's own words; else what the totals leave."""
    said = [said_answer(response) if cell is None else None for cell, response in zip(cells, responses, strict=True)]
    found = [cell or (words.agreement if words else None) for cell, words in zip(cells, said, strict=True)]
    left = _only_kind_left(found, stated)
    answers: list[Answer] = []
    for cell, words, agreement in zip(cells, said, found, strict=True):
        if cell is not None:
            answers.append(Answer(cell))
        elif words is not None:
            answers.append(Answer(agreement, f"its response ('{words.words}')"))
        elif left is not None:
            answers.append(Answer(left, "the plan's own totals"))
        else:
            answers.append(Answer(None))
    return tuple(answers)
