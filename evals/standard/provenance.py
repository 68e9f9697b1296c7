"""What a run was made of: the program's commit, the versions of what decides its answers, and fingerprints."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from datetime import date
from importlib.metadata import version
from pathlib import Path

from assistant.chunks import CHUNKING_VERSION
from assistant.weights import checked_weights
from evals.bank import FOLDER
from evals.standard.record import Provenance, Version

_PACKAGES = (
    "chromadb", "ir_measures", "llama-index-core", "numpy", "onnxruntime", "pydantic", "sentence-transformers",
    "tantivy", "torch",
)  # fmt: skip

_FILES = ("questions/send.jsonl", "questions/send_topics.jsonl", "questions/send-hand.jsonl", "topics.jsonl")


def provenance(model: Path | None, registers: tuple[Version, ...]) -> Provenance:
    """The state of program, machine and data now; ``registers`` are the corpora's."""
    files = tuple(
        Version(name=f"evals/{name}", version=hashlib.sha256((FOLDER / name).read_bytes()).hexdigest())
        for name in _FILES
    )
    weights = checked_weights(model)
    return Provenance(
        day=date.today(),
        commit=commit(),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        versions=tuple(Version(name=name, version=version(name)) for name in _PACKAGES),
        fingerprints=(
            Version(name="embedder", version=weights.identity),
            Version(name="chunking", version=str(CHUNKING_VERSION)),
            *registers,
            *files,
        ),
    )


def commit() -> str | None:
    """The checkout's commit, with "+" behind it where tracked files differ; None where there is no checkout or git."""
    try:
        name = _git("rev-parse", "--short=12", "HEAD")
        return name + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - fixed arguments
        ["git", *arguments],  # noqa: S607 - whichever git the user has
        cwd=FOLDER,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.strip()
