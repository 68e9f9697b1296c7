"""Documents added and removed in a real browser, with JavaScript and without, and asked about afterwards."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import focus_faults, narrow_faults, serving, violations, visiting
from conftest import ROOT, run_command
from playwright.sync_api import Browser, Page, expect
from published_samples import whole_sample

from evals.published.pdf import write_pdf
from evals.published.sheet import parts_of

pytestmark = pytest.mark.browser

OLD, NEW = "hmp-send-2019-01-18", "hmp-send-2025-07-08"
PATIENCE_MS = 120_000


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "HMP Send (2019).pdf"
    path.write_bytes(write_pdf(parts_of(whole_sample(2019))))
    return path


@pytest.fixture
def address(empty_home: Path, tmp_path: Path) -> Iterator[str]:
    """A server over the plan of 2025 alone."""
    shutil.copy(ROOT / "data" / "plans" / "hmp-send-2025.txt", tmp_path)
    assert run_command("ingest", str(tmp_path / "hmp-send-2025.txt"), home=empty_home).returncode == 0
    with serving(empty_home, ACTION_PLANS_UPLOAD_MEGABYTES="1") as address:
        yield address


def sound(page: Page) -> None:
    """The page as it stands: for a screen reader, by the keyboard, on a phone."""
    assert violations(page) == []
    assert focus_faults(page) == []
    assert narrow_faults(page) == []


def test_a_document_is_added_found_asked_about_and_removed(browser: Browser, address: str, pdf: Path) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/documents")
        page.get_by_label("Choose documents").set_input_files(pdf)
        page.get_by_role("button", name="Add documents").click()
        expect(page).to_have_url(re.compile("/documents/jobs/"))
        expect(page.get_by_role("alert")).to_contain_text("1 document can be asked about now", timeout=PATIENCE_MS)
        expect(page.get_by_role("row", name="HMP Send (2019).pdf")).to_contain_text("Read 26 items")
        sound(page)
        page.get_by_role("link", name=OLD).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("2019")
        visit.goto("/chat/")
        visit.ask("Which recommendations were not agreed?")
        expect(page.locator("#conversation")).to_contain_text("HMP Send, action plan of 18 January 2019")
        visit.goto("/documents").get_by_role("link", name=f"Remove {OLD}").click()
        sound(page)
        page.get_by_role("button", name="Remove this plan").click()
        expect(page.get_by_role("alert")).to_contain_text(f"{OLD} was removed", timeout=PATIENCE_MS)
        visit.goto("/documents")
        expect(page.get_by_role("row")).to_have_count(2)
        sound(page)


def test_it_all_works_without_javascript(browser: Browser, address: str, pdf: Path) -> None:
    with visiting(browser, address, java_script_enabled=False) as visit:
        page = visit.goto("/documents")
        page.get_by_label("Choose documents").set_input_files(pdf)
        page.get_by_role("button", name="Add documents").click()
        expect(page.get_by_role("alert")).to_contain_text("1 document can be asked about now", timeout=PATIENCE_MS)
        visit.goto(f"/plans/{OLD}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("2019")
        visit.goto("/documents")
        page.get_by_text("warnings").last.click()
        expect(page.get_by_text("target date cell").first).to_be_visible()


def test_what_can_not_be_taken_is_said_at_the_field(browser: Browser, address: str, tmp_path: Path) -> None:
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7" + b"x" * 1_500_000)
    (tmp_path / "torn.docx").write_bytes(b"PK\x03\x04")
    with visiting(browser, address) as visit:
        page = visit.goto("/documents")
        page.get_by_role("button", name="Add documents").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose at least one document")
        expect(page.get_by_label("Choose documents")).to_have_accessible_description(
            re.compile("Up to 10 at a time.*Choose at least one document")
        )
        sound(page)
        page.get_by_label("Choose documents").set_input_files(tmp_path / "large.pdf")
        page.get_by_role("button", name="Add documents").click()
        expect(page.get_by_role("alert")).to_contain_text("large.pdf has 1.5 MB, more than the 1 MB that are taken")
        page.get_by_label("Choose documents").set_input_files(tmp_path / "torn.docx")
        page.get_by_role("button", name="Add documents").click()
        expect(page.get_by_text("None of them could be added")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_role("row", name="torn.docx")).to_contain_text("Refused")
        sound(page)


def test_a_page_of_progress_holds_still_where_it_is_told_to(browser: Browser, address: str, pdf: Path) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/documents")
        page.get_by_label("Choose documents").set_input_files(pdf)
        page.get_by_role("button", name="Add documents").click()
        page.get_by_role("link", name="Stop renewing it").click()
        expect(page.get_by_text("This page does not renew itself")).to_be_visible()
        sound(page)
        page.get_by_role("link", name="let it renew itself").click()
        expect(page.get_by_role("alert")).to_contain_text("can be asked about now", timeout=PATIENCE_MS)
