"""Documents that are damaged, disguised or hostile: each gets its line, and the rest of the batch goes on."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT
from published_samples import whole_sample
from register_truth import PLANS, differences, truth

from evals.published.pdf import write_pdf
from evals.published.sheet import parts_of
from evals.published.writers import write_csv, write_docx, write_odt, write_xlsx
from ingest.errors import DocumentRefused
from ingest.ingestion import DocumentReport, ingest_paths
from ingest.isolation import Reader
from ingest.reading import read_document
from ingest.register import Register

EXPANDING = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>'
)
REACHING = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'


def packed(part: str, data: bytes, *, others: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, data)
        for other in others:
            archive.writestr(other, "<a/>")
    return out.getvalue()


def encrypted_zip() -> bytes:
    whole = bytearray(write_docx(parts_of(whole_sample(2025))))
    at = -1
    while (at := whole.find(b"PK\x01\x02", at + 1)) >= 0:
        whole[at + 8] |= 1
    return bytes(whole)


def encrypted_pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt="secret")
    canvas.drawString(50, 50, "Action Plan: HMP Example")
    canvas.save()
    return out.getvalue()


def scan() -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(Image.new("L", (200, 200), 200)), 50, 50)
    canvas.save()
    return out.getvalue()


def deep(open_tag: str, close_tag: str, many: int = 100_000) -> bytes:
    return (open_tag * many + "x" + close_tag * many).encode()


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADER = ["Rec No", "Concerns", "Response Action Taken/Planned", "Responsible Owner", "Target Date"]
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.pdf": (lambda: b"", "is empty"),
    "empty.docx": (lambda: b"", "is empty"),
    "encrypted.pdf": (encrypted_pdf, "protected by a password"),
    "encrypted.docx": (encrypted_zip, "protected by a password"),
    "encrypted-office.xlsx": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "old.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old Office file"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
    "cut.docx": (lambda: write_docx(parts_of(whole_sample(2025)))[:4000], "cut short"),
    "cut.odt": (lambda: write_odt(parts_of(whole_sample(2025)))[:2500], "cut short"),
    "cut.pdf": (lambda: write_pdf(parts_of(whole_sample(2025)))[:9000], "damaged or was cut short"),
    "truly-pdf.docx": (lambda: write_pdf(parts_of(whole_sample(2025))), "in truth a PDF"),
    "truly-docx.odt": (lambda: write_docx(parts_of(whole_sample(2025))), "in truth a Word document"),
    "picture.pdf": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 200, "is no PDF file"),
    "scan.pdf": (scan, "is a scan"),
    "no-rows.xlsx": (lambda: workbook([["Action Plan: HMP Example"], HEADER]), "submission"),
    "no-table.csv": (lambda: b"a,b,c\n1,2,3\n", "no action plan table"),
    "other.csv": (lambda: b"Prison,Population,Year,Month\nSend,270,2024,May\n", "Prison | Population | Year | Month"),
    "bomb.docx": (
        lambda: packed("word/document.xml", b"<a>" + b" " * 200_000_000 + b"</a>"),
        "unpacks to more than",
    ),
    "expanding.docx": (lambda: packed("word/document.xml", EXPANDING.encode()), "entities or a DTD"),
    "reaching.odt": (lambda: packed("content.xml", REACHING.encode()), "entities or a DTD"),
    "reaching.xlsx": (lambda: packed("xl/workbook.xml", REACHING.encode()), "entities or a DTD"),
    "deep.docx": (lambda: packed("word/document.xml", deep("<a>", "</a>")), "deep"),
    "deep.html": (lambda: b"<html>" + deep("<table><tr><td>", "</td></tr></table>"), "without end"),
    "deep-blocks.html": (lambda: b"<html>" + deep("<div>", "</div>"), "no action plan table"),
    "noise.pdf": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50, "damaged or was cut short"),
}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path / "home" / "register.sqlite", create=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in HOSTILE.items():
        (folder / name).write_bytes(make())
    shutil.copy(PLANS / "hmp-send-2019.txt", folder / "a-plan.txt")
    shutil.copy(PLANS / "hmp-send-2025.txt", folder / "z-plan.txt")
    return folder


@pytest.fixture(scope="module")
def reports(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, DocumentReport]:
    with Register.open(tmp_path_factory.mktemp("home") / "register.sqlite", create=True) as opened:
        return {report.document: report for report in ingest_paths(opened, [hostile])}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_each_hostile_document_gets_its_line(name: str, reports: dict[str, DocumentReport]) -> None:
    report = reports[name]
    assert report.outcome == "refused"
    assert report.reason is not None
    assert HOSTILE[name][1] in report.reason
    assert name in report.reason
    assert "\n" not in report.reason


def test_the_rest_of_the_batch_goes_on(reports: dict[str, DocumentReport]) -> None:
    assert [name for name, report in reports.items() if report.outcome == "read"] == ["a-plan.txt", "z-plan.txt"]
    assert len(reports) == len(HOSTILE) + 2


def test_a_cell_in_the_last_corner_of_a_sheet_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(parts_of(whole_sample(2019)))))
    book.active["XFD1048576"] = "stray"
    book.save(path)
    began = time.monotonic()
    (plan,) = read_document(path).plans
    assert time.monotonic() - began < 5
    assert [line for line in differences(plan, truth(2019)) if "source" not in line] == []


@pytest.mark.parametrize("writer", [write_docx, write_odt, write_xlsx, write_csv, write_pdf])
def test_a_document_cut_anywhere_is_refused_or_read_never_a_crash(writer: Callable[..., bytes], tmp_path: Path) -> None:
    kind = writer.__name__.removeprefix("write_")
    whole = writer(parts_of(whole_sample(2025)))
    path = tmp_path / f"plan.{kind}"
    with Reader() as reader:
        for share in (0.01, 0.3, 0.6, 0.9, 0.99):
            path.write_bytes(whole[: int(len(whole) * share)])
            try:
                reader.read(path)
            except DocumentRefused as refused:
                assert "Error:" not in str(refused), refused


def test_a_reader_that_takes_too_long_is_ended_and_the_next_document_read(tmp_path: Path) -> None:
    slow = tmp_path / "slow.txt"
    os.mkfifo(slow)
    with Reader(seconds=1.5) as reader:
        with pytest.raises(DocumentRefused, match=r"given up after 1\.5 seconds"):
            reader.read(slow)
        assert len(reader.read(PLANS / "hmp-send-2025.txt").plans) == 1


def test_a_reader_that_is_killed_is_started_anew(tmp_path: Path) -> None:
    with Reader() as reader:
        first = reader.read(PLANS / "hmp-send-2025.txt")
        assert reader._process is not None
        reader._process.kill()
        reader._process.wait()
        assert reader.read(PLANS / "hmp-send-2025.txt") == first == read_document(PLANS / "hmp-send-2025.txt")


def test_modules_beside_the_documents_are_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('run')")
    monkeypatch.chdir(tmp_path)
    with Reader() as reader:
        assert reader.read(PLANS / "hmp-send-2025.txt").plans


def test_a_run_killed_at_any_moment_is_completed_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for year in (2019, 2025):
        parts = parts_of(whole_sample(year))
        (folder / f"b{year}.pdf").write_bytes(write_pdf(parts))
        shutil.copy(PLANS / f"hmp-send-{year}.txt", folder / f"a{year}.txt")
    file = tmp_path / "home" / "register.sqlite"
    run = (
        "import sys; from pathlib import Path; from ingest.register import Register; from ingest.ingestion import *\n"
        f"with Register.open(Path({str(file)!r}), create=True) as r: ingest_paths(r, [Path({str(folder)!r})])"
    )
    for wait in (0.5, 0.9, 1.3):
        process = subprocess.Popen([sys.executable, "-c", run], cwd=ROOT)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with Register.open(file, create=True) as register:
        ingest_paths(register, [folder])
        assert [plan.plan_id for plan in register.summaries()] == ["hmp-send-2019-01-18", "hmp-send-2025-07-08"]
        assert [len(register.plan(one.plan_id).items) for one in register.summaries()] == [26, 6]
        versions = [[old.source.document for old in register.versions(one.plan_id)] for one in register.summaries()]
        assert versions == [["a2019.txt"], ["a2025.txt"]]
        again = ingest_paths(register, [folder])
        assert {report.outcome.value for report in again} == {"unchanged"}
    kept = sorted(path.name for path in (tmp_path / "home" / "documents").iterdir())
    assert len(kept) == 2
    assert all(name.endswith(".pdf") and len(name) == 68 for name in kept)
