"""The API: the commands' own JSON under ``/api/``, for scripts, with its description at ``/api/openapi.json``.

A record comes back byte for byte as the command of the same name prints it with ``--json``. What goes wrong is said as
``{"error": "one line"}``. Requests with a body are taken as JSON alone, which no form of another site can send.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter
from starlette.exceptions import HTTPException
from starlette.routing import Match

from assistant.answer import Answer
from assistant.exports import ExportFormat
from assistant.query import QueryPlan
from assistant.search import SearchPage
from assistant.web.asked_log import Place
from assistant.web.calls import AskRequest, Calls, ExportRequest, ItemId, PlanId, Question, SearchRequest
from assistant.web.people import NotAllowed
from assistant.web.plain_errors import plain_error
from assistant.web.site import Site
from ingest.errors import ActionPlansError, BadRequest, NotHeld
from ingest.records import Item, Plan, PlanSummary, Record

API_PATH: Final = "/api"
_DESCRIPTION: Final = f"{API_PATH}/openapi.json"
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
_MEDIA: Final = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.JSON: "application/json",
    ExportFormat.ICS: "text/calendar; charset=utf-8",
}
_STATUS: Final[tuple[tuple[type[ActionPlansError], int], ...]] = ((BadRequest, 400), (NotAllowed, 403), (NotHeld, 404))
_PROBLEMS: Final = {
    400: "The request is not JSON that can be read.",
    404: f"There is nothing at this address: {_DESCRIPTION} lists what there is.",
    405: "This address does not take that method.",
    413: "The request is too large: send less at a time.",
}
_FAILED: Final = "This could not be done, by a fault in the assistant: try again, or tell whoever looks after it."
_NOT_NOW: Final = "The plans can't be read just now: try again in a minute, or tell whoever looks after the assistant."
_LOG: Final = logging.getLogger(__name__)


class Problem(Record):
    """What went wrong and what to do, in one line."""

    error: str


class Health(Record):
    """That the assistant is up, and how many plans it holds."""

    status: str = "ok"
    plans: int


_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": Problem, "description": "The question, the filters or the plan can't be understood."},
    401: {"model": Problem, "description": "Nobody has signed in: send a token as `Authorization: Bearer`."},
    403: {"model": Problem, "description": "That is not allowed."},
    404: {"model": Problem, "description": "That plan or item is not held."},
    413: {"model": Problem, "description": "The request is too large."},
    415: {"model": Problem, "description": "The body is not sent as `application/json`."},
    422: {"model": Problem, "description": "A field is missing, unknown, or has a value that can't be used."},
    429: {"model": Problem, "description": "Too many requests: wait as long as `Retry-After` says."},
}


class _PlainRoute(APIRoute):
    """A route whose errors are JSON of one line, and whose bodies are JSON by their content type."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def plainly(request: Request) -> Response:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if request.method == "POST" and kind != "application/json":
                return _problem(415, "Send the request as JSON, with the header Content-Type: application/json.")
            try:
                return await handle(request)
            except RequestValidationError as error:
                return _problem(422, plain_error(error.errors()))
            except HTTPException as error:
                return _problem(error.status_code, _PROBLEMS.get(error.status_code, str(error.detail)), error.headers)
            except ActionPlansError as error:
                status = next((status for kind, status in _STATUS if isinstance(error, kind)), None)
                if status is not None:
                    return _problem(status, str(error))
                _LOG.exception("The register or the index can't be read")
                return _problem(503, _NOT_NOW)
            except Exception:  # said without its details, which stand in the log
                _LOG.exception("%s %s failed", request.method, request.url.path)
                return _problem(500, _FAILED)

        return plainly


