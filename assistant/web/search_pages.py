"""The search page: words and facets over all rows, files of what is listed, and searches saved under a name.

Rendered on the server; needs no JavaScript. The address holds the whole search.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import QueryParams

from assistant.exports import ExportFormat, export_bytes, export_of
from assistant.knowledge import Knowledge
from assistant.saved_searches import LONGEST_NAME, delete_search, save_search, saved_searches
from assistant.search import FoundRow, list_rows
from assistant.web.asked_log import Place, row_id
from assistant.web.people import person
from assistant.web.rendering import page
from assistant.web.search_query import LONGEST_TEXT, PATH, SearchQuery, read_query
from assistant.web.search_view import A_PAGE, search_view
from assistant.web.site import Site
from ingest.errors import BadRequest

_KINDS: Final = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSON: "application/json",
    ExportFormat.ICS: "text/calendar; charset=utf-8",
}
_KIND_NAMES: Final = {
    ExportFormat.XLSX: "Spreadsheet (XLSX)",
    ExportFormat.CSV: "CSV",
    ExportFormat.JSON: "JSON",
    ExportFormat.ICS: "Calendar of due dates (ICS)",
}


def search_page(site: Site, address_query: str) -> str:
    """The page of a search, which is the query part of an address.

    Raises:
        BadRequest: it names something that a search does not have, or a page that there is not.
    """
    knowledge = site.knowledge
    query = read_query(QueryParams(address_query), knowledge.rows, site.today())
    view = search_view(knowledge, query)
    shown = [_row_id(row.found) for row in view.rows]
    site.asked_log.listed(Place.SEARCH, query.search.words(), query.search.as_of, shown, view.listing.total)
    values = {
        "view": view,
        "query": query,
        "search": query.search,
        "filters": query.search.filters,
        "pairs": urlencode(query.pairs()),
        "a_page": A_PAGE,
        "kinds": _KIND_NAMES,
        "saved": saved_searches(site.register, person().name),
        "longest_text": LONGEST_TEXT,
        "longest_name": LONGEST_NAME,
        "anything": bool(len(knowledge.rows)),
        "today": site.today(),
    }
    return page("search.html", values)


def search_pages(site: Site) -> APIRouter:
    """The routes of the search page."""
    router = APIRouter(prefix=PATH, default_response_class=HTMLResponse)

    @router.get("")
    def search(request: Request) -> str:
        return search_page(site, request.url.query)

    @router.get("/export")
    def export(request: Request) -> Response:
        given = request.query_params
        kind = given.get("format", "")
        if kind not in tuple(ExportFormat):
            raise BadRequest(f"format: “{kind[:40]}” is not one of {', '.join(ExportFormat)}.")
        knowledge = site.knowledge
        query = _read(QueryParams([pair for pair in given.multi_items() if pair[0] != "format"]), knowledge)
        made = export_of(list_rows(knowledge, query.search), query.search.words())
        rows = [row_id(row.plan_id, row.rec_no, row.action) for row in made.rows]
        site.asked_log.listed(Place.EXPORT, made.query, made.as_of, rows, made.total)
        name = f"action-plans-{made.as_of.isoformat()}.{kind}"
        return Response(
            export_bytes(made, ExportFormat(kind)),
            media_type=_KINDS[ExportFormat(kind)],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @router.post("/saved")
    def save(name: Annotated[str, Form()] = "", query: Annotated[str, Form()] = "") -> Response:
        read = _read(QueryParams(query), site.knowledge)
        with site.write() as register:
            save_search(register, person().name, name, urlencode(read.pairs()), datetime.now(UTC))
        return _back(read)

    @router.post("/saved/delete")
    def delete(name: Annotated[str, Form()] = "", query: Annotated[str, Form()] = "") -> Response:
        read = _read(QueryParams(query), site.knowledge)
        with site.write() as register:
            delete_search(register, person().name, name)
        return _back(read)

    def _read(given: QueryParams, knowledge: Knowledge) -> SearchQuery:
        return read_query(given, knowledge.rows, site.today())

    return router


def _back(query: SearchQuery) -> RedirectResponse:
    """To the page of a search, at the list of saved ones."""
    return RedirectResponse(f"{query.address()}#saved", 303)


def _row_id(row: FoundRow) -> str:
    return row_id(row.plan.plan_id, row.item.rec_no, row.action.n if row.action else None)
