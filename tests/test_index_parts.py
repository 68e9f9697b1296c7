"""The parts of an index, each by itself: weights, cache, lexical index, vectors, Chroma, builds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_plans import gold_plans, made_item, made_plan
from numpy.typing import NDArray

from assistant import token_vectors
from assistant.builds import Builds, Fingerprint
from assistant.chunks import Chunk, chunks_of
from assistant.embedding_cache import Embedding, EmbeddingCache
from assistant.lexical_index import LexicalIndex, build_lexical_index
from assistant.sentence_vectors import SentenceVectors, write_sentence_vectors
from assistant.stop_words import is_stop_word
from assistant.token_vectors import ChunkTokens, TokenVectors, write_token_vectors
from assistant.vector_build import PlacedWindow, build_vector_store
from assistant.vector_store import VectorStore
from assistant.vectors import normalised
from assistant.weights import PUBLISHED_SHA256, checked_weights, known_weights, require_published
from assistant.wordpieces import Piece
from ingest.errors import IndexUnusable, ModelUnusable


def vectors(count: int, dimension: int, seed: int = 1) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    return normalised(random.standard_normal((count, dimension)).astype(np.float32))


# weights


def test_packaged_weights_are_the_published_ones() -> None:
    assert checked_weights(None).folder.name == "model"


def test_other_weights_than_the_published_are_refused_with_both_hashes(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ModelUnusable, match=rf"SHA-256 [0-9a-f]{{64}}, published is {PUBLISHED_SHA256}: install"):
        require_published(tmp_path)


def test_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"no modules\.json"):
        checked_weights(tmp_path)


def test_identity_is_remembered_and_found_again_when_a_file_changes(tmp_path: Path) -> None:
    model, record = tmp_path / "model", tmp_path / "identity.json"
    model.mkdir()
    for name in ("modules.json", "tokenizer.json", "model.safetensors"):
        (model / name).write_text("one")
    first = known_weights(model, record)
    assert known_weights(model, record) == first == checked_weights(model)
    (model / "model.safetensors").write_text("two!")
    assert known_weights(model, record) == checked_weights(model) != first


# cache


def test_cache_gives_back_what_was_put_by_model_and_text(tmp_path: Path) -> None:
    put = Embedding(vectors(1, 8)[0], vectors(3, 4).astype(np.float16))
    with EmbeddingCache(tmp_path / "e.sqlite") as cache:
        cache.put("model", {"text": put})
    with EmbeddingCache(tmp_path / "e.sqlite") as cache:
        found = cache.get("model", "text")
        assert found is not None
        assert np.array_equal(found.sentence, put.sentence)
        assert np.array_equal(found.tokens, put.tokens)
        assert cache.get("model", "other") is None
        assert cache.get("other", "text") is None


def test_damaged_cache_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "e.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(IndexUnusable, match=r"e\.sqlite cannot be used .*delete the file"):
        EmbeddingCache(tmp_path / "e.sqlite")


# lexical index


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> tuple[LexicalIndex, tuple[Chunk, ...]]:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    chunks = chunks_of(gold_plans())
    build_lexical_index(folder, chunks)
    return LexicalIndex(folder), chunks


Lexical = tuple[LexicalIndex, tuple[Chunk, ...]]


def test_words_are_found_by_their_stems(lexical: Lexical) -> None:
    index, chunks = lexical
    found = {chunks[hit.chunk].item_id for hit in index.search("interpreter", None, 100)}
    assert "hmp-send-2025-07-08/4" in found
    assert all("interpret" in chunks[hit.chunk].text.lower() for hit in index.search("interpreter", None, 100))


@pytest.mark.parametrize("text", ["", "   ", "the of and", "qqzzx", '"', "AND OR (", "?!"])
def test_no_word_no_row(lexical: Lexical, text: str) -> None:
    assert lexical[0].search(text, None, 100) == []


def test_only_rows_of_the_items_given_with_the_same_scores(lexical: Lexical) -> None:
    index, chunks = lexical
    everything = index.search("use of force", None, 1000)
    item = chunks[everything[0].chunk].item_id
    among = index.search("use of force", [item], 1000)
    assert among
    assert among == [hit for hit in everything if chunks[hit.chunk].item_id == item]
    assert index.search("use of force", [], 1000) == []
    assert index.search("use of force", ["no-such-plan/1"], 1000) == []


def test_missing_lexical_index_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="ingest again"):
        LexicalIndex(tmp_path)


# exact vectors


def piece(token: int, word_text: str) -> Piece:
    return Piece(place=0, token=token, start=0, end=0, word=0, word_text=word_text)


@given(
    sizes=st.lists(st.integers(1, 5), min_size=1, max_size=8),
    query=st.integers(1, 4),
    chosen=st.data(),
    resident=st.booleans(),
)
def test_maxsim_is_the_weighted_mean_of_the_best(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], query: int, chosen: st.DataObject, resident: bool
) -> None:
    folder = tmp_path_factory.mktemp("tokens") / "tokens"
    rows = [vectors(size, 6, seed).astype(np.float16) for seed, size in enumerate(sizes)]
    chunks = [ChunkTokens(row, tuple(range(len(row))), ("w",) * len(row), 0) for row in rows]
    write_token_vectors(folder, chunks, [f"p/{n}" for n in range(len(rows))], 10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(token_vectors, "RESIDENT_TOKENS", 40_000 if resident else 0)
        stored = TokenVectors(folder)
    topic, weights = vectors(query, 6, 99), np.arange(1, query + 1, dtype=np.float32)
    places = sorted(chosen.draw(st.sets(st.integers(0, len(rows) - 1))))
    expected = [
        sum(w * max(float(t @ r) for r in rows[place].astype(np.float32)) for w, t in zip(weights, topic, strict=True))
        / weights.sum()
        for place in places
    ]
    assert stored.maxsim(topic, weights, np.array(places, dtype=np.int64)) == pytest.approx(expected, abs=1e-5)


def test_rare_pieces_weigh_more_and_function_words_next_to_nothing(tmp_path: Path) -> None:
    row = vectors(1, 4).astype(np.float16)
    chunks = [ChunkTokens(row, tokens, ("w",), 0) for tokens in ((1, 2), (1,), (1,))]
    write_token_vectors(tmp_path / "t", chunks, ["p/1", "p/2", "p/3"], 10)
    everywhere, once, unseen, function = TokenVectors(tmp_path / "t").weights(
        [piece(1, "prison"), piece(2, "dental"), piece(7, "zebra"), piece(7, "about")]
    )
    assert function < everywhere < once < unseen


def test_pieces_are_counted_once_an_item_however_many_actions_repeat_them(tmp_path: Path) -> None:
    row = vectors(1, 4).astype(np.float16)
    chunks = [ChunkTokens(row, tokens, ("w",), 0) for tokens in ((1,), (1,), (1,), (2,))]
    write_token_vectors(tmp_path / "t", chunks, ["p/1", "p/1", "p/1", "p/2"], 10)
    first, second = TokenVectors(tmp_path / "t").weights([piece(1, "x1"), piece(2, "x2")])
    assert first == second


def test_a_chunk_is_as_near_as_its_nearest_window(tmp_path: Path) -> None:
    windows = vectors(5, 6)
    write_sentence_vectors(tmp_path / "s", [[windows[0], windows[1]], [windows[2]], [windows[3], windows[4]]])
    found = SentenceVectors(tmp_path / "s").similarities(windows[4], np.array([0, 2]))
    assert found == pytest.approx([float((windows[:2] @ windows[4]).max()), 1.0], abs=1e-6)


@pytest.mark.parametrize("word", ["the", "?", "about", "'"])
def test_function_words_and_punctuation_are_stop_words(word: str) -> None:
    assert is_stop_word(word)
    assert not is_stop_word(word + "x")


# Chroma through llama-index


def test_chroma_finds_the_ten_nearest_that_exact_scoring_finds(tmp_path: Path) -> None:
    chunks = chunks_of([made_plan(f"p{p}", *(made_item(str(n), "t") for n in range(500))) for p in range(5)])
    rows, queries = vectors(len(chunks), 64), vectors(40, 64, seed=2)
    by_text = {chunk.chunk_id: row for chunk, row in zip(chunks, rows, strict=True)}
    embed: Callable[..., list[list[float]]] = lambda texts: [by_text[text].tolist() for text in texts]  # noqa: E731
    # More nodes than one run of the pipeline takes, so that the batches are tried too.
    build_vector_store(
        tmp_path / "chroma", [PlacedWindow(c.chunk_id, 1, c, place) for place, c in enumerate(chunks)], embed
    )
    store = VectorStore(tmp_path / "chroma")
    assert store.collection.count() == len(chunks)
    assert store.collection.get(ids=[chunks[7].chunk_id])["ids"] == [chunks[7].chunk_id]
    hits = 0
    for query in queries:
        near = store.nearest(query, 10)
        exact = rows @ query
        assert near[0].similarity == pytest.approx(float(exact[near[0].chunk]), abs=1e-5)
        hits += len({found.chunk for found in near} & set(np.argsort(-exact)[:10].tolist()))
    store.close()
    assert hits / (10 * len(queries)) >= 0.99


def test_missing_vectors_are_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="ingest again"):
        VectorStore(tmp_path)


# builds

MADE_FROM = Fingerprint(layout=1, chunking=1, model="m", register="r")


def test_a_build_is_current_once_whole_and_the_one_before_is_kept(tmp_path: Path) -> None:
    builds = Builds(tmp_path / "index")
    folders = []
    for _ in range(3):
        with builds.owner(0), builds.new(MADE_FROM) as folder:
            assert builds.current_name() == (folders[-1].name if folders else None)
            folders.append(folder)
        assert builds.current_name() == folder.name
    assert [folder.exists() for folder in folders] == [False, True, True]


def test_a_build_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    builds = Builds(tmp_path / "index")
    with builds.owner(0), builds.new(MADE_FROM) as whole:
        pass
    with pytest.raises(ZeroDivisionError), builds.owner(0), builds.new(MADE_FROM) as failed:
        raise ZeroDivisionError
    assert builds.current_name() == whole.name
    assert not failed.exists()


def test_a_second_builder_waits_and_then_says_so(tmp_path: Path) -> None:
    with (
        Builds(tmp_path).owner(0),
        pytest.raises(IndexUnusable, match=r"Another process has been building .* more than 0\.1 s"),
        Builds(tmp_path).owner(0.1),
    ):
        pass


def test_a_damaged_pointer_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "current.json").write_text("{")
    with pytest.raises(IndexUnusable, match=r"current\.json is damaged.*ingest again"):
        Builds(tmp_path).current()
