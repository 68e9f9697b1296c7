"""Signing in by name and password: the cookie, what ends it, false tries, and the commands that keep the users."""

from __future__ import annotations

import json
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from conftest import RunCli
from fastapi import FastAPI
from signing_in import PAGE, PASSWORD, sign_in, users_of, with_users
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from assistant.settings import Settings, SignIn
from assistant.web.admission import Admission
from assistant.web.guard import Guard
from assistant.web.people import NotAllowed, Person, Role, person, require_editor
from assistant.web.people_file import PeopleFile, PeopleFileUnusable
from assistant.web.serving import AddressRefused, check_address, plain_text_warning
from assistant.web.sessions import Sessions
from assistant.web.sign_in import sign_in_routes
from assistant.web.users import NoSuchUser
from ingest.errors import BadRequest


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return with_users(Settings(home=tmp_path, sign_in=SignIn.USERS))


def client_of(settings: Settings) -> TestClient:
    """The guard and the routes to sign in, a page that says who asks, and one for editors."""
    admission = Admission(settings)
    app = FastAPI(middleware=[Middleware(Guard, settings=settings, admission=admission)])
    app.include_router(sign_in_routes(settings, admission))

    @app.get("/who")
    def who() -> str:
        return f"{person().name}, {person().role}"

    @app.post("/change")
    def change() -> str:
        try:
            return require_editor().name
        except NotAllowed as error:
            return str(error)

    return TestClient(app, base_url="http://localhost:8000", follow_redirects=False)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with client_of(settings) as client:
        yield client


def tried(client: TestClient, name: str, password: str) -> httpx2.Response:
    return client.post("/sign-in", data={"name": name, "password": password, "next": "/who"})


def test_a_user_signs_in_is_led_back_and_signs_out(client: TestClient) -> None:
    entered = tried(client, " Anna ", PASSWORD)
    assert (entered.status_code, entered.headers["location"]) == (303, "/who")
    cookie = entered.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", "max-age=28800"))
    assert "secure" not in cookie
    assert client.get("/who").json() == "anna, editor"
    assert "signed in as anna" in client.get("/sign-in").text
    held = client.cookies["action-plans"]
    left = client.post("/sign-out")
    assert left.status_code == 200
    assert "storage" in left.headers["clear-site-data"]
    assert "You have signed out" in left.text
    assert dict(client.cookies) == {}
    assert client.get("/who", headers={"cookie": f"action-plans={held}"}).status_code == 401


def test_a_cookie_over_https_goes_nowhere_else(settings: Settings) -> None:
    public = settings.model_copy(update={"public_url": "https://plans.example"})
    with client_of(public) as client:
        client.base_url = "https://plans.example"
        cookie = tried(client, "anna", PASSWORD).headers["set-cookie"]
        assert cookie.startswith("__Host-action-plans=")
        assert all(part in cookie.lower() for part in ("; secure", "httponly", "path=/;", "samesite=lax"))
        assert "domain" not in cookie.lower()


def test_a_cookie_planted_before_signing_in_is_worth_nothing(client: TestClient, settings: Settings) -> None:
    planted = "a-cookie-that-someone-knows"
    client.cookies.set("action-plans", planted)
    entered = tried(client, "anna", PASSWORD)
    assert planted not in entered.headers["set-cookie"]
    assert client.get("/who", headers={"cookie": f"action-plans={planted}"}).status_code == 401


def test_signing_in_again_ends_the_session_before(client: TestClient) -> None:
    sign_in(client, "anna")
    first = client.cookies["action-plans"]
    tried(client, "ravi", PASSWORD)
    assert client.get("/who").json() == "ravi, reader"
    assert client.get("/who", headers={"cookie": f"action-plans={first}"}).status_code == 401


@pytest.mark.parametrize(
    "cookie", ["", "x", "x" * 5000, "'; DROP TABLE sessions; --", "null", "é", '"; action-plans=', "\x00"]
)
def test_a_wrong_cookie_is_nobody_s(client: TestClient, cookie: str) -> None:
    sent = f"action-plans={cookie}".encode()
    assert client.get("/who", headers=[(b"cookie", sent)]).status_code == 401


