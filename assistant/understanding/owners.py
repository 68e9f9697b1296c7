"""Which responsible owners a question names, by full name, part, abbreviation or kind of body."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from assistant.dictionary import word_frequencies
from assistant.query import Field, Filter, Op
from assistant.understanding.exceptions import EXCEPT
from assistant.understanding.reading import Reading, words_of
from assistant.vocabulary import Vocabulary
from assistant.wording import listed

_SMALL_WORDS = frozenset({"and", "of", "the", "for", "to", "&"})
# A deputy is not the one he deputises for: these words before an office make another office of it.
_OFFICE_BEFORE = re.compile(r"\b(?:deputy|duty|head\s+of|assistant|acting|regional|authorising|custodial|prison)\s+$")
_ABOUT_BEFORE = re.compile(
    r"\b(?:about|on|regarding|concerning|mention\w*|with|work\w*\s+with|partnership\s+with|contract\s+with)\s+(?:the\s+)?$"
)
_SHARES_WITH = re.compile(r"\b(?:shar\w+|jointly|together|along)\s+(?:\w+\s+){0,3}with\s+(?:the\s+)?$")
_CUE = (
    r"(?:owned\s+by|the\s+responsibility\s+of|responsibility\s+of|assigned\s+to|allocated\s+to|given\s+to|falls?\s+to|"
    r"down\s+to|led\s+by|belong(?:s|ing)?\s+to|for\s+which)"
)
# Before the name of an owner that is held these say that it owns; before other words they may say anything.
_HELD_CUE = (
    rf"(?:{_CUE}|(?:sits?|lies?|rests?|lands?|is|are|was|were)\s+with|down\s+as|(?:named|listed|shown|put\s+down)\s+as|"
    r"(?:work|something|anything|jobs?|tasks?)\s+(?:to\s+do\s+)?for)"
)
_ALONE = (
    r"(?:on\s+(?:his|her|its|their|his\s+or\s+her)\s+own|by\s+(?:himself|herself|itself|themselves)|"
    r"solely|only|just|alone|exclusively|entirely|purely|wholly|sole)"
)
# "The only owner is the Governor", "has the Governor as its only owner".
_ONLY_OWNER = r"(?:only|sole|single)\s+(?:responsible\s+)?owners?"
_NOT = r"(?:not|isn't|aren't|wasn't|weren't|n't|never|(?:do|does|did)n't)"
_NOBODY_BUT = (
    r"(?:nobody|no[\s-]?one|none)\s+(?:else\s+)?(?:but|except(?:\s+for)?|other\s+than|besides|apart\s+from|bar)"
)
# "Has no action for the Governor", "with nothing for the NHS".
_NO_ACTION_OF = (
    r"(?:(?:no|without\s+(?:any|an)|none\s+of\s+(?:its|the|their))\s+(?:actions?|steps?)|nothing)\s+(?:that\s+(?:is|are)\s+)?"
    r"(?:for|from|by|with|(?:owned|led|assigned|allocated|given)\s+(?:by|to)|belonging\s+to|down\s+to)"
)
# "Don't have the Governor as an owner", "not name CNWL".
_HAVE = r"(?:have|has|had|name|names|list|lists|include|includes|involve|involves)"
_EXCEPT = re.compile(
    rf"\b(?:{EXCEPT}|besides?|(?:leaving|setting|putting)\s+aside|not\s+counting|as\s+well\s+as|in\s+addition\s+to|"
    r"(?:someone|somebody|anyone|anybody)\s+(?:else\s+)?(?:other\s+than|than|but|besides|apart\s+from))\s+(?:by\s+)?(?:the\s+|hmp\s+)*$"
)
_DID = re.compile(r"\b(?:did|has|have|had|does|do)\s+(?:the\s+)?$")
_ANSWERS = re.compile(
    r"\s+(?:reject|refuse|decline|dismiss|turn(?:ed)?\s+down|(?:partly\s+|fully\s+)?(?:agree|accept))"
)
# "Which concerns leave the Governor out?", "except those owned by the Governor"
_LEAVE_OUT = re.compile(
    rf"\b(?:{EXCEPT}|but\s+not|bar|not\s+counting)\s+(?:the\s+)?(?:those|ones|any|rows|recommendations|concerns|actions|items)\s+"
    r"(?:(?:that|which)\s+(?:are|were)\s+)?(?:owned\s+by\s+|belonging\s+to\s+|of\s+|for\s+|with\s+)?(?:the\s+)?$|"
    r"\bleav(?:e|es|ing)\s+(?:out\s+)?(?:the\s+)?$"
)
# "Shared between the Governor and CNWL" names owners; bare "shared" says that there are several.
_SHARED = re.compile(
    r"\bshared?(?:\s+(?:ownership|responsibility))?(?=\s*(?:\?|$))|\bshar(?:e|es|ed|ing)\s+(?:(?:the\s+)?(?:ownership|responsibility)|"
    r"(?:a\s+|any\s+)?(?:recommendation|concern|action|item)s?)(?:\s+(?:of|for)\b(?:\s+(?:an?|any|the))?)?|"
    r"\b(?:(?:with|has|have|had)\s+)?(?:more\s+than\s+one|two\s+or\s+more|several|multiple|joint|shared|many)\s+"
    r"(?:responsible\s+)?(?:owners?|ownership|responsibility)\b|\b(?:jointly\s+owned|shared\s+between\s+owners|co-?owned)\b"
)
# "Intelligence shared?" is about rows; "which actions are shared?" is about owners.
_BARE_SHARED = re.compile(r"shared?$")
_ROWS = re.compile(r"\b(?:recommendations?|recs?|concerns?|actions?|items?|ones|own\w*|responsib\w+)\b")
# "The Governor shares with another body", "shared by the Governor with someone else".
_SHARE = re.compile(r"\bshar(?:e|es|ed|ing)\b|\bjoint(?:ly)?\b")
_ANOTHER = re.compile(
    r"\b(?:with|and)\s+(?:(?:someone|somebody|anyone)\s+else|(?:another|(?:(?:some|any)\s+)?others?)"
    r"(?:\s+(?:bod(?:y|ies)|organisations?|owners?|agenc(?:y|ies)|departments?))?)\b"
)
# "Alone or with others": whoever else owns it.
_WHOEVER_ELSE = re.compile(
    rf",?\s*\b(?:wholly|fully|in\s+whole)\s+or\s+(?:partly|jointly|in\s+part)\b|,?\s*\b(?:either\s+)?{_ALONE}\s+(?:or|and)\s+(?:jointly|shared|together|with\s+"
    r"(?:others?|another|someone(?:\s+else)?|somebody(?:\s+else)?)(?:\s+\w+)?)\b"
)
_NO_OWNER = re.compile(
    r"\b(?:without|with\s+no|(?:has|have|had)\s+no|no)\s+(?:an?\s+|any\s+|named\s+)?(?:responsible\s+)?owners?\b"
    r"|\b(?:don't|doesn't|do\s+not|does\s+not)\s+have\s+an?\s+(?:responsible\s+)?owner\b|\bunowned\b|\bownerless\b"
)
_UNKNOWN_OWNER = re.compile(
    rf"\b(?:what|which\b.*?)\s+(?:is|are|was|were)\s+(?:the\s+)?(?P<name>[\w&' -]+?)\s+responsible\s+for\b"
    rf"|\b{_CUE}\s+(?:the\s+)?(?P<name2>[\w&'-]+(?:\s+[\w&'-]+){{0,4}}?)(?=\s*(?:\?|$|\bin\b|\bare\b|\bis\b|\bstill\b|\bfrom\b))"
    r"|\b(?:what|which\b.*?)\s+(?:do|does|did)\s+(?:the\s+)?(?P<name3>[\w&'-]+(?:\s+[\w&'-]+){0,4}?)\s+own\b"
)
_PRONOUNS = re.compile(
    r"\b(?:they|he|she|it|we|you|i|who|whom|someone|anyone|prison|whose|each|that|this|the|named|listed|shown|given|down)\b"
)


# "Central North West London" for "Central North West London NHS Foundation Trust".
_BARE_NAME = 4
"""Letters from which one word that is no English word names a body: "Oxleas" for "Oxleas NHS Foundation Trust"."""
_LEGAL_FORM = re.compile(
    r"(?:[\s,]+(?:NHS|Foundation|Trust|Limited|Ltd|plc|LLP|CIC|CRC|Community\s+Rehabilitation\s+Company))+\.?$",
    re.IGNORECASE,
)


# "The Northamptonshire healthcare trust", where the name has more of it or less.
_TRUST = r"(?:\s+(?:nhs\s+)?(?:foundation\s+)?trust)?"
_OF_A_PLACE = re.compile(r"\b(?:council|police|constabulary|probation|region|division|prison|hmp)\b", re.IGNORECASE)
_BODIES = frozenset({"directorate", "division", "agency", "authority", "inspectorate", "commission"})


@dataclass(frozen=True, slots=True)
class OwnerKind:
    """A kind of body that people name owners by: how it is asked for, and the words that such owners' names have.

    ``subject``: rows have it as their subject too, so that its bare name is an owner only where the question is about
    owning.
    """

    asked: str
    owners: str
    label: str
    subject: bool


@lru_cache(maxsize=1)
def owner_kinds() -> tuple[OwnerKind, ...]:
    """The curated kinds (``lexicon/owner_kinds.toml``, with a source for each)."""
    text = files("assistant").joinpath("lexicon/owner_kinds.toml").read_text(encoding="utf-8")
    kinds = tomllib.loads(text)["kind"]
    return tuple(OwnerKind(k["asked"], k["owners"], k["label"], k.get("subject", False)) for k in kinds)


@dataclass(frozen=True, slots=True)
class _Alias:
    """A way to name owners: the pattern of a mention, the keys of the owners meant, and how the answer names them."""

    mention: re.Pattern[str]
    keys: tuple[str, ...]
    label: str
    is_subject: bool = False
    """Whether the bare name is a subject of rows too, as "healthcare" is."""


@lru_cache(maxsize=4)
def _aliases(vocabulary: Vocabulary) -> tuple[_Alias, ...]:
    """Longest names first, so that "NHS England" is tried before "NHS"; kinds of body after all names."""
    found: dict[str, tuple[Sequence[str], str]] = {}

    def add(phrase: str, keys: Sequence[str], label: str) -> None:
        if phrase not in found:
            found[phrase] = (keys, label)

    for key, names in vocabulary.owners.items():
        for name in names:
            full = " ".join(words_of(name))
            # A name inside a longer one is the same body or a part of it ("NHS England", "NHS England Commissioner").
            add(full, _containing(vocabulary, full), name)
            bare = re.sub(r"\s*\([^)]*\)", "", name).strip()
            add(" ".join(words_of(bare)), _containing(vocabulary, " ".join(words_of(bare))), name)
            for part in re.split(r"\s*[,;]\s*", bare)[:-1]:
                # "Prison Public Protection Policy Group" of a name that goes on with ", HMPPS".
                if len(words_of(part)) > 1:
                    add(" ".join(words_of(part)), _containing(vocabulary, " ".join(words_of(part))), name)
            short = " ".join(words_of(_LEGAL_FORM.sub("", bare)))
            if " " in short or _names_alone(short):
                add(short, _containing(vocabulary, short), name)
            for part in _parts(bare):
                add(part, _containing(vocabulary, part), name)
        for abbreviation in vocabulary.abbreviations:
            long = " ".join(words_of(abbreviation.long))
            if len(long.split()) > 1 and any(long in " ".join(words_of(name)) for name in names):
                short = abbreviation.short.lower()
                add(short, [key], names[0])
        for name in names:
            initials = "".join(w[0] for w in words_of(name) if w not in _SMALL_WORDS)
            if len(initials) >= 3:
                add(initials.lower(), [key], name)
    named = [
        _Alias(_mention(_phrase(phrase) + _TRUST), tuple(sorted(set(keys))), label)
        for phrase, (keys, label) in sorted(found.items(), key=lambda entry: (-len(entry[0]), entry[0]))
    ]
    kinds = []
    for kind in owner_kinds():
        owners = vocabulary.owners.items()
        keys = tuple(key for key, names in owners if any(re.search(kind.owners, n, re.IGNORECASE) for n in names))
        kinds.append(_Alias(_mention(rf"(?:the\s+)?(?:{kind.asked})"), keys, kind.label, is_subject=kind.subject))
    return (*named, *kinds)


def _names_alone(word: str) -> bool:
    return len(word) >= _BARE_NAME and word not in word_frequencies()


def _parts(name: str) -> list[str]:
    """Parts that a body of several words is called by: "Mitie" of "Mitie Care and Custody", "Property Directorate".

    Not the place that a council or a police force is called after.
    """
    words = words_of(name)
    parts = [words[0]] if len(words) > 1 and _names_alone(words[0]) and not _OF_A_PLACE.search(name) else []
    return parts + ([" ".join(words[-2:])] if len(words) > 2 and words[-1] in _BODIES else [])


def _mention(name: str) -> re.Pattern[str]:
    """The pattern of a mention of an owner, with the words around it that say how it is meant."""
    return re.compile(
        rf"\b(?P<not>(?:{_NOT}(?:\s+{_HAVE}|\s+(?:to|by|with|for|under))?|{_NO_ACTION_OF}|rather\s+than|instead\s+of)\s+)?(?P<alone>(?:{_ALONE}|{_NOBODY_BUT}|{_ONLY_OWNER}\s+(?:is|was|being))\s+)?"
        rf"(?:(?:owned|led|belongs?|assigned|allocated|given)\s+(?P<by>{_ALONE})\s+(?:by|to)\s+|(?P<cue>{_HELD_CUE})\s+(?:an?\s+)?)?(?P<alone2>(?:{_ALONE}|{_NOBODY_BUT})\s+)?"
        rf"(?P<name>(?<!\w){name})(?:'s|s')?(?!\w)"
        rf"(?P<alone3>,?\s+(?:(?:and|but)\s+(?:by\s+)?(?:nobody|no[\s-]?one)\s+else|(?:as|is|are|was|were)\s+(?:the\s+|its\s+|their\s+)?{_ONLY_OWNER}|{_ALONE}))?"
    )


def _phrase(phrase: str) -> str:
    return r"(?:the\s+)?" + r"\W+".join(r"(?:and|&)" if w == "and" else re.escape(w) for w in phrase.split())


def _containing(vocabulary: Vocabulary, phrase: str) -> list[str]:
    """Owners whose name holds the phrase as whole words, unless a word before it makes another office of it."""
    keys = []
    for key, names in vocabulary.owners.items():
        for name in names:
            words = " ".join(words_of(name))
            place = re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", words)
            if place and not _OFFICE_BEFORE.search(words[: place.start()]):
                keys.append(key)
    return keys


def read_owners(reading: Reading, vocabulary: Vocabulary) -> None:
    """Take the responsible owners that the question names, with "not", "other than" and "solely"."""
    reading.take_all(_WHOEVER_ELSE)
    shared = reading.sees(_SHARED)
    if match := reading.take(_NO_OWNER):
        reading.add(Field.OWNER, Op.MISSING, (), "no owner", match.group())
        return
    mentions: list[_Mention] = []
    for alias in _aliases(vocabulary):
        mentions += _mentions(reading, alias)
    if shared and _BARE_SHARED.fullmatch(shared.group()) and not (mentions or _ROWS.search(reading.text.lower())):
        shared = None
    if shared:
        reading.take_all(_SHARED)
    if mentions and _SHARE.search(reading.text.lower()):
        shared = reading.take(_ANOTHER) or shared
        reading.take(_SHARE)
    if shared and len(mentions) < 2:
        # "Where does the Governor share a recommendation?": with whomever.
        reading.add(Field.OWNER, Op.SHARED, (), "more than one owner", shared.group())
    if not mentions and not shared and (match := reading.sees(_UNKNOWN_OWNER)):
        name = next(n for n in (match["name"], match["name2"], match["name3"]) if n)
        if not _PRONOUNS.search(name):
            # Nobody of that name owns anything here: a filter that no row meets, said as such.
            reading.claim(match.start(), match.end())
            named = " ".join(words_of(name))
            keys = tuple(_containing(vocabulary, named)) or (named,)
            mentions = [_Mention(Op.IN, keys, f"“{name.strip()}”", match.group())]
    together = (shared or len(mentions) > 1) and _TOGETHER.search(reading.text.lower())
    if together:
        # What two own together may be cut into actions, each with an owner of its own.
        mentions = [replace(m, op=Op.SOME) if m.op is Op.IN else m for m in mentions]
    groups = (
        [[m] for m in mentions]
        if together
        else [[m for m in mentions if m.op is op] for op in dict.fromkeys(m.op for m in mentions)]
    )
    for same in groups:
        op = same[0].op
        label = f"owner: {_SAID[op]}{listed(list(dict.fromkeys(m.label for m in same)), 'or')}"
        keys = tuple(sorted({key for mention in same for key in mention.keys}))
        reading.add(Field.OWNER, op, keys, label, " ".join(mention.words for mention in same))
    if mentions:
        _take_cues(reading)


# Owners named together must all own the row; otherwise any of them.
_TOGETHER = re.compile(r"\b(?:shar(?:e|ed|es|ing)|joint(?:ly)?|both|together)\b")


@dataclass(frozen=True, slots=True)
class _Mention:
    """One mention of owners: how, whom, and in which words."""

    op: Op
    keys: tuple[str, ...]
    label: str
    words: str


# "... does the Governor not own at all", "... does the Governor own alone".
_AFTER = re.compile(
    rf"\s+(?:(?P<not>(?:do|does|did|is|are|was|were)?\s*(?:not|n't)|never|(?:have|has|had)\s+no\s+(?:part|share|hand|role)\s+in)\s+)?(?:(?:be|been)\s+)?"
    r"(?:(?:an?|the|one\s+of\s+the|among\s+the|named\s+as|down\s+as)\s+)*(?:named\s+|responsible\s+)?"
    r"(?:own\w*|responsible(?:\s+for)?|accountable(?:\s+for)?|in\s+charge(?:\s+of)?)\b"
    rf"(?:\s+(?P<alone>{_ALONE})\b)?"
)
# Where a bare "healthcare" is the body and no subject: "actions for healthcare", "what has healthcare to do".
_BODY = re.compile(
    r"(?:\b(?:for|by|with|to|of|from|does|do|did|has|have|is|are|must|should|which|and|or|not|than|only|solely|alone)\s+(?:the\s+)?"
    r"|^\W*(?:the\s+)?)\x02(?=\s*(?:$|\?|'s|s'|,|\x01|(?:and|or|in|at|still|now|yet)\b|alone\b|only\b|"
    r"(?:have|has|had|need|must|do|doing|done|deliver|owe|own|commit|promis|agree|said|say|late|behind|overdue|actions?|concerns?|recommendations?)))"
    r"|\x02(?:'s|s')?\s+(?:\w+\s+)?(?:actions?|recommendations?|concerns?|responsib\w+)\b"
)
_OWNS_AFTER = re.compile(r"\s+(?:responsible|own)")
_SAID = {Op.IN: "", Op.SOME: "", Op.NOT_IN: "not ", Op.NOT_ONLY: "someone other than ", Op.ONLY: "only "}


def owner_named(name: str, vocabulary: Vocabulary) -> Filter | None:
    """The filter on the owner of exactly this name, whole, short or in part; None if nobody is called so."""
    for alias in _aliases(vocabulary):
        if alias.keys and alias.mention.fullmatch(name.lower()):
            return Filter(field=Field.OWNER, op=Op.IN, value=alias.keys, label=f"owner: {alias.label}", words=name)
    return None


def _mentions(reading: Reading, alias: _Alias) -> list[_Mention]:
    """Take the mentions of an alias, each with the operator that its surroundings give."""
    found: list[_Mention] = []
    position = 0
    while match := alias.mention.search(reading.lower, position):
        position = match.end()
        before = reading.lower[: match.start("name")]
        about = _ABOUT_BEFORE.search(before) and not (match["cue"] or _SHARES_WITH.search(before))
        if _OFFICE_BEFORE.search(before) or about:
            continue
        about_owning = match["cue"] or _OWNS_AFTER.match(reading.lower[match.end() :])
        if not alias.keys and not about_owning:
            # A kind of body that owns nothing here is a filter only where the question is plainly about owning.
            continue
        bare = alias.is_subject and " " not in match["name"].replace("health care", "healthcare") and not about_owning
        if bare and not _BODY.search(_around(reading, match)):
            # "Is healthcare joining the forum?", "education in the workshops": a service by its bare name is a topic.
            continue
        start = match.start()
        after = _AFTER.match(reading.lower[match.end() :])
        alone = any(match[group] for group in ("alone", "alone2", "alone3", "by")) or bool(after and after["alone"])
        if _ANSWERS.match(reading.lower[match.end() :]) and _DID.search(before):
            # "Which did the Home Office reject?": who owns a row does not say who answered.
            reading.claim(match.start(), match.end())
            continue
        if left_out := _LEAVE_OUT.search(reading.lower[:start]):
            op, start = Op.NOT_IN, left_out.start()
        elif excluded := _EXCEPT.search(reading.lower[:start]):
            op, start = Op.NOT_ONLY, excluded.start()
        elif match["not"] or (after and after["not"]):
            op = Op.NOT_ONLY if alone else Op.NOT_IN
        else:
            op = Op.ONLY if alone else Op.IN
        words = reading.text[start : match.end()]
        reading.claim(start, match.end())
        found.append(_Mention(op, alias.keys, alias.label, words))
    return found


def _around(reading: Reading, match: re.Match[str]) -> str:
    """The question with one sign in place of a mention."""
    return f"{reading.lower[: match.start('name')]}\x02{reading.lower[match.end('name') :]}"


_CUE_WORDS = re.compile(
    rf"\b(?:{_NOT}\s+)?(?:{_ALONE}\s+)?(?:{_HELD_CUE}|(?:is|are|was|were)?\s*responsible\s+for|responsibilit(?:y|ies)|responsible|own(?:s|ed)?|owners?|accountable(?:\s+for)?|answerable(?:\s+for)?|in\s+charge\s+of|on\s+the\s+hook(?:\s+for)?|down\s+for|jointly|together|(?:theirs|his|hers)(?=\s*\W*$))\b"
)


def _take_cues(reading: Reading) -> None:
    reading.take_all(_CUE_WORDS)
