"""What of a plan is searched by topic: chunks, and the windows of a chunk that the embedder can read whole.

An item is a chunk (its section, its words, and the response's words that no action holds), and each action with words
is a chunk (its own words, read in the context of its item's words). Ids are the register's: ``plan_id/rec_no`` and
``plan_id/rec_no#n``. Text that was set aside is in no chunk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ingest.records import Item, Plan

CHUNKING_VERSION = 1
"""Raised with every change to what a chunk or a window holds: indexes built before are stale then."""

SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")
"""Where a sentence or a line of a row ends."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A row as it is searched. ``action`` is None for the item itself; ``context`` is "" there."""

    chunk_id: str
    plan_id: str
    rec_no: str
    action: int | None
    context: str
    words: str

    @property
    def item_id(self) -> str:
        """The item that the chunk belongs to: ``plan_id/rec_no``."""
        return item_id(self.plan_id, self.rec_no)

    @property
    def text(self) -> str:
        """Context and own words."""
        return _join(self.context, self.words)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a chunk short enough for the embedder.

    The characters from ``own_from`` on are the chunk's own words, those before are its context. ``context_repeated``:
    an earlier window of the chunk holds this context too.
    """

    text: str
    own_from: int
    context_repeated: bool


def item_id(plan_id: str, rec_no: str) -> str:
    """The id of an item."""
    return f"{plan_id}/{rec_no}"


def chunks_of(plans: Iterable[Plan]) -> tuple[Chunk, ...]:
    """All chunks of the plans, ordered by plan, rec no and action whatever the order of the plans."""
    chunks = [chunk for plan in plans for item in plan.items for chunk in _item_chunks(plan.plan_id, item)]
    return tuple(sorted(chunks, key=lambda chunk: (chunk.plan_id, chunk.rec_no, chunk.action or 0)))


def _item_chunks(plan_id: str, item: Item) -> Iterator[Chunk]:
    of_item = item_id(plan_id, item.rec_no)
    text = _squeeze(item.text)
    whole = _join(_squeeze(item.section or ""), text, _unclaimed_response(item))
    if whole:
        yield Chunk(of_item, plan_id, item.rec_no, None, "", whole)
    for action in item.actions:
        # A table may give a target date with no words beside it: such an action says nothing about any topic.
        if words := _squeeze(action.text):
            yield Chunk(f"{of_item}#{action.n}", plan_id, item.rec_no, action.n, text, words)


def _unclaimed_response(item: Item) -> str:
    """The response where one action or none stands for it, else only its words that are in no action."""
    response = _squeeze(item.response)
    told = [words for action in item.actions if (words := _squeeze(action.text))]
    if len(told) < 2:
        return response
    for words in sorted(told, key=len, reverse=True):
        response = response.replace(words, " ", 1)
    return _squeeze(response)


def windows_of(chunk: Chunk, count: Callable[[str], int], limit: int) -> tuple[Window, ...]:
    """The chunk in windows of at most ``limit`` wordpieces, cut at sentence ends where there are any.

    Every word of the chunk is in a window. Context is repeated in each window while it leaves half of the room to the
    chunk's own words; longer context has windows of its own. ``count`` gives the wordpieces of a text, without the
    marks at its ends.
    """

    def fits(text: str) -> bool:
        return count(text) <= limit

    context, own_from = chunk.context, len(_join(chunk.context, "x")) - 1
    if fits(chunk.text):
        return (Window(chunk.text, own_from, context_repeated=False),)
    if count(context) <= limit // 2:
        parts = _packed(chunk.words, lambda part: fits(_join(context, part)))
        return tuple(
            Window(_join(context, part), own_from, context_repeated=place > 0) for place, part in enumerate(parts)
        )
    return (
        *(Window(part, len(part), context_repeated=False) for part in _packed(context, fits)),
        *(Window(part, 0, context_repeated=False) for part in _packed(chunk.words, fits)),
    )


def _packed(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The text in as few parts that fit as its sentences allow."""
    parts: list[str] = []
    for piece in _pieces(text, fits):
        if parts and fits(joined := _join(parts[-1], piece)):
            parts[-1] = joined
        else:
            parts.append(piece)
    return parts


def _pieces(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Sentences; the words of a sentence too long to fit; the halves of a word too long to fit."""
    for sentence in SENTENCE_END.split(text):
        if fits(sentence):
            yield sentence
            continue
        for word in sentence.split():
            yield from _halves(word, fits)


def _halves(word: str, fits: Callable[[str], bool]) -> Iterator[str]:
    if len(word) < 2 or fits(word):
        yield word
        return
    middle = len(word) // 2
    yield from _halves(word[:middle], fits)
    yield from _halves(word[middle:], fits)


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)
