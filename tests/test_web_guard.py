"""The guard over the whole app with a sign-in: who is let in to which route, hosts, sites, headers, sizes and rates."""

from __future__ import annotations

import asyncio
import gc
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import httpx2
import pytest
from fastapi import FastAPI, Request
from signing_in import METHODS, PAGE, own_home, routes_of, sign_in, users_of, with_users
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from web_app import web_client

from assistant.settings import Settings, SignIn
from assistant.web.admission import Admission
from assistant.web.guard import Guard
from assistant.web.people import NOBODY, Person, Role, person, person_of
from assistant.web.refusals import own_address

PUBLIC = "https://plans.example"
OPEN = {"/style/x", "/healthz", "/sign-in", "/sign-in/provider/", "/sign-in/provider/callback"}
"""All that is answered to whoever asks: the look of the pages, whether the app is up, and signing in."""


@pytest.fixture(scope="module")
def settings(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = own_home(home, tmp_path_factory.mktemp("guard"))
    return with_users(
        Settings(home=folder, sign_in=SignIn.USERS, public_url=PUBLIC, requests_a_minute=100_000, upload_files=1)
    )


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[TestClient]:
    with web_client(settings) as client:
        client.base_url = PUBLIC
        yield client


@pytest.fixture
def anonymous(site: TestClient) -> TestClient:
    site.cookies.clear()
    return site


@pytest.fixture
def editor(site: TestClient) -> TestClient:
    sign_in(site, "anna")
    return site


@pytest.fixture
def reader(site: TestClient) -> TestClient:
    sign_in(site, "ravi")
    return site


def filled(path: str) -> str:
    return re.sub(r"{[^}]+}", "x", path)


def test_every_route_is_refused_without_sign_in_save_for_the_list(anonymous: TestClient) -> None:
    routes = dict(routes_of(anonymous.app.routes))  # type: ignore[attr-defined]
    assert len(routes) > 80
    assert {"/plans", "/sign-out", "/chat/gradio_api/queue/join", "/chat/gradio_api/upload"} <= set(routes)
    for path in {filled(path) for path in routes} - OPEN:
        for method in METHODS:
            assert anonymous.request(method, path).status_code == 401, (method, path)
    assert {path for path in OPEN if anonymous.get(path).status_code != 401} == OPEN
    assert {path for path in OPEN if anonymous.delete(path).status_code == 401} == OPEN


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "//plans",
        "/plans/",
        "/style",
        "/style/../plans",
        "/style/%2e%2e/plans",
        "/sign-in/",
        "/sign-in/../plans",
        "/healthz/",
        "/SIGN-IN",
        "/healthz/x",
        "/style/%0aplans",
        "/sign-in/provider/callback/x",
        "/sign-in%2f..%2fplans",
    ],
)
def test_no_way_round_the_list(anonymous: TestClient, method: str, path: str) -> None:
    url = httpx2.URL(PUBLIC).copy_with(raw_path=path.encode())
    assert anonymous.request(method, url).status_code in (401, 404)
    assert "HMP Send" not in anonymous.request(method, url).text


@pytest.mark.parametrize("name", ["ravi", "anna"])
def test_readers_and_editors_see_the_pages(site: TestClient, name: str) -> None:
    sign_in(site, name)
    for path in ("/plans", "/chat/"):
        assert site.get(path).status_code == 200


def test_changes_to_documents_are_refused_to_readers(reader: TestClient) -> None:
    changing = [
        (method, filled(path))
        for path, methods in routes_of(reader.app.routes)  # type: ignore[attr-defined]
        for method in methods
        if "/documents" in path and method not in ("GET", "HEAD")
    ]
    assert changing
    for method, path in changing:
        assert reader.request(method, path).status_code == 403, (method, path)


