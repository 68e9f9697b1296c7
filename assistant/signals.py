"""What speaks for a row being about a topic, as numbers: the signals that the cut weighs.

Some compare meanings (sentence vectors, and the row's word most like each of the topic's), the others say which of the
topic's words stand in the row. Rows are compared with a sample of the whole corpus and never with what a filter leaves,
so whether a row is about a topic does not depend on what else the question asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.index import TopicEvidence
from assistant.row_words import RowWords, phrase_of
from assistant.topic_terms import TopicTerms

SIGNALS = (
    "meaning",
    "likeness",
    "dense",
    "above_likeness",
    "above_dense",
    "heaviest_word",
    "said_own",
    "said",
    "meant_own",
    "meant",
    "all_own",
    "all_said",
    "short_own",
    "short_said",
    "short_meant",
    "phrase",
    "words",
)
"""The signals, in the order of the columns.

- ``meaning``: mean over the topic's words, by weight, of the likeness of the row's word most like it. ``likeness``: the
  same where a word that stands in the row, or whose synonym does, counts as all but the same.
- ``dense``: cosine of the sentence vectors.
- ``above_``: more than the background's mean, in standard deviations.
- ``heaviest_word``: likeness of the row to the weightiest word.
- ``said_own``: weight of the topic's words that stand in the item's text, ``said``: anywhere in the row;
  ``meant_``: the same, synonyms counted too. ``all_own``, ``all_said``: 1 where all weighty words stand there, and
  ``short_``: the same, for a topic of one or two words.
- ``phrase``: part of the topic's words that stand next to each other in the row as they do in the topic.
- ``words``: the topic's words, of 8.
"""

_BACKGROUND = 0.5
"""Part of the sample's items, the lowest, that stands for "rows about something else"."""

_SAID = 0.9
_MEANT = 0.8
"""Likeness of a word that stands in the row, and of one whose synonym does: token vectors of the same word in two
sentences have some .75, of two words for one thing often less than .5."""

_ALL = 0.88
"""Part of the weight of a topic that counts as all of it: a weak word may be missing."""

_SHORT = 2
_MOST_DEVIATIONS = 6.0
_LEAST_DEVIATION = 0.03
"""Added to a background's deviation: to a topic of two rare words all rows are alike, and none of them is near."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RowSignals:
    """Signals, float64 (rows, ``SIGNALS``), of the items as a whole, of their own words, and of each chunk.

    ``items`` are (plan id, rec no) in the order of the index; ``whole`` and ``own`` have a row for each; ``own``
    is by the item's own chunk alone. ``chunks`` has a row for each chunk of the evidence.
    """

    items: tuple[tuple[str, str], ...]
    whole: Floats
    own: Floats
    chunks: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """What some rows say: each bool (rows, words), the words' own stems and, in ``means``, synonyms too; ``phrase`` is
    float64 (rows,)."""

    says: NDArray[np.bool_]
    means: NDArray[np.bool_]
    phrase: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Some rows beside a topic: sentence vectors (rows,) and words (rows, words), and what their texts say."""

    dense: Floats
    words: Floats
    own: _Texts
    whole: _Texts


def row_signals(evidence: TopicEvidence, terms: TopicTerms, rows: RowWords) -> RowSignals:
    """The signals of the items of ``evidence`` and of their chunks; ``terms`` are of the evidence's words."""
    starts = evidence.starts
    items = tuple((plan_id, rec_no) for plan_id, rec_no, _ in (evidence.chunks[start] for start in starts.tolist()))
    words = [rows.item(*item) for item in items]
    own = _texts(terms, [item.own for item in words])
    whole = _texts(terms, [item.whole for item in words])
    of_chunk = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(evidence.chunks)))).tolist()
    actions = [chunk[2] for chunk in evidence.chunks]
    none = _texts(terms, [""] * len(actions))
    is_item = np.array([action is None for action in actions])
    by_action = [
        "" if action is None else words[item].actions.get(action, "")
        for item, action in zip(of_chunk, actions, strict=True)
    ]
    said = _either(is_item, _picked(own, of_chunk), _texts(terms, by_action))
    every = _Rows(evidence.dense, evidence.similarity, _either(is_item, said, none), said)
    together = _Rows(
        np.maximum.reduceat(evidence.dense, starts),
        np.maximum.reduceat(evidence.similarity, starts, axis=0),
        own,
        whole,
    )
    alone = _Rows(evidence.dense[starts], evidence.similarity[starts], own, own)
    background = _Background(together, evidence.sample, terms)
    return RowSignals(items, *(_matrix(group, terms, background) for group in (together, alone, every)))


