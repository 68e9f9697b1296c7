"""The XML inside DOCX, ODT and XLSX files, under limits: no entity, no DTD, nothing unpacked beyond its bounds."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from ingest.errors import DocumentRefused

MOST_BYTES_OF_A_PART = 48 * 2**20
MOST_PARTS = 5_000
DEEPEST = 200
_CHUNK = 2**20
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package; ``name`` is the document's file name, for messages."""

    name: str
    archive: zipfile.ZipFile

    def has(self, part: str) -> bool:
        """Whether the package has a part."""
        return part in self.archive.NameToInfo

    def read(self, part: str) -> bytes:
        """A part's bytes; raises DocumentRefused where it is missing, damaged, encrypted or unpacks too large."""
        if not self.has(part):
            raise DocumentRefused(f"{self.name} is not whole: its part {part} is missing; save the document again")
        if self.archive.getinfo(part).flag_bits & _ENCRYPTED:
            raise password_protected(self.name)
        data = bytearray()
        try:
            with self.archive.open(part) as packed:
                while chunk := packed.read(_CHUNK):
                    data += chunk
                    if len(data) > MOST_BYTES_OF_A_PART:
                        raise DocumentRefused(
                            f"{self.name} unpacks to more than {MOST_BYTES_OF_A_PART // 2**20} MB in its part {part}, "
                            "far beyond any action plan: check where the file comes from"
                        )
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise damaged(self.name, f"its part {part} cannot be unpacked") from error
        return bytes(data)

    def tree(self, part: str) -> Element:
        """A part's XML; raises DocumentRefused where it is no XML, names entities, or is nested without end."""
        return _tree(self.name, part, self.read(part))


def password_protected(name: str) -> DocumentRefused:
    """The refusal of a document that cannot be opened without a password."""
    return DocumentRefused(f"{name} is protected by a password: save a copy without one and read that")


def damaged(name: str, what: str) -> DocumentRefused:
    """The refusal of a document whose bytes are torn."""
    return DocumentRefused(f"{name} is damaged or was cut short ({what}): fetch or save it again")


def open_package(name: str, data: bytes) -> Package:
    """Opens the bytes of a document; raises DocumentRefused where they are no such package."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise damaged(name, "it cannot be unpacked") from error
    if len(archive.infolist()) > MOST_PARTS:
        raise DocumentRefused(
            f"{name} has {len(archive.infolist())} parts, far more than any action plan: "
            "check where the file comes from"
        )
    return Package(name, archive)


def _tree(name: str, part: str, data: bytes) -> Element:
    root: Element | None = None
    depth = 0
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "end":
                depth -= 1
                continue
            root = element if root is None else root
            depth += 1
            if depth > DEEPEST:
                raise DocumentRefused(
                    f"{name} nests its parts more than {DEEPEST} deep, as no action plan does: "
                    "check where the file comes from"
                )
    except DefusedXmlException as error:
        raise DocumentRefused(
            f"{name} declares XML entities or a DTD in its part {part}, which could reach for other files: not read"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise damaged(name, f"its part {part} is no XML") from error
    if root is None:
        raise damaged(name, f"its part {part} is empty")
    return root


def local(tag: str) -> str:
    """A tag or attribute without its namespace."""
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """The value of an attribute by its name without namespace."""
    return next((value for key, value in element.attrib.items() if local(key) == name), None)
