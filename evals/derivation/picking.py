"""A prison and one of its plans drawn for a question, with words for them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from evals.derivation.wording import plan_words
from evals.derivation.world import Place, Row, World
from evals.generation.document import GeneratedPlan
from evals.questions import Question
from ingest.records import PlanKind

AS_OF = date(2025, 10, 15)


@dataclass(frozen=True, slots=True)
class Pick:
    """A prison and one of its plans, drawn for a question, with words for them."""

    place: Place
    plan: GeneratedPlan
    name: str
    plan_name: str
    unit: str

    @property
    def rows(self) -> tuple[Row, ...]:
        """The plan's rows."""
        return self.place.rows(self.plan)


def pick(world: World, rng: random.Random, kind: PlanKind | None = None) -> Pick:
    """A prison and a plan of it, of a kind where one is wanted."""
    place = rng.choice(world.places)
    plan = rng.choice([plan for plan in place.plans if kind is None or plan.truth.kind is kind])
    name = rng.choice((place.name, place.bare))
    unit = "concern" if plan.truth.kind is PlanKind.CONCERNS else "recommendation"
    return Pick(place, plan, name, plan_words(place.name, place.bare, plan.truth.submitted.year, rng), unit)


def pick_with(world: World, rng: random.Random, keep: Callable[[Row], bool], kind: PlanKind | None = None) -> Pick:
    """A plan that rather has rows to keep than none: the last of some draws has what it has, so zeros stay."""
    for _ in range(3):
        chosen = pick(world, rng, kind)
        if any(keep(row) for row in chosen.rows):
            break
    return chosen


def question_of(kind: str, chosen: Pick, asked: str, **truth: object) -> Question:
    """A question in the part of its prison, asked on the usual day unless ``truth`` says another."""
    return Question.model_validate(
        {"id": "-", "kind": kind, "question": asked, "as_of": AS_OF, "part": chosen.place.part} | truth
    )
