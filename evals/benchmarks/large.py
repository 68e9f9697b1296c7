"""A large register: generated plans, over and over under other names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from evals.generation.corpus import generate_corpus
from evals.generation.document import GeneratedPlan
from ingest.reading import ReadDocument
from ingest.records import Plan
from ingest.register import Register

Tell = Callable[[int, int], None]
"""Told how many actions are held, and how many are wanted."""


def fill(register: Register, actions: int, tell: Tell) -> None:
    """Saves plans until the register holds at least so many actions; one that does is left as it is."""
    held = held_actions(register)
    if held >= actions:
        return
    for name, copied in _copies(generate_corpus(), actions):
        register.save(ReadDocument(name, hashlib.sha256(name.encode()).hexdigest(), copied))
        held += sum(len(item.actions) for plan in copied for item in plan.items)
        tell(min(held, actions), actions)


def held_actions(register: Register) -> int:
    """How many actions a register holds."""
    count: int = register.connection.execute("SELECT count(*) FROM actions").fetchone()[0]
    return count


def held_plans(register: Register) -> int:
    """How many plans a register holds."""
    count: int = register.connection.execute("SELECT count(*) FROM plans").fetchone()[0]
    return count


def last_plan(register: Register) -> Plan:
    """A plan to ask about: the one with the greatest id."""
    (plan_id,) = register.connection.execute("SELECT max(plan_id) FROM plans").fetchone()
    return register.plan(plan_id)


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
