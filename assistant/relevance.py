"""The cut: which rows are *about* a topic.

Lists and counts depend on it, so it is a decision with a measured error and not the first k of a ranking: a logistic
model over the signals below, fitted on labelled question-row pairs (``python -m evals.fit_cut``; figures in
``evals/README.md``). A row is about the topic where its log-odds reach the threshold. All signals of a row compare it
with the whole corpus, never with the rows that a filter leaves, so whether a row is about a topic does not depend on
what else the question asks.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from statistics import fmean, pstdev

from assistant.expansion import Expander
from assistant.index import ChunkMatch, ChunkScore, Index, TopicWord

CONSIDERED = 60
"""Items whose words are compared with the topic's: those best by score. Rows below were never about the topic."""

_BACKGROUND = 0.8
"""Part of the items, the lowest by score, that stands for "rows about something else"."""

_NEAR_WORD = 0.7
_SAME_WORD = 0.85
"""Similarity of a topic's word to a row's, from which it counts as a word of the same kind, and as the same word."""


@dataclass(frozen=True, slots=True)
class CutModel:
    """The fitted model: log-odds = bias + sum of weight * signal, compared with the threshold.

    ``near_threshold`` is the lower line down to which rows are offered as near misses.
    """

    signals: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float
    near_threshold: float

    def log_odds(self, signals: Mapping[str, float]) -> float:
        """The log-odds that a row with these signals is about the topic."""
        return self.bias + sum(w * signals[name] for name, w in zip(self.signals, self.weights, strict=True))


@dataclass(frozen=True, slots=True)
class AboutRow:
    """An item and how far it is about the topic (log-odds; 0 is even).

    ``actions`` are the numbers of its actions that are about the topic themselves, best first; empty where the topic
    stands in the item's own words. ``reason`` names the words of the row that speak for it.
    """

    plan_id: str
    rec_no: str
    log_odds: float
    actions: tuple[int, ...]
    reason: str

    @property
    def item_id(self) -> str:
        """The item's id, as in the index."""
        return f"{self.plan_id}/{self.rec_no}"


@dataclass(frozen=True, slots=True)
class TopicRows:
    """The rows about a topic, and those just under the cut; both best first."""

    about: tuple[AboutRow, ...]
    near: tuple[AboutRow, ...]


@lru_cache(maxsize=1)
def fitted_model() -> CutModel:
    """The model that was fitted and landed with the program (``lexicon/cut.json``)."""
    data = json.loads(files("assistant").joinpath("lexicon/cut.json").read_text(encoding="utf-8"))
    return CutModel(
        tuple(data["signals"]), tuple(data["weights"]), data["bias"], data["threshold"], data["near_threshold"]
    )


@dataclass(frozen=True, slots=True)
class ItemSignals:
    """An item with its signals for one topic, and its chunks' scores and word matches behind them."""

    plan_id: str
    rec_no: str
    signals: Mapping[str, float]
    chunks: tuple[ChunkScore, ...]
    matches: tuple[ChunkMatch, ...]
    words: tuple[TopicWord, ...]


def item_signals(index: Index, topic: str, candidates: Collection[str] | None = None) -> tuple[ItemSignals, ...]:
    """The signals of the items that may be about ``topic``, best score first.

    ``candidates`` (item ids) are considered even where the whole corpus has better ones; None adds none.
    """
    everything = _by_item(index.rank(topic))
    if not everything:
        return ()
    scored = dict(everything)
    missing = [c for c in candidates or () if c not in scored]
    if missing:
        scored |= _by_item(index.rank(topic, sorted(missing)))
    order = sorted(scored, key=lambda item: (-max(c.score for c in scored[item]), item))
    background = {kind: _background(kind, everything.values()) for kind in ("maxsim", "dense", "score")}
    best = {kind: max(getattr(c, kind) for group in scored.values() for c in group) for kind in background}
    considered = order[:CONSIDERED]
    matches = index.matches(topic, [c.chunk_id for item in considered for c in scored[item]])
    by_chunk = {m.chunk_id: m for m in matches.chunks}
    return tuple(
        ItemSignals(
            scored[item][0].plan_id,
            scored[item][0].rec_no,
            _signals(scored[item], [by_chunk[c.chunk_id] for c in scored[item]], matches.words, background, best),
            tuple(scored[item]),
            tuple(by_chunk[c.chunk_id] for c in scored[item]),
            matches.words,
        )
        for item in considered
    )


