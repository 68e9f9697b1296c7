"""A file to the plans or the progress in it, by its kind; each kind has its own module, which knows its library."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from ingest.assemble import assemble
from ingest.errors import DocumentRefused
from ingest.kinds import refuse_disguised, refuse_old
from ingest.progress import ProgressFile, nearly_progress, read_progress
from ingest.records import Plan
from ingest.tables import Document

# Raised whenever the same bytes may read otherwise than before, so that registers read them again.
READING_VERSION = "3"

# No published plan comes near this size; scans of whole reports do.
MOST_BYTES = 100 * 2**20

# File name, SHA-256 of the bytes, the bytes.
Reader = Callable[[str, str, bytes], Document]

# Suffix to module and function: a document's library is loaded when a document of its kind is met.
_READERS = MappingProxyType(
    {
        ".txt": ("ingest.text_document", "read_text"),
        ".pdf": ("ingest.pdf_document", "read_pdf"),
        ".docx": ("ingest.docx_document", "read_docx"),
        ".docm": ("ingest.docx_document", "read_docx"),
        ".odt": ("ingest.odt_document", "read_odt"),
        ".html": ("ingest.html_document", "read_html"),
        ".htm": ("ingest.html_document", "read_html"),
        ".xlsx": ("ingest.xlsx_document", "read_xlsx"),
        ".xlsm": ("ingest.xlsx_document", "read_xlsx"),
        ".csv": ("ingest.csv_document", "read_csv"),
    }
)


# Progress files are spreadsheets.
_SHEETS = frozenset({".csv", ".xlsx", ".xlsm"})

# The suffixes of documents that are read.
KINDS = tuple(sorted(_READERS))


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document read: its file name, the SHA-256 of its bytes, the plans in it, and its lines where it has any.

    A progress file holds no plans, and ``progress`` is what it says; None for any other document.
    """

    name: str
    sha256: str
    plans: tuple[Plan, ...]
    lines: tuple[str, ...] = ()
    progress: ProgressFile | None = None


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reader(suffix: str) -> Reader | None:
    named = _READERS.get(suffix)
    if named is None:
        return None
    module, function = named
    found: Reader = getattr(import_module(module), function)
    return found


def read_document(path: Path) -> ReadDocument:
    """Reads a document; raises DocumentRefused with what was found, expected and to be done where that can't be.

    Raises OSError where the file itself cannot be read. For documents from others see ``ingest.isolation``, which
    reads them in a process of its own.
    """
    # A file name that is no UTF-8 can be neither stored nor printed as it is.
    name = path.name.encode(errors="replace").decode()
    suffix = path.suffix.lower()
    refuse_old(name, suffix)
    reader = _reader(suffix)
    if reader is None:
        known = ", ".join(KINDS)
        raise DocumentRefused(
            f"{name} is of a kind that is not read ({path.suffix or 'no suffix'}); known are: {known}"
        )
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise DocumentRefused(
            f"{name} has {size // 2**20} MB, more than the {MOST_BYTES // 2**20} MB that are read: "
            "save the plan alone, without its pictures"
        )
    data = path.read_bytes()
    refuse_disguised(name, suffix, data)
    sha256 = hashlib.sha256(data).hexdigest()
    document = reader(name, sha256, data)
    if suffix not in _SHEETS:
        return ReadDocument(name, sha256, (assemble(document),), document.lines)
    progress = read_progress(document)
    if progress is not None:
        return ReadDocument(name, sha256, (), document.lines, progress)
    try:
        return ReadDocument(name, sha256, (assemble(document),), document.lines)
    except DocumentRefused as error:
        if (missing := nearly_progress(document)) is None:
            raise
        raise DocumentRefused(
            f"{name} looks like a progress file and has no {missing} column: add one, with such a heading"
        ) from error
