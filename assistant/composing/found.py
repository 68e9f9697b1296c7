"""Answers made of rows: lists, counts, look-ups, reasons, yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import AnswerKind
from assistant.composing.draft import Draft, dates_of
from assistant.composing.groups import at_the_end, grouped, rows_of, say_groups
from assistant.composing.phrases import headline, superlative
from assistant.composing.rows import (
    AGREEMENT_WORDS,
    by_plan,
    item_status_words,
    reasons_in,
    say_action_dates,
    say_rows,
    say_whole_item,
    sentences_in,
)
from assistant.evidence import Row, noun_of
from assistant.filters import OWNER_OF_ITEM, RULES, Subject
from assistant.markdown import escaped
from assistant.query import Field, Filter, Intent, Op, Order, QueryPlan, Unit
from assistant.status import UNFINISHED, Status
from assistant.wording import listed, number, ordinal, sentence
from ingest.records import Agreement

_PLAN_LEVEL = frozenset({Field.ESTABLISHMENT, Field.PLAN, Field.CURRENT, Field.KIND})
_NEEDS_WORDS = frozenset({"response", "text"})
"""Parts of a row that are its words: asked for, the whole row is given."""

_ACTIONS_SHOWN = 10
"""Up to this many actions are listed under the few rows about a topic."""

_WHOLE_ITEMS = 2
"""Up to this many rows of a look-up are given whole."""


def compose_found(draft: Draft, plan: QueryPlan, rows: Sequence[Row]) -> None:
    """Write the answer that ``rows`` (at least one) give to ``plan``."""
    if plan.check:
        _say_check(draft, plan, rows)
    elif plan.intent in (Intent.COUNT, Intent.GROUP):
        _say_count(draft, plan, rows)
    elif plan.intent is Intent.REASON:
        _say_reasons(draft, plan, rows)
    elif plan.intent is Intent.LOOKUP:
        _say_lookup(draft, plan, rows)
    else:
        _say_list(draft, plan, rows)


def count_rows(plan: QueryPlan, rows: Sequence[Row]) -> int:
    """How many of what the plan lists or counts."""
    return sum(len(row.actions) for row in rows) if plan.unit is Unit.ACTIONS else len(rows)


def _say_list(draft: Draft, plan: QueryPlan, rows: Sequence[Row]) -> None:
    draft.kind = AnswerKind.LIST
    draft.count, draft.count_of = count_rows(plan, rows), plan.unit.value
    draft.say(f"**{_at_the_end(plan, rows) or headline(plan, draft.count, noun_of(rows))}**")
    if set(plan.asked) - _NEEDS_WORDS and len(rows) == 1:
        draft.say(asked_sentence(draft, plan, rows[0]))
    if _NEEDS_WORDS & set(plan.asked) and plan.topic is not None and len(rows) <= _WHOLE_ITEMS:
        for row in rows:
            say_whole_item(draft, row)
        return
    say_rows(draft, rows, plan.unit, _shown(plan, rows), answered=True)


def _shown(plan: QueryPlan, rows: Sequence[Row]) -> frozenset[Status]:
    """The statuses of the actions to list: those of the work to do that is asked for, or all of what was promised."""
    asked = {Status(value) for f in plan.filters if f.field is Field.STATUS and f.op is Op.IN for value in f.value}
    if asked:
        return frozenset(asked) if asked <= set(UNFINISHED) else frozenset()
    few = sum(len(row.item.actions) for row in rows) <= _ACTIONS_SHOWN
    return frozenset(Status) if plan.topic is not None and few else frozenset()


def _at_the_end(plan: QueryPlan, rows: Sequence[Row]) -> str:
    """The answer to "which has the most actions?" and "the second one?" in a sentence; "" for other questions."""
    names = [f"{row.noun} {escaped(row.item.rec_no)}" for row in rows]
    if plan.nth is not None:
        return sentence(f"the {ordinal(plan.nth)} of these: {listed(names)}.")
    if plan.order not in (Order.MOST_ACTIONS, Order.FEWEST_ACTIONS):
        return ""
    size = len(rows[0].actions)
    status = next((f.label.removeprefix("some action ") for f in plan.filters if f.field is Field.STATUS), "")
    amount = "most" if plan.order is Order.MOST_ACTIONS else "fewest"
    return superlative(names, f"{amount}{f' {status}' if status else ''} actions", size)


def _say_count(draft: Draft, plan: QueryPlan, rows: Sequence[Row]) -> None:
    draft.kind = AnswerKind.COUNT
    draft.count, draft.count_of = count_rows(plan, rows), plan.unit.value
    groups = grouped(draft, plan, rows) if plan.group_by is not None else {}
    if leading := at_the_end(plan, groups):
        # "Who has the most?": its own rows are the answer, and their number the count.
        draft.count = max(len(groups[name]) for name in leading)
        amount = "most" if plan.order is Order.MOST else "fewest"
        draft.say(f"**{superlative([escaped(name) for name in leading], amount, draft.count)}**")
        draft.say(headline(plan, count_rows(plan, rows), noun_of(rows)))
        rows = rows_of(plan, rows, [one for name in leading for one in groups[name]])
    else:
        draft.say(f"**{headline(plan, draft.count, noun_of(rows))}**")
    if groups:
        say_groups(draft, plan, groups)
    of_rows = plan.topic is not None or any(f.field not in _PLAN_LEVEL for f in plan.filters)
    for held, group in by_plan(rows):
        title = f"{escaped(held.establishment)} {held.submitted.year}"
        if plan.unit is Unit.ACTIONS:
            parts = [_counted(draft, row, len(row.actions), cited=of_rows) for row in group]
            total = sum(len(row.item.actions) for row in group)
            whole = sum(len(item.actions) for item in held.items)
            n = sum(len(row.actions) for row in group)
            draft.say(
                f"{title}: {n} of {whole} actions: {group[0].noun} {', '.join(parts)}." if total else f"{title}: {n}."
            )
        else:
            numbers = ", ".join(
                f"{escaped(row.item.rec_no)}{' ' + draft.cite(row) if of_rows else ''}" for row in group
            )
            draft.say(f"{title}: {len(group)} of {len(held.items)}: {group[0].noun} {numbers}.")


def _counted(draft: Draft, row: Row, n: int, *, cited: bool) -> str:
    return f"{escaped(row.item.rec_no)} ({n}){' ' + draft.cite(row) if cited else ''}"


def _say_lookup(draft: Draft, plan: QueryPlan, rows: Sequence[Row]) -> None:
    draft.kind = AnswerKind.LOOKUP
    parts = [part for part in plan.asked if part not in _NEEDS_WORDS]
    if any(f.field is Field.ACTION for f in plan.filters):
        say_rows(draft, rows, Unit.ACTIONS)
    elif parts and len(parts) == len(plan.asked):
        if len(rows) > _WHOLE_ITEMS:
            draft.say(f"**{len(rows)} rows answer to this; name the establishment or the plan to narrow them.**")
        for row in rows:
            draft.say(asked_sentence(draft, plan, row))
        if len(rows) <= _WHOLE_ITEMS:
            say_rows(draft, rows, Unit.ITEMS)
        for row in rows[:_WHOLE_ITEMS]:
            if {"due", "status"} & set(parts) and len(row.item.actions) > 1:
                say_action_dates(draft, row)
    elif len(rows) <= _WHOLE_ITEMS:
        for row in rows:
            say_whole_item(draft, row)
    else:
        say_rows(draft, rows, Unit.ITEMS)


def asked_sentence(draft: Draft, plan: QueryPlan, row: Row) -> str:
    """The part of a row that was asked for, in a sentence: its owner, date, status, agreement ..."""
    item = row.item
    name = f"{sentence(row.noun)} {escaped(item.rec_no)} ({escaped(row.plan.establishment)} {row.plan.submitted.year})"
    said = []
    for part in plan.asked:
        match part:
            case "owner":
                owners = listed([f"**{escaped(o)}**" for o in item.responsible_owner])
                said.append(f"is owned by {owners}" if owners else "names no responsible owner")
            case "due":
                dates = dates_of(item)
                if item.agreement is Agreement.NOT_AGREED:
                    said.append("was **not agreed**, so nothing is due")
                else:
                    said.append(f"has the target date **{escaped(dates)}**" if dates else "has **no target date**")
            case "status":
                said.append(f"is {item_status_words(draft, row)}")
            case "agreement":
                words = AGREEMENT_WORDS[item.agreement] if item.agreement else "not marked agreed or not agreed"
                said.append(f"is **{words}**")
            case "section":
                said.append(f"stands in section **{escaped(item.section or item.group or 'none')}**")
            case "paragraph":
                said.append(f"refers to report paragraph **{escaped(listed(item.report_paragraphs) or 'none')}**")
            case _:
                pass
    return f"{name} {listed(said)}. {draft.cite(row)}" if said else f"{name}: {draft.cite(row)}"


_WHOLE_REASON = 1200
"""Characters of a response up to which a refusal is given in all its words: its reasons often stand in several."""


def _say_reasons(draft: Draft, plan: QueryPlan, rows: Sequence[Row]) -> None:
    """Why a recommendation was not or only partly agreed: the response's own sentences that say so."""
    draft.kind = AnswerKind.LOOKUP
    if rows[0].about and rows[0].about.presumed:
        draft.say(f"None says “{escaped(plan.topic or '')}” in so many words; the nearest is:")
    for row in rows:
        item = row.item
        sentences, reasons = sentences_in(item.response), reasons_in(item.response)
        refused = item.agreement in (Agreement.NOT_AGREED, Agreement.PARTLY_AGREED)
        verdict = f"was **{AGREEMENT_WORDS[item.agreement]}**" if item.agreement else "has this response"
        mark = draft.cite(row, words=reasons[0])
        if refused and len(item.response) > _WHOLE_REASON:
            shown = reasons[:3]
        else:
            shown = sentences if refused else sentences[:3]
        plan_of = f"({escaped(row.plan.establishment)} {row.plan.submitted.year})"
        draft.say(
            f"{sentence(row.noun)} {escaped(item.rec_no)} {plan_of} {verdict}: “{escaped(' '.join(shown))}” {mark}"
        )
        draft.say(f"It asked: {escaped(item.text)}")
        if item.agreement is Agreement.AGREED:
            draft.say("It was agreed, so its response gives no reason for a refusal.")


