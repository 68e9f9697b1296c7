""" "Other than the partly agreed ones", "setting the rejected ones aside": conditions the other way round."""

from __future__ import annotations

import re

from assistant.query import Field, Filter, Op
from assistant.status import UNFINISHED
from assistant.understanding.reading import Reading

_ROWS = r"(?:ones|recommendations|recs|concerns|actions|items|rows)"
EXCEPT = r"other\s+than|apart\s+from|except(?:\s+for)?|excluding"
"""What leaves out places, owners and rows alike; each reader adds what is said of its own."""

_LEAVE = r"(?:leaving|setting|putting|leave|set|put)"
_WITHOUT = (
    rf"(?:{_LEAVE}\s+aside|leaving\s+out|{EXCEPT}|aside\s+from|"
    r"not\s+counting|not\s+including|ignoring|bar|discounting)"
)
_EXCEPTED = (
    re.compile(rf"\b{_WITHOUT}\s+(?P<rows>(?:the\s+|those\s+|any\s+)?(?:[\w-]+\s+){{1,5}}?{_ROWS}\b)"),
    re.compile(rf"\b{_LEAVE}\s+(?P<rows>(?:the\s+|those\s+)?(?:[\w-]+\s+){{1,5}}?{_ROWS}\b)\s+aside\b"),
    re.compile(rf"(?<![\w-])(?P<rows>(?:the\s+)?(?:[\w-]+\s+){{1,3}}?{_ROWS}\b)\s+(?:apart|aside|excepted|excluded)\b"),
)
_TURNED = frozenset({Field.AGREEMENT, Field.STATUS, Field.SECTION, Field.GROUP, Field.KIND, Field.REPEATED})


def take_exception(reading: Reading) -> str:
    """Take the words that except some rows and leave those that name them; returns these, "" if there are none."""
    match = next(filter(None, (pattern.search(reading.lower) for pattern in _EXCEPTED)), None)
    if match is None:
        return ""
    reading.claim(match.start(), match.start("rows"))
    reading.claim(match.end("rows"), match.end())
    return match["rows"]


def turn_excepted(reading: Reading, excepted: str) -> None:
    """Turn the conditions that were read from the excepted words; owners have ways of their own to be excepted."""
    if not excepted:
        return
    turned = [_turned(f) if f.words and f.words.lower() in excepted else f for f in reading.filters]
    if turned == reading.filters and (start := reading.lower.find(excepted)) >= 0:
        # "Completed ones apart, how many are still in time?": nothing to turn, and no topic either.
        reading.claim(start, start + len(excepted))
        reading.notes.append(f"nothing was left out by “{excepted}”")
    reading.filters = turned


def _turned(wanted: Filter) -> Filter:
    if wanted.field not in _TURNED or wanted.op is not Op.IN:
        return wanted
    if wanted.field is Field.STATUS and set(wanted.value) == {status.value for status in UNFINISHED}:
        return wanted.model_copy(update={"op": Op.NOT_IN, "label": "nothing left open"})
    return wanted.model_copy(update={"op": Op.NOT_IN, "label": f"other than {wanted.label}"})
