"""The generated plans as a person would look them up: what is current on a day, what is open, what is about what.

Statuses are worked out here once more, straight from the contract, so that the assistant is not judged by its own code.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evals.bank import Part, Topic
from evals.generation.document import GeneratedPlan
from evals.generation.owners import GOVERNORS
from evals.generation.places import bare_name
from evals.questions import RowRef
from ingest.records import Action, Agreement, Item, Plan


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a plan, with its topic."""

    plan: Plan
    item: Item
    topic: str

    @property
    def ref(self) -> RowRef:
        """Its name in a question file."""
        return RowRef(plan=self.plan.plan_id, rec_no=self.item.rec_no)


def is_overdue(row: Row, action: Action, day: date) -> bool:
    """Not completed, of an item that is not refused, and its last day is past."""
    refused = row.item.agreement is Agreement.NOT_AGREED
    return not refused and not action.completed and action.due is not None and action.due < day


def has_overdue(row: Row, day: date) -> bool:
    """Any of its actions is overdue."""
    return any(is_overdue(row, action, day) for action in row.item.actions)


def is_sole_governors(row: Row) -> bool:
    """Nobody but the Governor owns it, whichever way the office is written."""
    return bool(row.item.responsible_owner) and set(row.item.responsible_owner) <= GOVERNORS


def live_dates(item: Item) -> tuple[str, ...]:
    """The words of an item's dates and statuses that count: those crossed out are left out."""
    counted = " ".join(action.target_date or "" for action in item.actions)
    return tuple(words for words in item.target_dates if words in counted)


def is_completed(row: Row) -> bool:
    """All its actions are done."""
    return row.item.agreement is not Agreement.NOT_AGREED and all(action.completed for action in row.item.actions)


def is_unfinished(row: Row) -> bool:
    """Open or overdue: neither refused nor all done."""
    return row.item.agreement is not Agreement.NOT_AGREED and not is_completed(row)


@dataclass(frozen=True, slots=True)
class Place:
    """A prison's plans in the order of their dates, and the part that its questions belong to."""

    name: str
    plans: tuple[GeneratedPlan, ...]
    part: Part

    @property
    def bare(self) -> str:
        """The name without its prefix: "Dunholt Moor"."""
        return bare_name(self.name)

    def rows(self, plan: GeneratedPlan | None = None) -> tuple[Row, ...]:
        """The rows of one plan, or of all."""
        chosen = self.plans if plan is None else (plan,)
        return tuple(
            Row(one.truth, item, topic)
            for one in chosen
            for item, topic in zip(one.truth.items, one.topics, strict=True)
        )

    def current(self, day: date) -> GeneratedPlan | None:
        """The latest plan submitted up to that day."""
        return next((plan for plan in reversed(self.plans) if plan.truth.submitted <= day), None)


@dataclass(frozen=True, slots=True)
class World:
    """All prisons and the topic bank."""

    places: tuple[Place, ...]
    topics: tuple[Topic, ...]

    def rows(self) -> Iterator[Row]:
        """The rows of all plans."""
        for place in self.places:
            yield from place.rows()

    def topic(self, topic_id: str) -> Topic:
        """A topic of the bank."""
        return next(topic for topic in self.topics if topic.id == topic_id)


def make_world(corpus: Sequence[GeneratedPlan], topics: tuple[Topic, ...], rng: random.Random) -> World:
    """The world of a corpus; prisons are shared out to the parts 50, 20 and 30 in a hundred."""
    names = list(dict.fromkeys(plan.truth.establishment for plan in corpus))
    order = rng.sample(range(len(names)), len(names))

    def part(rank: int) -> Part:
        share = rank / len(names)
        return Part.FIT if share < 0.5 else Part.CHECK if share < 0.7 else Part.REPORT

    return World(
        tuple(
            Place(name, tuple(plan for plan in corpus if plan.truth.establishment == name), part(rank))
            for name, rank in zip(names, order, strict=True)
        ),
        topics,
    )


def refs(rows: Sequence[Row], keep: Callable[[Row], bool] | None = None) -> tuple[RowRef, ...]:
    """The names of the rows, or of those to keep."""
    return tuple(row.ref for row in rows if keep is None or keep(row))
