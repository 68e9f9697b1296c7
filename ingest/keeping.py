"""PDF documents kept beside the register, by their SHA-256, so that a row can be shown as it is printed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from ingest.errors import DocumentRefused
from ingest.isolation import Reader
from ingest.records import PageBox, Source

_FOLDER = "documents"


def _kept(register_file: Path, sha256: str) -> Path:
    return register_file.parent / _FOLDER / f"{sha256}.pdf"


def is_kept(register_file: Path, sha256: str) -> bool:
    """Whether a document's bytes are kept."""
    return _kept(register_file, sha256).is_file()


def keep(register_file: Path, document: Path, sha256: str) -> None:
    """Keeps a PDF's bytes, written aside and renamed into place; documents of other kinds have no pages to show.

    Raises DocumentRefused where the file is no longer the one that was read.
    """
    target = _kept(register_file, sha256)
    if document.suffix.lower() != ".pdf" or target.exists():
        return
    data = document.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DocumentRefused(f"{document.name} changed while it was read: read it again")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_suffix(f".{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(target)


def forget_all_but(register_file: Path, held: Iterable[str]) -> None:
    """Deletes the kept bytes of documents that the register no longer holds."""
    wanted = {_kept(register_file, sha256) for sha256 in held}
    folder = register_file.parent / _FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        if path not in wanted:
            path.unlink()


def picture_parts(source: Source) -> tuple[PageBox, ...]:
    """The parts of pages on which a row stands, in order; none where its document has no pages."""
    if source.page is None or source.bbox is None:
        return ()
    return (PageBox(page=source.page, bbox=source.bbox), *source.continued)


def pictured(register_file: Path, source: Source) -> tuple[PageBox, ...]:
    """The parts of pages of which ``row_picture`` has pictures; none where the document is not kept."""
    return picture_parts(source) if is_kept(register_file, source.sha256) else ()


def row_picture(register_file: Path, source: Source, part: int = 0) -> bytes | None:
    """A row as it is printed, as PNG; ``part`` counts the pages that it stands on, from 0.

    None where the row's document has no pages, is not kept, or has no such part. Drawn in a process of its own.
    """
    parts = picture_parts(source)
    path = _kept(register_file, source.sha256)
    if not 0 <= part < len(parts) or not path.is_file():
        return None
    with Reader(seconds=20) as reader:
        return reader.draw(path, parts[part].page, parts[part].bbox)
