"""The references to the inspection report at the end of a recommendation: "(2.69, repeated recommendation 2.74)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARAGRAPH = r"(?:[A-Z]{1,2}\d{1,3}|\d{1,2}\.\d{1,3}|\d{1,3})"
_ONE = re.compile(_PARAGRAPH)
_LAST_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,300})[)\]]\s*([.;]?)\s*$")
_RANGE = re.compile(rf"({_PARAGRAPH})\s*(?:to|-|–|—)\s*({_PARAGRAPH})")
_WORDS = re.compile(
    r"repeated|main|key|recommendations?|concerns?|paragraphs?|paras?\b\.?|see|also|from|and|to|of|the|report|inspection|mr\b|\bin\b"
    r"|section|housekeeping|points?|(?:19|20)\d\d",
    re.IGNORECASE,
)
_MOST_OF_A_RANGE = 100


@dataclass(frozen=True, slots=True)
class Referenced:
    """A text without its references; ``repeated`` where they say so, even if they name no paragraph."""

    text: str
    paragraphs: tuple[str, ...] = ()
    repeated_from: tuple[str, ...] = ()
    repeated: bool = False


def _expand(first: str, last: str) -> tuple[str, ...]:
    """All paragraphs of a range ("3.12", "3.14" -> 3.12, 3.13, 3.14); both ends where it is no ascending range."""
    head, start = re.fullmatch(r"(.*?)(\d+)", first).groups()  # type: ignore[union-attr]
    last_head, end = re.fullmatch(r"(.*?)(\d+)", last).groups()  # type: ignore[union-attr]
    steps = int(end) - int(start)
    if last_head not in {head, ""} or not 0 < steps < _MOST_OF_A_RANGE:
        return (first, last)
    width = len(start) if start.startswith("0") else 0
    return tuple(f"{head}{number:0{width}d}" for number in range(int(start), int(end) + 1))


def _paragraphs(words: str) -> tuple[str, ...]:
    found: list[str] = []
    at = 0
    while match := _ONE.search(words, at):
        spread = _RANGE.match(words, match.start())
        found += _expand(spread[1], spread[2]) if spread else (match[0],)
        at = (spread or match).end()
    return tuple(dict.fromkeys(found))


def _is_reference(words: str) -> bool:
    without = _WORDS.sub(" ", words)
    if re.search(r"\w", _ONE.sub(" ", without)):
        return False
    # "(2019)" or "(3)" alone is a year or a count, not a reference: one with a dot or a letter, or the word, is needed.
    return bool(re.search(r"\d\.\d|[A-Z]{1,2}\d", without)) or bool(
        re.search(r"repeated|para|\bMR\b", words, re.IGNORECASE)
    )


def read_references(text: str) -> Referenced:
    """Takes the references off the end of a text; a bracket that holds anything else stays in the text."""
    paragraphs: tuple[str, ...] = ()
    repeated_from: tuple[str, ...] = ()
    repeated = False
    while (bracket := _LAST_BRACKET.search(text)) and _is_reference(bracket[1]):
        own, *again = re.split("repeated", bracket[1], maxsplit=1, flags=re.IGNORECASE)
        paragraphs = _paragraphs(own) + paragraphs
        if again:
            repeated = True
            repeated_from = _paragraphs(again[0]) + repeated_from
        kept = text[: bracket.start()].rstrip()
        text = kept + bracket[2] if kept and kept[-1] not in ".;!?" else kept
    return Referenced(text, paragraphs, repeated_from, repeated)
