"""What a search asks for, as records: filters, words, order and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from assistant.status import Status
from ingest.records import Agreement, Record

UNDATED = "none"
"""The due month of a row on which nothing is due on a day."""


class Trait(StrEnum):
    """What rows are told apart by; the names are those of the commands' options and of a search's address."""

    ESTABLISHMENT = "establishment"
    PLAN = "plan"
    STATUS = "status"
    AGREEMENT = "agreement"
    OWNER = "owner"
    SECTION = "section"
    GROUP = "group"
    YEAR = "year"
    DUE = "due"
    REC_NO = "rec_no"


class Sort(StrEnum):
    """The orders; equal rows stand in that of establishment, submission and table."""

    BEST = "best"
    DUE = "due"
    ESTABLISHMENT = "establishment"
    REC_NO = "rec_no"


class RowFilters(Record):
    """What rows must have: one of the values of each field that names any, and a due day in the range.

    Names of establishments and owners are compared by their keys ("HMP Send" is "Send"), groups and sections without
    regard to capitals, all else exactly. ``due_from`` and ``due_to`` are inclusive; an undated row is in no range.
    ``years`` are of the plans' submission. ``due_months`` are like "2025-09", or "none" for undated rows. ``current``:
    only plans that are not superseded.
    """

    establishments: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    groups: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    plans: tuple[str, ...] = ()
    rec_nos: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    due_months: tuple[str, ...] = ()
    current: bool = False

    def words(self) -> str:
        """The filters as they were asked for: ``owner: Governor; status: overdue``; ``all rows`` without any."""
        named = (
            ("establishment", self.establishments),
            ("owner", self.owners),
            ("status", self.statuses),
            ("agreement", self.agreements),
            ("group", self.groups),
            ("section", self.sections),
            ("due from", (self.due_from,) if self.due_from else ()),
            ("due to", (self.due_to,) if self.due_to else ()),
            ("plan", self.plans),
            ("rec no", self.rec_nos),
            ("year", self.years),
            ("due", self.due_months),
            ("plans", ("current only",) if self.current else ()),
        )
        return "; ".join(f"{name}: {', '.join(map(str, values))}" for name, values in named if values) or "all rows"

    def of(self, trait: Trait) -> tuple[str, ...]:
        """The values that are asked for of a trait; none where it does not matter."""
        values: tuple[str, ...] = getattr(self, _FIELDS[trait])
        return values

    def only(self, trait: Trait, values: tuple[str, ...]) -> RowFilters:
        """The same filters with these values of a trait and no others; none is all."""
        return RowFilters.model_validate({**dict(self), _FIELDS[trait]: values})


_FIELDS: Mapping[Trait, str] = {
    Trait.ESTABLISHMENT: "establishments",
    Trait.OWNER: "owners",
    Trait.STATUS: "statuses",
    Trait.AGREEMENT: "agreements",
    Trait.GROUP: "groups",
    Trait.SECTION: "sections",
    Trait.PLAN: "plans",
    Trait.REC_NO: "rec_nos",
    Trait.YEAR: "years",
    Trait.DUE: "due_months",
}


class Match(StrEnum):
    """What the words of a search decide: rows must hold every one, or any of them, or they only order the rows."""

    ALL = "all"
    ANY = "any"
    MEANING = "meaning"


class Search(Record):
    """A whole search. ``text`` "" is no words; without words there is no best match, and ``BEST`` is the plans' order.

    ``as_of`` is the day of statuses; plans submitted after it are not visible.
    """

    text: str = ""
    match: Match = Match.ALL
    filters: RowFilters = RowFilters()
    sort: Sort = Sort.BEST
    as_of: date

    def words(self) -> str:
        """The search in words: ``every word of “interpreting service”; status: overdue``."""
        if not self.text:
            return self.filters.words()
        said = {
            Match.ALL: f"every word of “{self.text}”",
            Match.ANY: f"any word of “{self.text}”",
            Match.MEANING: f"closest to “{self.text}” first",
        }[self.match]
        filters = self.filters.words()
        return said if self.filters == RowFilters() else f"{said}; {filters}"
