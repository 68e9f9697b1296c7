"""What speaks for a row being about a topic, as numbers: the signals that the cut weighs.

Some compare meanings (sentence vectors, and the row's word most like each of the topic's), the others say which of the
topic's words stand in the row. What is usual for a topic is taken from rows that are always the same, so whether a row
is about it depends neither on what else the question asks nor on what else is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.background import rarity
from assistant.row_words import RowWords, phrase_of
from assistant.topic_evidence import TopicEvidence
from assistant.topic_terms import TopicTerms

SIGNALS = (
    "meaning",
    "heaviest_word",
    "dense",
    "above_dense",
    "meant_own",
    "meant_side",
    "all_said",
    "only_here",
    "only_said_here",
    "phrase",
    "verbatim",
    "words",
)
"""The signals, in the order of the columns.

- ``meaning``: mean over the topic's words, by weight, of the likeness of the row's word most like it.
  ``heaviest_word``: the same of the weightiest word alone; a word that stands in the row, or whose synonym does,
  counts as all but the same.
- ``dense``: cosine of the sentence vectors; ``above_dense``: more than is usual for the topic, in standard deviations.
- ``meant_own``: weight of the topic's words that stand in the item's own text, themselves or by a synonym.
  ``meant_side``: the same of the side of an "and" or "or" that fits best; of a topic without sides, ``meant_own``.
  ``all_said``: 1 where all weighty words themselves stand somewhere in the row.
- ``only_here``: weight of those that one sentence of the row has, itself or by a synonym, less by as much as the own
  text of some item of the plan has: where a plan has no concern about vacancies, the action that fills them is what it
  says about them. ``only_said_here``: the same without synonyms.
- ``phrase``: part of the topic's words that stand next to each other in the row as they do in the topic.
- ``verbatim``: where the whole topic, two words or more, stands in the row as it is asked, its weight (of 2, at most
  1).
- ``words``: the topic's words, of 8.

Left out because the fit gave them no weight: likenesses of words above what is usual, the weights that the whole row
has, and whether a topic is short.
"""

_BACKGROUND = 0.5
"""Part of the usual rows, the lowest, that stands for "rows about something else"."""

_SAID = 0.9
_MEANT = 0.8
"""Likeness of a word that stands in the row, and of one whose synonym does: token vectors of the same word in two
sentences have some .75, of two words for one thing often less than .5."""

_ALL = 0.88
"""Part of the weight of a topic that counts as all of it: a weak word may be missing."""

_PART_OF_PHRASE = 0.4
"""What a word counts that stands in a row without the rest of the phrase that it belongs to."""

_VERBATIM_WEIGHT = 2.0
"""Weight of a topic's words from which its standing in a row word by word says all that it can."""

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
    """What some rows say, from 0 to 1: each float64 (rows, words), the topic's own stems and, in ``means``, synonyms
    too; ``phrase`` and ``verbatim`` are float64 (rows,)."""

    says: Floats
    means: Floats
    phrase: Floats
    verbatim: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Shares:
    """The weight of the topic's words that texts hold, as a part of all, float64 (texts,): themselves, or by synonyms
    too."""

    said: Floats
    meant: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Some rows beside a topic: sentence vectors (rows,) and words (rows, words), and what their texts say.

    ``near`` is what one sentence has, ``elsewhere``, float64 (rows,), the most that the own text of an item of the
    row's plan has.
    """

    dense: Floats
    words: Floats
    own: _Texts
    whole: _Texts
    near: _Shares
    elsewhere: Floats


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
    own_shares = _shares(terms, own)
    elsewhere = _best_of_plan([plan_id for plan_id, _ in items], own_shares.meant)
    parts = _either(is_item, said, none)
    every = _Rows(evidence.dense, evidence.similarity, parts, said, _shares(terms, said), elsewhere[of_chunk])
    together = _Rows(
        np.maximum.reduceat(evidence.dense, starts),
        np.maximum.reduceat(evidence.similarity, starts, axis=0),
        own,
        whole,
        _near(terms, [item.sentences for item in words]),
        elsewhere,
    )
    alone = _Rows(evidence.dense[starts], evidence.similarity[starts], own, own, own_shares, elsewhere)
    return RowSignals(items, *(_matrix(group, terms, evidence.usual_dense) for group in (together, alone, every)))


def _above(dense: Floats, usual: Floats) -> Floats:
    """How many deviations rows are above what is usual for a topic."""
    low = np.sort(usual)[: int(len(usual) * _BACKGROUND)]
    deviation = float(low.std()) + _LEAST_DEVIATION
    return np.asarray(((dense - float(low.mean())) / deviation).clip(-_MOST_DEVIATIONS, _MOST_DEVIATIONS))


def _matrix(rows: _Rows, terms: TopicTerms, usual: Floats) -> Floats:
    weights = np.array(terms.weights)
    all_said = _by_sides(terms, rows.whole.says) > _ALL
    return np.column_stack(
        [
            _mean(rows.words, weights),
            _heard(rows)[:, int(np.argmax(weights))],
            rows.dense,
            _above(rows.dense, usual),
            _mean(rows.own.means, weights),
            _by_sides(terms, rows.own.means),
            all_said.astype(np.float64),
            *(share * (1 - rows.elsewhere) for share in (rows.near.meant, rows.near.said)),
            rows.whole.phrase,
            rows.whole.verbatim * min(1.0, float(weights.sum()) / _VERBATIM_WEIGHT),
            np.full(len(rows.dense), min(len(terms.places), 8) / 8),
        ]
    ).round(6)


def _heard(rows: _Rows) -> Floats:
    """The likeness of each word, raised where the row says it or a synonym."""
    raised = np.maximum(rows.words, rows.whole.means * _MEANT)
    return np.maximum(raised, rows.whole.says * _SAID)


def _mean(words: Floats, weights: Floats) -> Floats:
    if not weights.any():
        weights = np.ones(len(weights))
    return np.asarray((words * weights).sum(axis=1) / weights.sum(), dtype=np.float64)


def _by_sides(terms: TopicTerms, holds: Floats) -> Floats:
    """The weight of the words that rows hold, as a part of the side's, for the side that fits best: (rows,)."""
    weights = np.array(terms.weights)
    best = np.zeros(len(holds))
    for side in map(list, terms.sides):
        if total := float(weights[side].sum()):
            best = np.maximum(best, (holds[:, side] * weights[side]).sum(axis=1) / total)
    return best


