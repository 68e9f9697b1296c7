"""The adapter of the embedder: applied as it is written, refused where it is not of the model, learned from pairs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from assistant.adapter import DOWN, UP, adapt, encoder_of
from assistant.row_encoder import load_model
from assistant.weights import checked_weights, known_weights, packaged_adapter
from evals.adapter_training import AdapterTraining
from evals.bank import subjects
from ingest.errors import ModelUnusable

PUBLISHED = replace(checked_weights(None), adapter=None)
TEXTS = ("women sat about with nothing to do", "Insufficient work was available to occupy prisoners.")


def vectors(model: torch.nn.Module) -> np.ndarray:
    return np.asarray(model.encode(list(TEXTS)))  # type: ignore[operator]


def test_a_layer_has_what_the_file_adds() -> None:
    published, adapted = encoder_of(load_model(PUBLISHED)), encoder_of(load_model(checked_weights(None)))
    held = load_file(packaged_adapter())
    names = {key.rpartition(".")[0] for key in held}
    assert len(names) == 36  # six linear layers in each of six blocks
    for name in sorted(names)[::7]:
        change = held[f"{name}.{UP}"].float() @ held[f"{name}.{DOWN}"].float()
        before, after = (model.get_parameter(f"{name}.weight") for model in (published, adapted))
        assert torch.equal(before + change, after)
        assert change.abs().max() > 0


def test_everyday_words_come_nearer_to_the_row_that_they_mean() -> None:
    before, after = (
        float(v[0] @ v[1]) for v in map(vectors, (load_model(PUBLISHED), load_model(checked_weights(None))))
    )
    assert after > before + 0.05


def test_only_the_packaged_model_is_adapted(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.symlink_to(checked_weights(None).folder)
    assert checked_weights(own).adapter is None
    assert known_weights(own, tmp_path / "identity.json").identity != checked_weights(None).identity


@pytest.mark.parametrize("kind", ["missing", "torn", "of another model"])
def test_an_adapter_that_cannot_be_used_is_refused_in_a_line(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "adapter.safetensors"
    if kind == "torn":
        file.write_bytes(packaged_adapter().read_bytes()[:1000])
    elif kind == "of another model":
        save_file({f"encoder.layer.0.output.dense.{end}": torch.zeros(3, 3) for end in (UP, DOWN)}, file)
    with pytest.raises(ModelUnusable, match="install the program again") as refused:
        adapt(load_model(PUBLISHED), file)
    assert "\n" not in str(refused.value)


def test_learning_a_few_subjects_brings_them_nearer_and_is_kept(tmp_path: Path) -> None:
    few = subjects()[:24]
    training = AdapterTraining(load_model(PUBLISHED), few)
    start = training.loss()
    steps: list[int] = []
    training.learn(steps.append, epochs=2)
    assert steps == list(range(1, len(steps) + 1))
    assert training.loss() < start - 0.1
    assert 0 < training.tell().first <= training.tell().reciprocal <= 1
    save_file(dict(training.weights()), tmp_path / "few.safetensors")
    again = load_model(PUBLISHED)
    adapt(again, tmp_path / "few.safetensors")
    changed = np.abs(vectors(again) - vectors(load_model(PUBLISHED))).max()
    assert 0.001 < changed < 0.5
