"""The establishments whose plans are held, for lists to choose from: one query, however many plans there are."""

from __future__ import annotations

import sqlite3
from datetime import date

from ingest.records import Record


class HeldEstablishment(Record):
    """An establishment by key (``ingest.establishments``), named as in its latest plan."""

    key: str
    name: str
    plans: int
    latest: date


def held_establishments(connection: sqlite3.Connection, as_of: date) -> tuple[HeldEstablishment, ...]:
    """Those with a plan submitted by ``as_of`` (inclusive), in the order of their keys."""
    # With max() SQLite takes the other columns from the row that has the maximum.
    sql = (
        "SELECT establishment_key, establishment, count(*), max(submitted) FROM plans WHERE submitted <= ?"
        " GROUP BY establishment_key ORDER BY establishment_key"
    )
    return tuple(
        HeldEstablishment(key=key, name=name, plans=plans, latest=date.fromisoformat(latest))
        for key, name, plans, latest in connection.execute(sql, (as_of.isoformat(),))
    )
