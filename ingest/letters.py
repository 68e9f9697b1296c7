"""Letters as they are meant: entities resolved, ligatures taken apart, blanks and hyphens of every kind made one."""

from __future__ import annotations

import html

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# A hyphen, and one at which no line may break: both are the "-" of the keyboard to a reader.
_HYPHENS = str.maketrans("\u2010\u2011", "--")


def readable(words: str) -> str:
    """Words with entities resolved, invisible characters gone, ligatures taken apart and hyphens made one."""
    return html.unescape(words).translate(_INVISIBLE).translate(_LIGATURES).translate(_HYPHENS)


def plain(words: str) -> str:
    """Readable words with white space collapsed."""
    return " ".join(readable(words).split())
