"""The documents that quotes are looked up in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from ingest.errors import BadRequest


def read_documents(folders: Iterable[Path]) -> dict[str, str]:
    """The texts of all text documents in some folders, by the SHA-256 of their bytes.

    Raises BadRequest for a folder that isn't there.
    """
    texts = {}
    for folder in folders:
        if not folder.is_dir():
            raise BadRequest(f"{folder} is no folder; expected the folder of the documents that were read")
        for file in sorted(folder.rglob("*.txt")):
            data = file.read_bytes()
            texts[hashlib.sha256(data).hexdigest()] = data.decode("utf-8", errors="replace")
    return texts
