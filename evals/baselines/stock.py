"""llama-index's stock pipeline over the same documents: read, split, embed, put into Chroma, fetch the best few.

Its defaults throughout (pieces of 1,024 tokens with an overlap of 200), with our embedder, and with every model and
store passed by name: its own settings would reach for a paid service. No language model words the answer: a piece is
given as it is, and cites every row of which it holds at least half, or else the row of which it holds the most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import BaseNode, QueryBundle, TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore
from numpy.typing import NDArray

from assistant.embedding_cache import EmbeddingCache
from assistant.onnx_export import ensure_export, read_export
from assistant.row_encoder import RowEncoder
from assistant.vector_build import EmbedTexts, RowEmbedding
from assistant.vector_store import VectorStore
from assistant.weights import checked_weights
from assistant.wordpieces import Wordpieces
from evals.baselines.hits import TOPS, Hit
from ingest.errors import IndexUnusable
from ingest.records import Plan

# As the reader of text documents counts lines.
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Span:
    """The characters of an item in its document; ``last`` is exclusive."""

    item: str
    first: int
    last: int


class StockPipeline:
    """The pipeline over one folder of text documents."""

    def __init__(self, documents: Path, plans: Sequence[Plan], home: Path, model: Path | None) -> None:
        read = SimpleDirectoryReader(str(documents), required_exts=[".txt"]).load_data()
        for one in read:
            # The path is embedded with the text: the folder of this run is no part of what is measured.
            one.metadata["file_path"] = one.metadata["file_name"]
        self._store = VectorStore(home / "stock", create=True)
        names = [(one.metadata["file_name"], one.text) for one in read]
        self._spans = {name: _spans(text, plans, name) for name, text in names}
        with EmbeddingCache(home / "embeddings.sqlite") as cache:
            index = VectorStoreIndex.from_documents(
                read,
                storage_context=StorageContext.from_defaults(
                    vector_store=ChromaVectorStore(chroma_collection=self._store.collection)
                ),
                embed_model=RowEmbedding(_embedder(home, model, cache)),
                transformations=[SentenceSplitter()],
                insert_batch_size=2_048,
            )
        self._retriever = index.as_retriever(similarity_top_k=max(TOPS))

    def retrieve(self, text: str, sentence: NDArray[np.float32]) -> tuple[Hit, ...]:
        """The best pieces for a text whose vector is ``sentence``, best first."""
        found = self._retriever.retrieve(QueryBundle(query_str=text, embedding=sentence.tolist()))
        return tuple(self._hit(one.node) for one in found)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def _hit(self, node: BaseNode) -> Hit:
        if not isinstance(node, TextNode) or node.start_char_idx is None or node.end_char_idx is None:
            raise IndexUnusable("llama-index gave a piece without its place in the document: use the pinned version.")
        held = [
            (span, min(span.last, node.end_char_idx) - max(span.first, node.start_char_idx))
            for span in self._spans[node.metadata["file_name"]]
        ]
        touched = [(span, part) for span, part in held if part > 0]
        most = max((part for _, part in touched), default=0)
        shown = [span.item for span, part in touched if 2 * part >= span.last - span.first]
        return Hit(node.text, tuple(shown) or tuple(span.item for span, part in touched if part == most)[:1])


def _embedder(home: Path, model: Path | None, cache: EmbeddingCache) -> EmbedTexts:
    weights = checked_weights(model)
    export = ensure_export(weights, home / "models")
    exported = read_export(export)
    if exported is None:
        raise IndexUnusable(f"The exported model in {export} went away: run the evaluation again.")
    encoder = RowEncoder(weights, Wordpieces(export / "tokenizer.json", exported.max_length), cache)
    return lambda texts: [found.sentence.tolist() for found in encoder.encode(texts)]


def _spans(text: str, plans: Sequence[Plan], name: str) -> tuple[_Span, ...]:
    """Where the items of a document stand in its text."""
    starts = [0, *(end.end() for end in _LINE_END.finditer(text)), len(text)]
    return tuple(
        _Span(f"{plan.plan_id}/{item.rec_no}", starts[item.source.lines[0] - 1], starts[item.source.lines[1]])
        for plan in plans
        if plan.source.document == name
        for item in plan.items
        if item.source.lines is not None
    )
