"""From a query plan to what will be written: the rows that answer it, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.choosing import meant
from assistant.composing.across import Match, compose_compare, compose_matches
from assistant.composing.draft import Draft
from assistant.composing.facts import compose_definition, compose_plan_facts, held_line
from assistant.composing.found import compose_found, count_rows
from assistant.composing.nothing import Refusal, compose_zero, refuse
from assistant.composing.rows import rec_nos
from assistant.evidence import Row
from assistant.finding import Finder, Found
from assistant.knowledge import Knowledge
from assistant.likeness import like_rows
from assistant.markdown import escaped
from assistant.query import Field, Filter, Intent, Op, QueryPlan, Unit
from assistant.wording import listed, number, ordinal, uk_date
from ingest.records import Agreement

_NEAR_SHOWN = 3

_COMPARED = 60
"""Rows of a later plan that are compared with all earlier ones: each takes a search."""

_SCOPE = frozenset({Field.ESTABLISHMENT, Field.PLAN, Field.CURRENT, Field.KIND, Field.GROUP, Field.SECTION})
"""Filters that say where to look. The others say what a row must be like."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the answer will be: a function that writes it, and the rows just under the cut."""

    write: Callable[[Draft], None]
    near: tuple[Row, ...] = ()


def resolve(plan: QueryPlan, knowledge: Knowledge) -> Resolved:
    """Find what answers ``plan``."""
    finder = Finder(plan, knowledge)
    if not knowledge.plans:
        message = "no action plan is held yet: add documents with “action-plans ingest”"
        return _refusal(finder, Refusal.NO_PLANS, message)
    if plan.intent is Intent.NONE:
        message = "this is not a question about action plans that I can read"
        return _refusal(finder, Refusal.NOT_ABOUT_PLANS, message)
    if unheld := _unheld_names(plan, knowledge, finder):
        return unheld
    if plan.intent is Intent.DEFINITION:
        return _definition(plan, knowledge, finder)
    if plan.intent is Intent.PLAN or plan.unit is Unit.PLANS:
        return _plan_facts(plan, finder)
    return _rows(plan, knowledge, finder)


def _refusal(finder: Finder, kind: Refusal, message: str, *further: str, near: Sequence[Row] = ()) -> Resolved:
    held = held_line(tuple(finder.plans.values()))
    return Resolved(lambda draft: refuse(draft, kind, message, *further, held), tuple(near)[:_NEAR_SHOWN])


def _unheld_names(plan: QueryPlan, knowledge: Knowledge, finder: Finder) -> Resolved | None:
    """The refusal for a name that nothing held answers to: establishment, plan, rec no, paragraph, section, owner."""
    vocabulary = knowledge.vocabulary
    for wanted in plan.filters:
        label = escaped(wanted.label)
        match wanted.field:
            case Field.ESTABLISHMENT if not set(wanted.value) & set(vocabulary.establishments):
                return _refusal(finder, Refusal.NO_SUCH_ESTABLISHMENT, f"no action plan of {label} is held")
            case Field.PLAN if not set(wanted.value) & set(finder.plans):
                return _refusal(finder, Refusal.NO_SUCH_PLAN, f"no plan that answers to “{label}” is held")
            case Field.REC_NO:
                numbers = _numbers_in_reach(plan, finder)
                if not set(wanted.value) & set(numbers):
                    nearest = _nearest_numbers(wanted.value[0], numbers)
                    near = f"The nearest held: {escaped(listed(nearest))}." if nearest else ""
                    return _refusal(finder, Refusal.NO_SUCH_ROW, f"there is no {label}{_where(plan)}", near)
            case Field.PARAGRAPH if not set(wanted.value) & vocabulary.paragraphs:
                return _refusal(finder, Refusal.NO_SUCH_ROW, f"no row refers to {label}")
            case Field.SECTION if not set(wanted.value) & set(vocabulary.sections):
                held = f"Sections held: {escaped(listed(vocabulary.sections[:12]))}." if vocabulary.sections else ""
                return _refusal(finder, Refusal.NO_SUCH_NAME, f"no plan has a {label}", held)
            case Field.OWNER if (
                wanted.op is Op.IN
                and plan.intent is not Intent.COUNT
                and not set(wanted.value) & set(vocabulary.owners)
            ):
                return _refusal(finder, Refusal.NO_SUCH_NAME, f"no row names the {label}")
            case _:
                pass
    if not finder.plans:
        return _refusal(finder, Refusal.NO_SUCH_PLAN, f"no plan had been submitted by {uk_date(plan.as_of)}")
    return None


