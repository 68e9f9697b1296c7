"""A question's topic as vectors, by ONNX Runtime with the weights that embedded the rows; no torch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray

from assistant.onnx_export import read_export
from assistant.vectors import normalised
from assistant.wordpieces import Piece, Wordpieces
from ingest.errors import ModelUnusable

ENCODINGS_KEPT = 64
"""Topics whose vectors are kept: one question is encoded once, however many parts of the answer ask."""


@dataclass(frozen=True, slots=True, eq=False)
class QueryEncoding:
    """Vectors of a topic, of length 1.

    ``sentence`` is float32 (d,); ``tokens`` is float32 (wordpieces, d), one row for each of ``pieces``.
    """

    sentence: NDArray[np.float32]
    tokens: NDArray[np.float32]
    pieces: tuple[Piece, ...]


class QueryEncoder:
    """The exported model, open."""

    def __init__(self, folder: Path) -> None:
        exported = read_export(folder)
        if exported is None:
            raise ModelUnusable(f"There is no exported model in {folder}: ingest again, which makes it.")
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        # A topic is some ten wordpieces: a second thread was measured to double the time, not to halve it.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.exported = exported
        self.pieces = Wordpieces(folder / "tokenizer.json", exported.max_length)
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.encode = lru_cache(ENCODINGS_KEPT)(self._encode)

    def _encode(self, text: str) -> QueryEncoding:
        """Vectors of a text; what is beyond the model's length is not read."""
        encoding = self.pieces.encode(text)
        given = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        tokens, sentence = self._session.run(
            ["token_embeddings", "sentence_embedding"],
            {name: np.array([given[name]], dtype=np.int64) for name in self.exported.inputs},
        )
        pieces = self.pieces.pieces(text)
        return QueryEncoding(
            sentence=normalised(sentence[0]),
            tokens=normalised(tokens[0][[piece.place for piece in pieces]]),
            pieces=pieces,
        )
