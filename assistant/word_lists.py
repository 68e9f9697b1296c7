"""The lists of words in ``lexicon/``: plain text, with comments on lines of their own."""

from __future__ import annotations

from importlib.resources import files


def listed_words(name: str) -> frozenset[str]:
    """The words, in lower case, of a list of ``lexicon/``; lines that begin with # are comments."""
    text = files("assistant").joinpath(f"lexicon/{name}").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.lower().split())