def test_a_browser_is_shown_where_to_sign_in_and_a_script_how(anonymous: TestClient) -> None:
    page = anonymous.get("/plans/x/1?as_of=2025-07-08&x=%22%3E", headers=PAGE)
    assert page.status_code == 401
    assert page.headers["content-type"].startswith("text/html")
    assert '<input type="hidden" name="next" value="/plans/x/1?as_of=2025-07-08&amp;x=%22%3E">' in page.text
    assert 'href="/plans"' not in page.text
    script = anonymous.get("/api/plans", headers=PAGE)
    assert script.status_code == 401
    assert script.headers["www-authenticate"].startswith("Bearer")
    assert script.json()["error"].startswith("Sign in first")


@pytest.mark.parametrize(
    "next_",
    [
        "https://outside.example/",
        "//outside.example",
        "/\\outside.example",
        "\\\\outside.example",
        "javascript:alert(1)",
        "/\t/outside.example",
        "/\n/outside.example",
        " //outside.example",
        "outside.example",
        "/x y",
        "",
        "/é",
        "//[::1",
        "/" + "x" * 3000,
    ],
)
def test_signing_in_leads_to_our_own_pages_alone(next_: str) -> None:
    assert own_address(next_) == "/"


@pytest.mark.parametrize("next_", ["/", "/plans/x/1?as_of=2025-07-08", "/search?q=a%2Fb&next=//x", "/chat/"])
def test_signing_in_leads_back(next_: str) -> None:
    assert own_address(next_) == next_


@pytest.mark.parametrize("path", ["/plans", "/chat/", "/none", "/style/app.css", "/sign-in", "/chat/gradio_api/info"])
@pytest.mark.parametrize("name", ["", "ravi"])
def test_every_answer_has_the_headers(site: TestClient, path: str, name: str) -> None:
    site.cookies.clear()
    if name:
        sign_in(site, name)
    for headers in (
        {},
        PAGE,
        {"host": "outside.example"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    ):
        found = site.get(path, headers=headers).headers
        policy = found["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'")
        assert "http" not in policy
        assert "frame-ancestors 'none'" in policy
        assert found["strict-transport-security"] == "max-age=31536000"
        assert found["x-content-type-options"] == "nosniff"
        assert found["cross-origin-resource-policy"] == "same-origin"
        assert "cache-control" in found


@pytest.mark.parametrize("host", ["outside.example", "plans.example.outside.example", "xplans.example", "0.0.0.0", ""])
def test_another_host_name_is_refused(editor: TestClient, host: str) -> None:
    assert editor.get("/plans", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["plans.example", "plans.example:443", "PLANS.example", "localhost:8000"])
def test_the_public_host_is_answered(editor: TestClient, host: str) -> None:
    assert editor.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://plans.example", "https://plans.example:444", "https://x.example", "null", ""]
)
def test_only_the_public_origin_may_change_anything(editor: TestClient, origin: str) -> None:
    assert editor.post("/sign-out", headers={"origin": origin}).status_code == 403
    assert editor.get("/plans").status_code == 200
    assert editor.post("/sign-out", headers={"origin": PUBLIC}).status_code == 200


def test_another_site_may_link_here_but_not_load_anything(editor: TestClient) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    loaded = {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}
    assert editor.get("/plans", headers=link).status_code == 200
    assert editor.get("/plans", headers=loaded).status_code == 403


def test_a_body_is_refused_by_the_length_that_it_says(site: TestClient) -> None:
    for name, path, size, expected in (
        ("", "/sign-in", 20_000, 413),
        ("ravi", "/documents", 5_000_000, 413),
        ("anna", "/documents", 21_000_000, 413),
        ("anna", "/chat/gradio_api/queue/join", 5_000_000, 413),
    ):
        site.cookies.clear()
        if name:
            sign_in(site, name)
        answer = site.post(path, content=b"x", headers={"content-length": str(size)})
        assert answer.status_code == expected, (name, path)