def _where(plan: QueryPlan) -> str:
    places = [escaped(f.label) for f in plan.filters if f.field in (Field.ESTABLISHMENT, Field.PLAN)]
    return f" in {listed(places)}" if places else ""


def _numbers_in_reach(plan: QueryPlan, finder: Finder) -> list[str]:
    kinds = {value for f in plan.filters if f.field is Field.KIND for value in f.value}
    return [i.rec_no for p in finder.plans_meant() for i in p.items if not kinds or i.kind.value in kinds]


def _nearest_numbers(wanted: str, numbers: Sequence[str]) -> list[str]:
    def parts(number: str) -> list[int]:
        return [int(part) for part in number.split(".") if part.isdigit()]

    def distance(number: str) -> tuple[int, int, str]:
        ours, theirs = parts(wanted), parts(number)
        if not ours or not theirs:
            return 99, 99, number
        # Numbers of another form (5 beside 6.3) are of another kind of plan, and never near.
        return 50 * (len(ours) != len(theirs)) + abs(ours[0] - theirs[0]), abs(ours[-1] - theirs[-1]), number

    return [n for n in sorted(dict.fromkeys(numbers), key=distance)[:3] if distance(n)[0] < 50]


def _definition(plan: QueryPlan, knowledge: Knowledge, finder: Finder) -> Resolved:
    terms = {term.lower() for term in knowledge.vocabulary.terms}
    asked = [part for part in (plan.term or "").lower().split(" and ") if part]
    wanted = asked if len(asked) > 1 and set(asked) <= terms else [(plan.term or "").lower()]
    expansions = [
        (a.short, a.long, Row(finder.plans[a.plan_id], knowledge.item(a.plan_id, a.rec_no), ()))
        for a in knowledge.abbreviations
        if a.plan_id in finder.plans
        and {a.short.lower(), a.short.lower() + "s", a.short.lower().rstrip("s"), a.long.lower()} & set(wanted)
    ]

    def write(draft: Draft) -> None:
        found = [compose_definition(draft, term, finder.plans_meant(), expansions) for term in wanted]
        if not any(found):
            known = f"Terms explained in the plans: {escaped(listed(sorted(terms)))}." if terms else ""
            message = f"no plan explains “{escaped(plan.term or '')}”"
            refuse(draft, Refusal.NO_SUCH_TERM, message, known, held_line(tuple(finder.plans.values())))

    return Resolved(write)


def _plan_facts(plan: QueryPlan, finder: Finder) -> Resolved:
    chosen = finder.plans_meant()
    if not chosen:
        return _refusal(finder, Refusal.NO_SUCH_PLAN, "no such plan is held")
    after = {p.plan_id: finder.plans[p.superseded_by] for p in finder.plans.values() if p.superseded_by}
    return Resolved(lambda draft: compose_plan_facts(draft, plan, chosen, after))


def _rows(plan: QueryPlan, knowledge: Knowledge, finder: Finder) -> Resolved:
    names_rows = any(f.field is Field.REC_NO for f in plan.filters)
    if plan.intent is Intent.COMPARE and plan.topic is None and finder.selected:
        return _likenesses(plan, knowledge, finder)
    if plan.topic is None or (names_rows and plan.intent in (Intent.LOOKUP, Intent.REASON)):
        rows = finder.rows()
        if kept := meant(rows, plan):
            return _written(plan, finder, kept, ())
        return _no_such_place(plan, finder, rows) or _zero(plan, finder, "")
    found = finder.about(plan.topic)
    if kept := meant(found.rows, plan):
        return _written(plan, finder, _with_reasons(plan, kept), found.near)
    if nowhere := _no_such_place(plan, finder, found.rows):
        return nowhere
    scope = tuple(f for f in plan.filters if f.field in _SCOPE)
    looked_at = {(s.plan_id, s.rec_no) for s in finder.select(scope, Unit.ITEMS)}
    removed = any(row.key in looked_at for row in found.everywhere)
    # Rows that a condition removes make a true zero; but a reason asked for says that there is a row.
    if (plan.intent is Intent.REASON or not removed) and (kept := meant(finder.under_the_cut(plan.topic), plan)):
        taken = {row.key for row in kept}
        return _written(plan, finder, kept, tuple(row for row in found.near if row.key not in taken))
    return _no_row_about(plan, finder, found, removed=removed)


