"""Vectors in Chroma, embedded in this process: search by topic over the whole of a large corpus.

The only module that knows chromadb. Each build has a folder and a collection of its own, written once by one process
and only read afterwards: two processes writing one Chroma folder broke it in every trial, without an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from ingest.errors import IndexUnusable

COLLECTION = "rows"
CHUNK_KEY = "chunk"
"""The metadata key that holds a chunk's place in the index (an integer)."""

# Measured for recall@10 of at least 0.99 against exact scoring; the defaults give 0.9.
_GRAPH: CreateHNSWConfiguration = {
    "space": "ip",
    "ef_construction": 200,
    "max_neighbors": 32,
    "ef_search": 400,
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A window near a topic: its chunk's place in the index and its cosine similarity."""

    chunk: int
    similarity: float


class VectorStore:
    """A collection in a folder."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        settings = Settings(anonymized_telemetry=False)
        try:
            self._client = cast(Client, chromadb.PersistentClient(path=folder, settings=settings))
            if create:
                # The vectors come with the rows: Chroma's own embedding function would download a model.
                self.collection: Collection = self._client.create_collection(
                    COLLECTION, embedding_function=None, configuration={"hnsw": _GRAPH}
                )
            else:
                self.collection = self._client.get_collection(COLLECTION, embedding_function=None)
        except (ChromaError, ValueError, OSError) as error:
            raise IndexUnusable(
                f"The vectors in {folder} cannot be opened ({' '.join(str(error).split())}): ingest again, which "
                "builds the index anew."
            ) from error

    def nearest(self, vector: NDArray[np.float32], count: int) -> list[Neighbour]:
        """The ``count`` windows nearest to a vector of length 1, best first."""
        found = self.collection.query(
            query_embeddings=vector[np.newaxis], n_results=count, include=["metadatas", "distances"]
        )
        metadatas, distances = found["metadatas"], found["distances"]
        if metadatas is None or distances is None:
            raise IndexUnusable("Chroma gave no distances: ingest again, which builds the index anew.")
        return [
            Neighbour(int(str(metadata[CHUNK_KEY])), 1.0 - distance)
            for metadata, distance in zip(metadatas[0], distances[0], strict=True)
        ]

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()
