"""The time of exact filters over a large register: generated plans, over and over under other names, with no index."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from assistant.query import Field, Filter, Op, Unit
from assistant.selection import select
from assistant.status import Status
from evals.derivation.picking import AS_OF
from evals.generation.corpus import generate_corpus
from evals.generation.document import GeneratedPlan
from ingest.establishments import establishment_key
from ingest.owners import owner_key
from ingest.reading import ReadDocument
from ingest.records import Agreement, Plan, Record
from ingest.register import Register

ROUNDS = 5

Tell = Callable[[int, int], None]
"""Told how many actions are held, and how many are wanted."""


class FilterTime(Record):
    """Filters in words, the unit, how many items they leave, and the median of their time in milliseconds."""

    asked: str
    unit: Unit
    items: int
    ms: float


class FilterTimes(Record):
    """All filters over a register of so many plans and actions."""

    plans: int
    actions: int
    filters: tuple[FilterTime, ...]


def filter_times(actions: int, tell: Tell) -> FilterTimes:
    """Fills a register with at least so many actions, and asks it by filters that leave few rows and many."""
    with TemporaryDirectory(prefix="action-plans-benchmark-") as made:
        with Register.open(Path(made) / "register.sqlite", create=True) as register:
            plans, held = 0, 0
            for name, copied in _copies(generate_corpus(), actions):
                register.save(ReadDocument(name, hashlib.sha256(name.encode()).hexdigest(), copied))
                plans += len(copied)
                held += sum(len(item.actions) for plan in copied for item in plan.items)
                tell(min(held, actions), actions)
            times = tuple(_time(register, filters, unit) for filters in _asked(copied[0]) for unit in _UNITS)
        return FilterTimes(plans=plans, actions=held, filters=times)


_UNITS = (Unit.ITEMS, Unit.ACTIONS)


def _copies(corpus: tuple[GeneratedPlan, ...], actions: int) -> Iterator[tuple[str, tuple[Plan, ...]]]:
    """The plans of a corpus, each time with other prisons, until there are so many actions."""
    each = sum(len(item.actions) for plan in corpus for item in plan.truth.items)
    for number in range(1, -(-actions // each) + 1):
        name = f"copy-{number}.txt"
        source = corpus[0].truth.source.model_copy(
            update={"document": name, "sha256": hashlib.sha256(name.encode()).hexdigest()}
        )
        yield (
            name,
            tuple(
                plan.truth.model_copy(
                    update={
                        "plan_id": f"{plan.truth.plan_id}-{number}",
                        "establishment": f"{plan.truth.establishment} {number}",
                        "source": source,
                    }
                )
                for plan in corpus
            ),
        )


def _asked(plan: Plan) -> tuple[tuple[Filter, ...], ...]:
    place = _filter(Field.ESTABLISHMENT, establishment_key(plan.establishment))
    owner = _filter(Field.OWNER, owner_key("Governor"))
    refused = _filter(Field.AGREEMENT, Agreement.NOT_AGREED)
    overdue = _filter(Field.STATUS, Status.OVERDUE)
    soon = Filter(field=Field.DUE, op=Op.BETWEEN, value=("2025-10-01", "2025-12-31"), label="due in late 2025")
    return ((place,), (owner,), (refused,), (overdue,), (soon,), (place, overdue), (owner, soon), (owner, overdue))


def _filter(field: Field, value: str) -> Filter:
    return Filter(field=field, op=Op.IN, value=(value,), label=f"{field.value} {value}")


def _time(register: Register, filters: tuple[Filter, ...], unit: Unit) -> FilterTime:
    spent = []
    for _ in range(ROUNDS):
        start = perf_counter()
        found = select(register.connection, filters, unit, AS_OF)
        spent.append(1000 * (perf_counter() - start))
    asked = ", ".join(one.label for one in filters)
    return FilterTime(asked=asked, unit=unit, items=len(found), ms=round(median(spent), 1))
