"""What stands before every page: who is let in, which hosts, origins and routes are answered, what a browser may load.

Every request is refused until its person is known, save for a short list of routes. Where no sign-in is set up, the app
answers only to names of this machine, and whoever asks is THIS_MACHINE. Gradio brings some seventy routes, among
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
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.settings import Settings
from assistant.web.admission import Admission
from assistant.web.limits import RateLimit
from assistant.web.people import NOBODY, THIS_MACHINE, Person, Role, acting_as, named
from assistant.web.refusals import (
    FAILED,
    NOT_HERE,
    OTHER_HOST,
    OTHER_SITE,
    PROVIDER_PATH,
    SIGN_IN_PATH,
    Refusal,
    not_signed_in,
    too_long,
    too_often,
)

CHAT_PATH: Final = "/chat"
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
UPLOAD_PATHS: Final = ("/documents", "/api/documents")
"""Where an editor may send documents; nowhere else may a body be that long."""
OPEN_ROUTES: Final = (
    ("GET", re.compile(r"/style/[\w./-]+")),
    ("GET", re.compile(r"/healthz")),
    ("GET", re.compile(re.escape(SIGN_IN_PATH))),
    ("POST", re.compile(re.escape(SIGN_IN_PATH))),
    ("GET", re.compile(rf"{PROVIDER_PATH}/(callback)?")),
)
"""The methods and paths that are answered to people who have not signed in; GET stands for HEAD too."""

_BODY_OF_ANYONE: Final = 16_000
_BODY_OF_PERSON: Final = 4_000_000
_AROUND_FILES: Final = 100_000
_CHAT_ROUTES = re.compile(
    r"/(|config|theme\.css|favicon\.ico|static/[\w./-]+|assets/[\w./-]+"
    r"|gradio_api/(queue/join|queue/data|heartbeat/\w+|startup-events|cancel))"
)
_PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
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
_HTTPS_ONLY: Final = {"Strict-Transport-Security": "max-age=31536000"}


class Guard:
    """ASGI middleware: refuses what is not ours to answer, names who asks, and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, settings: Settings, admission: Admission | None) -> None:
        """``admission`` is None where no sign-in is set up."""
        self._app = app
        self._settings = settings
        self._admission = admission
        self._rate = RateLimit(settings.requests_a_minute, settings.requests_a_minute)
        self._upload_bytes = settings.upload_megabytes * settings.upload_files * 1_000_000 + _AROUND_FILES
        self._hosts = {*LOOPBACK}
        self._headers = _HEADERS
        if admission is not None:
            self._hosts |= {settings.public_host} if settings.public_host else set()
            self._headers = _HEADERS | {"Cache-Control": "no-store"} | (_HTTPS_ONLY if settings.over_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; "lifespan" passes through, web sockets are not used and are refused."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        out = _Outgoing(send, self._headers)
        with acting_as(NOBODY):
            try:
                await self._answer(scope, receive, out)
            except Exception:
                # Said without its details; the server logs them, as it does whatever is raised to it.
                if not out.begun:
                    await FAILED.response(scope)(scope, receive, _Outgoing(send, self._headers).send)
                raise

    async def _answer(self, scope: Scope, receive: Receive, out: _Outgoing) -> None:
        refusal = self._out_of_place(scope)
        if refusal is not None:
            await refusal.response(scope)(scope, receive, out.send)
            return
        person = self._person(scope)
        if person is None and not _is_open(scope):
            await not_signed_in(scope, self._settings.sign_in)(scope, receive, out.send)
            return
        most_bytes = self._most_bytes(scope, person)
        refusal = self._too_much(scope, person, most_bytes)
        with acting_as(person or NOBODY):
            if refusal is not None:
                await refusal.response(scope)(scope, receive, out.send)
                return
            app = RequestBodyLimitMiddleware(self._app, max_body_size=most_bytes)
            await app(named(out.for_chat(scope), person or NOBODY), receive, out.send)

    def _out_of_place(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host_name(host) not in self._hosts:
            return OTHER_HOST
        site = headers.get("sec-fetch-site", "same-origin")
        if scope["method"] in ("GET", "HEAD"):
            # A link of another site may lead here; its pages may not load ours as pictures, scripts or data.
            foreign = site in ("cross-site", "same-site") and headers.get("sec-fetch-mode", "navigate") != "navigate"
            return OTHER_SITE if foreign else None
        if site not in ("same-origin", "none"):
            return OTHER_SITE
        origin = headers.get("origin")
        return None if origin is None or self._is_own(origin, host) else OTHER_SITE

    def _is_own(self, origin: str, host: str) -> bool:
        public = self._settings.public_url
        if public and host_name(host) == self._settings.public_host:
            return origin == public.rstrip("/")
        return urlsplit(origin).netloc == host

    def _person(self, scope: Scope) -> Person | None:
        return THIS_MACHINE if self._admission is None else self._admission.person(Headers(scope=scope))

    def _most_bytes(self, scope: Scope, person: Person | None) -> int:
        if person is None:
            return _BODY_OF_ANYONE
        sends_files = person.role is Role.EDITOR and any(_within(scope["path"], path) for path in UPLOAD_PATHS)
        return self._upload_bytes if sends_files else _BODY_OF_PERSON

    def _too_much(self, scope: Scope, person: Person | None, most_bytes: int) -> Refusal | None:
        in_chat = _within(scope["path"], CHAT_PATH)
        if in_chat and not _CHAT_ROUTES.fullmatch(scope["path"][len(CHAT_PATH) :]):
            return NOT_HERE
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > most_bytes:
            return too_long(most_bytes)
        # What the chat's page is made of is not counted, nor whoever sits at this machine: no one else is served.
        counted = not (_is_open(scope) or (in_chat and scope["method"] in ("GET", "HEAD")))
        if counted and person not in (None, THIS_MACHINE):
            seconds = self._rate.take(person.name)
            return too_often(seconds) if seconds else None
        return None


class _Outgoing:
    """Sends a response on with our headers; in the page of the chat, gives each script tag a nonce.

    That page also gets a way on for a browser without scripts: Gradio's template has no place for one. ``begun`` is
    whether anything was sent.
    """

    def __init__(self, send: Send, headers: dict[str, str]) -> None:
        self._send = send
        self._headers = headers
        self._policy = _PAGE_POLICY
        self._nonce: str | None = None
        self._start: Message | None = None
        self._body = b""
        self.begun = False

    def for_chat(self, scope: Scope) -> Scope:
        """The scope to hand on; where it is the chat's, the chat's policy is the answer's."""
        if not _within(scope["path"], CHAT_PATH):
            return scope
        nonce = secrets.token_urlsafe(16)
        self._policy = _CHAT_POLICY.format(nonce=nonce)
        if scope["path"].rstrip("/") != CHAT_PATH:
            return scope
        self._nonce = nonce
        # The nonce is put into the page's text, which must not be compressed then.
        return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = self._policy
            for name, value in self._headers.items():
                if name != "Cache-Control" or name not in headers:
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
        self.begun = True
        await self._send(message)


def _is_open(scope: Scope) -> bool:
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    return any(method == allowed and path.fullmatch(scope["path"]) for allowed, path in OPEN_ROUTES)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def host_name(host: str) -> str:
    """The name in a Host header, without its port and without the brackets of IPv6; "" where it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
