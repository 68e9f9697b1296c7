"""The facets of a search: how many rows each value would list, and what to take away where nothing is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.row_table import KEYS, RowTable
from assistant.search import Limit, Listing, Narrowing
from assistant.search_terms import UNDATED, Search, Trait
from assistant.status import Status
from ingest.records import Agreement

FACETS = (
    Trait.STATUS,
    Trait.ESTABLISHMENT,
    Trait.PLAN,
    Trait.OWNER,
    Trait.AGREEMENT,
    Trait.SECTION,
    Trait.GROUP,
    Trait.YEAR,
    Trait.DUE,
)
"""In the order in which a page shows them."""

MOST_VALUES = 100
"""Values of one facet that are listed; more can be asked for by name only."""

_FIXED: dict[Trait, tuple[str, ...]] = {Trait.STATUS: tuple(Status), Trait.AGREEMENT: tuple(Agreement)}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value by its name, and how many rows the search would list with it as this facet's only value."""

    name: str
    rows: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The values that some row has under all other parts of the search, and those chosen; ``left_out`` are more."""

    trait: Trait
    values: tuple[FacetValue, ...]
    left_out: int

    @property
    def chosen(self) -> int:
        """How many of its values are chosen."""
        return sum(value.chosen for value in self.values)


def facets(table: RowTable, wanted: Search, narrowing: Narrowing) -> tuple[Facet, ...]:
    """All facets of a search, each counted under the choices in all others and not its own."""
    everything = narrowing.without()
    return tuple(
        _facet(trait, table, wanted, narrowing.without(trait) if trait in narrowing.parts else everything)
        for trait in FACETS
    )


def _facet(trait: Trait, table: RowTable, wanted: Search, among: NDArray[np.bool_]) -> Facet:
    column = table.column(trait, wanted.as_of)
    counts = column.counts(among).tolist()
    chosen = {column.keys[key] for key in map(KEYS[trait], wanted.filters.of(trait)) if key in column.keys}
    held = [code for code, count in enumerate(counts) if count or code in chosen]

    def order(code: int) -> tuple[int, int, str]:
        return _place(trait, column.names[code], counts[code], wanted.as_of)

    listed = sorted(held, key=order)
    if len(listed) > MOST_VALUES:
        # What is chosen can be taken away again, however far down it stands.
        listed = sorted([*listed[:MOST_VALUES], *chosen.difference(listed[:MOST_VALUES])], key=order)
    values = [FacetValue(column.names[code], counts[code], code in chosen) for code in listed]
    # Chosen values that no row of the register has.
    values += [
        FacetValue(name, 0, chosen=True) for name in wanted.filters.of(trait) if KEYS[trait](name) not in column.keys
    ]
    return Facet(trait, tuple(values), len(held) - len(listed))


def _place(trait: Trait, name: str, rows: int, as_of: date) -> tuple[int, int, str]:
    """Where a value stands among those of its facet: by the order that is known of it, else the most rows first."""
    if trait in _FIXED:
        return _FIXED[trait].index(name), 0, name
    if trait is Trait.YEAR:
        return 0, -int(name), name
    if trait is Trait.DUE:
        return _month_place(name, as_of)
    return 0, -rows, name


def _month_place(month: str, as_of: date) -> tuple[int, int, str]:
    """The day's own month and those to come first, then those past, the latest first, then the undated."""
    if month == UNDATED:
        return 2, 0, month
    number = 12 * int(month[:4]) + int(month[5:])
    return (0, number, month) if month >= as_of.isoformat()[:7] else (1, -number, month)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a listing holds: rows that are actions, rows that are items without any, and the plans of both."""

    actions: int
    items: int
    plans: int


def tally(table: RowTable, found: Listing) -> Tally:
    """The figures of a listing."""
    rows = found.ordered.rows
    actions = int(table.is_action[rows].sum())
    plans = len(np.unique(table.column(Trait.PLAN, found.as_of).codes[rows]))
    return Tally(actions, len(rows) - actions, plans)


@dataclass(frozen=True, slots=True)
class Way:
    """A part of a search that, taken away, leaves so many rows."""

    part: Trait | Limit
    rows: int


def ways_out(narrowing: Narrowing) -> tuple[Way, ...]:
    """For a search that finds nothing: each part without which it would find rows, the one with the fewest first."""
    ways = (Way(part, int(narrowing.without(part).sum())) for part in narrowing.parts)
    return tuple(sorted((way for way in ways if way.rows), key=lambda way: way.rows))
