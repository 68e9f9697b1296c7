"""The sample plans in every kind of document: read back equal to the true registers, with the place of each row."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from published_samples import sample, whole_sample
from register_truth import differences, truth

from evals.published.pdf import write_pdf
from evals.published.sheet import Part, parts_of
from evals.published.writers import write_csv, write_docx, write_html, write_odt, write_xlsx
from ingest.places import place_words
from ingest.reading import read_document
from ingest.records import Plan
from ingest.tables import Cell, Line, Paragraph, Place, Row

Writer = Callable[[Sequence[Part]], bytes]
WRITERS: dict[str, Writer] = {
    "docx": write_docx,
    "odt": write_odt,
    "html": write_html,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "pdf": write_pdf,
}


def wrong(plan: Plan, year: int) -> list[str]:
    """Fields otherwise than in the true register; these documents have no damage, so no number had to be inferred."""
    return [line for line in differences(plan, truth(year)) if "source_line" not in line and "inferred" not in line]


@pytest.mark.parametrize("merged", [True, False], ids=["merged", "plain"])
@pytest.mark.parametrize("year", [2019, 2025])
@pytest.mark.parametrize("kind", list(WRITERS))
def test_a_sample_is_read_back_whole(kind: str, year: int, merged: bool, tmp_path: Path) -> None:
    path = tmp_path / f"plan.{kind}"
    path.write_bytes(WRITERS[kind](parts_of(whole_sample(year), merged=merged)))
    (plan,) = read_document(path).plans
    assert wrong(plan, year) == []
    assert not plan.set_aside


@pytest.mark.parametrize(
    ("kind", "words"),
    [("docx", "table "), ("odt", "table "), ("html", "table "), ("xlsx", "sheet Sheet, row"), ("csv", "line")],
)
def test_every_row_keeps_its_place(kind: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / f"plan.{kind}"
    path.write_bytes(WRITERS[kind](parts_of(whole_sample(2019))))
    (plan,) = read_document(path).plans
    places = [place_words(item.source) for item in plan.items]
    assert all(place.startswith(words) for place in places), places
    assert len(set(places)) == len(places)
    assert all(item.source.document == path.name and len(item.source.sha256) == 64 for item in plan.items)
    rows = [item.source.rows or item.source.lines for item in plan.items]
    assert rows == sorted(rows, key=lambda span: span or (0, 0))
    several = next(item for item in plan.items if item.rec_no == "6.19")
    spans = [action.source.rows or action.source.lines for action in several.actions]
    assert len(set(spans)) == len(several.actions)


@pytest.mark.parametrize("size", [7, 8, 10, 11, 12])
@pytest.mark.parametrize("year", [2019, 2025])
def test_rows_of_a_pdf_may_break_anywhere_over_its_pages(year: int, size: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(write_pdf(parts_of(whole_sample(year)), size=size))
    (plan,) = read_document(path).plans
    assert wrong(plan, year) == []
    assert not plan.set_aside


@pytest.mark.parametrize("size", [7, 8, 9, 10, 11, 12])
@pytest.mark.parametrize("year", [2019, 2025])
def test_a_table_without_rules_is_read_by_its_columns(year: int, size: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(write_pdf(parts_of(whole_sample(year)), ruled=False, size=size))
    (plan,) = read_document(path).plans
    assert wrong(plan, year) == []
    assert [one.definition for one in plan.definitions] == [one.definition for one in sample(year).definitions]
    assert [one.comment for one in plan.definitions] == [one.comment for one in sample(year).definitions]
    assert not plan.set_aside


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_of_terms_may_break_over_a_page(ruled: bool, tmp_path: Path) -> None:
    whole = whole_sample(2019)
    at = next(n for n, part in enumerate(whole.parts) if isinstance(part, Row))
    # Lines enough to push the table of terms over the foot of the first page.
    for lines in range(8, 24, 2):
        filler = [Line(f"Note {number}", Place(), 0) for number in range(lines)]
        parts = (*whole.parts[:at], *filler, *whole.parts[at:])
        path = tmp_path / "plan.pdf"
        path.write_bytes(write_pdf(parts_of(replace(whole, parts=parts)), ruled=ruled))
        (plan,) = read_document(path).plans
        assert plan.definitions == sample(2019).definitions
        assert wrong(plan, 2019) == []


@pytest.mark.parametrize("kind", ["docx", "odt", "html", "pdf"])
def test_a_date_that_is_struck_out_counts_as_none(kind: str, tmp_path: Path) -> None:
    whole = whole_sample(2025)
    at = next(n for n, part in enumerate(whole.parts) if isinstance(part, Row) and part.texts[0] == "2")
    row = whole.parts[at]
    assert isinstance(row, Row)
    dates = Cell((Paragraph("March 2025", struck=True), Paragraph("May 2026")))
    changed = replace(row, cells=(*row.cells[:-1], dates))
    path = tmp_path / f"plan.{kind}"
    parts = (*whole.parts[:at], changed, *whole.parts[at + 1 :])
    path.write_bytes(WRITERS[kind](parts_of(replace(whole, parts=parts))))
    (plan,) = read_document(path).plans
    item = next(item for item in plan.items if item.rec_no == "2")
    assert item.target_dates[:2] == ("March 2025", "May 2026")
    assert (item.actions[0].target_date, str(item.actions[0].due)) == ("May 2026", "2026-05-31")
    assert "date-struck-out" in {doubt.code for doubt in item.warnings}


def test_every_row_of_a_pdf_keeps_its_part_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(write_pdf(parts_of(whole_sample(2019)), size=11))
    (plan,) = read_document(path).plans
    assert any(item.source.continued for item in plan.items)
    last = (0, 0.0)
    for item in plan.items:
        source = item.source
        assert source.page is not None
        assert source.bbox is not None
        left, top, right, bottom = source.bbox
        assert 0 <= left < right <= 842
        assert 0 <= top < bottom <= 595.5
        assert (source.page, top) > last, item.rec_no
        last = (source.page, top)
        assert [box.page for box in source.continued] == [source.page + 1] * len(source.continued)


@pytest.mark.browser
@pytest.mark.parametrize("year", [2019, 2025])
def test_a_plan_that_a_browser_printed_is_read_back_whole(year: int, chromium: str, tmp_path: Path) -> None:
    page, path = tmp_path / "plan.html", tmp_path / "plan.pdf"
    page.write_bytes(write_html(parts_of(whole_sample(year))))
    subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={tmp_path}/profile",
            f"--print-to-pdf={path}",
            page.as_uri(),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    (plan,) = read_document(path).plans
    assert wrong(plan, year) == []
    assert not plan.set_aside
