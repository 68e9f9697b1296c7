"""Questions by what rows are about: promises, statuses, both inspections, refusals, and topics that no row has."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

from evals.bank import AbsentTopic, Part, Topic
from evals.derivation.picking import AS_OF
from evals.derivation.wording import fill
from evals.derivation.world import Place, Row, World, has_overdue, is_unfinished, refs
from evals.questions import Question
from ingest.records import Agreement

_ABOUT_PLACE = (
    "What has {name} promised about {topic}?",
    "what commitments has {name} made on {topic}",
    "{name}: {topic}",
    "Anything at {name} about {topic}?",
    "What is {name} doing about {topic}?",
    "What did inspectors raise at {name} about {topic}?",
)
_ABOUT_ALL = (
    "Which prisons have made promises about {topic}?",
    "Anything about {topic}?",
    "{topic}",
    "List everything on {topic}",
    "What has been said about {topic} anywhere?",
)

_NO_PLACES = (
    "HMP Stormhaven",
    "HMP Larkrise",
    "HMP/YOI Greywater",
    "HMP Foxley Down",
    "HMP Saltmarsh",
    "HMP Highcliffe",
)


def words_for(topic: Topic, rng: random.Random) -> str:
    """One of the ways to ask for a topic that each of its rows answers, its name among them."""
    return rng.choice((topic.name, *topic.general))


def _question(kind: str, part: Part, asked: str, **truth: object) -> Question:
    return Question.model_validate({"id": "-", "kind": kind, "question": asked, "as_of": AS_OF, "part": part} | truth)


def _about(rows: Sequence[Row], topic: Topic) -> list[Row]:
    return [row for row in rows if row.topic == topic.id]


def _related(rows: Sequence[Row], topic: Topic) -> list[Row]:
    return [row for row in rows if row.topic in topic.related]


def _held(place: Place, world: World, rng: random.Random) -> Topic:
    return world.topic(rng.choice(sorted({row.topic for row in place.rows()})))


def topic_here(world: World, rng: random.Random) -> Question:
    """What a prison has promised about a topic, in all its plans."""
    place = rng.choice(world.places)
    topic = _held(place, world, rng)
    asked = fill(_ABOUT_PLACE, rng, name=rng.choice((place.name, place.bare)), topic=words_for(topic, rng))
    rows = place.rows()
    return _question(
        "topic", topic.split, asked, expected=refs(_about(rows, topic)), allowed=refs(_related(rows, topic))
    )


def topic_everywhere(world: World, rng: random.Random) -> Question:
    """What all prisons have promised about a topic."""
    rows = tuple(world.rows())
    topic = world.topic(rng.choice(sorted({row.topic for row in rows})))
    asked = fill(_ABOUT_ALL, rng, topic=words_for(topic, rng))
    return _question(
        "topic_all", topic.split, asked, expected=refs(_about(rows, topic)), allowed=refs(_related(rows, topic))
    )


def topic_status(world: World, rng: random.Random) -> Question:
    """What is still open, or overdue, about a topic at a prison: its current plan."""
    place = rng.choice(world.places)
    rows = place.rows(place.plans[-1])
    day = place.plans[-1].truth.submitted + timedelta(days=rng.randint(20, 400))
    late = rng.random() < 0.4
    keep = [row for row in rows if (has_overdue(row, day) if late else is_unfinished(row))]
    if not keep:
        return topic_status(world, rng)
    topic = world.topic(rng.choice(keep).topic)
    templates = (
        (
            "Which concerns about {topic} are overdue at {name}?",
            "What is {name} late with on {topic}?",
            "{name} overdue {topic}",
        )
        if late
        else (
            "Which concerns about {topic} are still open at {name}?",
            "What is still outstanding on {topic} at {name}?",
            "{name}: anything on {topic} not finished?",
        )
    )
    asked = fill(templates, rng, name=rng.choice((place.name, place.bare)), topic=words_for(topic, rng))
    return _question(
        "topic_status", topic.split, asked, as_of=day,
        expected=refs(_about(keep, topic)), allowed=refs(_related(keep, topic)),
    )  # fmt: skip


def follow_overdue(world: World, rng: random.Random) -> Question:
    """What is open about a topic, then which of those are overdue."""
    first = topic_status(world, rng)
    assert first.as_of is not None
    rows = {row.ref: row for row in world.rows()}
    if "late" in first.question.lower() or "overdue" in first.question.lower():
        return follow_overdue(world, rng)
    late = [ref for ref in first.expected if has_overdue(rows[ref], first.as_of)]
    if not late:
        return follow_overdue(world, rng)
    allowed = [ref for ref in first.allowed if has_overdue(rows[ref], first.as_of)]
    asked = fill(("Which of those are overdue?", "only those that are overdue", "and the overdue ones?"), rng)
    return first.model_copy(
        update={
            "kind": "followup",
            "question": asked,
            "history": (first.question,),
            "expected": tuple(late),
            "allowed": tuple(allowed),
        }
    )


def both_inspections(world: World, rng: random.Random) -> Question:
    """Whether a topic stood in both of two plans of a prison; rows of one are an answer too."""
    place = rng.choice(world.places)
    first, second = sorted(rng.sample(place.plans, 2), key=lambda plan: plan.truth.submitted)
    rows = (*place.rows(first), *place.rows(second))
    again = sorted(set(first.topics) & set(second.topics))
    topic = world.topic(rng.choice(again or sorted(set(first.topics))))
    asked = fill(
        (
            "Was {topic} raised in both the {a} and the {b} plan of {name}?",
            "Did {topic} come up at {name} in the {a} plan and again in the {b} plan?",
            "Compare the {a} and {b} plans of {name} on {topic}",
        ),
        rng, name=rng.choice((place.name, place.bare)), topic=words_for(topic, rng),
        a=str(first.truth.submitted.year), b=str(second.truth.submitted.year),
    )  # fmt: skip
    return _question(
        "compare", topic.split, asked, expected=refs(_about(rows, topic)), allowed=refs(_related(rows, topic))
    )


def reason(world: World, rng: random.Random) -> Question:
    """Why a recommendation about a topic was not agreed."""
    place = rng.choice(world.places)
    refused = [row for row in place.rows() if row.item.agreement is Agreement.NOT_AGREED]
    if not refused:
        return reason(world, rng)
    row = rng.choice(refused)
    topic = world.topic(row.topic)
    asked = fill(
        (
            "Why was the recommendation about {topic} not agreed at {name}?",
            "why did {name} turn down the recommendation on {topic}",
            "{name}: reason for rejecting {topic}",
        ),
        rng, name=rng.choice((place.name, place.bare)), topic=words_for(topic, rng),
    )  # fmt: skip
    because = next(word for word in ("afford", "commission", "policy", "operational") if word in row.item.response)
    return _question(
        "reason",
        topic.split,
        asked,
        expected=refs(_about(refused, topic)),
        allowed=refs(_related(refused, topic)),
        must_include=(because,),
    )


def topic_not_here(world: World, rng: random.Random) -> Question:
    """A topic of other prisons that no row of this one is about, nor about anything related."""
    place = rng.choice(world.places)
    held = {row.topic for row in place.rows()}
    missing = [topic for topic in world.topics if topic.id not in held and not held & set(topic.related)]
    if not missing:
        return topic_not_here(world, rng)
    topic = rng.choice(missing)
    asked = fill(_ABOUT_PLACE, rng, name=rng.choice((place.name, place.bare)), topic=rng.choice(topic.queries.direct))
    return _question("abstain", topic.split, asked)


def absent(world: World, topics: Sequence[AbsentTopic], rng: random.Random) -> Question:
    """A topic that no plan holds, asked of one prison or of all."""
    topic = rng.choice(topics)
    if topic.kind == "outside":
        asked = fill(
            ("What is {topic}?", "{topic}", "Tell me about {topic}", "Can you help with {topic}?"),
            rng,
            topic=topic.phrase,
        )
    else:
        place = rng.choice(world.places)
        asked = fill(
            (*_ABOUT_PLACE, *_ABOUT_ALL, "Which concerns on {topic} are open?", "Who owns the action on {topic}?"),
            rng, name=rng.choice((place.name, place.bare)), topic=topic.phrase,
        )  # fmt: skip
    return _question("abstain", topic.split, asked)


def no_such_place(world: World, rng: random.Random) -> Question:
    """A prison that has no plan here."""
    name = rng.choice(_NO_PLACES)
    topic = rng.choice(world.topics)
    asked = fill(_ABOUT_PLACE, rng, name=name, topic=rng.choice(topic.queries.direct))
    return _question("abstain", topic.split, asked)
