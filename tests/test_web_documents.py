"""Documents added and removed in the web app, and questions asked meanwhile."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from conftest import ROOT
from published_samples import whole_sample
from starlette.testclient import TestClient
from web_app import web_client

from assistant.engine import Engine
from assistant.index import build_index
from assistant.settings import Settings, SignIn
from assistant.web.document_jobs import MOST_WAITING, DocumentJobs, Job, Step, TooManyWaiting
from assistant.web.people import Role
from assistant.web.people_file import PeopleFile
from assistant.web.site import Site
from assistant.web.uploads import cleaned_name
from assistant.web.users import Users
from evals.published.pdf import write_pdf
from evals.published.sheet import parts_of
from evals.published.writers import write_docx
from ingest.errors import NotHeld
from ingest.ingestion import ReportOutcome, ingest_paths
from ingest.register import Register

OLD, NEW = "hmp-send-2019-01-18", "hmp-send-2025-07-08"
AS_OF = date(2025, 10, 15)
PATIENCE_SECONDS = 120


@pytest.fixture
def held(empty_home: Path) -> Path:
    """A home with the plan of 2025 alone."""
    shutil.copy(ROOT / "data" / "plans" / "hmp-send-2025.txt", empty_home / "2025.txt")
    with Register.open(empty_home / "register.sqlite", create=True) as register:
        ingest_paths(register, [empty_home / "2025.txt"])
        build_index(register, empty_home)
    return empty_home


@pytest.fixture
def site(held: Path) -> Iterator[TestClient]:
    with web_client(Settings(home=held, as_of=AS_OF, upload_megabytes=1, upload_files=3)) as client:
        yield client


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return write_pdf(parts_of(whole_sample(2019)))


def files(*named: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("documents", one) for one in named]


def text_of(answer: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def followed(site: TestClient, answer: httpx.Response) -> httpx.Response:
    """The progress page of a job once it is over."""
    assert answer.status_code == 303, text_of(answer)
    until = time.monotonic() + PATIENCE_SECONDS
    while "refresh" in (page := site.get(answer.headers["location"])).headers:
        assert time.monotonic() < until
        time.sleep(0.05)
    return page


def added(site: TestClient, *named: tuple[str, bytes]) -> str:
    return text_of(followed(site, site.post("/documents", files=files(*named))))


def test_documents_are_listed_with_their_report(site: TestClient) -> None:
    page = site.get("/documents")
    said = text_of(page)
    assert re.search(r"HMP Send, 8 July 2025 2025\.txt 6 items, 31 actions \d+ warnings", said)
    assert re.search(rf"Read on \d+ \w+ {date.today().year}", said)
    assert f'href="/plans/{NEW}"' in page.text
    assert f'href="/documents/remove/{NEW}"' in page.text


def test_an_added_pdf_and_docx_are_held_and_answered_from(site: TestClient, pdf: bytes, held: Path) -> None:
    assert OLD not in site.get("/plans").text
    said = added(site, ("The plan of 2019.pdf", pdf), ("again.docx", write_docx(parts_of(whole_sample(2025)))))
    assert "2 documents can be asked about now" in said
    assert re.search(rf"The plan of 2019\.pdf Read 26 items, \d+ actions, \d+ warnings {OLD}", said)
    assert re.search(rf"again\.docx Replaced 6 items, \d+ actions, \d+ warnings? {NEW}", said)
    assert "The plan of 2019.pdf" in text_of(site.get("/documents"))
    assert "pages kept" in text_of(site.get("/documents"))
    assert "The plan of 2019.pdf" in text_of(site.get(f"/plans/{OLD}/6.1"))
    found = site.get("/api/search", params={"text": "mediation", "plan": OLD}).json()
    assert found["total"] == 38
    assert {row["source"]["document"] for row in found["rows"]} == {"The plan of 2019.pdf"}
    asked = site.post("/api/ask", json={"question": "How many recommendations were not agreed?"}).json()
    assert asked["count"] == 3


def test_what_is_held_already_and_what_is_no_plan_each_get_their_line(site: TestClient) -> None:
    same = (ROOT / "data" / "plans" / "hmp-send-2025.txt").read_bytes()
    said = added(site, ("other name.txt", same), ("photo.png", b"\x89PNG\r\n\x1a\n"), ("empty.pdf", b""))
    assert "1 document can be asked about now" in said
    assert re.search(rf"other name\.txt Unchanged 6 items, .* it was held already, just as it is {NEW}", said)
    assert "photo.png is of a kind that is not read (.png); known are" in said
    assert re.search(r"empty\.pdf Refused empty\.pdf is empty", said)


def test_an_encrypted_document_is_refused_with_what_to_do(site: TestClient, tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(100, 700, "Action plan")
    canvas.save()
    said = added(site, ("locked.pdf", (tmp_path / "locked.pdf").read_bytes()))
    assert "can be asked about now" not in said
    assert re.search(r"locked\.pdf Refused locked\.pdf .*password", said)


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ((), 400, "Choose at least one document"),
        ((("", b""),), 400, "Choose at least one document"),
        ((("big.pdf", b"%PDF" + b"x" * 1_200_000), ("a.txt", b"a")), 413, "big.pdf has 1.2 MB, more than the 1 MB"),
        (tuple((f"{n}.txt", b"x") for n in range(4)), 413, "Choose at most 3 documents at a time"),
    ],
)
def test_uploads_beyond_the_limits_are_refused_on_the_page(
    site: TestClient, sent: tuple[tuple[str, bytes], ...], status: int, said: str
) -> None:
    # Without a file, httpx sends no multipart form at all.
    answer = (
        site.post("/documents", files=files(*sent))
        if sent
        else site.post("/documents", files=[("other", (None, "words"))])
    )
    assert answer.status_code == status
    assert "There is a problem" in text_of(answer)
    assert said in text_of(answer)
    assert 'id="documents-error"' in answer.text
    assert "2025.txt" in text_of(answer)


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data", "multipart/form-data; boundary=x"])
def test_a_body_that_is_no_such_form_is_refused(site: TestClient, content_type: str) -> None:
    answer = site.post("/documents", content=b"{}", headers={"content-type": content_type})
    assert answer.status_code in (400, 415)
    assert "There is a problem" in text_of(answer)


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("HMP Send 2025.pdf", "HMP Send 2025.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\plans\\Send (final).docx", "Send (final).docx"),
        ("a\x00b\n<script>.pdf", "a_b__script_.pdf"),
        ("..", "document"),
        (".hidden.txt", "hidden.txt"),
        ("~$lock.docx", "__lock.docx"),
        ("", "document"),
        ("\u202efdp.exe", "_fdp.exe"),
        ("Île " + "é" * 300 + ".pdf", "Île " + "é" * 92 + ".pdf"),
    ],
)
def test_names_are_cleaned(sent: str, clean: str) -> None:
    assert cleaned_name(sent) == clean


def test_a_name_is_never_a_path(site: TestClient, held: Path, pdf: bytes) -> None:
    said = added(site, ("../../../outside.pdf", pdf), ("\u202egnp.<b>.txt", b"x"))
    assert re.search(r"outside\.pdf Read 26 items", said)
    assert "_gnp._b_.txt" in said
    assert not list(held.parent.parent.rglob("outside.pdf*"))


def test_removing_a_plan_is_asked_first_and_then_done(site: TestClient) -> None:
    asked = site.get(f"/documents/remove/{NEW}")
    assert "Do you want to remove the plan of HMP Send, 8 July 2025?" in text_of(asked)
    assert site.get(f"/plans/{NEW}").status_code == 200
    done = followed(site, site.post(f"/documents/remove/{NEW}"))
    assert f"{NEW} was removed" in text_of(done)
    assert site.get(f"/plans/{NEW}").status_code == 404
    assert "No document is held yet" in text_of(site.get("/documents"))
    assert site.get(f"/documents/remove/{NEW}").status_code == 404
    assert site.post(f"/documents/remove/{NEW}").status_code == 404


def test_a_progress_page_that_is_forgotten_or_told_to_hold_still(site: TestClient, pdf: bytes) -> None:
    assert site.get("/documents/jobs/none").status_code == 404
    sent = site.post("/documents", files=files(("plan.pdf", pdf)))
    still = site.get(sent.headers["location"] + "?refresh=off")
    assert "refresh" not in still.headers
    followed(site, sent)


def temporary() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="action-plans-test-")


def over(jobs: DocumentJobs, job: Job) -> Job:
    until = time.monotonic() + PATIENCE_SECONDS
    while not (now := jobs.job(job.job_id) or job).over:
        assert time.monotonic() < until
        time.sleep(0.02)
    return now


def test_questions_asked_while_documents_are_added_are_answered_from_before(held: Path, pdf: bytes) -> None:
    settings = Settings(home=held, as_of=AS_OF)
    question = "Which recommendations about mediation were agreed?"
    with Engine.open(settings) as engine:
        jobs = DocumentJobs(Site(engine, settings))
        seen: list[tuple[bool, frozenset[str]]] = []
        wrong: list[BaseException] = []
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                try:
                    answer = engine.ask(question)
                except BaseException as error:
                    wrong.append(error)
                    return
                seen.append((answer.abstained, frozenset(row.plan_id for row in answer.citations)))

        before = engine.ask(question)
        assert OLD not in {row.plan_id for row in before.citations}
        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        folder = temporary()
        path = Path(folder.name, "plan.pdf")
        path.write_bytes(pdf)
        job = over(jobs, jobs.add(folder, [path], "someone"))
        asked_meanwhile = len(seen)
        after = engine.ask(question)
        stop.set()
        for thread in threads:
            thread.join()
        assert (job.step, job.problem, wrong) == (Step.DONE, None, [])
        assert [report.outcome for report in job.reports] == [ReportOutcome.READ]
        assert asked_meanwhile > 10
        assert set(seen) == {
            (before.abstained, frozenset(row.plan_id for row in before.citations)),
            (after.abstained, frozenset(row.plan_id for row in after.citations)),
        }
        assert OLD in {row.plan_id for row in after.citations}
        assert not Path(folder.name).exists()
        removed = over(jobs, jobs.remove(OLD, "someone"))
        assert removed.step is Step.DONE
        assert engine.ask(question).citations == before.citations


def test_a_job_that_fails_says_so_and_the_next_is_done(held: Path, pdf: bytes) -> None:
    settings = Settings(home=held, as_of=AS_OF)
    with Engine.open(settings) as engine:
        jobs = DocumentJobs(Site(engine, settings))
        with pytest.raises(NotHeld):
            jobs.remove("hmp-nowhere-2000-01-01", "someone")
        # Both are taken while the plan is held; the second finds it gone.
        first, second = jobs.remove(NEW, "someone"), jobs.remove(NEW, "someone")
        folder = temporary()
        path = Path(folder.name, "plan.pdf")
        path.write_bytes(pdf)
        third = jobs.add(folder, [path], "someone")
        assert over(jobs, first).step is Step.DONE
        failed = over(jobs, second)
        assert failed.step is Step.FAILED
        assert failed.problem and NEW in failed.problem
        assert over(jobs, third).step is Step.DONE
        assert engine.ask("How many recommendations were not agreed?").count == 3


def test_only_so_many_jobs_wait(held: Path) -> None:
    settings = Settings(home=held, as_of=AS_OF)
    with Engine.open(settings) as engine:
        jobs = DocumentJobs(Site(engine, settings))
        taken: list[Job] = []
        while len(taken) < MOST_WAITING:
            taken.append(jobs.add(temporary(), [], "someone"))
        with pytest.raises(TooManyWaiting):
            # The first of all may be at work already, and waits no more.
            taken.extend(jobs.remove(NEW, "someone") for _ in range(2))
        assert [over(jobs, job).step for job in taken[:MOST_WAITING]] == [Step.DONE] * MOST_WAITING
        assert {over(jobs, job).over for job in taken} == {True}
        assert jobs.going_on() == ()


def test_readers_see_the_list_alone(held: Path, pdf: bytes) -> None:
    settings = Settings(home=held, as_of=AS_OF, sign_in=SignIn.USERS)
    with web_client(settings) as client:
        users = Users(PeopleFile(settings.people_file))
        users.add("ada", Role.READER, None)
        users.add("eve", Role.EDITOR, None)
        reader = {"Authorization": f"Bearer {users.new_token('ada')}"}
        editor = {"Authorization": f"Bearer {users.new_token('eve')}"}
        listed = client.get("/documents", headers=reader)
        assert "2025.txt" in text_of(listed)
        assert "Documents are added and removed by editors" in text_of(listed)
        assert "multipart/form-data" not in listed.text
        assert "/documents/remove/" not in listed.text
        sent = files(("plan.pdf", pdf))
        for refused in (
            client.post("/documents", files=sent, headers=reader),
            client.get(f"/documents/remove/{NEW}", headers=reader),
            client.post(f"/documents/remove/{NEW}", headers=reader),
            client.get("/documents/jobs/any", headers=reader),
        ):
            assert refused.status_code == 403
            assert "for editors" in text_of(refused)
        assert client.post("/documents", files=sent).status_code == 401
        assert client.get("/documents", headers=editor).text.count("multipart/form-data") == 1
        taken = client.post("/documents", files=sent, headers=editor)
        client.headers.update(editor)
        assert "1 document can be asked about now" in text_of(followed(client, taken))
