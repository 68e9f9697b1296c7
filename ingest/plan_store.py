"""A plan into the register's tables: whole as a record, and in columns for filters."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import date

from ingest.abbreviations import abbreviations
from ingest.establishments import establishment_key
from ingest.owners import owner_key
from ingest.records import Item, Plan


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def insert_plan(connection: sqlite3.Connection, plan: Plan) -> None:
    """Inserts a plan with its rows; one of its id must not be held."""
    plan = plan.model_copy(update={"superseded_by": None})
    whole = plan.model_dump_json()
    inspection = plan.inspection or (None, None)
    connection.execute(
        "INSERT INTO plans VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, ?, ?, ?)",
        (
            plan.plan_id,
            plan.establishment,
            establishment_key(plan.establishment),
            plan.kind.value,
            plan.submitted.isoformat(),
            _iso(inspection[0]),
            _iso(inspection[1]),
            _iso(plan.report_published),
            plan.source.document,
            plan.source.sha256,
            hashlib.sha256(whole.encode()).hexdigest(),
            plan.model_copy(update={"items": ()}).model_dump_json(),
        ),
    )
    for position, item in enumerate(plan.items):
        _insert_item(connection, plan.plan_id, position, item)
    connection.executemany(
        "INSERT INTO abbreviations VALUES (?, ?, ?, ?, ?)",
        [(found.short, found.long, plan.plan_id, found.rec_no, found.n) for found in abbreviations(plan)],
    )


def _insert_item(connection: sqlite3.Connection, plan_id: str, position: int, item: Item) -> None:
    key = (plan_id, item.rec_no)
    repeated = item.repeated or bool(item.repeated_from)
    agreement = item.agreement.value if item.agreement else None
    connection.execute(
        "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *key,
            position,
            item.kind.value,
            item.group,
            item.section,
            agreement,
            repeated,
            item.text,
            item.model_dump_json(),
        ),
    )
    connection.executemany(
        "INSERT INTO actions (plan_id, rec_no, n, text, target_date, due, completed, part_completed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*key, a.n, a.text, a.target_date, _iso(a.due), a.completed, a.part_completed) for a in item.actions],
    )
    connection.executemany(
        "INSERT INTO item_owners VALUES (?, ?, ?, ?)",
        [(*key, owner, owner_key(owner)) for owner in item.responsible_owner],
    )
    connection.executemany(
        "INSERT INTO action_owners VALUES (?, ?, ?, ?, ?)",
        [(*key, action.n, owner, owner_key(owner)) for action in item.actions for owner in action.responsible_owner],
    )
    connection.executemany(
        "INSERT INTO item_paragraphs VALUES (?, ?, ?)",
        [(*key, paragraph) for paragraph in dict.fromkeys(item.report_paragraphs)],
    )
