"""Cell markup to paragraphs: tags, entities and bullets as they stand in text pulled out of the published documents."""

from __future__ import annotations

import re

from ingest.strikes import Words, as_entry
from ingest.tables import Cell, Paragraph

# Only these are markup; any other "<" is text ("< 5 days"). The bound keeps a hostile unclosed tag linear.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>p|ul|ol|li|br|div|b|strong|i|em|u|s|strike|del|span|a|sup|sub|font)(?:\s[^<>]{0,500})?\s*/?>",
    re.IGNORECASE,
)
_STRUCK = {"s", "strike", "del"}
_INLINE = {"b", "strong", "i", "em", "u", "span", "a", "sup", "sub", "font"}
_BULLETS = "•●▪◦‣"
_BULLET = re.compile(rf"(?=[{_BULLETS}])")


def cell_of(markup: str) -> Cell:
    """A cell's raw text as paragraphs; each bullet and ``<li>`` is a list entry, with its bullet if it has one.

    What stands in ``<s>``, ``<strike>`` or ``<del>`` is crossed out.
    """
    paragraphs: list[Paragraph] = []
    run = Words()
    entry = struck = False

    def close() -> None:
        # The samples' lists are one <ul> with bullet characters and no <li>, often unclosed at a page break.
        paragraphs.extend(
            as_entry(part, "") if entry or part.text[0] in _BULLETS else part
            for part in run.paragraphs(_BULLET)
            if part.text.strip(f"{_BULLETS} ")
        )
        run.clear()

    at = 0
    for tag in _TAG.finditer(markup):
        run.add(markup[at : tag.start()], struck=struck)
        at = tag.end()
        name, ends = tag["name"].lower(), bool(tag["end"])
        if name in _INLINE:
            continue
        if name in _STRUCK:
            struck = not ends
            continue
        close()
        if name == "li":
            entry = not ends
        elif name in {"ul", "ol"}:
            entry = False
    run.add(markup[at:], struck=struck)
    close()
    return Cell(tuple(paragraphs))
