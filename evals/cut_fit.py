"""Logistic regression whose weights keep their sign, and what a cut by it gets right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.relevance import CutModel
from assistant.signals import SIGNALS
from evals.cut_data import Judged

Floats = NDArray[np.float64]

FREE_SIGNALS = frozenset({"words"})
"""Signals that may speak for a row or against it. More of any other never makes a row less about the topic."""

_HARDEST = 40
"""Wrong rows of a query that are learned from, the likest first: the others are told apart by anything."""

_ROUNDS = 2_000
_SETTLED = 1e-5
"""Change of the weights in a round, from which on they are taken as found."""


def fit(cases: Sequence[Judged], weigh: Callable[[Judged], float], penalty: float = 1.0) -> Mapping[str, float]:
    """Weights of the signals and, as "bias", the constant, for which the cases' labels are likeliest.

    ``penalty`` is half the squared length of the weights of the standardised signals, by this much. Solved by
    accelerated projected gradients: the same cases give the same weights.
    """
    signals, labels, weights = _stacked(cases, weigh)
    mean, deviation = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    x = np.column_stack([(signals - mean) / deviation, np.ones(len(signals))])
    held = np.array([name not in FREE_SIGNALS for name in SIGNALS] + [False])
    ridge = np.array([penalty] * len(SIGNALS) + [0.0])
    step = 1.0 / (np.linalg.eigvalsh((x * weights[:, None]).T @ x).max() / 4 + penalty)
    now = ahead = np.zeros(x.shape[1])
    momentum = 1.0
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-(x @ ahead).clip(-40, 40)))
        after = ahead - step * (x.T @ (weights * (chance - labels)) + ridge * ahead)
        after[held] = after[held].clip(0)
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = after + (momentum - 1) / faster * (after - now)
        change = float(np.abs(after - now).max())
        now, momentum = after, faster
        if change < _SETTLED:
            break
    fitted = now[:-1] / deviation
    return {**dict(zip(SIGNALS, fitted.tolist(), strict=True)), "bias": float(now[-1] - fitted @ mean)}


def _stacked(cases: Iterable[Judged], weigh: Callable[[Judged], float]) -> tuple[Floats, Floats, Floats]:
    signals, labels, weights = [], [], []
    likeness = [SIGNALS.index(name) for name in ("meaning", "dense", "meant_own")]
    for case in cases:
        known = case.labels
        right = np.flatnonzero(known == 1)
        wrong = np.flatnonzero(known == 0)
        wrong = wrong[np.argsort(-case.signals[wrong][:, likeness].sum(axis=1), kind="stable")[:_HARDEST]]
        for rows, label in ((right, 1.0), (wrong, 0.0)):
            signals.append(case.signals[rows])
            labels.append(np.full(len(rows), label))
            # A topic with rows in thirty prisons is one topic: its rows together count for no more than a few.
            weight = weigh(case) * (1.0 if label == 0 else min(1.0, 3 / max(len(rows), 1)))
            weights.append(np.full(len(rows), weight))
    return np.concatenate(signals), np.concatenate(labels), np.concatenate(weights)


@dataclass(frozen=True, slots=True)
class Tally:
    """Of some queries: how many, how many with exactly right rows, and rows cited rightly, wrongly and missed."""

    queries: int
    exact: int
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Rows rightly given, of those given; 1 where none is."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Rows rightly given, of those expected; 1 where none is."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def tally(cases: Iterable[Judged], model: CutModel) -> Tally:
    """What the cut gets right; rows that may be given count neither way."""
    queries = exact = right = wrong = missed = 0
    for case in cases:
        given = model.log_odds(case.signals) >= model.threshold
        known = case.labels
        hits, excess = int((given & (known == 1)).sum()), int((given & (known == 0)).sum())
        # Rows that the index didn't even put forward are missed too.
        gone = len(case.query.expected) - hits
        queries, exact = queries + 1, exact + (not excess and not gone)
        right, wrong, missed = right + hits, wrong + excess, missed + gone
    return Tally(queries, exact, right, wrong, missed)
