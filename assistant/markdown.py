"""Text of documents in Markdown: every character that Markdown treats specially is escaped, so text stays text."""

from __future__ import annotations

import re

# CommonMark lets a backslash stand before any ASCII punctuation. The colon before // , the dot after www and the @ are
# escaped too: the autolinks of GitHub's Markdown begin with them.
_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$^#]|(?<=www)\.|:(?=//)|@|!(?=\[)")
_SPACE = re.compile(r"\s+")


def escaped(text: str) -> str:
    """``text`` on one line as Markdown that renders as the same words: no markup, image, link or cell in it."""
    return _SPECIAL.sub(lambda m: "\\" + m.group(), _SPACE.sub(" ", text).strip())


def unescaped(text: str) -> str:
    """The words of escaped text."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
