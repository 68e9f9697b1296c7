"""The pre-visit pack: what one establishment has promised, plan by plan and theme by theme, to be judged on site.

Independent reviews of progress judge each recommendation or concern in four degrees; the pack leaves that to the
inspector, and gives what the judgement is about.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Final

from assistant.held import held_establishments
from assistant.status import Status, action_status, item_status, status_why
from assistant.wording import listed
from ingest.errors import NotHeld
from ingest.establishments import establishment_key
from ingest.places import place_words
from ingest.records import Action, Agreement, Item, ItemKind, Plan, Record, Source
from ingest.register import Register

JUDGEMENTS: Final = (
    "No meaningful progress",
    "Insufficient progress",
    "Reasonable progress",
    "Good progress",
)
"""The degrees of HM Inspectorate of Prisons' independent reviews of progress, least first."""

_MOST_NAMED = 12


class PackAction(Record):
    """What was promised; ``n`` is None for an item without actions, whose words are those of its response.

    ``reason`` says why the status is what it is on the pack's day, ``source`` where the words stand.
    """

    n: int | None
    text: str
    responsible_owner: tuple[str, ...]
    target_date: str | None
    status: Status
    reason: str
    source: str


class PackItem(Record):
    """A recommendation or a concern, which is what is judged; ``repeated`` says what it repeats, None if nothing."""

    rec_no: str
    kind: ItemKind
    text: str
    agreement: Agreement | None
    repeated: str | None
    status: Status
    source: str
    actions: tuple[PackAction, ...]


class PackTheme(Record):
    """The items of one section of a plan or, where it has no sections, of one group; "" where it has neither."""

    name: str
    items: tuple[PackItem, ...]


class PackPlan(Record):
    """A plan of the pack; ``superseded_on`` is the day on which the next one was submitted, None for the current."""

    plan_id: str
    establishment: str
    submitted: date
    inspection: tuple[date, date] | None
    superseded_on: date | None
    document: str
    themes: tuple[PackTheme, ...]

    @property
    def items(self) -> tuple[PackItem, ...]:
        """The items of all themes."""
        return tuple(item for theme in self.themes for item in theme.items)


class VisitPack(Record):
    """All plans of an establishment that had been submitted by the day, newest first."""

    key: str
    establishment: str
    as_of: date
    plans: tuple[PackPlan, ...]

    @property
    def actions(self) -> tuple[PackAction, ...]:
        """The actions of all plans."""
        return tuple(action for plan in self.plans for item in plan.items for action in item.actions)


def make_pack(register: Register, establishment: str, as_of: date) -> VisitPack:
    """The pack of an establishment, by its name or key; raises NotHeld where no plan of it is visible on the day."""
    key = establishment_key(establishment)
    ids = register.connection.execute(
        "SELECT plan_id FROM plans WHERE establishment_key = ? AND submitted <= ? ORDER BY submitted DESC, plan_id",
        (key, as_of.isoformat()),
    ).fetchall()
    if not ids:
        raise _not_held(register.connection, establishment, as_of)
    plans = [register.plan(plan_id) for (plan_id,) in ids]
    return VisitPack(
        key=key,
        establishment=plans[0].establishment,
        as_of=as_of,
        plans=tuple(_pack_plan(plan, plans, as_of) for plan in plans),
    )


def _not_held(connection: sqlite3.Connection, establishment: str, as_of: date) -> NotHeld:
    names = [one.name for one in held_establishments(connection, as_of)]
    more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    held = f"held are plans of {listed([*names[:_MOST_NAMED], *more])}" if names else "none is held at all"
    return NotHeld(f"No plan of '{establishment}' submitted by {as_of.isoformat()} is held; {held}")


def _pack_plan(plan: Plan, plans: Iterable[Plan], as_of: date) -> PackPlan:
    themes: dict[str, list[PackItem]] = {}
    for item in plan.items:
        themes.setdefault(item.section or item.group or "", []).append(_pack_item(item, as_of))
    return PackPlan(
        plan_id=plan.plan_id,
        establishment=plan.establishment,
        submitted=plan.submitted,
        inspection=plan.inspection,
        superseded_on=min((other.submitted for other in plans if other.submitted > plan.submitted), default=None),
        document=plan.source.document,
        themes=tuple(PackTheme(name=name, items=tuple(items)) for name, items in themes.items()),
    )


def _pack_item(item: Item, as_of: date) -> PackItem:
    status = item_status(item, as_of)
    whole = PackAction(
        n=None,
        text=item.response,
        responsible_owner=item.responsible_owner,
        target_date="; ".join(item.target_dates) or None,
        status=status,
        reason="Not agreed" if item.agreement is Agreement.NOT_AGREED else "The plan names no action",
        source=_place(item.source),
    )
    return PackItem(
        rec_no=item.rec_no,
        kind=item.kind,
        text=item.text,
        agreement=item.agreement,
        repeated=_repeated(item),
        status=status,
        source=_place(item.source),
        actions=tuple(_pack_action(action, item, as_of) for action in item.actions) or (whole,),
    )


def _pack_action(action: Action, item: Item, as_of: date) -> PackAction:
    return PackAction(
        n=action.n,
        text=action.text,
        responsible_owner=action.responsible_owner,
        target_date=action.target_date,
        status=action_status(action, item.agreement, as_of),
        reason=status_why(action, item.agreement, as_of),
        source=_place(action.source),
    )


def _repeated(item: Item) -> str | None:
    if item.repeated_from:
        return f"Repeated from {listed(item.repeated_from)}"
    return "Repeated" if item.repeated else None


def _place(source: Source) -> str:
    return f"{source.document}, {place_words(source, 'no page or line')}"
