"""The web app over the sample plans, by HTTP: pages, addresses, and what is refused."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount
from starlette.testclient import TestClient
from web_app import web_client

from assistant.engine import Engine
from assistant.settings import Settings
from assistant.web.app import serve
from assistant.web.serving import AddressRefused, check_address
from assistant.web.site import Site

AS_OF = date(2025, 10, 15)
SEND = "hmp-send-2025-07-08"


@pytest.fixture(scope="module")
def reached() -> list[str]:
    """The hosts that this process connects to or looks up from here on, the names of this machine aside."""
    hosts: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        host = None
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            host = arguments[1][0]
        elif event == "socket.getaddrinfo":
            host = arguments[0]
        if host not in (None, "127.0.0.1", "::1", "localhost"):
            hosts.append(str(host))

    sys.addaudithook(hook)
    return hosts


@pytest.fixture(scope="module")
def site(home: Path, reached: list[str]) -> Iterator[TestClient]:
    with web_client(Settings(home=home, as_of=AS_OF)) as client:
        yield client


def lines_of(document: Path) -> list[str]:
    return document.read_text(encoding="utf-8").splitlines()


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_server_reaches_no_other_host(site: TestClient, reached: list[str]) -> None:
    for path in ("/chat/", "/chat/config", "/plans", "/chat/gradio_api/startup-events"):
        assert site.get(path).status_code == 200
    assert reached == []


def test_the_first_page_is_the_chat(site: TestClient) -> None:
    assert site.get("/").headers["location"] == "/chat/"
    page = site.get("/chat/")
    assert page.status_code == 200
    assert re.search(r'<noscript>.*href="/plans".*</noscript>', page.text)


def test_plans_are_listed_with_their_standing(site: TestClient) -> None:
    page = text_of(site.get("/plans").text)
    assert re.search(r"HMP Send, 2019 18 January 2019 18 to 29 June 2018 26 38 1 29 \d+ Superseded", page)
    assert re.search(r"HMP Send, 2025 8 July 2025 17 March to 3 April 2025 6 31 7 21 \d+ Current", page)


def test_a_plan_shows_its_items_totals_terms_and_what_was_set_aside(site: TestClient) -> None:
    page = text_of(site.get("/plans/hmp-send-2019-01-18").text)
    for words in ("26 recommendations", "Agreed 20 20", "Partly agreed 3 3", "Not agreed 3 3", "All 26 26"):
        assert words in page
    assert "All of the recommendation is agreed with" in page
    assert "This plan is superseded by a later plan of HMP Send" in page
    assert "Text set aside" in text_of(site.get(f"/plans/{SEND}").text)


def test_an_item_shows_actions_with_statuses_and_why(site: TestClient) -> None:
    page = text_of(site.get(f"/plans/{SEND}/4").text)
    assert "Support for prisoners who spoke little English was limited." in page
    assert "6 actions" in page
    assert "The Big Word interpreting service will be relaunched" in page
    assert "Overdue Target September 2025 has passed" in page
    assert "Open Due by 31 October 2025" in page
    assert "Previous: 3" in page
    assert "Next: 5" in page
    assert "warning about how this was read" in page


def test_statuses_follow_the_day_asked_for(site: TestClient) -> None:
    assert "Overdue Target" not in text_of(site.get(f"/plans/{SEND}/4?as_of=2025-07-31").text)
    assert "as of 31 July 2025" in text_of(site.get(f"/plans/{SEND}/4?as_of=2025-07-31").text)
    assert site.get(f"/plans/{SEND}/4?as_of=soon").status_code == 400


def test_an_item_shows_the_lines_of_its_document_as_they_are(site: TestClient, plans_folder: Path) -> None:
    page = site.get(f"/plans/{SEND}/4").text
    shown = re.findall(r'<tr><th scope="row">(\d+)</th><td>(.*?)</td></tr>', page, re.DOTALL)
    lines = lines_of(plans_folder / "hmp-send-2025.txt")
    assert [int(number) for number, _ in shown] == list(range(42, 48))
    assert [unescape(text) for _, text in shown] == lines[41:47]


def test_every_item_of_every_plan_has_its_page(site: TestClient) -> None:
    addresses = set()
    for plan in ("hmp-send-2019-01-18", SEND):
        addresses.update(re.findall(rf'href="(/plans/{plan}/[^"]+)"', site.get(f"/plans/{plan}").text))
    assert len(addresses) == 32
    assert {site.get(unescape(address)).status_code for address in addresses} == {200}


@pytest.mark.parametrize("path", ["/plans/hmp-nowhere-2020-01-01", f"/plans/{SEND}/99", "/nothing", "/style/none.css"])
def test_what_is_not_held_is_said_with_what_is(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "HMP Send, submitted 8 July 2025" in text_of(answer.text)


def test_health(site: TestClient) -> None:
    assert site.get("/healthz").text == "ok: 2 plans held"


@pytest.mark.parametrize("path", ["/plans", "/chat/", "/nothing", "/style/app.css", "/chat/gradio_api/info"])
def test_every_answer_forbids_other_hosts(site: TestClient, path: str) -> None:
    headers = site.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_chat_page_runs_only_scripts_that_it_was_served_with(site: TestClient) -> None:
    answers = [site.get("/chat/") for _ in range(2)]
    nonces = [re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"]) for answer in answers]
    assert nonces[0] and nonces[1] and nonces[0][1] != nonces[1][1]
    assert set(re.findall(r"<script[^>]*?nonce=\"([^\"]*)\"", answers[0].text)) == {nonces[0][1]}
    assert answers[0].text.count("<script") == answers[0].text.count(f'<script nonce="{nonces[0][1]}"')


@pytest.mark.parametrize("host", ["outside.example", "localhost.outside.example", "192.168.0.7:8000", "", "[::1"])
def test_another_host_name_is_refused(site: TestClient, host: str) -> None:
    assert site.get("/plans", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_names_of_this_machine_are_answered(site: TestClient, host: str) -> None:
    assert site.get("/plans", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://outside.example"},
        {"origin": "http://localhost:9000"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_requests_of_other_sites_change_nothing(site: TestClient, headers: dict[str, str]) -> None:
    assert site.post("/chat/gradio_api/queue/join", json={}, headers=headers).status_code == 403


def test_our_own_origin_may_post(site: TestClient) -> None:
    headers = {"origin": "http://localhost:8000", "sec-fetch-site": "same-origin"}
    assert site.post("/chat/gradio_api/queue/join", json={}, headers=headers).status_code != 403


ANSWERED = {"/", "/theme.css", "/config", "/favicon.ico", "/static/{path:path}", "/assets/{path:path}"} | {
    f"/gradio_api/{name}"
    for name in ("queue/join", "queue/data", "heartbeat/{session_hash}", "startup-events", "cancel")
}


def test_gradio_answers_only_what_the_chat_needs(site: TestClient) -> None:
    """Every route that Gradio brings is called by each of its methods; all but the listed ones are not found."""
    chat = next(route for route in site.app.routes if isinstance(route, Mount) and route.path == "/chat")  # type: ignore[attr-defined]
    found = [route for route in _routes(chat.routes) if not set(_addresses(route)) & ANSWERED]
    assert len(found) > 40
    for route in found:
        for method in route.methods:
            path = re.sub(r"{\w+(:\w+)?}", "x", route.path)
            assert site.request(method, f"/chat{path}").status_code == 404, (method, path)


def _routes(routes: list[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif included := getattr(route, "original_router", None):  # FastAPI keeps an included router as one route
            yield from _routes(included.routes)


def _addresses(route: APIRoute) -> tuple[str, ...]:
    return (route.path, route.path.rstrip("/"))


@pytest.mark.parametrize(
    "path",
    [
        "/chat/gradio_api/file=http://outside.example/x.png",
        "/chat/gradio_api/file=/etc/passwd",
        "/chat/gradio_api/proxy=http://outside.example/",
        "/chat/gradio_api/upload",
        "/chat/gradio_api/mcp/",
        "/chat/monitoring",
    ],
)
def test_gradio_routes_that_reach_out_are_closed(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "prison.example", ""])
def test_serving_to_other_machines_is_refused(host: str) -> None:
    with pytest.raises(AddressRefused, match=r"no sign-in.*ACTION_PLANS_SIGN_IN.*ACTION_PLANS_PUBLIC_URL"):
        check_address(host, Settings())


def test_a_port_that_is_taken_is_said(home: Path) -> None:
    settings = Settings(home=home)
    with Engine.open(settings) as engine, socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressRefused, match=f"Port {port} of 127.0.0.1"):
            serve(Site(engine, settings), "127.0.0.1", port)
