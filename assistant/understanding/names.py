"""Which establishments and plans a question means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import fuzz

from assistant.dictionary import common_words, word_frequencies
from assistant.query import Field, Op
from assistant.understanding.exceptions import EXCEPT
from assistant.understanding.reading import Reading, words_of
from assistant.vocabulary import PlanName, Vocabulary
from assistant.wording import listed
from ingest.establishments import establishment_key

_PREFIX = (
    r"(?:hmp\s*(?:/|&|and)?\s*(?:hm)?yoi|hmyoi|hmp|hm\s+prison(?!\s+(?:and|&)\s+probation|\s+service)|yoi|irc|stc)"
)
_VERB_FRAME = re.compile(r"^\W*(?:please\s+|(?:can|could|would|will)\s+you\s+(?:please\s+)?)?$")
_VERB_OBJECT = re.compile(r"^\s+(?:me|us|over|through|it|them|him|her|a|an|the|all|every|this|that|along|out|list)\b")
_PREFIXED = re.compile(
    rf"\b{_PREFIX}\s+(?P<name>[a-z][\w'-]*(?:\s+(?:[a-z][\w'-]*))*?)(?=(?:'s)?(?:\s+(?:commit|promis|agree|say|said|do|"
    r"have|has|had|is|are|was|were|did|on|in|about|for|and|to|at|still|action|plan|plans|recommend|concern|make|made)"
    r"\w*\b|\s+\d|[?.,;:!)]|'s|\s*$))"
)


@lru_cache(maxsize=1)
def prison_names() -> Mapping[str, bool]:
    """Names of prisons in England and Wales (lower case), and whether each is an ordinary word too ("send", "ford")."""
    text = files("assistant").joinpath("lexicon/prisons.txt").read_text(encoding="utf-8")
    names = [line.strip().lower() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {name.removesuffix("*"): name.endswith("*") for name in names}


def read_establishments(reading: Reading, vocabulary: Vocabulary) -> None:
    """Take the establishments that the question names, held or not, as one filter."""
    keys: list[str] = []
    unknown: list[str] = []
    words: list[str] = []
    others: list[tuple[str, int, re.Match[str]]] = []
    for key, pattern in _establishment_patterns(vocabulary):
        for match in pattern.finditer(reading.lower):
            if _is_verb(reading, match):
                reading.claim(match.start(), match.end())
                continue
            if _is_common_word(reading, match, key):
                continue
            if refused := _REFUSED.search(reading.lower[: match.start()]):
                # "Thornmere, not Ravenhithe"
                others.append((key, refused.start(), match))
                continue
            reading.claim(match.start(), match.end())
            words.append(reading.text[match.start() : match.end()])
            if key not in keys:
                keys.append(key)
    corrected = bool(keys)
    if others and not corrected and _elsewhere(reading, vocabulary, others):
        return
    for key, start, match in others:
        # Nowhere else to look: the name is one like any other, and its "not" is left to be told.
        if not corrected:
            keys += [key] if key not in keys else []
            words.append(reading.text[match.start() : match.end()])
        reading.claim(start if corrected else match.start(), match.end())
    if not keys and (of_kind := _of_kind(reading, vocabulary)):
        keys += of_kind[0]
        words.append(of_kind[1])
    reading.everywhere = reading.take(_ALL_PRISONS) is not None
    while prefixed := reading.take(_PREFIXED):
        name = reading.text[prefixed.start("name") : prefixed.end("name")]
        key = establishment_key(name)
        near = [k for k in vocabulary.establishments if len(k) > 4 and fuzz.ratio(k, key) >= 85]
        if near:
            keys += [k for k in near if k not in keys]
            reading.notes.append(f"read “{name}” as {listed([vocabulary.establishments[k] for k in near], 'or')}")
        else:
            unknown.append(reading.text[prefixed.start() : prefixed.end()])
        words.append(reading.text[prefixed.start() : prefixed.end()])
    unknown += _other_prisons(reading, vocabulary)
    if keys or unknown:
        names = [vocabulary.establishments[k] for k in keys] + unknown
        reading.add(
            Field.ESTABLISHMENT,
            Op.IN,
            tuple(sorted(keys) + [establishment_key(u) for u in unknown]),
            listed(names, "or"),
            " ".join(words),
        )


def _elsewhere(reading: Reading, vocabulary: Vocabulary, refused: Sequence[tuple[str, int, re.Match[str]]]) -> bool:
    """Take "not at Ravenhithe" for all other places held; False if there are none."""
    left = {key for key, _, _ in refused}
    keys = sorted(set(vocabulary.establishments) - left)
    if not keys:
        return False
    for _, start, match in refused:
        reading.claim(start, match.end())
    names = listed([vocabulary.establishments[key] for key in sorted(left)], "or")
    words = " ".join(reading.text[start : match.end()] for _, start, match in refused)
    reading.add(Field.ESTABLISHMENT, Op.IN, tuple(keys), f"places other than {names}", words)
    return True


_REFUSED = re.compile(
    rf"(?:,\s*)?\b(?:and\s+|but\s+)?(?:not|{EXCEPT}|besides|bar)\s+(?:those\s+)?"
    r"(?:at\s+|in\s+|for\s+|from\s+)?$"
)
# "What about the prisons?", of a register that holds other places too.
_THE_PRISONS = re.compile(
    r"\b(?:what|how)\s+about\s+(?:all\s+)?the\s+prisons\b|^\W*(?:and\s+|just\s+|only\s+)*(?:(?:in|at|for)\s+)?(?:all\s+)?the\s+prisons\W*$"
)


# Places called by what they are ("the region", "the probation plan"), and what the keys of such have.
_KINDS = tuple(
    (
        re.compile(
            rf"\b(?:the|this|our)\s+(?:{asked})(?:'s)?(?!\w)(?!\s+(?:director|manager|head|lead|team|office|service))"
        ),
        key,
    )
    for asked, key in (
        (
            r"(?:probation\s+)?region|probation(?=(?:'s)?\s+(?:action\s+)?(?:plan|report|inspection|inspectors)\b)",
            r"\bregion\b",
        ),
        (r"(?:(?:probation|nps)\s+)?division", r"\bdivision\b"),
        (r"(?:immigration\s+)?removal\s+centre|irc", r"\birc\b|removal-centre"),
        (r"secure\s+training\s+centre|stc", r"\bstc\b|secure-training-centre"),
    )
)


def _of_kind(reading: Reading, vocabulary: Vocabulary) -> tuple[list[str], str] | None:
    """The places held of a kind that the question names, and its words; None if it names none, or none is held."""
    for pattern, of_key in _KINDS:
        held = [key for key in vocabulary.establishments if re.search(of_key, key)]
        if held and (match := reading.take(pattern)):
            return held, match.group()
    if reading.sees(_THE_PRISONS):
        prisons = [key for key in vocabulary.establishments if not _KIND_OF_PLACE.search(key)]
        if 0 < len(prisons) < len(vocabulary.establishments) and (match := reading.take(_THE_PRISONS)):
            return prisons, match.group()
    return None


# "Across both prisons" is no condition.
_ALL_PRISONS = re.compile(
    r",?\s*\b(?:(?:across|in|at|for|over)\s+)?(?:both|all|any|either|every|each|the(?=\s+(?:two|three|four)\b))\s+(?:of\s+)?(?:the\s+|our\s+|your\s+|these\s+)?(?:two\s+|three\s+|four\s+)?"
    r"(?:prison|establishment|site|jail|place)s?\b"
)
_LONG_NAME = 6
"""Letters of a name from which "northgates" is read as "Northgate's"."""


@lru_cache(maxsize=4)
def _establishment_patterns(vocabulary: Vocabulary) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Longest names first, so that "Holme House" is taken before "Holme"."""
    named = [(key, key) for key in vocabulary.establishments]
    named += [(short, key) for short, key in _short_names(vocabulary).items()]
    return tuple(
        (
            key,
            re.compile(
                rf"\b(?:{_PREFIX}\s+)?{_spaced(name)}(?:\s+prison\b)?(?:'s\b|s'|{'s?' if _long(name) else ''}\b)"
            ),
        )
        for name, key in sorted(named, key=lambda pair: (-len(pair[0]), pair))
    )


