"""Agreement that a question sets as a condition, in the words people use for it, and the reason of a refusal."""

from __future__ import annotations

import re

from assistant.query import Field, Intent, Op
from assistant.refusals import REFUSAL_STEMS
from assistant.understanding.reading import Reading
from assistant.wording import listed
from ingest.records import Agreement

_AUX = (
    r"(?:(?:has|have|had|is|are|was|were|been|be|did|does|do|being|only|just|the\s+prison|the\s+governor|they|it)\s+)*"
)
_NOT_FULLY = re.compile(
    rf"""\b{_AUX}(?:not|\w+n't)\s+(?:they\s+|it\s+|we\s+|the\s+prison\s+)?(?:be\s+)?(?:fully|wholly|entirely|completely)\s+
      (?:agreed?|accept(?:ed)?)\b(?:\s+to\b)?
    |\b(?:not|n't)\s+(?:be\s+|been\s+|have\s+been\s+)?(?:agreed|accepted)\s+(?:fully|wholly|entirely|completely|in\s+full)\b
    |\bless\s+than\s+fully\s+agreed\b""",
    re.VERBOSE,
)
_PARTLY = re.compile(
    rf"""\b{_AUX}(?:
      (?:part(?:ly|ially)?|partial|in\s+part|half)[\s-]+(?:agree|accept)(?:d|ed|ment|ing|ance)?
      |(?:got|get|gets|received|given|met\s+with)\s+(?:only\s+)?an?\s+(?:partial|half|qualified)\s+(?:yes|agreement|acceptance)
      |(?:cut|scaled|watered)\s+(?:back|down)
      |(?:could\s+)?(?:only\s+)?(?:agree|accept)(?:d|ed|s)?\s+(?:to\s+)?(?:only\s+)?(?:in\s+part|partly|partially))\b
    |^\W*(?:(?:and|or|just|only)\s+)*(?:partly|partially|in\s+part)(?=\W*$)""",
    re.VERBOSE,
)
_NOT_AGREED = re.compile(
    rf"""\b{_AUX}(?:
      (?:not|never)\s+(?:been\s+)?(?:agree|accept)(?:d|ed)?
      |(?:reject|refus|declin|dismiss)(?:e|ed|ing|s|al|ion)?
      |turn(?:ed|ing|s)?\s+(?:(?:it|this|that|them|these|those)\s+)?down|disagree(?:d|s)?|(?:say|said)\s+no\s+to|knock(?:ed|s)?\s+(?:(?:it|this|that|them|these|those)\s+)?back|non-?agreed|unaccepted)\b(?:\s+(?:outright|flat|altogether)\b)?(?:\s+to\b)?
    |\b(?:is|are|was|were|did|do|does|has|have|would|could)n't\s+(?:been\s+)?(?:agree|accept)(?:d|ed)?\b
    |\b(?:got|get|gets|received|given|met\s+with)\s+an?\s+(?:(?:flat|straight|outright|firm|clear|plain)\s+)?(?:no|refusal|rejection)\b""",
    re.VERBOSE,
)
# The last alternatives: "was rec 6.13 agreed?", where the number has been taken; "recommendations the prison accepted".
_AGREED = re.compile(
    r"""\b(?:has|have|had|did|do|does|was|were|is|are)?\s*(?:fully|wholly|completely)\s+(?:agreed?|accept(?:ed)?)\b
    |\b(?:agreed?|accept(?:ed)?)\s+(?:to\s+)?(?:in\s+full|fully|outright|completely|without\s+reservation)\b
    |\b(?:has|have|had|is|are|was|were|been|be|being|fully|wholly|only)\s+(?:fully\s+|wholly\s+|all\s+|been\s+)*
      (?:agreed|accepted)\b(?!\s+(?:on|about|to|in\s+relation|regarding|with))
    |\b(?:fully\s+)?(?:agreed|accepted)\s+(?=recommendations?|ones|items?)
    |\b(?<=recommendation\s)(?:agreed|accepted)\b
    |(?:recommendations?|ones|items?)\s+(?:\w+\s+){0,3}?
      (?P<verb>(?:(?:fully|wholly|entirely|completely)\s+)?(?:agreed\s+to|accepted|agreed|accept|agree\s+(?:to|with)))(?=\s*(?:\?|$|in\s+(?:the\s+)?\d))
    |\x01\s+(?:fully\s+)?(?:agreed|accepted)\b(?!\s+(?:on|about|to|with))
    |^\W*(?:agreed|accepted)\b(?=\s*,?\s*(?:yet|but|though|with)\b)
    |\b(?:either\s+)?(?:agreed|accepted)\b(?=\s*(?:,|or\b|and\b)\s*(?:only\s+)?(?:$|\x01))""",
    re.VERBOSE,
)
# "Why wasn't the recommendation on breakfast packs accepted?": the verb stands far from its "not".
_WHY_NOT = re.compile(
    r"\bwhy\s+(?P<aux>(?:is|are|was|were|did|has|have|could|would)(?:n'?t|\s+not))\b.*?\b(?P<verb>(?:(?:fully|wholly|entirely|completely)\s+)?(?:agree|accept)(?:d|ed)?(?:\s+to\b)?(?:\s+(?:fully|in\s+full))?)\b"
)
_IN_FULL = re.compile(r"\b(?:fully|wholly|entirely|completely|full)\b")
# "What stopped the dental recommendation being agreed in full?"
_KEPT_FROM = re.compile(
    r"\bwhat\s+(?:stopped|stops|prevented|kept)\b.*?(?P<verb>\b(?:(?:from\s+)?being\s+)?(?:agreed|accepted|agreeing|accepting)(?:\s+(?:in\s+full|fully|outright|completely))?(?:\s+to)?\b)"
)
_WHAT_AGREED = re.compile(
    r"\bwhat\s+(?:was|were|is|has\s+been|had\s+been|have\s+been|has|did|have|had)\b.{0,40}?\b(?:agreed?|accepted?)\b"
)
_REFUSAL_WORDS = {
    "affordability": (
        r"money|costs?|affordab\w*|funding|funds|budgets?|financial\w*|expens\w+|unaffordable|resourc\w+|price"
    ),
    "policy": r"polic(?:y|ies)|national\s+(?:policy|rules)",
    "commissioning": r"commission\w*|contract\w*|procurement",
    "operational": r"operational\w*",
}
_BECAUSE = (
    r"(?:because\s+of|due\s+to|on\s+(?:the\s+)?(?:grounds?\s+of|basis\s+of)?|on|for|citing|over|by\s+reason\s+of|"
    r"owing\s+to|down\s+to|as\s+(?:too|it\s+was\s+too)|through)"
)
_REFUSAL = re.compile(
    rf"\b{_BECAUSE}\s+(?:lack\s+of\s+|a\s+lack\s+of\s+|the\s+|its\s+|reasons\s+of\s+)?(?:"
    + "|".join(f"(?P<{reason}>{words})" for reason, words in _REFUSAL_WORDS.items())
    + r")(?:\s+(?:reasons?|grounds?|issues?|problems?|constraints?))?\b"
)

