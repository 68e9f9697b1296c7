"""The cut: which rows are *about* a topic.

Lists and counts depend on it, so it is a decision with a measured error and not the first k of a ranking: a logistic
model over the signals of ``assistant.signals``, fitted on labelled pairs of topic and row (``python -m evals.fit_cut``;
figures in ``evals/README.md``). A row is about the topic where its log-odds reach the threshold.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from math import log10

import numpy as np
from numpy.typing import NDArray

from assistant.expansion import Expander
from assistant.index import Index
from assistant.row_words import RowWords, phrase_of, stem
from assistant.signals import SIGNALS, RowSignals, row_signals
from assistant.topic_evidence import TopicEvidence
from assistant.topic_terms import TopicTerms, read_terms

MOST_NEAR = 5
"""Near misses given at most."""

_NEAR_WORD = 0.7
"""Likeness from which a row's word is given as the reason, where it does not say the topic's word itself."""

_REASONS = 3

_MANY_ROWS = 100
_RISE = 0.4
"""Among more rows than so many the cut is higher, by so much for every tenfold: the more rows are looked at, the more
of them say the topic's words by chance. On topics of the parts fit and check of four generated corpora (90 plans each)
the precision of rows rose from .885 to .923 and recall fell from .935 to .928."""

_JUST_UNDER = 0.4
"""How far under the cut rows are that answer a question that has no other answer. Those that say the topic in its own
words or in the field's answer down to the near misses. Of 329 questions of the parts fit and check that no row was over
the cut for, 69 with an answer, 27 are given rows that all belong and 3 others."""

_IN_WORDS = 0.9
"""Part of a topic's weight that an item's own text holds, itself or by synonyms, where it says the topic."""

_ONE_WORD = 0.4
"""Added where the topic is one word and the item's own text says it."""

_NAMED = 2.0
"""Log-odds at least of a row that says the abbreviation that is asked for, or the topic word by word."""

_WORD_BY_WORD = 0.7
_ONLY_HERE = 0.3
"""``verbatim`` from which it does (two rare words or more), and ``only_said_here``: not in a section's name, and not
where other items of the plan say it better. All such rows under the fitted cut on the questions of the parts fit and
check were expected."""

_LEAST_PRESUMED = -5.0
_CLEARLY_BEST = 1.0
"""Log-odds of the row that is meant where a question says that there is one, and by how much it must be before the
next. Of refused recommendations asked for by a topic, on 120 generated prisons, those taken between the near misses and
-5 were right 79 times and wrong once; where none was about the topic (575 times) one was taken 34 times."""


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

    def log_odds(self, signals: NDArray[np.float64]) -> NDArray[np.float64]:
        """The log-odds, (rows,), that rows with these signals, (rows, ``SIGNALS``), are about the topic."""
        weights = dict(zip(self.signals, self.weights, strict=True))
        # Summed column by column: a matrix product's last bits depend on how many rows there are.
        total = np.full(len(signals), self.bias)
        for n, name in enumerate(SIGNALS):
            total = total + weights.get(name, 0.0) * signals[:, n]
        return total.round(4)


@dataclass(frozen=True, slots=True)
class AboutRow:
    """An item and how far it is about the topic (log-odds; 0 is even).

    ``actions`` are the numbers of its actions that are about the topic themselves, best first; empty where the topic
    stands in the item's own words. ``reason`` names the words of the row that speak for it. ``presumed``: under the
    cut, and taken because the question says that there is such a row.
    """

    plan_id: str
    rec_no: str
    log_odds: float
    actions: tuple[int, ...]
    reason: str
    presumed: bool = False

    @property
    def item_id(self) -> str:
        """The item's id, as in the index."""
        return f"{self.plan_id}/{self.rec_no}"


@dataclass(frozen=True, slots=True)
class TopicRows:
    """The rows about a topic, and at most ``MOST_NEAR`` just under the cut; both best first."""

    about: tuple[AboutRow, ...]
    near: tuple[AboutRow, ...]


@lru_cache(maxsize=1)
def fitted_model() -> CutModel:
    """The model that was fitted and landed with the program (``lexicon/cut.json``)."""
    data = json.loads(files("assistant").joinpath("lexicon/cut.json").read_text(encoding="utf-8"))
    return CutModel(
        tuple(data["weights"]), tuple(data["weights"].values()), data["bias"], data["threshold"], data["near_threshold"]
    )


