"""What a filter says to people, made from its field, operator and values alone.

A model's own label could say one thing and its filter do another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.composing.rows import AGREEMENT_WORDS, STATUS_WORDS
from assistant.query import Field, Filter, Op
from assistant.status import UNFINISHED, Status
from assistant.vocabulary import Vocabulary
from assistant.wording import listed, uk_date, uk_span
from ingest.records import Agreement

_OWNERS = {Op.IN: "", Op.NOT_IN: "not ", Op.ONLY: "only ", Op.NOT_ONLY: "not only "}


def labelled(wanted: Filter, vocabulary: Vocabulary) -> Filter:
    """The filter with its label; its values must be ones that the register holds."""
    return wanted.model_copy(update={"label": _label(wanted, vocabulary)})


def _label(wanted: Filter, vocabulary: Vocabulary) -> str:
    values = wanted.value
    match wanted.field:
        case Field.OWNER:
            return _owner_label(wanted, vocabulary)
        case Field.DUE:
            return _due_label(wanted)
        case Field.STATUS if wanted.op is Op.IN and set(values) == set(UNFINISHED):
            return "still open"
        case Field.STATUS if wanted.op is Op.IN and values == (Status.OPEN.value,):
            return "open, not overdue"
        case Field.STATUS:
            return _either(wanted.op, [STATUS_WORDS[Status(value)] for value in values])
        case Field.AGREEMENT if wanted.op is Op.MISSING:
            return "without an agreement"
        case Field.AGREEMENT:
            return _either(wanted.op, [AGREEMENT_WORDS[Agreement(value)] for value in values])
        case Field.CURRENT:
            return "current plans"
        case Field.REPEATED:
            repeated = (values == ("1",)) is (wanted.op is Op.IN)
            return "repeated from an earlier inspection" if repeated else "not repeated from an earlier inspection"
        case Field.ESTABLISHMENT:
            return _either(wanted.op, [vocabulary.establishments[key] for key in values])
        case Field.PLAN:
            return _either(wanted.op, [vocabulary.plan(plan_id).title for plan_id in values])
        case Field.KIND:
            return _either(wanted.op, [f"{value}s" for value in values])
        case Field.GROUP:
            return "no group" if wanted.op is Op.MISSING else _either(wanted.op, [value.lower() for value in values])
        case Field.REFUSAL:
            return f"for {listed(values, 'or')} reasons"
        case Field.REC_NO:
            return f"rec no {_either(wanted.op, values)}"
        case Field.SECTION:
            return "no section" if wanted.op is Op.MISSING else f"section {_either(wanted.op, values)}"
        case Field.ADDRESSEE:
            return "no addressee" if wanted.op is Op.MISSING else f"addressed to {_either(wanted.op, values)}"
        case Field.PARAGRAPH if wanted.op is Op.MISSING:
            return "no report paragraph"
        case _:
            return f"report paragraph {_either(wanted.op, values)}"


def _either(op: Op, names: Sequence[str]) -> str:
    return f"{'not ' if op is Op.NOT_IN else ''}{listed(names, 'or')}"


def _owner_label(wanted: Filter, vocabulary: Vocabulary) -> str:
    if wanted.op is Op.SHARED:
        return "more than one owner"
    if wanted.op is Op.MISSING:
        return "no owner"
    return f"owner: {_OWNERS[wanted.op]}{listed([vocabulary.owners[key][0] for key in wanted.value], 'or')}"


def _due_label(wanted: Filter) -> str:
    if wanted.op is Op.MISSING:
        return "no target date"
    first, last = (date.fromisoformat(day) if day else None for day in wanted.value)
    if first and last:
        return f"due {uk_span(first, last)}"
    return f"due from {uk_date(first)}" if first else f"due by {uk_date(last or date.max)}"
