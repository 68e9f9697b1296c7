"""Every page in a real browser: to a screen reader, in light and dark, by the keyboard, on a phone, without scripts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import DAY, Visit, focus_faults, narrow_faults, serving, violations, visiting
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from signing_in import PASSWORD, with_users

from assistant.settings import Settings
from assistant.web.refusals import FAILED

pytestmark = pytest.mark.browser

SEND = "/plans/hmp-send-2025-07-08"
QUESTION = "Which concerns about interpreters are still open?"
PAGES = {
    "search": "/search",
    "search, filled": "/search?q=interpreters&status=open&status=overdue&sort=due&why=yes",
    "search, nothing found": "/search?q=helicopters",
    "search, not understood": "/search?due_from=soon",
    "dashboard": "/dashboard",
    "dashboard, nothing in view": "/dashboard?as_of=2001-01-01",
    "plans held": "/plans",
    "a plan of recommendations": "/plans/hmp-send-2019-01-18",
    "a plan of concerns": SEND,
    "a row": f"{SEND}/4",
    "a row of a superseded plan": "/plans/hmp-send-2019-01-18/6.9",
    "pre-visit packs": "/visits",
    "a pre-visit pack": "/visits/send",
    "documents": "/documents",
    "removing a plan": "/documents/remove/hmp-send-2019-01-18",
    "nothing at the address": "/none",
    "a plan that is not held": "/plans/hmp-nowhere-2020-01-01",
    "a day that is none": f"{SEND}?as_of=soon",
}


@pytest.fixture(scope="module")
def signed_address(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a sign-in, over a copy of the home that tests may write to and break."""
    folder = tmp_path_factory.mktemp("signed") / "home"
    shutil.copytree(home, folder)
    with_users(Settings(home=folder))
    with serving(folder, ACTION_PLANS_SIGN_IN="users") as address:
        yield address


def sign_in(visit: Visit, name: str) -> Page:
    """Signs in by the keyboard alone."""
    page = visit.goto("/sign-in?next=/plans")
    visit.tab_to(page.get_by_label("Name"))
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"Sign out ({name})")).to_be_visible()
    return page


def check(page: Page) -> None:
    """Fails with whatever is wrong with the page as it stands: by axe-core, and on a phone, with the focus there."""
    size = page.viewport_size
    assert size
    found = [*violations(page), *narrow_faults(page), *focus_faults(page)]
    page.set_viewport_size(size)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_accessible_in_light_and_dark_by_the_keyboard_and_on_a_phone(
    browser: Browser, address: str, path: str
) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto(path)
        assert page.locator("h1").count() == 1
        check(page)


