"""Progress files: told from plans by their header, in any wording and order, each row read or named with the remedy."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from published_samples import whole_sample
from register_truth import PLANS, truth

from evals.published.sheet import parts_of
from evals.published.writers import write_csv
from ingest.errors import DocumentRefused, NotHeld
from ingest.ingestion import DocumentReport, ingest_paths
from ingest.isolation import Reader
from ingest.plan_names import plan_name
from ingest.progress import ProgressFile
from ingest.progress_report import ProgressReport
from ingest.reading import read_document
from ingest.register import Register

HEADER = ["Plan", "Rec No", "Action", "Status", "Date", "Note", "Evidence"]
OLD, NEW = "hmp-send-2019-01-18", "hmp-send-2025-07-08"


def csv_file(path: Path, *rows: Sequence[str], delimiter: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def xlsx_file(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def read(path: Path) -> ProgressFile:
    found = read_document(path)
    assert found.plans == ()
    assert found.progress is not None
    return found.progress


def told(progress: ProgressFile) -> list[tuple[str, str, int | None, str, str]]:
    return [(r.plan.words, r.rec_no, r.entry.action, r.entry.on_day.isoformat(), r.entry.status) for r in progress.rows]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path / "home" / "register.sqlite", create=True) as register:
        yield register


def report_of(reports: Sequence[DocumentReport], name: str) -> ProgressReport:
    (report,) = [one for one in reports if one.document == name]
    assert report.reason is None
    assert report.progress is not None
    return report.progress


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HEADER, [NEW, "4", "3", "Completed", "3 March 2026", "n", "e"]),
        (
            ["Date of update", "Current status", "Action no.", "Recommendation no", "Plan ID", "Evidence", "Comments"],
            ["03/03/2026", "COMPLETE", "3", "Rec 4", NEW, "e", "n"],
        ),
        (
            ["Prison", "Year", "Concern No", "Action #", "Lead", "Status", "Due", "Completed on", "Update", "Evidence"],
            ["HMP Send", "2025", "4.", "Action 3", "Governor", "Closed.", "May 2025", "3rd March 2026", "n", "e"],
        ),
        (
            ["PLAN", "Ref", "STATUS", "AS AT", "NOTES", "EVIDENCE"],
            ["HMP Send 2025", "4#3", "done", "2026-03-03", "n", "e"],
        ),
        (
            ["Establishment", "Submitted", "Recommendation", "Action", "Progress", "Status date", "Note", "Evidence"],
            ["HMP & YOI Send", "8 July 2025", f"{NEW}/4", "#3", "Done", "3/3/26", "n", "e"],
        ),
    ],
)  # fmt: skip
def test_headers_in_many_wordings_and_orders(header: list[str], row: list[str], tmp_path: Path) -> None:
    progress = read(csv_file(tmp_path / "p.csv", header, row))
    assert progress.doubts == ()
    (one,) = progress.rows
    assert (one.plan.establishment_key, one.rec_no, one.entry.action) == ("send", "4", 3)
    assert (one.entry.on_day, one.entry.status) == (date(2026, 3, 3), "completed")
    assert (one.entry.note, one.entry.evidence) == ("n", "e")
    with Reader() as reader:
        assert reader.read(tmp_path / "p.csv").progress == progress


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_are_numbered_as_a_spreadsheet_shows_them(delimiter: str, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "p.csv",
        ["Progress of our plans"],
        [""] * 7,
        HEADER,
        [NEW, "4", "", "open", "1 May 2026", "a note\nof three\nlines", ""],
        [],
        [NEW, "5", "", "done", "2 May 2026", "", ""],
        delimiter=delimiter,
    )
    progress = read(path)
    assert [row.entry.source.rows for row in progress.rows] == [(4, 4), (6, 6)]
    assert progress.rows[0].entry.note == "a note of three lines"
    assert progress.rows[0].entry.action is None


def test_a_workbook_has_dates_as_dates_numbers_as_numbers_and_formulas_as_text(tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path / "p.xlsx",
        Guidance=[["How to fill this in"], ["One row an action"]],
        March=[
            HEADER,
            [NEW, 4, 3, "Completed", datetime(2026, 3, 3, 14, 30), '=HYPERLINK("http://x.org")', "<script>x</script>"],
            [NEW, 5, 1.0, "Open", date(2026, 3, 4), "", ""],
            HEADER,
            [NEW, 6, None, None, None, None, None],
        ],
        April=[["Status", "Date", "Plan", "Rec No"], ["reopened", date(2026, 4, 1), "HMP Send 2025", 4]],
    )  # fmt: skip
    progress = read(path)
    assert told(progress) == [
        (NEW, "4", 3, "2026-03-03", "completed"),
        (NEW, "5", 1, "2026-03-04", "in_progress"),
        ("HMP Send 2025", "4", None, "2026-04-01", "in_progress"),
    ]
    first = progress.rows[0].entry
    # A formula without a stored result says nothing; openpyxl stores none.
    assert (first.note, first.evidence) == (None, "<script>x</script>")
    assert [(row.entry.source.sheet, row.entry.source.rows) for row in progress.rows] == [
        ("March", (2, 2)), ("March", (3, 3)), ("April", (2, 2)),
    ]  # fmt: skip
    assert [doubt.message for doubt in progress.doubts] == [
        "its sheet has no header of a progress file and was not read"
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([NEW, "4", "1", "banana", "1 May 2026"], ["'banana'", "write completed, in progress, open or reopened"]),
        ([NEW, "4", "1", "completed in part?", "1 May 2026"], ["'completed in part?'"]),
        ([NEW, "4", "1", "", "1 May 2026"], ["there is no status"]),
        ([NEW, "4", "1", "done", ""], ["there is no date", "3 March 2025"]),
        ([NEW, "4", "1", "done", "31/02/2026"], ["does not exist"]),
        ([NEW, "4", "1", "done", "03/25/2026"], ["does not exist", "the day comes before the month"]),
        ([NEW, "4", "1", "done", "3 May"], ["names no day and year"]),
        ([NEW, "4", "1", "done", "2026"], ["longer than a month"]),
        ([NEW, "4", "1", "done", "1 May 2026 and 3 June 2026"], ["more than one day"]),
        ([NEW, "4", "1", "done", "45719"], ["names no day"]),
        ([NEW, "", "1", "done", "1 May 2026"], ["there is no rec no"]),
        ([NEW, "see above!", "1", "done", "1 May 2026"], ["'see above!' is no rec no"]),
        ([NEW, "4", "1 and 2", "done", "1 May 2026"], ["'1 and 2' is no number of one action"]),
        ([NEW, "4", "0", "done", "1 May 2026"], ["'0' is no number"]),
        (["", "4", "1", "done", "1 May 2026"], ["names no plan", "HMP Send 2025"]),
        (["2025", "4", "1", "done", "1 May 2026"], ["names no plan"]),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_the_remedy_and_the_rest_is_read(
    row: list[str], words: list[str], tmp_path: Path
) -> None:
    whole = [NEW, "5", "1", "done", "1 May 2026"]
    progress = read(csv_file(tmp_path / "p.csv", HEADER[:5], whole, row, whole))
    assert len(progress.rows) == 2
    (doubt,) = progress.doubts
    assert doubt.source.rows == (3, 3)
    assert all(part in doubt.message for part in words), doubt.message


def test_a_month_as_the_date_of_a_report_is_its_last_day_and_said(tmp_path: Path) -> None:
    progress = read(csv_file(tmp_path / "p.csv", HEADER[:5], [NEW, "5", "1", "done", "February 2028"]))
    assert progress.rows[0].entry.on_day == date(2028, 2, 29)
    assert [doubt.message for doubt in progress.doubts] == [
        "the date 'February 2028' names a month: its last day was taken"
    ]


@pytest.mark.parametrize(
    ("cells", "key", "submitted"),
    [
        ((NEW,), "send", ("2025-07-08", "2025-07-08")),
        (("HMP Isle of Wight action plan of 3 May 2024",), "isle-of-wight", ("2024-05-03", "2024-05-03")),
        (("HMP The Mount 2024",), "the-mount", ("2024-01-01", "2024-12-31")),
        (("HMYOI Feltham, July 2024",), "feltham", ("2024-07-01", "2024-07-31")),
        (("HMP Send",), "send", None),
        (("2025", "Send"), "send", ("2025-01-01", "2025-12-31")),
        (("HMP Send 31/02/2025",), None, None),
    ],
)
def test_names_of_plans(cells: tuple[str, ...], key: str | None, submitted: tuple[str, str] | None) -> None:
    found = plan_name(*cells)
    assert (found.establishment_key if found else None) == key
    if found:
        assert (found.submitted and tuple(day.isoformat() for day in found.submitted)) == submitted


def test_a_plan_as_a_spreadsheet_is_still_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(write_csv(parts_of(whole_sample(2025))))
    found = read_document(path)
    assert found.progress is None
    assert [plan.plan_id for plan in found.plans] == [NEW]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (["Plan", "Rec No", "Status"], "no date column"),
        (["Plan", "Status", "Date"], "no rec no column"),
        (["Rec No", "Status", "Date"], "no plan column"),
        (["Name", "Cost", "Colour"], "has no action plan table"),
    ],
)
def test_a_spreadsheet_that_is_neither_is_refused_with_what_it_lacks(
    header: list[str], words: str, tmp_path: Path
) -> None:
    with pytest.raises(DocumentRefused, match=words):
        read_document(csv_file(tmp_path / "p.csv", header, ["x"] * len(header)))


def test_a_header_alone_and_too_many_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused, match="no row under it"):
        read_document(csv_file(tmp_path / "p.csv", HEADER))
    many = csv_file(tmp_path / "many.csv", HEADER[:5], *([NEW, "4", "1", "done", "1 May 2026"] for _ in range(50_001)))
    with Reader() as reader, pytest.raises(DocumentRefused, match="more than 50,000 rows"):
        reader.read(many)


def test_hostile_cells_are_kept_as_words_and_bounded(tmp_path: Path) -> None:
    cells = [
        "=cmd|'/c calc'!A0",
        "@SUM(1)",
        "\x1b[31mred",
        "x" * 9_000,
        "<img src=x onerror=alert(1)>",
        "[a](javascript:b)",
    ]
    rows = [[NEW, "4", "1", "done", "1 May 2026", cell, "+1"] for cell in cells]
    progress = read(csv_file(tmp_path / "p.csv", HEADER, *rows))
    assert [row.entry.note for row in progress.rows] == [*cells[:3], "x" * 5_000, *cells[4:]]
    assert {row.entry.evidence for row in progress.rows} == {"+1"}
    assert ["the note was kept up to 5,000 characters" in doubt.message for doubt in progress.doubts] == [True]


def test_what_does_not_fit_the_plans_is_kept_and_said_with_its_row(register: Register, tmp_path: Path) -> None:
    refused = next(item["rec_no"] for item in truth(2019)["items"] if item["agreement"] == "not_agreed")
    path = csv_file(
        tmp_path / "p.csv",
        HEADER[:5],
        ["HMP Ford 2019", "1", "", "done", "1 May 2026"],
        ["HMP Ford 2019", "2", "", "done", "1 May 2026"],
        ["HMP Send", "4", "", "done", "1 May 2026"],
        [NEW, "9.9", "", "done", "1 May 2026"],
        [NEW, "4", "7", "done", "1 May 2026"],
        [OLD, refused, "", "done", "1 May 2026"],
        [OLD, "6.5", "", "open", "1 May 2026"],
        [NEW, "4", "1", "done", "1 May 2020"],
        [NEW, "4", "2", "done", "1 May 2026"],
        [NEW, "4", "2", "reopened", "1 May 2026"],
    )
    found = report_of(ingest_paths(register, [path, PLANS]), "p.csv")
    assert (found.plans, found.entries, found.waiting) == ((OLD, NEW), 10, 3)
    expected = [
        "rows 2, 3: waits for the plan 'HMP Ford 2019', which is not held: read its document too, or check the name",
        f"row 4: 'HMP Send' may be {OLD} or {NEW}: write the id of the one meant",
        f"row 5: {NEW} has no item 9.9: check the number",
        f"row 6: 4 of {NEW} has 6 actions, no action 7: check the number",
        f"row 7: {refused} of {OLD} was not agreed: the row is kept and changes no status",
        f"row 8: it is about all actions of 6.5 of {OLD}, of which the plan reports 2, 3 completed",
        f"row 9: it is dated before {NEW} was submitted: check the date",
        "row 10: row 11 says 'reopened' for the same action and day, and counts",
    ]
    assert len(found.warnings) == len(expected)
    for warning, words in zip(found.warnings, expected, strict=True):
        assert warning.startswith(words)
    assert register.connection.execute("SELECT count(*) FROM progress").fetchone() == (10,)


def test_a_rec_no_that_lost_its_last_nought_is_doubted(register: Register, tmp_path: Path) -> None:
    numbers = [6.1, 6.1, "6.11", 6.2]
    rows = [[OLD, number, "", "done", date(2019, 5, at)] for at, number in enumerate(numbers, start=1)]
    path = xlsx_file(tmp_path / "p.xlsx", Progress=[HEADER[:5], *rows])
    found = report_of(ingest_paths(register, [PLANS, path]), "p.xlsx")
    (warning,) = [one for one in found.warnings if "nought" in one]
    assert warning.startswith("sheet Progress, rows 2, 3: 6.1 may stand for 6.10")
    whole = xlsx_file(tmp_path / "p.xlsx", Progress=[HEADER[:5], *rows, [OLD, "6.10", "", "done", date(2019, 6, 1)]])
    assert not any("nought" in one for one in report_of(ingest_paths(register, [whole]), "p.xlsx").warnings)


def test_a_changed_file_takes_the_place_of_what_it_said_and_the_same_changes_nothing(
    register: Register, tmp_path: Path
) -> None:
    path = csv_file(tmp_path / "p.csv", HEADER[:5], [NEW, "4", "1", "done", "1 May 2026"])
    assert [r.outcome for r in ingest_paths(register, [PLANS, path])] == ["read", "read", "read"]
    version, plans_version = register.version, register.plans_version
    again = ingest_paths(register, [PLANS, path])
    assert {r.outcome for r in again} == {"unchanged"}
    assert report_of(again, "p.csv").entries == 1
    assert register.version == version
    csv_file(path, HEADER[:5], [NEW, "5", "1", "done", "1 May 2026"])
    (report,) = ingest_paths(register, [path])
    assert report.outcome == "replaced"
    assert register.version != version
    assert register.plans_version == plans_version
    assert register.item(NEW, "4").actions[0].progress == ()
    assert [e.on_day for e in register.item(NEW, "5").actions[0].progress] == [date(2026, 5, 1)]
    path.write_text("neither plan nor progress\n", encoding="utf-8")
    (report,) = ingest_paths(register, [path])
    assert report.outcome == "refused"
    assert len(register.item(NEW, "5").actions[0].progress) == 1


def test_two_files_of_one_name_in_two_folders_do_not_undo_each_other(register: Register, tmp_path: Path) -> None:
    for folder, rec_no in (("a", "4"), ("b", "5")):
        (tmp_path / "in" / folder).mkdir(parents=True)
        csv_file(tmp_path / "in" / folder / "p.csv", HEADER[:5], [NEW, rec_no, "1", "done", "1 May 2026"])
    for outcome in ("read", "unchanged"):
        first, second = ingest_paths(register, [tmp_path / "in"])
        assert (first.outcome, second.outcome) == (outcome, "refused")
        assert second.reason is not None
        assert "give each a name of its own" in second.reason


def test_removing_a_plan_removes_its_progress_and_both_can_be_read_again(register: Register, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "p.csv", HEADER[:5], [NEW, "4", "1", "done", "1 May 2026"], [OLD, "6.5", "1", "done", "1 May 2026"]
    )
    ingest_paths(register, [PLANS, path])
    version = register.version
    register.remove(NEW)
    assert register.connection.execute("SELECT DISTINCT plan_id FROM progress").fetchall() == [(OLD,)]
    assert {r.document: r.outcome for r in ingest_paths(register, [PLANS, path])} == {
        "hmp-send-2019.txt": "unchanged", "hmp-send-2025.txt": "read", "p.csv": "replaced",
    }  # fmt: skip
    assert register.version == version
    register.remove_progress("p.csv")
    assert register.connection.execute("SELECT count(*) FROM progress").fetchone() == (0,)
    assert register.connection.execute("SELECT count(*) FROM actions WHERE reported").fetchone() == (0,)
    with pytest.raises(NotHeld):
        register.remove_progress("p.csv")


def test_history_has_every_entry_and_what_earlier_versions_said(register: Register, tmp_path: Path) -> None:
    newer = tmp_path / "newer.txt"
    newer.write_text((PLANS / "hmp-send-2025.txt").read_text().replace("\tJanuary 2026", "\tMarch 2026"))
    path = csv_file(
        tmp_path / "p.csv",
        HEADER,
        [NEW, "5", "9", "done", "2 May 2026", "not there", ""],
        [NEW, "5", "", "open", "1 May 2026", "", "minutes.pdf"],
    )
    ingest_paths(register, [PLANS])
    ingest_paths(register, [path])
    ingest_paths(register, [newer])
    history = register.history(NEW, "5")
    assert [(e.on_day.day, e.action, e.note, e.evidence) for e in history.progress] == [
        (1, None, None, "minutes.pdf"), (2, 9, "not there", None),
    ]  # fmt: skip
    (version,) = history.versions
    assert version.document.document == "hmp-send-2025.txt"
    (difference,) = version.differences
    assert difference.field == "target_dates"
    assert ("January 2026" in difference.before, "March 2026" in difference.after) == (True, True)
    assert "progress" not in register.versions(NEW)[0].items[4].actions[0].model_dump(exclude_defaults=True)
    with pytest.raises(NotHeld):
        register.history(NEW, "99")
