"""Cells of the owner column: one name or two, parted in all the ways in which real plans part them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from evals.generation.places import Establishment, owners_of

# The offices that are one owner with the Governor, whatever a plan writes.
GOVERNORS = frozenset({"Governor", "The Governor", "Governing Governor"})
# Bodies that every reader of these plans tells from the office after them, though nothing parts the two.
_RUN_TOGETHER = ("NHS England", "NHS Foundation Trust")


@dataclass(frozen=True, slots=True)
class OwnerCell:
    """The names that a cell holds, and the cell as written, with its markup."""

    names: tuple[str, ...]
    cell: str


def _lead(place: Establishment, rng: random.Random) -> str:
    if place.lead != "Governor" or rng.random() < 0.9:
        return place.lead
    return rng.choice(sorted(GOVERNORS - {"Governor"}))


def _both(lead: str, other: str, rng: random.Random) -> OwnerCell:
    names = (lead, other) if rng.random() < 0.7 else (other, lead)
    if names == (other, "Governor") and other.endswith(_RUN_TOGETHER) and rng.random() < 0.5:
        return OwnerCell(names, " ".join(names))
    separator = rng.choice((" / ", " / ", " / ", "/", "; ", "</p> <p>"))
    words = separator.join(names)
    return OwnerCell(names, f"<p>{words}</p>" if "<p>" in separator else words)


def make_owners(section: str, place: Establishment, rng: random.Random) -> OwnerCell:
    """Who answers for a row of a section: mostly the head of the place, else a body or an office, or both."""
    other = rng.choice(owners_of(section, place))
    lead = _lead(place, rng)
    draw = rng.random()
    if draw < 0.6:
        return OwnerCell((lead,), lead)
    if draw < 0.82:
        return OwnerCell((other,), other)
    return _both(lead, other, rng)
