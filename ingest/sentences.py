"""Where a text ends: whether it breaks off, and how its parts are joined over a page break."""

from __future__ import annotations

import re

_ENDED = re.compile(r"[.!?:;…][\"'’”)\]]*$")


def breaks_off(text: str) -> bool:
    """Whether a text ends without the sign that ends a sentence, a list's lead or a bracket."""
    return bool(text) and not _ENDED.search(text.rstrip()) and not text.rstrip().endswith((")", "]"))


def carries_on(before: str, after: str) -> bool:
    """Whether one text is the middle of the other's sentence: the first breaks off and the second begins small."""
    return breaks_off(before) and bool(after) and (after[0].islower() or after[0].isdigit())


def joined(before: str, after: str) -> str:
    """Two parts of a sentence; a word hyphenated at the break keeps its hyphen and loses the blank."""
    glue = "" if re.search(r"\w-$", before) and after[:1].islower() else " "
    return f"{before}{glue}{after}"
