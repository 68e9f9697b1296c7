"""What a careful reader of a plan would doubt: each check takes the items and returns warnings with their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.answers import said_answer
from ingest.codes import Code
from ingest.parts import counted
from ingest.places import place_words
from ingest.records import Action, Agreement, Item, PlanWarning, Source, StatedTotals
from ingest.sentences import breaks_off

# Below this share of texts that end as sentences, a missing full stop is the plan's habit and no sign of damage.
_HABIT = 0.6
_TAIL = 6
_FEWEST_WORDS_OF_PROSE = 8


def warning(code: Code, message: str, source: Source, rec_no: str | None = None) -> PlanWarning:
    """A warning of the plan."""
    return PlanWarning(rec_no=rec_no, code=code.value, message=message, source=source)


def totals_differ(items: Sequence[Item], stated: StatedTotals | None, source: Source | None) -> Iterator[PlanWarning]:
    """The plan's own totals against its rows; only the lines that the plan states."""
    if stated is None or source is None:
        return
    rows = counted([item.agreement for item in items])
    names = {"agreed": "Agreed", "partly_agreed": "Partly Agreed", "not_agreed": "Not Agreed", "total": "Total"}
    differing = [
        f"{label}: stated {said}, counted {found}"
        for name, label in names.items()
        if (said := getattr(stated, name)) is not None and said != (found := getattr(rows, name))
    ]
    if differing:
        yield warning(
            Code.TOTALS_DIFFER,
            f"The plan's totals ({place_words(source)}) don't fit its rows: {'; '.join(differing)}",
            source,
        )


def slipped_dates(items: Sequence[Item]) -> Iterator[PlanWarning]:
    """A Not Agreed item with a target date beside an agreed one without: the cells of the two have probably slipped."""
    for at, item in enumerate(items):
        if item.agreement is not Agreement.NOT_AGREED or not item.target_dates:
            continue
        for other in (items[near] for near in (at - 1, at + 1) if 0 <= near < len(items)):
            if other.agreement in {Agreement.AGREED, Agreement.PARTLY_AGREED} and not other.target_dates:
                answer = "Agreed" if other.agreement is Agreement.AGREED else "Partly Agreed"
                dates = ", ".join(item.target_dates)
                for rec_no, source in ((item.rec_no, item.source), (other.rec_no, other.source)):
                    yield warning(
                        Code.CELLS_SLIPPED,
                        f"{item.rec_no} ({place_words(item.source)}) is Not Agreed, yet it has the target date "
                        f"{dates}, while {other.rec_no} ({place_words(other.source)}), {answer}, has none: "
                        "the owner and date cells have probably slipped by a row",
                        source,
                        rec_no,
                    )
                break


def _tail(text: str) -> str:
    return " ".join(text.split()[-_TAIL:])


def _cut(text: str, what: str, source: Source, rec_no: str) -> PlanWarning:
    message = f"{what} ends without a full stop ('... {_tail(text)}', {place_words(source)}): it may be cut off"
    return warning(Code.TEXT_CUT_OFF, message, source, rec_no)


def cut_off(items: Sequence[Item], entries: frozenset[tuple[str, int]]) -> Iterator[PlanWarning]:
    """Texts that break off, in a plan that ends its texts as sentences; ``entries`` are the actions that end in a list.

    List entries carry no full stop by habit, so they are not judged.
    """
    actions = [
        (item, action)
        for item in items
        for action in item.actions
        if action.text and (item.rec_no, action.n) not in entries
    ]
    ended = [not breaks_off(action.text) for _, action in actions]
    if ended and sum(ended) >= _HABIT * len(ended):
        for item, action in actions:
            if breaks_off(action.text):
                yield _cut(action.text, f"The text of action {action.n}", action.source, item.rec_no)
    ended = [not breaks_off(item.text) for item in items if item.text]
    for item in items:
        if breaks_off(item.text) and sum(ended) >= _HABIT * len(ended):
            yield _cut(item.text, f"The {item.kind.value}'s text", item.source, item.rec_no)


