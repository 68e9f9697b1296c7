"""The time of exact filters over a large register, with no index."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from assistant.query import Field, Filter, Op, Unit
from assistant.selection import select
from assistant.status import Status
from evals.benchmarks.large import held_actions, held_plans, last_plan
from evals.derivation.picking import AS_OF
from ingest.establishments import establishment_key
from ingest.owners import owner_key
from ingest.records import Agreement, Plan, Record
from ingest.register import Register

ROUNDS = 5


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


def filter_times(register: Register) -> FilterTimes:
    """Asks a register by filters that leave few rows and many."""
    asked = _asked(last_plan(register))
    return FilterTimes(
        plans=held_plans(register),
        actions=held_actions(register),
        filters=tuple(_time(register, filters, unit) for filters in asked for unit in _UNITS),
    )


_UNITS = (Unit.ITEMS, Unit.ACTIONS)


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
