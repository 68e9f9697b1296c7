"""The search page in a real browser without JavaScript: three facets and their file, a shared address, a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import narrow_faults, serving, violations, visiting
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SEND_2025 = "hmp-send-2025-07-08"


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


def rows_on(page: Page) -> list[tuple[str, str, str]]:
    links = page.locator(".search-rows h3 a")
    found = [
        re.search(r"/plans/([^/]+)/([^?]+)\?.*#action-(\d+)", str(link.get_attribute("href"))) for link in links.all()
    ]
    return [(row[1], row[2], row[3]) for row in found if row]


def tick(page: Page, facet: str, value: str) -> None:
    """Ticks a value of a facet, opening the facet where it is closed."""
    part = page.locator(".search-facet", has=page.locator("summary", has_text=re.compile(f"^{facet}$")))
    box = part.get_by_label(re.compile(f"^{value}"))
    if not box.is_visible():
        part.locator("summary").first.click()
    box.check()


def test_three_facets_their_file_and_their_address_without_javascript(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with visiting(browser, address, java_script_enabled=False) as visit:
        page = visit.goto("/search")
        expect(page.get_by_role("heading", name="69 actions in 2 plans")).to_be_visible()
        tick(page, "Status", "Overdue")
        tick(page, "Responsible owner", "Governor")
        tick(page, "Year of submission", "2025")
        page.get_by_role("button", name="Apply filters").first.click()
        expect(page.get_by_role("heading", name="21 actions in 1 plan")).to_be_visible()
        shared = page.url
        listed = rows_on(page)
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Spreadsheet (XLSX)").click()
        waiting.value.save_as(tmp_path / "rows.xlsx")
        page.get_by_role("link", name="Next page").click()
        listed += rows_on(page)
    head, *cells = load_workbook(tmp_path / "rows.xlsx")["Rows"].values
    sheet = [dict(zip(head, row, strict=True)) for row in cells]
    assert [(row["plan_id"], row["rec_no"], row["action"]) for row in sheet] == listed
    assert len(listed) == 21
    with visiting(browser, address) as visit:
        again = visit.goto(shared.removeprefix(address))
        assert rows_on(again) == listed[:20]
        expect(again.get_by_label(re.compile("^Overdue"))).to_be_checked()


def test_a_search_is_saved_and_found_again_without_javascript(browser: Browser, address: str) -> None:
    with visiting(browser, address, java_script_enabled=False) as visit:
        page = visit.goto("/search?status=open")
        page.get_by_label("Save this search as").fill("Still open")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("link", name="Clear all").click()
        page.get_by_role("link", name="Still open").click()
        expect(page).to_have_url(f"{address}/search?status=open")
        page.get_by_role("button", name="Delete the saved search Still open").click()
        expect(page.get_by_text("None yet.")).to_be_visible()


def test_on_a_phone_the_filters_wait_in_one_place(browser: Browser, address: str) -> None:
    with visiting(browser, address, width=375) as visit:
        page = visit.goto("/search?q=interpreters&why=yes")
        expect(page.get_by_label(re.compile("^Overdue"))).to_be_hidden()
        page.locator("summary", has_text="Filters (1 chosen)").click()
        page.get_by_label(re.compile("^Overdue")).check()
        page.get_by_role("button", name="Apply filters").first.click()
        expect(page.get_by_role("heading", name="4 actions in 1 plan")).to_be_visible()
        assert narrow_faults(page) == []
        assert violations(page) == []


@pytest.mark.parametrize("query", ["", "q=governor+xylophone&status=open", f"plan={SEND_2025}&page=2&why=yes"])
def test_the_page_in_its_states_has_no_fault_of_access(browser: Browser, address: str, query: str) -> None:
    with visiting(browser, address) as visit:
        assert violations(visit.goto(f"/search?{query}")) == []
