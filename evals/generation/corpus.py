"""Whole corpora: so many prisons, three inspections each, always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

from evals.bank import Topic, topics
from evals.generation.damage import Damage
from evals.generation.document import GeneratedPlan, write_plan
from evals.generation.drafts import Form, PlanHead, draft_plan
from evals.generation.heads import draw_style, submission
from evals.generation.places import Establishment, establishments

# Earliest and latest day of submission, fewest and most items.
_WAVES = (
    (Form.ACCEPTED, date(2014, 3, 1), date(2016, 12, 31), 10, 18),
    (Form.AGREED, date(2018, 10, 1), date(2020, 2, 28), 12, 22),
    (Form.CONCERNS, date(2023, 2, 1), date(2025, 7, 31), 8, 15),
)
# How many topics of a plan were in the plan before it: problems come back.
_SHARE_AGAIN = 0.35


def _chosen(bank: tuple[Topic, ...], before: frozenset[str], fewest: int, most: int, rng: random.Random) -> list[Topic]:
    many = rng.randint(fewest, most)
    again = [topic for topic in bank if topic.id in before]
    kept = rng.sample(again, min(len(again), round(many * _SHARE_AGAIN)))
    fresh = rng.sample([topic for topic in bank if topic.id not in before], many - len(kept))
    chosen = kept + fresh
    rng.shuffle(chosen)
    return chosen


def _plans(
    place: Establishment, bank: tuple[Topic, ...], damage: Collection[Damage], rng: random.Random
) -> list[GeneratedPlan]:
    plans = []
    before: frozenset[str] = frozenset()
    for form, earliest, latest, fewest, most in _WAVES:
        submitted = earliest + timedelta(days=rng.randrange((latest - earliest).days + 1))
        chosen = _chosen(bank, before, fewest, most, rng)
        style = draw_style(form, rng)
        plan = draft_plan(PlanHead(form, place, submission(submitted, style)), chosen, before, rng)
        plans.append(write_plan(plan, style, damage, rng))
        before = frozenset(plans[-1].topics)
    return plans


def generate_corpus(many: int = 30, seed: int = 1, damage: Collection[Damage] = ()) -> tuple[GeneratedPlan, ...]:
    """Three plans each of so many prisons, in the order of prison and date.

    The same arguments give the same corpus, to the byte; without damage the documents are whole.
    """
    rng = random.Random(seed)  # noqa: S311 - a corpus is to be repeatable, not secret
    bank = topics()
    return tuple(plan for place in establishments(many, rng) for plan in _plans(place, bank, damage, rng))


def write_corpus(folder: Path, corpus: Collection[GeneratedPlan]) -> None:
    """Writes ``plans/*.txt`` and ``truth/*.json`` (a Plan each) into a folder, which is made if it isn't there."""
    for part in ("plans", "truth"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for plan in corpus:
        (folder / "plans" / plan.file_name).write_bytes(plan.text.encode())
        truth = (folder / "truth" / plan.file_name).with_suffix(".json")
        truth.write_text(plan.truth.model_dump_json(indent=1), encoding="utf-8")
