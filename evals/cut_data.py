"""What the cut is fitted and measured on: topics set beside rows of which it is known whether they are about them.

The sample plans with their hand labels and what the examiner asked about them, and generated corpora of one, of seven
and of thirty prisons, so that nothing is learned that holds for a corpus of one size only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.dictionary import common_words
from assistant.expansion import Expander
from assistant.index import Index
from assistant.relevance import Relevance
from assistant.row_words import RowWords
from assistant.understanding.reader import understand
from assistant.understanding.reading import Reading
from assistant.understanding.spelling import corrected
from assistant.vocabulary import read_vocabulary
from evals.bank import FOLDER, Part, absent_topics, sample_labels, topics
from evals.derivation.picking import AS_OF
from evals.generation.corpus import generate_corpus
from evals.questions import ABSTAIN, read_questions
from ingest.abbreviations import Abbreviation, abbreviations
from ingest.reading import read_document
from ingest.records import Plan

SAMPLE_PLANS = FOLDER.parent / "data" / "plans"

_ABSENT_ASKED = 2
"""Queries asked of each topic that a generated corpus does not hold."""

Rows = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Query:
    """A topic as it is asked, and the rows (plan id, rec no) that are about it, or may be given without harm."""

    text: str
    style: str
    part: Part
    expected: Rows
    allowed: Rows


@dataclass(frozen=True, slots=True)
class Corpus:
    """Plans held together, with what is asked of them."""

    name: str
    plans: tuple[Plan, ...]
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A query set beside the rows of a corpus: ``signals`` float64 (rows, signals), the rows' names in ``items``."""

    corpus: str
    query: Query
    items: tuple[tuple[str, str], ...]
    signals: NDArray[np.float64]

    @property
    def labels(self) -> NDArray[np.float64]:
        """1 for rows that are expected, 0 for those that are wrong, NaN for those that may be given."""
        return np.array(
            [1.0 if i in self.query.expected else np.nan if i in self.query.allowed else 0.0 for i in self.items]
        )


@dataclass(frozen=True, slots=True)
class _Held:
    """Plans as the index takes them."""

    name: str
    held: tuple[Plan, ...]

    @property
    def plans_version(self) -> str:
        return f"cut-{self.name}"

    def plans(self) -> tuple[Plan, ...]:
        return self.held


def corpora(small: int = 6, middle: int = 1, large: int = 0) -> Iterator[Corpus]:
    """The sample plans, then generated corpora: so many of one prison, of seven and of thirty, three plans each."""
    yield _sample()
    for size, many in ((1, small), (7, middle), (30, large)):
        for seed in range(1, many + 1):
            yield _generated(size, 100 * size + seed)


def judged(corpus: Corpus, home: Path) -> Iterator[Judged]:
    """Each query of a corpus beside its rows; ``home`` holds the model, the embeddings' cache and the index."""
    found = tuple(a for plan in corpus.plans for a in abbreviations(plan))
    relevance = relevance_of(corpus.name, corpus.plans, home, found)
    vocabulary = read_vocabulary(corpus.plans, [])
    for query in corpus.queries:
        reading = relevance.read(corrected(Reading(query.text), vocabulary.words, common_words()))
        if reading is not None:
            yield Judged(corpus.name, query, reading.signals.items, reading.signals.whole)


def relevance_of(name: str, plans: tuple[Plan, ...], home: Path, found: Sequence[Abbreviation]) -> Relevance:
    """The cut over some plans, whose index is built in ``home``."""
    index = Index.open(home, _Held(name, plans))
    return Relevance(index, RowWords(plans), Expander(found))


def _sample() -> Corpus:
    plans = tuple(plan for path in sorted(SAMPLE_PLANS.glob("*.txt")) for plan in read_document(path).plans)
    queries = [
        Query(
            label.query,
            label.style,
            label.split,
            frozenset((row.plan, row.rec_no) for row in label.expected),
            frozenset((row.plan, row.rec_no) for row in label.allowed),
        )
        for label in sample_labels()
    ]
    queries += [Query(a.phrase, "absent", a.split, frozenset(), frozenset()) for a in absent_topics()]
    return Corpus("send", plans, (*queries, *_asked_by_examiner(plans)))


def _asked_by_examiner(plans: tuple[Plan, ...]) -> Iterator[Query]:
    """Questions about a topic without any filter: their topic, as it is understood."""
    vocabulary = read_vocabulary(plans, [])
    for question in read_questions(FOLDER / "questions" / "send-hand.jsonl"):
        plan = understand(question.question, vocabulary, question.as_of or AS_OF, question.history, common_words())
        alone = not question.history and plan.as_of >= max(p.submitted for p in plans)
        if (
            not alone
            or question.part is None
            or question.kind not in ("topic", ABSTAIN)
            or plan.filters
            or not plan.topic
        ):
            continue
        rows = [frozenset((row.plan, row.rec_no) for row in some) for some in (question.expected, question.allowed)]
        yield Query(plan.topic, "examiner" if rows[0] else "absent", Part(question.part), rows[0], rows[1])


def _generated(size: int, seed: int) -> Corpus:
    generated = generate_corpus(size, seed)
    about: dict[str, set[tuple[str, str]]] = {}
    for plan in generated:
        for name, item in zip(plan.topics, plan.truth.items, strict=True):
            about.setdefault(name, set()).add((plan.truth.plan_id, item.rec_no))
    rng = random.Random(seed)  # noqa: S311 - the same queries each time, not secret ones
    queries = []
    for topic in topics():
        expected = frozenset(about.get(topic.id, ()))
        related = frozenset(row for name in topic.related for row in about.get(name, ())) - expected
        styles = {
            text: style for style in ("direct", "lay", "keyword", "misspelt") for text in getattr(topic.queries, style)
        }
        # Only what every row of a topic answers is asked where it has rows; where it has none, anything.
        asked = topic.general if expected else rng.sample(sorted(styles), _ABSENT_ASKED)
        queries += [
            Query(text, styles[text] if expected else "absent", topic.split, expected, related) for text in asked
        ]
    queries += [Query(a.phrase, "absent", a.split, frozenset(), frozenset()) for a in absent_topics()]
    return Corpus(f"prisons-{size}-{seed}", tuple(plan.truth for plan in generated), tuple(queries))
