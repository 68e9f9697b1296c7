"""A home of its own for each corpus: read, indexed and asked, then thrown away.

What takes long and depends on nothing but the weights and the texts, the exported model and the embeddings, is kept
under the user's home (``evaluation/``) from one run to the next. Register and index are always made afresh: a better
reader reads the same bytes anew.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.engine import Engine
from assistant.index import build_index
from assistant.settings import Settings
from ingest.errors import DocumentRefused
from ingest.ingestion import ReportOutcome, ingest_paths
from ingest.register import Register

Tell = Callable[[str, int, int], None]
"""Told the name of a step, how many are done, and how many there are."""

_EMBEDDINGS = "embeddings.sqlite"


@dataclass(frozen=True, slots=True)
class Held:
    """An engine over the plans of some documents; ``home`` is where its register and its index are."""

    engine: Engine
    home: Path
    documents: Path
    model: Path | None


@contextmanager
def standing(documents: Path, settings: Settings, tell: Tell) -> Iterator[Held]:
    """An engine over the documents of a folder, in a home that goes away with the block.

    Raises DocumentRefused where a document of the folder can't be read.
    """
    kept = settings.home / "evaluation"
    with tempfile.TemporaryDirectory(prefix="action-plans-evaluation-") as made:
        home = Path(made)
        _take(kept, settings.home, home)
        with Register.open(home / "register.sqlite", create=True) as register:
            _read(register, documents)
            build_index(register, home, tell, model=settings.model)
        _keep(home, kept)
        with Engine.open(settings.model_copy(update={"home": home, "as_of": None})) as engine:
            yield Held(engine, home, documents, settings.model)


def _read(register: Register, documents: Path) -> None:
    refused = [one for one in ingest_paths(register, [documents]) if one.outcome is ReportOutcome.REFUSED]
    if refused:
        raise DocumentRefused(f"{refused[0].path} was refused: {refused[0].reason}")


def _take(kept: Path, own: Path, home: Path) -> None:
    """The model and the embeddings of the run before, or else those of the user's own home."""
    for name in ("models", _EMBEDDINGS):
        found: Sequence[Path] = [folder / name for folder in (kept, own) if (folder / name).exists()]
        if found and found[0].is_dir():
            shutil.copytree(found[0], home / name)
        elif found:
            shutil.copy(found[0], home / name)


def _keep(home: Path, kept: Path) -> None:
    """The model and the embeddings for the next run; each is renamed into place, as two runs may end together."""
    kept.mkdir(parents=True, exist_ok=True)
    aside = kept / f".{_EMBEDDINGS}.{secrets.token_hex(4)}"
    shutil.copy(home / _EMBEDDINGS, aside)
    aside.replace(kept / _EMBEDDINGS)
    if not (kept / "models").exists():
        models = kept / f".models.{secrets.token_hex(4)}"
        shutil.copytree(home / "models", models)
        models.rename(kept / "models")