_KIND_OF_PLACE = re.compile(
    r"-(?:irc|stc|crc|division|region|immigration-removal-centre|secure-training-centre|community-rehabilitation-company)$"
)


def _short_names(vocabulary: Vocabulary) -> Mapping[str, str]:
    """What people call places of longer names, and their keys: "Thornmere Hall", "Thornmere" for Thornmere Hall IRC.

    A first word alone only where it is no English word and no other place begins with it.
    """
    short: dict[str, set[str]] = {}
    for key in vocabulary.establishments:
        whole = _KIND_OF_PLACE.sub("", key)
        first = whole.split("-")[0]
        names = {whole} | ({first} if len(first) >= _LONG_NAME and first not in word_frequencies() else set())
        for name in names - {key}:
            short.setdefault(name, set()).add(key)
    first_words = [key.split("-")[0] for key in vocabulary.establishments]
    return {
        name: next(iter(keys))
        for name, keys in sorted(short.items())
        if len(keys) == 1 and name not in vocabulary.establishments and ("-" in name or first_words.count(name) == 1)
    }


@lru_cache(maxsize=4)
def _unheld_prisons(vocabulary: Vocabulary) -> re.Pattern[str]:
    names = sorted(set(prison_names()) - set(vocabulary.establishments), key=lambda n: (-len(n), n))
    return re.compile(rf"\b(?P<name>{'|'.join(map(_spaced, names))})(?:'s)?\b")


