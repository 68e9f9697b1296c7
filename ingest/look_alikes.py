"""Letters of other alphabets and digits that only look right, mended where the word around them is the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.tables import Cell, Document, Line, Paragraph, Place, Row

# Cyrillic and Greek letters that are drawn like Latin ones.
_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТХУасеѕіјорхуԁһԛԝүΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαιν",
    "ABESIJKMHOPCTXYacesijopxydhqwyABEZHIKMNOPTYXoaiv",
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_ONLY = re.compile(r"[A-Za-zÀ-ɏ’']+")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_DIGITS = str.maketrans("lIOo", "1100")
# What is a year or a day but for letters that look like its digits; a digit must be there.
_NEARLY_DATE = re.compile(
    r"(?<![\w/.-])(?=[lIOo/.]*\d)(?:2[\dOo][\dlIOo]{2}|[\dlIOo]{1,2}([/.])[\dlIOo]{1,2}\1[\dlIOo]{2,4})(?![\w/-])"
)


@dataclass(frozen=True, slots=True)
class Mended:
    """Words that were mended in a row: as the document has them, and as they were read."""

    place: Place
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MendedDocument:
    """A document without look-alikes, and what was mended."""

    document: Document
    mended: tuple[Mended, ...]


def _latin(word: str) -> str:
    mended = word.translate(_LATIN)
    return mended if _LATIN_LETTER.search(word) and _LATIN_ONLY.fullmatch(mended) else word


def mended_words(text: str) -> str:
    """A text with its look-alikes mended, letter for letter.

    A word of Latin letters with Cyrillic or Greek ones among them is a Latin word; a word wholly of another alphabet is
    left as it is. "2O24" and "3l/03/2024" are dates.
    """
    text = text if text.isascii() else _WORD.sub(lambda word: _latin(word[0]), text)
    return _NEARLY_DATE.sub(lambda near: near[0].translate(_DIGITS), text)


def _changed(before: str, after: str) -> list[tuple[str, str]]:
    words = zip(before.split(), after.split(), strict=True)
    return [(one, other) for one, other in words if one != other]


def _row(row: Row) -> tuple[Row, list[tuple[str, str]]]:
    cells: list[Cell] = []
    found: list[tuple[str, str]] = []
    for cell in row.cells:
        paragraphs: list[Paragraph] = []
        for paragraph in cell.paragraphs:
            text = mended_words(paragraph.text)
            found += _changed(paragraph.text, text)
            paragraphs.append(replace(paragraph, text=text) if text != paragraph.text else paragraph)
        cells.append(Cell(tuple(paragraphs)))
    return (replace(row, cells=tuple(cells)), found) if found else (row, found)


def mend_look_alikes(document: Document) -> MendedDocument:
    """A document with the look-alikes of its lines and rows mended."""
    parts: list[Row | Line] = []
    mended: list[Mended] = []
    for part in document.parts:
        if isinstance(part, Line):
            text = mended_words(part.text)
            found = _changed(part.text, text)
            parts.append(replace(part, text=text))
        else:
            row, found = _row(part)
            parts.append(row)
        if found:
            mended.append(Mended(part.place, tuple(found)))
    return MendedDocument(replace(document, parts=tuple(parts)), tuple(mended))
