"""Words on a page to lines and paragraphs, as a reader sees them: by their gaps, their bullets and their margins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.letters import plain
from ingest.records import Box
from ingest.strikes import Words, run_on
from ingest.tables import Cell, Paragraph

# Bullets as fonts of symbols encode them.
_BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\u25cf\u25aa\u25e6\u2023\u00b7", "•"))
_BULLET = "•"
# The bullet of WinAnsi fonts, which has no name in the font's encoding.
_UNNAMED_BULLET = re.compile(r"\(cid:127\)")
# Shares of the letters' height.
_SAME_LINE = 0.5
_GLUED = 0.12
_PARTED = 0.3
_BLANK = 0.45


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box on the page, in points from the top left corner; ``struck`` where a rule crosses it out."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    struck: bool = False

    @property
    def height(self) -> float:
        """The letters' height."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """The point that decides in which cell the word stands."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


def _shown(text: str) -> str:
    return _UNNAMED_BULLET.sub(_BULLET, text).translate(_BULLETS)


@dataclass(frozen=True, slots=True)
class WordLine:
    """Words side by side, from the left."""

    words: tuple[Word, ...]

    @property
    def top(self) -> float:
        """The upper edge of most of its words; a raised "th" does not count."""
        return median(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lower edge of most of its words."""
        return median(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """The letters' height."""
        return max(word.height for word in self.words)

    @property
    def box(self) -> Box:
        """The box around all its words."""
        return (
            self.words[0].x0,
            min(word.top for word in self.words),
            self.words[-1].x1,
            max(word.bottom for word in self.words),
        )

    @property
    def text(self) -> str:
        """The words with blanks between; a raised "th" stands close to its number and gets none."""
        parts = [self.words[0].text]
        for before, word in pairwise(self.words):
            close = word.x0 - before.x1 < _GLUED * max(before.height, word.height)
            parts.append(word.text if close else f" {word.text}")
        return plain(_shown("".join(parts)))

    @property
    def paragraph(self) -> Paragraph:
        """The same as a paragraph, with what is crossed out."""
        words = Words()
        for at, word in enumerate(self.words):
            before = self.words[at - 1] if at else word
            close = at == 0 or word.x0 - before.x1 < _GLUED * max(before.height, word.height)
            words.add("" if close else " ", struck=before.struck and word.struck)
            words.add(_shown(word.text), struck=word.struck)
        return next(words.paragraphs())


def lines_of(words: Sequence[Word]) -> tuple[WordLine, ...]:
    """Words as lines from the top; words whose heights overlap by half stand on one line."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.middle[1], one.x0)):
        for line in found[-2:]:
            anchor = max(line, key=lambda one: one.height)
            overlap = min(anchor.bottom, word.bottom) - max(anchor.top, word.top)
            if overlap >= _SAME_LINE * min(anchor.height, word.height):
                line.append(word)
                break
        else:
            found.append([word])
    lines = (WordLine(tuple(sorted(line, key=lambda one: one.x0))) for line in found)
    return tuple(sorted((line for line in lines if line.text), key=lambda line: line.top))


def usual_gap(cells: Iterable[Sequence[Word]]) -> float:
    """The gap between lines of one paragraph, in points: the small end of all gaps that the cells show."""
    gaps = sorted(
        below.top - above.bottom
        for words in cells
        for above, below in pairwise(lines_of(words))
        if below.top > above.top
    )
    return gaps[len(gaps) // 10] if gaps else 0.0


def _would_fit(above: WordLine, below: WordLine, right: float) -> bool:
    """Whether the first word of a line would have stood on the line above: then the break was meant."""
    first = below.words[0]
    return above.words[-1].x1 + (first.x1 - first.x0) + _BLANK * above.height < right


def _begins_paragraph(above: WordLine, below: WordLine, gap: float, right: float, indent: float | None) -> bool:
    if below.text.startswith(_BULLET):
        return True
    if below.top - above.bottom > gap + _PARTED * below.height:
        return True
    if below.text[:1].islower():
        return False
    if indent is not None and below.words[0].x0 < indent - _PARTED * below.height:
        return True
    return _would_fit(above, below, right)


def _over_line(before: Paragraph, after: Paragraph) -> Paragraph:
    """Two lines of a paragraph; a line that ends in a hyphen ends inside a word ("Co-|Financing", "2025-|2026")."""
    torn = re.search(r"\w-$", before.text) and after.text[:1].isalnum()
    return run_on(before, "" if torn else " ", after)


def cell_of_words(words: Sequence[Word], right: float, gap: float) -> Cell:
    """A cell's words as paragraphs; its lines end at ``right`` at most, and stand ``gap`` apart in a paragraph."""
    paragraphs: list[Paragraph] = []
    above: WordLine | None = None
    indent: float | None = None
    for line in lines_of(words):
        entry = line.text.startswith(_BULLET)
        if entry:
            indent = line.words[1].x0 if len(line.words) > 1 else None
        if above is None or _begins_paragraph(above, line, gap, right, indent):
            if not entry and paragraphs and not (paragraphs[-1].entry and line.text[:1].islower()):
                indent = None
            paragraphs.append(replace(line.paragraph, entry=entry))
        else:
            paragraphs[-1] = _over_line(paragraphs[-1], line.paragraph)
        above = line
    return Cell(tuple(one for one in paragraphs if re.search(r"[^•\s]", one.text)))
