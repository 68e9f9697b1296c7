"""What each ingestion changed, in plain figures: a log beside the plans, written in the transaction of the change."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from ingest.records import Action, Plan, Record


class ChangeKind(StrEnum):
    """What happened to a plan.

    ``READ_AGAIN``: the same document, by a newer version of the reading. ``REPORTED``: a progress file is about it.
    """

    ADDED = "added"
    REPLACED = "replaced"
    READ_AGAIN = "read_again"
    REMOVED = "removed"
    REPORTED = "reported"


class Difference(Record):
    """A plan's figures after a change and, beside them, those before it; 0 where there was no plan.

    ``completed`` counts the actions that were held before, not completed, and now are; ``dates_moved`` those held
    before and not completed now whose due day is another, or is there where there was none, or the other way round.
    ``reported`` counts the rows of a progress file about the plan; ``completed`` are then those that say completed.
    """

    items: int
    items_before: int
    actions: int
    actions_before: int
    completed: int
    dates_moved: int
    reported: int = 0


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
    change = Change(
        run=run,
        at=datetime.now(UTC),
        plan_id=plan.plan_id,
        establishment=plan.establishment,
        kind=kind,
        document=plan.source.document,
        difference=difference(before, after),
    )
    _write(connection, change)


def log_progress(connection: sqlite3.Connection, run: datetime, document: str) -> None:
    """Writes a line for each held plan that a progress file, just stored and linked, is about; as ``log_change``."""
    rows = connection.execute(
        "SELECT plan_id, establishment, count(*), sum(completed),"
        " (SELECT count(*) FROM items WHERE items.plan_id = plans.plan_id),"
        " (SELECT count(*) FROM actions WHERE actions.plan_id = plans.plan_id)"
        " FROM progress JOIN plans USING (plan_id) WHERE progress.document = ? GROUP BY plan_id ORDER BY plan_id",
        (document,),
    ).fetchall()
    for plan_id, establishment, reported, completed, items, actions in rows:
        figures = Difference(
            items=items,
            items_before=items,
            actions=actions,
            actions_before=actions,
            completed=completed,
            dates_moved=0,
            reported=reported,
        )
        change = Change(
            run=run,
            at=datetime.now(UTC),
            plan_id=plan_id,
            establishment=establishment,
            kind=ChangeKind.REPORTED,
            document=document,
            difference=figures,
        )
        _write(connection, change)


def _write(connection: sqlite3.Connection, change: Change) -> None:
    connection.execute(
        "INSERT INTO changes (run, at, plan_id, establishment, kind, document, difference)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            change.run.isoformat(),
            change.at.isoformat(),
            change.plan_id,
            change.establishment,
            change.kind,
            change.document,
            change.difference.model_dump_json(),
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
