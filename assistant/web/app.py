"""The web app: the chat and the plain pages behind one guard, served to this machine only."""

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

from assistant.web.chat import mount_chat
from assistant.web.guard import CHAT_PATH, LOOPBACK, Guard
from assistant.web.pages import pages
from assistant.web.people import NotAllowed
from assistant.web.rendering import STATIC, page
from assistant.web.site import Site
from ingest.errors import ActionPlansError, BadRequest, NotHeld

_PROBLEMS: Final = {
    404: ("There is nothing at this address", "The address may have been mistyped."),
    405: ("That can’t be done here", "This address only shows a page."),
    422: ("This address could not be understood", "The address may have been mistyped."),
}


class AddressRefused(ActionPlansError):  # noqa: N818 - named as the errors of ingest.errors are
    """An address on which the web app must not or can't be served."""


def create_app(site: Site) -> FastAPI:
    """The app over an open engine."""
    register = site.register
    app = FastAPI(
        title="Action plan assistant",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[Middleware(Guard)],
    )
    app.mount("/style", StaticFiles(directory=STATIC))
    app.include_router(pages(register, site.today))

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

    mount_chat(app, site.engine, register)
    return app


def check_address(host: str) -> None:
    """Raises AddressRefused for an address that other machines could reach."""
    if host not in LOOPBACK:
        raise AddressRefused(
            f"Serving on {host} was refused: the web app has no sign-in yet, so it is served to this machine only; "
            f"use --host 127.0.0.1."
        )


def serve(site: Site, host: str, port: int) -> None:
    """Serves until interrupted; prints the address to stdout as soon as it can be called.

    Raises AddressRefused for an address that is not loopback, and for a port that is taken.
    """
    check_address(host)
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise AddressRefused(
            f"Port {port} of {host} can't be used ({error.strerror}): stop what uses it, or name another with --port."
        ) from error
    with listening:
        app = create_app(site)
        shown = f"[{host}]" if ":" in host else host
        sys.stdout.write(f"Action plan assistant: http://{shown}:{listening.getsockname()[1]}/ (stop with Ctrl+C)\n")
        sys.stdout.flush()
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        with suppress(KeyboardInterrupt):  # Ctrl+C is how it is meant to end; uvicorn raises it again when it is done.
            _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that hangs up when it is stopped: an open chat holds a connection for as long as it is open."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)
