"""Sentence vectors of the rows, scored exactly: the dense side wherever rows are few or chosen by a filter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray


def write_sentence_vectors(folder: Path, chunks: Sequence[Sequence[NDArray[np.float32]]]) -> None:
    """Write the vectors of each chunk's windows, in the index's order; each is float32 (d,) of length 1."""
    folder.mkdir(parents=True)
    starts = np.cumsum([0, *(len(windows) for windows in chunks)])
    flat = [vector for windows in chunks for vector in windows]
    dimension = len(flat[0]) if flat else 0
    with (folder / "windows.f32").open("wb") as file:
        for vector in flat:
            file.write(vector.astype("<f4").tobytes())
    np.savez(folder / "places.npz", starts=starts.astype(np.int64), dimension=np.array(dimension))


class SentenceVectors:
    """The vectors of a build, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "places.npz") as places:
            self._starts: NDArray[np.int64] = places["starts"]
            dimension = int(places["dimension"])
        total = int(self._starts[-1])
        self._vectors: NDArray[np.float32] = np.zeros((0, dimension), dtype=np.float32)
        if total:  # an empty file cannot be mapped
            self._vectors = np.memmap(folder / "windows.f32", dtype="<f4", mode="r", shape=(total, dimension))

    def similarities(self, vector: NDArray[np.float32], chunks: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine similarity of a vector of length 1 to each chunk's nearest window, float32 (chunks,).

        ``chunks`` are places in the index, ascending.
        """
        if not len(chunks):
            return np.zeros(0, dtype=np.float32)
        starts, ends = self._starts[chunks], self._starts[chunks + 1]
        firsts = np.concatenate(([0], np.cumsum(ends - starts)[:-1]))
        total = int((ends - starts).sum())
        if total == ends[-1] - starts[0]:
            rows = self._vectors[starts[0] : ends[-1]]
        else:
            rows = self._vectors[np.repeat(starts - firsts, ends - starts) + np.arange(total)]
        return cast(NDArray[np.float32], np.maximum.reduceat(rows @ vector, firsts))
