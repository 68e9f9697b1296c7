"""English words, for telling a spelling mistake from a word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from assistant.weights import model_folder

_SHORTEST = 3


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The whole words of MiniLM's own vocabulary: about 20,000 in lower case, letters only.

    Raises:
        ModelUnusable: the package with the vocabulary is not installed.
    """
    lines = (model_folder(None) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(word for word in lines if word.isascii() and word.isalpha() and len(word) >= _SHORTEST)


@lru_cache(maxsize=1)
def word_frequencies() -> Mapping[str, int]:
    """About 80,000 words in lower case with how often they stand in books, rare ones among them.

    Source: the list of symspellpy, made of Google Books' counts (CC BY 3.0) and the SCOWL word lists.
    """
    text = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return {word: int(count) for word, count in (line.split() for line in text.splitlines())}