def test_a_session_ends_after_its_hours(settings: Settings) -> None:
    with client_of(settings.model_copy(update={"sign_in_hours": 0.5 / 3600})) as client:  # rounds to no second at all
        assert tried(client, "anna", PASSWORD).status_code == 303
        assert client.get("/who").status_code == 401


def test_what_is_done_to_a_user_holds_from_the_next_request_on(client: TestClient, settings: Settings) -> None:
    users = users_of(settings)
    sign_in(client, "anna")
    assert client.post("/change").json() == "anna"
    users.remove("anna")
    assert client.get("/who").status_code == 401
    users.add("anna", Role.READER, PASSWORD)
    assert client.get("/who").status_code == 401
    sign_in(client, "anna")
    assert "for editors" in client.post("/change").json()
    users.set_password("anna", "another horse battery")
    assert client.get("/who").status_code == 401
    assert tried(client, "anna", PASSWORD).status_code == 401
    assert tried(client, "anna", "another horse battery").status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("anna", "wrong"),
        ("nobody", PASSWORD),
        ("", ""),
        ("anna", ""),
        ("ANNA\x00", PASSWORD),
        ("script", ""),
        ("anna", PASSWORD + "x" * 200),
        ("%", PASSWORD),
        ("anna' --", PASSWORD),
        ("x" * 5000, PASSWORD),
    ],
)
def test_a_wrong_name_or_password_is_refused_in_the_same_words(
    client: TestClient, settings: Settings, name: str, password: str
) -> None:
    users_of(settings).add("script", Role.EDITOR, None)
    refused = tried(client, name, password)
    assert refused.status_code == 401
    assert "do not belong together" in refused.text
    assert "set-cookie" not in refused.headers
    assert password not in refused.text or not password


def test_tries_are_slowed_down_for_known_and_unknown_names_alike(client: TestClient) -> None:
    for name in ("anna", "nobody"):
        assert [tried(client, name, "wrong").status_code for _ in range(6)] == [401] * 5 + [429]
        refused = client.post("/sign-in", data={"name": name.upper(), "password": PASSWORD}, headers=PAGE)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert "Wait" in refused.text
    assert tried(client, "ravi", PASSWORD).status_code == 303


def test_signing_in_forgives_the_tries_before(client: TestClient) -> None:
    for _ in range(3):
        assert [tried(client, "anna", "wrong").status_code for _ in range(4)] == [401] * 4
        assert tried(client, "anna", PASSWORD).status_code == 303


def test_markup_in_a_name_is_shown_as_text(client: TestClient) -> None:
    assert "<b>anna" not in tried(client, "<b>anna", "x").text


def test_a_token_stands_for_its_user_alone(client: TestClient, settings: Settings) -> None:
    users = users_of(settings)
    token = users.new_token("anna")
    bearer = {"authorization": f"Bearer {token}"}
    assert client.get("/who", headers=bearer).json() == "anna, editor"
    sign_in(client, "ravi")
    for wrong in ("Bearer x", "Bearer ", f"bearer {token}x", f"Bearer {'x' * 9000}"):
        assert client.get("/who", headers={"authorization": wrong}).status_code == 401
    assert client.get("/who", headers={"authorization": "Basic eDp5"}).json() == "ravi, reader"
    newer = users.new_token("anna")
    assert client.get("/who", headers=bearer).status_code == 401
    users.remove("anna")
    assert client.get("/who", headers={"authorization": f"Bearer {newer}"}).status_code == 401


def test_nothing_secret_is_kept_and_no_one_else_may_read_it(client: TestClient, settings: Settings) -> None:
    sign_in(client, "anna")
    token = users_of(settings).new_token("anna")
    secrets = (PASSWORD, token, client.cookies["action-plans"])
    for path in settings.home.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not any(secret.encode() in path.read_bytes() for secret in secrets)
    kept = settings.people_file.read_bytes()
    assert b"$argon2id$v=19$m=65536,t=3,p=4$" in kept