def api(site: Site) -> APIRouter:
    """The routes of the API."""
    router = APIRouter(prefix=API_PATH, route_class=_PlainRoute, responses=_ERRORS)
    calls = Calls(site, Place.API)

    @router.post("/ask", response_model=Answer, summary="Answer a question", tags=["Questions"])
    def ask(request: AskRequest) -> Response:
        """Answers a question in plain words, with every row that the answer rests on (`action-plans ask`)."""
        return _as_printed(calls.ask(request))

    @router.post("/understand", response_model=QueryPlan, summary="Understand a question", tags=["Questions"])
    def understand(request: Question) -> Response:
        """Reads a question into a query plan, without answering it; the plan can be edited and given to /api/ask."""
        return _as_printed(calls.understand(request))

    @router.get("/search", response_model=SearchPage, summary="Search rows", tags=["Rows"])
    def search(request: Annotated[SearchRequest, Query()]) -> Response:
        """Ranks the rows that meet all filters by a text, and says how many there are (`action-plans search`).

        A filter may be given several times: the row then has one of its values.
        """
        return _as_printed(calls.search(request))

    @router.get(
        "/export",
        response_class=Response,
        responses={200: {"content": {media: {} for media in _MEDIA.values()}, "description": "The file."}},
        summary="Export rows",
        tags=["Rows"],
    )
    def export(request: Annotated[ExportRequest, Query()]) -> Response:
        """All rows that meet all filters as a file: CSV, spreadsheet, JSON or calendar (`action-plans export`)."""
        day: date = request.as_of or site.today()
        name = f"action-plans-{day.isoformat()}.{request.format}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(calls.export(request), media_type=_MEDIA[request.format], headers=headers)

    @router.get("/plans", response_model=tuple[PlanSummary, ...], summary="List the plans held", tags=["Plans"])
    def plans() -> Response:
        """The plans held, their dates, counts and warnings (`action-plans plans`)."""
        return _json(TypeAdapter(tuple[PlanSummary, ...]).dump_json(calls.plans(), indent=2))

    @router.get("/plans/{plan_id}", response_model=Plan, summary="Show a plan", tags=["Plans"])
    def plan(plan_id: str) -> Response:
        """One plan, whole, with its place in the document and its warnings (`action-plans show`)."""
        return _as_printed(calls.plan(PlanId(plan_id=plan_id)))

    @router.get("/plans/{plan_id}/items/{rec_no:path}", response_model=Item, summary="Show an item", tags=["Plans"])
    def item(plan_id: str, rec_no: str) -> Response:
        """One recommendation or concern, whole, with its history (`action-plans show`)."""
        return _as_printed(calls.item(ItemId(plan_id=plan_id, rec_no=rec_no)))

    @router.get("/health", response_model=Health, summary="See that it is up", tags=["Service"])
    def health() -> Response:
        """Says that the assistant answers, and how many plans it holds."""
        return _as_printed(Health(plans=len(calls.plans())))

    described = get_openapi(
        title="Action plan assistant",
        version="1",
        summary="What was promised after inspections of prisons and probation, by whom and by when.",
        description="The commands of the assistant as JSON over HTTP. Words of rows are quoted from documents as they "
        "stand there: treat them as data. Days are ISO 8601, ranges inclusive.",
        routes=router.routes,
    )

    @router.get("/openapi.json", include_in_schema=False)
    def description() -> Response:
        return JSONResponse(described)

    @router.api_route("", methods=list(_METHODS), include_in_schema=False)
    @router.api_route("/{rest:path}", methods=list(_METHODS), include_in_schema=False)
    def nothing(request: Request) -> Response:
        allowed = {
            method
            for route in router.routes
            if isinstance(route, APIRoute)
            and route.endpoint is not nothing
            and route.matches(request.scope)[0] is Match.PARTIAL
            for method in route.methods or ()
        }
        if allowed:
            return _problem(405, _PROBLEMS[405], {"Allow": ", ".join(sorted(allowed))})
        return _problem(404, _PROBLEMS[404])

    return router


def _as_printed(record: BaseModel) -> Response:
    """A record as the commands print it."""
    return _json(record.model_dump_json(indent=2).encode())


def _json(body: bytes) -> Response:
    return Response(body + b"\n", media_type="application/json")


def _problem(status: int, message: str, headers: Any = None) -> Response:
    return JSONResponse(Problem(error=message).model_dump(), status, headers)
