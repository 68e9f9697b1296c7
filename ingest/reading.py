"""A file to the plans in it, by its kind; each kind has its own module, which alone knows its library."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ingest.assemble import assemble
from ingest.errors import DocumentRefused
from ingest.records import Plan
from ingest.tables import Document
from ingest.text_document import read_text

# Raised whenever the same bytes may read otherwise than before, so that registers read them again.
READING_VERSION = "1"

# File name, SHA-256 of the bytes, the bytes.
Reader = Callable[[str, str, bytes], Document]

READERS: Mapping[str, Reader] = MappingProxyType({".txt": read_text})


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document read: its file name, the SHA-256 of its bytes, the plans in it, and its lines where it has any."""

    name: str
    sha256: str
    plans: tuple[Plan, ...]
    lines: tuple[str, ...] = ()


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_document(path: Path) -> ReadDocument:
    """Reads a document; raises DocumentRefused with what was found, expected and to be done where that can't be.

    Raises OSError where the file itself cannot be read.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise DocumentRefused(
            f"{path.name} is of a kind that is not read ({path.suffix or 'no suffix'}); known are: {known}"
        )
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    document = reader(path.name, sha256, data)
    return ReadDocument(path.name, sha256, (assemble(document),), document.lines)
