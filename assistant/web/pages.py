"""The plain pages: plans, one plan, one item. Rendered on the server; none needs JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from assistant.status import Status, action_status, item_status, status_reason
from assistant.web.labels import read_day
from assistant.web.rendering import page
from assistant.wording import sentence
from ingest.keeping import pictured, row_picture
from ingest.places import place_words
from ingest.records import Action, Agreement, Item, PageBox, Plan, Source
from ingest.register import Register


@dataclass(frozen=True, slots=True)
class _ItemRow:
    item: Item
    dates: tuple[str, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    rows: tuple[_ItemRow, ...]


@dataclass(frozen=True, slots=True)
class _ActionRow:
    action: Action
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class _TotalLine:
    name: str
    stated: int | None
    counted: int


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def pages(register: Register, today: Callable[[], date]) -> APIRouter:
    """The routes of the plain pages over a register; ``today`` is the day of statuses where the address names none."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.get("/plans")
    def plans() -> str:
        return page("plans.html", {"plans": register.summaries()})

    @router.get("/plans/{plan_id}")
    def plan(plan_id: str, as_of: str = "") -> str:
        return _plan_page(register.plan(plan_id), read_day(as_of) or today())

    @router.get("/pictures/{plan_id}/{part}/{rec_no:path}")
    def picture(plan_id: str, part: int, rec_no: str) -> Response:
        png = row_picture(register.path, register.item(plan_id, rec_no).source, part)
        if png is None:
            raise HTTPException(404, "There is no such picture")
        return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    @router.get("/plans/{plan_id}/{rec_no:path}")
    def item(plan_id: str, rec_no: str, as_of: str = "") -> str:
        whole = register.plan(plan_id)
        place = whole.items.index(register.item(plan_id, rec_no))
        lines = register.document_lines(whole.items[place].source)
        shown = pictured(register.path, whole.items[place].source)
        return _item_page(whole, place, read_day(as_of) or today(), lines, shown)

    return router


def _plan_page(plan: Plan, as_of: date) -> str:
    rows = tuple(_ItemRow(item, _dates(item), item_status(item, as_of)) for item in plan.items)
    groups = tuple(_Group(name, tuple(found)) for name, found in groupby(rows, key=lambda row: _heading(row.item)))
    return page("plan.html", {"plan": plan, "as_of": as_of, "rows": rows, "groups": groups, "totals": _totals(plan)})


def _item_page(plan: Plan, place: int, as_of: date, lines: Sequence[str], shown: Sequence[PageBox]) -> str:
    item = plan.items[place]
    actions = tuple(
        _ActionRow(
            action,
            action_status(action, item.agreement, as_of),
            sentence(status_reason(action, item.agreement, as_of).partition(": ")[2]),
        )
        for action in item.actions
    )
    values = {
        "plan": plan,
        "item": item,
        "as_of": as_of,
        "item_status": item_status(item, as_of),
        "actions": actions,
        "response_beside_actions": bool(actions) and len(actions) > 1 and bool(item.response),
        "place": _place(item.source),
        "lines": _numbered(item.source, lines),
        "pictures": shown,
        "previous": plan.items[place - 1] if place else None,
        "following": plan.items[place + 1] if place + 1 < len(plan.items) else None,
    }
    return page("item.html", values)


def _heading(item: Item) -> str:
    return ": ".join(part for part in (item.group, item.section) if part)


def _dates(item: Item) -> tuple[str, ...]:
    """The item's target dates, each once, in the order of the document."""
    return tuple(dict.fromkeys(item.target_dates))


def _totals(plan: Plan) -> tuple[_TotalLine, ...]:
    stated = plan.stated_totals
    if stated is None:
        return ()

    def counted(agreement: Agreement) -> int:
        return sum(item.agreement is agreement for item in plan.items)

    return (
        _TotalLine("Agreed", stated.agreed, counted(Agreement.AGREED)),
        _TotalLine("Partly agreed", stated.partly_agreed, counted(Agreement.PARTLY_AGREED)),
        _TotalLine("Not agreed", stated.not_agreed, counted(Agreement.NOT_AGREED)),
        _TotalLine("All", stated.total, len(plan.items)),
    )


def _place(source: Source) -> str:
    return f"{source.document}, {place_words(source, 'which has no pages or lines')}."


def _numbered(source: Source, lines: Sequence[str]) -> tuple[_Line, ...]:
    first = source.lines[0] if source.lines else 1
    return tuple(_Line(number, text) for number, text in enumerate(lines, start=first))
