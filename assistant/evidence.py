"""The rows that an answer rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.status import Status, action_status, item_status
from ingest.records import Action, Item, Plan

if TYPE_CHECKING:
    from assistant.relevance import AboutRow


@dataclass(frozen=True, slots=True)
class Row:
    """An item with the actions by which it was found.

    ``actions`` are those that meet the question's filters, in order. ``about`` tells why it is about the topic, None
    where the question has none. ``by_action``: filters on actions (owner, target date) chose the row.
    """

    plan: Plan
    item: Item
    actions: tuple[Action, ...]
    about: AboutRow | None = None
    by_action: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Plan id and rec number."""
        return self.plan.plan_id, self.item.rec_no

    @property
    def noun(self) -> str:
        """``recommendation`` or ``concern``."""
        return self.item.kind.value

    def status(self, as_of: date) -> Status:
        """Status of the item."""
        return item_status(self.item, as_of)

    def action_statuses(self, as_of: date) -> tuple[Status, ...]:
        """Status of each of the item's actions, in order."""
        return tuple(action_status(a, self.item.agreement, as_of) for a in self.item.actions)


def noun_of(rows: Sequence[Row]) -> str:
    """The one word for these rows: ``concern``, ``recommendation``, or ``item`` where both are among them."""
    kinds = {row.item.kind for row in rows}
    return kinds.pop().value if len(kinds) == 1 else "item"


_LONGEST_QUOTE = 320
_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+")


def quote_of(text: str, lines: Sequence[str]) -> str:
    """The longest beginning of ``text``, in whole sentences, that stands word for word in the document's ``lines``.

    At most ``_LONGEST_QUOTE`` characters unless the first sentence alone is longer. A text that was joined over a page
    break, or that lost a reference before its full stop, stands there only in parts: the longest such part counts.
    """
    sentences = _SENTENCE_END.split(text.strip())
    flat = _flat(" ".join(lines))
    for start in range(len(sentences)):
        best = ""
        for end in range(start + 1, len(sentences) + 1):
            piece = " ".join(sentences[start:end])
            if best and len(piece) > _LONGEST_QUOTE:
                break
            for candidate in (piece, piece.rstrip(".;:")):
                if not lines or _flat(candidate) in flat:
                    best = candidate
                    break
        if best:
            return best
    return _longest_part(sentences[0], flat)


def _longest_part(sentence: str, flat: str) -> str:
    words = sentence.split(" ")
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            piece = " ".join(words[start : start + length])
            if _flat(piece) in flat:
                return piece
    return ""


_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")


def _flat(text: str) -> str:
    """Without markup and white space, in which a document and its rows may differ."""
    return re.sub(r"\s+", "", _MARKUP.sub(" ", text))