@dataclass(frozen=True, slots=True, eq=False)
class TopicReading:
    """A topic set beside the rows: the evidence, the topic's terms, and the signals made of both."""

    evidence: TopicEvidence
    terms: TopicTerms
    signals: RowSignals


class Relevance:
    """Decides which rows are about a topic."""

    def __init__(self, index: Index, rows: RowWords, expander: Expander, model: CutModel | None = None) -> None:
        self._index = index
        self._rows = rows
        self._expander = expander
        self._model = model

    def read(self, topic: str, candidates: Collection[str] = ()) -> TopicReading | None:
        """The topic set beside the rows that may be about it; None if it has no words or there are no rows."""
        terms = read_terms([word.text for word in self._index.words(topic)], self._expander)
        evidence = self._index.evidence(topic, candidates, terms.reworded)
        if not evidence.chunks:
            return None
        return TopicReading(evidence, terms, row_signals(evidence, terms, self._rows))

    def rows(self, topic: str, candidates: Collection[str] = ()) -> TopicRows:
        """The rows about ``topic``, as among few; ``candidates`` (item ids) only make sure to be looked at."""
        reading = self.read(topic, candidates)
        if reading is None:
            return TopicRows((), ())
        model = self._model or fitted_model()
        odds = _log_odds(model, reading, reading.signals.whole)
        order = np.lexsort((np.arange(len(odds)), -odds)).tolist()
        about = [n for n in order if odds[n] >= model.threshold]
        near = [n for n in order if model.near_threshold <= odds[n] < model.threshold][:MOST_NEAR]
        return TopicRows(
            *(tuple(self._row(topic, reading, n, float(odds[n]), model) for n in some) for some in (about, near))
        )

    def least_odds(self, looked_at: int) -> float:
        """The log-odds from which a row is about a topic where so many rows are looked at."""
        model = self._model or fitted_model()
        return model.threshold + _RISE * max(0.0, log10(max(1, looked_at) / _MANY_ROWS))

    def likeliest(self, topic: str, candidates: Collection[str]) -> tuple[AboutRow, ...]:
        """Of candidates (item ids) that are all under the cut, those just under it or that say the topic, best first.

        For a question that has no other answer: whoever asks mostly knows of something.
        """
        least = self.least_odds(len(candidates)) - _JUST_UNDER
        model = self._model or fitted_model()
        reading = self.read(topic, candidates)
        if reading is None:
            return ()
        return tuple(
            self._row(topic, reading, n, odds, model)
            for n, odds in _best(reading, candidates, model)
            if odds >= (model.near_threshold if _in_words(reading, n) else least)
        )

    def presumed(self, topic: str, candidates: Collection[str], *, only_clear: bool = False) -> AboutRow | None:
        """The best of the candidates (item ids), for a question that says that there is such a row.

        None if all are under the near misses; ``only_clear``: one further under too, if it is clearly before the rest.
        """
        model = self._model or fitted_model()
        reading = self.read(topic, candidates)
        rows = [] if reading is None else _best(reading, candidates, model)
        if reading is None or not rows:
            return None
        n, odds = rows[0]
        clear = len(rows) == 1 or odds - rows[1][1] >= _CLEARLY_BEST
        least = _LEAST_PRESUMED if only_clear and clear else model.near_threshold
        if odds < least:
            return None
        return replace(self._row(topic, reading, n, odds, model), presumed=odds < model.threshold)

    def _row(self, topic: str, reading: TopicReading, n: int, odds: float, model: CutModel) -> AboutRow:
        plan_id, rec_no = reading.signals.items[n]
        actions = _actions(reading, n, model)
        return AboutRow(plan_id, rec_no, odds, actions, self._reason(topic, reading, n, actions))

    def _reason(self, topic: str, reading: TopicReading, n: int, actions: Sequence[int]) -> str:
        """The words of the row that are the topic's, mean the same, or are most like its weightiest words."""
        terms, words = reading.terms, self._rows.item(*reading.signals.items[n])
        text = " ".join(words.actions.get(a, "") for a in actions) if actions else words.whole
        said = [place for place in terms.places if phrase_of([terms.stems[place]]) in text]
        weighty = [place for place in said if terms.weights[place] >= _WEIGHTY * max(terms.weights)]
        others = (a for a in terms.alternatives if a.phrase in text and terms.places[a.places[0]] not in said)
        other = next(others, None)
        if weighty:
            best = sorted(sorted(weighty, key=lambda place: (-terms.weights[place], place))[:_REASONS])
            return f"says “{_as_written(reading, best)}”"
        if other is not None:
            asked = [reading.evidence.words[terms.places[place]].text for place in other.places]
            return f"says “{other.words}” (for “{' '.join(asked)}”)"
        return self._likeness(topic, reading, n)

    def _likeness(self, topic: str, reading: TopicReading, n: int) -> str:
        evidence, terms = reading.evidence, reading.terms
        plan_id, rec_no = reading.signals.items[n]
        first = int(evidence.starts[n])
        of_item = [c for c in evidence.chunks[first:] if c[:2] == (plan_id, rec_no)]
        ids = [f"{plan_id}/{rec_no}" + ("" if action is None else f"#{action}") for _, _, action in of_item]
        matches = self._index.matches(topic, ids)
        said: list[str] = []
        for place in sorted(sorted(terms.places, key=lambda p: (-terms.weights[p], p))[:_REASONS]):
            match = max((chunk.matches[place] for chunk in matches.chunks), key=lambda m: (m.similarity, m.word))
            if match.similarity > _NEAR_WORD and match.word not in said:
                said.append(match.word)
        return f"says “{' … '.join(said)}”" if said else "close in meaning"


