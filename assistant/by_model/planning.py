"""Asks a language model for the query plan of a question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from assistant.by_model.prompts import Prompt
from assistant.by_model.proposal import (
    CHECKED,
    GROUPED,
    OPS,
    ORDERS,
    PLAN_FACTS,
    ROW_PARTS,
    Asked,
    held_values,
    read_proposal,
)
from assistant.language_model import Budget, LanguageModel
from assistant.query import Field, Op, QueryPlan
from assistant.understanding.reading import words_of
from assistant.vocabulary import Vocabulary

_MOST_NAMES = 60
"""Names of one kind that a model is told: those that share a word with the question first."""

_MOST_TOKENS = 1000
_LISTED_IN_PROMPT = (Field.CURRENT, Field.KIND, Field.AGREEMENT, Field.REFUSAL, Field.REPEATED, Field.STATUS)
"""Fields whose values are the same for every register."""


def plan_by_model(model: LanguageModel, prompt: Prompt, budget: Budget, asked: Asked) -> QueryPlan:
    """The model's query plan, checked.

    Raises:
        LanguageModelFailed: there was no reply.
        ProposalRefused: the reply is no plan that can be used.
    """
    instructions = prompt.filled(
        schema=json.dumps(QueryPlan.model_json_schema(), separators=(",", ":")),
        fields="\n".join(_field_line(field, asked.vocabulary) for field in OPS),
        checked=", ".join(CHECKED),
        grouped=", ".join(GROUPED),
        row_parts=", ".join(ROW_PARTS),
        plan_facts=", ".join(PLAN_FACTS),
        orders=", ".join(ORDERS),
    )
    data = {
        "question": asked.question,
        "earlier_questions": list(asked.history),
        "as_of": asked.by_rules.as_of.isoformat(),
        "held": _held(asked),
    }
    reply = model.reply(instructions, json.dumps(data, ensure_ascii=False), budget, most_tokens=_MOST_TOKENS)
    return read_proposal(reply, asked)


def _field_line(field: Field, vocabulary: Vocabulary) -> str:
    ops = ", ".join(op for op in OPS[field])
    if field in _LISTED_IN_PROMPT:
        return f"{field}: {ops}; values: {', '.join(sorted(held_values(field, vocabulary)))}"
    return f"{field}: {ops}" + ("; values: two days, first and last" if Op.BETWEEN in OPS[field] else "")


def _held(asked: Asked) -> dict[str, object]:
    """The names that the register holds, bounded in number, as they go into the message."""
    vocabulary = asked.vocabulary
    plans = [
        {"id": p.plan_id, "establishment": p.establishment, "submitted": p.submitted.isoformat(), "kind": p.kind.value}
        | {"rec_nos": f"{p.rec_nos[0]} to {p.rec_nos[-1]}" if p.rec_nos else "none"}
        for p in vocabulary.plans
    ]
    establishments = nearest([f"{key} = {name}" for key, name in vocabulary.establishments.items()], asked.text)
    owners = nearest([f"{key} = {', '.join(names[:3])}" for key, names in vocabulary.owners.items()], asked.text)
    by_name = {f"{plan['id']} {plan['establishment']}": plan for plan in plans}
    return {
        "establishments": establishments,
        "plans": [by_name[name] for name in nearest(list(by_name), asked.text)],
        "owners": owners,
        "groups": nearest(vocabulary.groups, asked.text),
        "sections": nearest(vocabulary.sections, asked.text),
        "terms": nearest(vocabulary.terms, asked.text),
    }


def nearest(names: Sequence[str], text: str) -> list[str]:
    """At most ``_MOST_NAMES``: those that share most words with the text first, else in their own order."""
    said = frozenset(words_of(text))

    def shared(words: Iterable[str]) -> int:
        return len(said & frozenset(words))

    return sorted(names, key=lambda name: -shared(words_of(name)))[:_MOST_NAMES]
