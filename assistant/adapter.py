"""The field's own adjustment of the embedder: low-rank changes of its weights.

all-MiniLM-L6-v2 knows little of prisons: "sat about with nothing to do" is no nearer to "insufficient work" than to
anything else. Each linear layer's weight W, (out, in), becomes W + B A with A (rank, in) and B (out, rank): low-rank
adaptation (Hu et al. 2021, arXiv:2106.09685), learned from pairs of queries and rows (``python -m evals.fit_adapter``;
figures in ``evals/README.md``). The file is some 700 kB; the published weights stay as they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import ModelUnusable

if TYPE_CHECKING:
    import torch

DOWN, UP = "down", "up"
"""Endings of the names of A and B of a layer in the file."""


def encoder_of(model: torch.nn.Sequential) -> torch.nn.Module:
    """The transformer inside a sentence-transformers model, whose layers an adapter names."""
    return model[0].get_submodule("model")


def adapt(model: torch.nn.Sequential, file: Path) -> None:
    """Add the changes in ``file`` to the model's weights.

    Raises:
        ModelUnusable: the file is missing or is not of this model's layers.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        held = load_file(file)
    except (OSError, SafetensorError) as error:
        raise ModelUnusable(f"The adapter {file} cannot be read ({error}): install the program again.") from error
    encoder = encoder_of(model)
    with torch.no_grad():
        for name in sorted({key.rpartition(".")[0] for key in held}):
            try:
                change = held[f"{name}.{UP}"].float() @ held[f"{name}.{DOWN}"].float()
                encoder.get_parameter(f"{name}.weight").add_(change)
            except (AttributeError, KeyError, RuntimeError) as error:
                raise ModelUnusable(
                    f"The adapter {file} is not of this model ({name}: {error}): install the program again."
                ) from error
