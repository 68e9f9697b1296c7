"""Progress in the register: what progress files report, beside the plans that it is about.

A progress file may come before its plan, so its rows wait under the name that they give the plan; ``link`` finds the
plan whenever plans or progress change. What holds depends on what is held, never on the order in which it came.

Of entries about an action on one day, one about the action itself counts before one about its whole item; then the
later by the name of the document, then by its row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ingest.establishments import slug
from ingest.progress import ProgressFile
from ingest.records import Action, Item, ProgressEntry, ProgressStatus

# The same order as in SQL: see ``assistant.filters.completed_sql``.
_OLDEST_FIRST = "on_day, n, document, position"


def holds_progress(connection: sqlite3.Connection, document: str, sha256: str, reading: str) -> bool:
    """Whether these bytes, under this name, are what is held of it, read by this version of the reading."""
    found = connection.execute(
        "SELECT 1 FROM progress_documents WHERE document = ? AND sha256 = ? AND reading = ?",
        (document, sha256, reading),
    ).fetchone()
    return found is not None


def save_progress(connection: sqlite3.Connection, document: str, sha256: str, reading: str, read: ProgressFile) -> bool:
    """Puts what a progress file says in the place of what one of its name said before; whether there was one."""
    replaced = forget_document(connection, document)
    doubts = read.model_copy(update={"rows": ()})
    connection.execute(
        "INSERT INTO progress_documents VALUES (?, ?, ?, ?)", (document, sha256, reading, doubts.model_dump_json())
    )
    connection.executemany(
        "INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?)",
        [
            (
                document,
                position,
                row.plan.words,
                row.plan.establishment_key,
                *((day.isoformat() for day in row.plan.submitted) if row.plan.submitted else (None, None)),
                row.rec_no,
                row.entry.action or 0,
                row.entry.on_day.isoformat(),
                row.entry.status is ProgressStatus.COMPLETED,
                row.entry.model_dump_json(),
            )
            for position, row in enumerate(read.rows)
        ],
    )
    return replaced


def forget_document(connection: sqlite3.Connection, document: str) -> bool:
    """Removes all that a progress file said; whether there was one of that name. Call ``link`` afterwards."""
    return connection.execute("DELETE FROM progress_documents WHERE document = ?", (document,)).rowcount > 0


def forget_plan(connection: sqlite3.Connection, plan_id: str) -> None:
    """Removes what was reported on a held plan; the files that said it are read anew when they are met again."""
    connection.execute(
        "UPDATE progress_documents SET sha256 = '' WHERE document IN (SELECT document FROM progress WHERE plan_id = ?)",
        (plan_id,),
    )
    connection.execute("DELETE FROM progress WHERE plan_id = ?", (plan_id,))
    connection.execute(
        "DELETE FROM progress_documents WHERE sha256 = '' AND document NOT IN (SELECT document FROM progress)"
    )


def establishments_of(connection: sqlite3.Connection, document: str) -> frozenset[str]:
    """The keys of the establishments that a progress file names."""
    rows = connection.execute("SELECT DISTINCT establishment_key FROM progress WHERE document = ?", (document,))
    return frozenset(key for (key,) in rows)


def link(connection: sqlite3.Connection, keys: Iterable[str]) -> None:
    """Finds the plans that progress about some establishments means, and marks the actions that it is about."""
    for key in keys:
        names = connection.execute(
            "SELECT DISTINCT plan, submitted_from, submitted_to FROM progress WHERE establishment_key = ?", (key,)
        ).fetchall()
        for words, first, last in names:
            meant = plans_meant(connection, words, key, first, last)
            connection.execute(
                "UPDATE progress SET plan_id = ?1 WHERE plan = ?2 AND establishment_key = ?3 AND plan_id IS NOT ?1",
                (meant[0] if len(meant) == 1 else None, words, key),
            )
        connection.execute(
            "WITH now AS (SELECT a.plan_id, a.rec_no, a.n, EXISTS (SELECT 1 FROM progress g WHERE g.plan_id = a.plan_id"
            " AND g.rec_no = a.rec_no AND g.n IN (0, a.n)) AS reported"
            " FROM plans p JOIN actions a ON a.plan_id = p.plan_id WHERE p.establishment_key = ?)"
            " UPDATE actions SET reported = now.reported FROM now WHERE actions.plan_id = now.plan_id"
            " AND actions.rec_no = now.rec_no AND actions.n = now.n AND actions.reported <> now.reported",
            (key,),
        )


def plans_meant(
    connection: sqlite3.Connection, words: str, key: str, first: str | None, last: str | None
) -> tuple[str, ...]:
    """The ids of the held plans that a name may mean: the one of just that id, else those of that place and time."""
    rows = connection.execute(
        "SELECT plan_id FROM plans WHERE establishment_key = ?1 AND (?2 IS NULL OR submitted BETWEEN ?2 AND ?3)"
        " ORDER BY submitted, plan_id",
        (key, first, last),
    ).fetchall()
    ids = tuple(plan_id for (plan_id,) in rows)
    return (slug(words),) if slug(words) in ids else ids


def progress_of(connection: sqlite3.Connection, plan_id: str) -> dict[str, tuple[ProgressEntry, ...]]:
    """Every entry about a plan by rec no, oldest first; of entries of one day the last counts."""
    found: dict[str, list[ProgressEntry]] = {}
    rows = connection.execute(
        f"SELECT rec_no, record FROM progress WHERE plan_id = ? ORDER BY {_OLDEST_FIRST}", (plan_id,)
    )
    for rec_no, record in rows:
        found.setdefault(rec_no, []).append(ProgressEntry.model_validate_json(record))
    return {rec_no: tuple(entries) for rec_no, entries in found.items()}


def item_progress(connection: sqlite3.Connection, plan_id: str, rec_no: str) -> tuple[ProgressEntry, ...]:
    """Every entry about an item, oldest first, as ``progress_of`` gives them."""
    rows = connection.execute(
        f"SELECT record FROM progress WHERE plan_id = ? AND rec_no = ? ORDER BY {_OLDEST_FIRST}", (plan_id, rec_no)
    )
    return tuple(ProgressEntry.model_validate_json(record) for (record,) in rows)


def with_progress(item: Item, entries: tuple[ProgressEntry, ...]) -> Item:
    """An item whose actions know what was reported of them."""
    if not entries:
        return item

    def told(action: Action) -> Action:
        own = tuple(entry for entry in entries if entry.action in (None, action.n))
        return action.model_copy(update={"progress": own}) if own else action

    return item.model_copy(update={"actions": tuple(told(action) for action in item.actions)})
