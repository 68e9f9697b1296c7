"""A small OpenID Connect provider on this machine: real HTTP, real signed tokens, and the misdeeds of a false one."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT = "action-plans"
SECRET = "of-this-program"

_KEY = RSAKey.generate_key(2048, parameters={"kid": "first"})

Change = Callable[[dict[str, object]], dict[str, object]]


class OidcProvider:
    """Signs ``claims`` of one person in; ``change`` may falsify a token's claims, ``forge`` the token itself."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.stated_issuer = issuer
        self.algorithms = ["RS256"]
        self.claims: dict[str, object] = {"preferred_username": "ines@prison.example", "roles": ["staff"]}
        self.change: Change = dict
        self.forge: Callable[[str, dict[str, object]], str | None] = lambda token, _claims: token
        self.key = _KEY
        self.asked: list[dict[str, str]] = []
        self.verifiers: list[bool] = []
        self._codes: dict[str, dict[str, str]] = {}

    def metadata(self) -> dict[str, object]:
        return {
            "issuer": self.stated_issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": self.algorithms,
        }

    def authorize(self, query: dict[str, str]) -> str:
        """The address to send the browser back to."""
        self.asked.append(query)
        code = secrets.token_urlsafe(8)
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, object] | None:
        """What a code is worth, once; None for one that is not, or not from the program that asked."""
        asked = self._codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != f"Basic {expected}" or form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        self.verifiers.append(asked.get("code_challenge_method") == "S256" and asked["code_challenge"] == challenge)
        if not self.verifiers[-1]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "1", "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        claims = self.change({**claims, **self.claims})
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        made = self.forge(signed, claims)
        return {"access_token": "x", "token_type": "Bearer"} | ({"id_token": made} if made else {})

    def keys(self) -> dict[str, object]:
        return dict(KeySet([self.key]).as_dict(private=False))

    def signed_with_public_key(self, claims: dict[str, object]) -> str:
        """The token as someone makes it who knows no secret: HS256, with the provider's public key as the secret."""
        public = OctKey.import_key(self.key.as_pem(private=False))
        return jwt.encode({"alg": "HS256", "kid": self.key.kid}, claims, public)


def unsigned(claims: dict[str, object]) -> str:
    """The token with no signature at all."""
    parts = (json.dumps(part).encode() for part in ({"alg": "none", "kid": "first"}, claims))
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])


class _Handler(BaseHTTPRequestHandler):
    provider: OidcProvider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(query))
            self.end_headers()
        elif address.path == "/.well-known/openid-configuration":
            self._say(200, self.provider.metadata())
        elif address.path == "/jwks":
            self._say(200, self.provider.keys())
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        given = self.provider.token(form, self.headers.get("Authorization", ""))
        self._say(200 if given else 400, given or {"error": "invalid_grant"})

    def _say(self, status: int, value: dict[str, object]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the standard library
        """Says nothing."""


@contextmanager
def oidc_provider() -> Iterator[OidcProvider]:
    """A provider that answers for as long as the block runs."""

    class Handler(_Handler):
        """The handler of this one provider."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Handler.provider = OidcProvider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Handler.provider
        finally:
            server.shutdown()
            thread.join()