def test_a_body_is_counted_where_it_says_no_length_or_a_false_one(anonymous: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b"name=" + b"x" * 1000

    form = {"content-type": "application/x-www-form-urlencoded"}
    assert anonymous.post("/sign-in", content=pieces(), headers=form).status_code == 413
    short = form | {"content-length": "10"}
    assert anonymous.post("/sign-in", content=pieces(), headers=short).status_code in (400, 413)


def test_a_person_may_ask_so_often_and_no_more(settings: Settings) -> None:
    """Each person has their own measure; pages' style and signing in are not counted."""
    slow = settings.model_copy(update={"requests_a_minute": 3})
    app = FastAPI(middleware=[Middleware(Guard, settings=slow, admission=Admission(slow))])

    @app.get("/plans")
    def plans() -> str:
        return person().name

    tokens = {name: users_of(slow).new_token(name) for name in ("anna", "ravi")}
    with TestClient(app, base_url=PUBLIC) as client:

        def asked(name: str, path: str = "/plans", **headers: str) -> httpx2.Response:
            return client.get(path, headers={"authorization": f"Bearer {tokens[name]}", **headers})

        assert [asked("anna").status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = asked("anna", **PAGE)
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert "Wait" in refused.text
        assert "error" in asked("anna").json()
        assert asked("ravi").status_code == 200
        assert [asked("anna", "/style/none.css").status_code for _ in range(5)] == [404] * 5


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_fault_is_said_without_its_details_and_raised_to_the_server(accept: str) -> None:
    app = FastAPI(middleware=[Middleware(Guard, settings=Settings(), admission=None)])

    @app.get("/fault")
    def fault() -> str:
        raise RuntimeError("the secret of the day")

    quiet = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    answer = quiet.get("/fault", headers={"accept": accept})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "fault in the assistant" in answer.text
    assert "content-security-policy" in answer.headers
    with pytest.raises(RuntimeError, match="secret"):
        TestClient(app, base_url="http://localhost").get("/fault")


def test_web_sockets_are_refused(anonymous: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), anonymous.websocket_connect("/chat/gradio_api/queue/join"):
        pass


@pytest.mark.filterwarnings("ignore:.*no_silent_downcasting")  # how Gradio asks pandas
def test_who_asks_is_known_in_handlers_of_every_kind_and_in_the_queue_of_the_chat(settings: Settings) -> None:
    """``person()`` reaches coroutines and threads; the queue's own tasks have the request, and NOBODY without it."""
    app = FastAPI(middleware=[Middleware(Guard, settings=settings, admission=Admission(settings))])
    heard: list[tuple[Person, Person]] = []

    @app.get("/in-thread")
    def in_thread(request: Request) -> str:
        heard.append((person(), person_of(request.scope)))
        return ""

    @app.get("/in-loop")
    async def in_loop(request: Request) -> str:
        await asyncio.sleep(0)
        heard.append((person(), person_of(request.scope)))
        return ""

    def event(request: gr.Request) -> str:
        assert request.request is not None
        heard.append((person(), person_of(request.request.scope)))
        return ""

    with warnings.catch_warnings():
        # Gradio makes event loops for its locks while it is built, and never closes them.
        warnings.simplefilter("ignore", ResourceWarning)
        with gr.Blocks(analytics_enabled=False) as blocks:
            gr.Button().click(event, None, gr.Textbox())
        gr.mount_gradio_app(app, blocks, path="/chat", ssr_mode=False)
        gc.collect()
    anna = users_of(settings).new_token("anna")
    with TestClient(app, base_url=PUBLIC, headers={"authorization": f"Bearer {anna}"}) as client:
        for path in ("/in-thread", "/in-loop"):
            assert client.get(path).status_code == 200
        joined = client.post("/chat/gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "s"})
        assert joined.status_code == 200
        assert "process_completed" in client.get("/chat/gradio_api/queue/data?session_hash=s").text
    expected = Person("anna", Role.EDITOR)
    assert heard == [(expected, expected), (expected, expected), (NOBODY, expected)]