def _long(key: str) -> bool:
    return len(key) >= _LONG_NAME


def _spaced(key: str) -> str:
    if _long(key) and key.isalpha():
        # "Fern Hill" for Fernhill.
        return r"[\s-]?".join(key)
    # "Yarstead, Vale and Wold CRC": a body's name may have commas, which its key has not.
    return r"(?:,\s*|[\s-]+)".join(re.escape(part) for part in re.split(r"[\s-]+", key))


def _is_verb(reading: Reading, match: re.Match[str]) -> bool:
    """ "Send me the list": some prisons are called by a verb (Send) and begin a request."""
    before, after = reading.lower[: match.start()], reading.lower[match.end() :]
    return (
        bool(_VERB_OBJECT.match(after))
        and match.group()[-2:] != "'s"
        and bool(_VERB_FRAME.match(before) or before.rstrip().endswith((" to", " will", " and", "you", " they")))
    )


_NAME_BEFORE = re.compile(
    r"\b(?:at|in|for|from|by|of|to|did|does|do|has|have|had|is|was|were|are|will|can|should|about|with|and|or|both|"
    r"the|current|latest|all|which|what|how|hmp)\s+$"
)


def _is_common_word(reading: Reading, match: re.Match[str], key: str) -> bool:
    """A name that is also a word (Ford, Send, ...) counts where it has a capital or stands like a name."""
    written = reading.text[match.start() : match.end()]
    is_word = prison_names().get(key, key in common_words())
    if written[:1].isupper() or match.group() != match.group().removesuffix("'s") or not is_word:
        return False
    return not _NAME_BEFORE.search(reading.lower[: match.start()]) and reading.lower[: match.start()].strip() != ""


def _other_prisons(reading: Reading, vocabulary: Vocabulary) -> list[str]:
    """Prisons named without HMP that the register doesn't hold; only with a capital, as many are ordinary words."""
    found = []
    for match in _unheld_prisons(vocabulary).finditer(reading.lower):
        written = reading.text[match.start() : match.end()]
        named = " ".join(words_of(reading.text[match.start() :])[:2])
        if any(named in " ".join(words_of(name)) for names in vocabulary.owners.values() for name in names):
            # "Leeds Community Healthcare" is an owner.
            continue
        if written[:1].isupper() and (match.start() > 0 or " " in match["name"]):
            reading.claim(match.start(), match.end())
            found.append(written.removesuffix("'s"))
    return found


