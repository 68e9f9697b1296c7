"""The dashboard and the pages to print in a real browser: a bar followed, and paper that has every row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest
from browsing import serving, visiting
from playwright.sync_api import Browser, expect
from register_truth import truth

pytestmark = pytest.mark.browser

NEW = "hmp-send-2025-07-08"


@pytest.fixture(scope="module")
def rows_address(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


def letters(text: str) -> str:
    """The letters and digits alone: a printed table breaks its lines where it likes."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def test_a_bar_followed_shows_as_many_rows_as_it_says(browser: Browser, rows_address: str) -> None:
    with visiting(browser, rows_address) as visit:
        page = visit.page
        for chart, place in (("by-month", 0), ("by-month", 2), ("by-owner", 0), ("by-establishment", 0)):
            page.goto(f"{rows_address}/dashboard")
            bar = page.locator(f'.chart[aria-labelledby="{chart}"] a.bar').nth(place)
            said = re.search(r": (\d+) rows?,", bar.get_attribute("aria-label") or "")
            assert said
            bar.focus()
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile("/search\\?"))
            expect(page.locator("main")).to_contain_text(re.compile(rf"\b{said[1]} rows?\b"))


@pytest.mark.parametrize("path", ["dashboard?plans=all", "visits", "visits/send", f"plans/{NEW}/4", "plans"])
def test_a_phone_needs_no_sideways_scroll(browser: Browser, rows_address: str, path: str) -> None:
    with visiting(browser, rows_address, width=320, height=640) as visit:
        visit.page.goto(f"{rows_address}/{path}")
        assert visit.page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", ["visits/send", f"plans/{NEW}"])
def test_paper_has_every_row(browser: Browser, rows_address: str, tmp_path: Path, path: str) -> None:
    printed = tmp_path / "printed.pdf"
    with visiting(browser, rows_address) as visit:
        visit.page.goto(f"{rows_address}/{path}")
        visit.page.pdf(path=printed, prefer_css_page_size=True)
    with pdfplumber.open(printed) as document:
        pages = [page.extract_text() for page in document.pages]
        # In columns, as words of neighbouring columns stand side by side on a line.
        words = letters(" ".join(w["text"] for page in document.pages for w in page.extract_words(use_text_flow=True)))
    for item in truth(2025)["items"]:
        assert letters(item["text"])[:60] in words
        if path.startswith("visits"):
            assert all(letters(action["text"])[:60] in words for action in item["actions"])
    if path.startswith("visits"):
        # The head of the table stands on each page that the table goes on to.
        assert sum("Judgement" in page for page in pages) >= len(pages) - 1
        assert len(pages) < 30
    assert not any("Skip to main content" in page for page in pages)
