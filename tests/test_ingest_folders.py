"""Files and folders: one line for each document, whatever it is, and none stops the others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from register_truth import PLANS

from ingest.ingestion import DocumentReport, ingest_paths
from ingest.register import Register


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path / "register.sqlite", create=True) as register:
        yield register


def test_bad_documents_are_refused_with_reasons_while_the_rest_is_read(register: Register, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    shutil.copy(PLANS / "hmp-send-2025.txt", folder / "deep" / "z.txt")
    (folder / "a-empty.txt").write_bytes(b"")
    (folder / "b-binary.txt").write_bytes(b"\x00\x01\x02")
    (folder / "c-prose.txt").write_text("A letter, not a plan.")
    (folder / "notes.md").write_text("not of a known kind")
    seen: list[DocumentReport] = []
    reports = ingest_paths(
        register, [folder, tmp_path / "nowhere.txt", folder / "notes.md"], lambda one, _: seen.append(one)
    )
    assert tuple(seen) == reports
    assert [(report.document, report.outcome) for report in reports] == [
        ("a-empty.txt", "refused"),
        ("b-binary.txt", "refused"),
        ("c-prose.txt", "refused"),
        ("z.txt", "read"),
        ("notes.md", "refused"),
        ("nowhere.txt", "refused"),
    ]
    reasons = [report.reason for report in reports]
    for reason, words in zip(
        reasons, ["is empty", "NUL bytes", "no table", None, "known are: .csv, ", "check the path"], strict=True
    ):
        assert (reason is None) if words is None else (reason is not None and words in reason and "\n" not in reason)


def test_a_link_that_leaves_the_folder_is_refused(register: Register, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(PLANS / "hmp-send-2019.txt", folder / "own.txt")
    (folder / "inside.txt").symlink_to(folder / "own.txt")
    (folder / "outside.txt").symlink_to(PLANS / "hmp-send-2025.txt")
    (folder / "outer").symlink_to(PLANS)
    reports = ingest_paths(register, [folder])
    assert [(report.document, report.outcome) for report in reports] == [
        ("inside.txt", "read"),
        ("outer", "refused"),
        ("outside.txt", "refused"),
        ("own.txt", "unchanged"),
    ]
    assert [summary.plan_id for summary in register.summaries()] == ["hmp-send-2019-01-18"]


def test_a_file_named_twice_is_read_once(register: Register) -> None:
    assert len(ingest_paths(register, [PLANS, PLANS / "hmp-send-2019.txt"])) == 2


def test_a_file_that_cannot_be_opened_is_refused(register: Register, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "in" / "never-there.txt")
    (report,) = ingest_paths(register, [tmp_path / "in"])
    assert report.outcome == "refused"
    assert report.reason is not None
    assert "gone.txt cannot be opened" in report.reason
