"""How to name a row in a letter or a report."""

from __future__ import annotations

from assistant.wording import uk_date
from ingest.places import place_words
from ingest.records import Action, Item, Plan


def cite_as(plan: Plan, item: Item, action: Action | None = None) -> str:
    """``HMP Send action plan submitted 8 July 2025, concern 4, action 3 (hmp-send-2025.txt, line 45)``."""
    source = action.source if action else item.source
    row = f"{item.kind.value} {item.rec_no}" + (f", action {action.n}" if action else "")
    where = ", ".join(part for part in (source.document, place_words(source, "")) if part)
    return f"{plan.establishment} action plan submitted {uk_date(plan.submitted)}, {row} ({where})"