def test_the_chat_is_accessible_empty_filled_with_nothing_found_and_with_an_error(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/chat/")
        expect(page.locator(".held")).to_be_visible()
        expect(page.locator(".pending, .generating")).to_have_count(0)
        check(page)
        visit.ask(QUESTION)
        visit.ask("What is said about helicopters?")
        check(page)
        page.locator(".row-link").first.click()
        expect(page.locator("#row")).to_be_visible()
        check(page)


def test_signing_in_and_what_is_refused_are_accessible(browser: Browser, signed_address: str) -> None:
    with visiting(browser, signed_address) as visit:
        page = visit.goto("/plans")
        check(page)
        for problem in ("do not belong together", "Too many requests"):
            while page.get_by_text(problem).count() == 0:
                page.get_by_label("Name").fill("nobody")
                page.get_by_label("Password").fill("not the password")
                with page.expect_navigation():
                    page.keyboard.press("Enter")
            check(page)
        sign_in(visit, "ravi")
        for path, words in (("/documents", "Documents"), ("/documents/remove/hmp-send-2019-01-18", "may not")):
            expect(visit.goto(path).locator("main")).to_contain_text(words)
            check(page)
        visit.tab_to(page.get_by_role("link", name="Sign out (ravi)"))
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("You are signed in as ravi")
        check(page)
        visit.tab_to(page.get_by_role("button", name="Sign out"))
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("You have signed out")
        check(page)


def test_the_page_of_a_fault_is_accessible(browser: Browser, address: str) -> None:
    asked = {"type": "http", "path": "/plans", "headers": [(b"accept", b"text/html")]}
    shown = FAILED.response(asked)
    with visiting(browser, address) as visit:
        visit.page.route(
            "**/plans", lambda route: route.fulfill(status=500, headers=dict(shown.headers), body=shown.body)
        )
        expect(visit.goto("/plans").locator("h1")).to_have_text("Sorry, something went wrong")
        check(visit.page)


def choose_by_keyboard(page: Page, document: Path) -> None:
    """Opens the browser's own dialog from the field in focus; without a screen it sometimes lets a press go by."""
    for attempt in range(4):
        page.bring_to_front()
        try:
            with page.expect_file_chooser(timeout=5_000) as chooser:
                page.keyboard.press("Space")
        except PlaywrightTimeout:
            if attempt == 3:
                raise
        else:
            chooser.value.set_files(document)
            return


def test_documents_are_added_by_the_keyboard_and_found(browser: Browser, signed_address: str, tmp_path: Path) -> None:
    document = tmp_path / "hmp-mirefield.txt"
    document.write_text(MIREFIELD, encoding="utf-8")
    with visiting(browser, signed_address) as visit:
        page = sign_in(visit, "anna")
        visit.tab_to(page.get_by_role("link", name="Documents"))
        page.keyboard.press("Enter")
        visit.tab_to(page.get_by_role("button", name="Add documents"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("There is a problem")
        check(page)
        visit.tab_to(page.get_by_label("Choose documents"))
        choose_by_keyboard(page, document)
        visit.tab_to(page.get_by_role("button", name="Add documents"))
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Adding documents")
        expect(page.get_by_role("alert")).to_contain_text("1 document can be asked about now", timeout=180_000)
        check(page)
        visit.goto("/chat/")
        visit.ask("What is said about the laundry?")
        expect(page.locator("table.citations")).to_contain_text("HMP Mirefield")


def test_a_search_with_three_facets_and_its_file_by_the_keyboard(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/search")
        visit.tab_to(page.get_by_label("Words to look for"))
        page.keyboard.type("staff")
        page.keyboard.press("Enter")
        expect(page.locator(".search-rows mark").first).to_be_visible()
        for facet, value in (("Status", "Overdue"), ("Responsible owner", "Governor"), ("Year of submission", "2025")):
            closed = page.locator("details:not([open]) > summary", has_text=facet)
            if closed.count():
                visit.tab_to(closed)
                page.keyboard.press("Enter")
            visit.tab_to(page.locator(".search-facet", has_text=facet).get_by_label(re.compile(f"^{value}")))
            page.keyboard.press("Space")
        visit.tab_to(page.get_by_text("Apply filters").last)
        page.keyboard.press("Enter")
        for chosen in ("Status: Overdue", "Governor", "2025"):
            expect(page.locator(".search-chosen")).to_contain_text(chosen)
        with page.expect_download() as file:
            visit.tab_to(page.get_by_role("link", name=re.compile("XLSX")))
            page.keyboard.press("Enter")
        assert file.value.suggested_filename == f"action-plans-{DAY}.xlsx"


def test_a_bar_of_the_dashboard_is_followed_by_the_keyboard(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/dashboard")
        bar = page.locator("a.bar").first
        total = bar.locator(".bar-total").inner_text()
        visit.tab_to(bar)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/search"))
        expect(page.locator("#found")).to_contain_text(total)


def test_from_a_search_to_its_row_without_scripts(browser: Browser, address: str) -> None:
    with visiting(browser, address, java_script_enabled=False) as visit:
        page = visit.goto("/chat/")
        page.get_by_role("link", name="plans held").click()
        page.get_by_role("link", name="Search", exact=True).click()
        page.get_by_label("Words to look for").fill("interpreters")
        page.get_by_role("button", name="Search").click()
        page.locator(".search-rows h3 a").first.click()
        expect(page.locator("h1")).to_contain_text("Concern 4")
        expect(page.locator("main")).to_contain_text("The Big Word interpreting service")


MIREFIELD = """Action Plan: HMP Mirefield

Action Plan Submitted: 4 March 2025

A Response to the HMIP Inspection: 2 – 12 December 2024

Report Published: 25 February 2025

ACTION PLAN: HMIP REPORT

ESTABLISHMENT: HMP MIREFIELD

1. Rec No\t2. Concerns\t3. Response Action Taken/Planned\t4. Responsible Owner\t5. Target Date
Key concerns
1\tThe laundry was dirty.\tThe laundry will be cleaned each week.\tGovernor\tJune 2025
"""
