"""Rows as lines of an answer's text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.composing.draft import Draft, dates_of
from assistant.evidence import Row
from assistant.markdown import escaped
from assistant.query import Unit
from assistant.status import Status, action_status, reported, status_reason
from assistant.wording import listed, number, sentence, uk_date
from ingest.records import Action, Agreement, Item, Plan

COMPACT_FROM = 40
"""Rows from which a list is given as rec numbers alone: a longer one is a page to read, not an answer."""

_FEW_ITEMS = 2
"""Items at most under which their actions, or what was answered, stand too."""

_SHORT = 230
_ANSWER = 400
"""Characters to which the words of a row, and a response under it, are cut."""

_BREAK = "  "
"""Two blanks at a line's end: Markdown's break within a paragraph."""

STATUS_WORDS = {
    Status.OPEN: "open",
    Status.OVERDUE: "overdue",
    Status.COMPLETED: "completed",
    Status.NO_ACTION: "no action",
}
AGREEMENT_WORDS = {
    Agreement.AGREED: "agreed",
    Agreement.PARTLY_AGREED: "partly agreed",
    Agreement.NOT_AGREED: "not agreed",
}


def shortened(text: str, most: int = _SHORT) -> str:
    """``text``, cut at a word with "…" where it is longer than ``most`` characters."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def plan_title(plan: Plan) -> str:
    """``HMP Send, action plan of 8 July 2025``, with a word where it is superseded."""
    superseded = " (superseded)" if plan.superseded_by else ""
    return f"{escaped(plan.establishment)}, action plan of {uk_date(plan.submitted)}{superseded}"


def by_plan(rows: Sequence[Row]) -> Iterator[tuple[Plan, list[Row]]]:
    """The rows in groups of one plan, in the order given."""
    for _, group in groupby(rows, key=lambda row: row.plan.plan_id):
        listed_rows = list(group)
        yield listed_rows[0].plan, listed_rows


def say_rows(
    draft: Draft,
    rows: Sequence[Row],
    unit: Unit,
    shown: frozenset[Status] = frozenset(),
    *,
    answered: bool = False,
) -> None:
    """Add the rows, grouped by plan, each cited.

    Under few items stand their actions of the statuses ``shown`` and, if ``answered``, the response to those that are
    not cut into actions.
    """
    few = len(rows) <= _FEW_ITEMS
    compact = len(rows) > COMPACT_FROM
    for plan, group in by_plan(rows):
        lines = [f"**{plan_title(plan)}**", ""]
        if compact:
            lines.append(", ".join(f"{escaped(row.item.rec_no)} {draft.cite(row)}" for row in group))
        elif unit is Unit.ACTIONS:
            lines += [line for row in group for line in _action_lines(draft, row)]
        else:
            lines += [_item_line(draft, row, shown if few else frozenset(), answered=few and answered) for row in group]
        draft.say("\n".join(lines))


def _item_line(draft: Draft, row: Row, shown: frozenset[Status], *, answered: bool) -> str:
    """One item: its words, its facts, and those of its actions that the question is about, if not about all."""
    item = row.item
    actions = _actions_meant(row)
    mark = " ".join(draft.cite(row, action) for action in actions) if actions else draft.cite(row)
    left = [] if actions else _actions_of(draft, row, shown)
    line = f"- **{sentence(row.noun)} {escaped(item.rec_no)}**: {escaped(shortened(item.text))} {mark}{_BREAK}"
    lines = [line, f"  {_facts(draft, row)}"]
    # After the facts: a line that followed the inner list would be read as part of its last point.
    for action in actions or left:
        words = escaped(shortened(_plain(action.text))) or _NO_WORDS
        own = f" {draft.cite(row, action)}" if left else ""
        lines.append(f"  - action {action.n}, {_action_facts(draft, row, action)}: {words}{own}")
    if answered and len(item.actions) < 2 and item.response:
        lines.append(f"  - response: {escaped(_told(item))}")
    return "\n".join(lines)


def _actions_meant(row: Row) -> list[Action]:
    """The actions to name and cite for an item: those that meet the filters and are themselves about the topic.

    None where that is the item as a whole.
    """
    if len(row.item.actions) < 2:
        return []
    about = set(row.about.actions) if row.about else set()
    if about:
        return [a for a in row.actions if a.n in about]
    return list(row.actions) if row.by_action and 0 < len(row.actions) < len(row.item.actions) else []


_GIVES_REASON = re.compile(
    r"\b(?:because|as\s+the|as\s+it|due\s+to|not\s+(?:currently\s+)?(?:agreed|possible|funded|able)|depend|cannot|unable|reason|"
    r"would\s+(?:need|require)|insufficient)\b",
    re.IGNORECASE,
)


