"""The query plan: what a question was understood to ask, in a form that a person can read and edit.

A plan is made from the words of a question alone, knowing only the names that the register holds. It never looks at
rows: the same question over the same register gives the same plan.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ingest.records import Record


class Intent(StrEnum):
    """What the question wants back."""

    LIST = "list"
    COUNT = "count"
    GROUP = "group"
    LOOKUP = "lookup"
    REASON = "reason"
    DEFINITION = "definition"
    COMPARE = "compare"
    PLAN = "plan"
    NONE = "none"


class Unit(StrEnum):
    """What is listed or counted."""

    ITEMS = "items"
    ACTIONS = "actions"
    PLANS = "plans"


class Field(StrEnum):
    """What a filter looks at."""

    ESTABLISHMENT = "establishment"
    PLAN = "plan"
    CURRENT = "current"
    KIND = "kind"
    REC_NO = "rec_no"
    GROUP = "group"
    SECTION = "section"
    ADDRESSEE = "addressee"
    AGREEMENT = "agreement"
    REFUSAL = "refusal"
    PARAGRAPH = "paragraph"
    REPEATED = "repeated"
    OWNER = "owner"
    ACTION = "action"
    ACTION_COUNT = "action_count"
    DUE = "due"
    STATUS = "status"


class Order(StrEnum):
    """Which of the rows found are kept: those at one end, all of them where several stand there.

    By the first (``DUE``) or last target date of what is not completed, or by how many of an item's actions meet the
    other conditions. ``MOST`` and ``FEWEST``: of the groups counted by (``group_by``), the largest or smallest.
    """

    DUE = "due"
    LAST_DUE = "-due"
    FEWEST_ACTIONS = "actions"
    MOST_ACTIONS = "-actions"
    FEWEST = "group"
    MOST = "-group"


class Op(StrEnum):
    """How a filter compares.

    ``ONLY``: the row has these values and no others. ``NOT_ONLY``: it has some other value. ``SHARED``: it has more
    than one value. ``MISSING``: it has none. ``SOME``: at least one of the item's actions has it, whatever the others
    have; ``NOT_SOME``: none has. ``BETWEEN``: both ends inclusive, "" is an open end.
    """

    IN = "in"
    NOT_IN = "not_in"
    ONLY = "only"
    NOT_ONLY = "not_only"
    SHARED = "shared"
    SOME = "some"
    NOT_SOME = "not_some"
    MISSING = "missing"
    BETWEEN = "between"


class Filter(Record):
    """One condition on rows.

    ``value`` holds the register's own values (dates as ISO 8601). ``label`` says it to a person ("still open").
    ``words`` are the words of the question that it came from, "" where it is a rule of the assistant and not a wish
    ("current plans only").
    """

    field: Field
    op: Op
    value: tuple[str, ...]
    label: str
    words: str = ""


class Understood(Record):
    """The part of a query plan that every answer carries."""

    topic: str | None
    filters: tuple[Filter, ...]
    notes: tuple[str, ...] = ()


class QueryPlan(Record):
    """A question as understood.

    ``asked`` names the parts of a row that a look-up wants ("owner", "due", "status", "text", "response", "agreement",
    "section", "source") or the plan fact. ``term`` is the term to define. ``group_by`` is the field to count by.
    ``check`` holds conditions that a yes-or-no question asks about: they are answered, not used to choose rows.
    ``limit`` keeps the first so many of the rows found (the last, if it is negative), ``nth`` one of these: from 1, or
    from the end, -1. For ``Unit.ACTIONS`` it is actions that are kept.
    ``as_of`` is the day for which statuses are computed and plans are visible. ``notes`` say what was carried over from
    earlier questions, and which words were not used.
    """

    intent: Intent
    unit: Unit
    topic: str | None = None
    filters: tuple[Filter, ...] = ()
    check: tuple[Filter, ...] = ()
    as_of: date
    asked: tuple[str, ...] = ()
    term: str | None = None
    group_by: Field | None = None
    order: Order | None = None
    limit: int | None = None
    nth: int | None = None
    notes: tuple[str, ...] = ()

    def understood(self) -> Understood:
        """The part that answers carry."""
        return Understood(topic=self.topic, filters=self.filters, notes=self.notes)
