"""Which establishments and plans are held, for lists to choose from: by one query each, however many there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from ingest.establishments import establishment_key
from ingest.records import Record


class HeldEstablishment(Record):
    """An establishment by key (``ingest.establishments``), named as in its latest plan."""

    key: str
    name: str
    plans: int
    latest: date


class HeldPlan(Record):
    """A plan by id and day of submission."""

    plan_id: str
    submitted: date


def plans_of(connection: sqlite3.Connection, establishment: str) -> tuple[HeldPlan, ...]:
    """All plans of an establishment, by its name or key, oldest first."""
    rows = connection.execute(
        "SELECT plan_id, submitted FROM plans WHERE establishment_key = ? ORDER BY submitted, plan_id",
        (establishment_key(establishment),),
    )
    return tuple(HeldPlan(plan_id=plan_id, submitted=date.fromisoformat(day)) for plan_id, day in rows)


def superseding(submitted: date, plans: Sequence[HeldPlan], as_of: date) -> HeldPlan | None:
    """The first plan submitted after a day, and by ``as_of`` (inclusive), None where there is none; oldest first."""
    return next((plan for plan in plans if submitted < plan.submitted <= as_of), None)


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
