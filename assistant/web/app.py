"""The web app: the chat and the plain pages behind one guard."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from typing import Final

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from assistant.settings import SignIn
from assistant.web.admission import Admission
from assistant.web.api import api
from assistant.web.chat import mount_chat
from assistant.web.chat_routes import chat_routes
from assistant.web.dashboard_pages import dashboard_pages
from assistant.web.documents_pages import documents_pages
from assistant.web.guard import CHAT_PATH, Guard
from assistant.web.mcp_endpoint import mcp_endpoint
from assistant.web.pages import pages
from assistant.web.people import NotAllowed
from assistant.web.rendering import STATIC, page
from assistant.web.search_pages import search_pages
from assistant.web.serving import AddressRefused, check_address, plain_text_warning
from assistant.web.sign_in import provider_routes, sign_in_routes
from assistant.web.site import Site
from assistant.web.visit_pages import visit_pages
from ingest.errors import BadRequest, NotHeld

_PROBLEMS: Final = {
    404: ("There is nothing at this address", "The address may have been mistyped."),
    405: ("That can’t be done here", "This address only shows a page."),
    413: ("That is too much at once", "What was sent is larger than may be sent here: send less at a time."),
    422: ("This address could not be understood", "The address may have been mistyped."),
}


def create_app(site: Site) -> FastAPI:
    """The app over an open engine."""
    register = site.register
    settings = site.settings
    admission = None if settings.sign_in is SignIn.NONE else Admission(settings)
    app = FastAPI(
        title="Action plan assistant",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[Middleware(Guard, settings=settings, admission=admission)],
    )
    app.mount("/style", StaticFiles(directory=STATIC))
    if admission is not None:
        app.include_router(sign_in_routes(settings, admission))
        if settings.sign_in is SignIn.OIDC:
            app.router.routes.append(provider_routes(settings, admission))
    app.include_router(documents_pages(site))
    app.include_router(api(site))
    app.include_router(mcp_endpoint(site))
    app.include_router(dashboard_pages(site))
    app.include_router(visit_pages(site))
    app.include_router(chat_routes(site))
    app.include_router(search_pages(site))
    app.include_router(pages(site))

    @app.get("/")
    def first_page() -> RedirectResponse:
        return RedirectResponse(f"{CHAT_PATH}/", 307)

    @app.get("/healthz", response_class=PlainTextResponse)
    def health() -> str:
        return f"ok: {len(register.summaries())} plans held"

    def problem(status: int, heading: str, message: str) -> HTMLResponse:
        values = {"heading": heading, "message": message, "plans": register.summaries()}
        return HTMLResponse(page("problem.html", values), status)

    @app.exception_handler(NotHeld)
    def not_held(_request: Request, error: NotHeld) -> HTMLResponse:
        return problem(404, "That is not held here", str(error))

    @app.exception_handler(NotAllowed)
    def not_allowed(_request: Request, error: NotAllowed) -> HTMLResponse:
        return problem(403, "You may not do that", str(error))

    @app.exception_handler(BadRequest)
    def bad_request(_request: Request, error: BadRequest) -> HTMLResponse:
        return problem(400, "That could not be understood", str(error))

    @app.exception_handler(HTTPException)
    def http_problem(_request: Request, error: HTTPException) -> HTMLResponse:
        heading, message = _PROBLEMS.get(error.status_code, ("This page can’t be shown", str(error.detail)))
        return problem(error.status_code, heading, message)

    mount_chat(app, site)
    return app


def serve(site: Site, host: str, port: int) -> None:
    """Serves until interrupted; prints the address to stdout as soon as it can be called.

    Raises AddressRefused for an address that other machines reach without a sign-in, and for a port that is taken.
    """
    check_address(host, site.settings)
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise AddressRefused(
            f"Port {port} of {host} can't be used ({error.strerror}): stop what uses it, or name another with --port."
        ) from error
    with listening:
        app = create_app(site)
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/"
        if site.settings.public_url:
            address = f"{address} for {site.settings.public_url}"
        if warning := plain_text_warning(site.settings):
            sys.stderr.write(f"action-plans: {warning}\n")
        sys.stdout.write(f"Action plan assistant: {address} (stop with Ctrl+C)\n")
        sys.stdout.flush()
        # No header of a proxy is believed: which address and scheme people use is a setting.
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
        with suppress(KeyboardInterrupt):  # Ctrl+C is how it is meant to end; uvicorn raises it again when it is done.
            _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that hangs up when it is stopped: an open chat holds a connection for as long as it is open."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)
