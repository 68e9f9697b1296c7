"""An answer while it is being written: paragraphs of Markdown, and the rows cited so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.answer import AnswerKind, Citation, NearMiss
from assistant.evidence import Row, quote_of
from assistant.status import action_status
from assistant.wording import listed
from ingest.records import Action, Item, Source

LinesOf = Callable[[Source], Sequence[str]]
"""The document's own lines at a place; empty where the register doesn't hold them."""


@dataclass(slots=True)
class Draft:
    """Collects the parts of an answer; ``cite`` hands out the marks."""

    as_of: date
    lines_of: LinesOf
    kind: AnswerKind = AnswerKind.LIST
    paragraphs: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    near_misses: tuple[NearMiss, ...] = ()
    count: int | None = None
    count_of: str | None = None
    reason: str | None = None

    def say(self, paragraph: str) -> None:
        """Add a paragraph."""
        self.paragraphs.append(paragraph)

    def cite(self, row: Row, action: Action | None = None, *, words: str | None = None) -> str:
        """Cite an item, or one of its actions, and return its mark; a row cited before keeps its mark.

        ``words`` are the words of the row to quote from, instead of the item's or the action's own.
        """
        for known in self.citations:
            if (known.plan_id, known.rec_no, known.action) == (*row.key, action.n if action else None):
                return f"[{known.n}]"
        item = row.item
        source = action.source if action else item.source
        text = words or (action.text if action and action.text else item.text)
        whole = source if (words or action) and not (action and not action.text) else item.source
        quote = quote_of(text, self.lines_of(whole)) or quote_of(item.text, self.lines_of(item.source))
        status = action_status(action, item.agreement, self.as_of) if action else row.status(self.as_of)
        self.citations.append(
            Citation(
                n=len(self.citations) + 1,
                plan_id=row.plan.plan_id,
                establishment=row.plan.establishment,
                rec_no=item.rec_no,
                action=action.n if action else None,
                responsible_owner=action.responsible_owner if action else item.responsible_owner,
                target_date=action.target_date if action else dates_of(item),
                status=status.value,
                quote=quote,
                source=source,
            )
        )
        return f"[{len(self.citations)}]"

    @property
    def text(self) -> str:
        """The Markdown written so far."""
        return "\n\n".join(self.paragraphs)


def dates_of(item: Item) -> str | None:
    """An item's target dates in the table's words, each once, in the order of time; None where it has none."""
    due = {action.target_date: action.due for action in item.actions}
    words = sorted(dict.fromkeys(item.target_dates), key=lambda w: (due.get(w) is None, due.get(w) or date.max))
    return listed(words) or None
