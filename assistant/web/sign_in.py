"""The routes to sign in and out: by name and password, or with an OpenID Connect provider."""

from __future__ import annotations

import secrets
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Mount, Route

from assistant.settings import Settings, SignIn
from assistant.web.admission import Admission
from assistant.web.limits import RateLimit
from assistant.web.oidc import Provider, SignInFailed
from assistant.web.people import NOBODY, Person, acting_as, signed_in
from assistant.web.refusals import (
    PROVIDER_PATH,
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    FormProblem,
    own_address,
    sign_in_page,
    too_often,
)
from assistant.web.rendering import page

_FLOW_SECONDS: Final = 600
_WRONG: Final = FormProblem("The name and password do not belong together: check both.", "name")


class _Tries:
    """How often a name may be tried: few times from one place, more from all, and so many names from one place."""

    def __init__(self) -> None:
        self._pairs = RateLimit(a_minute=1, at_once=5)
        self._names = RateLimit(a_minute=2, at_once=20)
        self._places = RateLimit(a_minute=60, at_once=60)

    def take(self, name: str, place: str) -> int:
        """0, or the seconds to wait."""
        return self._places.take(place) or self._pairs.take(f"{name} {place}") or self._names.take(name)

    def succeeded(self, name: str, place: str) -> None:
        self._pairs.forgive(f"{name} {place}")
        self._names.forgive(name)


def sign_in_routes(settings: Settings, admission: Admission) -> APIRouter:
    """The pages to sign in and out on."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    tries = _Tries()

    @router.get(SIGN_IN_PATH)
    def sign_in(next: str = "/") -> str:  # noqa: A002 - the name in the address
        if signed_in():
            return page("signed_in.html", {})
        return sign_in_page(settings.sign_in, next)

    if settings.sign_in is SignIn.USERS:

        @router.post(SIGN_IN_PATH)
        def enter(
            request: Request,
            name: Annotated[str, Form()] = "",
            password: Annotated[str, Form()] = "",
            next: Annotated[str, Form()] = "/",  # noqa: A002 - as above
        ) -> Response:
            called = name.strip().lower()[:100]
            place = request.client.host if request.client else ""
            if seconds := tries.take(called, place):
                return too_often(seconds).response(request.scope)
            user = admission.users.by_password(called, password)
            if user is None:
                return HTMLResponse(sign_in_page(settings.sign_in, next, (_WRONG,), called), 401)
            tries.succeeded(called, place)
            response = RedirectResponse(own_address(next), 303)
            admission.let_in(request.headers, response, Person(user.name, user.role), user=user.name)
            return response

    @router.get(SIGN_OUT_PATH)
    def leave() -> str:
        return page("signed_in.html", {})

    @router.post(SIGN_OUT_PATH)
    def left(request: Request) -> Response:
        with acting_as(NOBODY):
            response = HTMLResponse(page("signed_out.html", {"provider": settings.sign_in}))
        admission.let_out(request.headers, response)
        return response

    return router


def provider_routes(settings: Settings, admission: Admission) -> Mount:
    """The two routes of signing in with the provider.

    Between them, a signed cookie of ten minutes keeps what the flow needs. Its key lives as long as the process:
    whoever is on the way while it is started again signs in again.
    """
    provider = Provider(settings)

    async def begin(request: Request) -> Response:
        request.session["next"] = own_address(request.query_params.get("next", "/"))
        try:
            return await provider.send_away(request, _callback(settings, request))
        except SignInFailed as error:
            return _not_done(settings, error, "/")

    async def end(request: Request) -> Response:
        back = own_address(str(request.session.pop("next", "/")))
        try:
            found = await provider.person(request)
            if admission.users.holds(found.name):
                raise SignInFailed(f"There is a local user {found.name}: ask whoever looks after this assistant.")
        except SignInFailed as error:
            return _not_done(settings, error, back)
        response = RedirectResponse(back, 303)
        admission.let_in(request.headers, response, found, user=None)
        return response

    flow = Middleware(
        SessionMiddleware,
        secret_key=secrets.token_urlsafe(32),
        session_cookie="action-plans-signing-in",
        max_age=_FLOW_SECONDS,
        path=PROVIDER_PATH,
        same_site="lax",
        https_only=settings.over_https,
    )
    return Mount(PROVIDER_PATH, routes=[Route("/", begin), Route("/callback", end)], middleware=[flow])


def _callback(settings: Settings, request: Request) -> str:
    origin = settings.public_url or f"http://{request.headers['host']}"
    return f"{origin.rstrip('/')}{PROVIDER_PATH}/callback"


def _not_done(settings: Settings, error: SignInFailed, back: str) -> Response:
    return HTMLResponse(sign_in_page(settings.sign_in, back, (FormProblem(str(error)),)), 401)
