"""Register values as labels on a page, and the days that people type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from assistant.status import Status
from ingest.errors import BadRequest
from ingest.records import Agreement

STATUSES: Final[dict[str, str]] = {
    Status.OPEN: "Open",
    Status.OVERDUE: "Overdue",
    Status.COMPLETED: "Completed",
    Status.NO_ACTION: "No action",
}
AGREEMENTS: Final[dict[str, str]] = {
    Agreement.AGREED: "Agreed",
    Agreement.PARTLY_AGREED: "Partly agreed",
    Agreement.NOT_AGREED: "Not agreed",
}
MAIN_PAGES: Final = (
    ("/chat/", "Ask a question"),
    ("/search", "Search"),
    ("/dashboard", "Dashboard"),
    ("/plans", "Plans held"),
    ("/documents", "Documents"),
)
"""Address and name of each page that every page leads to."""

_FORMS: Final = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y")


def figure(count: int, one: str, many: str | None = None) -> str:
    """The count in figures with its noun: "1 plan", "26 actions"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def several(names: Sequence[str]) -> str:
    """Names in a row as "Governor, Head of Healthcare", or "not stated" for none."""
    return ", ".join(names) or "not stated"


def plan_year(plan_id: str) -> str:
    """The year of submission, from the date that every plan id ends with."""
    return plan_id[-10:-6]


def read_day(words: str | None) -> date | None:
    """The day that a person typed ("8 July 2025", "8/7/2025" or "2025-07-08"); None where nothing was typed.

    Raises BadRequest for words that name no day.
    """
    typed = " ".join((words or "").split())
    if not typed:
        return None
    for form in _FORMS:
        try:
            return datetime.strptime(typed, form).date()
        except ValueError:
            continue
    raise BadRequest(
        f"“{typed[:40]}” is not a day: write it like 8 July 2025 or 8/7/2025, or leave it empty for today."
    )
