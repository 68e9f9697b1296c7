"""Exported files: read back by another reader, with nothing lost and no cell that runs."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assistant.exports import Export, ExportFormat, ExportRow, export_bytes

ROW = ExportRow(
    establishment="HMP Send",
    plan_id="hmp-send-2025-07-08",
    rec_no="4",
    action=4,
    item="Support for prisoners who spoke little English was limited; see 1, 2.",
    text="The Big Word interpreting service will be relaunched.",
    agreement=None,
    responsible_owner=("Governor", "HMPPS"),
    target_date="September 2025",
    due=date(2025, 9, 30),
    status="overdue",
    document="hmp-send-2025.txt",
    page=None,
    lines=(42, 47),
    sha256="ab" * 32,
)
EXPORT = Export(query='"interpreters", status: overdue', as_of=date(2025, 10, 15), total=1, rows=(ROW,))


def export_of(text: str) -> Export:
    return EXPORT.model_copy(update={"rows": (ROW.model_copy(update={"text": text}),)})


def csv_rows(export: Export) -> list[dict[str, str]]:
    text = export_bytes(export, ExportFormat.CSV).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def unfolded(export: Export) -> list[str]:
    return export_bytes(export, ExportFormat.ICS).replace(b"\r\n ", b"").decode().split("\r\n")


def test_csv_holds_the_row_its_place_the_query_and_the_day() -> None:
    (row,) = csv_rows(EXPORT)
    assert row["responsible_owner"] == "Governor; HMPPS"
    assert (row["due"], row["lines"], row["page"], row["agreement"]) == ("2025-09-30", "42-47", "", "")
    assert (row["query"], row["as_of"], row["sha256"]) == (EXPORT.query, "2025-10-15", ROW.sha256)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_starts_a_formula(start: str) -> None:
    words = f'{start}HYPERLINK("http://outside.example")'
    (row,) = csv_rows(export_of(words))
    assert row["text"] == f"'{words}"
    cells = load_workbook(io.BytesIO(export_bytes(export_of(words), ExportFormat.XLSX)))["Rows"][2]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_csv_gives_any_text_back(text: str) -> None:
    (row,) = csv_rows(export_of(text))
    assert row["text"].removeprefix("'") == text.removeprefix("'")


def test_spreadsheet_says_what_it_is() -> None:
    book = load_workbook(io.BytesIO(export_bytes(EXPORT, ExportFormat.XLSX)))
    rows = list(book["Rows"].values)
    assert dict(zip(rows[0], rows[1], strict=True))["text"] == ROW.text
    about = dict(book["About"].values)
    assert about["query"] == EXPORT.query
    assert about["as_of"] == "2025-10-15"
    assert about["document"] == f"hmp-send-2025.txt (sha256 {ROW.sha256})"
    assert [(row[0].font.b, row[0].alignment.wrap_text) for row in book["Rows"].rows] == [(True, True), (False, True)]
    assert book["Rows"].freeze_panes == "A2"


def test_spreadsheet_takes_control_characters() -> None:
    book = load_workbook(io.BytesIO(export_bytes(export_of("a\x00b\x0bc"), ExportFormat.XLSX)))
    assert "abc" in list(book["Rows"].values)[1]


def test_json_gives_the_record_back() -> None:
    made = export_bytes(EXPORT, ExportFormat.JSON)
    assert Export.model_validate_json(made) == EXPORT
    assert json.loads(made)["rows"][0]["due"] == "2025-09-30"


def test_calendar_holds_the_due_day_and_the_source() -> None:
    lines = unfolded(EXPORT)
    assert "DTSTART;VALUE=DATE:20250930" in lines
    assert "DTEND;VALUE=DATE:20251001" in lines
    assert "UID:hmp-send-2025-07-08/4#4" in lines
    (description,) = (line for line in lines if line.startswith("DESCRIPTION:"))
    assert "limited\\; see 1\\, 2.\\n" in description
    assert "Source: hmp-send-2025.txt\\, lines 42-47" in description
    assert "overdue as of 2025-10-15" in description


def test_calendar_leaves_out_rows_without_a_day() -> None:
    undated = EXPORT.model_copy(update={"rows": (ROW.model_copy(update={"due": None}),)})
    assert "BEGIN:VEVENT" not in unfolded(undated)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_calendar_lines_are_short_and_whole(text: str) -> None:
    made = export_bytes(export_of(text), ExportFormat.ICS)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert "\n" not in made.decode().replace("\r\n", "")
    assert unfolded(export_of(text)).count("END:VEVENT") == 1
