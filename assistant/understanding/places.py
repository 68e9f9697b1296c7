"""Which rows a question names by their place in the plan: rec number, report paragraph, group, section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from assistant.query import Field, Op
from assistant.understanding.names import candidate_plans
from assistant.understanding.reading import Reading, words_of
from assistant.vocabulary import PlanName, Vocabulary
from assistant.wording import listed
from ingest.records import ItemKind

WORD_NUMBERS = {
    word: str(n)
    for n, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ],
        1,
    )
}
ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
    )
} | {"last": -1, "final": -1}
_NUMBER = rf"(?:\d{{1,2}}(?:\.\d{{1,2}})?|{'|'.join(WORD_NUMBERS)})"
_NOUN = r"(?:recommendations?|recs?\.?|concerns?|items?|rows?)"
_RANGE = rf"{_NUMBER}(?:\s*(?:-|to|through)\s*{_NUMBER})?"
_NUMBERED = re.compile(
    rf"\b(?P<noun>{_NOUN})\s*(?:numbers?|nos?\.?|#|ref\.?)?\s*(?P<numbers>{_RANGE}"
    rf"(?:\s*(?:,|and|or|&)\s*(?:{_NOUN}\s+)?{_RANGE})*)(?![\w.]*\d)\b(?:'s(?!\w))?"
)
_ONWARDS = re.compile(r"\s*(?:onwards?|upwards?|and\s+(?:onwards?|after|above|later|up|beyond))\b")
_ORDINAL = re.compile(
    rf"\b(?:the\s+)?(?P<ordinal>{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))\s+"
    r"(?P<group>key\s+|priority\s+|main\s+)?(?P<noun>recommendation|concern)\b"
)
_BARE = re.compile(r"(?<![\w./£$])(?P<number>\d{1,2}\.\d{1,2})(?![\w%]|\.\d|\s*(?:%|per\s*cent|pm|am))(?:'s(?!\w))?")
_BARE_RANGE = re.compile(
    r"(?<![\w./£$])\d{1,2}\.\d{1,2}\s*(?:-|to|through)\s*\d{1,2}\.\d{1,2}(?![\w%]|\.\d|\s*(?:%|per\s*cent))"
)
# "What deadline does 8 have?": a whole number alone is a rec number only where it stands like one.
_BARE_WHOLE = re.compile(
    r"""\b(?:of|does|did|is|was|owns?|about|for)\s+(?P<number>\d{1,2})
      (?=\s*(?:\?|$|\x01|(?:in|have|say|due|owned|at|under|overdue|completed?|late|agreed)\b))""",
    re.VERBOSE,
)
_BARE_HASH = re.compile(
    r"(?:(?<!\w)#|\b(?:number|no\.)\s+)(?P<number>\d{1,2}(?:\.\d{1,2})?)\b(?!\s*(?:of\s+)?[a-z]+s\b)"
)
_PARAGRAPH_NO = r"(?:[a-z]{1,2}\d{1,3}|\d{1,2}\.\d{1,3})"
_PARAGRAPH = re.compile(
    rf"\b(?:report(?:'s)?\s+)?(?:paragraphs?|paras?\.?|§)\s*(?:numbers?|nos?\.?)?\s*"
    rf"(?P<first>{_PARAGRAPH_NO})(?P<rest>(?:\s*(?:,|and|or|&|to|-|through)\s*{_PARAGRAPH_NO})*)"
    r"(?:\s+(?:of|in)\s+the\s+(?:inspection\s+|hmip\s+)?report)?"
)
# "Section 4 of the report (paragraphs 4.1 to 4.53)"; the sections of a plan's own table have names.
_CHAPTER = re.compile(
    r"\b(?:sections?|chapters?|part)\s+(?P<chapter>\d{1,2})\s+(?:of|in)\s+the\s+(?:inspection\s+|hmip\s+|inspectorate's\s+)?report\b"
    r"|\b(?:paragraphs?|paras?\.?)\s+(?:that\s+)?(?:start|begin)(?:s|ning|ing)?\s+(?:with\s+)?(?P<chapter2>\d{1,2})\.?(?!\d)"
)
_BARE_PARAGRAPH = re.compile(r"\b(?P<first>s\d{1,3})\b")
_FROM_REPORT = re.compile(r"\b(?:of|in|from)\s+the\s+(?:inspection\s+|hmip\s+|inspectorate's\s+)?report\b")
_SECTION_CUE = r"(?:section|heading|area|theme|category|chapter|topic)"
_GENERAL_SECTION = re.compile(
    rf"""\b(?:under|in|within|from)\s+(?:the\s+)?(?:{_SECTION_CUE}\s+)?
      ['"]?(?P<name>(?!(?:which|what|each|every|all|any)\b)[a-z][a-z ,&-]+?)['"]?\s+{_SECTION_CUE}\b
    |\b{_SECTION_CUE}\s+(?:called\s+|on\s+|named\s+|headed\s+)?['"](?P<quoted>[^'"]+)['"]""",
    re.VERBOSE,
)


_SPELT = re.compile(rf"\b({'|'.join(WORD_NUMBERS)})\s+point\s+({'|'.join(WORD_NUMBERS)}|\d+)\b", re.IGNORECASE)


def spelt_in_figures(question: str) -> str:
    """ "Six point five" as "6.5"."""

    def figure(word: str) -> str:
        return WORD_NUMBERS.get(word.lower(), word)

    return _SPELT.sub(lambda m: f"{figure(m[1])}.{figure(m[2])}", question)


def read_paragraphs(reading: Reading, vocabulary: Vocabulary) -> None:
    """Take references to paragraphs of the inspection report ("paragraph 4.16", "S48", "paras 3.12 to 3.19")."""
    while match := reading.take(_CHAPTER):
        chapter = match["chapter"] or match["chapter2"]
        inside = tuple(p for p in sorted(vocabulary.paragraphs, key=_key) if p.startswith(f"{chapter}."))
        reading.add(Field.PARAGRAPH, Op.IN, inside, f"section {chapter} of the inspection report", match.group())
    while match := reading.take(_PARAGRAPH):
        values = _expand(match["first"] + match["rest"], sorted(vocabulary.paragraphs))
        _add_paragraphs(reading, values, match.group())
        reading.take(_FROM_REPORT)
    held = {p.lower() for p in vocabulary.paragraphs}
    while (match := reading.sees(_BARE_PARAGRAPH)) and match["first"] in held:
        reading.claim(match.start(), match.end())
        _add_paragraphs(reading, (match["first"].upper(),), match.group())


def _add_paragraphs(reading: Reading, values: Sequence[str], words: str) -> None:
    label = f"report paragraph{'s' if len(values) > 1 else ''} {listed(values, 'or')}"
    reading.add(Field.PARAGRAPH, Op.IN, tuple(values), label, words)


def _key(number: str) -> tuple[str, tuple[int, ...]]:
    """Orders 3.9 before 3.12 and keeps S48 apart from 48."""
    letters = "".join(c for c in number if c.isalpha()).upper()
    return letters, tuple(int(part) for part in re.findall(r"\d+", number))


def _expand(words: str, held: Iterable[str]) -> tuple[str, ...]:
    """ "3.12 to 3.19 and S48" as single numbers; a range takes in the held numbers between its ends (inclusive)."""
    values: list[str] = []
    parts = re.findall(rf"{_PARAGRAPH_NO}|{_NUMBER}|\bto\b|\bthrough\b|-", words)
    for n, part in enumerate(parts):
        if part in ("to", "through", "-"):
            continue
        number = WORD_NUMBERS.get(part, part).upper()
        if n and parts[n - 1] in ("to", "through", "-") and values:
            low, high = _key(values[-1]), _key(number)
            values += sorted((h for h in held if low < _key(h) < high), key=_key)
        values.append(number)
    return tuple(dict.fromkeys(values))


def read_rec_nos(reading: Reading, vocabulary: Vocabulary, as_of: date) -> None:
    """Take rec numbers in any wording ("rec 6.5", "concern four", "the first concern", a bare "6.12")."""
    plans = candidate_plans(reading, vocabulary, as_of)
    held = sorted({rec_no for plan in plans for rec_no in plan.rec_nos}, key=_key)
    values: list[str] = []
    words: list[str] = []
    while match := reading.take(_NUMBERED):
        numbers = re.sub(_NOUN, " ", match["numbers"])
        if onwards := _ONWARDS.match(reading.lower[match.end() :]):
            reading.claim(match.end(), match.end() + onwards.end())
            numbers = f"{numbers} to {next((h for h in reversed(held) if _key(h) >= _key(numbers)), numbers)}"
        values += _expand(numbers, held)
        words.append(match.group())
        _add_kind(reading, match["noun"], match.group())
    while match := reading.take(_ORDINAL):
        values += _nth(match, reading, plans, as_of)
        words.append(match.group())
        _add_kind(reading, match["noun"], match.group())
    while match := reading.take(_BARE_RANGE):
        values += _expand(match.group(), held)
        words.append(match.group())
    for pattern in (_BARE_HASH, _BARE, _BARE_WHOLE):
        while match := reading.sees(pattern):
            number = match["number"]
            reading.claim(match.start("number"), match.end())
            if number not in held and number in vocabulary.paragraphs:
                _add_paragraphs(reading, (number,), match.group())
            else:
                values.append(number)
                words.append(match.group())
    if values:
        values = list(dict.fromkeys(_as_held(value, held) for value in values))
        label = f"rec no {listed(values, 'or')}"
        reading.add(Field.REC_NO, Op.IN, tuple(values), label, " ".join(words))


def _as_held(number: str, held: Sequence[str]) -> str:
    """The held spelling of a number: plans write 5.01 where people ask for 5.1."""
    return next((h for h in held if h == number), next((h for h in held if _key(h) == _key(number)), number))


def _add_kind(reading: Reading, noun: str, words: str) -> None:
    if noun.startswith("concern") and not reading.has(Field.KIND):
        reading.add(Field.KIND, Op.IN, (ItemKind.CONCERN.value,), "concerns", words)


def _nth(match: re.Match[str], reading: Reading, plans: Sequence[PlanName], as_of: date) -> list[str]:
    """The rec number at a place in the order of the table, in the plans meant: the current ones unless one is named."""
    ordinal = match["ordinal"]
    place = ORDINALS[ordinal] if ordinal in ORDINALS else int(re.findall(r"\d+", ordinal)[0]) - 1
    kind = ItemKind(match["noun"])
    named = [f.value for f in reading.filters if f.field is Field.PLAN]
    chosen = [p for p in plans if kind in p.item_kinds and (p.plan_id in named[0] if named else True)]
    if not named and any(p.is_current(as_of) for p in chosen):
        chosen = [p for p in chosen if p.is_current(as_of)]
    found = [p.rec_nos[place] for p in chosen if -len(p.rec_nos) <= place < len(p.rec_nos)]
    return found or [str(place + 1) if place >= 0 else ordinal]


@lru_cache(maxsize=4)
def _group_patterns(vocabulary: Vocabulary) -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for group in vocabulary.groups:
        *first, noun = (re.escape(part) for part in group.lower().split())
        if first:
            words = r"[ ]+".join(first)
            # "Which one is the priority?"
            alone = rf"|\b(?:is|are|was|were)\s+(?:the\s+|an?\s+)?{words}(?=\W*$)"
            found.append((group, re.compile(rf"\b{words}[ ]+(?:{noun.removesuffix('s')}s?|ones?)\b{alone}")))
    return tuple(found)


@lru_cache(maxsize=4)
def _both_groups(vocabulary: Vocabulary) -> re.Pattern[str] | None:
    first = sorted({re.escape(group.lower().split()[0]) for group in vocabulary.groups if len(group.split()) == 2})
    if len(first) < 2:
        return None
    one = "|".join(first)
    return re.compile(rf"\b({one})\s+(?:and|or|&|plus)\s+(?:the\s+)?({one})\b(?:\s+(?:concerns|recommendations|ones))?")


@lru_cache(maxsize=4)
def _section_patterns(vocabulary: Vocabulary) -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for section in sorted(vocabulary.sections, key=lambda s: (-len(s), s)):
        name = "[ ]+".join(re.escape(word) for word in section.lower().split())
        # The first words are enough after "under": "under learning and skills" (and work activities).
        words = [word for word in section.lower().split() if word not in ("and", "of", "&")]
        start = "[ ]+(?:and[ ]+|of[ ]+|&[ ]+)?".join(re.escape(word) for word in words[:2])
        name = rf"['\"]?{name}['\"]?"
        pattern = re.compile(
            rf"""\b(?:under|in|within|from|for|of|on)?\s*(?:the\s+)?
              (?:{_SECTION_CUE}\s+(?:called\s+|on\s+|of\s+|for\s+|headed\s+)?{name}|{name}\s+{_SECTION_CUE})\b
            |\bunder\s+(?:the\s+heading\s+)?(?:{name}|{start})(?!\w)|\bwithin\s+{name}(?!\w)
            |\b{name}(?=\s+(?:recommendations?|recs?|concerns?)\b)""",
            re.VERBOSE,
        )
        found.append((section, pattern))
    return tuple(found)


_ACTION_NO = re.compile(
    r"""\b(?:actions?|steps?)\s+(?:number\s+|no\.?\s+)?(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine)\b(?!\s*\.\d)
    |\b(?:the\s+)?(?P<ordinal>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|last|final)\s+(?:action|step)\b""",
    re.VERBOSE,
)
_ACTION_ID = re.compile(r"\b(?P<plan>[a-z][a-z0-9-]*-\d{4}-\d\d-\d\d)/(?P<rec>[\w.-]+?)(?:\#(?P<n>\d+))?(?=\s|$|[?,;])")


def read_ids(reading: Reading) -> None:
    """Take the ids of rows ("hmp-send-2025-07-08/4#2")."""
    while match := reading.take(_ACTION_ID):
        plan_id, rec_no = match["plan"], match["rec"].upper() if match["rec"].isalpha() else match["rec"]
        reading.add(Field.PLAN, Op.IN, (plan_id,), f"plan {plan_id}", match.group())
        reading.add(Field.REC_NO, Op.IN, (rec_no,), f"rec no {rec_no}", match.group())
        if match["n"]:
            reading.add(Field.ACTION, Op.IN, (match["n"],), f"action {match['n']}", match.group())
        reading.names_a_time = True


def read_action_numbers(reading: Reading, vocabulary: Vocabulary) -> None:
    """Take "the third action of concern 6"; the last one is known once the row is."""
    rows = [f.value for f in reading.filters if f.field is Field.REC_NO]
    if not rows or not (match := reading.take(_ACTION_NO)):
        return
    plans = [f.value for f in reading.filters if f.field is Field.PLAN]
    if match["number"]:
        n = int(WORD_NUMBERS.get(match["number"], match["number"]))
    elif ORDINALS[match["ordinal"]] >= 0:
        n = ORDINALS[match["ordinal"]] + 1
    else:
        n = max(
            (
                count
                for plan in vocabulary.plans
                if not plans or plan.plan_id in plans[0]
                for rec_no, count in zip(plan.rec_nos, plan.action_counts, strict=True)
                if rec_no in rows[0]
            ),
            default=0,
        )
    reading.add(Field.ACTION, Op.IN, (str(n),), f"action {n}", match.group())


_REFUSED = re.compile(r",?\s*\b(?:and\s+|but\s+)?(?:not|n't|leaving\s+out|without|excluding)\s+(?:the\s+)?$")


def read_groups(reading: Reading, vocabulary: Vocabulary) -> None:
    """Take the plan's own groups ("priority concerns", "key concerns", "main recommendations").

    The bare "Recommendations" is a group too, but people mean the kind by it.
    """
    values: list[str] = []
    words: list[str] = []
    if (both := _both_groups(vocabulary)) and (match := reading.take(both)):
        # "Priority and key together": one noun for two groups, or none.
        values += [g for g in vocabulary.groups if g.lower().split()[0] in match.groups()]
        words.append(match.group())
    refused: list[str] = []
    for group, pattern in _group_patterns(vocabulary):
        if match := reading.sees(pattern):
            # "The priority ones, not the key concerns"
            turned = _REFUSED.search(reading.lower[: match.start()])
            reading.claim(turned.start() if turned else match.start(), match.end())
            (refused if turned else values).append(group)
            words.append(match.group())
    op = Op.IN if values else Op.NOT_IN
    if chosen := values or refused:
        label = listed([v.lower() for v in chosen], "or")
        reading.add(Field.GROUP, op, tuple(chosen), label if values else f"other than {label}", " ".join(words))


def read_sections(reading: Reading, vocabulary: Vocabulary) -> None:
    """Take a section of the plan where it is called one ("in the Health services section", "under Catering")."""
    values, words = [], []
    for section, pattern in _section_patterns(vocabulary):
        if match := reading.take(pattern):
            values.append(section)
            words.append(match.group())
    if not values and (match := reading.take(_GENERAL_SECTION)):
        # A section that no plan has is a filter that no row meets, said as such; better than guessing a near one.
        name = match["name"] or match["quoted"]
        asked = set(words_of(name))
        values += [s for s in vocabulary.sections if asked <= set(words_of(s))] or [name]
        words.append(match.group())
    if values:
        reading.add(Field.SECTION, Op.IN, tuple(values), f"section {listed(values, 'or')}", " ".join(words))


@lru_cache(maxsize=4)
def _addressed(vocabulary: Vocabulary) -> re.Pattern[str] | None:
    """Longest names first, so that "the Governor of Lanmere" is no Governor."""
    names = sorted({" ".join(words_of(name)) for name in vocabulary.addressees}, key=lambda n: (-len(n), n))
    if not names:
        return None
    known = "|".join(r"[ ,/&-]+".join(map(re.escape, name.split())) for name in names)
    return re.compile(
        rf"""\b(?:(?:is|are|was|were|be|been)\s+)?(?P<not>not\s+)?(?:addressed|directed|aimed|specifically\s+made)\s+(?:to|at)\s+
          (?:the\s+)?(?P<name>{known})(?=\s*(?:$|[?.,;:\x01]|
            \b(?:and|or|but|in|at|that|which|are|is|were|was|have|has|still|rather|instead)\b))
          (?:\s*,?\s*(?:(?:and|but)\s+not|rather\s+than|instead\s+of)\b
            (?:(?!\b(?:that|which|who|and|or|are|is|were|was|in|still)\b)[^?.,;:])*)?""",
        re.VERBOSE,
    )


def read_addressees(reading: Reading, vocabulary: Vocabulary) -> None:
    """Take whom a recommendation is addressed to ("addressed to the Governor"): another thing than its owner."""
    pattern = _addressed(vocabulary)
    match = reading.take(pattern) if pattern else None
    if match is None:
        return
    meant = [name for name in vocabulary.addressees if words_of(match["name"]) == words_of(name)]
    op = Op.NOT_IN if match["not"] else Op.IN
    label = f"{'not ' if match['not'] else ''}addressed to {listed(meant, 'or')}"
    reading.add(Field.ADDRESSEE, op, tuple(meant), label, match.group())


_REPEATED = re.compile(
    r"""\b(?:(?:is|are|was|were|been|being)\s+)?(?:a\s+)?(?P<not>not\s+)?repeat(?:ed|s)?\b(?:\s+(?:recommendations?|concerns?)\b)?
      (?:\s+(?:from|of|since|at)\s+(?:the\s+|an?\s+)?(?:previous|last|earlier|prior|past|former|older)\s+
        (?:inspections?|reports?|plans?|visits?|ones?|recommendations?))?
    |\b(?:made|recommended)\s+again\b(?:\s+(?:from|since|after|at)\s+(?:the\s+)?(?:(?:previous|last|earlier)\s+\w+|\w+\s+before))?
    |\b(?:are|were|is|was)\s+repeats\b|\bcarried\s+over\s+from\s+(?:the\s+)?(?:previous|last|earlier)\s+\w+
    |\b(?:already\s+|previously\s+)?(?:been\s+)?(?:made|recommended)\s+(?:before\b|previously\b|already\b|(?:the\s+)?last\s+time\b)
      (?:,?\s+(?:at|in)\s+(?:the\s+|an?\s+)?(?:previous|last|earlier)\s+\w+)?
    |\b(?:made|raised)\s+(?:at|in)\s+(?:(?:the|an?|any)\s+)?(?:(?:previous|earlier)\s+(?:inspection|report|plan)|(?:inspection|report|plan)\s+before)\b""",
    re.VERBOSE,
)
# "Rejected again" says that it was made before.
_AGAIN = re.compile(
    r"\b(?:rejected|refused|declined|turned\s+down|not\s+agreed)\s+(?P<again>again|(?:for\s+)?a\s+second\s+time)\b"
)


def read_repeated(reading: Reading) -> None:
    """Take "repeated (from the previous inspection)"."""
    if again := reading.sees(_AGAIN):
        reading.claim(again.start("again"), again.end("again"))
    match = reading.take_all(_REPEATED)
    if match is None and again is not None:
        reading.add(Field.REPEATED, Op.IN, ("1",), "repeated from an earlier inspection", again["again"])
    elif match is not None:
        if "recommendation" in match.group():
            reading.add(Field.KIND, Op.IN, (ItemKind.RECOMMENDATION.value,), "recommendations", match.group())
        negated = bool(match.groupdict().get("not"))
        label = "not repeated from an earlier inspection" if negated else "repeated from an earlier inspection"
        reading.add(Field.REPEATED, Op.IN, ("0" if negated else "1",), label, match.group())
