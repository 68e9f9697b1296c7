"""Who is let in: the person that a request's cookie or token names, and the cookie that says so."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from assistant.settings import Settings
from assistant.web.people import Person
from assistant.web.people_file import PeopleFile
from assistant.web.sessions import Sessions
from assistant.web.users import Users

_SCHEME: Final = "bearer "


class Admission:
    """People signed in, over the people file of the settings; made where a sign-in is set up."""

    def __init__(self, settings: Settings) -> None:
        """Opens the people file; raises PeopleFileUnusable."""
        file = PeopleFile(settings.people_file)
        self.users = Users(file)
        self._sessions = Sessions(file, settings.sign_in_hours)
        self._secure = settings.over_https
        # A browser takes a cookie with this prefix only from the host itself, over HTTPS and for all of its pages.
        self._cookie = "__Host-action-plans" if self._secure else "action-plans"

    def person(self, headers: Headers) -> Person | None:
        """The person of a request, None for one who has not signed in; a token that is sent counts alone."""
        authorisation = headers.get("authorization", "")
        if authorisation.lower().startswith(_SCHEME):
            return self.users.by_token(authorisation[len(_SCHEME) :].strip())
        cookie = self._cookie_of(headers)
        return self._sessions.person(cookie) if cookie else None

    def let_in(self, headers: Headers, response: Response, person: Person, *, user: str | None) -> None:
        """Begins a session, ends the one that the request came with, and gives its cookie to the response."""
        self._end(headers)
        response.set_cookie(
            self._cookie,
            self._sessions.begin(person, user=user),
            max_age=self._sessions.seconds,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def let_out(self, headers: Headers, response: Response) -> None:
        """Ends the session of the request; the browser drops its cookie, and what it kept of the pages."""
        self._end(headers)
        response.delete_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="lax")
        response.headers["Clear-Site-Data"] = '"cache", "storage"'

    def _end(self, headers: Headers) -> None:
        if cookie := self._cookie_of(headers):
            self._sessions.end(cookie)

    def _cookie_of(self, headers: Headers) -> str:
        # All of them: a browser may send its cookies in several headers, as HTTP/2 allows.
        return cookie_parser("; ".join(headers.getlist("cookie"))).get(self._cookie, "")
