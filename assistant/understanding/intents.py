"""What a question wants back: a list, a count, parts of a row, a reason, a comparison, a plan's facts."""

from __future__ import annotations

import re

from assistant.query import Field, Filter, Intent, Op, Order, Unit
from assistant.understanding.reading import Reading
from assistant.understanding.topic import frame_words
from ingest.records import ItemKind

_COUNT = re.compile(
    r"\b(?:how\s+many|(?:the\s+|a\s+|what)?\s*(?:total\s+)?(?<!est\s)number\s+of|count(?:\s+of)?(?:\s+the|\s+up)?|how\s+much|what\s+(?:proportion|"
    r"percentage|share)\s+of)\b"
)
_GROUPS: tuple[tuple[re.Pattern[str], Field], ...] = (
    (
        re.compile(
            r",?\s*\band\s+whose(?:\s+are\s+they)?\b(?!\s+(?:target|due|deadline|date))|\bwhose\s+(?:are|were)\s+(?:they|those|these)\b|\b(?:by|per|for\s+each|each|grouped\s+by|broken\s+down\s+by|split\s+by)\s+"
            r"(?:responsible\s+)?owners?\b|\beach\s+(?:responsible\s+)?owner\s+(?:has|have|owns?)\b"
            r"|\b(?:which\s+owners?|who)\s+(?:has|have|owns?)\s+(?:the\s+)?(?:most|fewest|more|least)\b"
            r"|(?:,?\s*and\s+)\bwho\s+(?:owns?|is\s+responsible\s+for)\s+(?:them|those|these|each)\b"
        ),
        Field.OWNER,
    ),
    (
        re.compile(
            r"\b(?:by|per|for\s+each|each|in\s+each)\s+(?:establishment|prison)s?\b"
            r"|\bwhich\s+(?:prison|establishment)s?[\s\x01]+(?:has|have)\s+(?:the\s+)?(?:most|fewest|more|least)\b"
        ),
        Field.ESTABLISHMENT,
    ),
    (re.compile(r"\b(?:by|per|for\s+each|each|in\s+each)\s+(?:action\s+)?(?:plan|inspection|year)s?\b"), Field.PLAN),
    (
        re.compile(
            r"\b(?:by|per|for\s+each|each|in\s+each)\s+(?:section|heading|area|theme)s?\b"
            r"|\bwhich\s+(?:section|heading|area|theme)s?(?:\s+(?:of|in)\s+(?:[\w\x01-]+\s+){1,5}?|[\s\x01]+)(?:has|have)\s+(?:the\s+)?(?:most|fewest|more|least)\b"
        ),
        Field.SECTION,
    ),
    (re.compile(r"\b(?:by|per|for\s+each|each)\s+status(?:es)?\b"), Field.STATUS),
    (re.compile(r"\b(?:by|per|for\s+each|each)\s+agreement\b"), Field.AGREEMENT),
    (re.compile(r"\b(?:by|per|for\s+each|each|in\s+each)\s+(?:concern|recommendation|rec|item)s?\b"), Field.REC_NO),
    (
        re.compile(
            r"\b(?:by|per|for\s+each|each|in\s+each)\s+(?:due\s+|target\s+)?(?:month|date)s?\b"
            r"|\b(?:in\s+)?which\s+month(?:\s+is\s+(?:the\s+)?busiest\b|(?=.*\b(?:most|fewest|more|busiest)\b))"
        ),
        Field.DUE,
    ),
)
# "Cutting the number of men held" is no count.
_CHANGED_NUMBER = re.compile(
    r"\b(?:cut(?:ting|s)?|reduc\w+|lower\w*|increas\w+|limit\w*|rais(?:e|ing)|monitor\w*|rise|fall|drop)\s+(?:in\s+)?$"
)
_NEXT_WORD = re.compile(r"\s+(?:of\s+(?:the\s+)?|the\s+)?(?P<word>[a-z][a-z'-]*)")
# What may follow "how many" and be counted here, anywhere in the question.
_COUNTABLE = re.compile(
    r"\b(?:recommendations?|recs?|concerns?|actions?|steps|tasks|measures|milestones|plans?|items|commitments?|promises|pledges|"
    r"overdue|outstanding|completed?|open|late|finished|unfinished|agreed|rejected|accepted|due|owners?|sections?|inspections?)\b"
)
_NOUN = re.compile(
    r"\b(?:(?P<concern>concerns?)|(?P<recommendation>recommendations?|recs?)|(?P<action>actions?|steps|tasks|measures|milestones|(?<=\x01\s)jobs?|(?:parts?|bits?)(?=\s+(?:of\s+(?:it|that|this|them|those|these)|(?:is|are|was|were|has|have|had|still)(?:n't)?)\b))"
    r"|(?P<plan>(?:action\s+)?plans)|(?P<item>items|commitments?|promises|pledges|undertakings))\b"
)
_ASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\bwho(?:'s|\s+is|\s+are|\s+was)?\s+(?:actually\s+)?(?:down\s+(?:to|for)\s+(?:do|deliver|sort)(?:ing)?|doing|to\s+do|(?:meant|supposed|going)\s+to\s+(?:do|be\s+doing|deliver)"
            r"|delivering|carrying\s+out|sorting(?:\s+out)?|fixing|dealing\s+with|picking\s+up|lead(?:s|ing)(?:\s+on)?|handl(?:es|ing)|picking|sorting)\s+"
            r"(?:it|this|that|them|those|these|(?:the|that|this)\s+(?:work|job))(?:\s+(?:up|out|on))?\b(?!\s+(?!then\b|now\b|please\b)\w)"
            r"|\bwhose\s+(?:job|responsibility|task)(?:\s+(?:is|was))?\b|\bwho(?:se|m|'s)?\b(?!\s+(?:posed?|present|speak|spoke|need|have|has|had|can't|cannot|don't|struggle|refuse|arrive|leave|live|want|are\s+at))|\bresponsible\s+owners?\b"
            r"|\b(?:what|which)\s+(?:person|people|body|bodies|organi[sz]ations?|teams?|agency|agencies|owners?|departments?|partners|services)\b"
            r"(?=\s+(?:is|are|was|were|has|have|owns?|will|must)\b|\s*(?:\W*$|\x01))(?:\s+(?:is|are|was|were)\s+(?:named|listed|shown|given|down|put\s+down)\s+as\s+responsible\b)?|\bname\s+the\s+owner\b|\bowner\s+of\b"
        ),
        "owner",
    ),
    (
        re.compile(
            r"\bwhen\b(?!\s+(?:needed|required|force|using|prisoners|women|staff|they|men|children))|\bby\s+(?:what|which)\s+date\b"
            r"|\bdue\s+date\b|\bdeadline\b|\btarget\s+date\b|\bwhat\s+(?:is|was|'s)\s+the\s+(?:date|timescale)\b|\bhow\s+soon\b"
        ),
        "due",
    ),
    (
        re.compile(
            r"\bstatus\b|\bwhere\s+are\s+we\b|\bhow\s+far\b|\bprogress\b|\bwhat\s+stage\b|\bhas\s+it\s+been\b|\bis\s+it\s+(?:done|"
            r"open|overdue|late|complete)"
        ),
        "status",
    ),
    (
        re.compile(
            r"\b(?:response|respond(?:ed)?|reply|replied|answered|(?:the|what|which|their|its|official)\s+answer)\b"
            r"|\bwhat\s+(?:stops|stopped|prevents|prevented|is\s+(?:stopping|preventing))\b"
        ),
        "response",
    ),
    (re.compile(r"\bagreement\b|\bagreed\b.*\?|\baccepted\b.*\?"), "agreement"),
    (re.compile(r"\b(?:which|what)\s+(?:report\s+)?paragraph\b|\bparagraph\s+(?:number|reference)\b"), "paragraph"),
    (re.compile(r"\b(?:which|what)\s+(?:section|heading)\b"), "section"),
)
_WHY = re.compile(
    r"\bwhy\s+not(?=\s+(?:the|this|that|these|those)\b)|\bwhy\b|\bexplain\b(?=\s+(?:the\s+)?(?:refusal|rejection)\b)|\b(?:what|which)\s+(?:is|was|were|are)\s+(?:the\s+)?(?:reasons?|grounds|explanation|justification|excuse|rationale)\b(?:\s+(?:given\s+)?(?:for|behind)\b)?"
    r"|\breasons?\s+(?:given|for|why|did|was|were)\b|^\W*(?:the\s+)?reasons?\s+(?:the|that|behind)\b|^\W*(?:the\s+)?reasons?\b(?=.*\b(?:agree|reject|refus|turn|declin|accept))|\bwhat\s+(?:stopped|prevented|kept)\b(?=.*\b(?:agreed|accepted)\b)|\bhow\s+come\b|\bon\s+what\s+grounds\b|\bwhat\s+reasons?\b"
)
_COMPARE = re.compile(
    r"\b(?:at|in|by|across|on)\s+both\s+(?:of\s+the\s+)?(?:inspections?|plans?|times|occasions|visits?|years|reports?)\b|\bboth\s+"
    r"(?:inspections?|plans?|times|visits?|action\s+plans?|years)\b|\b(?:come|came|coming|comes|brought|been)\s+(?:back|up\s+again)\b"
    r"|\b(?:re-?occur|recur|re-?appear|re-?surfac|re-?emerg)\w*\b|\b(?:rais|mention|found|flagg|report|criticis|identif|promis|"
    r"commit|highlight|pick|not)\w*\s+(?:up\s+)?(?:again|before|previously|earlier|last\s+time|twice|at\s+(?:the|an|any|a)\s+(?:previous|last|"
    r"earlier)\s+(?:inspection|plan|visit))\b|\b(?:previously|already|again|before)\s+(?:been\s+)?(?:rais|mention|promis|commit|flagg|found)\w*\b"
    r"|\bcompar(?:e|ed|ing|ison|isons)\b|\bversus\b|\bvs\.?\b|\bdifferen(?:ce|ces|t)\s+(?:between|from)\b|\bwhat\s+(?:has\s+)?changed\b"
    r"|\b(?:a\s+)?(?:recurring|repeat)\s+(?:problem|issue|theme|concern)s?\b|\bover\s+time\b|\bsame\s+(?:problems?|issues?)\b"
    r"|\bagain\s+in\b|\breturn(?:ed)?\s+in\b|\bstill\s+(?:a\s+|an\s+)?(?:problem|issue|concern)s?\s+in\b|\bagain\s*\?"
    r"|\b(?:did|has|have|had|was|were|is)\s+(?:it|this|that|they|these|those)\s+(?:also\s+|ever\s+)?(?:been\s+|be\s+|come\s+|came\s+)*"
    r"(?:up|raised|mentioned|found|flagged|reported|covered|there)\b(?:\s+(?:before|again|previously|too|as\s+well|also))?"
    r"|\b(?:crop|pop)(?:ped|s)?\s+up\s+again\b|\bhas\s+anything\s+changed\b"
    r"|\bchang(?:e|ed|es)\s+(?:from|between)\b|\bhow\s+(?:did|has|have)\b(?=.*\bchanged?\b)"
    r"|,?\s*\b(?:and\s+)?what\s+(?:do|does)\s+(?:they|it|the\s+\w+)\s+say\s+now\b|\bthen\s+and\s+now\b"
)
_PLAN_FACTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\bwhen\b.{0,70}\b(?:plans?|response)\b.{0,60}\b(?:submitted|sent|written|produced)\b|\bsubmission\s+dates?\b"
            r"|\b(?:what|which)\s+(?:date|day)\b.{0,50}\b(?:plan|response)\b.{0,60}\b(?:submitted|sent)\b|"
            r"\b(?:what|which)\s+(?:date|day)\b.{0,40}\b(?:submit|send|sent|(?:hand|put)\s+in)\b.{0,40}\bplan\b|\bdate\s+of\s+submission\b"
            r"|\bwhen\s+did\b.{0,40}\bsubmit\b|\bwhen\s+did\b.{0,30}\b(?:put|hand|send|turn)\b(?:\s+in\b.{0,40}\bplan\b|.{0,30}\bplan\b.{0,10}\bin\b)|"
            r"\b(?:which|what)\b.{0,30}\bplans?\s+(?:is|was|came|comes)\s+(?:the\s+)?(?:older|newer|earlier|later|first|second|oldest|newest)\b|"
            r"\b(?:date|day)\s+(?:was\s+)?(?:the\s+)?.{0,20}\bplan\b.{0,12}\b(?:dated|submitted)\b"
        ),
        "submitted",
    ),
    (
        re.compile(
            r"\bwhen\b.{0,60}\breport\b.{0,60}\b(?:published|come\s+out|came\s+out|released|issued|out)\b|\breport\s+publication\b|\breport(?:'s)?\s+date\b|\bdate\s+of\s+the\s+(?:\w+\s+)?report\b"
            r"|\bwhen\s+did\b.{0,60}\bpublish\b.{0,60}\breport\b"
            r"|\b(?:what|which)\s+(?:date|day)\b.{0,60}\breport\b.{0,60}\b(?:published|come\s+out|came\s+out|released|issued)\b|\bpublication\s+date\b|\breport\s+published\b"
        ),
        "report_published",
    ),
    (
        re.compile(
            r"\b(?:what|which)\s+(?:dates?|days?|month|week)s?\b.{0,50}\binspect(?:ion|ed|ors)\b|\bwhen\b.{0,50}\binspect(?:ed|ion|ors)\b"
            r"|\b(?:what|which)\s+inspection\b.{0,60}\b(?:answer|respond|reply|relate)(?:s|ing|ed)?\b|\binspection\s+dates?\b|\bdates?\s+of\b.{0,40}\binspection\b|\bhow\s+long\b.{0,30}\binspection\b"
            r"|\bwhen\s+did\b.{0,40}\b(?:inspectors|hmip|inspectorate)\b.{0,20}\b(?:visit|come|inspect)\b"
        ),
        "inspection",
    ),
    (
        re.compile(
            r"\b(?:what(?!\s+about)|which|list|show|how\s+many)\b.{0,25}\b(?:action\s+)?(?:plans|establishments|prisons|documents)\b(?=.{0,30}\b(?:have|hold|"
            r"held|there|cover|covered|know|available|loaded|you)\b(?!\s+(?:on|about|regarding|to\s+say)\b)|\s*\??$)|\bwhat\s+(?:do|can)\s+you\s+(?:know|cover|hold|have)\b"
        ),
        "held",
    ),
    (
        re.compile(
            r"\btotals?\b.{0,60}\bplan\b.{0,20}\bstate|\bplan'?s?\s+(?:own\s+)?(?:stated\s+)?totals\b|\bwhat\s+totals\b|\b(?:the\s+)?totals\s+(?:of|for)\s+(?:the\s+)?(?:agreed|partly|not)\b"
        ),
        "totals",
    ),
    (
        re.compile(
            r"^\W*(?:is|was)\b.{0,40}\bplan\b.{0,20}\b(?:current|superseded|in\s+force|out\s+of\s+date|the\s+latest|valid)\W*$|"
            r"\bsupersed\w*\b.{0,20}\?|\bplan\b.{0,20}\b(?:been|was|is)\s+(?:replaced|overtaken|succeeded)\b|\bplan\b.{0,20}\bin\s+force\b|\b(?:which|what)\s+(?:is|was)\s+(?:the\s+)?(?:current|latest|newest)\s+(?:action\s+)?plan\b"
            r"|\b(?:which|what)\b.{0,20}\bplan\s+is\s+(?:the\s+)?(?:current|latest|newest)\b|\bmost\s+recent\s+plan\s*\?"
        ),
        "current",
    ),
)
# "Which recommendations were complete when the plan was submitted?" is about rows, not about the plan's head.
_ABOUT_ROWS = re.compile(
    r"\b(?:which|what|how\s+many|list|any)\b.{0,40}\b(?:recommendations?|concerns?|actions|commitments?|promises)\b"
    r"|\b(?:overdue|outstanding|complet\w+|finished|unfinished|still\s+open)\b"
)
# "Which recommendations are about health and who owns them?" is a list: each of its rows names the owner.
_LISTS = re.compile(r"^\W*(?:which|what|list|show)\s+(?:recommendations?|concerns?|actions?|items?)\b.*\bwho\b")
_YES_NO = re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?:is|are|was|were|has|have|had|did|does|do|will|would|can|could)\b")
_ANY = re.compile(r"\b(?:any|some|there|anything|something|which|what(?!\s+(?:it|they|we|he|she|was|were)\b)|how)\b")
_PERIOD = r"\s+(?:week|month|quarter|year|\w+\s+(?:days|weeks|months))"
_NEXT = re.compile(
    rf"\b(?:soonest|next|nearest)\s+(?:to\s+(?:fall|come|be)\s+)?(?:target\s+|due\s+)?(?:date|deadline|due|action\s+due)\b(?!{_PERIOD})"
    rf"|\bdue\s+(?:next|soonest)\b(?!{_PERIOD})"
)
_EARLIEST = re.compile(
    r"\b(?:earliest|first)\s+(?:target\s+|due\s+)?(?:date|deadline|due|to\s+be\s+due|action\s+due)\b|\bdue\s+(?:first|earliest)\b"
    r"|\b(?:for\s+)?(?:the\s+)?longest(?=\s+overdue\b)|(?<=overdue\s)(?:for\s+)?(?:the\s+)?longest\b"
    r"|\b(?:target\s+|due\s+)?(?:dates?|deadlines?)\s+(?:comes?|falls?|is|was)\s+(?:first|earliest|soonest|next)\b"
)
_LATEST = re.compile(
    r"\b(?:latest|last|furthest(?:[\s-]+(?:off|away|out|ahead))?)\s+(?:target\s+|due\s+)?(?:date|deadline|due|to\s+be\s+due)\b|\bdue\s+(?:last(?!\s+(?:week|month|quarter|year))|latest)\b"
    r"|\b(?:target\s+|due\s+)?(?:dates?|deadlines?)\s+(?:comes?|falls?|is|was)\s+(?:last|latest)\b"
)


