"""The row page of a plan from a PDF: its place, and a picture of the very row cropped from its page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date

import pytest
from PIL import Image
from published_samples import whole_sample
from starlette.testclient import TestClient
from web_app import web_client

from assistant.settings import Settings
from evals.published.pdf import write_pdf
from evals.published.sheet import parts_of
from ingest.ingestion import ingest_paths
from ingest.keeping import forget_all_but
from ingest.register import Register

PLAN = "hmp-send-2019-01-18"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "plan.pdf").write_bytes(write_pdf(parts_of(whole_sample(2019)), size=11))
    with Register.open(folder / "register.sqlite", create=True) as opened:
        ingest_paths(opened, [folder / "plan.pdf"])
        yield opened


@pytest.fixture(scope="module")
def site(register: Register) -> Iterator[TestClient]:
    with web_client(Settings(home=register.path.parent, as_of=date(2019, 6, 1))) as client:
        yield client


def pictures(page: str) -> list[str]:
    return re.findall(r'<img src="([^"]+)"', page)


def test_the_row_page_shows_the_row_as_it_is_printed(site: TestClient, register: Register) -> None:
    item = next(item for item in register.plan(PLAN).items if item.source.continued)
    page = site.get(f"/plans/{PLAN}/{item.rec_no}").text
    found = pictures(page)
    assert len(found) == 1 + len(item.source.continued)
    assert f"plan.pdf, page {item.source.page}" in page
    for address, bbox in zip(found, [item.source.bbox, *(box.bbox for box in item.source.continued)], strict=True):
        answer = site.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        picture = Image.open(io.BytesIO(answer.content)).convert("L")
        assert bbox is not None
        assert picture.width == pytest.approx(2 * (bbox[2] - bbox[0] + 8), abs=4)
        assert picture.height == pytest.approx(2 * (bbox[3] - bbox[1] + 8), abs=4)
        assert picture.getextrema()[0] < 100, "nothing is drawn in it"


def test_there_is_no_picture_of_what_is_not_there(site: TestClient) -> None:
    assert site.get(f"/pictures/{PLAN}/9/6.1").status_code == 404
    assert site.get(f"/pictures/{PLAN}/0/99.9").status_code == 404
    assert site.get("/pictures/no-such-plan/0/1").status_code == 404
    assert site.get(f"/pictures/{PLAN}/-1/6.1").status_code == 404


def test_a_document_no_longer_kept_has_a_page_without_pictures(site: TestClient, register: Register) -> None:
    forget_all_but(register.path, [])
    answer = site.get(f"/plans/{PLAN}/6.1")
    assert answer.status_code == 200
    assert pictures(answer.text) == []
