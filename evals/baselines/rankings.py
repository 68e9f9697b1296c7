"""BM25 alone, sentence vectors alone, and both fused and reranked, over all rows that the register holds.

They profit from the reading of the documents: a row is whole, with its actions. What they lack is the register behind
the question: filters, counts, dates, and the decision of which rows are *about* the topic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.builds import Builds
from assistant.chunks import Chunk, chunks_of
from assistant.index import DENSE_WEIGHT, LEXICAL_WEIGHT, Index
from assistant.lexical_index import LexicalIndex
from assistant.onnx_export import export_folder
from assistant.query_encoder import QueryEncoder
from assistant.sentence_vectors import SentenceVectors
from evals.baselines.hits import Hit
from ingest.errors import IndexUnusable
from ingest.register import Register

DEPTH = 50
"""Chunks that each ranking gives, and items that are reranked: more than any measure looks at."""


@dataclass(frozen=True, slots=True)
class Rankings:
    """The best chunks for a text by each way of ranking, best first."""

    bm25: tuple[Hit, ...]
    dense: tuple[Hit, ...]
    fused: tuple[Hit, ...]


class RowRankings:
    """The parts of an index, each asked by itself."""

    def __init__(self, register: Register, home: Path, model: Path | None) -> None:
        self._index = Index.open(home, register, model=model)
        build = Builds(home / "index").current()
        if build is None:
            raise IndexUnusable(f"There is no index in {home}: ingest documents first.")
        self._chunks: tuple[Chunk, ...] = chunks_of(register.plans())
        self._encoder = QueryEncoder(export_folder(home / "models", build.fingerprint.model))
        self._sentences = SentenceVectors(build.folder / "sentences")
        self._lexical = LexicalIndex(build.folder / "lexical")

    def sentence(self, text: str) -> NDArray[np.float32]:
        """The sentence vector of a text, by the embedder of the rows."""
        return self._encoder.encode(text).sentence

    def rank(self, text: str) -> Rankings:
        """The rows for a text by each way of ranking."""
        dense = self._sentences.similarities(self.sentence(text), np.arange(len(self._chunks))).astype(np.float64)
        words = np.zeros(len(self._chunks))
        hits = self._lexical.search(text, None, max(1, len(self._chunks)))
        for hit in hits:
            words[hit.chunk] = hit.score
        mixed = DENSE_WEIGHT * dense + LEXICAL_WEIGHT * words / max(float(words.max(initial=0)), 1e-9)
        places = {chunk.chunk_id: place for place, chunk in enumerate(self._chunks)}
        items = dict.fromkeys(self._chunks[place].item_id for place in _best(mixed))
        reranked = self._index.rank(text, tuple(items), DEPTH)
        return Rankings(
            bm25=self._hits(hit.chunk for hit in hits[:DEPTH]),
            dense=self._hits(_best(dense)),
            fused=self._hits(places[row.chunk_id] for row in reranked),
        )

    def _hits(self, places: Iterable[int]) -> tuple[Hit, ...]:
        chunks = [self._chunks[place] for place in places]
        return tuple(Hit(chunk.text, (chunk.item_id,)) for chunk in chunks)


def _best(scores: NDArray[np.float64]) -> list[int]:
    found: list[int] = np.argsort(-scores.round(6), kind="stable")[:DEPTH].tolist()
    return found
