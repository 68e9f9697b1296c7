"""Whether the cut's odds mean what they say: of rows given with odds of 80 in 100, are 80 in 100 about the topic?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp

from evals.intervals import Estimate, Share, estimate
from ingest.records import Record

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Bins of probability, the lower edge inclusive; most rows that are given lie near 1."""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row that the cut gave, or gave as a near miss: its log-odds, and whether it is about the topic."""

    log_odds: float
    given: bool
    right: bool


class Bin(Record):
    """Rows of like odds: how many, what the cut said on average, and the share that is about the topic."""

    low: float
    high: float
    rows: int
    said: float
    true: Estimate


class Calibration(Record):
    """The reliability of the cut over the labelled queries of one set.

    ``error`` is the expected calibration error: the mean distance between said and true, weighted by rows. ``given``
    and ``given_right`` count the rows above the cut; ``missed`` are expected rows that stand below it, ``near`` of
    them among the near misses.
    """

    asked: str
    queries: int
    bins: tuple[Bin, ...]
    error: float | None
    given: int
    given_right: int
    missed: int
    near: int


def calibration(asked: str, queries: int, rows: Sequence[JudgedRow], expected: int) -> Calibration:
    """The reliability table of judged rows; ``expected`` is the number of rows that are about the queries in all."""
    bins = []
    for low, high in pairwise(EDGES):
        inside = [row for row in rows if low <= _probability(row) < high or (high == 1.0 and _probability(row) == 1.0)]
        true = estimate(f"{asked}/{low}", [Share(hits=row.right, of=1) for row in inside])
        if true is not None:
            said = sum(map(_probability, inside)) / len(inside)
            bins.append(Bin(low=low, high=high, rows=len(inside), said=round(said, 4), true=true))
    total = sum(one.rows for one in bins)
    given = [row for row in rows if row.given]
    right = sum(row.right for row in given)
    return Calibration(
        asked=asked,
        queries=queries,
        bins=tuple(bins),
        error=round(sum(one.rows * abs(one.said - one.true.value) for one in bins) / total, 4) if total else None,
        given=len(given),
        given_right=right,
        missed=expected - right,
        near=sum(row.right and not row.given for row in rows),
    )


def _probability(row: JudgedRow) -> float:
    return 1 / (1 + exp(-row.log_odds))
