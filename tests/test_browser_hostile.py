"""A plan whose words try to run, load, send and cover: nothing of them does on any page, nor in the chat."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Visit, serving, visiting
from conftest import run_command
from hostile_plan import BAITS, write_hostile_plan
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hostile_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the hostile plan beside the samples."""
    folder = tmp_path_factory.mktemp("hostile")
    documents = folder / "documents"
    documents.mkdir()
    write_hostile_plan(documents)
    shutil.copytree(home, folder / "home")
    done = run_command("ingest", str(documents), home=folder / "home")
    assert done.returncode == 0, done.stderr
    return folder / "home"


@pytest.fixture(scope="module")
def plan(hostile_home: Path) -> dict[str, Any]:
    """The hostile plan as the register holds it."""
    held = json.loads(run_command("plans", "--json", home=hostile_home).stdout)
    plan_id = next(one["plan_id"] for one in held if one["plan_id"].startswith("hmp-mirefield"))
    return json.loads(run_command("show", plan_id, "--json", home=hostile_home).stdout)


@pytest.fixture(scope="module")
def hostile_address(hostile_home: Path) -> Iterator[str]:
    with serving(hostile_home) as address:
        yield address


def test_the_register_holds_the_hostile_words_in_more_than_twelve_places(plan: dict[str, Any]) -> None:
    items = plan["items"]
    actions = [action for item in items for action in item["actions"]]
    places = {
        "establishment": [plan["establishment"]],
        "document": [plan["source"]["document"]],
        "term": [term["term"] for term in plan["definitions"]],
        "definition": [term["definition"] for term in plan["definitions"]],
        "comment": [term["comment"] for term in plan["definitions"]],
        "section": [item["section"] for item in items],
        "addressee": [item["addressee"] or "" for item in items],
        "item": [item["text"] for item in items],
        "response": [item["response"] for item in items],
        "action": [action["text"] for action in actions],
        "owner": [owner for item in items for owner in item["responsible_owner"]],
        "target date": [date for item in items for date in item["target_dates"]],
        "set aside": [piece["text"] for piece in plan["set_aside"]],
        "warning": [warning["message"] for warning in plan["warnings"]],
    }
    assert {place for place, words in places.items() if not any("<" in one for one in words)} == set()
    for bait in BAITS:
        assert sum(bait.replace("&lt;", "<").replace("&gt;", ">") in item["text"] for item in items) == 1, bait


def test_pages_of_a_hostile_plan_run_load_and_cover_nothing(
    browser: Browser, hostile_address: str, plan: dict[str, Any]
) -> None:
    with visiting(browser, hostile_address) as visit:
        address = f"/plans/{plan['plan_id']}"
        for path in (
            address,
            *(f"{address}/{item['rec_no']}" for item in plan["items"]),
            "/plans",
            "/documents",
            f"/documents/remove/{plan['plan_id']}",
            "/dashboard",
            "/visits",
            "/search?q=laundry&why=yes",
            "/search?q=%3Cimg+src%3Dx+onerror%3Dwindow.ran%3D1%3E",
            "/search?owner=%3Cscript%3Ewindow.ran%3D1%3C/script%3E",
            "/none/%3Cscript%3Ewindow.ran=1%3C/script%3E",
            "/plans/%3Cimg%20src=x%20onerror=window.ran=1%3E",
        ):
            visit.goto(path)
            assert inert(visit) == [], path


def test_the_chat_about_a_hostile_plan_runs_loads_and_covers_nothing(browser: Browser, hostile_address: str) -> None:
    with visiting(browser, hostile_address) as visit:
        page = visit.goto("/chat/")
        expect(page.locator(".held")).to_contain_text("HMP Mirefield")
        assert inert(visit) == []
        for question in (
            "What is said about the laundry at HMP Mirefield?",
            "What does Agreed mean in the plan of 2025?",
            "Which actions are due in June 2025? <img src=x onerror=window.ran=1>",
            "What is said about the laundry?",
        ):
            visit.ask(question)
        expect(page.locator("#conversation")).to_contain_text("<script>window['ran']=2</script>")
        assert inert(visit) == []
        page.locator("#conversation .row-link").last.click()
        expect(page.locator("#row")).to_contain_text("laundry")
        assert inert(visit) == []


def inert(visit: Visit) -> list[str]:
    """What of the hostile words ran, became part of the page, or lies over it."""
    return visit.page.evaluate(
        """() => {
            const faults = [];
            if (window.ran !== undefined) faults.push(`ran ${window.ran}`);
            for (const hostile of document.querySelectorAll(
                "iframe, object, embed, [onerror], [onload], [onfocus], [src='x'], "
                + "[src*='//outside'], [href*='//outside'], [action*='//outside'], [href^='javascript:'], [name='x'], "
                + "[style*='inset: 0'], [style*='inset:0']"))
                faults.push(hostile.outerHTML.slice(0, 200));
            const over = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2);
            if (!over?.closest("main, .gradio-container, #row"))
                faults.push(`covered by ${over?.outerHTML.slice(0, 200)}`);
            if (getComputedStyle(document.body).display === "none") faults.push("hidden by a style");
            return faults;
        }"""
    )
