"""The plain pages of plans: those held, and one plan whole. Rendered on the server; none needs JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from assistant.dashboard import PlanFigures, View, plan_figures
from assistant.held import HeldPlan, plans_of, superseding
from assistant.search_terms import RowFilters
from assistant.status import UNFINISHED, Status, item_status
from assistant.web.item_page import item_page
from assistant.web.labels import read_day
from assistant.web.rendering import page, plan_url
from assistant.web.search_links import search_url
from assistant.web.site import Site
from ingest.establishments import establishment_key
from ingest.keeping import row_picture
from ingest.quality import Finding, Head, check_plan
from ingest.records import Agreement, Item, Plan, PlanSummary

MANY_PLANS = 10
"""Plans from which the page of all plans can be narrowed by a name."""


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
class _TotalLine:
    name: str
    stated: int | None
    counted: int


@dataclass(frozen=True, slots=True)
class _Findings:
    head: Head
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _HeldLine:
    """A plan held, with its figures as of the day; None where it was submitted later."""

    plan: PlanSummary
    figures: PlanFigures | None
    open_url: str
    overdue_url: str


def pages(site: Site) -> APIRouter:
    """The routes of the plain pages."""
    router = APIRouter(default_response_class=HTMLResponse)
    register = site.register

    @router.get("/plans")
    def plans(name: str = "", as_of: str = "") -> str:
        day = read_day(as_of) or site.today()
        held = register.summaries()
        wanted = " ".join(name.split())
        shown = [plan for plan in held if wanted.casefold() in plan.establishment.casefold()]
        figures = {one.plan_id: one for one in plan_figures(register.connection, View(as_of=day, current=False))}
        values = {
            "lines": [_held_line(plan, figures.get(plan.plan_id), day) for plan in shown],
            "held": len(held),
            "name": wanted,
            "narrowed": bool(wanted) or len(held) >= MANY_PLANS,
            "as_of": day,
        }
        return page("plans.html", values)

    @router.get("/plans/{plan_id}")
    def plan(request: Request, plan_id: str, as_of: str = "") -> str:
        whole = register.plan(plan_id)
        others = plans_of(register.connection, whole.establishment)
        address = f"{str(request.base_url).rstrip('/')}{plan_url(plan_id)}"
        return _plan_page(whole, others, read_day(as_of) or site.today(), address)

    @router.get("/pictures/{plan_id}/{part}/{rec_no:path}")
    def picture(plan_id: str, part: int, rec_no: str) -> Response:
        png = row_picture(register.path, register.item(plan_id, rec_no).source, part)
        if png is None:
            raise HTTPException(404, "There is no such picture")
        return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    @router.get("/plans/{plan_id}/{rec_no:path}")
    def item(request: Request, plan_id: str, rec_no: str, as_of: str = "") -> str:
        return item_page(site, plan_id, rec_no, read_day(as_of) or site.today(), str(request.base_url).rstrip("/"))

    return router


def _held_line(plan: PlanSummary, figures: PlanFigures | None, as_of: date) -> _HeldLine:
    open_url, overdue_url = (
        search_url(RowFilters(plans=(plan.plan_id,), statuses=(status,)), as_of) for status in UNFINISHED
    )
    return _HeldLine(plan, figures, open_url, overdue_url)


def _plan_page(plan: Plan, others: Sequence[HeldPlan], as_of: date, address: str) -> str:
    rows = tuple(_ItemRow(item, _dates(item), item_status(item, as_of)) for item in plan.items)
    report = check_plan(plan)
    values = {
        "plan": plan,
        "as_of": as_of,
        "rows": rows,
        "groups": tuple(
            _Group(name, tuple(found)) for name, found in groupby(rows, key=lambda row: _heading(row.item))
        ),
        "totals": _totals(plan),
        "checks": tuple(
            _Findings(head, tuple(found)) for head, found in groupby(report.findings, key=lambda one: one.head)
        ),
        "findings": len(report.findings),
        "others": [other for other in others if other.plan_id != plan.plan_id and other.submitted <= as_of],
        "superseding": superseding(plan.submitted, others, as_of),
        "search": search_url(RowFilters(plans=(plan.plan_id,)), as_of),
        "key": establishment_key(plan.establishment),
        "address": address,
    }
    return page("plan.html", values)


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
