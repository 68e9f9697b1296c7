"""Words that a document crosses out: kept where they stand in their paragraph, and marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby

from ingest.letters import plain, readable
from ingest.tables import Paragraph

_NOWHERE = re.compile(r"(?!)")


def _stretches(flags: Sequence[bool]) -> tuple[tuple[int, int], ...]:
    """The places where the flags are set, from the first to the one after the last."""
    runs = [(flag, len(list(run))) for flag, run in groupby(flags)]
    ends = accumulate(length for _, length in runs)
    return tuple((end - length, end) for (flag, length), end in zip(runs, ends, strict=True) if flag)


def _marked(letters: Sequence[tuple[str, bool]]) -> Paragraph | None:
    """Letters with their marks as a paragraph, white space collapsed; None where there is no word.

    A blank between two crossed out words is crossed out too.
    """
    kept: list[tuple[str, bool]] = []
    for letter, struck in letters:
        if not letter.isspace():
            kept.append((letter, struck))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", False))
    while kept and kept[-1][0] == " ":
        kept.pop()
    if not kept:
        return None
    flags = [
        kept[at - 1][1] and kept[at + 1][1] if letter == " " else struck for at, (letter, struck) in enumerate(kept)
    ]
    text = "".join(letter for letter, _ in kept)
    return Paragraph(text, struck=True) if all(flags) else Paragraph(text, crossed=_stretches(flags))


@dataclass(slots=True)
class Words:
    """The words of a paragraph as they come, each piece crossed out or not."""

    _pieces: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, words: str, *, struck: bool = False) -> None:
        """Adds the words that follow."""
        if words:
            self._pieces.append((words, struck))

    def clear(self) -> None:
        """Begins anew."""
        self._pieces.clear()

    def paragraphs(self, cut: re.Pattern[str] = _NOWHERE) -> Iterator[Paragraph]:
        """The words so far, parted at each place that ``cut`` matches (the match goes); no part without a word."""
        text = "".join(words for words, _ in self._pieces)
        if not any(struck for _, struck in self._pieces):
            yield from (Paragraph(words) for part in cut.split(text) if (words := plain(part)))
            return
        letters = [(letter, struck) for words, struck in self._pieces for letter in words]
        bounds = [at for match in cut.finditer(text) for at in match.span()]
        for start, end in zip([0, *bounds[1::2]], [*bounds[::2], len(text)], strict=True):
            # Entities and ligatures are resolved piece by piece, so that each letter keeps its mark.
            part = [
                (letter, struck)
                for struck, run in groupby(letters[start:end], key=lambda one: one[1])
                for letter in readable("".join(found for found, _ in run))
            ]
            if (paragraph := _marked(part)) is not None:
                yield paragraph


def as_entry(paragraph: Paragraph, lead: str) -> Paragraph:
    """A paragraph as an entry of a list, with its bullet."""
    if paragraph.text[0] in lead:
        lead = ""
    moved = tuple((start + len(lead), end + len(lead)) for start, end in paragraph.crossed)
    return replace(paragraph, text=f"{lead}{paragraph.text}", entry=True, crossed=moved)


def run_on(before: Paragraph, glue: str, after: Paragraph) -> Paragraph:
    """Two lines of one paragraph as one."""
    letters = [
        (letter, struck)
        for paragraph, blank in ((before, glue), (after, ""))
        for words, struck in [*paragraph.stretches(), (blank, False)]
        for letter in words
    ]
    whole = _marked(letters)
    assert whole is not None
    return replace(whole, entry=before.entry)
