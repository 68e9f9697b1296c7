"""From a question (and the ones before it) to a query plan."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from assistant.query import Field, Filter, Intent, Op, Order, QueryPlan, Unit
from assistant.status import UNFINISHED, Status
from assistant.understanding import (
    agreements,
    amounts,
    definitions,
    exceptions,
    intents,
    names,
    owners,
    places,
    statuses,
    times,
)
from assistant.understanding.followups import begins_anew, carry_plans, follow, leans_on_previous
from assistant.understanding.reading import Reading, words_of
from assistant.understanding.relatives import plan_before
from assistant.understanding.spelling import corrected, with_apostrophes
from assistant.understanding.topic import frame_words, hide_phrases, read_topic
from assistant.vocabulary import Vocabulary
from ingest.records import ItemKind, PlanKind


def understand(
    question: str,
    vocabulary: Vocabulary,
    as_of: date,
    history: Sequence[str] = (),
    dictionary: Collection[str] = frozenset(),
    *,
    after: QueryPlan | None = None,
) -> QueryPlan:
    """The query plan of ``question`` asked on the day ``as_of``.

    ``history`` holds the earlier questions of the conversation, oldest first. ``dictionary`` is a list of common
    English words in lower case: a word neither in it nor in the register is taken for a spelling mistake. ``after`` is
    the plan of the last answer, to be followed on from instead of the words of ``history``: a person may have edited
    it.
    """
    plan = after
    for asked in (question,) if after else (*history, question):
        plan = _understand_one(asked, vocabulary, as_of, plan, dictionary)
    assert plan is not None
    return plan


def _understand_one(
    question: str, vocabulary: Vocabulary, today: date, previous: QueryPlan | None, dictionary: Collection[str]
) -> QueryPlan:
    reading = _respelled(question, vocabulary, dictionary)
    if begins_anew(reading):
        previous = None
    if term := definitions.read_definition(reading, vocabulary):
        names.read_establishments(reading, vocabulary)
        names.read_plans(reading, vocabulary, today)
        return _plan(reading, Intent.DEFINITION, Unit.ITEMS, today, term=term)
    hide_phrases(reading)
    places.read_ids(reading)
    if intents.asks_for_a_person(reading) or intents.is_errand(reading):
        return _plan(reading, Intent.NONE, Unit.ITEMS, today)
    names.read_establishments(reading, vocabulary)
    places.read_paragraphs(reading, vocabulary)
    places.read_repeated(reading)
    intents.read_compare(reading)
    names.read_plans(reading, vocabulary, today)
    if intents.read_plan_fact(reading) or _asks_the_same_of_another_plan(reading, previous, vocabulary):
        reading.intent, reading.unit = Intent.PLAN, Unit.PLANS
        times.read_due(reading, vocabulary, today)
        carry_plans(reading, previous)
        return _plan(reading, Intent.PLAN, Unit.PLANS, today)
    places.read_rec_nos(reading, vocabulary, today)
    places.read_action_numbers(reading, vocabulary)
    places.read_groups(reading, vocabulary)
    places.read_sections(reading, vocabulary)
    places.read_addressees(reading, vocabulary)
    owners.read_owners(reading, vocabulary)
    excepted = exceptions.take_exception(reading)
    intents.read_count(reading)
    intents.read_why(reading)
    from_now = intents.read_order(reading)
    amounts.read_amounts(reading, follows=previous is not None)
    agreements.read_agreement(reading)
    statuses.read_status(reading)
    times.read_became_overdue(reading, today)
    as_of = times.read_as_of(reading, vocabulary, today)
    if previous is not None and (day := times.read_day_again(reading, previous, today)):
        as_of = day
    if from_now:
        times.from_now(reading, as_of)
    times.read_lateness(reading, as_of)
    times.read_due(reading, vocabulary, as_of)
    exceptions.turn_excepted(reading, excepted)
    intents.read_unit(reading)
    intents.read_asked(reading)
    topic = read_topic(reading, vocabulary)
    intents.read_check(reading)
    if previous is not None and previous.intent is not Intent.NONE and leans_on_previous(reading, topic, previous):
        if as_of == today:
            as_of = previous.as_of
        topic = follow(reading, topic, previous, vocabulary)
    _settle(reading, vocabulary, topic, as_of)
    intent = reading.intent or _default_intent(reading, topic)
    return _plan(reading, intent, _unit(reading, intent, topic), as_of, topic=topic)


_YEAR = re.compile(r"(?:19|20)\d\d")


def _asks_the_same_of_another_plan(reading: Reading, previous: QueryPlan | None, vocabulary: Vocabulary) -> bool:
    """ "and the 2019 one?" after "when was the inspection?": a place, a plan or a fact alone, after a plan's facts."""
    if previous is None or previous.intent is not Intent.PLAN:
        return False
    reading.filters += plan_before(reading, previous, vocabulary)
    if fact := intents.named_fact(reading):
        reading.asked.append(fact)
        return True
    rest = [word.text.lower() for word in reading.free_words() if word.text.lower() not in frame_words()]
    names_one = reading.has(Field.ESTABLISHMENT, Field.PLAN) or bool(rest)
    if not names_one or not all(map(_YEAR.fullmatch, rest)):
        return False
    reading.asked.extend(previous.asked)
    return True


