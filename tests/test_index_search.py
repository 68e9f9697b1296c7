"""The index as a whole, with the real weights: built from nothing, opened, searched."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from index_plans import HeldPlans, gold_plans, made_item, made_plan

from assistant import index as index_module
from assistant.index import Index, build_index
from assistant.onnx_export import ensure_export
from assistant.query_encoder import QueryEncoder
from assistant.row_encoder import load_model
from assistant.weights import checked_weights
from ingest.errors import IndexUnusable, NotHeld
from ingest.records import Plan

# No name is looked up and nothing is connected to, or the process dies.
NO_NETWORK = """
import socket, sys
def refuse(*args, **more): raise SystemExit(f"network: {args}")
socket.getaddrinfo = socket.socket.connect = socket.socket.connect_ex = socket.create_connection = refuse
from pathlib import Path
from index_plans import HeldPlans, gold_plans
from assistant.index import Index, build_index
home, register = Path(sys.argv[1]), HeldPlans(gold_plans())
"""
SENDS = HeldPlans(gold_plans())


def run(script: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", NO_NETWORK + script, str(home)],
        cwd=ROOT / "tests",
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "", "HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A home built from nothing by a process of its own, and what that process said."""
    home = tmp_path_factory.mktemp("home")
    return home, run("assert build_index(register, home)", home)


@pytest.fixture(scope="module")
def sends(built: tuple[Path, subprocess.CompletedProcess[str]]) -> Index:
    return Index.open(built[0], SENDS)


