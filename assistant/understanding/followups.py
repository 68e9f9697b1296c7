"""A question that leans on the ones before it: what it carries on from them, and what it replaces."""

from __future__ import annotations

import re

from assistant.query import Field, Filter, Intent, Op, QueryPlan, Unit
from assistant.status import Status
from assistant.understanding.owners import owner_named
from assistant.understanding.reading import Reading
from assistant.understanding.relatives import NEXT_ROW, after_that, neighbour, other_plan
from assistant.vocabulary import Vocabulary
from ingest.records import Agreement, PlanKind

_OPENER = re.compile(
    r"^\W*(?:(?:no|sorry|actually|oh|oops)\W+)*(?:(?:no|sorry|actually)\W+(?=not\b|the\b|in\b|for\b)|i\s+meant?\b|and|but|so|also|what\s+about|how\s+about|only|just|or|then|ok(?:ay)?|now|same|instead|(?:the\s+)?(?:next|previous)\s+one)\b"
    # "Why not the breakfast one?"
    r"|\bthe\s+(?:[\w'-]+\s+){1,3}ones?\b"
)
# "Go back to the ROTL one": to a row of before the last question.
_BACK_TO = re.compile(r"\b(?:go|going|get|getting|turning|turn|come|coming)\s+back\s+to\b")
# "OK, new question: ...": nothing of what was asked before.
_ANEW = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|right|now|thanks?(?:\s+you)?|so|and|but|sorry|great)\W+)*(?:(?:a\s+|an\s+)?(?:new|different|separate|another|unrelated|next)\s+"
    r"(?:question|query|topic|subject|thing|matter)|(?:on\s+)?(?:something|anything)\s+(?:else|different)(?:\s+(?:entirely|altogether|now))?|moving\s+on|"
    r"(?:to\s+)?chang(?:e|ing)\s+(?:of\s+|the\s+)?(?:subject|topic)|on\s+(?:another|a\s+different)\s+(?:matter|topic|subject))\s*(?:[:,.;!-]+|$)\s*"
)
# "The ones it shares with the Governor": of those that the owner named before owns.
_SHARED_WITH = re.compile(r"\bshare[sd]?\b|\bjointly\b|\bas\s+well\b|\btogether\b")
# "Which one isn't?" after "which are overdue?"
_OTHERS = re.compile(r"\b(?:isn't|aren't|wasn't|weren't|hasn't|haven't|(?:is|are|was|were|has|have)\s+not)\s*\??$")
_OF_THOSE = re.compile(
    r"\b(?:which|how\s+many|any|all|none|some|most|list|show|and|what)\s+(?:ones\s+)?(?:of|among|from)\s+(?:those|these|them|it|that)\b"
    r"|\b(?:of|among)\s+(?:those|these|them|theirs)\b|\b(?:which|what)\s+one\b|\bonly\s+(?:those|the\s+ones|ones)\b|\bwhich\s+ones\b|\bthe\s+(?:same|others|rest)\b"
)
_PRONOUN = re.compile(r"\b(?:it|its|it's|they|them|theirs?|those|these|that|this|ones?)\b")
_MANY = re.compile(r"\b(?:them|they|their|those|these|all|any|ones|others|rest)\b")
# "Did they say anything on it in 2017?": what was promised, however it stands.
_SAID_ANYTHING = re.compile(r"\b(?:say|said|promise\w*|commit\w*|mention\w*|raise\w*)\s+(?:anything|something|much)\b")
_WHAT = re.compile(r"^\W*(?:and\s+|so\s+)?what\b")
# "Which are fully complete?"
_AS_A_WHOLE = re.compile(r"\b(?:fully|wholly|entirely|completely|altogether)\b")
# "Which were partly agreed?" after "why was the canteen one turned down?"
_SEVERAL = re.compile(r"\b(?:which|what)\s+(?:ones\s+)?(?:were|are|have)\b|\bwhich\s+ones\b")

