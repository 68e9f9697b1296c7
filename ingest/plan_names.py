"""How a progress file names a plan: by its id, or by establishment and the year or day of its submission."""

from __future__ import annotations

import re
from datetime import date

from ingest.days import find_periods
from ingest.establishments import establishment_key
from ingest.records import Record

# Only dates without a year are counted from a day, and such a date names no plan.
_ANY_DAY = date(2000, 1, 1)
# Taken out as phrases: "of" and "the" are also parts of names ("Isle of Wight", "The Mount").
_FILLER = re.compile(
    r"\b(?:action\s+)?plans?\b(?:\s+(?:of|for|from)\b)?|\bsubmi(?:tted|ssion)\b(?:\s+(?:of|on)\b)?|\bdated\b|[(),:;]",
    re.IGNORECASE,
)


class PlanName(Record):
    """A plan as a file names it (``words``), and what these words tell.

    ``submitted`` are the first and the last day (inclusive) on which the plan meant may have been submitted, None where
    the words name no date.
    """

    words: str
    establishment_key: str
    submitted: tuple[date, date] | None


def _submitted(words: str) -> tuple[date, date] | None:
    for period in find_periods(words, _ANY_DAY):
        if period.first is not None and period.last is not None and not period.inferred:
            return period.first, period.last
    return None


def _without_dates(words: str) -> str:
    kept, at = [], 0
    for period in find_periods(words, _ANY_DAY):
        if not period.inferred:
            kept.append(words[at : period.start])
            at = period.end
    return _FILLER.sub(" ", " ".join([*kept, words[at:]])).strip(" -–—/.")


def plan_name(plan: str, establishment: str = "", submitted: str = "") -> PlanName | None:
    """The plan that the cells of a row name; None where they name no establishment, or a day that does not exist.

    ``plan`` may say it all ("hmp-send-2025-07-08", "HMP Send 2025", "HMP Send, 8 July 2025") or leave the
    establishment or the date to the cells of their own.
    """
    own = _without_dates(plan)
    key = establishment_key(own or _without_dates(establishment))
    said = [plan] if own else [establishment, plan]
    if not any(find_periods(cell, _ANY_DAY) for cell in said):
        said.append(submitted)
    if not key or any(period.last is None for cell in said for period in find_periods(cell, _ANY_DAY)):
        return None
    words = " ".join(dict.fromkeys(cell for cell in said if cell))
    return PlanName(words=words, establishment_key=key, submitted=_submitted(words))