@pytest.fixture
def home(built: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> Path:
    """A home with the exported model and the vectors of the samples' rows, and no index."""
    shutil.copytree(built[0] / "models", tmp_path / "models")
    shutil.copy(built[0] / "embeddings.sqlite", tmp_path)
    return tmp_path


def items(index: Index, topic: str, count: int) -> list[str]:
    """The best items, each once."""
    found = dict.fromkeys(f"{row.plan_id}/{row.rec_no}" for row in index.rank(topic))
    return list(found)[:count]


def test_a_build_from_nothing_is_silent_and_needs_no_network(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    done = built[1]
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_question_imports_no_torch_no_chromadb_and_no_llama_index(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    done = run(
        "Index.open(home, register).rank('interpreters')\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'torch', 'sentence_transformers', 'transformers',"
        " 'chromadb', 'llama_index', 'gradio'}))",
        built[0],
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_questions_have_the_vectors_of_sentence_transformers(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    weights = checked_weights(None)
    encoder = QueryEncoder(ensure_export(weights, built[0] / "models"))
    words = " ".join(item.text for plan in gold_plans() for item in plan.items).split()
    texts = [
        "x",
        "",
        "Père Noël — “₤5” 🙂",
        *(" ".join(words[n : n + n]) for n in (1, 2, 3, 5, 9, 17, 40, 90, 170, 400)),
    ]
    model = load_model(weights)
    for text in texts:
        theirs = model.encode(text, output_value=None, show_progress_bar=False)
        ours = encoder.encode(text)
        assert float(ours.sentence @ theirs["sentence_embedding"].numpy()) >= 0.9999
        tokens = theirs["token_embeddings"].numpy()[1:-1]
        assert ours.tokens.shape == tokens.shape
        cosines = (ours.tokens * tokens).sum(axis=1) / np.linalg.norm(tokens, axis=1)
        assert cosines.min(initial=1) >= 0.9999
    assert encoder.encode(texts[-1]).tokens.shape == (254, 384)


@pytest.mark.parametrize(
    ("topic", "best"),
    [
        ("interpreters", ["hmp-send-2025-07-08/4"]),
        ("body worn video cameras", ["hmp-send-2025-07-08/3", "hmp-send-2019-01-18/6.3"]),
        ("dentists", ["hmp-send-2019-01-18/6.11"]),
        ("housing after release", ["hmp-send-2019-01-18/6.25"]),
        ("women being able to cook for themselves", ["hmp-send-2019-01-18/6.12"]),
        ("legal letters opened in front of officers", ["hmp-send-2019-01-18/6.7"]),
    ],
)
def test_the_rows_about_a_topic_come_first(sends: Index, topic: str, best: list[str]) -> None:
    assert items(sends, topic, len(best)) == best


def test_all_chunks_of_the_candidates_and_no_others(sends: Index) -> None:
    rows = sends.rank("interpreters", ["hmp-send-2025-07-08/3", "hmp-send-2019-01-18/6.2"])
    assert {row.rec_no for row in rows} == {"3", "6.2"}
    everywhere = {row.chunk_id: row for row in sends.rank("interpreters")}
    assert len(rows) == sum(row.rec_no in {"3", "6.2"} for row in everywhere.values())
    assert [row.dense for row in rows] == pytest.approx([everywhere[row.chunk_id].dense for row in rows], abs=2e-6)
    assert sends.rank("interpreters", []) == ()
    assert sends.rank("interpreters", ["no-such-plan/1"]) == ()
    assert sends.rank("  ") == ()
    assert sends.rank("interpreters", k=3) == sends.rank("interpreters")[:3]


@pytest.mark.parametrize("topic", ["?", "\x00", "🙂", "a" * 5000, "the of", '") OR "', "word " * 2000])
def test_any_topic_is_answered(sends: Index, topic: str) -> None:
    rows = sends.rank(topic)
    assert len(rows) == len(sends.rank("interpreters"))
    assert all(np.isfinite([row.score, row.dense, row.lexical, row.maxsim]).all() for row in rows)
    assert len(sends.matches(topic, [rows[0].chunk_id]).chunks) == 1


def test_a_word_is_matched_with_the_rows_word_and_its_own_words_apart(sends: Index) -> None:
    # Concern 4 is about interpreters; its action 5 says "interpretation" in the words of the concern only.
    found = sends.matches("dentists about", ["hmp-send-2019-01-18/6.11", "hmp-send-2025-07-08/4#5"])
    assert [word.text for word in found.words] == ["dentists", "about"]
    assert found.words[0].weight > 10 * found.words[1].weight
    dental = found.chunks[0].matches[0]
    assert (dental.word, dental.similarity > 0.6) == ("dental", True)
    assert dental.similarity == dental.own_similarity
    of_concern = sends.matches("interpretation", ["hmp-send-2025-07-08/4#5"]).chunks[0].matches[0]
    assert of_concern.word == "interpretation"
    assert of_concern.own_similarity < of_concern.similarity


def test_words_of_a_row_that_is_not_held_are_refused(sends: Index) -> None:
    with pytest.raises(NotHeld, match="no row hmp-send-2025-07-08/99"):
        sends.matches("interpreters", ["hmp-send-2025-07-08/99"])


def test_the_same_to_the_byte_whatever_the_order_of_ingestion(home: Path) -> None:
    earlier, later = (plan.model_copy(update={"items": plan.items[:2]}) for plan in gold_plans())
    answers = []
    for order in (((earlier, later),), ((later,), (later, earlier))):
        (home / "embeddings.sqlite").unlink()
        shutil.rmtree(home / "index", ignore_errors=True)
        for plans in order:
            index = Index.open(home, HeldPlans(plans))
        ranked = [index.rank(topic) for topic in ("interpreters", "use of force", "release")]
        answers.append(repr([ranked, [index.matches("force", [row.chunk_id for row in rows]) for rows in ranked]]))
    assert answers[0] == answers[1]


def test_a_changed_register_is_never_answered_from_the_old_index(home: Path) -> None:
    before = HeldPlans((made_plan("p", made_item("1", "Interpreters are not used.")),))
    after = HeldPlans((made_plan("p", made_item("1", "The gym has no showers.")),))
    first = Index.open(home, before)
    assert not build_index(before, home)
    second = Index.open(home, after)
    assert (first.is_of(before), first.is_of(after), second.is_of(after)) == (True, False, True)
    assert first.rank("showers")[0].lexical == 0
    assert second.rank("showers")[0].lexical > 0
    assert second.rank("interpreters")[0].lexical == 0


def test_a_register_without_plans_has_an_index_without_rows(home: Path) -> None:
    assert Index.open(home, HeldPlans(())).rank("interpreters") == ()


def test_the_end_of_a_long_text_is_found(home: Path) -> None:
    filler = "The governor will review the arrangements for meetings and report to the region every month. " * 60
    held = HeldPlans(
        (
            made_plan(
                "p",
                made_item("1", "Work was poor.", filler + "Bicycles will be repaired in the workshop."),
                made_item("2", "Food was poor.", "Meals will be hot."),
                made_item("3", "Time was wasted.", filler),
            ),
        )
    )
    rows = Index.open(home, held).rank("mending bikes")
    dense = {row.chunk_id: row.dense for row in rows}
    assert rows[0].chunk_id == "p/1#1"
    assert rows[0].maxsim == max(row.maxsim for row in rows) > 0.3
    assert dense["p/1#1"] > dense["p/3#1"]


def test_a_large_corpus_is_searched_through_chroma_with_the_same_best_rows(
    built: tuple[Path, subprocess.CompletedProcess[str]], sends: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "EXACT_CHUNKS", 10)
    monkeypatch.setattr(index_module, "NEAREST", 20)
    monkeypatch.setattr(index_module, "RERANKED", 15)
    large = Index.open(built[0], SENDS)
    for topic in ("interpreters", "use of force", "dentists"):
        rows = large.rank(topic)
        assert len(rows) == 15
        assert [row.chunk_id for row in rows[:5]] == [row.chunk_id for row in sends.rank(topic)[:5]]


class Undecided:
    """A register whose content changes while it is read."""

    held = gold_plans()[:1]

    @property
    def plans_version(self) -> str:
        return str(time.perf_counter_ns())

    def plans(self) -> tuple[Plan, ...]:
        return self.held


def test_a_register_that_changes_during_the_build_gives_no_index(home: Path) -> None:
    with pytest.raises(IndexUnusable, match="register changed while its index was built"):
        build_index(Undecided(), home)
    assert not (home / "index" / "current.json").exists()


def test_another_model_gives_another_index(home: Path, tmp_path: Path) -> None:
    """A tiny model of other sizes and another pooling, saved as sentence-transformers saves its models."""
    other = tiny_model(tmp_path / "tiny")
    register = HeldPlans(gold_plans()[1:])
    first = Index.open(home, register)
    second = Index.open(home, register, model=other)
    assert json.loads((home / "index" / "current.json").read_text())["fingerprint"]["model"] == (
        checked_weights(other).identity
    )
    assert [r.dense for r in first.rank("force")] != [r.dense for r in second.rank("force")]
    model = load_model(checked_weights(other))
    encoder = QueryEncoder(ensure_export(checked_weights(other), home / "models"))
    for text in ("force", "use of force by staff " * 20):
        assert float(encoder.encode(text).sentence @ model.encode(text, normalize_embeddings=True)) >= 0.9999


def tiny_model(folder: Path) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(1)
    packaged = checked_weights(None).folder
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, max_position_embeddings=64
    )
    BertModel(config).save_pretrained(folder / "bert")
    AutoTokenizer.from_pretrained(packaged).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=48)
    SentenceTransformer(modules=[transformer, Pooling(32, pooling_mode="cls")], device="cpu").save(
        str(folder / "whole")
    )
    return folder / "whole"
