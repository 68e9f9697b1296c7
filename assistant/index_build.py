"""A build of the index: chunks into sentence vectors, Chroma, wordpiece vectors and the lexical index.

Imported only when an index is built: it brings in llama-index and chromadb, and torch for rows not embedded before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.background import usual_rows
from assistant.chunks import Chunk, Window, windows_of
from assistant.embedding_cache import Embedding
from assistant.lexical_index import build_lexical_index
from assistant.row_encoder import RowEncoder
from assistant.sentence_vectors import write_sentence_vectors
from assistant.token_vectors import ChunkTokens, write_token_vectors
from assistant.vector_build import PlacedWindow, build_vector_store
from assistant.wordpieces import Wordpieces

Progress = Callable[[str, int, int], None]
"""Told the name of a step, how many are done, and how many there are."""


def write_build(
    folder: Path,
    chunks: Sequence[Chunk],
    encoder: RowEncoder,
    pieces: Wordpieces,
    progress: Progress | None,
) -> None:
    """Write all parts of a build into ``folder``. Chunks are known by their place from here on."""
    windows = [windows_of(chunk, pieces.count, pieces.limit) for chunk in chunks]
    placed = [
        PlacedWindow(window.text, number, chunk, place)
        for place, (chunk, parts) in enumerate(zip(chunks, windows, strict=True))
        for number, window in enumerate(parts, start=1)
    ]
    embedded = 0

    def embed(texts: Sequence[str]) -> list[list[float]]:
        nonlocal embedded

        def told(done: int, _: int) -> None:
            if progress is not None:
                progress("embedding rows", embedded + done, len(placed))

        vectors = [found.sentence.tolist() for found in encoder.encode(texts, told)]
        embedded += len(texts)
        return vectors

    build_vector_store(folder / "chroma", placed, embed)
    build_lexical_index(folder / "lexical", chunks)
    # From the cache now: all of a corpus' wordpiece vectors are more than memory should hold.
    sentences = [[found.sentence for found in _of(encoder, parts)] for parts in windows]
    write_sentence_vectors(folder / "sentences", sentences)
    write_token_vectors(
        folder / "tokens",
        (_chunk_tokens(parts, _of(encoder, parts), pieces) for parts in windows),
        [chunk.item_id for chunk in chunks],
        pieces.vocabulary_size,
    )
    usual = encoder.encode([text for row in usual_rows() for text in row])
    write_sentence_vectors(folder / "usual", [[found.sentence] for found in usual])
    rows = [[chunk.plan_id, chunk.rec_no, chunk.action] for chunk in chunks]
    (folder / "chunks.json").write_text(json.dumps(rows), encoding="utf-8")


def _of(encoder: RowEncoder, windows: Sequence[Window]) -> list[Embedding]:
    return encoder.encode([window.text for window in windows])


def _chunk_tokens(windows: Sequence[Window], embeddings: Sequence[Embedding], pieces: Wordpieces) -> ChunkTokens:
    """The wordpieces of a chunk: its context once, then its own words."""
    vectors, tokens, words = [], [], []
    context = 0
    for window, embedding in zip(windows, embeddings, strict=True):
        for piece, vector in zip(pieces.pieces(window.text), embedding.tokens, strict=True):
            of_context = piece.start < window.own_from
            if of_context and window.context_repeated:
                continue
            context += of_context
            vectors.append(vector)
            tokens.append(piece.token)
            words.append(piece.word_text)
    return ChunkTokens(
        vectors=np.array(vectors, dtype=np.float16).reshape(-1, embeddings[0].tokens.shape[1]),
        tokens=tuple(tokens),
        words=tuple(words),
        context=context,
    )
