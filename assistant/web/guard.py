"""What stands before every page: which hosts, origins and routes are answered, and what a browser may load.

There is no sign-in yet, so the app answers only to names of this machine. Gradio brings some seventy routes, among
them ``file=``, ``proxy=``, uploads, run history and an automatic API; only those that the chat itself calls are
answered. The content security policy names no outside host: text of a document that slipped through every escape still
could not load a picture or send anything away.
"""

from __future__ import annotations

import re
import secrets
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHAT_PATH: Final = "/chat"
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")

_CHAT_ROUTES = re.compile(
    r"/(|config|theme\.css|favicon\.ico|static/[\w./-]+|assets/[\w./-]+"
    r"|gradio_api/(queue/join|queue/data|heartbeat/\w+|startup-events|cancel))"
)
_PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Gradio sets styles from its scripts and shows icons from data: addresses; it needs neither eval nor foreign scripts.
_CHAT_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'self'; "
    "frame-ancestors 'none'"
)
_WITHOUT_SCRIPT: Final = (
    b"<noscript><p>The chat needs JavaScript. The plans can be read without it: "
    b'<a href="/plans">plans held</a>.</p></noscript>'
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """ASGI middleware: refuses what is not ours to answer, and sets the headers of what is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; "lifespan" passes through, web sockets are not used and are refused."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        nonce = secrets.token_urlsafe(16)
        refusal = _refusal(scope)
        in_chat = _within(scope["path"], CHAT_PATH)
        is_page = in_chat and scope["path"].rstrip("/") == CHAT_PATH
        if is_page:
            # The page's own scripts get the nonce below, which needs them uncompressed.
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        policy = _CHAT_POLICY.format(nonce=nonce) if in_chat else _PAGE_POLICY
        out = _Outgoing(send, policy, nonce if is_page else None)
        await (refusal or self._app)(scope, receive, out.send)


class _Outgoing:
    """Sends a response on with our headers; with a nonce, gives it to each script tag of an HTML page.

    Such a page also gets a way on for a browser without scripts: Gradio's template has no place for one.
    """

    def __init__(self, send: Send, policy: str, nonce: str | None) -> None:
        self._send = send
        self._policy = policy
        self._nonce = nonce
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = self._policy
            for name, value in _HEADERS.items():
                headers[name] = value
            if self._nonce and headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = self._body.replace(b"<script", f'<script nonce="{self._nonce}"'.encode())
            body = body.replace(b"<gradio-app", _WITHOUT_SCRIPT + b"<gradio-app", 1)
            if self._body:
                MutableHeaders(scope=self._start)["content-length"] = str(len(body))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
            self._start = None
        await self._send(message)


def _refusal(scope: Scope) -> PlainTextResponse | None:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if host_name(host) not in LOOPBACK:
        return PlainTextResponse("This address is not one that the assistant answers to.", 421)
    if scope["method"] not in ("GET", "HEAD"):
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("Requests from other sites are refused.", 403)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("Requests from other sites are refused.", 403)
    if _within(scope["path"], CHAT_PATH) and not _CHAT_ROUTES.fullmatch(scope["path"][len(CHAT_PATH) :]):
        return PlainTextResponse("There is nothing at this address.", 404)
    return None


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def host_name(host: str) -> str:
    """The name in a Host header, without its port and without the brackets of IPv6; "" where it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
