"""The embedder's weights as an ONNX file, exported once, so that questions need no torch.

The file gives the vectors of all wordpieces and the vector of the sentence, both from the model's own modules: the same
vectors as sentence-transformers gives, for any length.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.files import new_folder
from assistant.weights import Weights
from ingest.errors import ModelUnusable

EXPORT_VERSION = 1
LONGEST = 512
"""Wordpieces that are read of a text where a model states no length of its own."""


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """What stands beside the ONNX file: the model it was made from, and how it is to be called.

    ``inputs`` are the names of its inputs in order, each int64 (batch, length). Outputs are float32
    ``token_embeddings`` (batch, length, token_dimension) and ``sentence_embedding`` (batch, dimension).
    """

    version: int
    identity: str
    inputs: tuple[str, ...]
    max_length: int
    dimension: int


def export_folder(models: Path, identity: str) -> Path:
    """Where the export of a model is, whether made or not."""
    return models / identity[:16]


def read_export(folder: Path) -> ExportedModel | None:
    """What a folder holds; None where there is no export, or one that another version made."""
    record = folder / "export.json"
    if not record.is_file():
        return None
    fields = json.loads(record.read_text(encoding="utf-8"))
    if fields.get("version") != EXPORT_VERSION:
        return None
    return ExportedModel(**{**fields, "inputs": tuple(fields["inputs"])})


def ensure_export(weights: Weights, models: Path) -> Path:
    """The folder with the export of these weights, made now where it is missing (some ten seconds).

    It is made aside and renamed into place: a reader sees all of it or none.

    Raises:
        ModelUnusable: the model is not of a kind that reads text alone.
    """
    folder = export_folder(models, weights.identity)
    made = read_export(folder)
    if made is not None and made.identity == weights.identity:
        return folder
    aside = new_folder(models, ".export-")
    try:
        exported = _export(weights, aside / "model.onnx")
        shutil.copyfile(weights.folder / "tokenizer.json", aside / "tokenizer.json")
        (aside / "export.json").write_text(json.dumps(asdict(exported)), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _export(weights: Weights, file: Path) -> ExportedModel:
    import torch

    from assistant.row_encoder import load_model

    model = load_model(weights)
    example = {
        name: value for name, value in model.preprocess(["two", "short texts"]).items() if torch.is_tensor(value)
    }
    names = tuple(example)
    if "input_ids" not in names or any(value.ndim != 2 for value in example.values()):
        raise ModelUnusable(
            f"The model in {weights.folder} takes {', '.join(names)}, expected one that reads text alone: set the "
            "folder of another sentence-transformers model."
        )

    class Vectors(torch.nn.Module):
        """The model with plain tensors in and out."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            """Wordpiece vectors and sentence vectors."""
            features = dict(zip(names, inputs, strict=True))
            for module in self.model:
                features = module(features)
            return features["token_embeddings"], features["sentence_embedding"]

    axes = torch.export.Dim
    sizes = ({0: axes("batch"), 1: axes("length")}, *({0: axes.AUTO, 1: axes.AUTO} for _ in names[1:]))
    # The exporter logs one warning for each operator of torchvision, which no text model has.
    logging.getLogger("torch.onnx._internal.exporter._registration").setLevel(logging.ERROR)
    with torch.no_grad(), warnings.catch_warnings():
        # torch 2.13's own copy of a tree specification trips its own deprecation.
        warnings.filterwarnings("ignore", r"`isinstance\(treespec, LeafSpec\)` is deprecated", FutureWarning)
        # dynamo=False gives vectors that are 0.09 off for lengths other than the example's.
        program = torch.onnx.export(
            Vectors().eval(),
            tuple(example.values()),
            dynamo=True,
            dynamic_shapes=(sizes,),
            input_names=list(names),
            output_names=["token_embeddings", "sentence_embedding"],
            external_data=False,
            verbose=False,
        )
    if program is None:
        raise ModelUnusable(f"The model in {weights.folder} gave no ONNX program: set another model.")
    program.save(os.fspath(file))
    return ExportedModel(
        version=EXPORT_VERSION,
        identity=weights.identity,
        inputs=names,
        max_length=model.max_seq_length or LONGEST,
        dimension=int(model.get_embedding_dimension() or 0),
    )