# A new filter replaces the carried ones of its slot.
_SLOTS: tuple[frozenset[Field], ...] = (
    frozenset({Field.ESTABLISHMENT}),
    frozenset({Field.PLAN, Field.CURRENT}),
    frozenset({Field.STATUS}),
    frozenset({Field.OWNER}),
    frozenset({Field.DUE}),
    frozenset({Field.AGREEMENT, Field.REFUSAL}),
    frozenset({Field.KIND}),
    frozenset({Field.REC_NO, Field.PARAGRAPH}),
    frozenset({Field.GROUP}),
    frozenset({Field.SECTION}),
    frozenset({Field.ADDRESSEE}),
    frozenset({Field.REPEATED}),
)
_NAMES_ROWS = frozenset({Field.REC_NO, Field.PARAGRAPH})
_WHERE = frozenset({Field.ESTABLISHMENT, Field.PLAN})
_BARE_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})?")
_LISTS = re.compile(r"\b(?:which|list|show|what\s+are)\b")
# Those who live in a prison: "what about the women at Send?" names no topic of its own.
_PEOPLE = frozenset(
    "women men prisoners residents detainees children boys girls lads young people patients adults inmates".split()  # noqa: SIM905
)
# Rows that were shown, and not the subject anew: "only those that are overdue".
_AMONG_THEM = re.compile(r"\b(?:those|them|these|ones?|of\s+(?:it|that|this)|only|just)\b")


def begins_anew(reading: Reading) -> bool:
    """Whether the question says that it has nothing to do with those before; the words that say so are taken."""
    return reading.take(_ANEW) is not None


def leans_on_previous(reading: Reading, topic: str | None, previous: QueryPlan) -> bool:
    """Whether the question is a follow-up: it opens like one, points back, or names nothing of its own."""
    text = reading.text.lower()
    if _BACK_TO.search(text):
        return False
    if _OPENER.search(text) or _OF_THOSE.search(text) or NEXT_ROW.search(text) or reading.nth is not None:
        return True
    if topic is not None:
        return False
    if previous.intent is Intent.PLAN and not reading.has(*_WHERE) and not reading.everywhere:
        # "How many recommendations were there?" after "when was the Send inspection?"
        return "held" not in previous.asked
    names_rows = reading.has(
        Field.REC_NO,
        Field.PARAGRAPH,
        Field.ESTABLISHMENT,
        Field.GROUP,
        Field.SECTION,
        Field.ADDRESSEE,
        Field.REPEATED,
        Field.KIND,
        Field.PLAN,
    )
    if _PRONOUN.search(text) and not reading.has(*_NAMES_ROWS):
        return True
    if reading.filters and {f.field for f in reading.filters} <= _WHERE and reading.unit is None and not reading.asked:
        # "2025 only", "just Send": whatever was asked before, there.
        return True
    return not names_rows and reading.unit is None


