"""Signing in with an OpenID Connect provider: the one module that knows Authlib.

The authorisation code flow with state, nonce and PKCE. Authlib checks the token's signature with the provider's keys,
its times, nonce and authorised party; its issuer and audience are named to it here, and signatures that anyone could
make (none, or with the client's secret) are left out, whatever the provider says of itself.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

import httpx2
from authlib.integrations.starlette_client import OAuth, OAuthError
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from assistant.settings import Settings
from assistant.web.people import Person, Role
from ingest.errors import ActionPlansError

_SECONDS: Final = 10.0
_LONGEST_NAME: Final = 100
_SIGNATURES: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_ALGORITHMS: Final = "id_token_signing_alg_values_supported"
_LOG: Final = logging.getLogger(__name__)


class SignInFailed(ActionPlansError):  # noqa: N818 - named as the errors of ingest.errors are
    """The provider could not be asked, or did not vouch for the person."""


class Provider:
    """The provider of the settings, which name its issuer and this program's name there."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer or ""
        self._client_id = settings.oidc_client_id or ""
        self._name_claim = settings.oidc_name_claim
        self._role_claim = settings.oidc_role_claim
        self._editors = _values(settings.oidc_editors)
        self._readers = _values(settings.oidc_readers)
        secret = settings.oidc_client_secret.get_secret_value()
        self._client = OAuth().register(
            "provider",
            client_id=self._client_id,
            client_secret=secret or None,
            server_metadata_url=f"{self._issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": settings.oidc_scope,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_basic" if secret else "none",
                "timeout": _SECONDS,
            },
        )

    async def send_away(self, request: Request, callback: str) -> Response:
        """Sends the browser to the provider, which sends it back to the address ``callback``; raises SignInFailed."""
        try:
            await self._check_metadata()
            response: Response = await self._client.authorize_redirect(request, callback)
        except (OAuthError, httpx2.HTTPError, ValueError, RuntimeError) as error:
            raise _failed(error) from error
        return response

    async def person(self, request: Request) -> Person:
        """The person with whom the provider sent the browser back; raises SignInFailed."""
        try:
            await self._check_metadata()
            if request.query_params.get("iss", self._issuer) != self._issuer:
                raise SignInFailed("Another provider than ours answered: sign in again.")
            token = await self._client.authorize_access_token(
                request,
                claims_options={
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
            )
        except (OAuthError, JoseError, httpx2.HTTPError, ValueError, RuntimeError) as error:
            raise _failed(error) from error
        claims = token.get("userinfo")
        if not claims:
            raise SignInFailed("The sign-in service did not say who you are: ask whoever looks after this assistant.")
        return self._admitted(claims)

    async def _check_metadata(self) -> None:
        metadata = await self._client.load_server_metadata()
        if metadata.get("issuer") != self._issuer:
            found = metadata.get("issuer")
            metadata.clear()
            _LOG.warning("the provider calls itself %r, the setting of its issuer says %r", found, self._issuer)
            raise SignInFailed("The sign-in service is not the one set up: ask whoever looks after this assistant.")
        offered = metadata.get(_ALGORITHMS) or ["RS256"]
        metadata[_ALGORITHMS] = [name for name in offered if name in _SIGNATURES] or ["RS256"]

    def _admitted(self, claims: Mapping[str, Any]) -> Person:
        name = claims.get(self._name_claim)
        if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            _LOG.warning("the provider's token has no usable claim %r", self._name_claim)
            raise SignInFailed("The sign-in service did not name you: ask whoever looks after this assistant.")
        held = claims.get(self._role_claim)
        values = {held} if isinstance(held, str) else {value for value in held or () if isinstance(value, str)}
        if values & self._editors:
            return Person(name.strip(), Role.EDITOR)
        if self._readers and not values & self._readers:
            raise SignInFailed("You may not use this assistant: ask whoever looks after it to let you in.")
        return Person(name.strip(), Role.READER)


def _values(listed: str) -> frozenset[str]:
    return frozenset(value.strip() for value in listed.split(",") if value.strip())


def _failed(error: Exception) -> SignInFailed:
    _LOG.warning("signing in with the provider failed: %s: %s", type(error).__name__, error)
    return SignInFailed(
        "Signing in did not work: try again, and if it goes on, ask whoever looks after this assistant."
    )
