"""The API: the commands' own JSON over HTTP, its errors in one line, and its description."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import RunCli
from starlette.testclient import TestClient
from web_app import web_client

from assistant.settings import Settings

DAY = "2025-10-15"
SEND = "hmp-send-2025-07-08"
INTERPRETERS = "Which concerns about interpreters are still open?"


@pytest.fixture(scope="module")
def api(home: Path) -> Iterator[TestClient]:
    with web_client(Settings(home=home, as_of=date.fromisoformat(DAY))) as client:
        yield client


def without_timings(printed: str) -> str:
    return re.sub(r'("timings_ms": )\{[^}]*\}', r"\1{}", printed)


@pytest.mark.parametrize(
    "question", [INTERPRETERS, "How many recommendations were not agreed?", "What is said about helicopters?"]
)
def test_an_answer_is_the_commands_own(api: TestClient, cli: RunCli, question: str) -> None:
    answer = api.post("/api/ask", json={"question": question, "as_of": DAY})
    assert answer.headers["content-type"] == "application/json"
    assert without_timings(answer.text) == without_timings(cli("ask", question, "--as-of", DAY, "--json").stdout)


def test_an_answer_follows_on_and_goes_by_a_plan(api: TestClient, cli: RunCli) -> None:
    follows = api.post("/api/ask", json={"question": "and in 2019?", "history": [INTERPRETERS]}).json()
    assert follows["understood"]["topic"] == "interpreters"
    plan = api.post("/api/understand", json={"question": INTERPRETERS, "as_of": DAY})
    whole = api.post("/api/ask", json={"question": INTERPRETERS, "as_of": DAY}).json()
    assert plan.json() == whole["plan"]
    edited = {**plan.json(), "topic": None, "unit": "items", "intent": "count"}
    by_plan = api.post("/api/ask", json={"question": INTERPRETERS, "plan": edited}).text
    printed = cli("ask", INTERPRETERS, "--plan", json.dumps(edited), "--json").stdout
    assert without_timings(by_plan) == without_timings(printed)
    assert json.loads(by_plan)["count"] > 1


@pytest.mark.parametrize(
    ("query", "command"),
    [
        ("", "search ''"),
        ("text=education&status=overdue&limit=3", "search education --status overdue --limit 3"),
        (
            f"text=prison&owner=Governor&owner=Head of OMU&plan={SEND}&offset=1&due_from=2025-08-01&due_to=2026-01-01",
            f"search prison --owner Governor --owner 'Head of OMU' --plan {SEND} --offset 1"
            " --due-from 2025-08-01 --due-to 2026-01-01",
        ),
        (
            "establishment=send&agreement=not_agreed&section=Health&group=Recommendations&rec_no=6.9&as_of=2019-06-01",
            "search '' --establishment send --agreement not_agreed --section Health --group Recommendations"
            " --rec-no 6.9 --as-of 2019-06-01",
        ),
    ],
)
def test_a_search_is_the_commands_own(api: TestClient, cli: RunCli, query: str, command: str) -> None:
    day = [] if "--as-of" in command else ["--as-of", DAY]
    assert api.get(f"/api/search?{query}").text == cli(*shlex.split(command), *day, "--json").stdout


def test_plans_and_items_are_the_commands_own(api: TestClient, cli: RunCli) -> None:
    assert api.get("/api/plans").text == cli("plans", "--json").stdout
    for plan_id in ("hmp-send-2019-01-18", SEND):
        plan = api.get(f"/api/plans/{plan_id}")
        assert plan.text == cli("show", plan_id, "--json").stdout
        for item in plan.json()["items"]:
            shown = api.get(f"/api/plans/{plan_id}/items/{item['rec_no']}").json()
            assert {**item, "history": shown["history"]} == shown
    assert api.get(f"/api/plans/{SEND}/items/4").text == cli("show", SEND, "4", "--json").stdout


@pytest.mark.parametrize("kind", ["csv", "json", "ics"])
def test_an_export_is_the_commands_own(api: TestClient, cli: RunCli, tmp_path: Path, kind: str) -> None:
    file = api.get("/api/export", params={"format": kind, "owner": "Governor", "status": "open"})
    asked = ("--owner", "Governor", "--status", "open", "--as-of", DAY, "--format", kind)
    assert cli("export", *asked, "--out", str(tmp_path / "file")).returncode == 0
    assert file.content == (tmp_path / "file").read_bytes()
    assert file.headers["content-disposition"] == f'attachment; filename="action-plans-{DAY}.{kind}"'


def test_an_exported_spreadsheet_opens(api: TestClient, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    (tmp_path / "rows.xlsx").write_bytes(api.get("/api/export?format=xlsx&plan=" + SEND).content)
    book = load_workbook(tmp_path / "rows.xlsx")
    assert book["Rows"].max_row == 32
    book.close()


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/plans/hmp-nowhere-2020-01-01", 404, "held are: hmp-send-2019-01-18"),
        (f"/api/plans/{SEND}/items/99", 404, "the nearest are"),
        ("/api/nothing", 404, "/api/openapi.json lists what there is"),
        ("/api", 404, "/api/openapi.json lists what there is"),
        ("/api/plans/", 404, "/api/openapi.json lists what there is"),
        ("/api/search?colour=red", 422, "There is no field colour here"),
        ("/api/search?status=late", 422, "status: “late” can't be used. Input should be 'open', 'overdue'"),
        ("/api/search?due_from=soon", 422, "“soon” is not a day; write it as YYYY-MM-DD"),
        ("/api/search?limit=0", 422, "limit: “0” can't be used"),
        ("/api/search?limit=100000", 422, "limit: “100000” can't be used"),
        ("/api/search?text=" + "x" * 301, 422, "text: “xxx"),
        ("/api/export", 422, "format is missing"),
        ("/api/export?format=pdf", 422, "Input should be 'csv', 'xlsx', 'json' or 'ics'"),
        ("/api/ask", 405, "does not take that method"),
    ],
)
def test_what_goes_wrong_is_one_line_of_json(api: TestClient, path: str, status: int, said: str) -> None:
    answer = api.get(path)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert said in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("", 422, "The request is empty"),
        ("[]", 422, "JSON of an object"),
        ("{", 422, "The request is not JSON"),
        ("{}", 422, "question is missing"),
        ('{"question": 1}', 422, "question: what was given can't be used"),
        ('{"question": "x", "colour": 1}', 422, "There is no field colour here"),
        ('{"question": "x", "as_of": "soon"}', 422, "“soon” is not a day"),
        ('{"question": "x", "plan": {"intent": "list"}}', 422, "plan.unit is missing"),
        ('{"question": " "}', 400, "The question is empty"),
        (json.dumps({"question": "x" * 301}), 400, "more than 300"),
        (json.dumps({"question": "x", "history": ["y" * 301]}), 400, "more than 300"),
        ("[" * 100_000, 400, "not JSON that can be read"),
    ],
)
def test_a_body_that_will_not_do_is_said_in_one_line(api: TestClient, body: str, status: int, said: str) -> None:
    answer = api.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert said in answer.json()["error"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_of_another_site_could_send_is_not_taken(api: TestClient, kind: str) -> None:
    answer = api.post("/api/ask", content=json.dumps({"question": "x"}), headers={"content-type": kind})
    assert answer.status_code == 415
    assert "application/json" in answer.json()["error"]


def test_other_sites_are_given_nothing(api: TestClient) -> None:
    asked = api.options("/api/ask", headers={"origin": "http://outside.example"})
    assert asked.status_code == 403
    assert api.options("/api/ask").status_code == 405
    answered = api.get("/api/plans", headers={"origin": "http://localhost:8000"})
    assert not [name for name in answered.headers if name.startswith("access-control")]
    assert api.delete("/api/plans").headers["allow"] == "GET"


def test_a_fault_is_said_without_its_details(home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(home, broken)
    with web_client(Settings(home=broken)) as client:
        (broken / "index" / "current.json").write_text("{")
        answer = client.get("/api/search?text=education")
    assert answer.status_code == 503
    assert list(answer.json()) == ["error"]
    assert str(tmp_path) not in answer.text
    assert "current.json" in caplog.text


def test_health(api: TestClient) -> None:
    assert api.get("/api/health").json() == {"status": "ok", "plans": 2}


def test_the_description_is_of_our_own_routes_and_nothing_outside(api: TestClient) -> None:
    described = api.get("/api/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/ask",
        "/api/understand",
        "/api/search",
        "/api/export",
        "/api/plans",
        "/api/plans/{plan_id}",
        "/api/plans/{plan_id}/items/{rec_no}",
        "/api/health",
    }
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["summary"] and operation["description"]
            assert operation["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/Problem")
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query":
                    assert parameter["description"], parameter["name"]
    names = {one["name"] for one in described["paths"]["/api/search"]["get"]["parameters"]}
    assert {"text", "establishment", "rec_no", "due_from", "limit", "as_of"} <= names
    assert described["components"]["schemas"]["AskRequest"]["properties"]["question"]["examples"]
    assert "http" not in json.dumps(described)
