"""Files that other processes may be reading: replaced whole, or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """Write a text file aside and rename it into place; folders are made where missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def new_folder(parent: Path, prefix: str) -> Path:
    """A new empty folder whose name begins with ``prefix`` and is taken by no one else."""
    folder = parent / f"{prefix}{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    return folder