def _shares(terms: TopicTerms, texts: _Texts) -> _Shares:
    return _Shares(_by_sides(terms, texts.says), _by_sides(terms, texts.means))


def _best_of_plan(plans: Sequence[str], shares: Floats) -> Floats:
    """For each row the greatest share of the rows of its plan."""
    best: dict[str, float] = {}
    for plan_id, share in zip(plans, shares.tolist(), strict=True):
        best[plan_id] = max(share, best.get(plan_id, 0.0))
    return np.array([best[plan_id] for plan_id in plans])


def _near(terms: TopicTerms, rows: Sequence[Sequence[str]]) -> _Shares:
    """The shares of the sentence of each row that has the most."""
    starts = np.cumsum([0, *(len(sentences) for sentences in rows)])[:-1]
    every = _shares(terms, _texts(terms, [sentence for sentences in rows for sentence in sentences]))
    return _Shares(np.maximum.reduceat(every.said, starts), np.maximum.reduceat(every.meant, starts))


def _texts(terms: TopicTerms, texts: Sequence[str]) -> _Texts:
    """What texts (stems between blanks) say of a topic."""
    says = np.zeros((len(texts), len(terms.stems)))
    for place in terms.places:
        phrase = phrase_of([terms.stems[place]])
        says[:, place] = [phrase in text for text in texts]
    # "Prison offender managers" is one thing: "offender" or "managers" alone is hardly a part of it.
    for run in terms.phrases:
        phrase = phrase_of([terms.stems[place] for place in run])
        part = np.array([1.0 if phrase in text else _PART_OF_PHRASE for text in texts])
        says[:, run] *= part[:, None]
    means = says.copy()
    for other in terms.alternatives:
        covered = [terms.places[place] for place in other.places]
        found = np.array([other.phrase in text for text in texts], dtype=np.float64)
        # A word that is usual says little where it stands for a rare one: "training" for "refresher courses".
        strength = 1.0 if other.same else (1 + max(map(rarity, other.phrase.split()))) / 2
        means[:, covered] = np.maximum(means[:, covered], found[:, None] * strength)
        if other.same:
            says[:, covered] = np.maximum(says[:, covered], found[:, None])
    pairs = [phrase_of(pair) for pair in pairwise(terms.stems[place] for place in terms.places)]
    if pairs:
        next_to = [sum(pair in text for pair in pairs) / len(pairs) for text in texts]
    else:
        next_to = [float(row.any()) for row in says]
    every = phrase_of([terms.stems[place] for place in terms.places])
    verbatim = [float(bool(pairs) and every in text) for text in texts]
    return _Texts(says, means, np.array(next_to), np.array(verbatim))


def _picked(texts: _Texts, rows: Sequence[int]) -> _Texts:
    return _Texts(texts.says[rows], texts.means[rows], texts.phrase[rows], texts.verbatim[rows])


def _either(first: NDArray[np.bool_], yes: _Texts, no: _Texts) -> _Texts:
    """Rows of ``yes`` where ``first``, of ``no`` elsewhere."""
    rows = first[:, None]
    return _Texts(
        np.where(rows, yes.says, no.says),
        np.where(rows, yes.means, no.means),
        np.where(first, yes.phrase, no.phrase),
        np.where(first, yes.verbatim, no.verbatim),
    )
