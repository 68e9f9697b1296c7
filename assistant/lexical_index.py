"""Words of rows in tantivy: BM25 over English stems. The only module that knows tantivy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from assistant.chunks import Chunk
from ingest.errors import IndexUnusable

_ANALYZER = "english"
_WRITER_BYTES = 64_000_000
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class LexicalHit:
    """A chunk, by its place in the index, that shares a word with a topic, and its BM25 score (more than 0)."""

    chunk: int
    score: float


def build_lexical_index(folder: Path, chunks: Sequence[Chunk]) -> None:
    """Write a new index of the chunks into ``folder``; a chunk is known by its place in ``chunks``."""
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    index.register_tokenizer(_ANALYZER, _analyzer())
    # One thread: the layout of the index, and with it the order of equal scores, is the same on every build.
    writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
    for place, chunk in enumerate(chunks):
        document = tantivy.Document()
        document.add_unsigned("chunk", place)
        document.add_text("item", chunk.item_id)
        document.add_text("text", chunk.text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """A built index, open for reading."""

    def __init__(self, folder: Path) -> None:
        try:
            self._index = tantivy.Index.open(str(folder))
        except ValueError as error:
            raise IndexUnusable(
                f"The lexical index in {folder} cannot be opened ({error}): ingest again, which builds it anew."
            ) from error
        self._analyzer = _analyzer()
        self._index.register_tokenizer(_ANALYZER, self._analyzer)
        self._searcher = self._index.searcher()

    def terms(self, text: str) -> list[str]:
        """The stems that a text is searched by, in its order; stop words have none."""
        return list(self._analyzer.analyze(text))

    def stem_scores(self, stem: str, size: int) -> NDArray[np.float32]:
        """BM25 of each of the ``size`` chunks for one stem, by their places; 0 for those that don't hold it."""
        scores = np.zeros(size, dtype=np.float32)
        query = tantivy.Query.term_query(self._index.schema, "text", stem)
        hits = self._searcher.search(query, limit=max(size, 1), count=False).hits
        places = self._searcher.fast_field_values("chunk", [address for _, address in hits])
        scores[np.array(places, dtype=np.int64)] = [score for score, _ in hits]
        return scores

    def search(self, text: str, items: Sequence[str] | None, count: int) -> list[LexicalHit]:
        """The best ``count`` chunks that share a stem with the text, among those of ``items`` (None: all)."""
        terms = dict.fromkeys(self.terms(text))
        if not terms or count < 1 or (items is not None and not items):
            return []
        schema = self._index.schema
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term)) for term in terms]
        )
        if items is not None:
            among = tantivy.Query.term_set_query(schema, "item", list(items))
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0))]
            )
        hits = self._searcher.search(query, limit=count, count=False).hits
        places = self._searcher.fast_field_values("chunk", [address for _, address in hits])
        return [
            LexicalHit(int(place), float(score))
            for (score, _), place in zip(hits, places, strict=True)
            if place is not None and score > 0
        ]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("chunk", fast=True)
    builder.add_text_field("item", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
