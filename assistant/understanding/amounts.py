"""How many actions an item has, and which of the rows found are meant: the first three, the second one, the most."""

from __future__ import annotations

import re

from assistant.query import Field, Op, Order
from assistant.understanding.places import ORDINALS, WORD_NUMBERS
from assistant.understanding.reading import Reading
from assistant.wording import number

_N = rf"(?:\d{{1,2}}|{'|'.join(WORD_NUMBERS)})"
_KINDS_OF_ACTION = r"(?:(?:overdue|open|outstanding|unfinished|incomplete|completed|finished|remaining|late)\s+)?"
_HAS = r"(?:with|has|have|had|having|of|contains?|containing|needs?)\s+(?:got\s+)?"
_ROWS = r"(?:concerns?|recommendations?|recs?|items?|rows?|ones?)"
_OF_ROWS = re.compile(rf"\b(?:{_ROWS}|of\s+(?:them|those|these|it))\b")
# "Haven't had a single action completed" is left to the statuses too.
_NOT_EVEN = r"(?<!not got )(?<!n't got )(?<!not had )(?<!n't had )"
# "With more than two actions", "have only one overdue action"; "at least one action overdue" is left to the statuses.
_AMOUNT = re.compile(
    rf"\b{_HAS}(?:(?P<over>more\s+than|over)\s+(?P<over_n>{_N})|(?P<under>fewer\s+than|less\s+than|under)\s+(?P<under_n>{_N})"
    rf"|between\s+(?P<from>{_N})\s+and\s+(?P<to>{_N})|(?:at\s+least|no\s+fewer\s+than|no\s+less\s+than)\s+(?!one\b|1\b)(?P<least>{_N})"
    rf"|(?:at\s+most|no\s+more\s+than|up\s+to)\s+(?P<most>{_N})|(?P<up>{_N})\s+or\s+more|(?P<down>{_N})\s+or\s+(?:fewer|less)"
    rf"|(?:only\s+|just\s+|exactly\s+)+(?P<exactly>{_N}|an?)|{_NOT_EVEN}(?P<single>a\s+single)|(?P<several>several|multiple)|(?P<n>{_N}))"
    rf"\s+(?:separate\s+|different\s+)?(?={_KINDS_OF_ACTION}(?:actions?|steps?)\b)"
)
_MOST = re.compile(
    rf"\b(?:{_HAS})?(?:the\s+)(?:(?P<most>most|(?:largest|greatest|highest|biggest)\s+number\s+of)|(?:fewest|least|"
    rf"(?:smallest|lowest)\s+number\s+of))\s+(?={_KINDS_OF_ACTION}(?:actions?|steps?)\b)"
    rf"|\b{_HAS}(?:the\s+)?(?:(?P<most2>most)|fewest|least)(?:\s+of\s+(?:them|those|these|it))?(?=\W*$)"
)
_NONE = re.compile(
    r"\b(?:with|has|have|had)?\s*(?:no|without(?:\s+any)?)\s+(?:actions?|steps?)\b(?=\s*(?:\?|$|\x01|at\s+all\b|in\b|listed\b))"
)
_FIRST_FEW = re.compile(
    rf"\b(?:the\s+)?(?P<end>first|last|top)\s+(?!one\b|1\b)(?P<n>{_N})\b(?=\s+(?:(?:priority|key|main|other|open|overdue|unfinished)\s+)?"
    rf"(?:{_ROWS}|actions?|of\s+(?:them|those|these))\b|\W*$)"
)
_NTH = re.compile(
    rf"\b(?:the\s+)?(?P<nth>{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))\s+(?:one\b|of\s+(?:them|those|these)\b)"
    rf"|\bthe\s+(?P<bare>{'|'.join(ORDINALS)})\W*$"
)


def read_amounts(reading: Reading, *, follows: bool) -> None:
    """Take a number of actions as a condition on items, "the most" or "the fewest" as an order, and places in a list.

    "The first three concerns" is a place in any question, "the second one" in a follow-up (``follows``) alone.
    """
    _read_numbers(reading)
    _read_places(reading, follows=follows)


def _read_numbers(reading: Reading) -> None:
    if reading.group_by is not None or not _OF_ROWS.search(reading.text.lower()):
        # "Who has the most actions?" counts by owner.
        return
    if match := reading.take(_MOST):
        reading.order = Order.MOST_ACTIONS if match["most"] or match["most2"] else Order.FEWEST_ACTIONS
    elif match := reading.take(_NONE) or reading.take(_AMOUNT):
        low, high = (0, 0) if match.re is _NONE else _range(match)
        reading.add(
            Field.ACTION_COUNT,
            Op.BETWEEN,
            ("" if low is None else str(low), "" if high is None else str(high)),
            _label(low, high),
            match.group(),
        )


def _read_places(reading: Reading, *, follows: bool) -> None:
    if match := reading.take(_FIRST_FEW):
        n = _figure(match["n"])
        reading.limit = -n if match["end"] == "last" else n
    elif follows and (match := reading.take(_NTH)):
        word = match["nth"] or match["bare"]
        place = ORDINALS.get(word)
        reading.nth = int(re.findall(r"\d+", word)[0]) if place is None else place + 1 if place >= 0 else place


def _figure(word: str) -> int:
    return int(word) if word.isdigit() else 1 if word in ("a", "an") else int(WORD_NUMBERS[word])


def _range(match: re.Match[str]) -> tuple[int | None, int | None]:
    """The least and the greatest number of actions, both inclusive; None is an open end."""
    if match["over"]:
        return _figure(match["over_n"]) + 1, None
    if match["under"]:
        return None, _figure(match["under_n"]) - 1
    if match["from"]:
        return _figure(match["from"]), _figure(match["to"])
    if at_least := match["least"] or match["up"]:
        return _figure(at_least), None
    if at_most := match["most"] or match["down"]:
        return None, _figure(at_most)
    if match["several"]:
        return 2, None
    exactly = 1 if match["single"] else _figure(match["exactly"] or match["n"])
    return exactly, exactly


def _label(low: int | None, high: int | None) -> str:
    if low is not None and low == high:
        return f"{number(low)} action{'' if low == 1 else 's'}"
    if low is None:
        return f"at most {number(high or 0)} action{'' if high == 1 else 's'}"
    if high is None:
        return f"at least {number(low)} action{'' if low == 1 else 's'}"
    return f"{number(low)} to {number(high)} actions"
