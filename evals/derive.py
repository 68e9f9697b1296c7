"""Question files over a generated corpus, with truth by construction: the same seed makes the same file."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial

from evals.bank import AbsentTopic, RowLabel, absent_topics, topics
from evals.derivation import by_topic, counts, filters, lookups
from evals.derivation.picking import AS_OF
from evals.derivation.wording import fill
from evals.derivation.world import World, make_world
from evals.generation.document import GeneratedPlan
from evals.questions import ABSTAIN, Question

Family = Callable[[World, random.Random], Question]


def families() -> dict[str, Family]:
    """Each family of questions by its name."""
    absent = absent_topics()
    return {
        "lookup-owner": lookups.lookup_owner,
        "lookup-due": lookups.lookup_due,
        "lookup-text": lookups.lookup_text,
        "lookup-paragraph": lookups.lookup_paragraph,
        "plan-fact": lookups.plan_fact,
        "agreement": filters.agreement,
        "owner": filters.owner,
        "not-solely": filters.not_solely,
        "repeated": filters.repeated,
        "group": filters.group,
        "due": filters.due_in,
        "overdue": filters.overdue,
        "unfinished": filters.unfinished,
        "completed": filters.completed,
        "count-items": counts.count_items,
        "count-actions": counts.count_actions,
        "topic": by_topic.topic_here,
        "topic-all": by_topic.topic_everywhere,
        "topic-status": by_topic.topic_status,
        "both": by_topic.both_inspections,
        "reason": by_topic.reason,
        "follow-owner": lookups.follow_owner,
        "follow-overdue": by_topic.follow_overdue,
        "no-number": lookups.no_such_number,
        "no-topic-here": by_topic.topic_not_here,
        "no-topic": partial(_absent, absent=absent),
        "no-place": by_topic.no_such_place,
    }


def _absent(world: World, rng: random.Random, *, absent: Sequence[AbsentTopic]) -> Question:
    return by_topic.absent(world, absent, rng)


def derive_questions(corpus: Sequence[GeneratedPlan], each: int = 15, seed: int = 1) -> tuple[Question, ...]:
    """So many different questions of each family over a corpus, fewer where it yields no more.

    Ids are ``family-number``; ``part`` is the topic's where the answer turns on a topic, else the prison's.
    """
    rng = random.Random(seed)  # noqa: S311 - a question file is to be repeatable, not secret
    world = make_world(corpus, topics(), rng)
    questions: list[Question] = []
    for name, family in families().items():
        asked: dict[tuple[str, tuple[str, ...]], Question] = {}
        for _ in range(4 * each):
            question = family(world, rng)
            asked.setdefault((question.question, question.history), question)
            if len(asked) == each:
                break
        questions += [
            question.model_copy(update={"id": f"{name}-{number:03d}"})
            for number, question in enumerate(asked.values(), start=1)
        ]
    return tuple(questions)


_ABOUT_SAMPLES = (
    "What has Send promised about {topic}?",
    "Anything about {topic}?",
    "what commitments were made on {topic}",
    "{topic}",
    "What do the plans say about {topic}?",
    "List everything on {topic}",
)


def label_questions(labels: Sequence[RowLabel], seed: int = 1) -> tuple[Question, ...]:
    """One question a label on the two sample plans, in the labels' order; key words stand alone."""
    rng = random.Random(seed)  # noqa: S311 - a question file is to be repeatable, not secret
    return tuple(
        Question(
            id=label.id,
            kind="topic" if label.topic else ABSTAIN,
            question=label.query if label.style == "keyword" else fill(_ABOUT_SAMPLES, rng, topic=label.query),
            as_of=AS_OF,
            expected=label.expected,
            allowed=label.allowed,
            part=label.split,
        )
        for label in labels
    )
