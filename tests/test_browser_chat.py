"""The chat in a real browser, against a server of its own, with every request recorded."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import ROOT, run_command
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DAY = "2025-10-15"
PATIENCE_MS = 30_000
QUESTION = "Which concerns about interpreters are still open?"

HOSTILE = (
    "<script>window.ran = 1</script>",
    '<img src="http://outside.example/a.png" onerror="window.ran = 2">',
    "![picture](http://outside.example/b.png)",
    "[link](javascript:window.ran=3)",
    "http://outside.example/c and www.outside.example",
    '<form action="http://outside.example/d"><input name="x"></form>',
    '<div style="position:fixed;inset:0;background:red">cover</div>',
    '<iframe src="http://outside.example/e"></iframe>',
    "&lt;svg onload=window.ran=4&gt;",
)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of ``action-plans serve`` over a home, for as long as the block runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    environment = {**os.environ, "ACTION_PLANS_HOME": str(home), "ACTION_PLANS_AS_OF": DAY, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", said)
            assert address, f"the server said {said!r}"
            yield address[0]
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


class Visit:
    """A page, and what it asked of which host, ran against the policy, or threw."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.outside: list[str] = []
        self.wrong: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.context.on("request", self._requested)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}"))
        page.on("console", lambda said: self.wrong.append(said.text) if "Content Security" in said.text else None)

    def _requested(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.outside.append(url)

    def ask(self, question: str) -> None:
        """Asks in the chat and waits until the reply is whole."""
        replies = self.page.locator("#conversation .reply")
        before = replies.count()
        self.page.get_by_label("Your question").fill(question)
        self.page.get_by_role("button", name="Ask", exact=True).click()
        expect(replies).to_have_count(before + 1, timeout=PATIENCE_MS)


@contextmanager
def visiting(browser: Browser, address: str, width: int = 1280, height: int = 900) -> Iterator[Visit]:
    """A visit in a fresh profile; at its end nothing outside was asked for and nothing went wrong."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    visit = Visit(context.new_page(), address)
    yield visit
    context.close()
    assert visit.outside == []
    assert visit.wrong == []


def test_ask_follow_up_and_open_a_citation(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.page
        page.goto(f"{address}/")
        expect(page.locator("#held")).to_contain_text("submitted 8 July 2025")
        expect(page.locator("#held")).to_contain_text("What it can’t answer")
        visit.ask(QUESTION)
        reply = page.locator("#conversation .bot-row").last
        expect(reply.locator(".chips")).to_contain_text("still open")
        expect(reply.locator(".chips")).to_contain_text("As of 15 October 2025")
        row = reply.locator("table.citations tbody tr").first
        expect(row).to_contain_text("Governor")
        expect(row).to_contain_text("2025")
        expect(row.locator(".tag")).to_have_text(re.compile("Open|Overdue"))

        visit.ask("who owns them?")
        expect(page.locator("#conversation .bot-row").last).to_contain_text("Governor")
        expect(page.locator("#conversation .user-row").last).to_be_in_viewport()
        expect(page.get_by_label("Your question")).to_be_in_viewport()

        with page.context.expect_page() as opened:
            reply.locator("table.citations a").first.click()
        item = opened.value
        expect(item).to_have_url(re.compile(r"/plans/hmp-send-2025-07-08/4\?as_of=2025-10-15"))
        expect(item.locator("h1")).to_contain_text("Concern 4")
        expect(item.locator("body")).to_contain_text("The Big Word interpreting service will be relaunched")


def test_an_example_is_asked_by_a_click_and_the_conversation_starts_again(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.page
        page.goto(f"{address}/chat/")
        page.get_by_role("button", name="What is still open about interpreters?").click()
        expect(page.locator("#conversation .reply")).to_have_count(1, timeout=PATIENCE_MS)
        page.get_by_role("button", name="Start again").click()
        expect(page.locator("#conversation .reply")).to_have_count(0)


def test_the_day_typed_is_the_day_of_the_statuses(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.page
        page.goto(f"{address}/chat/")
        page.get_by_label("As of").fill("31 July 2025")
        visit.ask(QUESTION)
        reply = page.locator("#conversation .bot-row").last
        expect(reply.locator(".chips")).to_contain_text("As of 31 July 2025")
        expect(reply.locator("table.citations")).not_to_contain_text("Overdue")


def test_a_person_s_own_markup_is_shown_as_text(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.page
        page.goto(f"{address}/chat/")
        typed = "<b>who</b> ![x](http://outside.example/x.png) owns 6.5?"
        visit.ask(typed)
        expect(page.locator("#conversation .user-row").last).to_have_text(typed)
        assert page.evaluate("document.querySelectorAll('#conversation :is(img, b)').length") == 0


@pytest.mark.parametrize("path", ["chat/", "plans", "plans/hmp-send-2019-01-18", "plans/hmp-send-2025-07-08/4", "none"])
def test_a_phone_needs_no_sideways_scroll(browser: Browser, address: str, path: str) -> None:
    with visiting(browser, address, width=320, height=640) as visit:
        page = visit.page
        page.goto(f"{address}/{path}")
        if path == "chat/":
            visit.ask(QUESTION)
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def plan_with(rows: tuple[str, ...]) -> str:
    """A plan in the layout of the sample of 2025, one concern with one action for each text."""
    head = (
        "Action Plan: HMP Mirefield\n\nAction Plan Submitted: 4 March 2025\n\n"
        "A Response to the HMIP Inspection: 2 – 12 December 2024\n\nReport Published: 25 February 2025\n\n"
        "ACTION PLAN: HMIP REPORT\n\nESTABLISHMENT: HMP MIREFIELD\n\n"
        "1. Rec No\t2. Concerns\t3. Response Action Taken/Planned\t4. Responsible Owner\t5. Target Date\n"
        "Key concerns\n"
    )
    return head + "".join(
        f"{number}\tThe laundry was dirty {text}\tThe laundry will be cleaned {text}\tGovernor {text}\tJune 2025\n"
        for number, text in enumerate(rows, start=1)
    )


def test_hostile_documents_run_and_load_nothing(browser: Browser, tmp_path: Path) -> None:
    document = tmp_path / "in" / "mirefield <b>.txt"
    document.parent.mkdir()
    document.write_text(plan_with(HOSTILE), encoding="utf-8")
    home = tmp_path / "home"
    done = run_command("ingest", str(document.parent), home=home)
    assert done.returncode == 0, done.stderr
    with serving(home) as address, visiting(browser, address) as visit:
        page = visit.page
        page.goto(f"{address}/chat/")
        for question in (
            "What is said about the laundry at HMP Mirefield?",
            "Who owns concern 1?",
            "List all concerns",
        ):
            visit.ask(question)
        expect(page.locator("#conversation")).to_contain_text("laundry")
        assert inert(page)
        plan = f"{address}/plans/hmp-mirefield-2025-03-04"
        for path in ("", *(f"/{number}" for number in range(1, len(HOSTILE) + 1))):
            page.goto(plan + path)
            expect(page.locator("main")).to_contain_text("laundry")
            assert inert(page)


def inert(page: Page) -> bool:
    """Whether nothing of the hostile rows ran, and none of it became an element."""
    return page.evaluate(
        """() => window.ran === undefined
            && !document.querySelector('iframe, [src*="outside.example"], [href*="outside.example"]')
            && !document.querySelector('[onload], [onerror]')
            && !document.querySelector('a[href^="javascript:"], form[action*="outside"], [style*="inset"]')"""
    )
