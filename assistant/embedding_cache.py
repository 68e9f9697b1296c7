"""Vectors of texts already embedded, by model and content: embedding is the wall of ingestion.

One SQLite file beside the index, derived like it: delete it and the next ingestion embeds all rows again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from ingest.errors import IndexUnusable

_SCHEMA = """
CREATE TABLE IF NOT EXISTS embeddings_1 (
    content BLOB PRIMARY KEY,
    sentence BLOB NOT NULL,
    tokens BLOB NOT NULL,
    token_dimension INTEGER NOT NULL
)
"""


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """Vectors of one text, of length 1: ``sentence`` float32 (d,), ``tokens`` float16 (wordpieces, d)."""

    sentence: NDArray[np.float32]
    tokens: NDArray[np.float16]


class EmbeddingCache:
    """The cache file, open. Used by one builder at a time (the build lock sees to that)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        try:
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from error

    def __enter__(self) -> EmbeddingCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def get(self, model: str, text: str) -> Embedding | None:
        """The vectors of a text by a model, None where they are not held."""
        try:
            row = self._connection.execute(
                "SELECT sentence, tokens, token_dimension FROM embeddings_1 WHERE content = ?", (_key(model, text),)
            ).fetchone()
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from error
        if row is None:
            return None
        sentence = np.frombuffer(row[0], dtype="<f4")
        tokens = np.frombuffer(row[1], dtype="<f2")
        return Embedding(sentence, tokens.reshape(-1, row[2]))

    def put(self, model: str, embeddings: Mapping[str, Embedding]) -> None:
        """Keep the vectors of texts, all or none."""
        rows = [
            (
                _key(model, text),
                found.sentence.astype("<f4").tobytes(),
                found.tokens.astype("<f2").tobytes(),
                found.tokens.shape[1],
            )
            for text, found in embeddings.items()
        ]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO embeddings_1 VALUES (?, ?, ?, ?)", rows)
            self._connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: sqlite3.DatabaseError) -> IndexUnusable:
        return IndexUnusable(
            f"The cache of embeddings {self._path} cannot be used ({error}): expected a SQLite file of this program; "
            "free disk space if it is short, or delete the file and ingest again."
        )


def _key(model: str, text: str) -> bytes:
    return hashlib.sha256(f"{model}\0{text}".encode()).digest()
