"""How ``show`` prints a plan and an item for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Console

from assistant.commands.console import indented, place, plain, words_for
from assistant.status import action_status, item_status, reported
from assistant.wording import counted, sentence, uk_date, uk_span
from ingest.places import place_words
from ingest.records import EarlierVersion, HistoryField, Item, ItemHistory, Plan, ProgressEntry


def show_plan(out: Console, plan: Plan, as_of: date) -> None:
    """The whole plan: its head, its items, and then what was doubted, set aside and defined."""
    out.print(plain(f"{plan.establishment} ({plan.plan_id})"), style="bold")
    out.print(plain(f"Submitted {uk_date(plan.submitted)}{_inspection(plan)}"))
    if plan.superseded_by:
        out.print(plain(f"Superseded by {plan.superseded_by}"))
    out.print(plain(f"Read from {plan.source.document}, sha256 {plan.source.sha256}"))
    out.print(plain(_figures(plan)))
    for item in plan.items:
        out.print()
        show_item(out, item, as_of)
    _section(out, "Warnings", [f"{_about(w.rec_no)}{w.message} [{w.code}; {place(w.source)}]" for w in plan.warnings])
    _section(out, "Set aside", [f"{s.text}\n{s.reason} [{place(s.source)}]" for s in plan.set_aside])
    _section(out, "Terms", [f"{d.term}: {d.definition} {d.comment}".rstrip() for d in plan.definitions])


def show_item(out: Console, item: Item, as_of: date) -> None:
    """The whole item, with the status on the day ``as_of`` of it and of its actions."""
    inferred = " (number inferred)" if item.rec_no_inferred else ""
    out.print(plain(f"{item.kind.capitalize()} {item.rec_no}{inferred}: {item.text}"), style="bold")
    for head, words in (
        ("Group", item.group),
        ("Section", item.section),
        ("Addressed to", item.addressee),
        ("Agreement", words_for(item.agreement)),
        ("Report paragraphs", ", ".join(item.report_paragraphs)),
        ("Repeated from", ", ".join(item.repeated_from)),
        ("Owner", ", ".join(item.responsible_owner)),
        ("Target dates", ", ".join(item.target_dates)),
        (f"Status on {uk_date(as_of)}", words_for(item_status(item, as_of))),
        ("Source", f"{item.source.document}, {place(item.source)}"),
    ):
        if words:
            out.print(indented(f"{head}: {words}"))
    if not _said_by_actions(item):
        out.print(indented(f"Response: {item.response}"))
    for action in item.actions:
        facts = (
            f"{action.n}.",
            action.target_date or "no target date",
            f"({words_for(action_status(action, item.agreement, as_of))})",
            ", ".join(action.responsible_owner),
            f"[{place(action.source)}]",
        )
        out.print(indented(" ".join(fact for fact in facts if fact)), style="bold")
        if action.text:
            out.print(indented(action.text, 5))
        if told := reported(action, item.agreement, as_of):
            out.print(indented(sentence(told), 5))
    for doubt in item.warnings:
        out.print(indented(f"Warning: {doubt.message} [{doubt.code}]"))


def show_history(out: Console, history: ItemHistory) -> None:
    """What was reported of an item, and what earlier versions of its plan said of it, if anything."""
    _section(out, "Progress reported, oldest first", [_entry(entry) for entry in history.progress])
    _section(out, "Earlier versions, oldest first", [_earlier(version) for version in history.versions])


def _entry(entry: ProgressEntry) -> str:
    about = "all actions" if entry.action is None else f"action {entry.action}"
    beside = (("Note", entry.note), ("Evidence", entry.evidence))
    return "\n".join(
        [
            f"{uk_date(entry.on_day)}, {about}: {entry.words} [{entry.source.document}, {place_words(entry.source)}]",
            *(f"   {head}: {words}" for head, words in beside if words),
        ]
    )


_NAMES = {
    HistoryField.TEXT: "the text",
    HistoryField.AGREEMENT: "the agreement",
    HistoryField.RESPONSE: "the response",
    HistoryField.RESPONSIBLE_OWNER: "the owner",
    HistoryField.TARGET_DATES: "the target date",
}


def _earlier(version: EarlierVersion) -> str:
    head = f"In the version of {version.document.document} (sha256 {version.document.sha256[:12]})"
    if not version.differences:
        return f"{head} this was the same as in the version after it"
    said = []
    for one in version.differences:
        if one.field is HistoryField.ITEM:
            said.append(f"this was {f'“{one.before}”' if one.before else 'not there'}")
        else:
            before, after = (f"“{words}”" if words else "not given" for words in (one.before, one.after))
            said.append(f"{_NAMES[one.field]} was {before}, after it {after}")
    return f"{head} " + "; ".join(said)


def _said_by_actions(item: Item) -> bool:
    """Whether the actions hold all words of the response, so that it need not be printed twice."""
    return " ".join(a.text for a in item.actions).split() == item.response.split()


def _inspection(plan: Plan) -> str:
    published = f"; report published {uk_date(plan.report_published)}" if plan.report_published else ""
    return (f"; inspected {uk_span(*plan.inspection)}" if plan.inspection else "") + published


def _figures(plan: Plan) -> str:
    figures = f"{counted(len(plan.items), plan.kind.removesuffix('s'))}, {counted(_actions(plan), 'action')}"
    if plan.stated_totals is None:
        return figures
    stated = plan.stated_totals.model_dump(exclude_none=True)
    return f"{figures}; the plan states " + ", ".join(f"{n} {words_for(name)}" for name, n in stated.items())


def _actions(plan: Plan) -> int:
    return sum(len(item.actions) for item in plan.items)


def _about(rec_no: str | None) -> str:
    return f"{rec_no}: " if rec_no else ""


def _section(out: Console, head: str, entries: Sequence[str]) -> None:
    if not entries:
        return
    out.print()
    out.print(plain(head), style="bold")
    for entry in entries:
        out.print(indented(entry))
