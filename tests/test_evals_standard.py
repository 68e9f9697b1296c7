"""The standard run in small: a few questions on the sample plans, with all baselines, and the page made of it."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.baselines.hits import HeldItems, answer_of
from evals.baselines.stock import StockPipeline
from evals.family_scores import Name
from evals.gate import Accepted
from evals.questions import Question, RowRef
from evals.standard.corpora import AskedSet, Corpus, sample_corpus
from evals.standard.page import page
from evals.standard.record import StandardReport
from evals.standard.run import BM25, CUT, DENSE, FUSED, OURS, STOCK, run_standard
from ingest.reading import read_document

PLAN = "hmp-send-2025-07-08"
HOSTILE = '<script>alert("1")</script> & <img src=x> about interpreters'


def quiet(step: str, done: int, total: int) -> None:
    assert 1 <= done <= total, step


@pytest.fixture(scope="module")
def own_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.mktemp("own")
    shutil.copytree(home, own, ignore=shutil.ignore_patterns("index", "register.sqlite*"), dirs_exist_ok=True)
    return own


@pytest.fixture(scope="module")
def small() -> Corpus:
    whole = sample_corpus()
    hostile = Question(
        id="hostile",
        kind="topic",
        question=HOSTILE,
        as_of=date(2025, 10, 15),
        expected=(RowRef(plan=PLAN, rec_no="9"),),
        part="report",
    )
    sets = (
        AskedSet("send", "Given questions", whole.sets[0].questions[:12]),
        AskedSet("send-hand", "An examiner's", (*whole.sets[2].questions[:8], hostile)),
    )
    return Corpus(whole.name, whole.documents, sets, whole.labelled[-20:] + whole.labelled[:20])


@pytest.fixture(scope="module")
def report(small: Corpus, own_home: Path) -> StandardReport:
    return run_standard([small], Settings(home=own_home), quiet)


def test_every_system_is_judged_on_the_same_questions(report: StandardReport) -> None:
    systems = {(one.system, one.top) for one in report.systems}
    assert systems == {(OURS, None)} | {(name, top) for name in (STOCK, BM25, DENSE, FUSED) for top in (2, 5, 10)}
    assert {one.scores.questions for one in report.systems if one.scores.asked == "all"} == {21}
    assert report.part("all").questions == 21
    assert [one.questions for one in report.sets] == [12, 9]
    assert {one.system for one in report.rankings} == {CUT, STOCK, BM25, DENSE, FUSED}


def test_more_hits_find_more_and_none_counts_or_refuses(report: StandardReport) -> None:
    for name in (STOCK, BM25, DENSE, FUSED):
        given = [one for one in report.systems if one.system == name and one.scores.asked == "all"]
        recall = [found.value for one in given if (found := one.scores.figure(Name.CITATION_RECALL))]
        assert recall == sorted(recall)
        assert recall[-1] > 0
        assert {one.scores.figure(Name.ABSTENTION_F1) is None for one in given} == {True}


def test_a_second_run_gives_the_same_figures(small: Corpus, own_home: Path, report: StandardReport) -> None:
    again = run_standard([small], Settings(home=own_home), quiet)
    assert again.figures_sha256 == report.figures_sha256
    assert not list(own_home.glob("*.sqlite-wal"))
    assert sorted(path.name for path in (own_home / "evaluation").iterdir()) == ["embeddings.sqlite", "models"]


def test_the_page_stands_by_itself_and_shows_text_as_text(report: StandardReport) -> None:
    accepted = Accepted(accepted=date(2026, 1, 1), commit="abc", families=report.families)
    for made in (page(report, accepted), page(report, None)):
        assert not re.search(r"\b(?:src|href|on\w+)\s*=|https?:", " ".join(re.findall(r"<[^>]*>", made)))
        assert not re.search(r"@import|url\s*\(", made)
        assert "<script" not in made
        assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &lt;img src=x&gt;" in made
        assert all(one.answer.question.id in made for one in report.wrong)
        for tag in ("div", "table", "details", "svg", "dl", "span", "p", "h3"):
            assert len(re.findall(rf"<{tag}[ >]", made)) == made.count(f"</{tag}>"), tag
        assert report.figures_sha256[:16] in made


def test_provenance_names_what_decides_answers(report: StandardReport) -> None:
    assert {"llama-index-core", "tantivy", "onnxruntime"} <= {one.name for one in report.provenance.versions}
    fingerprints = {one.name: one.version for one in report.provenance.fingerprints}
    assert len(fingerprints["embedder"]) == 64
    assert len(fingerprints["register of the sample plans"]) == 64


def test_a_piece_of_the_stock_pipeline_cites_the_rows_that_it_shows(own_home: Path, plans_folder: Path) -> None:
    plans = [plan for path in sorted(plans_folder.glob("*.txt")) for plan in read_document(path).plans]
    (own_home / "apart").mkdir()
    for name in ("models", "embeddings.sqlite"):
        (own_home / "apart" / name).symlink_to(own_home / "evaluation" / name)
    stock = StockPipeline(plans_folder, plans, own_home / "apart", None)
    try:
        from assistant.onnx_export import export_folder
        from assistant.query_encoder import QueryEncoder
        from assistant.weights import checked_weights

        encoder = QueryEncoder(export_folder(own_home / "models", checked_weights(None).identity))
        hits = stock.retrieve("interpreters", encoder.encode("interpreters").sentence)
    finally:
        stock.close()
    held = HeldItems.of(plans)
    assert len(hits) == 10
    for hit in hits:
        for item in hit.items:
            words = held.by_id[item][1].text.split()
            # A row is cited that has half of its characters in the piece: its first words or its response are there.
            assert any(" ".join(words[n : n + 4]) in " ".join(hit.text.split()) for n in range(len(words))) or (
                held.by_id[item][1].response[:40] in " ".join(hit.text.split())
                or held.by_id[item][1].response[-40:] in " ".join(hit.text.split())
            )
    asked = Question(id="a", kind="topic", question="interpreters", as_of=date(2025, 10, 15))
    answer = answer_of(asked, hits[:2], held)
    assert {f"{one.plan_id}/{one.rec_no}" for one in answer.citations} == {i for hit in hits[:2] for i in hit.items}
