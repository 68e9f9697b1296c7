"""What each ingestion changed, in plain figures: a log beside the plans, written in the transaction of the change."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from ingest.records import Action, Plan, Record


class ChangeKind(StrEnum):
    """What happened to a plan. ``READ_AGAIN``: the same document, by a newer version of the reading."""

    ADDED = "added"
    REPLACED = "replaced"
    READ_AGAIN = "read_again"
    REMOVED = "removed"


class Difference(Record):
    """A plan's figures after a change and, beside them, those before it; 0 where there was no plan.

    ``completed`` counts the actions that were held before, not completed, and now are; ``dates_moved`` those held
    before and not completed now whose due day is another, or is there where there was none, or the other way round.
    """

    items: int
    items_before: int
    actions: int
    actions_before: int
    completed: int
    dates_moved: int


class Change(Record):
    """One change of one plan at a time (UTC); ``run`` is when the ingestion that made it began."""

    run: datetime
    at: datetime
    plan_id: str
    establishment: str
    kind: ChangeKind
    document: str
    difference: Difference


def difference(before: Plan | None, after: Plan | None) -> Difference:
    """How a plan differs from what was held under its id; None is no plan. Actions are matched by rec no and place."""
    old, new = _actions(before), _actions(after)
    both = [(old[key], new[key]) for key in new if key in old]
    return Difference(
        items=len(after.items) if after else 0,
        items_before=len(before.items) if before else 0,
        actions=len(new),
        actions_before=len(old),
        completed=sum(now.completed and not then.completed for then, now in both),
        dates_moved=sum(now.due != then.due and not now.completed for then, now in both),
    )


def log_change(connection: sqlite3.Connection, run: datetime, before: Plan | None, after: Plan | None) -> None:
    """Writes one line of the log; to be called inside the transaction that makes the change.

    ``before`` and ``after`` are the plan as held and as it will be: one of them is None where it is added or removed.
    """
    if before is None:
        kind = ChangeKind.ADDED
    elif after is None:
        kind = ChangeKind.REMOVED
    elif before.source.sha256 == after.source.sha256:
        kind = ChangeKind.READ_AGAIN
    else:
        kind = ChangeKind.REPLACED
    plan = after or before
    if plan is None:
        raise ValueError("a change needs a plan before it or after it")
    at = datetime.now(UTC)
    connection.execute(
        "INSERT INTO changes (run, at, plan_id, establishment, kind, document, difference)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            run.isoformat(),
            at.isoformat(),
            plan.plan_id,
            plan.establishment,
            kind,
            plan.source.document,
            difference(before, after).model_dump_json(),
        ),
    )


def last_changes(connection: sqlite3.Connection) -> Sequence[Change]:
    """What the last ingestion that changed anything changed, in its order; empty where none was logged yet."""
    rows = connection.execute(
        "SELECT run, at, plan_id, establishment, kind, document, difference FROM changes"
        " WHERE run = (SELECT run FROM changes ORDER BY id DESC LIMIT 1) ORDER BY id"
    ).fetchall()
    return tuple(
        Change(
            run=datetime.fromisoformat(run),
            at=datetime.fromisoformat(at),
            plan_id=plan_id,
            establishment=establishment,
            kind=ChangeKind(kind),
            document=document,
            difference=Difference.model_validate_json(figures),
        )
        for run, at, plan_id, establishment, kind, document, figures in rows
    )


def _actions(plan: Plan | None) -> dict[tuple[str, int], Action]:
    return {(item.rec_no, action.n): action for item in plan.items for action in item.actions} if plan else {}