_AND = re.compile(r"\band\b|,")


def read_plan_fact(reading: Reading) -> bool:
    """Whether the question asks for facts of a plan's head; if so their names are noted in ``asked``."""
    text = reading.in_sight()
    if _ABOUT_ROWS.search(text):
        return False
    facts = [fact for pattern, fact in _PLAN_FACTS if pattern.search(text)]
    if not facts:
        return False
    reading.asked.extend(facts if _AND.search(text) else facts[:1])
    return True


# "And the inspection?" after "when was the plan submitted?"
_NAMED_FACT = re.compile(
    r"^\W*(?:and|what\s+about|how\s+about)\s+(?:of\s+)?(?:the\s+)?(?:(?P<inspection>inspection)|(?P<report_published>(?:inspection\s+)?report|publication)|"
    r"(?P<submitted>submission)|(?P<totals>totals))(?:\s+(?:itself|dates?))?\W*$"
)


def named_fact(reading: Reading) -> str:
    """The fact of a plan that the whole question names; "" if it says anything else."""
    match = _NAMED_FACT.search(reading.text.lower())
    return next((fact for fact, said in match.groupdict().items() if said), "") if match else ""


# "Can you book me a visit?": something to be done, not to be found out.
_ERRAND = re.compile(
    r"^\W*(?:please\s+)?(?:(?:can|could|will|would)\s+you\s+(?:please\s+)?)?(?:(?:book|buy|cancel|reschedule|phone|ring|remind)\s+"
    r"(?:me|us|my|our|an?|the|him|her|them)\b|order\s+(?:me|us)\b|arrange\s+(?:me\s+)?(?:an?|my|the)\s+(?:visit|meeting|call|appointment)\b"
    r"|(?:draft|compose|write)\s+(?:me\s+)?(?:an?|the)\s+(?:letter|email|poem|speech|essay|memo|song)\b)"
)
_OFFICE = r"(?:governor|director|deputy|manager|head\s+of\s+[a-z ]+?|inspector|chaplain|lead)"
_PERSON = re.compile(
    rf"""\bwhat\s+(?:pension|bonus|salary|wages?|pay)\s+(?:do|does|did)\b|\bhow\s+much\b.*\b(?:paid|earns?|earning|salary)\b|\bwhat\s+(?:do|does)\b.*\b(?:earn|get\s+paid)\s*\??\s*$
    |\b(?:name|phone(?:\s+number)?|telephone\s+number|mobile\s+number|e-?mail(?:\s+address)?|contact\s+details|age|salary|pay)\s+
        (?:of|for)\s+(?:the\s+)?(?:current\s+)?{_OFFICE}\b
    |\b(?:his|her|their|the\s+{_OFFICE}'s)\s+(?:own\s+)?
        (?:name|(?:phone|telephone|mobile)(?:\s+number)?|e-?mail(?:\s+address)?|home\s+address|contact\s+details|salary)\s*[?.]*$
    |^\W*who\s+(?:is|was|are)\s+(?:the\s+)?(?:current\s+|present\s+|new\s+)?{_OFFICE}
        (?=\s*(?:\?|\.|$|of\s+(?:hmp\s+)?[a-z]+\s*[?.]|at\s+(?:hmp\s+)?[a-z]+\s*[?.]))""",
    re.VERBOSE,
)


