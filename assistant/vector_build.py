"""Windows of rows embedded and put into the vector store, through llama-index.

Every model and store is passed by name: llama-index's global settings would reach for OpenAI.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from assistant.chunks import Chunk
from assistant.vector_store import CHUNK_KEY, VectorStore

NODES_A_RUN = 2048
"""Nodes of one run of the pipeline. More than 5,461 fail in Chroma, after all of them were embedded."""

EmbedTexts = Callable[[Sequence[str]], list[list[float]]]


@dataclass(frozen=True, slots=True)
class PlacedWindow:
    """A window's text, its number within its chunk, and the chunk with its place in the index."""

    text: str
    number: int
    chunk: Chunk
    place: int


class RowEmbedding(BaseEmbedding):
    """The row encoder as llama-index knows embedders."""

    _embed: EmbedTexts = PrivateAttr()

    def __init__(self, embed: EmbedTexts) -> None:
        super().__init__(model_name="row-encoder", embed_batch_size=NODES_A_RUN)
        self._embed = embed

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embed(texts)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._embed([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embed([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def build_vector_store(folder: Path, windows: Sequence[PlacedWindow], embed: EmbedTexts) -> None:
    """Embed the windows and write them into a new store in ``folder``.

    A chunk's first window has the chunk's id, the later ones ``id~2``, ``id~3`` ...
    """
    store = VectorStore(folder, create=True)
    try:
        pipeline = IngestionPipeline(
            transformations=[RowEmbedding(embed)],
            vector_store=ChromaVectorStore(chroma_collection=store.collection),
            disable_cache=True,
        )
        for start in range(0, len(windows), NODES_A_RUN):
            pipeline.run(nodes=[_node(window) for window in windows[start : start + NODES_A_RUN]])
    finally:
        store.close()


def _node(window: PlacedWindow) -> TextNode:
    chunk = window.chunk
    metadata: dict[str, str | int] = {
        "plan_id": chunk.plan_id,
        "rec_no": chunk.rec_no,
        "action": chunk.action or 0,
        CHUNK_KEY: window.place,
    }
    return TextNode(
        id_=chunk.chunk_id if window.number == 1 else f"{chunk.chunk_id}~{window.number}",
        text=window.text,
        metadata=metadata,
        # llama-index embeds metadata with the text unless told not to.
        excluded_embed_metadata_keys=list(metadata),
    )
