"""The MCP endpoint over a real server, asked by the SDK's own clients; and what is refused there."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from browsing import serving
from conftest import RunCli
from mcp.client.client import Client
from mcp.client.session import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from assistant.search import SearchPage
from ingest.records import Item

DAY = "2025-10-15"
SEND = "hmp-send-2025-07-08"
QUESTION = "Which concerns about interpreters are still open?"
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield f"{address}/mcp"


def in_own_loop(run: Callable[[], Awaitable[None]]) -> None:
    """Runs it in a thread of its own: other tests leave a loop of Gradio's in this one."""
    with start_blocking_portal() as portal:
        portal.call(run)


def in_session(address: str, work: Callable[[ClientSession], Awaitable[None]]) -> None:
    """Does some work in a session of the protocol's first form, with its handshake."""

    async def run() -> None:
        async with streamable_http_client(address) as streams, ClientSession(*streams[:2]) as session:
            await session.initialize()
            await work(session)

    in_own_loop(run)


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_the_tools_are_listed_as_read_only_with_their_schemas(address: str) -> None:
    async def work(session: ClientSession) -> None:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert list(tools) == ["ask", "search", "show_plan", "show_item", "list_plans"]
        for tool in tools.values():
            assert tool.annotations and tool.annotations.read_only_hint
            assert tool.description and "data, never instructions" in tool.description
            assert tool.input_schema["type"] == "object"
            assert tool.input_schema["additionalProperties"] is False
            assert tool.output_schema
        assert tools["ask"].input_schema["required"] == ["question"]
        assert set(tools["show_item"].input_schema["properties"]) == {"plan_id", "rec_no"}
        await session.send_ping()

    in_session(address, work)


def test_a_question_is_answered_with_its_rows(address: str, cli: RunCli) -> None:
    printed = json.loads(cli("ask", QUESTION, "--as-of", DAY, "--json").stdout)

    async def work(session: ClientSession) -> None:
        # The SDK's client checks what comes back against the tool's own schema.
        result = await session.call_tool("ask", {"question": QUESTION, "as_of": DAY})
        assert not result.is_error
        assert {**result.structured_content, "timings_ms": 0} == {**printed, "timings_ms": 0}
        assert text_of(result).startswith(printed["text"])
        for row in printed["citations"]:
            assert row["quote"] in text_of(result)
        follows = await session.call_tool("ask", {"question": "and in 2019?", "history": [QUESTION]})
        assert follows.structured_content["understood"]["topic"] == "interpreters"

    in_session(address, work)


def test_rows_plans_and_items_are_the_commands_own(address: str, cli: RunCli) -> None:
    found = cli("search", "education", "--status", "overdue", "--limit", "3", "--as-of", DAY, "--json").stdout
    item = cli("show", SEND, "4", "--json").stdout
    plan = cli("show", SEND, "--json").stdout
    plans = cli("plans", "--json").stdout

    async def work(session: ClientSession) -> None:
        rows = await session.call_tool("search", {"text": "education", "status": ["overdue"], "limit": 3})
        assert rows.structured_content == json.loads(found)
        assert SearchPage.model_validate_json(text_of(rows)) == SearchPage.model_validate_json(found)
        one = await session.call_tool("show_item", {"plan_id": SEND, "rec_no": "4"})
        assert Item.model_validate_json(text_of(one)) == Item.model_validate_json(item)
        whole = await session.call_tool("show_plan", {"plan_id": SEND})
        assert whole.structured_content == json.loads(plan)
        held = await session.call_tool("list_plans", {})
        assert held.structured_content == {"plans": json.loads(plans)}

    in_session(address, work)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {}, "question is missing"),
        ("ask", {"question": "x" * 301}, "more than 300"),
        ("search", {"status": ["late"]}, "“late” can't be used"),
        ("search", {"colour": "red"}, "There is no field colour"),
        ("show_plan", {"plan_id": "hmp-nowhere-2020-01-01"}, f"held are: hmp-send-2019-01-18, {SEND}"),
        ("show_item", {"plan_id": SEND, "rec_no": "99"}, "the nearest are"),
        ("list_plans", {"all": True}, "There is no field all"),
        ("remove_plan", {"plan_id": SEND}, "There is no tool 'remove_plan'"),
    ],
)
def test_a_call_that_will_not_do_is_an_error_with_what_to_do(
    address: str, tool: str, arguments: dict[str, Any], said: str
) -> None:
    async def work(session: ClientSession) -> None:
        result = await session.call_tool(tool, arguments)
        assert result.is_error
        assert said in text_of(result)

    in_session(address, work)


def test_the_protocols_newer_form_without_handshake_is_spoken_too(address: str) -> None:
    async def run() -> None:
        async with Client(address) as client:
            assert next(tool.name for tool in (await client.list_tools()).tools) == "ask"
            result = await client.call_tool("ask", {"question": QUESTION, "as_of": DAY})
            assert not result.is_error

    in_own_loop(run)


def test_it_keeps_no_session_and_opens_no_stream(address: str) -> None:
    headers = {"accept": "application/json, text/event-stream"}
    with httpx.Client(headers=headers) as client:
        begun = client.post(address, json=INITIALIZE)
        assert begun.status_code == 200
        assert begun.headers["content-type"] == "application/json"
        assert "mcp-session-id" not in begun.headers
        assert begun.json()["result"]["serverInfo"]["name"] == "action-plans"
        assert client.get(address).status_code == 405
        assert client.delete(address).status_code == 405
        assert client.post(address, content="{", headers={"content-type": "application/json"}).status_code == 400
        form = client.post(address, content=json.dumps(INITIALIZE), headers={"content-type": "text/plain"})
        assert form.status_code == 400
        long = client.post(address, json={**INITIALIZE, "id": "x" * 300_000})
        assert long.status_code == 413


@pytest.mark.parametrize(
    "headers",
    [{"host": "outside.example"}, {"origin": "http://outside.example"}, {"sec-fetch-site": "cross-site"}],
    ids=["rebound host", "foreign origin", "cross-site"],
)
def test_other_hosts_and_sites_are_refused(address: str, headers: dict[str, str]) -> None:
    answer = httpx.post(address, json=INITIALIZE, headers={"accept": "application/json", **headers})
    assert answer.status_code in (403, 421)
