"""The dashboard: figures of what was promised, as charts and as tables, each figure a link to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from assistant.dashboard import Period, PlanFigures, Tally, View, plan_figures, read_dashboard
from assistant.held import held_establishments
from assistant.search_terms import UNDATED, RowFilters
from assistant.status import Status
from assistant.web.labels import STATUSES, figure, read_day
from assistant.web.rendering import page
from assistant.web.search_links import search_url
from assistant.web.site import Site
from assistant.wording import listed
from ingest.changes import Change, ChangeKind, last_changes
from ingest.establishments import establishment_key

FEW: Final = 12
"""Owners, establishments and plans shown unless all are asked for."""

MANY: Final = 400
"""Those shown where all are asked for: more than people read, and few enough for a browser to draw."""

_SHOWN: Final = (Status.COMPLETED, Status.OPEN, Status.OVERDUE)
_ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of figures, and the filters under which a search lists its rows."""

    label: str
    tally: Tally
    filters: RowFilters


@dataclass(frozen=True, slots=True)
class _Part:
    """One status of a bar: its rows, their search, and its place and width in per cent of the chart's width."""

    status: Status
    count: int
    url: str
    left: str
    width: str


@dataclass(frozen=True, slots=True)
class _Bar:
    """A line of a chart and of the table beside it."""

    label: str
    total: int
    url: str
    parts: tuple[_Part, ...]

    @property
    def said(self) -> str:
        """The bar in words."""
        parts = ", ".join(f"{part.count:,} {STATUSES[part.status].lower()}" for part in self.parts if part.count)
        return f"{self.label}: {figure(self.total, 'row')}, {parts}"


@dataclass(frozen=True, slots=True)
class _ChangeLine:
    change: Change
    words: str


def dashboard_pages(site: Site) -> APIRouter:
    """The routes of the dashboard."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.get("/dashboard")
    def dashboard(
        as_of: str = "",
        plans: str = "",
        show: str = "",
        establishment: Annotated[Sequence[str], Query()] = (),
    ) -> str:
        connection = site.register.connection
        view = View(
            as_of=read_day(as_of) or site.today(),
            establishments=tuple(dict.fromkeys(establishment_key(name) for name in establishment if name.strip())),
            current=plans != _ALL,
        )
        most = MANY if show == _ALL else FEW
        read = read_dashboard(connection, view, most)
        quality = sorted(plan_figures(connection, view), key=_doubts, reverse=True)
        rows = RowFilters(establishments=view.establishments, current=view.current)
        months = [_of_period(period, rows) for period in read.periods]
        if read.undated.promised:
            months.append(_Line("No date", read.undated, rows.model_copy(update={"due_months": (UNDATED,)})))
        owners = [_Line(one.name, one.tally, rows.model_copy(update={"owners": (one.name,)})) for one in read.owners]
        establishments = [
            _Line(one.name, one.tally, rows.model_copy(update={"establishments": (one.key,)}))
            for one in read.establishments
        ]
        values = {
            "read": read,
            "view": view,
            "headline": _bars([_Line("All rows", read.rows, rows)], view.as_of),
            "months": _bars(months, view.as_of),
            "owners": _bars(owners, view.as_of),
            "establishments": _bars(establishments, view.as_of),
            "quality": quality[:most],
            "plans_in_all": len(quality),
            "changes": [_ChangeLine(change, change_words(change)) for change in last_changes(connection)],
            "held": held_establishments(connection, view.as_of),
            "everything": None if show == _ALL else _address(view, show=_ALL),
            "most": most,
        }
        return page("dashboard.html", values)

    return router


def change_words(change: Change) -> str:
    """A change of a plan in plain figures."""
    now = change.difference
    if change.kind is ChangeKind.ADDED:
        return f"added, with {figure(now.items, 'item')} and {figure(now.actions, 'action')}"
    if change.kind is ChangeKind.REMOVED:
        return f"removed, with {figure(now.items_before, 'item')} and {figure(now.actions_before, 'action')}"
    if change.kind is ChangeKind.REPORTED:
        return f"progress reported in {figure(now.reported, 'row')}, {now.completed:,} of them completed"
    differences = [
        f"{figure(after, noun)} instead of {before:,}"
        for after, before, noun in (
            (now.items, now.items_before, "item"),
            (now.actions, now.actions_before, "action"),
        )
        if after != before
    ]
    if now.completed:
        differences.append(f"{figure(now.completed, 'action')} newly completed")
    if now.dates_moved:
        differences.append(f"{figure(now.dates_moved, 'target date')} moved")
    did = "replaced by a later document" if change.kind is ChangeKind.REPLACED else "read again"
    return f"{did}: {listed(differences) or 'no row added, no status or date changed'}"


def _bars(lines: Sequence[_Line], as_of: date) -> tuple[_Bar, ...]:
    """The lines of one chart, on one scale."""
    longest = max((line.tally.promised for line in lines), default=0) or 1
    return tuple(_bar(line, as_of, longest) for line in lines)


def _bar(line: _Line, as_of: date, longest: int) -> _Bar:
    def url(*statuses: Status) -> str:
        return search_url(line.filters.model_copy(update={"statuses": statuses}), as_of)

    tally = line.tally
    parts: list[_Part] = []
    before = 0
    for status, count in zip(_SHOWN, (tally.completed, tally.open, tally.overdue), strict=True):
        left, width = (f"{100 * part / longest:.2f}%" for part in (before, count))
        parts.append(_Part(status, count, url(status), left, width))
        before += count
    return _Bar(line.label, tally.promised, url(*_SHOWN), tuple(parts))


def _of_period(period: Period, rows: RowFilters) -> _Line:
    filters = rows.model_copy(update={"due_from": period.first, "due_to": period.last})
    return _Line(_period_words(period), period.tally, filters)


def _period_words(period: Period) -> str:
    """``October 2025``, ``2019``, ``January to September 2024``."""
    first, last = period.first, period.last
    if first.month == last.month:
        return f"{first:%B %Y}"
    if (first.month, (last + timedelta(days=1)).month) == (1, 1):
        return f"{first:%Y}"
    return f"{first:%B} to {last:%B %Y}"


def _doubts(figures: PlanFigures) -> tuple[int, int]:
    return figures.without_owner + figures.without_date + figures.warnings, figures.items


def _address(view: View, **more: str) -> str:
    """The dashboard's own address with the same choices."""
    chosen = [("establishment", key) for key in view.establishments]
    chosen += [] if view.current else [("plans", _ALL)]
    return "/dashboard?" + urlencode([*chosen, ("as_of", view.as_of.isoformat()), *more.items()])