def follow(reading: Reading, topic: str | None, previous: QueryPlan, vocabulary: Vocabulary) -> str | None:
    """Carry the previous question's filters and topic into ``reading``; returns the topic that holds now.

    What was carried is noted ("Within: HMP Send 2025, interpreters").
    """
    if match := NEXT_ROW.search(reading.text.lower()):
        shifted = neighbour(previous, vocabulary, match["side"] or match["which"] or match["bare"])
        if shifted is not None:
            reading.filters.append(shifted)
            topic = None
    topic = _no_topic_of_its_own(reading, topic, previous)
    reading.filters += after_that(reading, previous) + other_plan(reading, previous, vocabulary)
    if previous.intent is Intent.REASON and reading.has(Field.AGREEMENT) and _SEVERAL.search(reading.text.lower()):
        previous = previous.model_copy(update={"topic": None})
    owned = any(f.field is Field.OWNER for f in previous.filters)
    if topic is not None and owned and (owner := owner_named(topic, vocabulary)):
        # "What about Oxleas?" after "what is Practice Plus Group responsible for?"
        reading.filters.append(owner)
        topic = None
    fresh = {f.field for f in [*reading.filters, *reading.check]}
    replaced = _replaced(reading, topic, fresh) - _still_there(reading, previous, vocabulary)
    if previous.intent is Intent.DEFINITION and previous.term and fresh <= {Field.KIND}:
        # "What does Partly Agreed mean?" "Which are those?"
        agreement = previous.term.lower().replace(" ", "_")
        if agreement in set(Agreement):
            label = agreement.replace("_", " ")
            reading.filters.append(
                Filter(field=Field.AGREEMENT, op=Op.IN, value=(agreement,), label=label, words="those")
            )
    if Field.OWNER in fresh and _SHARED_WITH.search(reading.text.lower()):
        replaced.discard(Field.OWNER)
        reading.filters = list(map(_with_others, reading.filters))
        previous = previous.model_copy(update={"filters": tuple(map(_with_others, previous.filters))})
    if not fresh and _OTHERS.search(reading.text.lower()):
        previous = previous.model_copy(update={"filters": tuple(map(_negated, previous.filters)), "unit": Unit.ITEMS})
    if previous.intent is Intent.DEFINITION and previous.term and topic is None and not reading.has(Field.AGREEMENT):
        # "What does ESOL stand for?" "Which concern mentions it?"
        previous = previous.model_copy(update={"topic": _as_written(previous.term, vocabulary)})
    carried = [f for f in previous.filters if f.field not in replaced and not _of_another_place(f, reading, vocabulary)]
    if reading.intent is None and previous.intent in (Intent.COUNT, Intent.COMPARE) and not reading.asked:
        counts = previous.intent is Intent.COUNT and topic is None and not _LISTS.search(reading.text.lower())
        reading.intent = previous.intent if counts else None
    if not reading.asked and previous.asked and (fresh & _NAMES_ROWS or topic is not None):
        reading.asked.extend(previous.asked)
        reading.intent = reading.intent or previous.intent
    if reading.unit is None and not _unit_by_status(reading, previous):
        reading.unit = previous.unit
    _carry_places(reading, previous, same_rows=topic is None and not fresh)
    carried_topic = topic if topic is not None or fresh & _NAMES_ROWS else previous.topic
    reading.filters = carried + reading.filters
    was_timeless = not any(f.field is Field.CURRENT for f in previous.filters)
    anew = Field.STATUS in fresh and previous.topic is not None and not _AMONG_THEM.search(reading.text.lower())
    reading.names_a_time = reading.names_a_time or (was_timeless and not anew)
    said = [f.label for f in carried] + ([carried_topic] if carried_topic and topic is None else [])
    if said:
        reading.notes.append(f"Within: {', '.join(said)}")
    return carried_topic


def _carry_places(reading: Reading, previous: QueryPlan, *, same_rows: bool) -> None:
    """ "When is it due?" after "who owns the second of them?" is of the same row; "the third?" is of the same list."""
    if not same_rows:
        return
    reading.order = reading.order or previous.order
    reading.limit = reading.limit or previous.limit
    if reading.nth is None and not _MANY.search(reading.text.lower()):
        reading.nth = previous.nth


def carry_plans(reading: Reading, previous: QueryPlan | None) -> None:
    """Carry the place and the plan of the question before to one on a plan's facts that names neither."""
    if previous is None or reading.has(*_WHERE) or "held" in reading.asked:
        return
    carried = [f for f in previous.filters if f.field in _WHERE]
    reading.filters = carried + reading.filters
    if carried:
        reading.notes.append(f"Within: {', '.join(f.label for f in carried)}")


def _replaced(reading: Reading, topic: str | None, fresh: set[Field]) -> set[Field]:
    """The fields whose carried conditions give way to what the question says itself (``fresh``: its own fields)."""
    replaced = {field for slot in _SLOTS if slot & fresh for field in slot}
    if fresh & _NAMES_ROWS or topic is not None:
        # Other rows are meant: the conditions that narrowed the old ones stay only where they name a plan, or where the
        # question is asked of another topic ("and dentists?").
        replaced |= set(_NAMES_ROWS) | {Field.GROUP, Field.SECTION, Field.ADDRESSEE, Field.REPEATED}
        if fresh & _NAMES_ROWS:
            replaced |= {
                Field.STATUS,
                Field.OWNER,
                Field.DUE,
                Field.AGREEMENT,
                Field.REFUSAL,
                Field.KIND,
                Field.CURRENT,
            }
    if reading.everywhere:
        replaced |= {Field.ESTABLISHMENT, Field.PLAN}
    if Field.PLAN in fresh or reading.intent is Intent.COMPARE:
        # Another inspection's plan may be made of another kind of item, and its rows have other numbers.
        replaced |= {Field.KIND, Field.CURRENT, Field.PLAN, Field.GROUP, Field.SECTION, Field.ADDRESSEE}
    if reading.intent is Intent.COMPARE:
        replaced |= {Field.STATUS, Field.DUE}
    if "owner" in reading.asked and topic is not None:
        replaced.add(Field.OWNER)
    if _SAID_ANYTHING.search(reading.text.lower()):
        replaced |= {Field.STATUS, Field.DUE, Field.AGREEMENT, Field.REFUSAL}
    return replaced


