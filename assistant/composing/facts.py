"""Answers that need no row: a plan's own facts, and what a term or an abbreviation means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.answer import AnswerKind
from assistant.composing.draft import Draft
from assistant.composing.rows import AGREEMENT_WORDS
from assistant.evidence import Row
from assistant.markdown import escaped
from assistant.query import QueryPlan
from assistant.wording import counted, listed, uk_date, uk_span
from ingest.records import Action, Agreement, Plan


def compose_plan_facts(draft: Draft, plan: QueryPlan, plans: Sequence[Plan], superseded: Mapping[str, Plan]) -> None:
    """Write the facts asked for of each of ``plans`` (at least one); ``superseded`` maps a plan to the one after it."""
    draft.kind = AnswerKind.PLAN
    asked = plan.asked or ("held",)
    if "held" in asked:
        draft.count, draft.count_of = len(plans), "plans"
        draft.say(f"**{counted(len(plans), 'action plan').capitalize()} held.**")
    lines = [_fact(held, fact, superseded.get(held.plan_id)) for held in plans for fact in asked]
    draft.say("\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0])


def _fact(held: Plan, fact: str, after: Plan | None) -> str:
    """One fact of a plan; ``after`` is the plan that supersedes it."""
    name = f"{escaped(held.establishment)} action plan of {uk_date(held.submitted)}"
    match fact:
        case "submitted":
            return f"The {escaped(held.establishment)} action plan was submitted on **{uk_date(held.submitted)}**."
        case "report_published":
            day = held.report_published
            if day is None:
                return f"{name}: the plan doesn't say when the report was published."
            return f"{name}: the inspection report was published on **{uk_date(day)}**."
        case "inspection":
            span = held.inspection
            if span is None:
                return f"{name}: the plan doesn't say when the inspection was."
            return f"{name}: it answers the inspection of **{uk_span(*span)}**."
        case "current":
            return f"{name}: {f'superseded by {_title(after)}' if after else '**current**'}."
        case "totals":
            return f"{name}: {_totals(held)}."
        case _:
            items = counted(len(held.items), held.kind.value.removesuffix("s"))
            actions = counted(sum(len(item.actions) for item in held.items), "action")
            return f"{name}: {items}, {actions}{f'; superseded by {_title(after)}' if after else ''}."


def _title(plan: Plan) -> str:
    return f"the plan of {uk_date(plan.submitted)}"


def _totals(plan: Plan) -> str:
    """The totals that a plan states of itself, beside those of its rows."""
    counts = Counter(item.agreement for item in plan.items)
    held = ", ".join(f"{counts[a]} {AGREEMENT_WORDS[a]}" for a in Agreement)
    rows = f"its rows are {held}, {len(plan.items)} in all"
    stated = plan.stated_totals
    if stated is None:
        return f"it states no totals; {rows}" if any(counts[a] for a in Agreement) else "it states no totals"
    parts = [
        f"{n} {words}"
        for n, words in (
            (stated.agreed, "agreed"),
            (stated.partly_agreed, "partly agreed"),
            (stated.not_agreed, "not agreed"),
            (stated.total, "in all"),
        )
        if n is not None
    ]
    return f"it states {listed(parts)}; {rows}"


def compose_definition(
    draft: Draft, term: str, plans: Sequence[Plan], expansions: Sequence[tuple[str, str, Row]]
) -> bool:
    """Write what ``term`` means, by the plans' tables of terms or by a row that spells it out; False where none does.

    ``expansions`` are (short form, long form, row) of the abbreviation asked for.
    """
    draft.kind = AnswerKind.DEFINITION
    wanted = term.lower().strip("'\" ")
    said: list[tuple[str, str, str]] = []
    for plan in plans:
        for definition in plan.definitions:
            if definition.term.lower() == wanted:
                entry = (definition.term, definition.definition, definition.comment)
                if entry not in said:
                    said.append(entry)
                    source = f"{escaped(plan.establishment)}, action plan of {uk_date(plan.submitted)}, table of terms"
                    draft.say(f"**{escaped(definition.term)}**: {escaped(definition.definition)} ({source})")
                    if definition.comment:
                        draft.say(f"The plan adds: {escaped(definition.comment)}")
    if said:
        return True
    by_long: dict[str, list[tuple[str, str, Row]]] = {}
    for short, long, row in expansions:
        by_long.setdefault(long.lower(), []).append((short, long, row))
    for group in by_long.values():
        short, long, _ = group[0]
        marks = " ".join(
            dict.fromkeys(draft.cite(row, _action(row, long), words=_words(row, long)) for _, _, row in group)
        )
        draft.say(f"**{escaped(short)}** stands for **{escaped(long)}**. {marks}")
    return bool(by_long)


def _action(row: Row, long: str) -> Action | None:
    """The action of the row that spells the term out, where it has several."""
    return next((a for a in row.item.actions if long.lower() in a.text.lower() and len(row.item.actions) > 1), None)


def _words(row: Row, long: str) -> str | None:
    """The sentence of the row that spells the term out."""
    for text in (row.item.text, *(a.text for a in row.item.actions), row.item.response):
        for sentence in text.split(". "):
            if long.lower() in sentence.lower():
                return sentence
    return None


def held_line(plans: Sequence[Plan]) -> str:
    """What is held, in a sentence: ``Held are two action plans: HMP Send (18 January 2019 and 8 July 2025).``"""
    if not plans:
        return "No action plan is held of that day or before."
    by_name: dict[str, list[str]] = {}
    for plan in sorted(plans, key=lambda p: (p.establishment, p.submitted)):
        by_name.setdefault(plan.establishment, []).append(uk_date(plan.submitted))
    named = [f"{escaped(name)} ({', '.join(days)})" for name, days in sorted(by_name.items())]
    shown = "; ".join(named[:6]) + (f"; and {len(named) - 6} more establishments" if len(named) > 6 else "")
    return f"Held: {counted(len(plans), 'action plan')}: {shown}."
