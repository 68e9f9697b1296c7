"""Files that other processes may be reading: replaced whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def replace_text(path: Path, text: str) -> None:
    """Write a text file aside and rename it into place; folders are made where missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as aside:
        aside.write(text)
        aside.flush()
        os.fsync(aside.fileno())
    Path(aside.name).replace(path)