def _no_topic_of_its_own(reading: Reading, topic: str | None, previous: QueryPlan) -> str | None:
    """The topic, unless it only names those who live there, or the number of a row after that of another."""
    if topic is None:
        return None
    if previous.topic is not None and set(topic.lower().split()) <= _PEOPLE:
        return None
    if any(f.field is Field.REC_NO for f in previous.filters) and _BARE_NUMBER.fullmatch(topic):
        reading.add(Field.REC_NO, Op.IN, (topic,), f"rec no {topic}", topic)
        return None
    return topic


def _of_another_place(wanted: Filter, reading: Reading, vocabulary: Vocabulary) -> bool:
    """Whether a plan was named of a prison that is no longer asked about, or an answer that the plan named lacks."""
    keys = {key for f in reading.filters if f.field is Field.ESTABLISHMENT for key in f.value}
    plans = {plan_id for f in reading.filters if f.field is Field.PLAN for plan_id in f.value}
    if wanted.field in (Field.AGREEMENT, Field.REFUSAL) and plans:
        return all(p.kind is PlanKind.CONCERNS for p in vocabulary.plans if p.plan_id in plans)
    if wanted.field is not Field.PLAN or not keys:
        return False
    return not any(p.establishment_key in keys for p in vocabulary.plans if p.plan_id in wanted.value)


def _still_there(reading: Reading, previous: QueryPlan, vocabulary: Vocabulary) -> set[Field]:
    """Kind and group, where the plan that is named now has such items: priority concerns, "and in the 2024 one?"."""
    named = next((f.value for f in reading.filters if f.field is Field.PLAN), ())
    kinds = [{kind.value for kind in vocabulary.plan(plan_id).item_kinds} for plan_id in named]
    if not kinds or reading.intent is Intent.COMPARE:
        return set()
    fresh = {f.field for f in reading.filters}
    return {
        f.field
        for f in previous.filters
        if f.field in (Field.KIND, Field.GROUP) and f.field not in fresh and f.op is Op.IN
        # A group is called by the kind of its items: "Priority concerns".
        if all({value.lower().split()[-1].removesuffix("s") for value in f.value} & held for held in kinds)
    }


def _unit_by_status(reading: Reading, previous: QueryPlan) -> bool:
    """Whether a new status decides anew what is listed: "what has been done?" is of actions, if no item was named."""
    if _AS_A_WHOLE.search(reading.text.lower()):
        return False
    of_items = any(f.field is Field.KIND for f in previous.filters) and not _WHAT.search(reading.text.lower())
    return reading.has(Field.STATUS) and previous.unit is Unit.ITEMS and not of_items


def _as_written(term: str, vocabulary: Vocabulary) -> str:
    """A term as the documents abbreviate it ("bwvcs" as "BWVC"); itself where they don't."""
    asked = {term.lower(), term.lower().removesuffix("s")}
    return next((a.short for a in vocabulary.abbreviations if a.short.lower() in asked), term)


def _with_others(wanted: Filter) -> Filter:
    """An owner among others: what two own together may be cut into actions, each with an owner of its own."""
    alone = wanted.field is Field.OWNER and wanted.op is Op.IN
    return wanted.model_copy(update={"op": Op.SOME}) if alone else wanted


def _negated(wanted: Filter) -> Filter:
    """A status turned into its opposite; other conditions as they are."""
    if wanted.field is not Field.STATUS or wanted.op is not Op.IN:
        return wanted
    values = tuple(dict.fromkeys((*wanted.value, Status.NO_ACTION.value)))
    return wanted.model_copy(update={"op": Op.NOT_IN, "value": values, "label": f"not {wanted.label}"})
