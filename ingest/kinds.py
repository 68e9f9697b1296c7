"""The kinds of documents: which are read, which were but need saving anew, and what a file's first bytes betray."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

from ingest.errors import DocumentRefused

# Kinds that people have plans in and that are not read, with what to save them as.
OLD: Mapping[str, str] = MappingProxyType(
    {
        ".doc": ".docx",
        ".rtf": ".docx",
        ".xls": ".xlsx",
        ".ods": ".xlsx",
        ".mht": ".html",
        ".mhtml": ".html",
        ".xps": ".pdf",
        ".pages": ".docx",
        ".numbers": ".xlsx",
    }
)
_PACKAGES = MappingProxyType({"word/document.xml": ".docx", "content.xml": ".odt", "xl/workbook.xml": ".xlsx"})
_SAME = MappingProxyType({".docm": ".docx", ".xlsm": ".xlsx", ".htm": ".html"})
_NAMES = MappingProxyType(
    {
        ".pdf": "a PDF",
        ".docx": "a Word document",
        ".odt": "an OpenDocument text",
        ".xlsx": "a spreadsheet",
        ".html": "a web page",
    }
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def refuse_old(name: str, suffix: str) -> None:
    """Raises DocumentRefused where a document is of a kind that must be saved anew to be read."""
    if suffix in OLD:
        raise DocumentRefused(
            f"{name} is of a kind that is not read ({suffix}): save it as {OLD[suffix]} and read that"
        )


def _packed(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.NameToInfo
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return None
    return next((suffix for part, suffix in _PACKAGES.items() if part in names), "")


def _betrayed(data: bytes) -> str | None:
    """The suffix that the bytes belong to; "" for a package of no known kind, None where nothing tells."""
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(b"PK"):
        return _packed(data)
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        return ".html"
    return None


def refuse_disguised(name: str, suffix: str, data: bytes) -> None:
    """Raises DocumentRefused where the bytes are empty or of another kind than the file's name says."""
    if not data:
        raise DocumentRefused(f"{name} is empty (0 bytes): fetch or save it again")
    if data.startswith(_COMPOUND):
        if _ENCRYPTED_PACKAGE in data:
            raise DocumentRefused(f"{name} is protected by a password: save a copy without one and read that")
        raise DocumentRefused(f"{name} is an old Office file: save it as .docx or .xlsx and read that")
    said = _SAME.get(suffix, suffix)
    found = _betrayed(data)
    if found and found != said and not (found == ".html" and said == ".txt"):
        raise DocumentRefused(f"{name} is in truth {_NAMES[found]}: rename it to end in {found} and read it again")
    if said in {".pdf", *_PACKAGES.values()} and found != said:
        if found is None and data.startswith(b"PK"):
            raise DocumentRefused(f"{name} is damaged or was cut short: fetch or save it again")
        raise DocumentRefused(f"{name} is no {said[1:].upper()} file, whatever its name says: check what it is")
