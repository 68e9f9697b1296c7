"""The documents that a register holds, and plans taken out of it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ingest.keeping import forget_all_but, is_kept
from ingest.reading import READING_VERSION
from ingest.records import Plan
from ingest.register import Register

Progress = Callable[[str, int, int], None]
"""Told the name of a step, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document and the plan that was read from it (without its items), with the figures of that plan.

    ``read`` is when (UTC), None where that was before such times were logged. ``stale``: a newer version of the reading
    is at hand, so that the document may read otherwise now. ``kept``: its bytes are kept, for pictures of its rows.
    """

    plan: Plan
    items: int
    actions: int
    read: datetime | None
    stale: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class HeldDocuments:
    """Some of the documents held, and how many there are in all."""

    total: int
    documents: tuple[HeldDocument, ...]


def held_documents(register: Register, limit: int, offset: int = 0) -> HeldDocuments:
    """The ``limit`` documents after the first ``offset``, by establishment, the latest submission first.

    A document whose plan was replaced by a later version is not among them: nothing of it is in any answer.
    """
    (total,) = register.connection.execute("SELECT count(*) FROM plans").fetchone()
    rows = register.connection.execute(
        "SELECT record, superseded_by,"
        " (SELECT count(*) FROM items WHERE items.plan_id = plans.plan_id),"
        " (SELECT count(*) FROM actions WHERE actions.plan_id = plans.plan_id),"
        " (SELECT max(at) FROM changes WHERE changes.plan_id = plans.plan_id),"
        " NOT EXISTS (SELECT 1 FROM documents WHERE documents.sha256 = plans.sha256 AND reading = ?)"
        " FROM plans ORDER BY establishment_key, submitted DESC, plan_id LIMIT ? OFFSET ?",
        (READING_VERSION, limit, offset),
    ).fetchall()
    held = []
    for record, superseded_by, items, actions, read, stale in rows:
        plan = Plan.model_validate_json(record).model_copy(update={"superseded_by": superseded_by})
        held.append(
            HeldDocument(
                plan=plan,
                items=items,
                actions=actions,
                read=datetime.fromisoformat(read) if read else None,
                stale=bool(stale),
                kept=is_kept(register.path, plan.source.sha256),
            )
        )
    return HeldDocuments(total, tuple(held))


def remove_plans(
    register: Register, plan_ids: Sequence[str], home: Path, model: Path | None, progress: Progress | None = None
) -> None:
    """Removes plans with their earlier versions, forgets documents no longer held, and builds the index of the rest.

    Raises NotHeld, before anything is removed, where one of the plans is not held.
    """
    from assistant.index import build_index

    for plan_id in plan_ids:
        register.plan(plan_id)
    for plan_id in dict.fromkeys(plan_ids):
        register.remove(plan_id)
    forget_all_but(register.path, register.digests())
    if register.summaries():
        build_index(register, home, progress, model=model)
