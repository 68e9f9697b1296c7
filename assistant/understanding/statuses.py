"""Statuses that a question sets as conditions: still open, outstanding, overdue, completed, and their negations."""

from __future__ import annotations

import re

from assistant.query import Field, Op, Unit
from assistant.status import UNFINISHED, Status
from assistant.understanding.reading import Reading
from assistant.wording import listed

_BE = r"(?:is|are|was|were|be|been|being|'s|remains?|remained|remaining|stays?|left)"
_STILL = r"(?:(?:is|are|was|were|be|have|has)\s+)?(?:still|yet|currently|now)"
_NEGATED_OVERDUE = re.compile(
    r"\b(?:nothing|none(?:\s+of\s+(?:the|its|their)\s+(?:actions?|steps?))?|no\s+actions?|no\s+steps?|not\s+any(?:thing)?)\s+(?:(?:is|are|that\s+is|yet|currently)\s+)?"
    r"(?:overdue|late)(?:\s+yet)?\b|\b(?:not|isn't|aren't|wasn't|weren't)\s+(?:yet\s+)?(?:overdue|late|behind)(?:\s+yet)?\b"
    r"|\b(?:no|none\s+of\s+(?:its|the|their))\s+(?:target\s+|due\s+)?(?:deadlines?|dates?)\s+(?:that\s+)?(?:has\s+|have\s+|had\s+|is\s+|are\s+)?(?:yet\s+)?(?:been\s+)?"
    r"(?:slipped|missed|passed|gone|lapsed|overdue|late)\b|\bwithout\s+(?:any\s+)?overdue\s*(?:actions?)?\b|\bon\s+track\b|\bno\s+overdue\s+(?:actions?|steps?)\b"
)
_NOT_YET_DUE = re.compile(
    r"\b(?:not|isn't|aren't)\s+yet\s+due\b|\b(?:not|isn't|aren't)\s+due\s+yet\b|\bstill\s+to\s+come\b"
    r"|\b(?:still\s+)?(?:with)?in\s+(?:(?:its|their|the)\s+)?(?:target\s+dates?|due\s+dates?|deadlines?|time\s*(?:scales?|frames?)|date)\b"
    r"|\bnot\s+(?:yet\s+)?(?:reached|past|passed)\s+(?:its|their|the)\s+(?:target\s+dates?|due\s+dates?|deadlines?|dates?)\b"
    r"|\b(?:whose|and|but|where)\s+(?:the\s+|its\s+|their\s+)?(?:target\s+|due\s+)?(?:dates?|deadlines?)\s+(?:has|have|is|are)\s*(?:not|n't)\s+(?:yet\s+)?(?:passed|past|gone|been\s+reached|come|up)(?:\s+yet)?\b"
    r"|\b(?:still\s+)?open\s+(?:but|and)\s+not\s+(?:yet\s+)?(?:overdue|due|late)\b"
    r"|\b(?:still|yet)\s+to\s+(?:fall|come|become)\s+due\b"
    r"|\bneither\s+(?:finished|completed?|done|overdue|late)\s+nor\s+(?:finished|completed?|done|overdue|late)\b"
    r"|\b(?:(?:has|have|is|are)\s*)?(?:not|n't)\s+(?:yet\s+)?(?:fallen|come|become)\s+due(?:\s+yet)?\b"
)
# "Release decisions made late", "medication given late": late is what the row is about.
_SAID_OF_A_ROW = r"\b" + "".join(
    rf"(?<!\b{verb}\s)"
    for verb in (
        *"made given sent paid taken issued served started starting start opened unlocked locked delivered".split(),  # noqa: SIM905
        *"arrive arrives arrived arriving held heard released reviewed answered submitted written turn up".split(),  # noqa: SIM905
    )
)
_OVERDUE = re.compile(
    r"\bover\s?-?due\b|\b(?:slipped\s+)?(?:past|beyond|after)\s+(?:its|their|the)\s+(?:target\s+dates?|due\s+dates?|deadlines?|dates?)\b"
    r"|\bpast\s+due\b|\b(?:has|have|had)?\s*(?:missed|passed|slipped(?:\s+past)?|gone\s+past)\s+(?:its|their|the|a)?\s*"
    r"(?:target\s+dates?|due\s+dates?|deadlines?|targets?|dates?)\b|\b(?:running|is|are|was|were|be|being)\s+late\b"
    r"|\b(?:late|delayed|lapsed)\s+(?=actions?|ones?|items?|concerns?|recommendations?|steps?)|\bbehind\s+(?:schedule|time)\b"
    rf"|'s\s+(?:running\s+)?late\b|{_SAID_OF_A_ROW}(?:late|delayed)\b(?=(?:\s+(?:yet|now))?\s*(?:\?|$|\x01))|\b(?:any|every|some|no)thing\s+late\b|\balready\s+late\b|"
    r"(?:(?<=\x01)\s*|\b(?:they|we|it|who|anyone|anybody|prison|is|are|was|were|been|running|fallen)\s+)(?:running\s+)?(?:late|behind)\s+(?:with|on|in)\b|\bshould\s+(?:already\s+)?have\s+(?:already\s+)?been\s+"
    r"(?:done|finished|completed)(?:\s+by\s+now)?\b|\bmissed\s+deadlines?\b|\bmissed\b(?=\s+(?:by|on|as\s+of)\s+\d)"
)
_NOT_DONE = re.compile(
    r"\b(?:(?:has|have|had|is|are|was|were)\s+)?(?:not|n't|never)\s+(?:yet\s+|yet\s+been\s+|been\s+|fully\s+|all\s+)*"
    r"(?:complet(?:e|ed)|finish(?:ed)?|done|closed|delivered|implemented|resolved|achieved|met)(?:\s+yet)?\b"
    r"|\b(?:has|have|is|are|was|were|does|do)n't\s+(?:yet\s+)?(?:been\s+)?(?:fully\s+)?(?:complet(?:e|ed)|finished|done|closed|"
    r"delivered|implemented|resolved|met)(?:\s+yet)?\b"
    r"|\b(?:still\s+)?(?:has|have|with)\s+(?:still\s+)?(?:work|things?|something|more)\s+(?:left\s+)?to\s+do\b"
    r"|\b(?:un(?:finished|resolved|completed|fulfilled|met)|incomplete|outstanding)\b"
    r"|\b(?:still|yet)\s+to\s+(?:be\s+)?(?:do|done|complete|completed|finish|finished|deliver(?:ed)?|happen|implement(?:ed)?)\b"
    r"|\b(?:still\s+)?needs?\s+(?:doing|finishing|completing|sorting)\b"
    r"|\b(?:still\s+)?(?:needs?|left|remains?|remaining)\s+(?:still\s+)?to\s+(?:be\s+)?(?:do|done|completed?|finished?)\b"
    r"|\b(?:still\s+(?:has|have)\s+to\s+(?:do|finish|complete)|(?:still\s+)?(?:has|have)\s+to\s+be\s+(?:done|completed|finished))\b"
    r"|\b(?:still\s+)?(?:pending|in\s+progress|underway|ongoing|to-?do)(?=\s*(?:\?|$|on|about|for|in|with|at|as))"
    rf"|\b{_STILL}\s+(?:be\s+)?(?:remaining|live|active|due)\b|\b(?:remains?|remaining)\b(?=\s*(?:\?|$|on|about|for|in|as))"
    r"|\bleft\b(?=\s*(?:(?:then|now|still|over)\s*)?(?:\?|$|on\b|about\b|for\b))"
)
# What is open in another sense: open conditions, open visits, an open door.
_OPEN_THING = (
    r"\s+(?:condition|day|visit|prison|learning|universit|door|air|plan|mind|and\s+shut|late\b|longer|to\s+(?!do\b|be\b|date\b)"
    r"|(?:in|at|on|during)\s+(?:the\s+)?(?:evening|weekend|morning|afternoon|night|lunch|saturday|sunday))"
)
_OPEN = re.compile(
    rf"\b(?:{_STILL}|{_BE}|kept|stay)\s+(?:still\s+|all\s+)?open\b(?!{_OPEN_THING})"
    r"|\bopen\s+(?=actions?\b|concerns?\b|recommendations?\b|items?\b|ones\b|commitments?\b|promises\b|steps\b)"
    rf"|^\W*open\b(?!{_OPEN_THING})"
    r"|\bopen\b(?=\s*(?:\?|$|as\s+of|as\s+at|on\s+\d|at\s+the\s+end|or\s+(?:overdue|late)|and\s+overdue))"
)
_DONE = re.compile(
    r"\b(?:(?:has|have|had|is|are|was|were|been|already)\s+)*(?:ticked\s+off|crossed\s+off|marked(?:\s+off)?)(?:\s+as)?(?:\s+being)?\s+"
    r"(?:done|completed?|finished)\b|\b(?:(?:has|have|had|is|are|was|were|been|already)\s+)*(?:ticked|crossed)\s+off\b|"
    r"(?<!\bto\s)(?<!\bto\sbe\s)\b(?:(?:has|have|had|is|are|was|were|be|been|being|got|already|fully|completely|entirely|wholly|all|now|not)\s+)*(?P<word>completed|finished|fulfilled|"
    r"closed(?!\s+(?:visit|condition))|signed\s+off)\b(?!\s+(?:within|paperwork|forms?|in\s+front))"
    r"|\b(?:has|have|had|is|are|was|were|been|already|fully|what's|all|now)\s+(?:been\s+|fully\s+|all\s+|already\s+)*"
    r"(?:done|complete|achieved|delivered|implemented|met|resolved)\b(?!\s+(?:about|to|on|with|for|their|the|its))"
    r"|(?<=\x01)\s+(?:already\s+)?(?:done|complete|achieved|delivered)\b(?!\s+(?:about|to|on|with|for))|^\W*(?:done|complete)\b|\bcompletions?\b|\bcomplete\b(?=\s*(?:\?|$|yet\b|now\b))"
)
_NO_ACTION = re.compile(r"\bno\s+action\s+(?:is\s+|will\s+be\s+|to\s+be\s+)?(?:taken|planned|being\s+taken)\b")