_TO_DO = re.compile(r"\b(?:remains?|left|still|needs?|yet)\s+to\s+(?:be\s+)?(?:do|done)\b")
_OF_ROWS = (Field.STATUS, Field.AGREEMENT, Field.DUE, Field.OWNER, Field.REC_NO, Field.PARAGRAPH, Field.REPEATED)
_LISTED = (Field.STATUS, Field.AGREEMENT, Field.DUE, Field.OWNER, Field.REPEATED)


def _respelled(question: str, vocabulary: Vocabulary, dictionary: Collection[str]) -> Reading:
    """The reading of the question with its spelling mistakes mended, and the notes of what was mended."""
    first = Reading(with_apostrophes(places.spelt_in_figures(question)))
    if not dictionary:
        return first
    names_held = {word for name in vocabulary.establishments.values() for word in words_of(name)}
    held = vocabulary.words | names_held | frame_words()
    reading = Reading(corrected(first, held, dictionary))
    reading.notes = first.notes
    return reading


def _settle(reading: Reading, vocabulary: Vocabulary, topic: str | None, as_of: date) -> None:
    """What the conditions mean beside each other, now that all are read."""
    _settle_compare(reading, vocabulary, topic)
    _settle_current(reading)
    _settle_kind(reading, vocabulary, as_of)
    if reading.check and Field.REPEATED in {f.field for f in reading.check}:
        reading.intent = reading.intent or Intent.LOOKUP
    _settle_amounts(reading)
    _note_unread_negation(reading, topic)


def _settle_kind(reading: Reading, vocabulary: Vocabulary, as_of: date) -> None:
    """People say "recommendation" for "concern": where the plans meant have only the other kind, drop the filter."""
    kind = next((f for f in reading.filters if f.field is Field.KIND), None)
    if kind is None:
        return
    plans = [plan_id for f in reading.filters if f.field is Field.PLAN for plan_id in f.value]
    places = [key for f in reading.filters if f.field is Field.ESTABLISHMENT for key in f.value]
    current = reading.has(Field.CURRENT)
    if not (plans or places or current):
        return
    meant = [
        p for p in vocabulary.plans if (p.plan_id in plans if plans else not places or p.establishment_key in places)
    ]
    kinds = {k for plan in meant if not current or plan.is_current(as_of) for k in plan.item_kinds}
    if kinds and not any(k.value in kind.value for k in kinds):
        reading.filters.remove(kind)
        other = PlanKind.CONCERNS if ItemKind.CONCERN in kinds else PlanKind.RECOMMENDATIONS
        which = "this plan lists" if plans else "the plans meant list"
        reading.notes.append(f"{which} {other.value}, not {kind.label}")


def _settle_compare(reading: Reading, vocabulary: Vocabulary, topic: str | None) -> None:
    """A comparison looks at all plans of the establishment, unless several of them are named."""
    if reading.intent is not Intent.COMPARE:
        return
    reading.names_a_time = True
    if topic is None and reading.has(*_LISTED):
        # "Which items across both plans are HMPPS's?" lists rows of both.
        reading.intent = None
        return
    for named in [f for f in reading.filters if f.field in (Field.PLAN, Field.CURRENT, Field.KIND)]:
        if named.field is Field.PLAN and _several_of_one(named, vocabulary):
            continue
        if named.field is Field.PLAN and (others := _of_other_places(reading, named, vocabulary)):
            # "Compare the 2024 plan of one prison with another": with the other's current plan.
            wanted = named.model_copy(update={"value": tuple(sorted((*named.value, *others)))})
            reading.filters[reading.filters.index(named)] = wanted
            continue
        reading.filters.remove(named)
        if named.field is Field.PLAN:
            reading.notes.append(f"compared with the establishment's other plans: {named.label}")


