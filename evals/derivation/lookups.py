"""Questions about one row or one plan that is named: its owner, dates, words; and numbers that no row has."""

from __future__ import annotations

import random

from evals.derivation.picking import pick, question_of
from evals.derivation.wording import fill, uk_day
from evals.derivation.world import World, live_dates
from evals.questions import Question
from ingest.records import PlanKind


def lookup_owner(world: World, rng: random.Random) -> Question:
    """Who owns a row that is named by its number."""
    chosen = pick(world, rng)
    row = rng.choice(chosen.rows)
    asked = fill(
        (
            "Who owns {unit} {no} in {plan}?",
            "who is responsible for {no} in {plan}",
            "In {plan}, whose job is {unit} {no}?",
            "{plan}: owner of rec {no}?",
            "Who has to deliver rec no {no} of {plan}?",
        ),
        rng, unit=chosen.unit, no=row.item.rec_no, plan=chosen.plan_name,
    )  # fmt: skip
    return question_of("lookup", chosen, asked, expected=(row.ref,), must_include=row.item.responsible_owner)


def lookup_due(world: World, rng: random.Random) -> Question:
    """When a row is due; one that has target dates."""
    chosen = pick(world, rng)
    row = rng.choice([row for row in chosen.rows if live_dates(row.item)])
    asked = fill(
        (
            "When is {unit} {no} in {plan} due?",
            "What is the target date of {no} in {plan}?",
            "By when should {unit} {no} of {plan} be done?",
            "target date for rec {no}, {plan}",
            "In {plan}, what deadline does {no} have?",
        ),
        rng, unit=chosen.unit, no=row.item.rec_no, plan=chosen.plan_name,
    )  # fmt: skip
    return question_of("lookup", chosen, asked, expected=(row.ref,), must_include=live_dates(row.item))


def lookup_text(world: World, rng: random.Random) -> Question:
    """What a row says."""
    chosen = pick(world, rng)
    row = rng.choice(chosen.rows)
    asked = fill(
        (
            "What does {unit} {no} in {plan} say?",
            "Show me {unit} {no} of {plan}",
            "{plan} {unit} {no}",
            "Read out rec {no} from {plan}",
            "What is {unit} {no} of {plan} about?",
        ),
        rng, unit=chosen.unit, no=row.item.rec_no, plan=chosen.plan_name,
    )  # fmt: skip
    beginning = " ".join(row.item.text.split()[:5])
    return question_of("lookup", chosen, asked, expected=(row.ref,), must_include=(beginning,))


def lookup_paragraph(world: World, rng: random.Random) -> Question:
    """Which row answers a paragraph of the report."""
    chosen = pick(world, rng, PlanKind.RECOMMENDATIONS)
    row = rng.choice(chosen.rows)
    asked = fill(
        (
            "Which recommendation in {plan} came from paragraph {para} of the report?",
            "What was recommended in paragraph {para}, {plan}?",
            "{plan}: the row for report paragraph {para}",
        ),
        rng, plan=chosen.plan_name, para=row.item.report_paragraphs[0],
    )  # fmt: skip
    return question_of("filter", chosen, asked, expected=(row.ref,))


def plan_fact(world: World, rng: random.Random) -> Question:
    """When a plan was submitted."""
    chosen = pick(world, rng)
    asked = fill(
        ("When was {plan} submitted?", "What date was {plan} submitted?", "submission date of {plan}?"),
        rng, plan=chosen.plan_name,
    )  # fmt: skip
    return question_of("plan", chosen, asked, must_include=(uk_day(chosen.plan.truth.submitted),))


def no_such_number(world: World, rng: random.Random) -> Question:
    """A number that the plan does not have."""
    chosen = pick(world, rng)
    last = chosen.rows[-1].item.rec_no
    chapter, dot, number = last.rpartition(".")
    missing = f"{chapter}{dot}{int(number) + rng.randint(3, 40)}"
    asked = fill(
        ("Who owns {unit} {no} in {plan}?", "What does {unit} {no} in {plan} say?", "When is {no} in {plan} due?"),
        rng, unit=chosen.unit, no=missing, plan=chosen.plan_name,
    )  # fmt: skip
    return question_of("abstain", chosen, asked)


def follow_owner(world: World, rng: random.Random) -> Question:
    """A look-up, then its owner or its date."""
    first = lookup_text(world, rng)
    row = next(row for row in world.rows() if row.ref == first.expected[0])
    ways = [("Who owns it?", row.item.responsible_owner), ("and who is responsible?", row.item.responsible_owner)]
    if dates := live_dates(row.item):
        ways += [("And when is it due?", dates), ("By when?", dates)]
    asked, said = rng.choice(ways)
    return first.model_copy(
        update={"kind": "followup", "question": asked, "history": (first.question,), "must_include": said}
    )