# "have something completed", "have no completed action": said of an item, about some or none of its actions.
_SOME_OF = re.compile(
    r"\b(?:something|(?:contains?|containing|includ(?:es?|ing))\s+(?:an|some|at\s+least\s+one)\s+actions?(?:\s+that)?|(?:has|have|had|with)\s+(?:still\s+|already\s+)?actions|some\s+actions?|at\s+least\s+one(?:\s+actions?|\s+of\s+(?:its|their)\s+actions?)?|any\s+actions?|one\s+or\s+more(?:\s+"
    r"actions?)?|an\s+action|some\s+of\s+(?:its|their)\s+actions?)\b(?=\s+(?:(?:that\s+)?(?:is|are|was|were|has|have)\s+)?(?:been\s+|already\s+|still\s+)*"
    r"(?:ticked|marked|signed|completed?|overdue|finished|done|open|late|outstanding|unfinished|not\s+yet|not\s+due|not\s+(?:finished|completed?|done)|(?:with)?in\s+(?:its|their|the)\s))"
)
_NONE_OF = re.compile(
    r"(?:\b(?:nothing|no(?:\s+actions?)?|none(?:\s+of\s+(?:its|their)\s+actions?)?|not\s+(?:a\s+single|any|one)(?:\s+actions?)?)\b"
    r"|(?:\b(?:has|have|had))?\s*(?:\bnot|n't)\s+(?:yet\s+)?(?:had|got|seen)\s+(?:a\s+single|any|one)"
    r"(?:\s+(?:of\s+(?:its|their)\s+)?actions?)?\b)"
    r"(?=\s+(?:(?:that\s+)?(?:is|are|was|were|has|have)\s+)?(?:been\s+|already\s+|yet\s+)*(?:completed?|finished|done|open|outstanding)\b)"
)
_COMPLETED_ACTION_OF = re.compile(
    r"\b(?:has|have|had|with)\s*(?:already\s+)?(?:(?:(?P<no>no|(?:not|n't)\s+(?:got\s+)?(?:a\s+single|any|one))|any|some|a|at\s+least\s+one)\s+)?"
    r"(?:completed|finished)\s+(?:actions?|steps?)\b"
    r"|\b(?:(?:has|have|had)\s*)?(?P<none>not|n't)\s+(?:yet\s+)?(?:completed|finished)\s+(?:even\s+)?(?:a\s+single|any|one)(?:\s+of\s+(?:its|their))?\s+(?:actions?|steps?)\b"
)
# "Finished, with nothing left to do"
_NOTHING_LEFT = re.compile(
    r",?\s*\b(?:with|and|has|have|had|there\s+is|there\s+was)\s+(?:nothing|no\s+actions?)\s+(?:is\s+)?(?:left|outstanding|remaining|more|further|still)"
    r"(?:\s+(?:to\s+(?:be\s+)?(?:do|done|finish(?:ed)?|complete[d]?)|open|outstanding))?\b"
)
# "How many will be overdue on 1 December if none is finished before then?" takes the plan as it stands.
_SUPPOSED = re.compile(
    r"\b(?:if|unless|assuming|supposing)\s+(?:that\s+)?(?:nothing(?:\s+(?:more|else|further))?|none|no\s+\w+|not\s+\w+|everything|all|things|they|it)\b"
    r"(?=[^,?]*\b(?:finish|complet|sign|clos|deliver|chang|happen|done|stays?|remains?|slips?))[^,?]*,?"
)
# "Every unfinished action overdue": some are overdue and none is open.
_ALL_OVERDUE = re.compile(
    r"\b(?:every|all|each)\s+(?:(?:of\s+)?(?:its|their|the)\s+)?(?:unfinished|outstanding|remaining|incomplete|open)\s+actions?"
    r"(?:\s+(?:is|are|now))*\s+(?:overdue|late|(?:past|beyond)\s+(?:its|their|the)\s+(?:target\s+|due\s+)?(?:dates?|deadlines?))(?:\b|$)"
)
# "Part finished, part still to do": some actions are completed and some are not.
_PART_DONE = re.compile(
    r"\b(?:part(?:ly|ially)?|half)[\s-]+(?:finished|completed?|done)\b(?:,?\s*(?:and\s+|but\s+)?(?:part(?:ly|ially)?|half)?\s*"
    r"(?:still\s+)?(?:to\s+do|to\s+be\s+done|open|outstanding|unfinished|not))?"
    r"|\bsome\s+(?:of\s+(?:its|their)\s+)?(?:actions?\s+)?(?:completed?|done|finished),?\s*(?:and\s+|but\s+)?some\s+(?:still\s+)?"
    r"(?:to\s+do|to\s+be\s+done|open|outstanding|unfinished|not)\b"
)
_OF_ITEMS = re.compile(r"\b(?:concerns?|recommendations?|recs?|items?)\b")


