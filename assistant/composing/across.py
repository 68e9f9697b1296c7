"""Comparison across inspections: rows about the topic in the earlier and the later plans, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import AnswerKind
from assistant.composing.draft import Draft
from assistant.composing.rows import by_plan, counted_rows, say_rows, shortened
from assistant.evidence import Row, noun_of
from assistant.markdown import escaped
from assistant.query import QueryPlan, Unit
from assistant.wording import listed
from ingest.records import Plan

_SUGGESTION = "The rows were matched by their words: read them to judge whether it is the same problem."


@dataclass(frozen=True, slots=True)
class Match:
    """A row of a later plan with the rows of earlier plans whose words are about the same (at least one)."""

    later: Row
    earlier: tuple[Row, ...]


def compose_compare(draft: Draft, plan: QueryPlan, rows: Sequence[Row], compared: Sequence[Plan]) -> None:
    """Write what each of the ``compared`` plans (oldest first within an establishment) has about the topic.

    Similar words are no proof that one promise is another's return: the answer says so.
    """
    draft.kind = AnswerKind.COMPARE
    draft.count, draft.count_of = len(rows), "items"
    found = {row.plan.plan_id for row in rows}
    topic = f"“{escaped(plan.topic)}”" if plan.topic else "these rows"
    years = [f"{escaped(p.establishment)} {p.submitted.year}" for p in compared]
    with_rows = [name for p, name in zip(compared, years, strict=True) if p.plan_id in found]
    without = [name for p, name in zip(compared, years, strict=True) if p.plan_id not in found]
    if len(compared) < 2:
        verdict = f"Only one plan is held ({listed(years)}), so there is nothing to compare with"
    elif not without:
        both = "both inspections" if len(compared) == 2 else f"all {len(compared)} inspections"
        verdict = f"Yes: {topic} comes up at {both}"
    elif len(with_rows) > 1:
        verdict = f"{topic} comes up in {listed(with_rows)}, not in {listed(without)}"
    else:
        verdict = f"No: {topic} comes up only in {listed(with_rows)}, not in {listed(without)}"
    draft.say(f"**{verdict}.**")
    sums = [
        f"{escaped(p.establishment)} {p.submitted.year}: {counted_rows(len(group), noun_of(group))}"
        for p, group in by_plan(rows)
    ]
    draft.say("; ".join(sums) + ".")
    repeated = [
        f"{_name(row)} ({escaped(listed(row.item.repeated_from))}) {draft.cite(row)}"
        for row in rows
        if row.item.repeated_from
    ]
    if repeated:
        draft.say(f"Marked in its plan as repeated from an earlier inspection: {listed(repeated)}.")
    say_rows(draft, rows, Unit.ITEMS)
    if len(with_rows) > 1:
        draft.say(_SUGGESTION)


def compose_matches(draft: Draft, matches: Sequence[Match], looked_at: int) -> None:
    """Write which rows of later plans have like rows in earlier ones; ``looked_at`` later rows were compared."""
    draft.kind = AnswerKind.COMPARE
    draft.count, draft.count_of = len(matches), "items"
    if not matches:
        draft.say(f"**No row of the later plan is like one of an earlier plan** ({looked_at} compared).")
        return
    draft.say(f"**{len(matches)} of {looked_at} rows of the later plan are like rows of an earlier one.**")
    lines = []
    for match in matches:
        before = listed([f"{_name(row)} {draft.cite(row)}" for row in match.earlier])
        later = f"**{_name(match.later)}** {draft.cite(match.later)}: {escaped(shortened(match.later.item.text, 120))}"
        lines.append(f"- {later}\n  Earlier: {before}")
    draft.say("\n".join(lines))
    draft.say(_SUGGESTION)


def _name(row: Row) -> str:
    return f"{escaped(row.plan.establishment)} {row.plan.submitted.year} {row.noun} {escaped(row.item.rec_no)}"
