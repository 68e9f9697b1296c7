"""What a generated plan says, before it is written down: items, actions, owners and targets from the topic bank."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from evals.bank import Topic
from evals.generation.owners import OwnerCell, make_owners
from evals.generation.places import Establishment
from evals.generation.refusals import partly, refusal
from evals.generation.targets import Target, make_target, together
from ingest.records import Agreement

NATIONAL = "HMPPS"


class Form(StrEnum):
    """The forms of three times: accepted or rejected; agreed, partly or not; concerns."""

    ACCEPTED = "accepted"
    AGREED = "agreed"
    CONCERNS = "concerns"


class Layout(StrEnum):
    """How an item's actions lie in its rows.

    All in one cell, a paragraph and a date each; a row each; or paragraphs in one cell with fewer dates beside them,
    which nobody can pair: one action.
    """

    PARAGRAPHS = "paragraphs"
    ROWS = "rows"
    UNPAIRED = "unpaired"


@dataclass(frozen=True, slots=True)
class DraftAction:
    """One step in one or several paragraphs (those that begin with a bullet are entries of a list).

    ``target`` is None where the cell is empty.
    """

    paragraphs: tuple[str, ...]
    owners: OwnerCell
    target: Target | None

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One recommendation or concern about one topic."""

    topic: str
    rec_no: str
    group: str
    addressee: str | None
    section: str | None
    text: str
    agreement: Agreement | None
    paragraph: str | None
    repeated_from: str | None
    layout: Layout
    actions: tuple[DraftAction, ...]


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """One plan; ``inspection`` are its stretches of days, first and last of each inclusive."""

    form: Form
    place: Establishment
    inspection: tuple[tuple[date, date], ...]
    published: date
    submitted: date
    items: tuple[DraftItem, ...]


def _dates(submitted: date, rng: random.Random) -> tuple[tuple[tuple[date, date], ...], date]:
    """Inspection and publication before a submission: a report comes out about four months after the inspection."""
    published = submitted - timedelta(days=rng.randint(7, 60))
    last = published - timedelta(days=rng.randint(85, 130))
    last -= timedelta(days=(last.weekday() - 4) % 7)  # inspections end on a Friday
    week = (last - timedelta(days=4), last)
    if rng.random() < 0.5:
        return ((last - timedelta(days=rng.choice((4, 11))), last),), published
    # Two days of survey, and a week of inspection a week or two later.
    survey = week[0] - timedelta(days=rng.choice((6, 7, 13, 14)))
    return ((survey, survey + timedelta(days=1)), week), published


@dataclass(frozen=True, slots=True)
class PlanHead:
    """Whose plan it is, of which form, and the day it was submitted."""

    form: Form
    place: Establishment
    submitted: date


def _actions(
    topic: Topic, head: PlanHead, agreement: Agreement | None, rng: random.Random
) -> tuple[tuple[DraftAction, ...], Layout]:
    form, place = head.form, head.place
    owners = make_owners(topic.section, place, rng)
    if agreement is Agreement.NOT_AGREED:
        nothing = Target("N/A", ("N/A",), ("N/A",)) if rng.random() < 0.15 else None
        return (DraftAction((refusal(rng),), owners, nothing),), Layout.PARAGRAPHS
    most = 2 if form is Form.ACCEPTED else 4
    texts = [text.replace("{prison}", place.name) for text in rng.sample(topic.actions, rng.randint(1, most))]
    if agreement is Agreement.PARTLY_AGREED:
        texts[0] = f"{partly(rng)} {texts[0]}"
    if len(texts) > 2 and rng.random() < 0.15:
        targets = tuple(make_target(head.submitted, rng, single=True) for _ in texts[1:])
        return (DraftAction(tuple(texts), owners, together(targets)),), Layout.UNPAIRED
    if form is not Form.CONCERNS and rng.random() < 0.6:
        # One cell of paragraphs has one owner cell beside it, and a date for each.
        single = len(texts) > 1
        return (
            tuple(DraftAction((text,), owners, make_target(head.submitted, rng, single=single)) for text in texts),
            Layout.PARAGRAPHS,
        )
    return tuple(_row(paragraphs, topic, head, rng) for paragraphs in _rows(texts, rng)), Layout.ROWS


