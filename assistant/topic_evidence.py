"""What the index tells of a topic: scores of chunks, words that match, and how items compare with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ChunkScore:
    """How well a chunk matches a topic. ``action`` is None for the item itself.

    ``dense`` is the cosine similarity of the sentence vectors, -1 to 1; ``lexical`` is BM25, 0 where no stem is shared;
    ``maxsim`` is the idf-weighted MaxSim, -1 to 1; ``score`` fuses the three and orders the rows. All are rounded to
    six decimals, below which the arithmetic depends on what else is scored.
    """

    chunk_id: str
    plan_id: str
    rec_no: str
    action: int | None
    dense: float
    lexical: float
    maxsim: float
    score: float


@dataclass(frozen=True, slots=True)
class TopicWord:
    """A word of a topic; ``weight`` is the greatest idf of its wordpieces. Function words have next to none."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class WordMatch:
    """The best match of one word of a topic in a chunk.

    ``similarity`` (-1 to 1) is the idf-weighted mean over the word's pieces of the best wordpiece of the chunk,
    ``word`` the chunk's word that holds the best of them. ``own_similarity`` and ``own_word`` are the same among
    the chunk's own words, without the words of the item that an action is read with.
    """

    similarity: float
    word: str
    own_similarity: float
    own_word: str


@dataclass(frozen=True, slots=True)
class ChunkMatch:
    """What a chunk says to each word of a topic, in the words' order."""

    chunk_id: str
    matches: tuple[WordMatch, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TopicEvidence:
    """How items compare with a topic: all of a small corpus, of a large one those that may be about it.

    ``chunks`` names the chunks (plan, rec no, action) in the order of the index, all chunks of an item together, the
    item's own first if it has one; those of item ``i`` begin at ``starts[i]``. ``dense`` is float64 (chunks,): cosine
    similarity, -1 to 1. ``similarity`` is float64 (chunks, words): for each word of the topic the best of the chunk's.
    ``usual_dense``, float64 (usual rows,), is the same as ``dense`` for the rows of ``assistant.background``, to tell
    what is usual for the topic.
    """

    words: tuple[TopicWord, ...]
    chunks: tuple[tuple[str, str, int | None], ...]
    starts: NDArray[np.int64]
    dense: NDArray[np.float64]
    similarity: NDArray[np.float64]
    usual_dense: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TopicMatches:
    """The words of a topic, and what each chunk asked for says to them."""

    words: tuple[TopicWord, ...]
    chunks: tuple[ChunkMatch, ...]
