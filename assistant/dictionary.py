"""Common English words, for telling a spelling mistake from a word: the whole words of MiniLM's own vocabulary."""

from __future__ import annotations

from functools import lru_cache

from assistant.weights import model_folder

_SHORTEST = 3


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """About 20,000 words in lower case, letters only.

    Raises:
        ModelUnusable: the package with the vocabulary is not installed.
    """
    lines = (model_folder(None) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(word for word in lines if word.isascii() and word.isalpha() and len(word) >= _SHORTEST)
