"""Text pulled out of a published plan: one table row a line, cells by tabs, blank lines where a page ended."""

from __future__ import annotations

import re

from ingest.errors import DocumentRefused
from ingest.letters import plain
from ingest.markup import cell_of
from ingest.tables import Document, Line, Place, Row

_LINE_END = re.compile(r"\r\n|\n|\r")


def decode(name: str, data: bytes) -> str:
    """Bytes as text: UTF-8, UTF-16 with its mark, else as Windows programs save; raises DocumentRefused for no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise DocumentRefused(
            f"{name} is not text (it holds NUL bytes): save the plan as UTF-8 text with tabs and try again"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Text saved by Windows programs; every byte has a meaning in cp1252 but five, which become U+FFFD.
        return data.decode("cp1252", errors="replace")


def read_text(name: str, sha256: str, data: bytes) -> Document:
    """The document's rows and lines; raises DocumentRefused where the bytes are not text or hold no word.

    Lines count from 1 and end at ``\\n``, ``\\r\\n`` or ``\\r`` only, as editors count them.
    """
    text = decode(name, data)
    if not text.strip():
        raise DocumentRefused(f"{name} is empty: expected an action plan as text with tabs between the cells")
    parts: list[Row | Line] = []
    block = 0
    broken = False
    lines = _LINE_END.split(text)
    for number, raw in enumerate(lines, start=1):
        broken = broken or not raw.strip() or "\f" in raw
        if not raw.strip():
            continue
        if broken:
            block, broken = block + 1, False
        place = Place(lines=(number, number))
        if "\t" in raw:
            parts.append(Row(tuple(cell_of(cell) for cell in raw.replace("\f", "").split("\t")), place, block))
        else:
            parts.append(Line(plain(cell_of(raw).text), place, block))
    return Document(name, sha256, tuple(parts), tuple(lines))
