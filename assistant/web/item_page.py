"""The page of one row: the whole item, what became of it, where it stands, and how to name it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.citing import cite_as
from assistant.evidence import Row
from assistant.explaining import Piece, explained_in, marked
from assistant.finding import plans_on
from assistant.held import plans_of, superseding
from assistant.likeness import like_rows
from assistant.status import Status, action_status, item_status, status_why
from assistant.web.rendering import item_url, page
from assistant.web.site import Site
from ingest.errors import IndexUnusable, ModelUnusable
from ingest.establishments import establishment_key
from ingest.keeping import pictured
from ingest.places import place_words
from ingest.records import Action, HistoryField, Item, Plan, Source

_MOST_LIKE = 5
_FIELDS = {
    HistoryField.ITEM: "The row",
    HistoryField.TEXT: "Words",
    HistoryField.AGREEMENT: "Answer",
    HistoryField.RESPONSE: "Response",
    HistoryField.RESPONSIBLE_OWNER: "Owner",
    HistoryField.TARGET_DATES: "Target dates",
}


@dataclass(frozen=True, slots=True)
class _ActionRow:
    action: Action
    words: tuple[Piece, ...]
    status: Status
    reason: str
    cite_as: str


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Likeness:
    """Rows of other plans that may be about the same; ``problem`` says why they can't be told, None if they can."""

    rows: tuple[Row, ...]
    plans: int
    problem: str | None = None


def item_page(site: Site, plan_id: str, rec_no: str, as_of: date, base: str) -> str:
    """The page; ``base`` is the address of the web app. Raises NotHeld for a plan or a row that is not held."""
    register = site.register
    plan = register.plan(plan_id)
    item = register.item(plan_id, rec_no)
    place = [one.rec_no for one in plan.items].index(rec_no)
    knowledge = site.knowledge
    texts = [item.text, *(action.text for action in item.actions)]
    # The response is shown beside the actions where they are several; its words are theirs.
    explained = explained_in([*texts, item.response], knowledge.abbreviations, plan, knowledge.plans)
    words, *action_words = marked(texts, explained)
    others = plans_of(register.connection, plan.establishment)
    history = register.history(plan_id, rec_no)
    values = {
        "plan": plan,
        "item": item,
        "words": words,
        "as_of": as_of,
        "item_status": item_status(item, as_of),
        "actions": tuple(
            _action_row(plan, item, action, pieces, as_of)
            for action, pieces in zip(item.actions, action_words, strict=True)
        ),
        "response_beside_actions": len(item.actions) > 1 and bool(item.response),
        "superseding": superseding(plan.submitted, others, as_of),
        "explained": explained,
        "like": _like(site, plan, item, as_of),
        "progress": history.progress,
        "versions": [version for version in history.versions if version.differences],
        "versions_held": len(history.versions),
        "fields": _FIELDS,
        "place_words": place_words,
        "key": establishment_key(plan.establishment),
        "address": base + item_url(plan_id, rec_no),
        "address_on_day": base + item_url(plan_id, rec_no, as_of),
        "cite_as": cite_as(plan, item),
        "place": _place(item.source),
        "lines": _numbered(item.source, register.document_lines(item.source)),
        "pictures": pictured(register.path, item.source),
        "previous": plan.items[place - 1] if place else None,
        "following": plan.items[place + 1] if place + 1 < len(plan.items) else None,
    }
    return page("item.html", values)


def _action_row(plan: Plan, item: Item, action: Action, words: tuple[Piece, ...], as_of: date) -> _ActionRow:
    reason = status_why(action, item.agreement, as_of)
    return _ActionRow(action, words, action_status(action, item.agreement, as_of), reason, cite_as(plan, item, action))


def _like(site: Site, plan: Plan, item: Item, as_of: date) -> _Likeness:
    """What the page says of the establishment's other plans; a page without an index is still a page."""
    key = establishment_key(plan.establishment)
    others = [
        other
        for other in plans_on(as_of, site.knowledge).values()
        if other.plan_id != plan.plan_id and establishment_key(other.establishment) == key
    ]
    if not others:
        return _Likeness((), 0)
    among = {f"{other.plan_id}/{one.rec_no}": Row(other, one, ()) for other in others for one in other.items}
    try:
        return _Likeness(like_rows(site.knowledge, plan, item, among)[:_MOST_LIKE], len(others))
    except (IndexUnusable, ModelUnusable) as error:
        return _Likeness((), len(others), str(error))


def _place(source: Source) -> str:
    return f"{source.document}, {place_words(source, 'which has no pages or lines')}."


def _numbered(source: Source, lines: Sequence[str]) -> tuple[_Line, ...]:
    first = source.lines[0] if source.lines else 1
    return tuple(_Line(number, text) for number, text in enumerate(lines, start=first))
