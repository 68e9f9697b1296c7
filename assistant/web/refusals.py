"""How the guard says no: a page for people with a browser, JSON for scripts, and the way to sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from assistant.settings import SignIn
from assistant.web.rendering import page

SIGN_IN_PATH: Final = "/sign-in"
SIGN_OUT_PATH: Final = "/sign-out"
PROVIDER_PATH: Final = "/sign-in/provider"
_OF_THE_CHAT: Final = "/chat/gradio_api"
_FOR_SCRIPTS: Final = ("/api", "/mcp", _OF_THE_CHAT)
_SIGN_IN_FIRST: Final = "Sign in first, or send a token as Authorization: Bearer."
# The chat shows it to people: their sign-in has come to its end while the page was open.
_SIGNED_OUT_IN_CHAT: Final = "You are no longer signed in: load this page again to sign in."
_LONGEST_ADDRESS: Final = 2000


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that the guard gives instead of the app."""

    status: int
    heading: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self, scope: Scope) -> Response:
        """The refusal as a page for a browser that asks for one, else as JSON."""
        if wants_page(scope):
            body = page("refusal.html", {"heading": self.heading, "message": self.message})
            return HTMLResponse(body, self.status, self.headers)
        return JSONResponse(_said(scope, self.message), self.status, self.headers)


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong with a form; ``field`` is the id of the field that it is about, "" for none."""

    message: str
    field: str = ""


OTHER_HOST: Final = Refusal(421, "Not this address", "This address is not one that the assistant answers to.")
OTHER_SITE: Final = Refusal(403, "Not from another site", "Requests from other sites are refused.")
NOT_HERE: Final = Refusal(404, "There is nothing at this address", "There is nothing at this address.")
FAILED: Final = Refusal(
    500,
    "Sorry, something went wrong",
    "This could not be done: there is a fault in the assistant. Try again; if it goes on, tell whoever looks after it.",
)


def not_signed_in(scope: Scope, kind: SignIn) -> Response:
    """401: for a browser the page to sign in on, which leads back to the page asked for."""
    headers = {"WWW-Authenticate": 'Bearer realm="action plans"'}
    if wants_page(scope):
        back = asked_address(scope) if scope["method"] in ("GET", "HEAD") else "/"
        return HTMLResponse(sign_in_page(kind, back), 401, headers)
    message = _SIGNED_OUT_IN_CHAT if _in_chat(scope) else _SIGN_IN_FIRST
    return JSONResponse(_said(scope, message), 401, headers)


def _in_chat(scope: Scope) -> bool:
    return bool(scope["path"].startswith(_OF_THE_CHAT))


def _said(scope: Scope, message: str) -> dict[str, str]:
    """A refusal as JSON: as the API says its own errors, or by the name under which the chat's scripts look for it."""
    return {"detail" if _in_chat(scope) else "error": message}


def too_long(most_bytes: int) -> Refusal:
    """413: a body of more bytes than may be sent here."""
    size = f"{most_bytes // 1_000_000} MB" if most_bytes >= 1_000_000 else f"{most_bytes // 1000} kB"
    return Refusal(413, "That is too much at once", f"What was sent is larger than {size}: send less at a time.")


def too_often(seconds: int) -> Refusal:
    """429: ask again after so many seconds."""
    wait = f"Wait {seconds} {'second' if seconds == 1 else 'seconds'}, then try again."
    return Refusal(
        429, "Too many requests", f"You asked for a lot in a short time. {wait}", {"Retry-After": str(seconds)}
    )


def sign_in_page(kind: SignIn, back: str, problems: tuple[FormProblem, ...] = (), name: str = "") -> str:
    """The page to sign in on; ``back`` is the address to go to afterwards."""
    values = {
        "by_password": kind is SignIn.USERS,
        "back": own_address(back),
        "provider": f"{PROVIDER_PATH}/?next={quote(own_address(back), safe='')}",
        "problems": problems,
        "name": name,
    }
    return page("sign_in.html", values)


def wants_page(scope: Scope) -> bool:
    """Whether a request is a browser's for a page, and not a script's."""
    path = scope["path"]
    if any(path == prefix or path.startswith(f"{prefix}/") for prefix in _FOR_SCRIPTS):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def asked_address(scope: Scope) -> str:
    """The path and query of a request."""
    query = scope.get("query_string", b"").decode("latin-1")
    return quote(scope["path"]) + (f"?{query}" if query else "")


def own_address(address: str) -> str:
    """The address where it is one of our own pages, else the first page: a link must not lead people elsewhere.

    Browsers read a backslash as a slash and leave out tabs and line breaks, so that these could hide another host.
    """
    plain = len(address) <= _LONGEST_ADDRESS and all("!" <= character <= "~" for character in address)
    if not plain or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else address
