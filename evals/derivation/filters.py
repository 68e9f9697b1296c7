"""Questions for all rows that share something a row says of itself: answer, owner, heading, date, status."""

from __future__ import annotations

import random
from datetime import date, timedelta

from evals.derivation.picking import AS_OF, Pick, pick, pick_with, question_of
from evals.derivation.wording import fill, uk_day
from evals.derivation.world import Row, World, has_overdue, is_completed, is_sole_governors, is_unfinished, refs
from evals.generation.owners import GOVERNORS
from evals.questions import Question
from ingest.records import Agreement, PlanKind


def agreement(world: World, rng: random.Random) -> Question:
    """The rows of a plan with one answer; there may be none."""
    wanted = rng.choice((Agreement.PARTLY_AGREED, Agreement.NOT_AGREED))
    chosen = pick_with(world, rng, lambda row: row.item.agreement is wanted, PlanKind.RECOMMENDATIONS)
    templates = (
        (
            "Which recommendations in {plan} were partly agreed?",
            "What was only accepted in part in {plan}?",
            "List the partly agreed recommendations of {plan}",
            "partially accepted rows in {plan}",
        )
        if wanted is Agreement.PARTLY_AGREED
        else (
            "Which recommendations in {plan} were not agreed?",
            "What did the prison turn down in {plan}?",
            "List the rejected recommendations of {plan}",
            "Which recommendations were refused in {plan}?",
        )
    )
    found = refs(chosen.rows, lambda row: row.item.agreement is wanted)
    asked = fill(templates, rng, plan=chosen.plan_name)
    return question_of("filter", chosen, asked, expected=found, count=len(found))


def owner(world: World, rng: random.Random) -> Question:
    """What somebody beside the Governor owns in a plan."""
    chosen = pick(world, rng)
    names = sorted(
        {name for row in chosen.rows for name in row.item.responsible_owner} - {*GOVERNORS, "Deputy Governor"}
    )
    if not names:
        return owner(world, rng)
    name = rng.choice(names)
    asked = fill(
        (
            "What is {owner} responsible for in {plan}?",
            "Which actions does {owner} own in {plan}?",
            "List everything in {plan} that {owner} owns",
            "{plan}: rows owned by {owner}",
            "What falls to {owner} under {plan}?",
        ),
        rng, owner=name, plan=chosen.plan_name,
    )  # fmt: skip
    return question_of(
        "filter", chosen, asked, expected=refs(chosen.rows, lambda row: name in row.item.responsible_owner)
    )


def not_solely(world: World, rng: random.Random) -> Question:
    """The rows that somebody beside the Governor owns too, of a plan that has some of the Governor's."""
    chosen = pick(world, rng)
    if not any(is_sole_governors(row) for row in chosen.rows):
        return not_solely(world, rng)
    asked = fill(
        (
            "Which {unit}s in {plan} are not solely the Governor's responsibility?",
            "Which {unit}s of {plan} are not owned by the Governor alone?",
        ),
        rng, unit=chosen.unit, plan=chosen.plan_name,
    )  # fmt: skip
    found = refs(chosen.rows, lambda row: not is_sole_governors(row))
    return question_of("filter", chosen, asked, expected=found)


def repeated(world: World, rng: random.Random) -> Question:
    """The recommendations that were repeated."""
    chosen = pick_with(world, rng, lambda row: bool(row.item.repeated_from), PlanKind.RECOMMENDATIONS)
    found = refs(chosen.rows, lambda row: bool(row.item.repeated_from))
    asked = fill(
        (
            "Which recommendations in {plan} are repeated from the previous inspection?",
            "List the repeated recommendations in {plan}",
            "What had been recommended before and was repeated in {plan}?",
        ),
        rng, plan=chosen.plan_name,
    )  # fmt: skip
    return question_of("filter", chosen, asked, expected=found, count=len(found))


def group(world: World, rng: random.Random) -> Question:
    """The rows under a group heading."""
    chosen = pick(world, rng)
    name = rng.choice(
        sorted({row.item.group for row in chosen.rows if row.item.group and row.item.group != "Recommendations"})
    )
    found = refs(chosen.rows, lambda row: row.item.group == name)
    asked = fill(
        ("List the {group} in {plan}", "What are the {group} of {plan}?", "Show all {group} from {plan}"),
        rng, group=name.lower(), plan=chosen.plan_name,
    )  # fmt: skip
    return question_of("filter", chosen, asked, expected=found, count=len(found))


def overdue(world: World, rng: random.Random) -> Question:
    """What is overdue at a prison on the day of asking, or on a day that the question names."""
    place = rng.choice(world.places)
    named = rng.random() < 0.4
    plan = rng.choice(place.plans[:-1]) if named else place.plans[-1]
    later = next(
        (one.truth.submitted for one in place.plans if one.truth.submitted > plan.truth.submitted), date(2026, 12, 31)
    )
    day = plan.truth.submitted + timedelta(days=rng.randint(60, 420))
    day = min(day, later - timedelta(days=1))
    chosen = Pick(place, plan, rng.choice((place.name, place.bare)), "", "")
    found = refs(chosen.rows, lambda row: has_overdue(row, day))
    templates = (
        ("What was overdue at {name} on {day}?", "Which rows of {name} were overdue as of {day}?")
        if named
        else (
            "What is overdue at {name}?",
            "Which concerns at {name} are overdue?",
            "anything late at {name}?",
            "What has {name} missed the deadline for?",
        )
    )
    asked = fill(templates, rng, name=chosen.name, day=uk_day(day))
    count = {} if found else {"count": 0}
    return question_of("date_status", chosen, asked, expected=found, as_of=AS_OF if named else day, **count)


def unfinished(world: World, rng: random.Random) -> Question:
    """What is still open at a prison: its current plan."""
    chosen = pick(world, rng, PlanKind.CONCERNS)
    day = chosen.plan.truth.submitted + timedelta(days=rng.randint(20, 400))
    asked = fill(
        (
            "Which concerns are still open at {name}?",
            "What is still outstanding at {name}?",
            "What has {name} not finished yet?",
            "{name}: what remains to be done?",
        ),
        rng, name=chosen.name,
    )  # fmt: skip
    return question_of("date_status", chosen, asked, expected=refs(chosen.rows, is_unfinished), as_of=day)


def completed(world: World, rng: random.Random) -> Question:
    """What a plan reports as wholly done; there may be nothing."""
    chosen = pick_with(world, rng, is_completed)
    asked = fill(
        (
            "Which {unit}s in {plan} are fully completed?",
            "Which {unit}s of {plan} have all their actions completed?",
        ),
        rng, unit=chosen.unit, plan=chosen.plan_name,
    )  # fmt: skip
    found = refs(chosen.rows, is_completed)
    return question_of("date_status", chosen, asked, expected=found, **({} if found else {"count": 0}))


def due_in(world: World, rng: random.Random) -> Question:
    """What of a plan is due in a month."""
    chosen = pick(world, rng)
    dates = [action.due for row in chosen.rows for action in row.item.actions if action.due]
    due = rng.choice(dates)

    def falls(row: Row) -> bool:
        return any(
            action.due and (action.due.year, action.due.month) == (due.year, due.month) for action in row.item.actions
        )

    asked = fill(
        (
            "Which actions in {plan} are due in {month}?",
            "What falls due in {month} in {plan}?",
            "{plan}: actions with a target date in {month}",
        ),
        rng, plan=chosen.plan_name, month=uk_day(due).split(" ", 1)[1],
    )  # fmt: skip
    return question_of("filter", chosen, asked, expected=refs(chosen.rows, falls))