def _say_check(draft: Draft, plan: QueryPlan, rows: Sequence[Row]) -> None:
    """Yes or no, for conditions that the question asks about."""
    draft.kind = AnswerKind.LOOKUP
    holds = [all(_holds(condition, row, draft) for condition in plan.check) for row in rows]
    if all(holds):
        verdict = "Yes"
    elif any(holds):
        verdict = f"{sentence(number(sum(holds)))} of {number(len(rows))}"
    else:
        verdict = "No"
    draft.say(f"**{verdict}.** {sentence(listed([_check_words(draft, plan, row) for row in rows]))}.")
    say_rows(draft, rows, Unit.ITEMS, answered=True)


def _holds(condition: Filter, row: Row, draft: Draft) -> bool:
    if condition.field in (Field.OWNER, Field.DUE):
        rule = OWNER_OF_ITEM if condition.field is Field.OWNER else RULES[Field.DUE]
        subjects = [Subject(row.plan, row.item, action, draft.as_of, None) for action in (row.item.actions or (None,))]
        return any(rule.matches(condition, subject) for subject in subjects)
    if condition.field is Field.AGREEMENT:
        value: str | None = row.item.agreement.value if row.item.agreement else None
    elif condition.field is Field.REPEATED:
        value = "1" if row.item.repeated else "0"
    else:
        value = row.status(draft.as_of).value
    return (value in condition.value) is (condition.op is Op.IN)


def _check_words(draft: Draft, plan: QueryPlan, row: Row) -> str:
    item = row.item
    said = []
    if any(c.field is Field.STATUS for c in plan.check):
        said.append(f"is {item_status_words(draft, row)}")
    if any(c.field is Field.REPEATED for c in plan.check):
        earlier = f" (paragraph {escaped(listed(item.repeated_from))})" if item.repeated_from else ""
        said.append(f"is a repeated recommendation{earlier}" if item.repeated else "is not marked as repeated")
    if any(c.field is Field.AGREEMENT for c in plan.check):
        said.append(f"is {AGREEMENT_WORDS[item.agreement] if item.agreement else 'not marked agreed or not agreed'}")
    if any(c.field is Field.OWNER for c in plan.check):
        said.append(f"is owned by {listed([escaped(o) for o in item.responsible_owner]) or 'nobody named'}")
    if any(c.field is Field.DUE for c in plan.check):
        said.append(f"has the target date {escaped(dates_of(item) or 'none')}")
    return f"{row.noun} {escaped(item.rec_no)} {listed(said)} {draft.cite(row)}"
