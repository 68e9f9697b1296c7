"""What the words open, overdue, completed and no action mean on a day (the contract's section "Meaning of the words").

A target date runs to its last day, inclusive: an action is overdue from the day after ``due``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from assistant.wording import uk_date
from ingest.records import Action, Agreement, Item


class Status(StrEnum):
    """Where an action or an item stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    COMPLETED = "completed"
    NO_ACTION = "no_action"


UNFINISHED = (Status.OPEN, Status.OVERDUE)


def action_status(action: Action, agreement: Agreement | None, as_of: date) -> Status:
    """Status of an action on the day ``as_of``; ``agreement`` is its item's."""
    if agreement is Agreement.NOT_AGREED:
        return Status.NO_ACTION
    if action.completed:
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


def status_reason(action: Action, agreement: Agreement | None, as_of: date) -> str:
    """Why an action has its status, in words for the person who reads the row."""
    match action_status(action, agreement, as_of):
        case Status.NO_ACTION:
            return "no action: the recommendation was not agreed"
        case Status.COMPLETED:
            return f"completed: the plan says “{action.target_date}”"
        case Status.OVERDUE:
            done = " one part is completed, but" if action.part_completed else ""
            return f"overdue:{done} target {action.target_date} has passed and the plan doesn't report completion"
        case _:
            pass
    if action.due is not None:
        done = "one part is completed; the rest is " if action.part_completed else ""
        return f"open: {done}due by {uk_date(action.due)}"
    if action.target_date is None:
        return "open: the plan gives no target date"
    return f"open: the plan gives no day (“{action.target_date}”)"
