"""Rows as vectors at ingestion, by sentence-transformers, through the cache.

Importing this module imports neither torch nor sentence-transformers; they come in with the first text that the cache
does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.embedding_cache import Embedding, EmbeddingCache
from assistant.offline import stay_offline
from assistant.vectors import normalised
from assistant.weights import Weights
from assistant.wordpieces import Wordpieces
from ingest.errors import ModelUnusable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

KEPT_EACH = 64
"""Texts after which new vectors are written to the cache: what an interrupted ingestion loses at most."""


def load_model(weights: Weights) -> SentenceTransformer:
    """The model from its local folder, on the CPU: no download, no progress bar.

    Raises:
        ModelUnusable: sentence-transformers cannot load the folder.
    """
    stay_offline()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(weights.folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnusable(
            f"The model in {weights.folder} cannot be loaded ({' '.join(str(error).split())}): expected the folder of "
            "a sentence-transformers model; set another one."
        ) from error
    if weights.adapter is not None:
        from assistant.adapter import adapt

        adapt(model, weights.adapter)
    return model


class RowEncoder:
    """Texts to vectors, each text once for a model.

    One text at a time: padding a batch changes the last bits of a vector, so that the same rows read in another order
    would be scored otherwise. Batches of 8, sorted by length, were measured to save a tenth of the CPU time.
    """

    def __init__(self, weights: Weights, pieces: Wordpieces, cache: EmbeddingCache) -> None:
        self._weights = weights
        self._pieces = pieces
        self._cache = cache
        self._model: SentenceTransformer | None = None
        self.embedded = 0

    def encode(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> list[Embedding]:
        """Vectors of the texts, in their order. ``progress`` is told how many of how many are done."""
        embeddings: list[Embedding] = []
        fresh: dict[str, Embedding] = {}
        for done, text in enumerate(texts, start=1):
            embedding = fresh.get(text) or self._cache.get(self._weights.identity, text)
            if embedding is None:
                embedding = fresh[text] = self._encode_one(text)
                if len(fresh) >= KEPT_EACH:
                    self._cache.put(self._weights.identity, fresh)
                    fresh = {}
            embeddings.append(embedding)
            if progress is not None:
                progress(done, len(texts))
        self._cache.put(self._weights.identity, fresh)
        return embeddings

    def _encode_one(self, text: str) -> Embedding:
        if self._model is None:
            self._model = load_model(self._weights)
        self.embedded += 1
        found = self._model.encode(text, output_value=None, show_progress_bar=False)
        sentence = found["sentence_embedding"].numpy().astype(np.float32)
        tokens = found["token_embeddings"].numpy().astype(np.float32)
        places = [piece.place for piece in self._pieces.pieces(text)]
        if len(tokens) != len(self._pieces.encode(text).ids):
            raise ModelUnusable(
                f"The model in {self._weights.folder} read {len(tokens)} wordpieces where its tokenizer.json has "
                f"{len(self._pieces.encode(text).ids)}: the folder holds parts of two models; install it again."
            )
        return Embedding(sentence=normalised(sentence), tokens=normalised(tokens[places]).astype(np.float16))