def _no_such_place(plan: QueryPlan, finder: Finder, rows: tuple[Row, ...]) -> Resolved | None:
    """ "The tenth of them" of five rows; None where no rows are left for want of any."""
    n = count_rows(plan, meant(rows, plan.model_copy(update={"nth": None})))
    if not n:
        return None
    there = f"there {'is' if n == 1 else 'are'} only {number(n)}"
    return _refusal(finder, Refusal.NO_SUCH_ROW, f"there is no {ordinal(plan.nth or 1)}: {there}")


def _with_reasons(plan: QueryPlan, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Of the rows of "why can't they ...?" those that were refused, if any: plans give reasons for refusals alone."""
    if plan.intent is not Intent.REASON or any(f.field is Field.AGREEMENT for f in plan.filters):
        return rows
    refused = (Agreement.NOT_AGREED, Agreement.PARTLY_AGREED)
    return tuple(row for row in rows if row.item.agreement in refused) or rows


def _no_row_about(plan: QueryPlan, finder: Finder, found: Found, *, removed: bool) -> Resolved:
    """A topic in no row looked at is a refusal; one whose rows a condition removes, or a count, is a true zero."""
    topic = escaped(plan.topic or "")
    if not found.everywhere:
        message = f"no row of the plans held is about “{topic}”"
        return _refusal(finder, Refusal.NO_SUCH_TOPIC, message, near=found.near)
    line = _elsewhere_line(plan, found.everywhere)
    if plan.intent in (Intent.COUNT, Intent.GROUP) or removed:
        return _zero(plan, finder, line)
    places = listed([escaped(f.label) for f in plan.filters if f.field in _SCOPE])
    return _refusal(finder, Refusal.NO_SUCH_TOPIC, f"nothing about “{topic}” among: {places}", line, near=found.near)


def _elsewhere_line(plan: QueryPlan, rows: Sequence[Row]) -> str:
    places = [f"{escaped(r.plan.establishment)} {r.plan.submitted.year} {rec_nos([r])}" for r in rows[:5]]
    return f"“{escaped(plan.topic or '')}” does come up elsewhere: {listed(places)}."


def _written(plan: QueryPlan, finder: Finder, rows: tuple[Row, ...], near: tuple[Row, ...]) -> Resolved:
    if plan.intent is not Intent.COMPARE:
        return Resolved(lambda draft: compose_found(draft, plan, rows), near[:_NEAR_SHOWN])
    establishments = {row.plan.establishment for row in rows}
    compared = tuple(p for p in finder.plans_meant() if p.establishment in establishments)
    return Resolved(lambda draft: compose_compare(draft, plan, rows, compared), near[:_NEAR_SHOWN])


def _likenesses(plan: QueryPlan, knowledge: Knowledge, finder: Finder) -> Resolved:
    """Rows of later plans that are about the same as rows of earlier ones, for a comparison without a topic.

    With rows named ("did concern 3 come up before?") each of them is compared with the other plans; else the latest
    plan of each establishment with those before it.
    """
    rows = finder.everything()
    later = list(meant(finder.rows(), plan))
    if not any(f.field is Field.REC_NO for f in plan.filters):
        later = [row for row in later if row.plan.superseded_by is None]
    matches = []
    for row in later[:_COMPARED]:
        others = like_rows(knowledge, row.plan, row.item, rows)
        if others:
            matches.append(Match(row, others))
    return Resolved(lambda draft: compose_matches(draft, matches, len(later[:_COMPARED])))


def _zero(plan: QueryPlan, finder: Finder, topic_rows: str) -> Resolved:
    """A true zero; says which single filter keeps the rows away, where one does."""
    removed_by: list[Filter] = []
    if not topic_rows:
        for n, wanted in enumerate(plan.filters):
            others = (*plan.filters[:n], *plan.filters[n + 1 :])
            if wanted.field is not Field.KIND and finder.select(others, plan.unit):
                removed_by.append(wanted)
    return Resolved(lambda draft: compose_zero(draft, plan, removed_by, topic_rows))