_WEIGHTY = 0.5


def _log_odds(model: CutModel, reading: TopicReading, signals: NDArray[np.float64]) -> NDArray[np.float64]:
    """The model's log-odds, more where an item's own text says the one word asked for; but what an abbreviation of the
    documents names, and what is asked word by word, is in every row that says it.

    Whoever asks for "ROTL" or "night patrols" asks where it comes in, and a passing mention is an answer.
    """
    odds = model.log_odds(signals)
    said = signals[:, SIGNALS.index("all_said")] == 1.0
    if len(reading.terms.places) == 1:
        own = signals[:, SIGNALS.index("meant_own")] == 1.0
        odds = np.where(said & own, odds + _ONE_WORD, odds)
    only_here = signals[:, SIGNALS.index("only_said_here")] >= _ONLY_HERE
    word_by_word = (signals[:, SIGNALS.index("verbatim")] >= _WORD_BY_WORD) & only_here
    return np.where(said if reading.terms.names_one_thing else word_by_word, np.maximum(odds, _NAMED), odds)


def _best(reading: TopicReading, candidates: Collection[str], model: CutModel) -> list[tuple[int, float]]:
    """The best ``MOST_NEAR`` of the candidates (item ids), whatever their odds: place in the reading, and log-odds."""
    odds = _log_odds(model, reading, reading.signals.whole)
    wanted = frozenset(candidates)
    places = [n for n, item in enumerate(reading.signals.items) if "/".join(item) in wanted]
    places.sort(key=lambda n: (-odds[n], n))
    return [(n, float(odds[n])) for n in places[:MOST_NEAR]]


def _in_words(reading: TopicReading, n: int) -> bool:
    """Whether a row says the topic, itself or in the field's words for it."""
    whole = dict(zip(SIGNALS, reading.signals.whole[n].tolist(), strict=True))
    # Of a list ``all_said`` may be one side.
    all_said = whole["all_said"] == 1.0 and len(reading.terms.sides) == 1
    return all_said or whole["meant_own"] >= _IN_WORDS


def _actions(reading: TopicReading, n: int, model: CutModel) -> tuple[int, ...]:
    """The actions that are about the topic while the item's own words are not."""
    evidence = reading.evidence
    first = int(evidence.starts[n])
    last = int(evidence.starts[n + 1]) if n + 1 < len(evidence.starts) else len(evidence.chunks)
    if (
        evidence.chunks[first][2] is None
        and _log_odds(model, reading, reading.signals.own[n : n + 1])[0] >= model.threshold
    ):
        return ()
    odds = _log_odds(model, reading, reading.signals.chunks[first:last])
    chosen = [
        (-float(odds[place - first]), action)
        for place in range(first, last)
        if (action := evidence.chunks[place][2]) is not None and odds[place - first] >= model.threshold
    ]
    return tuple(action for _, action in sorted(chosen))


def _as_written(reading: TopicReading, places: Sequence[int]) -> str:
    """Words of the topic; those that stand side by side in it are given as a phrase."""
    words = reading.evidence.words
    parts: list[str] = []
    for n, place in enumerate(places):
        between = [words[p].text for p in range(places[n - 1] + 1, place)] if n else []
        if parts and len(between) < 2 and not any(stem(word) for word in between):
            parts[-1] += " " + " ".join([*between, words[place].text])
        else:
            parts.append(words[place].text)
    return " … ".join(parts)