# "Accepted, whether wholly or only in part".
_WHOLLY_OR_PARTLY = re.compile(
    r"\b(?:agreed|accepted)\b,?\s*(?:whether\s+|either\s+)?(?:fully|wholly|entirely|in\s+full|in\s+whole)\s+(?:or|and)\s+(?:only\s+)?"
    r"(?:in\s+part|partly|partially)\b|\b(?:fully|wholly|entirely|in\s+full|in\s+whole)\s+(?:or|and)\s+(?:only\s+)?"
    r"(?:in\s+part|partly|partially)\s+(?:agreed|accepted)\b"
)

_AGREEMENT_LABELS = {
    Agreement.AGREED: "agreed",
    Agreement.PARTLY_AGREED: "partly agreed",
    Agreement.NOT_AGREED: "not agreed",
}


def agreement_named(text: str) -> Agreement | None:
    """The agreement that a text in lower case names in whatever words ("partially accepted"); None if none."""
    for pattern, agreement in (
        (_PARTLY, Agreement.PARTLY_AGREED),
        (_NOT_AGREED, Agreement.NOT_AGREED),
        (_AGREED, Agreement.AGREED),
    ):
        if pattern.search(text):
            return agreement
    return None


def read_agreement(reading: Reading) -> None:
    """Take agreed, partly agreed and not agreed in the words people use, and the reason given for a refusal."""
    values: list[Agreement] = []
    words: list[str] = []
    promise = reading.sees(_WHAT_AGREED)
    if match := _WHY_NOT.search(reading.text.lower()):
        for part in ("aux", "verb"):
            reading.claim(match.start(part), match.end(part))
        values += [Agreement.PARTLY_AGREED] if _IN_FULL.search(match["verb"]) else []
        values.append(Agreement.NOT_AGREED)
        words.append(f"{match['aux']} {match['verb']}")
    if match := _KEPT_FROM.search(reading.text.lower()):
        reading.claim(match.start("verb"), match.end("verb"))
        values += [Agreement.PARTLY_AGREED, Agreement.NOT_AGREED]
        words.append(match["verb"])
    for pattern, found in (
        (_WHOLLY_OR_PARTLY, (Agreement.AGREED, Agreement.PARTLY_AGREED)),
        (_NOT_FULLY, (Agreement.PARTLY_AGREED, Agreement.NOT_AGREED)),
        (_PARTLY, (Agreement.PARTLY_AGREED,)),
        (_NOT_AGREED, (Agreement.NOT_AGREED,)),
        (_AGREED, (Agreement.AGREED,)),
    ):
        if found == (Agreement.AGREED,) and promise:
            # "What was agreed about ...?" asks for promises, not for the rows marked Agreed.
            continue
        while match := reading.sees(pattern):
            # "Recommendations about food were agreed": what stands between is no part of the condition.
            verb = match.groupdict().get("verb")
            reading.claim(match.start("verb") if verb else match.start(), match.end())
            values += [value for value in found if value not in values]
            words.append(verb or match.group())
    all_of_them = reading.intent is Intent.COUNT and len(values) == len(Agreement)
    if all_of_them or (len(values) > 1 and reading.counts_each()):
        reading.group_by = Field.AGREEMENT
    if values:
        label = listed([_AGREEMENT_LABELS[v] for v in values], "or")
        reading.add(Field.AGREEMENT, Op.IN, tuple(v.value for v in values), label, " ".join(words))
        if match := reading.take(_REFUSAL):
            reasons = tuple(reason for reason in REFUSAL_STEMS if match[reason])
            reading.add(Field.REFUSAL, Op.IN, reasons, f"for {listed(reasons, 'or')} reasons", match.group())