class _Background:
    """What is usual for a topic: mean and deviation of the likenesses and of the sentence vectors."""

    def __init__(self, rows: _Rows, sample: NDArray[np.bool_], terms: TopicTerms) -> None:
        self._usual: list[tuple[float, float]] = []
        for values in (_likeness(rows, terms), rows.dense):
            low = np.sort(values[sample])
            low = low[: max(3, int(len(low) * _BACKGROUND))]
            self._usual.append((float(low.mean()), float(low.std()) + _LEAST_DEVIATION))

    def above(self, likeness: Floats, dense: Floats) -> list[Floats]:
        """How many deviations rows are above what is usual: of likeness and of dense."""
        both = zip((likeness, dense), self._usual, strict=True)
        return [
            ((values - mean) / deviation).clip(-_MOST_DEVIATIONS, _MOST_DEVIATIONS)
            for values, (mean, deviation) in both
        ]


def _matrix(rows: _Rows, terms: TopicTerms, background: _Background) -> Floats:
    weights = np.array(terms.weights)
    likeness = _likeness(rows, terms)
    shares = [_by_sides(terms, holds) for holds in (rows.own.says, rows.whole.says, rows.own.means, rows.whole.means)]
    all_of_it = [(share > _ALL).astype(np.float64) for share in (shares[0], shares[1], shares[3])]
    short = float(len(terms.places) <= _SHORT)
    return np.column_stack(
        [
            _mean(rows.words, weights),
            likeness,
            rows.dense,
            *background.above(likeness, rows.dense),
            _heard(rows)[:, int(np.argmax(weights))],
            *shares,
            *all_of_it[:2],
            *(holds * short for holds in all_of_it),
            rows.whole.phrase,
            np.full(len(likeness), min(len(terms.places), 8) / 8),
        ]
    ).round(6)


def _likeness(rows: _Rows, terms: TopicTerms) -> Floats:
    return _mean(_heard(rows), np.array(terms.weights))


def _heard(rows: _Rows) -> Floats:
    """The likeness of each word, raised where the row says it or a synonym."""
    raised = np.maximum(rows.words, np.where(rows.whole.means, _MEANT, -1.0))
    return np.maximum(raised, np.where(rows.whole.says, _SAID, -1.0))


def _mean(words: Floats, weights: Floats) -> Floats:
    if not weights.any():
        weights = np.ones(len(weights))
    return np.asarray((words * weights).sum(axis=1) / weights.sum(), dtype=np.float64)


def _by_sides(terms: TopicTerms, holds: NDArray[np.bool_]) -> Floats:
    """The weight of the words that rows hold, as a part of the side's, for the side that fits best: (rows,)."""
    weights = np.array(terms.weights)
    best = np.zeros(len(holds))
    for side in map(list, terms.sides):
        if total := float(weights[side].sum()):
            best = np.maximum(best, (holds[:, side] * weights[side]).sum(axis=1) / total)
    return best


def _texts(terms: TopicTerms, texts: Sequence[str]) -> _Texts:
    """What texts (stems between blanks) say of a topic."""
    says = np.zeros((len(texts), len(terms.stems)), dtype=np.bool_)
    for place in terms.places:
        phrase = phrase_of([terms.stems[place]])
        says[:, place] = [phrase in text for text in texts]
    means = says.copy()
    for other in terms.alternatives:
        covered = np.isin(np.arange(len(terms.stems)), terms.places[other.start : other.end])
        found = np.array([other.phrase in text for text in texts], dtype=np.bool_)
        means |= np.outer(found, covered)
        if other.same:
            says |= np.outer(found, covered)
    pairs = [phrase_of(pair) for pair in pairwise(terms.stems[place] for place in terms.places)]
    if pairs:
        next_to = [sum(pair in text for pair in pairs) / len(pairs) for text in texts]
    else:
        next_to = [float(row.any()) for row in says]
    return _Texts(says, means, np.array(next_to))


def _picked(texts: _Texts, rows: Sequence[int]) -> _Texts:
    return _Texts(texts.says[rows], texts.means[rows], texts.phrase[rows])


def _either(first: NDArray[np.bool_], yes: _Texts, no: _Texts) -> _Texts:
    """Rows of ``yes`` where ``first``, of ``no`` elsewhere."""
    rows = first[:, None]
    return _Texts(
        np.where(rows, yes.says, no.says), np.where(rows, yes.means, no.means), np.where(first, yes.phrase, no.phrase)
    )
