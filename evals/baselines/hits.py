"""What a baseline finds, and the answer that this makes: its best hits, each citing the rows that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, AnswerKind, Citation, Timings
from assistant.query import Intent, QueryPlan, Unit
from assistant.status import item_status
from evals.derivation.picking import AS_OF
from evals.questions import Question
from ingest.records import Item, Plan

TOPS = (2, 5, 10)
"""So many hits are given; 2 is llama-index's own default."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A piece of text that was found, with the ids (``plan_id/rec_no``) of the rows that it shows."""

    text: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldItems:
    """The items of some plans by their ids."""

    by_id: dict[str, tuple[Plan, Item]]

    @classmethod
    def of(cls, plans: Sequence[Plan]) -> HeldItems:
        """The items of these plans."""
        return cls({f"{plan.plan_id}/{item.rec_no}": (plan, item) for plan in plans for item in plan.items})


def asked_text(question: Question) -> str:
    """What a baseline is asked: with no memory of a conversation it is given the whole of it."""
    return " ".join((*question.history, question.question))


def answer_of(question: Question, hits: Sequence[Hit], held: HeldItems) -> Answer:
    """The hits as an answer: their texts, and a citation for each row that they show."""
    day = question.as_of or AS_OF
    rows = [held.by_id[item] for item in dict.fromkeys(item for hit in hits for item in hit.items)]
    plan = QueryPlan(intent=Intent.LIST, unit=Unit.ITEMS, topic=asked_text(question), as_of=day)
    citations = tuple(
        Citation(
            n=n,
            plan_id=plan.plan_id,
            establishment=plan.establishment,
            rec_no=item.rec_no,
            action=None,
            responsible_owner=item.responsible_owner,
            target_date=", ".join(item.target_dates) or None,
            status=item_status(item, day).value,
            quote=item.text,
            source=item.source,
        )
        for n, (plan, item) in enumerate(rows, start=1)
    )
    return Answer(
        question=question.question,
        as_of=day,
        kind=AnswerKind.LIST,
        understood=plan.understood(),
        plan=plan,
        text="\n\n".join(hit.text for hit in hits),
        citations=citations,
        timings_ms=Timings(understand=0, retrieve=0, compose=0, total=0),
    )


def ranked_items(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The items that hits show, each once, best first."""
    return tuple(dict.fromkeys(item for hit in hits for item in hit.items))
