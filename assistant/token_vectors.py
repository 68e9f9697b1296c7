"""Vectors of the rows' wordpieces, and MaxSim over them: late interaction, as in ColBERT, with the embedder's own.

For each wordpiece of a topic the most similar wordpiece of the row counts; the mean of these, weighted by how rare the
topic's wordpieces are among the items (idf), is the row's score.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assistant.stop_words import is_stop_word
from assistant.wordpieces import Piece

RESIDENT_TOKENS = 40_000
"""Up to this many wordpieces the vectors are held as float32 (some 60 MB); beyond, each query converts its rows."""

STOP_WEIGHT = 0.05
"""Weight, of the greatest, for function words and punctuation, however rare they are among the items."""


@dataclass(frozen=True, slots=True, eq=False)
class ChunkTokens:
    """Wordpieces of one chunk, its context's first: the first ``context`` rows are not the chunk's own words.

    ``vectors`` is float16 (wordpieces, d), each of length 1; ``tokens`` and ``words`` name the wordpieces and the words
    that they are pieces of.
    """

    vectors: NDArray[np.float16]
    tokens: tuple[int, ...]
    words: tuple[str, ...]
    context: int


def write_token_vectors(
    folder: Path, chunks: Iterable[ChunkTokens], items: Sequence[str], vocabulary_size: int
) -> None:
    """Write the vectors of all chunks, in the index's order. ``items[i]`` is the item of chunk ``i``."""
    folder.mkdir(parents=True)
    dimension = 0
    starts, owns, word_numbers = [0], [], []
    words: dict[str, int] = {}
    pieces_of_item: dict[str, set[int]] = {item: set() for item in items}
    with (folder / "tokens.f16").open("wb") as file:
        for item, chunk in zip(items, chunks, strict=True):
            dimension = chunk.vectors.shape[1]
            # Text of which the tokenizer keeps nothing (control characters only) still has its row.
            vectors = chunk.vectors if len(chunk.vectors) else np.zeros((1, dimension), dtype=np.float16)
            file.write(vectors.astype("<f2").tobytes())
            word_numbers += [words.setdefault(word, len(words)) for word in chunk.words or ("",)]
            owns.append(starts[-1] + min(chunk.context, len(vectors) - 1))
            starts.append(starts[-1] + len(vectors))
            pieces_of_item[item].update(chunk.tokens)
    np.savez(
        folder / "places.npz",
        starts=np.array(starts, dtype=np.int64),
        owns=np.array(owns, dtype=np.int64),
        words=np.array(word_numbers, dtype=np.int32),
        idf=_idf(pieces_of_item.values(), vocabulary_size),
        dimension=np.array(dimension),
    )
    (folder / "words.json").write_text(json.dumps(list(words)), encoding="utf-8")


def _idf(pieces_of_items: Iterable[set[int]], vocabulary_size: int) -> NDArray[np.float32]:
    """BM25's idf of each token of the vocabulary over items (not chunks: actions repeat their item's words)."""
    items = 0
    found = np.zeros(vocabulary_size, dtype=np.int64)
    for items, pieces in enumerate(pieces_of_items, start=1):  # noqa: B007
        found[list(pieces)] += 1
    return np.log1p((items - found + 0.5) / (found + 0.5)).astype(np.float32)


class TokenVectors:
    """The vectors of a build, open for reading."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "places.npz") as places:
            self._starts: NDArray[np.int64] = places["starts"]
            self._owns: NDArray[np.int64] = places["owns"]
            self._word_numbers: NDArray[np.int32] = places["words"]
            self._idf: NDArray[np.float32] = places["idf"]
            dimension = int(places["dimension"])
        self._words_file = folder / "words.json"
        self._words: list[str] | None = None
        total = int(self._starts[-1])
        file = folder / "tokens.f16"
        self._vectors: NDArray[np.float16] | NDArray[np.float32]
        if total <= RESIDENT_TOKENS:
            self._vectors = np.fromfile(file, dtype="<f2").reshape(total, dimension).astype(np.float32)
        else:
            self._vectors = np.memmap(file, dtype="<f2", mode="r", shape=(total, dimension))

    def weights(self, pieces: Sequence[Piece]) -> NDArray[np.float32]:
        """The idf weight of each wordpiece, float32 (wordpieces,); one that no item holds has the greatest."""
        greatest = float(self._idf.max(initial=1.0))
        return np.array(
            [
                greatest * STOP_WEIGHT if is_stop_word(piece.word_text) else float(self._idf[piece.token])
                for piece in pieces
            ],
            dtype=np.float32,
        )

    def maxsim(
        self, tokens: NDArray[np.float32], weights: NDArray[np.float32], chunks: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The weighted MaxSim of a topic against each chunk, float32 (chunks,), from -1 to 1.

        ``tokens`` is float32 (wordpieces of the topic, d), ``chunks`` are places in the index, ascending.
        """
        if not len(chunks) or not len(tokens):
            return np.zeros(len(chunks), dtype=np.float32)
        best = self.best_similarities(tokens, chunks)
        return cast(NDArray[np.float32], (best @ weights / weights.sum()).astype(np.float32))

    def best_similarities(self, tokens: NDArray[np.float32], chunks: NDArray[np.int64]) -> NDArray[np.float32]:
        """For each chunk and wordpiece of a topic, the similarity of the chunk's wordpiece most like it.

        ``tokens`` is float32 (wordpieces of the topic, d), ``chunks`` are places in the index, ascending; neither is
        empty. float32 (chunks, wordpieces of the topic), from -1 to 1.
        """
        starts, ends = self._starts[chunks], self._starts[chunks + 1]
        firsts = np.concatenate(([0], np.cumsum(ends - starts)[:-1]))
        similarity = self._rows(starts, ends, firsts) @ tokens.T
        return cast(NDArray[np.float32], np.maximum.reduceat(similarity, firsts, axis=0))

    def _rows(
        self, starts: NDArray[np.int64], ends: NDArray[np.int64], firsts: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The vectors of the chunks that start and end at these wordpieces, one after the other, as float32."""
        total = int((ends - starts).sum())
        if total == ends[-1] - starts[0]:
            rows = self._vectors[starts[0] : ends[-1]]
        else:
            rows = self._vectors[np.repeat(starts - firsts, ends - starts) + np.arange(total)]
        return cast(NDArray[np.float32], rows.astype(np.float32, copy=False))

    def similarities(self, tokens: NDArray[np.float32], chunk: int) -> NDArray[np.float32]:
        """Every wordpiece of a topic against every wordpiece of a chunk, float32 (of the topic, of the chunk)."""
        rows = self._vectors[self._starts[chunk] : self._starts[chunk + 1]].astype(np.float32, copy=False)
        return cast(NDArray[np.float32], tokens @ rows.T)

    def own_from(self, chunk: int) -> int:
        """The first wordpiece of a chunk that is one of its own words, not of its context."""
        return int(self._owns[chunk] - self._starts[chunk])

    def word(self, chunk: int, place: int) -> str:
        """The word, in lower case, that a wordpiece of a chunk is a piece of."""
        if self._words is None:
            self._words = json.loads(self._words_file.read_text(encoding="utf-8"))
        return self._words[int(self._word_numbers[self._starts[chunk] + place])]
