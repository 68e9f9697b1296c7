"""What the words open, overdue, completed and no action mean on a day (the contract's section "Meaning of the words").

A target date runs to its last day, inclusive: an action is overdue from the day after ``due``. Whether it is completed
is what the newest progress entry up to the day says, and what the plan says where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from assistant.wording import sentence, uk_date
from ingest.places import place_words
from ingest.records import Action, Agreement, Item, ProgressEntry, ProgressStatus


class Status(StrEnum):
    """Where an action or an item stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    COMPLETED = "completed"
    NO_ACTION = "no_action"


UNFINISHED = (Status.OPEN, Status.OVERDUE)


def entry_on(action: Action, as_of: date) -> ProgressEntry | None:
    """The progress entry that tells an action's status on a day, None where none was reported by then."""
    return next((entry for entry in reversed(action.progress) if entry.on_day <= as_of), None)


def completed_on(action: Action, as_of: date) -> bool:
    """Whether an action is completed on a day; ``assistant.filters.completed_sql`` is its twin in SQL."""
    entry = entry_on(action, as_of)
    return action.completed if entry is None else entry.status is ProgressStatus.COMPLETED


def action_status(action: Action, agreement: Agreement | None, as_of: date) -> Status:
    """Status of an action on the day ``as_of``; ``agreement`` is its item's."""
    if agreement is Agreement.NOT_AGREED:
        return Status.NO_ACTION
    if completed_on(action, as_of):
        return Status.COMPLETED
    if action.due is not None and action.due < as_of:
        return Status.OVERDUE
    return Status.OPEN


def status_of_actions(actions: Iterable[Action], agreement: Agreement | None, as_of: date) -> Status:
    """Status of an item as far as these of its actions go: an item without actions is open."""
    if agreement is Agreement.NOT_AGREED:
        return Status.NO_ACTION
    statuses = {action_status(action, agreement, as_of) for action in actions}
    if statuses == {Status.COMPLETED}:
        return Status.COMPLETED
    return Status.OVERDUE if Status.OVERDUE in statuses else Status.OPEN


def item_status(item: Item, as_of: date) -> Status:
    """Status of an item on the day ``as_of``."""
    return status_of_actions(item.actions, item.agreement, as_of)


def reported(action: Action, agreement: Agreement | None, as_of: date) -> str | None:
    """Where the status was reported, None where it rests on the plan alone.

    ``reported on 3 March 2025 in progress.csv, row 4``; one that is not completed says as what it was reported.
    """
    entry = None if agreement is Agreement.NOT_AGREED else entry_on(action, as_of)
    if entry is None:
        return None
    said = "" if entry.status is ProgressStatus.COMPLETED else f" as “{entry.words}”"
    where = f"in {entry.source.document}, {place_words(entry.source)}"
    return f"reported{said} on {uk_date(entry.on_day)} {where}"


def status_reason(action: Action, agreement: Agreement | None, as_of: date) -> str:
    """Why an action has its status, in words for the person who reads the row."""
    status = action_status(action, agreement, as_of)
    if status is Status.NO_ACTION:
        return "no action: the recommendation was not agreed"
    told = reported(action, agreement, as_of)
    if told is not None:
        after = {
            Status.COMPLETED: "",
            Status.OVERDUE: f"; target {action.target_date} has passed",
            Status.OPEN: f"; {_still_due(action)}",
        }
        return f"{status.value}: {told}{after[status]}"
    if status is Status.COMPLETED:
        return f"completed: the plan says “{action.target_date}”"
    if status is Status.OVERDUE:
        done = " one part is completed, but" if action.part_completed else ""
        return f"overdue:{done} target {action.target_date} has passed and the plan doesn't report completion"
    done = "one part is completed; the rest is " if action.part_completed and action.due is not None else ""
    return f"open: {done}{_still_due(action)}"


def _still_due(action: Action) -> str:
    if action.due is not None:
        return f"due by {uk_date(action.due)}"
    if action.target_date is None:
        return "the plan gives no target date"
    return f"the plan gives no day (“{action.target_date}”)"


def status_why(action: Action, agreement: Agreement | None, as_of: date) -> str:
    """The reason alone, as a sentence, for where the status stands beside it."""
    return sentence(status_reason(action, agreement, as_of).partition(": ")[2])