def _row(paragraphs: tuple[str, ...], topic: Topic, head: PlanHead, rng: random.Random) -> DraftAction:
    target = make_target(head.submitted, rng, single=len(paragraphs) > 1)
    return DraftAction(paragraphs, make_owners(topic.section, head.place, rng), target)


def _rows(texts: Sequence[str], rng: random.Random) -> list[tuple[str, ...]]:
    """Texts as the paragraphs of rows: mostly one each, now and then two in one row, or a list under its lead."""
    if len(texts) < 2 or rng.random() < 0.7:
        return [(text,) for text in texts]
    first, second, *others = texts
    if rng.random() < 0.5:
        return [(first, second), *((text,) for text in others)]
    return [("These steps will be taken:", f"• {first}", f"• {second}"), *((text,) for text in others)]


def _agreement(form: Form, rng: random.Random) -> Agreement | None:
    if form is Form.CONCERNS:
        return None
    draw = rng.random()
    return Agreement.AGREED if draw < 0.78 else Agreement.PARTLY_AGREED if draw < 0.89 else Agreement.NOT_AGREED


@dataclass(frozen=True, slots=True)
class _Heading:
    group: str
    addressee: str | None
    section: str | None


def _headings(form: Form, lead: str, chosen: Sequence[Topic], rng: random.Random) -> list[tuple[Topic, _Heading]]:
    """The topics in the order of the document, each under its headings: first the main ones, then by section."""
    if form is Form.CONCERNS:
        priority = min(len(chosen), rng.randint(3, 6))
        return [
            (topic, _Heading("Priority concerns" if at < priority else "Key concerns", None, None))
            for at, topic in enumerate(chosen)
        ]
    main = min(len(chosen), rng.randint(1, 4))
    national = rng.randint(0, main - 1)
    placed = [
        (topic, _Heading("Main recommendations", lead if at < main - national else NATIONAL, None))
        for at, topic in enumerate(chosen[:main])
    ]
    rest = sorted(chosen[main:], key=lambda topic: topic.section)
    return placed + [(topic, _Heading("Recommendations", None, topic.section)) for topic in rest]


def draft_plan(head: PlanHead, chosen: Sequence[Topic], before: frozenset[str], rng: random.Random) -> DraftPlan:
    """A plan about the chosen topics; ``before`` are the topics of the plan before it, which may be repeated."""
    form = head.form
    chapter = rng.choice(("5", "6"))
    inspection, published = _dates(head.submitted, rng)
    items = []
    paragraph = 10
    for at, (topic, heading) in enumerate(_headings(form, head.place.lead, chosen, rng), start=1):
        agreement = _agreement(form, rng)
        actions, layout = _actions(topic, head, agreement, rng)
        paragraph += rng.randint(1, 4)
        main = heading.group == "Main recommendations"
        repeated = form is Form.AGREED and topic.id in before and rng.random() < 0.6
        items.append(
            DraftItem(
                topic=topic.id,
                rec_no={Form.ACCEPTED: f"{chapter}.{at:02d}", Form.AGREED: f"{chapter}.{at}"}.get(form, str(at)),
                group=heading.group,
                addressee=heading.addressee,
                section=heading.section,
                text=rng.choice(topic.concerns if form is Form.CONCERNS else topic.recommendations),
                agreement=agreement,
                paragraph=None if form is Form.CONCERNS else f"S{40 + at}" if main else f"2.{paragraph}",
                repeated_from=f"2.{paragraph + rng.randint(1, 9)}" if repeated else None,
                layout=layout,
                actions=actions,
            )
        )
    return DraftPlan(form, head.place, inspection, published, head.submitted, tuple(items))
