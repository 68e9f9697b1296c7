"""Where something stands in its document, in words and in order: one way of saying it for all."""

from __future__ import annotations

from typing import Protocol

from ingest.records import Box


class Standing(Protocol):
    """What a place in a document tells, whichever of it the kind of document has; see ``ingest.records.Source``."""

    @property
    def page(self) -> int | None:
        """The page, from 1."""

    @property
    def lines(self) -> tuple[int, int] | None:
        """First and last line, from 1, inclusive."""

    @property
    def sheet(self) -> str | None:
        """The name of a spreadsheet's sheet."""

    @property
    def table(self) -> int | None:
        """The table, from 1."""

    @property
    def rows(self) -> tuple[int, int] | None:
        """First and last row of the table or sheet, from 1, inclusive."""

    @property
    def bbox(self) -> Box | None:
        """Left, top, right and bottom on the page, in points from its top left corner."""


def _span(one: str, bounds: tuple[int, int]) -> str:
    first, last = bounds
    return f"{one} {first}" if first == last else f"{one}s {first} to {last}"


def place_words(place: Standing, otherwise: str = "the document") -> str:
    """The place for a person: "line 24", "lines 40 to 49", "page 3", "table 2, rows 4 to 6", "sheet Plan, row 9"."""
    parts = []
    if place.sheet is not None:
        parts.append(f"sheet {place.sheet}")
    if place.table is not None:
        parts.append(f"table {place.table}")
    if place.rows is not None:
        parts.append(_span("row", place.rows))
    if place.page is not None:
        parts.append(f"page {place.page}")
    if place.lines is not None:
        parts.append(_span("line", place.lines))
    return ", ".join(parts) or otherwise


def reading_order(place: Standing) -> tuple[int, int, int, float]:
    """A key that sorts the places of one document as a reader meets them."""
    return (
        place.lines[0] if place.lines else 0,
        place.page or place.table or 0,
        place.rows[0] if place.rows else 0,
        place.bbox[1] if place.bbox else 0.0,
    )
