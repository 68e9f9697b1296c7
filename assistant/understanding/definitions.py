"""Terms and abbreviations that a question asks to have explained."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.understanding.agreements import agreement_named
from assistant.understanding.reading import Reading
from assistant.vocabulary import Vocabulary

# "Explain the refusal of ..." asks for a reason, no term.
_EXPLAIN = r"explain(?!\s+(?:why|how|the\s+(?:refusal|rejection|reasons?|response)))"
_ABBREVIATION = r"[a-z][\w&-]*(?:\s[\w&-]+){0,6}?"
_DEFINITION = re.compile(
    rf"\bwhat\s+(?:does|do|did|is|are|'s)\s+(?:the\s+)?(?:term|word|words|abbreviation|acronym|letters|initials|phrase)?\s*['\"]?(?P<term>{_ABBREVIATION})['\"]?\s+"
    r"(?:mean|means|meant|stand\s+for|stands\s+for|short\s+for|an\s+abbreviation\s+(?:of|for))\b"
    rf"|\bwhat\s+(?:is|was)\s+meant\s+by\s+(?:the\s+)?(?:term\s+)?['\"]?(?P<term2>{_ABBREVIATION})['\"]?\s*\??$"
    rf"|\b(?:define|definition\s+of|meaning\s+of|explain\s+the\s+term|{_EXPLAIN}|spell\s+out|expand|full\s+(?:name|form)\s+(?:of|for))\s+(?:the\s+)?(?:term\s+)?['\"]?(?P<term3>{_ABBREVIATION})['\"]?(?:\s+(?:for\s+me|please))*\s*\??$"
    rf"|^\W*(?P<term4>{_ABBREVIATION})\W+what(?:'s|\s+is|\s+does|\s+do)\s+(?:it|that|this|(?:the|those|its)\s+(?:letters|initials|words))(?:\s+(?:mean|stand\s+for|short\s+for))?(?:\s+in\s+(?:this|these|the)\s+plans?)?\W*$"
)
_DIFFERENCE = re.compile(
    r"\bdifference\s+between\s+['\"]?(?P<one>[a-z -]+?)['\"]?\s+and\s+['\"]?(?P<two>[a-z -]+?)['\"]?\s*\??$"
)
_CALLS = re.compile(
    r"""\b(?:call|count|class|treat|describe|regard)\w*\s+(?:a\s+|an\s+)?recommendations?\s+(?:as\s+)?
      ['"]?(?P<term>[a-z ]+?)['"]?\s*\??$""",
    re.VERBOSE,
)
_MEANING = re.compile(
    r"^\W*['\"]?(?P<term>[\w&-]+)['\"]?\s+(?:meaning|definition|stands\s+for|in\s+full|spelt\s+out)\W*$"
)
_WHAT_IS = re.compile(r"^\W*what(?:\s+is|\s+are|'s)\s+(?:an?\s+|the\s+)?['\"]?(?P<term>[\w&-]+)['\"]?\s*\??\W*$")
_SHORT_FOR = re.compile(
    r"\b(?:abbreviation|acronym|initials|short\s+form)\s+(?:for|of)\s+(?:the\s+)?['\"]?(?P<term>[\w' -]+?)['\"]?\s*\??$"
)

_MEANS = re.compile(
    rf"\bwhat\b.*\b(?:means?|meant|meaning|counts?\s+as|signif(?:y|ies)|tells?\s+(?:us|you|me|the\s+reader))\b|\b(?:meaning|definition)\s+of\b|^\W*(?:define|{_EXPLAIN})\b"
)


# "When something is partly agreed, what must the response say?": the definition says it.
_RESPONSE_MUST = re.compile(
    r"\bwhat\b.*\bresponses?\b.*\b(?:must|should|(?:has|have|needs?|supposed|meant|required)\s+to)\s+(?:\w+\s+)?"
    r"(?:say|show|include|state|explain|set\s+out|cover|give|contain)\b"
    r"|\bwhat\b.*\b(?:must|should|(?:has|have|needs?)\s+to\s+be)\b.*\b(?:said|in|included|given)\b.*\bresponses?\b"
)


def _known_term(text: str, terms: Collection[str]) -> str | None:
    """The term of the plans' own tables that a question names, itself or in other words ("partially accepted")."""
    held = sorted((term.lower() for term in terms), key=lambda term: (-len(term), term))
    agreement = agreement_named(text)
    # First by the agreement meant: "partially agreed" has the term "agreed" in it.
    if agreement and (named := next((term for term in held if term.replace(" ", "_") == agreement.value), None)):
        return named
    return next((term for term in held if re.search(rf"\b{re.escape(term)}\b", text)), None)


def read_definition(reading: Reading, vocabulary: Vocabulary) -> str | None:
    """The term that the question asks to have explained, None if it doesn't."""
    text = reading.text.lower()
    terms = {t.lower() for t in vocabulary.terms}
    if (match := _DIFFERENCE.search(text)) and {match["one"], match["two"]} <= terms:
        return f"{match['one']} and {match['two']}"
    if (match := _CALLS.search(text)) and match["term"] in terms:
        return match["term"]
    if (_MEANS.search(text) or _RESPONSE_MUST.search(text)) and (term := _known_term(text, vocabulary.terms)):
        return term
    if match := _SHORT_FOR.search(text) or _MEANING.search(text) or _DEFINITION.search(text):
        term = re.sub(r"^(?:the|a|an)\s+", "", next(group for group in match.groups() if group).strip(" '\"?"))
        if match.re is not _MEANING or term in {a.short.lower() for a in vocabulary.abbreviations} | terms:
            return term
    if match := _WHAT_IS.search(text):
        known = {a.short.lower() for a in vocabulary.abbreviations} | {t.lower() for t in vocabulary.terms}
        written = reading.text[match.start("term") : match.end("term")]
        term = match["term"]
        if term in known or term.removesuffix("s") in known or (written.isupper() and len(written) > 1):
            return term
    return None