def asks_for_a_person(reading: Reading) -> bool:
    """Whether the question wants a person's name or number: plans name offices, never people."""
    if not _PERSON.search(reading.text.lower()):
        return False
    reading.notes.append("plans name offices and bodies, not people")
    return True


def is_errand(reading: Reading) -> bool:
    """Whether the question asks for something to be done that is no answer."""
    if not _ERRAND.search(reading.text.lower()):
        return False
    reading.notes.append("questions about action plans are answered here, and nothing else is done")
    return True


def read_compare(reading: Reading) -> None:
    """Take the words of a comparison across inspections."""
    while match := reading.take(_COMPARE):
        reading.intent = Intent.COMPARE
        if match.end() == match.start():
            break


def read_count(reading: Reading) -> None:
    """Take "how many" and what is counted by."""
    for pattern, group in _GROUPS:
        if match := reading.sees(pattern):
            reading.claim(match.start(), match.end())
            reading.group_by = group
            reading.order = _end_of_groups(match.group(), reading.text.lower())
            break
    match = reading.sees(_COUNT)
    if match and not _CHANGED_NUMBER.search(reading.lower[: match.start()]):
        reading.claim(match.start(), match.end())
        reading.intent = Intent.COUNT
        after = _NEXT_WORD.match(reading.lower[match.end() :])
        counted = after["word"] if after else ""
        if counted and counted not in frame_words() and not _COUNTABLE.search(reading.text.lower()):
            # "How many prisoners are at Send?": only what plans are made of is counted here.
            reading.notes.append(
                f"“{counted}” are not counted in action plans, only recommendations, concerns and actions"
            )
            reading.intent = Intent.NONE
    elif reading.group_by is not None and reading.intent is None and not _LISTS.search(reading.text.lower()):
        reading.intent = Intent.GROUP