_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DOC = r"(?:action\s+plan|plan|inspection|visit|report|response|review)"
# "The October 2025 actions" and "Q2 2026 actions" are about dates, not about a plan of that year.
_NOT_OF_A_DATE = "".join(
    rf"(?<!\b{word}\s)"
    for month in (
        *"january february march april may june july august september october november december".split(),  # noqa: SIM905
        *"jan feb mar apr jun jul aug sep sept oct nov dec q1 q2 q3 q4 spring summer autumn winter".split(),  # noqa: SIM905
    )
    for word in (month, f"{month} of")
)
_PLAN_OF_YEAR = re.compile(
    rf"\b(?:(?:in|from|of|at|under|for|since|during|with|within|and)\s+)?(?:the\s+|their\s+|its\s+)?{_YEAR}(?:'s)?\s+"
    rf"(?:hmip\s+|prison\s+|action\s+|\x01+\s+)?(?P<doc>{_DOC})s?\b"
    rf"|\b(?:the\s+)?{_NOT_OF_A_DATE}(?P<year3>(?:19|20)\d\d)(?:'s)?(?=\s+(?:key\s+|priority\s+|main\s+)?(?:actions?|concerns?|recommendations?|"
    r"commitments?|promises|items)\b)"
    rf"|\b(?:(?:in|from|of|at)\s+)?(?:the\s+)?(?P<doc2>{_DOC})\s+(?:(?:of|from|for|in|submitted\s+in|dated|published\s+in)"
    r"\s+)?(?P<year2>(?:19|20)\d\d)\b"
)
_NEWEST = re.compile(
    rf"\b(?:(?:in|from|of|at|under|since)\s+)?the\s+(?:current|latest|newest|newer|most\s+recent|last|recent|new|later)\s+"
    rf"(?:hmip\s+|action\s+)?{_DOC}\b|\b(?:current|latest|newest|most\s+recent)\s+(?:action\s+)?{_DOC}s?\b"
    r"|\b(?:(?:at|in|from)\s+)?the\s+(?:current|latest|newest|newer|later)\s+one\b"
)
# Of all that are held, whichever prison's: "the newest plan you have".
_NEWEST_HELD = re.compile(
    rf"\b(?:(?:in|from|of|at)\s+)?(?:the\s+|your\s+)?(?:very\s+)?(?:latest|newest|most\s+recent)\s+(?:action\s+)?{_DOC}\s+"
    r"(?:that\s+)?(?:(?:you|we)\s+(?:have|hold|know)|(?:is\s+)?held|of\s+(?:them\s+)?all|on\s+file)\b"
)
_OLDER = re.compile(
    rf"\b(?:(?:in|from|of|at|under)\s+)?the\s+(?:previous|earlier|prior|preceding|old|older|superseded|before\s+last)\s+"
    rf"(?:hmip\s+|action\s+)?{_DOC}\b|\b(?:previous|earlier|prior|older|superseded)\s+(?:action\s+)?{_DOC}s?\b"
    rf"|\bthe\s+{_DOC}\s+before(?:\s+last|\s+that)?\b|\b(?:(?:at|in|from)\s+)?the\s+(?:previous|earlier|older)\s+one\b"
)
_OLDEST = re.compile(rf"\b(?:(?:in|from|of|at|under)\s+)?the\s+(?:first|oldest|earliest|original)\s+{_DOC}\b")
_ALL_PLANS = re.compile(
    rf"\b(?:in|across|at|over)\s+(?:all|both|every|each|either|any)\s+(?:of\s+)?(?:the\s+)?(?:two\s+)?{_DOC}s?\b"
    rf"|\b(?:all|both)\s+(?:the\s+)?{_DOC}s\b|\bthe\s+(?:two|three|four)\s+{_DOC}s\b"
)
_PLAN_ID = re.compile(r"\b(?:in\s+)?(?P<id>[a-z][a-z0-9-]*-\d{4}-\d\d-\d\d)\b")