def begins_late(items: Sequence[Item]) -> Iterator[PlanWarning]:
    """Texts that begin in the middle of a sentence."""
    for item in items:
        named = [(f"The {item.kind.value}'s text", item.text, item.source)]
        named += [(f"The text of action {action.n}", action.text, action.source) for action in item.actions]
        for what, text, source in named:
            if re.match(r"[a-z]{2,}[ ,]", text):
                start = " ".join(text.split()[:_TAIL])
                message = f"{what} begins in mid-sentence ('{start} ...', {place_words(source)}): its start may be lost"
                yield warning(Code.TEXT_CUT_OFF, message, source, item.rec_no)


def _late(action: Action, submitted: date) -> bool:
    return action.due is not None and action.due < submitted and not action.completed


def dates_doubted(items: Sequence[Item], submitted: date, explained: frozenset[str]) -> Iterator[PlanWarning]:
    """Actions due before the plan was submitted; agreed items and actions without any date.

    ``explained`` are the items whose missing date another warning has explained already.
    """
    for item in items:
        for action in item.actions:
            if _late(action, submitted):
                message = (
                    f"Action {action.n} ({place_words(action.source)}) has the target date '{action.target_date}', "
                    f"which was past when the plan was submitted ({submitted.isoformat()})"
                )
                yield warning(Code.DATE_BEFORE_SUBMISSION, message, action.source, item.rec_no)
        if item.agreement is Agreement.NOT_AGREED or item.rec_no in explained:
            continue
        if not item.target_dates:
            what = "has no action and no target date" if not item.actions else "has no target date"
            yield warning(
                Code.DATE_MISSING, f"{item.rec_no} ({place_words(item.source)}) {what}", item.source, item.rec_no
            )
        else:
            for action in item.actions:
                if action.target_date is None:
                    place = place_words(action.source)
                    message = f"Action {action.n} ({place}) has no target date, while others of {item.rec_no} have one"
                    yield warning(Code.DATE_MISSING, message, action.source, item.rec_no)


def owners_missing(items: Sequence[Item]) -> Iterator[PlanWarning]:
    """Items that name nobody."""
    for item in items:
        if not item.responsible_owner:
            yield warning(
                Code.OWNER_MISSING,
                f"{item.rec_no} ({place_words(item.source)}) names no responsible owner",
                item.source,
                item.rec_no,
            )


def owners_unlikely(items: Sequence[Item]) -> Iterator[PlanWarning]:
    """Owners that read like a sentence, or the rest of one."""
    for item in items:
        for name in item.responsible_owner:
            if len(name.split()) >= _FEWEST_WORDS_OF_PROSE and (name.endswith(".") or name[0].islower()):
                message = (
                    f"The owner cell says '{' '.join(name.split()[:_TAIL])} ...' ({place_words(item.source)}), "
                    "which reads like part of a response: its cells have probably slipped"
                )
                yield warning(Code.CELLS_SLIPPED, message, item.source, item.rec_no)


def answers_contradicted(items: Sequence[Item]) -> Iterator[PlanWarning]:
    """Items whose response names another answer than their agreement cell."""
    for item in items:
        said = said_answer(item.response)
        if said is not None and item.agreement is not None and said.agreement is not item.agreement:
            cell = item.agreement.value.replace("_", " ")
            message = f"The response says '{said.words}', the agreement cell '{cell}' ({place_words(item.source)})"
            yield warning(Code.AGREEMENT_CONTRADICTED, message, item.source, item.rec_no)


def textless(items: Sequence[Item]) -> Iterator[PlanWarning]:
    """Items whose own text is lost."""
    for item in items:
        if not item.text:
            message = (
                f"{item.rec_no} ({place_words(item.source)}) has no text of its own: its {item.kind.value} is lost"
            )
            yield warning(Code.TEXT_CUT_OFF, message, item.source, item.rec_no)