def test_a_file_of_users_that_was_readable_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    path.touch(0o644)
    PeopleFile(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_none_of_ours_is_said(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    path.write_text("no database, but longer than a hundred bytes" * 9)
    with pytest.raises(PeopleFileUnusable, match=r"people\.sqlite can't be used"):
        PeopleFile(path)


def test_a_provider_s_person_and_a_user_are_kept_apart(settings: Settings) -> None:
    sessions = Sessions(PeopleFile(settings.people_file), hours=1)
    cookie = sessions.begin(Person("ines", Role.EDITOR), user=None)
    assert sessions.person(cookie) == Person("ines", Role.EDITOR)
    sessions.end(cookie)
    assert sessions.person(cookie) is None


def test_serving_to_others_needs_someone_who_can_sign_in(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, sign_in=SignIn.USERS)
    with pytest.raises(AddressRefused, match="action-plans users add"):
        check_address("127.0.0.1", settings)
    users_of(settings).add("script", Role.EDITOR, None)
    with pytest.raises(AddressRefused, match="no user who could sign in"):
        check_address("0.0.0.0", settings)
    with_users(settings)
    check_address("127.0.0.1", settings)
    with pytest.raises(AddressRefused, match="ACTION_PLANS_PUBLIC_URL"):
        check_address("0.0.0.0", settings)
    check_address("0.0.0.0", settings.model_copy(update={"public_url": "https://plans.example"}))


def test_serving_to_others_without_https_is_warned_of(settings: Settings) -> None:
    for url, warned in (("http://plans.example", True), ("https://plans.example", False), ("http://localhost", False)):
        said = plain_text_warning(settings.model_copy(update={"public_url": url}))
        assert (said is not None) == warned


@pytest.mark.parametrize("url", ["plans.example", "https://user@plans.example", "https://plans.example/app", "ftp://x"])
def test_a_public_address_is_a_whole_origin(url: str) -> None:
    with pytest.raises(ValueError, match="public_url"):
        Settings(public_url=url)


class TestCommands:
    @pytest.fixture
    def run(self, cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunCli:
        def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
            monkeypatch.setattr(Settings, "people_file", property(lambda _settings: tmp_path / "people.sqlite"))
            return cli("users", *arguments, given=given)

        return run

    def test_users_are_added_listed_and_removed(self, run: RunCli) -> None:
        assert "No users yet" in run("list").stdout
        assert run("add", "Anna", "--role", "editor", given=f"{PASSWORD}\n").stdout == "Added anna, editor.\n"
        assert run("add", "nightly", "--scripts-only").stdout == "Added nightly, reader.\n"
        listed = json.loads(run("list", "--json").stdout)
        assert listed[0] == {"name": "anna", "role": "editor", "has_password": True, "has_token": False}
        assert [user["name"] for user in listed] == ["anna", "nightly"]
        token = run("token", "nightly")
        assert len(token.stdout.strip()) >= 40
        assert "once" in token.stderr
        assert "nightly" in run("list").stdout
        assert token.stdout.strip() not in run("list", "--json").stdout
        assert run("password", "anna", given="another horse battery\n").returncode == 0
        assert run("remove", "ANNA").returncode == 0
        assert [user["name"] for user in json.loads(run("list", "--json").stdout)] == ["nightly"]

    @pytest.mark.parametrize(
        ("arguments", "given", "said"),
        [
            (("add", "anna"), "short\n", "12"),
            (("add", "anna"), "", "0 characters"),
            (("add", "anna"), "aaaaaaaaaaaaaaaa\n", "too easy"),
            (("add", "an na"), f"{PASSWORD}\n", "can't be the name"),
            (("remove", "nobody"), "", "no user nobody"),
            (("token", "nobody"), "", "no user nobody"),
            (("password", "nobody"), f"{PASSWORD}\n", "no user nobody"),
        ],
    )
    def test_what_cannot_be_done_is_said_in_one_line(
        self, run: RunCli, arguments: tuple[str, ...], given: str, said: str
    ) -> None:
        done = run(*arguments, given=given)
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_name_is_had_once(settings: Settings) -> None:
    users = users_of(settings)
    with pytest.raises(BadRequest, match="already"):
        users.add("ANNA", Role.READER, PASSWORD)
    with pytest.raises(NoSuchUser):
        users.remove("nobody")