def plans_of_year(plans: Sequence[PlanName], year: int, doc: str) -> tuple[PlanName, ...]:
    """The plans that people mean by a year: by the inspection's year for inspections, else by the submission's.

    Where no plan answers to it in that sense, the other dates of its head are tried (an inspection of 2018 is answered
    by a plan of 2019, and people name either).
    """

    def inspected(plan: PlanName) -> bool:
        return plan.inspection is not None and year in {day.year for day in plan.inspection}

    def reported(plan: PlanName) -> bool:
        return plan.report_published is not None and plan.report_published.year == year

    def submitted(plan: PlanName) -> bool:
        return plan.submitted.year == year

    senses: tuple[Callable[[PlanName], bool], ...] = (submitted, inspected, reported)
    if doc in ("inspection", "visit", "review"):
        senses = (inspected, submitted, reported)
    elif doc == "report":
        senses = (reported, inspected, submitted)
    for sense in senses:
        if found := tuple(p for p in plans if sense(p)):
            return found
    return ()


def candidate_plans(reading: Reading, vocabulary: Vocabulary, as_of: date) -> tuple[PlanName, ...]:
    """The plans visible on the day, of the establishments that the question names (all, if none)."""
    named = [f.value for f in reading.filters if f.field is Field.ESTABLISHMENT]
    return tuple(p for p in vocabulary.plans_of(named[0] if named else None) if p.submitted <= as_of)


def read_plans(reading: Reading, vocabulary: Vocabulary, as_of: date) -> None:
    """Take the plans that the question names by id, year or age, as one filter."""
    plans = candidate_plans(reading, vocabulary, as_of)
    chosen: dict[str, PlanName] = {}
    labels: list[str] = []
    words: list[str] = []

    def choose(found: Sequence[PlanName], label: str, match: re.Match[str]) -> None:
        chosen.update({p.plan_id: p for p in found})
        labels.append(label)
        words.append(match.group().strip())
        reading.names_a_time = True

    while match := reading.take(_PLAN_ID):
        choose([p for p in vocabulary.plans if p.plan_id == match["id"]], f"plan {match['id']}", match)
    while match := reading.take(_PLAN_OF_YEAR):
        year = int(match["year"] or match["year2"] or match["year3"])
        doc = (match["doc"] or match["doc2"] or "plan").split()[-1]
        choose(plans_of_year(plans, year, doc), f"the {year} {doc}", match)
    if (match := reading.take(_NEWEST_HELD)) and plans:
        latest = max(plan.submitted for plan in plans)
        choose([plan for plan in plans if plan.submitted == latest], "the newest plan held", match)
    by_establishment = _by_establishment(plans)
    for pattern, label, place in (
        (_OLDEST, "the first plan", slice(0, 1)),
        (_NEWEST, "the current plan", slice(-1, None)),
        (_OLDER, "the previous plan", slice(-2, -1)),
    ):
        if match := reading.take(pattern):
            choose([p for group in by_establishment for p in group[place]], label, match)
    if match := reading.take(_ALL_PLANS):
        reading.names_a_time = True
        reading.notes.append("all plans, superseded ones included")
    if labels:
        add_plan_filter(reading, tuple(chosen.values()), listed(labels, "or"), " ".join(words))


def add_plan_filter(reading: Reading, plans: Sequence[PlanName], label: str, words: str) -> None:
    """Add the filter on these plans; none at all is a filter that no row meets."""
    reading.add(Field.PLAN, Op.IN, tuple(sorted(p.plan_id for p in plans)), label, words)


def _by_establishment(plans: Sequence[PlanName]) -> list[list[PlanName]]:
    groups: dict[str, list[PlanName]] = {}
    for plan in sorted(plans, key=lambda p: (p.establishment_key, p.submitted, p.plan_id)):
        groups.setdefault(plan.establishment_key, []).append(plan)
    return list(groups.values())