def sentences_in(response: str) -> list[str]:
    """The sentences of a response."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", response)


def reasons_in(response: str) -> list[str]:
    """The sentences of a response that give a reason; the first two where none does."""
    sentences = sentences_in(response)
    return [s for s in sentences if _GIVES_REASON.search(s)] or sentences[:2]


def _told(item: Item) -> str:
    """What was answered, in short; of a refusal the reason."""
    refused = item.agreement in (Agreement.NOT_AGREED, Agreement.PARTLY_AGREED)
    told = " ".join(reasons_in(item.response)) if refused else item.response
    return shortened(told, _ANSWER)


def _actions_of(draft: Draft, row: Row, wanted: frozenset[Status]) -> list[Action]:
    """The actions of these statuses, where the item has several: "overdue" of an item says not which of them are."""
    statuses = zip(row.item.actions, row.action_statuses(draft.as_of), strict=True)
    return [action for action, status in statuses if status in wanted] if len(row.item.actions) > 1 else []


def _action_facts(draft: Draft, row: Row, action: Action) -> str:
    return f"{escaped(action.target_date or 'no target date')}, {_action_status_words(draft, row, action)}"


def _action_status_words(draft: Draft, row: Row, action: Action) -> str:
    """``**completed** (reported on 3 March 2025 in progress.csv, row 4)``; no bracket where the plan alone tells."""
    status = STATUS_WORDS[action_status(action, row.item.agreement, draft.as_of)]
    told = reported(action, row.item.agreement, draft.as_of)
    return f"**{status}**" + (f" ({escaped(told)})" if told else "")


def say_action_dates(draft: Draft, row: Row) -> None:
    """Add each action's target date and status."""
    draft.say("\n".join(f"- action {a.n}: {_action_facts(draft, row, a)}" for a in row.item.actions))


_NO_WORDS = "(a further target date of the table, with no words beside it)"


def _plain(text: str) -> str:
    """Text of an action without the bullet that it begins with in a list."""
    return text.lstrip("•- ")


def _facts(draft: Draft, row: Row) -> str:
    """Owner, dates, agreement and status of an item, in one line."""
    item = row.item
    owners = listed([escaped(owner) for owner in item.responsible_owner]) or "none named"
    dates = escaped(dates_of(item) or "none given")
    facts = [f"owner: {owners}", f"target date: {dates}", f"status: {item_status_words(draft, row)}"]
    if item.agreement is not None:
        facts.insert(0, AGREEMENT_WORDS[item.agreement])
    return sentence("; ".join(facts))


def item_status_words(draft: Draft, row: Row) -> str:
    """``overdue (4 of 6 actions overdue, 2 open)``: the item's status with its actions' figures."""
    status = row.status(draft.as_of)
    counts = Counter(row.action_statuses(draft.as_of))
    if len(row.item.actions) == 1:
        return _action_status_words(draft, row, row.item.actions[0])
    if not row.item.actions or status is Status.NO_ACTION:
        return f"**{STATUS_WORDS[status]}**"
    figures = [f"{counts[s]} {STATUS_WORDS[s]}" for s in Status if counts[s]]
    told = sum(reported(a, row.item.agreement, draft.as_of) is not None for a in row.item.actions)
    by_files = f"; {told} as reported in progress files" if told else ""
    return f"**{STATUS_WORDS[status]}** ({listed(figures)} of {len(row.item.actions)} actions{by_files})"


def _action_lines(draft: Draft, row: Row) -> Iterator[str]:
    for action in row.actions:
        owners = listed([escaped(owner) for owner in action.responsible_owner]) or "none named"
        words = escaped(_plain(action.text)) or f"{_NO_WORDS} {escaped(row.item.text)}"
        name = f"{sentence(row.noun)} {escaped(row.item.rec_no)}, action {action.n}"
        yield (
            f"- **{name}**: {words} {draft.cite(row, action)}{_BREAK}\n"
            f"  Owner: {owners}; target date: {escaped(action.target_date or 'none given')}; "
            f"status: {_action_status_words(draft, row, action)}"
        )


def say_whole_item(draft: Draft, row: Row, *, words: str | None = None) -> None:
    """Add one item whole: its words, what was answered, its actions with the reason for each one's status."""
    item = row.item
    mark = draft.cite(row, words=words)
    head = f"**{sentence(row.noun)} {escaped(item.rec_no)}** ({plan_title(row.plan)}): {escaped(item.text)} {mark}"
    lines = [head, "", f"- {_facts(draft, row)}"]
    if item.section:
        lines.append(f"- Section: {escaped(item.section)}")
    if item.report_paragraphs:
        repeated = f"; repeated from {escaped(listed(item.repeated_from))}" if item.repeated_from else ""
        lines.append(f"- Report paragraph: {escaped(listed(item.report_paragraphs))}{repeated}")
    draft.say("\n".join(lines))
    if len(item.actions) > 1:
        draft.say("\n".join(f"{action.n}. {_action_words(row, n, draft)}" for n, action in enumerate(item.actions)))
    elif item.response:
        reason = _status_reasons(row, draft)
        draft.say(f"Response: {escaped(item.response)}" + (f" ({reason})" if reason else ""))
    for doubt in item.warnings:
        draft.say(f"Doubt about this row: {escaped(doubt.message)}.")


def _action_words(row: Row, n: int, draft: Draft) -> str:
    action = row.item.actions[n]
    words = escaped(_plain(action.text)) or _NO_WORDS
    owners = listed([escaped(owner) for owner in action.responsible_owner]) or "no owner named"
    return f"{words} ({owners}; {escaped(status_reason(action, row.item.agreement, draft.as_of))})"


def _status_reasons(row: Row, draft: Draft) -> str:
    return "; ".join(escaped(status_reason(a, row.item.agreement, draft.as_of)) for a in row.item.actions)


def rec_nos(rows: Sequence[Row]) -> str:
    """``concerns 1, 2 and 4``."""
    nouns = {row.noun for row in rows}
    noun = nouns.pop() if len(nouns) == 1 else "item"
    return f"{noun}{'' if len(rows) == 1 else 's'} {escaped(listed([row.item.rec_no for row in rows]))}"


def counted_rows(n: int, noun: str) -> str:
    """``one concern``, ``no concerns``."""
    return f"{number(n)} {noun}{'' if n == 1 else 's'}"
