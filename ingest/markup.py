"""Cell markup to paragraphs: tags, entities and bullets as they stand in text pulled out of the published documents."""

from __future__ import annotations

import html
import re

from ingest.tables import Cell, Paragraph

# Only these are markup; any other "<" is text ("< 5 days"). The bound keeps a hostile unclosed tag linear.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>p|ul|ol|li|br|div|b|strong|i|em|u|s|strike|del|span|a|sup|sub|font)(?:\s[^<>]{0,500})?\s*/?>",
    re.IGNORECASE,
)
_STRUCK = {"s", "strike", "del"}
_INLINE = {"b", "strong", "i", "em", "u", "span", "a", "sup", "sub", "font"}
_BULLET = re.compile(r"(?=[•●▪◦‣])")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def plain(words: str) -> str:
    """Words with entities resolved, invisible characters gone, ligatures taken apart and white space collapsed."""
    return " ".join(html.unescape(words).translate(_INVISIBLE).translate(_LIGATURES).split())


def cell_of(markup: str) -> Cell:
    """A cell's raw text as paragraphs; each bullet and ``<li>`` is a list entry, with its bullet if it has one."""
    paragraphs: list[Paragraph] = []
    run: list[str] = []
    entry = struck = False

    def close() -> None:
        # The samples' lists are one <ul> with bullet characters and no <li>, often unclosed at a page break.
        for part in _BULLET.split("".join(run)):
            words = plain(part)
            if words.strip("•●▪◦‣ "):
                paragraphs.append(Paragraph(words, entry or words[0] in "•●▪◦‣", struck))
        run.clear()

    at = 0
    for tag in _TAG.finditer(markup):
        run.append(markup[at : tag.start()])
        at = tag.end()
        name, ends = tag["name"].lower(), bool(tag["end"])
        if name in _INLINE:
            continue
        close()
        if name in _STRUCK:
            struck = not ends
        elif name == "li":
            entry = not ends
        elif name in {"ul", "ol"}:
            entry = False
    run.append(markup[at:])
    close()
    return Cell(tuple(paragraphs))