def _of_other_places(reading: Reading, named: Filter, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The current plans of the establishments that the question names and whose plans it does not."""
    keys = next((set(f.value) for f in reading.filters if f.field is Field.ESTABLISHMENT), set())
    others = keys - {plan.establishment_key for plan in vocabulary.plans if plan.plan_id in named.value}
    return tuple(p.plan_id for p in vocabulary.plans if p.establishment_key in others and p.superseded_on is None)


def _several_of_one(named: Filter, vocabulary: Vocabulary) -> bool:
    keys = [plan.establishment_key for plan in vocabulary.plans if plan.plan_id in named.value]
    return len(set(keys)) < len(keys)


def _settle_current(reading: Reading) -> None:
    """A question about what is still open or overdue, with no plan or time of its own, is about current plans."""
    if reading.names_a_time or reading.has(Field.PLAN, Field.CURRENT, Field.REC_NO, Field.PARAGRAPH):
        return
    live = {s.value for s in UNFINISHED}
    if any(
        f.field is Field.STATUS and (set(f.value) & live if f.op is Op.IN else Status.OVERDUE.value in f.value)
        for f in reading.filters
    ):
        reading.add(Field.CURRENT, Op.IN, ("yes",), "current plans")


_NEGATION = re.compile(r"(?<!\bor )\b(?:not|never|except|excluding|neither|nor)\b|n't\b")
_NEGATIVE = frozenset({Op.NOT_IN, Op.NOT_ONLY, Op.NOT_SOME, Op.MISSING, Op.ONLY})


def _note_unread_negation(reading: Reading, topic: str | None) -> None:
    """A "not" that no condition took may turn the answer round: it is never passed over in silence."""
    rest = reading.lower.replace((topic or "").lower(), " ") if topic else reading.lower
    match = _NEGATION.search(rest)
    if match and reading.has(*_OF_ROWS) and not any(f.op in _NEGATIVE for f in reading.filters):
        reading.notes.append(f"“{match.group()}” was not read as a condition: see whether this is what was asked")


def _settle_amounts(reading: Reading) -> None:
    """Target dates are of actions; how many actions is said of items, whatever the status of the others."""
    if reading.order in (Order.DUE, Order.LAST_DUE):
        reading.unit = Unit.ACTIONS
    elif reading.order in (Order.MOST_ACTIONS, Order.FEWEST_ACTIONS) or reading.has(Field.ACTION_COUNT):
        reading.unit = Unit.ITEMS
        status = next((f for f in reading.filters if f.field is Field.STATUS and f.op is Op.IN), None)
        for n, wanted in enumerate(reading.filters):
            if status is not None and wanted is status:
                reading.filters[n] = wanted.model_copy(update={"op": Op.SOME, "label": f"some action {wanted.label}"})
            elif status is not None and wanted.field is Field.ACTION_COUNT:
                label = wanted.label.replace(" action", f" {status.label} action")
                reading.filters[n] = wanted.model_copy(update={"label": label})


def _default_intent(reading: Reading, topic: str | None) -> Intent:
    if reading.has(Field.REC_NO) and not reading.has(Field.STATUS, Field.AGREEMENT, Field.DUE):
        return Intent.LOOKUP
    if topic is None and not reading.filters and not reading.check:
        return Intent.LIST if reading.unit is not None else Intent.NONE
    return Intent.LIST


def _unit(reading: Reading, intent: Intent, topic: str | None) -> Unit:
    if reading.unit is Unit.PLANS and (topic is not None or reading.has(*_OF_ROWS)):
        # "What do the plans say about ...?" lists rows.
        return Unit.ITEMS
    if reading.unit is not None:
        return reading.unit
    if reading.has(Field.DUE) or (intent in (Intent.COUNT, Intent.GROUP) and reading.has(Field.STATUS)):
        return Unit.ACTIONS
    of_actions = ((Status.COMPLETED.value,), (Status.OPEN.value,))
    if any(f.field is Field.STATUS and f.op is Op.IN and f.value in of_actions for f in reading.filters):
        # "What has been finished?", "what is not due yet?": an item is so only when all of it is.
        return Unit.ACTIONS
    if _TO_DO.search(reading.text.lower()):
        return Unit.ACTIONS
    return Unit.ITEMS


def _plan(
    reading: Reading,
    intent: Intent,
    unit: Unit,
    as_of: date,
    *,
    topic: str | None = None,
    term: str | None = None,
) -> QueryPlan:
    return QueryPlan(
        intent=intent,
        unit=unit,
        topic=topic,
        filters=tuple(reading.filters),
        check=tuple(reading.check),
        as_of=as_of,
        asked=tuple(dict.fromkeys(reading.asked)),
        term=term,
        group_by=reading.group_by,
        order=reading.order,
        limit=reading.limit,
        nth=reading.nth,
        notes=tuple(reading.notes),
    )
