"""Times that a question sets as conditions: the day of the statuses, target dates, and years that mean a plan."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.query import Field, Filter, Intent, Op, QueryPlan
from assistant.status import UNFINISHED, Status
from assistant.understanding.dates import COUNT, DateSpan, ago, find_dates
from assistant.understanding.names import add_plan_filter, candidate_plans, plans_of_year
from assistant.understanding.reading import Reading
from assistant.understanding.statuses import DUE_TO_BE_DONE
from assistant.vocabulary import Vocabulary
from assistant.wording import uk_date, uk_period

_DUE_CUE = re.compile(
    r"\b(?:due|deadlines?|target\s+dates?|targets?|timescales?|timetabled|scheduled|to\s+be\s+(?:done|completed|finished|"
    r"delivered)|must\s+be|coming\s+up|expected|promised\s+(?:by|for)|complet\w+|finish\w*|happen\w*|deliver\w*|done|dated|"
    r"fall(?:s|ing)?|end(?:s|ing)?|dates?)\b"
)
_DUE_WORDS = re.compile(
    r"\b(?:(?:that|which)\s+)?(?:(?:supposed|meant|expected|intended|required|is|are|was|were|be|been|will\s+be|fall|falls|falling|come|comes|coming|have|has|with|a)\s+)*"
    r"(?:to\s+be\s+(?:done|completed|finished|delivered)|due(?:\s+dates?|\s+to\s+be\s+(?:done|completed|finished|delivered))?|target\s+dates?|deadlines?|scheduled|timetabled|"
    r"coming\s+up|coming\s+due)\b(?:\s+(?:is|are|was|were|date|of|for))*"
)
_SOON = re.compile(
    r"\b(?:due\s+(?:very\s+)?(?:soon|shortly|next)|coming\s+(?:due|up)(?:\s+(?:soon|next))?|soon\s+due|upcoming)\b"
)
_NO_DATE = re.compile(
    r"\b(?:(?:has|have|had|with|without|lack|lacks|lacking|missing|no|not|do|does|don't|doesn't|didn't|haven't|any|a|an|"
    r"given|give|gives|carry|state)\s+)*(?:no|without|lack(?:s|ing)?|missing|any|a)\s+(?:a\s+|any\s+)?"
    r"(?:target\s+|due\s+|completion\s+|end\s+|fixed\s+|firm\s+|set\s+)(?:date|deadline)s?(?:\s+(?:set|given|fixed))?\b|\bundated\b|\b(?:an?\s+)?(?:blank|empty|gap|nothing)\s+(?:where|in\s+place\s+of|instead\s+of|for|under)\s+(?:an?\s+|the\s+)?(?:target\s+|due\s+)?dates?\b(?:\s+should\s+be)?|\b(?:no|without(?:\s+a|\s+any)?)\s+(?:dates?|deadlines?)\b"
)
_HAS_NEGATION = re.compile(
    r"\b(?:no|without|lack\w*|missing|blank|empty|gap|nothing|don't|doesn't|didn't|haven't|not|undated|hasn't)\b"
)
_BETWEEN = re.compile(r"\b(?:between|from)\s*$")
_NOT_BEFORE = re.compile(r"(?:\bnot|n't)\s+(?:\w+\s+){0,3}$")
# "The October 2025 actions"
_ROWS_AFTER = re.compile(r"\s+(?:target\s+)?(?:actions?|recommendations?|recs|concerns?|items?|targets?|deadlines?)\b")
_JOIN = re.compile(r"^\s*(?:and|to|until|till|-|through)\s+(?:the\s+)?$")
_BEFORE_WORD = re.compile(
    r"\b(?P<word>as\s+of|as\s+at|up\s+to|no\s+later\s+than|not\s+later\s+than|on\s+or\s+before|earlier\s+than|later\s+than|by|before|"
    r"prior\s+to|until|till|after|since|from|following|beyond|in|on|during|at|for|of|within|over)\s+(?:the\s+)?$"
)
_AT_SUBMISSION = re.compile(
    r"\b(?:(?:already\s+)?(?:when|at\s+the\s+time|by\s+the\s+time|at\s+the\s+point)\s+(?:that\s+|when\s+)?(?:the|this|that|it|they)?\s*"
    r"(?:(?:\x01+|\d{4}|action|plan|plans)\s*)*(?:was|were|is|got)?\s*(?:submitted|published|written|sent(?:\s+in)?|made|came\s+out|come\s+out|issued)"
    r"(?:\s+(?:in|on)\s+(?P<on>(?:\d{1,2}\s+)?[a-z]+\s+\d{4}))?"
    r"|(?:at|on|by)\s+(?:the\s+)?(?:time\s+of\s+)?submission)\b"
)
_PROMISE_CUE = re.compile(
    r"\b(?:promis\w*|commit\w*|say|said|agree\w*|pledg\w*|rais\w*|report\w*|found|find|inspect\w*|recommend\w*|concern\w*|"
    r"come\s+back|came\s+back|back|again|plan\w*|respon\w*)\b"
)
_STATUS_DATED = frozenset({"as of", "as at", "on", "at", "by", "in", "during"})


# "What has to be done in January?" asks for what is due then; "what is still open in January?" for how it stands then.
_TO_BE_DONE = re.compile(r"\b(?:needs?\s+\w+ing|(?:has|have|needs?)\s+to\s+be\s+\w+|to\s+be\s+done|to\s+do)\b")


def read_as_of(reading: Reading, vocabulary: Vocabulary, as_of: date) -> date:
    """The day for which the question wants statuses; takes the words that say so.

    "When the 2019 plan was submitted" is the submission day of the plan named; "overdue on 15 May 2019" is that day;
    a month or a year with a status is its last day.
    """
    if reading.has(Field.STATUS) and (match := reading.take(_AT_SUBMISSION)):
        for span in find_dates(match["on"] or "", as_of):
            # "When the plan came out in September 2018" says which plan, too.
            dated = [p for p in candidate_plans(reading, vocabulary, as_of) if span.first <= p.submitted <= span.last]
            add_plan_filter(reading, dated, f"the plan of {match['on'].title()}", match.group())
        named = {plan_id for f in reading.filters if f.field is Field.PLAN for plan_id in f.value}
        submitted = [p.submitted for p in candidate_plans(reading, vocabulary, as_of) if p.plan_id in named]
        if submitted:
            reading.notes.append(f"as of the plan's submission on {uk_date(max(submitted))}")
            return max(submitted)
    for span in find_dates(reading.lower, as_of):
        before = _BEFORE_WORD.search(reading.lower[: span.start])
        word = re.sub(r"\s+", " ", before["word"]) if before else ""
        is_day = word in ("as of", "as at") or (reading.has(Field.STATUS) and span.words.lower() in ("today", "now"))
        to_do = span.last > as_of and any(
            _TO_BE_DONE.search(f.words) for f in reading.filters if f.field is Field.STATUS
        )
        if reading.has(Field.STATUS) and not to_do and word in _STATUS_DATED and not (span.is_year and word != "by"):
            # A completed action's own date stands in its row: "completed in June 2019" is about that date.
            completed = any(f.value == (Status.COMPLETED.value,) for f in reading.filters if f.field is Field.STATUS)
            is_day = is_day or not ((completed and word in ("in", "during")) or reading.sees(_DUE_WORDS))
        if is_day:
            reading.claim(before.start() if before else span.start, span.end)
            reading.notes.append(f"as of {uk_date(span.last)}, from the question")
            return span.last
    return as_of


def read_day_again(reading: Reading, previous: QueryPlan, today: date) -> date | None:
    """The day of a follow-up that has nothing but a date ("and on 1 May 2019?"), where the question before had one.

    A follow-up on target dates ("and in September?") takes the year of the one before, and a due date is read.
    """
    due = next((f for f in previous.filters if f.field is Field.DUE and f.op is Op.BETWEEN), None)
    if due and reading.take(NEXT_STRETCH):
        return None
    alone = _BARE_DATE.match(reading.lower) is not None
    opens = alone or _OPENS.search(reading.text.lower())
    if not opens or reading.has(Field.STATUS) or reading.sees(_DUE_WORDS):
        return None
    reading.take(_THAT_YEAR)
    span = next(find_dates(reading.lower, today if due else previous.as_of), None)
    if span is None or span.is_year:
        return None
    before = _BEFORE_WORD.search(reading.lower[: span.start])
    start = before.start() if before else span.start
    if due is not None:
        near = next((date.fromisoformat(day) for day in due.value if day), today)
        word = re.sub(r"\s+", " ", before["word"]) if before else "in"
        again = next(find_dates(reading.lower, near), span)
        first, last, label = _bounds(again, word)
        words = reading.text[start : span.end]
        reading.claim(start, span.end)
        _add_due(reading, first, last, label, words)
        reading.names_a_time = True
        return None
    if any(f.field is Field.STATUS for f in previous.filters):
        reading.claim(start, span.end)
        reading.notes.append(f"as of {uk_date(span.last)}, from the question")
        return span.last
    return None


NEXT_STRETCH = re.compile(
    r"\bthe\s+(?:(?P<unit>week|month)\s+(?P<side>after|before)|(?P<side2>following|next|previous)\s+(?P<unit2>week|month))\b"
)
"""A stretch told from the days asked for before ("and the month after?")."""

_THAT_YEAR = re.compile(r"\b(?:of\s+|in\s+)?(?:that|the\s+same)\s+year\b")
# "November?" after "what is due in October?"
_BARE_DATE = re.compile(
    r"\W*(?:(?:just|only|in|by|for)\s+)*(?:(?:early|late|mid|the\s+end\s+of)[\s-]+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
    r"(?:january|february|march|april|june|july|august|september|october|november|december)(?:\s+\d{4})?\W*$"
)
_OPENS = re.compile(r"^\W*(?:(?:no|sorry|actually)\b[\s,]*)?(?:i\s+meant?|and|but|or|what\s+about|how\s+about)\b")


_LATE_BY = re.compile(
    rf"\b(?:(?P<by>more\s+than|over|at\s+least|longer\s+than)\s+)?(?P<n>{COUNT})\s+(?P<unit>day|week|month|year)s?(?:\s+or\s+more)?\s+"
    r"(?=overdue|late|behind|\x01)"
    rf"|(?<=\x01)\s+(?:by|for)\s+(?P<by2>more\s+than|over|at\s+least|longer\s+than)\s+(?P<n2>{COUNT})\s+(?P<unit2>day|week|month|year)s?\b"
)


def read_lateness(reading: Reading, as_of: date) -> None:
    """Take "more than a month overdue": due that long ago, or longer."""
    overdue = any(f.field is Field.STATUS and f.value == (Status.OVERDUE.value,) for f in reading.filters)
    match = reading.sees(_LATE_BY) if overdue else None
    if match is None or not (match["by"] or match["by2"]):
        return
    number, unit = match["n"] or match["n2"], match["unit"] or match["unit2"]
    last = ago(as_of, number, unit)
    words = reading.text[match.start() : match.end()]
    reading.claim(match.start(), match.end())
    _add_due(reading, None, last, f"due by {uk_date(last)}", words)


_BECAME = re.compile(r"\b(?:became|become|becoming|went|turned|fell)\s+\x01+\s+(?:on|in|during|since)\s+$")


def read_became_overdue(reading: Reading, today: date) -> None:
    """Take "became overdue in October": due up to a day before, as a date is overdue from the day after."""
    if not any(f.field is Field.STATUS and f.value == (Status.OVERDUE.value,) for f in reading.filters):
        return
    for span in find_dates(reading.lower, today):
        if match := _BECAME.search(reading.lower[: span.start]):
            words = reading.text[match.start() : span.end]
            reading.claim(match.start(), span.end)
            day = timedelta(days=1)
            first, last = span.first - day, span.last - day
            _add_due(reading, first, last, f"due {uk_period(first, last)}", words)
            return


def from_now(reading: Reading, as_of: date) -> None:
    """What comes next: due on ``as_of`` or later, in current plans, and not completed."""
    _add_due(reading, as_of, None, f"due from {uk_date(as_of)}", "next")
    _open_only(reading)


def read_due(reading: Reading, vocabulary: Vocabulary, as_of: date) -> None:
    """Take conditions on the target date, and years that mean a plan."""
    if (match := reading.sees(_NO_DATE)) and _HAS_NEGATION.search(match.group()):
        reading.claim(match.start(), match.end())
        reading.add(Field.DUE, Op.MISSING, (), "no target date", match.group())
        return
    spans = list(find_dates(reading.lower, as_of))
    cue = reading.sees(_DUE_CUE) or DUE_TO_BE_DONE.search(reading.text.lower())
    if (soon := reading.sees(_SOON)) and not spans:
        reading.claim(soon.start(), soon.end())
        _add_due(reading, as_of, as_of + timedelta(days=31), "due in the next month", soon.group())
        _open_only(reading)
        return
    n = 0
    while n < len(spans):
        n += _read_span(reading, vocabulary, as_of, spans[n : n + 2], cue is not None)


def _read_span(reading: Reading, vocabulary: Vocabulary, as_of: date, spans: list[DateSpan], due_cue: bool) -> int:
    """Read one date, or two that are joined to a span; returns how many were used up."""
    span = spans[0]
    if span.is_bare_month and any(_holds_month(f, span.first.month) for f in reading.filters):
        # "In the summer of 2019, June to August": said in other words.
        reading.claim(span.start, span.end)
        return 1
    before = _BEFORE_WORD.search(reading.lower[: span.start])
    word = re.sub(r"\s+", " ", before["word"]) if before else ""
    start = before.start() if before else span.start
    if word in ("until", "till", "before") and _NOT_BEFORE.search(reading.text[:start].lower()):
        # "Not due until 2020" is due then and not before; "not due before 2020" is due then or later.
        word = "since" if word == "before" else "in"
    if (
        len(spans) > 1
        and _BETWEEN.search(reading.lower[: span.start])
        and _JOIN.match(reading.lower[span.end : spans[1].start])
    ):
        if span.is_year and spans[1].is_year and reading.intent is Intent.COMPARE:
            # "How did it change between 2017 and 2024?": the plans of these years.
            both = [s.first.year for s in spans]
            chosen = [p for y in both for p in plans_of_year(candidate_plans(reading, vocabulary, as_of), y, "plan")]
            reading.claim(start, spans[1].end)
            add_plan_filter(
                reading, chosen, f"the plans of {both[0]} and {both[1]}", reading.text[start : spans[1].end]
            )
            return 2
        start_day, end_day = span.first, spans[1].last
        if span.is_bare_month or (
            span.first.year == as_of.year and str(as_of.year) not in span.words and start_day > end_day
        ):
            # "between 1 March and 5 April 2025": the first takes the year of the second.
            same_year = start_day.replace(year=end_day.year)
            start_day = same_year if same_year <= end_day else start_day.replace(year=end_day.year - 1)
        words = reading.text[start : spans[1].end]
        reading.claim(start, spans[1].end)
        _take_due_words(reading)
        _add_due(reading, start_day, end_day, f"due {uk_period(start_day, end_day)}", words)
        return 2
    if span.is_year and not (due_cue and (word or reading.sees(_DUE_WORDS))) and not word.startswith(("by", "before")):
        _read_year(reading, vocabulary, as_of, span=span, word=word, start=start)
        return 1
    relative = not re.search(r"\d{4}|\d/", span.words)
    # "Overdue September 2025", but not "still outstanding on treatment within six weeks".
    bare = not word and not span.words.lower().startswith(("in ", "within "))
    late = reading.has(Field.STATUS) and (bare or word in ("before", "prior to", "until", "till"))
    of_rows = not relative and _ROWS_AFTER.match(reading.lower[span.end :])
    if not due_cue and not late and not of_rows and (relative or not word):
        # "dental treatment within six weeks": a time without any word of due dates is part of the topic.
        return 1
    first, last, label = _bounds(span, word)
    words = reading.text[start : span.end]
    reading.claim(start, span.end)
    if first is None and last is not None and last >= as_of and reading.sees(_WILL_FALL):
        first, label = as_of, f"due {uk_period(as_of, last)}"
    _take_due_words(reading)
    _add_due(reading, first, last, label, words)
    ahead = last is not None and last >= as_of
    if (first is None and ahead and not re.search(r"\b(?:was|were)\b", reading.text.lower())) or (
        relative and first == as_of
    ):
        _open_only(reading)
    return 1


def _holds_month(wanted: Filter, month: int) -> bool:
    """Whether a filter on target dates of some months of one year takes in this month."""
    if wanted.field is not Field.DUE or wanted.op is not Op.BETWEEN or not all(wanted.value):
        return False
    first, last = (date.fromisoformat(day) for day in wanted.value)
    return first.year == last.year and first.month < last.month and first.month <= month <= last.month


# "What falls due before Christmas?" looks ahead; what "is due by Christmas" may have been due long ago.
_WILL_FALL = re.compile(
    r"\b(?:(?:falls?|falling|comes?|coming)\s+due|will\s+(?:fall|come|be|become)\s+due|coming\s+up)\b"
)


def _take_due_words(reading: Reading) -> None:
    reading.take(_DUE_WORDS)
    reading.names_a_time = True


def _open_only(reading: Reading) -> None:
    """What falls due from today on is about promises that are still live: current plans, not completed."""
    if not reading.has(Field.STATUS):
        reading.add(Field.STATUS, Op.IN, tuple(s.value for s in UNFINISHED), "not completed")
    if not reading.has(Field.PLAN):
        reading.names_a_time = False


def _add_due(reading: Reading, first: date | None, last: date | None, label: str, words: str) -> None:
    value = (first.isoformat() if first else "", last.isoformat() if last else "")
    reading.add(Field.DUE, Op.BETWEEN, value, label, words)


def _bounds(span: DateSpan, word: str) -> tuple[date | None, date | None, str]:
    day = timedelta(days=1)
    if word in ("before", "prior to") and re.search(r"\b(?:ends?|is\s+out|is\s+over|new\s+year)\b", span.words.lower()):
        # "Before the end of the year" and "before the new year" take in its last day.
        word = "by"
    match word:
        case "by" | "until" | "till" | "up to" | "no later than" | "not later than" | "on or before":
            return None, span.last, f"due by {uk_date(span.last)}"
        case "before" | "prior to" | "earlier than":
            return None, span.first - day, f"due before {uk_date(span.first)}"
        case "after" | "following" | "beyond" | "later than":
            return span.last + day, None, f"due after {uk_date(span.last)}"
        case "since" | "from":
            return span.first, None, f"due from {uk_date(span.first)}"
        case _:
            return span.first, span.last, f"due {uk_period(span.first, span.last)}"


def _read_year(reading: Reading, vocabulary: Vocabulary, as_of: date, *, span: DateSpan, word: str, start: int) -> None:
    """A bare year without words of due dates names the plans of that year (or since, before, after it)."""
    plans, year = candidate_plans(reading, vocabulary, as_of), span.first.year
    if word == "since":
        chosen, label = [p for p in plans if p.submitted.year >= year], f"plans since {year}"
    elif word in ("before", "prior to", "until", "till", "up to", "earlier than"):
        chosen, label = [p for p in plans if p.submitted.year < year], f"plans before {year}"
    elif word in ("after", "following", "later than", "beyond"):
        chosen, label = [p for p in plans if p.submitted.year > year], f"plans after {year}"
    else:
        chosen, label = list(plans_of_year(plans, year, "plan")), f"the {year} plan"
    words = reading.text[start : span.end]
    reading.claim(start, span.end)
    reading.names_a_time = True
    for n, existing in enumerate(reading.filters):
        if existing.field is Field.PLAN:
            # "in 2019 and 2025": the plans of either year.
            ids = tuple(sorted({*existing.value, *(p.plan_id for p in chosen)}))
            joined = f"{existing.label} or {label}"
            reading.filters[n] = existing.model_copy(
                update={"value": ids, "label": joined, "words": f"{existing.words} {words}"}
            )
            return
    add_plan_filter(reading, chosen, label, words)
