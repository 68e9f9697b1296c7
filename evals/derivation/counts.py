"""Questions for a number: of rows, of rows with one answer, of actions and their statuses."""

from __future__ import annotations

import random
from datetime import timedelta

from evals.derivation.picking import pick, question_of
from evals.derivation.wording import fill, uk_day
from evals.derivation.world import World, is_overdue, refs
from evals.questions import Question
from ingest.records import Agreement

_SAID = {Agreement.AGREED: "agreed", Agreement.PARTLY_AGREED: "partly agreed", Agreement.NOT_AGREED: "not agreed"}


def count_items(world: World, rng: random.Random) -> Question:
    """How many rows a plan has, or how many with one answer."""
    chosen = pick(world, rng)
    wanted = rng.choice((None, *Agreement)) if chosen.unit == "recommendation" else None
    found = refs(chosen.rows, lambda row: wanted is None or row.item.agreement is wanted)
    templates = (
        ("How many {unit}s are there in {plan}?", "How many {unit}s does {plan} have?", "number of {unit}s in {plan}")
        if wanted is None
        else ("How many {unit}s in {plan} were {answer}?", "In {plan}, how many {unit}s were {answer}?")
    )
    asked = fill(templates, rng, unit=chosen.unit, plan=chosen.plan_name, answer=_SAID[wanted] if wanted else "")
    return question_of("count", chosen, asked, allowed=found, count=len(found))


def count_actions(world: World, rng: random.Random) -> Question:
    """How many actions a plan has, or reports as done, or has overdue."""
    chosen = pick(world, rng)
    day = chosen.plan.truth.submitted + timedelta(days=rng.randint(30, 400))
    what = rng.choice(("all", "completed", "overdue"))
    counted = [
        row
        for row in chosen.rows
        for action in row.item.actions
        if what == "all"
        or (what == "completed" and action.completed)
        or (what == "overdue" and is_overdue(row, action, day))
    ]
    templates = {
        "all": ("How many actions are in {plan}?", "How many actions does {plan} have in all?"),
        "completed": ("How many actions in {plan} have been completed?", "How many actions of {plan} are done?"),
        "overdue": (
            "How many actions in {plan} were overdue on {day}?",
            "As of {day}, how many actions of {plan} were overdue?",
        ),
    }[what]
    asked = fill(templates, rng, plan=chosen.plan_name, day=uk_day(day))
    return question_of("count", chosen, asked, allowed=tuple(dict.fromkeys(refs(counted))), count=len(counted))