def _end_of_groups(words: str, question: str) -> Order | None:
    """ "Who has the most?" and the fewest; None of a question that counts by all."""
    said = question if words.endswith("which month") else words
    if re.search(r"\b(?:most|more|busiest)\b", said):
        return Order.MOST
    return Order.FEWEST if re.search(r"\b(?:fewest|least)\b", said) else None


def read_order(reading: Reading) -> bool:
    """Take "due next", "latest target date"; returns whether the order begins on the day of asking."""
    for pattern, order in ((_NEXT, Order.DUE), (_EARLIEST, Order.DUE), (_LATEST, Order.LAST_DUE)):
        if reading.take(pattern):
            reading.order = order
            return pattern is _NEXT
    return False


_ONE_ROW = re.compile(r"\b(?:on|in|under|within|from|for)\s+the\s+[^?]*$")


def _is_place(reading: Reading, match: re.Match[str]) -> bool:
    """Whether "concern" says where to look and not what is listed."""
    text = reading.text.lower()
    one = match.group() in ("concern", "recommendation")
    return one and bool(_ONE_ROW.search(text[: match.start()])) and bool(re.search(r"\bwhat\b", text))


def read_unit(reading: Reading) -> None:
    """Take the noun of what is listed: the first one named is the unit; concerns and recommendations are kinds too."""
    first = True
    kinds: list[Filter] = []
    while match := reading.take(_NOUN):
        noun = next(name for name, text in match.groupdict().items() if text)
        if first and reading.unit is None and _is_place(reading, match):
            # "On the heating concern, what is not yet due?" is about its actions.
            continue
        if first and reading.unit is None:
            reading.unit = {"action": Unit.ACTIONS, "plan": Unit.PLANS}.get(noun, Unit.ITEMS)
            if noun == "item" and reading.intent is Intent.COUNT and match.group().startswith(("commit", "prom")):
                reading.unit = Unit.ACTIONS
        if noun in ("concern", "recommendation"):
            kind = ItemKind(noun)
            if not reading.has(Field.KIND):
                reading.add(Field.KIND, Op.IN, (kind.value,), f"{kind.value}s", match.group())
                kinds = reading.filters[-1:]
            elif kinds and kinds[0].value != (kind.value,):
                # "Which recommendations or concerns ...?": whichever.
                reading.filters = [f for f in reading.filters if f not in kinds]
        first = False
    if reading.unit is None and reading.has(Field.GROUP):
        # "Priority concerns" was taken for the group of that name.
        reading.unit = Unit.ITEMS


def read_why(reading: Reading) -> None:
    """Take "why": the reason for a refusal, or the words of a response."""
    if reading.take(_WHY):
        reading.intent = Intent.REASON
        reading.asked.append("response")


def read_asked(reading: Reading) -> None:
    """Take the parts of a row that are asked for ("who", "when", "status")."""
    for pattern, part in _ASKED:
        if match := reading.sees(pattern):
            reading.asked.append(part)
            if part not in ("agreement", "response"):
                reading.claim(match.start(), match.end())


def read_check(reading: Reading) -> None:
    """ "Is 6.4 overdue?" asks about a condition and chooses rows by the rest: the condition moves to ``check``."""
    named = reading.has(Field.REC_NO, Field.PARAGRAPH)
    asked_about = {Field.STATUS, Field.AGREEMENT, Field.REPEATED} | ({Field.OWNER, Field.DUE} if named else set())
    conditions = [f for f in reading.filters if f.field in asked_about and f.words]
    specific = named or (not _ANY.search(reading.text.lower()) and bool(reading.free_words()))
    if conditions and specific and _YES_NO.search(reading.text.lower()):
        reading.check = conditions
        reading.filters = [f for f in reading.filters if f not in conditions]
