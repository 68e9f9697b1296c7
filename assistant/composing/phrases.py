"""A query plan in words: what is counted or listed, and under which conditions."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.markdown import escaped
from assistant.query import Field, Filter, Op, QueryPlan, Unit
from assistant.wording import listed, number, sentence, uk_date

_PREDICATES = {
    "still open": "still open",
    "overdue": "overdue",
    "completed": "completed",
    "open or overdue": "still open",
    "nothing overdue": "without anything overdue",
}


def noun(plan: QueryPlan, n: int, noun_of_rows: str) -> str:
    """The noun of what was counted, in the number that fits ``n``."""
    word = "action" if plan.unit is Unit.ACTIONS else noun_of_rows
    group = next((f for f in plan.filters if f.field is Field.GROUP), None)
    if group and group.op is Op.IN and plan.unit is Unit.ITEMS and len(group.value) == 1:
        word = group.value[0].lower().removesuffix("s")
    return word if n == 1 else f"{word}s"


def headline(plan: QueryPlan, n: int, noun_of_rows: str) -> str:
    """The answer in one sentence: ``One concern about interpreters is still open.``"""
    about = f" about “{escaped(plan.topic)}”" if plan.topic else ""
    which = f"the {'first' if plan.limit > 0 else 'last'} " if plan.limit else ""
    subject = f"{which}{number(n)} {noun(plan, n, noun_of_rows)}{about}{_qualifiers(plan)}"
    sized = any(f.field is Field.ACTION_COUNT for f in plan.filters)
    predicates = [
        _predicate(f, n)
        for f in _owners_together(plan.filters)
        # "With at least two overdue actions" says that some are.
        if f.field in _SAID_OF_ROWS and not (sized and f.field is Field.STATUS and f.op is Op.SOME)
    ]
    if not predicates:
        return f"{subject[:1].upper()}{subject[1:]}."
    return f"{subject[:1].upper()}{subject[1:]} {listed(predicates)}."


def superlative(names: Sequence[str], amount: str, n: int) -> str:
    """``Concern 3 has the most overdue actions: nine.`` of the most or fewest (``amount``) that ``names`` have."""
    verb, each = ("has", "") if len(names) == 1 else ("have", " each")
    return sentence(f"{listed(names)} {verb} the {amount}: {number(n)}{each}.")


_SAID_OF_ROWS = frozenset({Field.STATUS, Field.AGREEMENT, Field.DUE, Field.REPEATED, Field.OWNER})


def _owners_together(filters: Sequence[Filter]) -> Sequence[Filter]:
    """The filters, with those on owners that a row has among others said as one."""
    among = [f for f in filters if f.field is Field.OWNER and f.op is Op.SOME]
    if len(among) < 2:
        return filters
    label = f"owner: {listed([f.label.removeprefix('owner: ') for f in among])}"
    return [f for f in filters if f not in among] + [among[0].model_copy(update={"label": label})]


def _predicate(wanted: Filter, n: int) -> str:
    """What a filter says of ``n`` rows, with its verb: ``is still open``, ``are owned by HMPPS``."""
    be, have = ("is", "has") if n == 1 else ("are", "have")
    label = escaped(wanted.label)
    match wanted.field, wanted.op:
        case Field.DUE, Op.MISSING:
            return f"{have} no target date"
        case Field.OWNER, Op.SHARED | Op.MISSING:
            return f"{have} {label.removeprefix('owner: ')}"
        case Field.OWNER, Op.ONLY:
            return f"{be} owned by {_owners(label, 'only ')} alone"
        case Field.OWNER, Op.NOT_IN:
            return f"{be} not owned by {_owners(label, 'not ')}"
        case Field.OWNER, _:
            return f"{be} owned by {_owners(label, '')}"
        case Field.STATUS, Op.SOME | Op.NOT_SOME:
            return f"{have} {label}"
        case _:
            return f"{be} {_PREDICATES.get(wanted.label, label)}"


def _owners(label: str, said: str) -> str:
    return label.removeprefix("owner: ").removeprefix(said)


def _qualifiers(plan: QueryPlan) -> str:
    parts: list[str] = []
    for wanted in plan.filters:
        match wanted.field:
            case Field.ESTABLISHMENT:
                parts.append(f"at {escaped(wanted.label)}")
            case Field.PLAN:
                parts.append(f"in {escaped(wanted.label)}")
            case Field.SECTION:
                parts.append(f"in {escaped(wanted.label)}")
            case Field.PARAGRAPH:
                parts.append(f"from {escaped(wanted.label)}")
            case Field.GROUP if wanted.op is Op.NOT_IN:
                parts.append(escaped(wanted.label))
            case Field.REFUSAL | Field.ADDRESSEE:
                parts.append(escaped(wanted.label))
            case Field.ACTION_COUNT:
                parts.append(f"with {wanted.label}")
            case Field.REC_NO:
                noun = "concern" if any(f.value == ("concern",) for f in plan.filters) else "rec no"
                parts.append(f"under {noun} {escaped(listed(wanted.value, 'or'))}")
            case _:
                pass
    return "".join(f" {part}" for part in parts)


def understood_line(plan: QueryPlan) -> str:
    """How the question was understood, and the day of the statuses."""
    parts = [escaped(f.label) for f in (*plan.filters, *plan.check)]
    if plan.topic:
        parts.append(f"topic “{escaped(plan.topic)}”")
    # The line ends with the day: a note that says the same is for the record alone.
    notes = [escaped(note) for note in plan.notes if not note.startswith("as of ")]
    understood = f"Understood as: {'; '.join(parts)}. " if parts else ""
    said = f"{'; '.join(n[:1].upper() + n[1:] for n in notes)}. " if notes else ""
    return f"_{understood}{said}As of {uk_date(plan.as_of)}._"
