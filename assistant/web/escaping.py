"""Text of documents and people, made safe to stand where Markdown and HTML are rendered.

``html.escape`` alone is not enough in a chat: it leaves ``![](http://host/x)``, ``www.host`` and the pipe of a table
as they are, and a Markdown renderer turns them into an image, a link and a cell. A numeric character reference is
text to both languages: Markdown forbids it to stand for structure, and HTML reads it as the character itself.
"""

from __future__ import annotations

import re

_WHITE_SPACE = re.compile(r"\s+")
_NOT_A_LETTER = re.compile(r"[^A-Za-z0-9 \u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")


def as_text(value: object) -> str:
    """``str(value)`` on one line, every character but letters, digits and single spaces as a numeric reference.

    Renders as the same words in Markdown, in HTML between tags and in a quoted attribute. White space is collapsed: a
    line break, or four spaces at a line's start, is structure in Markdown. Control characters, which a reference can't
    name, become U+FFFD.
    """
    line = _WHITE_SPACE.sub(" ", str(value)).strip()
    return _NOT_A_LETTER.sub(lambda match: f"&#{_shown(ord(match.group()))};", line)


def _shown(code: int) -> int:
    # HTML reads the references 128 to 159 as Windows-1252 and refuses the other controls and the surrogates.
    return 0xFFFD if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 else code
