"""Names of establishments: the key under which their plans belong together, and the slug in a plan's id."""

from __future__ import annotations

import re
import unicodedata

# "HMP/YOI Send", "HMP & YOI Send" and "HMP Send" are one place; the prefix changes over the years with its function.
_PREFIX = {"hmp", "hmyoi", "yoi", "hmpyoi", "hm", "prison", "young", "offender", "institution", "and"}
_LONG_PREFIX = re.compile(r"\b(?:his|her) majesty'?s prison\b|\byoung offenders? institution\b", re.IGNORECASE)
_UPPER = {"hmp", "hmyoi", "yoi", "crc", "nps", "stc", "irc", "hmpps"}
_SMALL = {"and", "of", "the", "in", "on", "upon", "under", "le"}


def slug(name: str) -> str:
    """Lower-case ASCII letters and digits with single hyphens between: "HMP/YOI Send" -> "hmp-yoi-send"."""
    ascii_name = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower().replace("'", "")).strip("-")


def establishment_key(name: str) -> str:
    """The slug without the words for a kind of place: "HMP/YOI Send" -> "send"; the whole slug if nothing is left."""
    words = slug(_LONG_PREFIX.sub(" ", name.replace("’", "'"))).split("-")
    kept = list(words)
    while kept and kept[0] in _PREFIX:
        kept.pop(0)
    while kept and kept[-1] in {"hmp", "hmyoi", "yoi", "and"}:
        kept.pop()
    return "-".join(kept or words)


def as_name(written: str) -> str:
    """A name written in capitals in the usual spelling ("HMP EAST SUTTON PARK"); any other is left as it is."""
    if written != written.upper():
        return written
    words = re.split(r"([^A-Za-z'’]+)", written)
    return "".join(
        word.upper()
        if word.lower() in _UPPER
        else word.lower()
        if word.lower() in _SMALL and at > 0
        else word[:1].upper() + word[1:].lower()
        for at, word in enumerate(words)
    )
