"""The index: which rows are about a topic. Derived from the register, disposable, and never used when stale.

``Index.open`` gives an index of exactly what the register holds now, building it first where it is missing or was
built from something else. Filters, counts and dates are the register's; the index only scores rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from assistant.background import usual_rows
from assistant.builds import Build, Builds, Fingerprint
from assistant.chunks import CHUNKING_VERSION, chunks_of, item_id
from assistant.lexical_index import LexicalIndex
from assistant.onnx_export import ensure_export, export_folder, read_export
from assistant.query_encoder import QueryEncoder
from assistant.sentence_vectors import SentenceVectors
from assistant.token_vectors import TokenVectors
from assistant.topic_evidence import ChunkMatch, ChunkScore, TopicEvidence, TopicMatches, TopicWord, WordMatch
from assistant.vectors import use_one_blas_thread
from assistant.weights import checked_weights, known_weights
from assistant.wordpieces import Piece
from ingest.errors import IndexUnusable, NotHeld
from ingest.records import Plan

if TYPE_CHECKING:
    from assistant.index_build import Progress
    from assistant.vector_store import VectorStore

LAYOUT_VERSION = 2
"""Raised with every change to the files of a build."""

BUILD_WAIT_SECONDS = 600.0
"""How long a process waits for another that is building."""

EXACT_CHUNKS = 20_000
"""Up to this many chunks the whole corpus is scored exactly; candidates of a filter always are."""

NEAREST = 400
"""Windows that Chroma, and chunks that tantivy, put forward of a larger corpus."""

RERANKED = 1_000
"""Chunks that are scored by MaxSim: the best by sentence vectors and words where there are more."""

CONSIDERED = 300
"""Items that may be about a topic and are compared with it word by word: the best by sentence vectors and words."""

DENSE_WEIGHT = 0.5
LEXICAL_WEIGHT = 0.2
"""Weights of cosine similarity and of BM25 (as a part of the best row's) beside MaxSim, which has 1."""


class PlanSource(Protocol):
    """What the index needs of a register."""

    @property
    def plans_version(self) -> str:
        """Another string whenever the plans held are others; what is reported of them is in no chunk."""

    def plans(self) -> tuple[Plan, ...]:
        """All plans held."""


def build_index(
    register: PlanSource,
    home: Path,
    progress: Progress | None = None,
    *,
    model: Path | None = None,
    wait: float = BUILD_WAIT_SECONDS,
) -> bool:
    """Build the index of what the register holds, unless the current one is of just that; say whether it was built.

    ``model`` is the folder of a sentence-transformers model, None the packaged all-MiniLM-L6-v2. Readers go on with the
    build before until the new one is complete.

    Raises:
        ModelUnusable: the weights are missing or not the published ones.
        IndexUnusable: another process was still building after ``wait`` seconds.
    """
    builds = Builds(home / "index")
    if _current(builds, _wanted(register, home, model)) is not None:
        return False
    with builds.owner(wait):
        wanted = _wanted(register, home, model)
        if _current(builds, wanted) is not None:
            return False
        _build(builds, wanted, register, home, model=model, progress=progress)
    return True


def _build(
    builds: Builds,
    wanted: Fingerprint,
    register: PlanSource,
    home: Path,
    *,
    model: Path | None,
    progress: Progress | None,
) -> None:
    from assistant.embedding_cache import EmbeddingCache
    from assistant.index_build import write_build
    from assistant.row_encoder import RowEncoder
    from assistant.wordpieces import Wordpieces

    weights = checked_weights(model)
    export = ensure_export(weights, home / "models")
    exported = read_export(export)
    if exported is None:
        raise IndexUnusable(f"The exported model in {export} went away while the index was built: ingest again.")
    pieces = Wordpieces(export / "tokenizer.json", exported.max_length)
    chunks = chunks_of(register.plans())
    if register.plans_version != wanted.register:
        raise IndexUnusable("The register changed while its index was built: ingest again.")
    with EmbeddingCache(home / "embeddings.sqlite") as cache, builds.new(wanted) as folder:
        write_build(folder, chunks, RowEncoder(weights, pieces, cache), pieces, progress)


def _wanted(register: PlanSource, home: Path, model: Path | None) -> Fingerprint:
    weights = known_weights(model, home / "models" / "identity.json")
    return Fingerprint(LAYOUT_VERSION, CHUNKING_VERSION, weights.identity, register.plans_version)


def _current(builds: Builds, wanted: Fingerprint) -> Build | None:
    build = builds.current()
    return build if build is not None and build.fingerprint == wanted else None


class Index:
    """An index, open for reading."""

    def __init__(self, build: Build, home: Path) -> None:
        use_one_blas_thread()
        self._fingerprint = build.fingerprint
        rows = json.loads((build.folder / "chunks.json").read_text(encoding="utf-8"))
        self._rows: list[tuple[str, str, int | None]] = [(plan, rec_no, action) for plan, rec_no, action in rows]
        self._places: dict[str, int] = {}
        self._of_item: dict[str, list[int]] = {}
        for place, (plan_id, rec_no, action) in enumerate(self._rows):
            self._places[_chunk_id(plan_id, rec_no, action)] = place
            self._of_item.setdefault(item_id(plan_id, rec_no), []).append(place)
        self._item_starts = np.array([places[0] for places in self._of_item.values()], dtype=np.int64)
        self._item_places = {item: place for place, item in enumerate(self._of_item)}
        self._encoder = QueryEncoder(export_folder(home / "models", build.fingerprint.model))
        self._sentences = SentenceVectors(build.folder / "sentences")
        self._tokens = TokenVectors(build.folder / "tokens")
        self._lexical = LexicalIndex(build.folder / "lexical")
        self._usual = SentenceVectors(build.folder / "usual")
        self._store: VectorStore | None = None
        if len(self._rows) > EXACT_CHUNKS:
            from assistant.vector_store import VectorStore

            self._store = VectorStore(build.folder / "chroma")

    @classmethod
    def open(
        cls, home: Path, register: PlanSource, *, model: Path | None = None, progress: Progress | None = None
    ) -> Index:
        """The index of what the register holds now, built first where it is missing or stale.

        Raises:
            ModelUnusable: the weights are missing or not the published ones.
            IndexUnusable: the index can be neither read nor built.
        """
        builds = Builds(home / "index")
        for _ in range(3):
            build_index(register, home, progress, model=model)
            build = builds.current()
            if build is None:
                continue
            try:
                return cls(build, home)
            except FileNotFoundError:
                # Two newer builds were made between reading the name of this one and opening it.
                if builds.current() == build:
                    raise
        raise IndexUnusable(f"The index in {home} is being rebuilt over and over: try again when ingestion has ended.")

    def is_of(self, register: PlanSource) -> bool:
        """Whether this is still the index of what the register holds; if not, open it again."""
        return self._fingerprint.register == register.plans_version

    @property
    def chunks(self) -> Sequence[tuple[str, str, int | None]]:
        """Plan, rec no and action (None: the item itself) of each chunk, in the order of the index."""
        return self._rows

    def stems(self, text: str) -> list[str]:
        """The stems that a text is searched by, in its order; stop words have none."""
        return self._lexical.terms(text)

    def stem_scores(self, stem: str) -> NDArray[np.float32]:
        """BM25 of each chunk for one stem, in the order of the index; 0 for those that don't hold it."""
        return self._lexical.stem_scores(stem, len(self._rows))

    def rank(self, topic: str, candidates: Sequence[str] | None = None, k: int | None = None) -> tuple[ChunkScore, ...]:
        """Chunks by how well they match a topic, best first; equal scores in the order of their ids.

        ``candidates`` are items as ``plan_id/rec_no``, all of whose chunks are scored; None is everything, and no items
        give no rows. At most ``k`` chunks come back (None: all), and never more than ``RERANKED``: beyond that, those
        best by sentence vectors and words alone are scored. A score is MaxSim, plus ``DENSE_WEIGHT`` times the cosine
        similarity, plus ``LEXICAL_WEIGHT`` times BM25 as a part of the best row's.
        """
        if not topic.strip():
            return ()
        query = self._encoder.encode(topic)
        hits = self._lexical.search(topic, candidates, self._lexical_limit(candidates))
        lexical = np.zeros(len(self._rows))
        for hit in hits:
            lexical[hit.chunk] = hit.score
        chunks = self._candidates(candidates, query.sentence, [hit.chunk for hit in hits])
        if not len(chunks):
            return ()
        dense = self._sentences.similarities(query.sentence, chunks).round(6).astype(np.float64)
        words = lexical[chunks].round(6)
        share = words / max(float(words.max()), 1e-9)
        if len(chunks) > RERANKED:
            first = np.sort(np.argsort(-(DENSE_WEIGHT * dense + LEXICAL_WEIGHT * share), kind="stable")[:RERANKED])
            chunks, dense, words, share = chunks[first], dense[first], words[first], share[first]
        maxsim = self._tokens.maxsim(query.tokens, self._tokens.weights(query.pieces), chunks)
        maxsim = maxsim.round(6).astype(np.float64)
        score = (maxsim + DENSE_WEIGHT * dense + LEXICAL_WEIGHT * share).round(6)
        # Chunks ascend in the order of their ids, which a stable sort keeps for equal scores.
        order = np.argsort(-score, kind="stable")[:k]
        return tuple(
            ChunkScore(
                _chunk_id(*self._rows[chunks[i]]),
                *self._rows[chunks[i]],
                *(round(float(values[i]), 6) for values in (dense, words, maxsim, score)),
            )
            for i in order
        )

    def _lexical_limit(self, candidates: Sequence[str] | None) -> int:
        return max(1, NEAREST if candidates is None and self._store is not None else len(self._rows))

    def _candidates(
        self, candidates: Sequence[str] | None, sentence: NDArray[np.float32], by_words: Sequence[int]
    ) -> NDArray[np.int64]:
        """Places of the chunks to score, ascending."""
        if candidates is not None:
            places = {place for item in candidates for place in self._of_item.get(item, ())}
        elif self._store is None:
            return np.arange(len(self._rows))
        else:
            places = {near.chunk for near in self._store.nearest(sentence, NEAREST)} | set(by_words)
        return np.array(sorted(places), dtype=np.int64)

    def words(self, topic: str) -> tuple[TopicWord, ...]:
        """The words of a topic, punctuation among them, in its order."""
        pieces = self._encoder.encode(topic).pieces
        return _topic_words(pieces, self._tokens.weights(pieces), _word_bounds(pieces))

    def evidence(self, topic: str, candidates: Collection[str] = (), reworded: str = "") -> TopicEvidence:
        """How the items compare with a topic; the best of ``candidates`` (item ids) are among them in any case.

        ``reworded`` is the topic in other words, if any: an item has the greater ``dense`` of the two. No words or no
        rows give no items.
        """
        query = self._encoder.encode(topic)
        if not query.pieces or not self._rows:
            none = np.zeros(0)
            return TopicEvidence((), (), none.astype(np.int64), none, none.reshape(0, 0), none)
        weights = self._tokens.weights(query.pieces)
        bounds = _word_bounds(query.pieces)
        sentences = [query.sentence, *([self._encoder.encode(reworded).sentence] if reworded else [])]
        items = self._items_to_compare(f"{topic} {reworded}", sentences, candidates)
        ends = np.append(self._item_starts, len(self._rows))[items + 1]
        lengths = ends - self._item_starts[items]
        starts = np.cumsum(lengths) - lengths
        places = np.repeat(self._item_starts[items] - starts, lengths) + np.arange(int(lengths.sum()))
        firsts = [first for first, _ in bounds]

        best = self._tokens.best_similarities(query.tokens, places)
        # A plain mean over a word's pieces: how rare they are depends on what else is held.
        similarity = np.add.reduceat(best, firsts, axis=1) / np.diff([*firsts, len(query.pieces)])
        return TopicEvidence(
            words=_topic_words(query.pieces, weights, bounds),
            chunks=tuple(self._rows[place] for place in places.tolist()),
            starts=starts,
            dense=self._nearest_sentence(sentences, places).round(6).astype(np.float64),
            similarity=similarity.round(6).astype(np.float64),
            usual_dense=self._usual_dense(sentences),
        )

    def _nearest_sentence(
        self, sentences: Sequence[NDArray[np.float32]], chunks: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The cosine similarity of each chunk to that of the sentences which is most like it."""
        return cast(
            NDArray[np.float32], np.maximum.reduce([self._sentences.similarities(s, chunks) for s in sentences])
        )

    def _usual_dense(self, sentences: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
        """The cosine similarity of each usual row to that of the sentences which is most like it."""
        lengths = [len(row) for row in usual_rows()]
        texts = np.arange(sum(lengths), dtype=np.int64)
        best = np.maximum.reduce([self._usual.similarities(sentence, texts) for sentence in sentences])
        return np.maximum.reduceat(best, np.cumsum([0, *lengths[:-1]])).round(6).astype(np.float64)

    def _items_to_compare(
        self, text: str, sentences: Sequence[NDArray[np.float32]], candidates: Collection[str]
    ) -> NDArray[np.int64]:
        """Places of the items to compare with a topic, ascending."""
        if len(self._item_starts) <= CONSIDERED:
            return np.arange(len(self._item_starts), dtype=np.int64)
        hits = self._lexical.search(text, None, self._lexical_limit(None))
        lexical = np.zeros(len(self._rows))
        lexical[[hit.chunk for hit in hits]] = [hit.score for hit in hits]
        lexical /= max(float(lexical.max()), 1e-9)
        asked = np.array(sorted(self._item_places[c] for c in candidates if c in self._item_places), dtype=np.int64)
        chunks = np.unique(
            np.concatenate([self._candidates(None, sentence, [hit.chunk for hit in hits]) for sentence in sentences])
        )
        if self._store is not None:
            of_asked = [place for c in candidates for place in self._of_item.get(c, ())]
            chunks = np.union1d(chunks, np.array(of_asked, dtype=np.int64))
        first = np.full(len(self._rows), -np.inf)
        first[chunks] = DENSE_WEIGHT * self._nearest_sentence(sentences, chunks) + LEXICAL_WEIGHT * lexical[chunks]
        score = np.maximum.reduceat(first, self._item_starts).round(6)
        best = np.argsort(-score, kind="stable")[:CONSIDERED]
        best_asked = asked[np.argsort(-score[asked], kind="stable")[:CONSIDERED]]
        return np.unique(np.concatenate([best, best_asked]))

    def matches(self, topic: str, chunk_ids: Sequence[str]) -> TopicMatches:
        """For each word of a topic, its weight and its best match in each chunk.

        Raises:
            NotHeld: a chunk id that the index does not hold.
        """
        query = self._encoder.encode(topic)
        weights = self._tokens.weights(query.pieces)
        bounds = _word_bounds(query.pieces)
        return TopicMatches(
            words=_topic_words(query.pieces, weights, bounds),
            chunks=tuple(
                ChunkMatch(chunk_id, self._word_matches(chunk_id, query.tokens, weights, bounds))
                for chunk_id in chunk_ids
            ),
        )

    def _word_matches(
        self,
        chunk_id: str,
        tokens: NDArray[np.float32],
        weights: NDArray[np.float32],
        bounds: Sequence[tuple[int, int]],
    ) -> tuple[WordMatch, ...]:
        if chunk_id not in self._places:
            raise NotHeld(f"The index holds no row {chunk_id}: expected an id that a search gave.")
        place = self._places[chunk_id]
        similarity = self._tokens.similarities(tokens, place)

        def best(start: int) -> list[tuple[float, str]]:
            """For each word, its similarity and the word that is most like it from wordpiece ``start`` on."""
            found = similarity[:, start:]
            at = found.argmax(axis=1).tolist()
            values = found.max(axis=1)
            means = (np.add.reduceat(values * weights, firsts) / np.add.reduceat(weights, firsts)).tolist()
            return [
                (round(mean, 6), self._tokens.word(place, start + at[first + int(values[first:end].argmax())]))
                for mean, (first, end) in zip(means, bounds, strict=True)
            ]

        firsts = [first for first, _ in bounds]
        if not firsts:
            return ()
        return tuple(
            WordMatch(*whole, *own) for whole, own in zip(best(0), best(self._tokens.own_from(place)), strict=True)
        )


def _word_bounds(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """First wordpiece of each word, and the one after its last: the pieces of a word stand together."""
    firsts = [n for n, piece in enumerate(pieces) if n == 0 or piece.word != pieces[n - 1].word]
    return list(pairwise([*firsts, len(pieces)]))


def _topic_words(
    pieces: Sequence[Piece], weights: NDArray[np.float32], bounds: Sequence[tuple[int, int]]
) -> tuple[TopicWord, ...]:
    return tuple(TopicWord(pieces[first].word_text, round(float(weights[first:end].max()), 6)) for first, end in bounds)


def _chunk_id(plan_id: str, rec_no: str, action: int | None) -> str:
    item = item_id(plan_id, rec_no)
    return item if action is None else f"{item}#{action}"