# "When should concern 10 have been finished?" asks for its date.
_WHEN_DONE = re.compile(
    r"\bwhen\s+(?:should|must|ought|is|was|are|were|does|did|will)\b[^?]*?(?P<done>\b(?:(?:to\s+)?(?:have\s+been|be)\s+|to\s+)?"
    r"(?:finished|completed?|done)\b)"
)


# "Has any of it been done yet?" asks for the actions of a row.
_ANY_OF_IT = re.compile(r"\b(?:any|some|much|all)\s+of\s+(?:it|that|this)\b")
# "Should have been finished by June" asks for what was due by then, finished or not.
DUE_TO_BE_DONE = re.compile(
    r"\b(?:should|ought\s+to|must|(?:was|were|is|are)\s+(?:supposed\s+to|meant\s+to|to))\s+(?:already\s+)?(?:have\s+been|be)\s+"
    r"(?:finished|completed?|done|delivered)\b(?=\s+(?:by|before|in|at|no\s+later\s+than)\s+(?!now\b))"
)


def _set_aside(reading: Reading) -> None:
    """Take words that look like a status and set none as a condition."""
    if match := _WHEN_DONE.search(reading.text.lower()):
        reading.claim(match.start("done"), match.end("done"))
    reading.take(DUE_TO_BE_DONE)
    if reading.unit is None and reading.take(_ANY_OF_IT):
        reading.unit = Unit.ACTIONS
    reading.take(_SUPPOSED)


