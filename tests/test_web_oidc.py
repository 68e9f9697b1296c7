"""Signing in with an OpenID Connect provider that this test serves: what is let in, and every false token refused."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider import CLIENT, SECRET, Change, OidcProvider, oidc_provider, unsigned
from pydantic import SecretStr
from signing_in import PAGE, users_of
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from assistant.settings import Settings, SignIn
from assistant.web.admission import Admission
from assistant.web.guard import Guard
from assistant.web.people import Role, person
from assistant.web.serving import AddressRefused, check_address
from assistant.web.sign_in import provider_routes, sign_in_routes

HERE = "http://localhost:8000"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[OidcProvider]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with oidc_provider() as serving:
        yield serving


@pytest.fixture
def settings(provider: OidcProvider, tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path,
        sign_in=SignIn.OIDC,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        oidc_editors="plan-editors, governors",
    )


def client_of(settings: Settings) -> TestClient:
    """The guard and the routes to sign in, and one page that says who asks."""
    admission = Admission(settings)
    app = FastAPI(middleware=[Middleware(Guard, settings=settings, admission=admission)])
    app.include_router(sign_in_routes(settings, admission))
    app.router.routes.append(provider_routes(settings, admission))

    @app.get("/who")
    def who() -> str:
        return f"{person().name}, {person().role}"

    return TestClient(app, base_url=HERE, follow_redirects=False)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with client_of(settings) as client:
        yield client


def way_back(client: TestClient, next_: str = "/who") -> str:
    """Path and query with which the provider sends the browser back."""
    sent = client.get("/sign-in/provider/", params={"next": next_})
    assert sent.status_code == 302, sent.text
    back = httpx2.get(sent.headers["location"], follow_redirects=False).headers["location"]
    assert back.startswith(f"{HERE}/sign-in/provider/callback?")
    return back.removeprefix(HERE)


def assert_refused(client: TestClient, back: str) -> None:
    answer = client.get(back)
    assert answer.status_code == 401
    assert "There is a problem" in answer.text
    assert client.get("/who").status_code == 401


def test_a_person_whom_the_provider_names_is_let_in(client: TestClient, provider: OidcProvider) -> None:
    page = client.get("/who", headers=PAGE)
    link = re.search(r'href="(/sign-in/provider/[^"]*)"', page.text)
    assert page.status_code == 401
    assert link and link[1].endswith("next=%2Fwho")
    entered = client.get(way_back(client))
    assert (entered.status_code, entered.headers["location"]) == (303, "/who")
    assert client.get("/who").json() == "ines@prison.example, reader"
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"].split()[0] == "openid"
    assert len(asked["state"]) >= 20 and len(asked["nonce"]) >= 20
    assert provider.verifiers == [True]


@pytest.mark.parametrize(
    ("claim", "role"),
    [
        (["staff", "plan-editors"], Role.EDITOR),
        ("governors", Role.EDITOR),
        ("plan-editors, governors", Role.READER),
        ("plan-editors governors", Role.READER),
        ([], Role.READER),
        (None, Role.READER),
        ([{"plan-editors": 1}], Role.READER),
    ],
)
def test_a_claim_makes_an_editor(client: TestClient, provider: OidcProvider, claim: object, role: Role) -> None:
    provider.claims["roles"] = claim
    assert client.get(way_back(client)).status_code == 303
    assert client.get("/who").json() == f"ines@prison.example, {role}"


def test_only_those_who_are_named_come_in_where_readers_are_listed(settings: Settings, provider: OidcProvider) -> None:
    with client_of(settings.model_copy(update={"oidc_readers": "inspectors"})) as client:
        answer = client.get(way_back(client))
        assert (answer.status_code, "You may not use this assistant" in answer.text) == (401, True)
        provider.claims["roles"] = ["inspectors"]
        assert client.get(way_back(client)).status_code == 303


def wrong(**claims: object) -> Change:
    return lambda held: {name: value for name, value in {**held, **claims}.items() if value is not None}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(wrong(iss="http://127.0.0.1:1"), id="another issuer"),
        pytest.param(wrong(iss=None), id="no issuer"),
        pytest.param(wrong(aud="another-program"), id="another audience"),
        pytest.param(wrong(aud="another-program", azp=CLIENT), id="another audience with our party"),
        pytest.param(wrong(aud=None), id="no audience"),
        pytest.param(wrong(azp="another-program", aud=[CLIENT, "x"]), id="another party"),
        pytest.param(wrong(exp=int(time.time()) - 3600), id="expired"),
        pytest.param(wrong(exp=None), id="no expiry"),
        pytest.param(wrong(iat=int(time.time()) + 3600), id="of the future"),
        pytest.param(wrong(nonce="of-another-sign-in"), id="another nonce"),
        pytest.param(wrong(nonce=None), id="no nonce"),
        pytest.param(wrong(preferred_username=None), id="no name"),
        pytest.param(wrong(preferred_username=7), id="a number for a name"),
        pytest.param(wrong(preferred_username="ines\x1b[2J"), id="a name that steers a terminal"),
        pytest.param(wrong(preferred_username="i" * 500), id="an endless name"),
    ],
)
def test_a_token_that_says_the_wrong_thing_is_refused(
    client: TestClient, provider: OidcProvider, change: Change
) -> None:
    provider.change = change
    assert_refused(client, way_back(client))


OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "first"})


@pytest.mark.parametrize("algorithms", [["RS256"], ["none", "HS256", "RS256"], ["none"], ["HS256"]])
@pytest.mark.parametrize("forged", ["tampered", "another key", "unsigned", "public key as secret", "none", "cut off"])
def test_a_forged_token_is_refused(
    client: TestClient, provider: OidcProvider, algorithms: list[str], forged: str
) -> None:
    def forge(token: str, claims: dict[str, object]) -> str | None:
        better = {**claims, "roles": ["plan-editors"]}
        head, body, signature = token.split(".")
        return {
            "tampered": f"{head}.{unsigned(better).split('.')[1]}.{signature}",
            "another key": jwt.encode({"alg": "RS256", "kid": "first"}, better, OTHER_KEY),
            "unsigned": unsigned(better),
            "public key as secret": provider.signed_with_public_key(better),
            "none": None,
            "cut off": f"{head}.{body}",
        }[forged]

    provider.algorithms = algorithms
    provider.forge = forge
    assert_refused(client, way_back(client))


def test_a_state_that_is_not_this_browser_s_is_refused(client: TestClient, settings: Settings) -> None:
    back = way_back(client)
    with client_of(settings) as other:
        assert_refused(other, back)
        way_back(other)
        assert_refused(other, back)
    assert_refused(client, re.sub("state=[^&]+", "state=x", back))
    assert_refused(client, "/sign-in/provider/callback")


def test_a_code_is_taken_once(client: TestClient) -> None:
    back = way_back(client)
    assert client.get(back).status_code == 303
    client.cookies.delete("action-plans")
    assert_refused(client, back)


def test_an_answer_of_another_provider_is_refused(client: TestClient, provider: OidcProvider) -> None:
    assert_refused(client, f"{way_back(client)}&iss=http://127.0.0.1:1")
    assert client.get(f"{way_back(client)}&iss={provider.issuer}").status_code == 303


def test_a_provider_that_calls_itself_otherwise_is_refused_until_it_does_not(
    client: TestClient, provider: OidcProvider
) -> None:
    provider.stated_issuer = "http://127.0.0.1:1"
    assert client.get("/sign-in/provider/").status_code == 401
    provider.stated_issuer = provider.issuer
    assert client.get(way_back(client)).status_code == 303


def test_new_keys_of_the_provider_are_fetched(client: TestClient, provider: OidcProvider) -> None:
    assert client.get(way_back(client)).status_code == 303
    provider.key = RSAKey.generate_key(2048, parameters={"kid": "second"})
    client.cookies.clear()
    assert client.get(way_back(client)).status_code == 303


def test_an_error_of_the_provider_is_said_plainly(client: TestClient) -> None:
    back = urlsplit(way_back(client))
    answer = client.get(f"{back.path}?error=access_denied&error_description=%3Cb%3Esecret")
    assert answer.status_code == 401
    assert "secret" not in answer.text


def test_a_provider_that_is_down_is_said_plainly(settings: Settings) -> None:
    down = settings.model_copy(update={"oidc_issuer": "http://127.0.0.1:1"})
    with client_of(down) as client:
        answer = client.get("/sign-in/provider/")
        assert (answer.status_code, "Signing in did not work" in answer.text) == (401, True)


def test_the_way_back_is_our_own_page(client: TestClient) -> None:
    assert client.get(way_back(client, "https://outside.example/")).headers["location"] == "/"


def test_a_local_user_s_name_is_not_lent(client: TestClient, settings: Settings) -> None:
    users_of(settings).add("ines@prison.example", Role.EDITOR, None)
    answer = client.get(way_back(client))
    assert (answer.status_code, "local user" in answer.text) == (401, True)


def test_scripts_come_in_by_token_and_nobody_by_password(client: TestClient, settings: Settings) -> None:
    users = users_of(settings)
    users.add("nightly", Role.READER, None)
    token = users.new_token("nightly")
    assert client.get("/who", headers={"authorization": f"Bearer {token}"}).json() == "nightly, reader"
    assert client.post("/sign-in", data={"name": "nightly", "password": ""}).status_code == 405


def test_the_provider_is_set_up_whole(settings: Settings) -> None:
    check_address("127.0.0.1", settings)
    for missing, said in (
        ({"oidc_issuer": None}, "ACTION_PLANS_OIDC_ISSUER"),
        ({"oidc_client_id": None}, "ACTION_PLANS_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "http://provider.example"}, "https"),
    ):
        with pytest.raises(AddressRefused, match=said):
            check_address("127.0.0.1", settings.model_copy(update=missing))


def test_over_https_the_cookies_say_so_and_the_way_back_too(settings: Settings) -> None:
    public = settings.model_copy(update={"public_url": "https://plans.example"})
    with client_of(public) as client:
        client.base_url = "https://plans.example"
        sent = client.get("/sign-in/provider/")
        assert "redirect_uri=https%3A%2F%2Fplans.example%2Fsign-in%2Fprovider%2Fcallback" in sent.headers["location"]
        cookie = sent.headers["set-cookie"].lower()
        assert all(part in cookie for part in ("secure", "httponly", "samesite=lax", "path=/sign-in/provider"))
