"""Shares with their intervals: how far a figure would move if other questions of the same kind were asked.

A percentile bootstrap over questions, seeded by the name of the figure, so that a figure is the same on every run
whatever else is computed. Where every question went the same way (all right, or all wrong) a bootstrap has no width,
though 15 of 15 is no proof of perfection: there the Wilson interval stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from zlib import crc32

import numpy as np

from ingest.records import Record

ROUNDS = 2_000
"""Resamples of each figure; the ends of its interval move by less than a hundredth with more."""

LEVEL = 0.95

_Z = 1.959964
_DIGITS = 4


class Share(Record):
    """What one question adds to a share: ``hits`` of ``of``."""

    hits: float
    of: float


class Estimate(Record):
    """A share between 0 and 1 with the ends of its interval, and the number of questions that it rests on."""

    value: float
    low: float
    high: float
    questions: int


def estimate(name: str, parts: Sequence[Share]) -> Estimate | None:
    """The share of all hits, with its interval; None where nothing is shared out (no figure is not a figure of 0)."""
    table = np.array([(part.hits, part.of) for part in parts if part.of], dtype=np.float64).reshape(-1, 2)
    many = len(table)
    if not many:
        return None
    value = float(table[:, 0].sum() / table[:, 1].sum())
    shares = table[:, 0] / table[:, 1]
    if np.all(shares == shares[0]) and shares[0] in (0.0, 1.0):
        low, high = wilson(value, many)
    else:
        rng = np.random.default_rng(crc32(name.encode()))
        drawn = rng.multinomial(many, np.full(many, 1 / many), size=ROUNDS) @ table
        low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    return Estimate(
        value=round(value, _DIGITS), low=round(low, _DIGITS), high=round(high, _DIGITS), questions=many
    )  # fmt: skip


def wilson(share: float, many: int) -> tuple[float, float]:
    """The Wilson score interval of a share of so many questions."""
    square = _Z * _Z / many
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * sqrt(share * (1 - share) / many + square / (4 * many))
    return max(0.0, middle - half), min(1.0, middle + half)