def read_status(reading: Reading) -> None:
    """Take statuses: still open, outstanding, overdue, completed and their negations."""
    _set_aside(reading)
    statuses: list[Status] = []
    words: list[str] = []
    nothing_left = reading.take(_NOTHING_LEFT)
    if match := reading.take(_COMPLETED_ACTION_OF):
        reading.add(
            Field.STATUS,
            Op.NOT_SOME if match["no"] or match["none"] else Op.SOME,
            (Status.COMPLETED.value,),
            f"{'no' if match['no'] or match['none'] else 'some'} action completed",
            match.group(),
        )
        return
    if match := reading.take(_ALL_OVERDUE):
        reading.add(Field.STATUS, Op.SOME, (Status.OVERDUE.value,), "some action overdue", match.group())
        reading.add(Field.STATUS, Op.NOT_SOME, (Status.OPEN.value,), "no action open", match.group())
        return
    if match := reading.take_all(_PART_DONE):
        reading.add(Field.STATUS, Op.SOME, (Status.COMPLETED.value,), "some action completed", match.group())
        live = tuple(status.value for status in UNFINISHED)
        reading.add(Field.STATUS, Op.SOME, live, "some action still open", match.group())
        return
    amount = Op.NOT_SOME if reading.take(_NONE_OF) else Op.SOME if reading.take(_SOME_OF) else Op.IN
    for pattern, op, found, label in (
        (_NOT_YET_DUE, Op.IN, (Status.OPEN,), "open, not overdue"),
        (_NEGATED_OVERDUE, Op.NOT_IN, (Status.OVERDUE, Status.NO_ACTION), "nothing overdue"),
        (_NO_ACTION, Op.IN, (Status.NO_ACTION,), "no action"),
    ):
        # All of them: "on track, none of the actions overdue" says it twice.
        if match := reading.take_all(pattern):
            # "Not completed but still in time" and "work to do, but nothing late" say it twice: open, and not overdue.
            unfinished = pattern is not _NO_ACTION and reading.take_all(_NOT_DONE)
            if unfinished and pattern is _NEGATED_OVERDUE:
                in_time = "some action open, not overdue" if amount is Op.SOME else "open, not overdue"
                to = Op.SOME if amount is Op.SOME else Op.IN
                reading.add(Field.STATUS, to, (Status.OPEN.value,), in_time, match.group())
                return
            some = op is Op.IN and amount is Op.SOME and bool(_OF_ITEMS.search(reading.text.lower()))
            said = f"some action {label}" if some else label
            reading.add(Field.STATUS, amount if some else op, tuple(s.value for s in found), said, match.group())
            return
    for pattern, found in (
        (_NOT_DONE, UNFINISHED),
        (_OVERDUE, (Status.OVERDUE,)),
        (_OPEN, UNFINISHED),
        (_DONE, (Status.COMPLETED,)),
    ):
        if match := reading.take(pattern):
            statuses += [s for s in found if s not in statuses]
            words.append(match.group())
    each = len(words) > 1 and reading.counts_each()
    if each:
        reading.group_by = Field.STATUS
    if nothing_left:
        statuses, words = [Status.COMPLETED], [*words, nothing_left.group()]
    if statuses:
        # "Overdue and still not finished" is overdue: the narrower word is what is meant, unless joined by "or".
        joined = " ".join(words)
        if (
            not each
            and Status.OVERDUE in statuses
            and Status.OPEN in statuses
            and _OVERDUE.search(joined)
            and " or " not in reading.text
        ):
            statuses = [Status.OVERDUE]
        chosen = [s for s in Status if s in statuses]
        label = "still open" if chosen == list(UNFINISHED) else listed([s.value for s in chosen], "or")
        if amount is not Op.IN and _OF_ITEMS.search(reading.text.lower()):
            said = "some action" if amount is Op.SOME else "no action"
            reading.add(Field.STATUS, amount, tuple(s.value for s in chosen), f"{said} {label}", joined)
        elif amount is Op.NOT_SOME:
            others = tuple(s.value for s in Status if s not in chosen)
            reading.add(Field.STATUS, Op.IN, others, f"not {label}", joined)
        else:
            reading.add(Field.STATUS, Op.IN, tuple(s.value for s in chosen), label, joined)