def _by_item(scores: Iterable[ChunkScore]) -> dict[str, list[ChunkScore]]:
    groups: dict[str, list[ChunkScore]] = {}
    for chunk in scores:
        groups.setdefault(f"{chunk.plan_id}/{chunk.rec_no}", []).append(chunk)
    return groups


def _background(kind: str, groups: Iterable[Sequence[ChunkScore]]) -> tuple[float, float]:
    """Mean and standard deviation of the lower part of the items' best values."""
    values = sorted(max(getattr(c, kind) for c in group) for group in groups)
    low = values[: max(3, int(len(values) * _BACKGROUND))]
    return fmean(low), pstdev(low) + 1e-3


def _signals(
    chunks: Sequence[ChunkScore],
    matches: Sequence[ChunkMatch],
    words: Sequence[TopicWord],
    background: Mapping[str, tuple[float, float]],
    best: Mapping[str, float],
) -> dict[str, float]:
    value = {kind: max(getattr(c, kind) for c in chunks) for kind in background}
    total = sum(w.weight for w in words) or 1.0
    similarity = [max(m.matches[n].similarity for m in matches) for n in range(len(words))]
    heaviest = max(range(len(words)), key=lambda n: words[n].weight)

    def covered(least: float) -> float:
        return sum(w.weight for w, s in zip(words, similarity, strict=True) if s > least) / total

    def above(kind: str) -> float:
        mean, deviation = background[kind]
        return (value[kind] - mean) / deviation

    return {
        "maxsim": value["maxsim"],
        "dense": value["dense"],
        "same_words": covered(_SAME_WORD),
        "near_words": covered(_NEAR_WORD),
        "heaviest_word": similarity[heaviest],
        "relative_maxsim": value["maxsim"] / max(best["maxsim"], 1e-6),
        "relative_dense": value["dense"] / max(best["dense"], 1e-6),
        "relative_score": value["score"] / max(best["score"], 1e-6),
        "above_maxsim": above("maxsim"),
        "above_dense": above("dense"),
        "above_score": above("score"),
        "words": min(len(words), 12) / 12,
    }


class Relevance:
    """Decides which rows are about a topic."""

    def __init__(self, index: Index, expander: Expander, model: CutModel | None = None) -> None:
        self._index = index
        self._expander = expander
        self._model = model or fitted_model()

    def rows(self, topic: str, candidates: Collection[str] | None = None) -> TopicRows:
        """The rows about ``topic``; ``candidates`` (item ids) narrow nothing, they only make sure that these are scored.

        The topic is also tried with its abbreviations and synonyms exchanged; a row counts by its best wording.
        """
        found: dict[str, AboutRow] = {}
        for wording in self._expander.wordings(topic):
            for item in item_signals(self._index, wording.text, candidates):
                odds = self._model.log_odds(item.signals) - wording.discount
                row = self._row(item, odds, wording.text if wording.text != topic else "")
                if row.item_id not in found or odds > found[row.item_id].log_odds:
                    found[row.item_id] = row
        ordered = sorted(found.values(), key=lambda r: (-r.log_odds, r.item_id))
        about = tuple(r for r in ordered if r.log_odds >= self._model.threshold)
        near = tuple(r for r in ordered if self._model.near_threshold <= r.log_odds < self._model.threshold)
        return TopicRows(about, near)

    def _row(self, item: ItemSignals, odds: float, wording: str) -> AboutRow:
        own = max((c.score for c in item.chunks if c.action is None), default=0.0)
        actions = sorted((c for c in item.chunks if c.action is not None), key=lambda c: (-c.score, c.chunk_id))
        best = actions[0].score if actions else 0.0
        chosen = (
            tuple(c.action for c in actions if c.action is not None and c.score >= 0.8 * best) if best > own else ()
        )
        return AboutRow(item.plan_id, item.rec_no, round(odds, 4), chosen, _reason(item, wording))


def _reason(item: ItemSignals, wording: str) -> str:
    """The words of the row nearest to the topic's weightiest words."""
    said: list[str] = []
    weighty = sorted(range(len(item.words)), key=lambda n: (-item.words[n].weight, n))[:3]
    for n in sorted(weighty):
        match = max((m.matches[n] for m in item.matches), key=lambda w: (w.similarity, w.word))
        if match.similarity > _NEAR_WORD and match.word not in said:
            said.append(match.word)
    words = f"says “{' … '.join(said)}”" if said else "close in meaning"
    return f"{words} (read as “{wording}”)" if wording else words
