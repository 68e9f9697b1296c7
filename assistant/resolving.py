"""From a query plan to what will be written: rows by filter, rows by topic, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.composing.across import Match, compose_compare, compose_matches
from assistant.composing.draft import Draft
from assistant.composing.facts import compose_definition, compose_plan_facts, held_line
from assistant.composing.found import compose_found
from assistant.composing.nothing import Refusal, compose_zero, refuse
from assistant.composing.rows import rec_nos
from assistant.evidence import Row
from assistant.knowledge import Knowledge
from assistant.markdown import escaped
from assistant.query import Field, Filter, Intent, Op, QueryPlan, Unit
from assistant.selection import Selected, select
from assistant.wording import listed, uk_date
from ingest.establishments import establishment_key
from ingest.records import Plan

if TYPE_CHECKING:
    from assistant.relevance import AboutRow

_NEAR_SHOWN = 3

_COMPARED = 60
"""Rows of a later plan that are compared with all earlier ones: each takes a search."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the answer will be: a function that writes it, and the rows just under the cut."""

    write: Callable[[Draft], None]
    near: tuple[Row, ...] = ()


def resolve(plan: QueryPlan, knowledge: Knowledge) -> Resolved:
    """Find what answers ``plan``."""
    visible = tuple(p for p in knowledge.plans.values() if p.submitted <= plan.as_of)
    if not knowledge.plans:
        return _refusal(
            knowledge, Refusal.NO_PLANS, "no action plan is held yet: add documents with “action-plans ingest”"
        )
    if plan.intent is Intent.NONE:
        return _refusal(knowledge, Refusal.NOT_ABOUT_PLANS, "this is not a question about action plans that I can read")
    if unheld := _unheld_names(plan, knowledge, visible):
        return unheld
    if plan.intent is Intent.DEFINITION:
        return _definition(plan, knowledge, visible)
    if plan.intent is Intent.PLAN or plan.unit is Unit.PLANS:
        return _plan_facts(plan, knowledge, visible)
    return _rows(plan, knowledge)


def _refusal(knowledge: Knowledge, kind: Refusal, message: str, *further: str, near: Sequence[Row] = ()) -> Resolved:
    return Resolved(
        lambda draft: refuse(draft, kind, message, *further, held_line(knowledge.summaries)), tuple(near)[:_NEAR_SHOWN]
    )


def _unheld_names(plan: QueryPlan, knowledge: Knowledge, visible: Sequence[Plan]) -> Resolved | None:
    """The refusal for a name that nothing held answers to: establishment, plan, rec no, paragraph, section, owner."""
    vocabulary = knowledge.vocabulary
    for wanted in plan.filters:
        label = escaped(wanted.label)
        match wanted.field:
            case Field.ESTABLISHMENT if not set(wanted.value) & set(vocabulary.establishments):
                return _refusal(knowledge, Refusal.NO_SUCH_ESTABLISHMENT, f"no action plan of {label} is held")
            case Field.PLAN if not wanted.value:
                return _refusal(knowledge, Refusal.NO_SUCH_PLAN, f"no plan that answers to “{label}” is held")
            case Field.REC_NO:
                numbers = _numbers_in_reach(plan, visible)
                if not set(wanted.value) & set(numbers):
                    nearest = _nearest_numbers(wanted.value[0], numbers)
                    near = f"The nearest held: {escaped(listed(nearest))}." if nearest else ""
                    return _refusal(knowledge, Refusal.NO_SUCH_ROW, f"there is no {label}{_where(plan)}", near)
            case Field.PARAGRAPH if not set(wanted.value) & vocabulary.paragraphs:
                return _refusal(knowledge, Refusal.NO_SUCH_ROW, f"no row refers to {label}")
            case Field.SECTION if not set(wanted.value) & set(vocabulary.sections):
                held = f"Sections held: {escaped(listed(vocabulary.sections[:12]))}." if vocabulary.sections else ""
                return _refusal(knowledge, Refusal.NO_SUCH_NAME, f"no plan has a {label}", held)
            case Field.OWNER if (
                wanted.op is Op.IN
                and plan.intent is not Intent.COUNT
                and not set(wanted.value) & set(vocabulary.owners)
            ):
                return _refusal(knowledge, Refusal.NO_SUCH_NAME, f"no row names the {label}")
            case _:
                pass
    if not visible:
        return _refusal(knowledge, Refusal.NO_SUCH_PLAN, f"no plan had been submitted by {uk_date(plan.as_of)}")
    return None


def _where(plan: QueryPlan) -> str:
    places = [escaped(f.label) for f in plan.filters if f.field in (Field.ESTABLISHMENT, Field.PLAN)]
    return f" in {listed(places)}" if places else ""


def _numbers_in_reach(plan: QueryPlan, visible: Sequence[Plan]) -> list[str]:
    chosen = _plans_meant(plan, visible)
    kinds = {value for f in plan.filters if f.field is Field.KIND for value in f.value}
    return [i.rec_no for p in chosen for i in p.items if not kinds or i.kind.value in kinds]


def _nearest_numbers(wanted: str, numbers: Sequence[str]) -> list[str]:
    def parts(number: str) -> list[int]:
        return [int(part) for part in number.split(".") if part.isdigit()]

    def distance(number: str) -> tuple[int, int, str]:
        ours, theirs = parts(wanted), parts(number)
        if not ours or not theirs:
            return 99, 99, number
        return abs(ours[0] - theirs[0]), abs(ours[-1] - theirs[-1]), number

    return sorted(dict.fromkeys(numbers), key=distance)[:3]


def _plans_meant(plan: QueryPlan, visible: Sequence[Plan]) -> tuple[Plan, ...]:
    """The visible plans that the plan-level filters leave, oldest first within an establishment."""
    ids = [set(f.value) for f in plan.filters if f.field is Field.PLAN]
    keys = [set(f.value) for f in plan.filters if f.field is Field.ESTABLISHMENT]
    chosen = (
        p
        for p in visible
        if all(p.plan_id in i for i in ids) and all(establishment_key(p.establishment) in k for k in keys)
    )
    return tuple(sorted(chosen, key=lambda p: (p.establishment, p.submitted, p.plan_id)))


def _definition(plan: QueryPlan, knowledge: Knowledge, visible: Sequence[Plan]) -> Resolved:
    term = plan.term or ""
    wanted = term.lower()
    seen = {p.plan_id for p in visible}
    expansions = [
        (a.short, a.long, Row(knowledge.plans[a.plan_id], knowledge.item(a.plan_id, a.rec_no), ()))
        for a in knowledge.abbreviations
        if a.plan_id in seen
        and wanted in (a.short.lower(), a.short.lower() + "s", a.long.lower(), a.short.lower().rstrip("s"))
    ]

    def write(draft: Draft) -> None:
        if not compose_definition(draft, term, _plans_meant(plan, visible), expansions):
            terms = knowledge.vocabulary.terms
            known = f"Terms explained in the plans: {escaped(listed(terms))}." if terms else ""
            message = f"no plan explains “{escaped(term)}”"
            refuse(draft, Refusal.NO_SUCH_TERM, message, known, held_line(knowledge.summaries))

    return Resolved(write)


def _plan_facts(plan: QueryPlan, knowledge: Knowledge, visible: Sequence[Plan]) -> Resolved:
    chosen = _plans_meant(plan, visible)
    if not chosen:
        return _refusal(knowledge, Refusal.NO_SUCH_PLAN, "no such plan is held")
    after = {p.plan_id: p.superseded_by for p in visible if p.superseded_by}
    return Resolved(lambda draft: compose_plan_facts(draft, plan, chosen, after))


def _rows(plan: QueryPlan, knowledge: Knowledge) -> Resolved:
    selected = select(knowledge.connection, plan.filters, plan.unit, plan.as_of)
    names_rows = any(f.field is Field.REC_NO for f in plan.filters)
    if plan.intent is Intent.COMPARE and plan.topic is None and selected:
        return _likenesses(plan, knowledge, selected)
    if plan.topic is None or (names_rows and plan.intent in (Intent.LOOKUP, Intent.REASON)):
        rows = _ordered(plan, tuple(_row(s, knowledge) for s in selected))
        return _written(plan, knowledge, rows, ()) if rows else _zero(plan, knowledge, "")
    found = knowledge.relevance.rows(plan.topic, [s.item_id for s in selected])
    about = {row.item_id: row for row in found.about}
    near_ids = {row.item_id for row in found.near}
    rows = _ordered(
        plan,
        tuple(
            row for s in selected if s.item_id in about for row in _row_about(s, about[s.item_id], knowledge, plan.unit)
        ),
    )
    near = tuple(_row(s, knowledge) for s in selected if s.item_id in near_ids)[:_NEAR_SHOWN]
    if rows:
        return _written(plan, knowledge, rows, near)
    if near and plan.intent is Intent.REASON and any(f.field is Field.AGREEMENT for f in plan.filters):
        # "Why was the recommendation about ... turned down?" says that there is one: of the few refused, the nearest.
        return _written(plan, knowledge, near[:1], near[1:])
    return _no_row_about(plan, knowledge, about, near)


_SCOPE = frozenset({Field.ESTABLISHMENT, Field.PLAN, Field.CURRENT, Field.KIND, Field.GROUP, Field.SECTION})
"""Filters that say where to look. The others say what a row must be like."""


def _no_row_about(plan: QueryPlan, knowledge: Knowledge, about: Collection[str], near: tuple[Row, ...]) -> Resolved:
    """A topic in no row looked at is a refusal; one whose rows a condition removes, or a count, is a true zero."""
    visible = {s.item_id: s for s in select(knowledge.connection, (), Unit.ITEMS, plan.as_of)}
    elsewhere = [_row(visible[i], knowledge) for i in about if i in visible]
    topic = escaped(plan.topic or "")
    if not elsewhere:
        return _refusal(knowledge, Refusal.NO_SUCH_TOPIC, f"no row of the plans held is about “{topic}”", near=near)
    scope = tuple(f for f in plan.filters if f.field in _SCOPE)
    looked_at = {s.item_id for s in select(knowledge.connection, scope, Unit.ITEMS, plan.as_of)}
    line = _elsewhere_line(plan, elsewhere)
    if looked_at & set(about) or plan.intent in (Intent.COUNT, Intent.GROUP):
        return _zero(plan, knowledge, line)
    places = listed([escaped(f.label) for f in scope])
    return _refusal(knowledge, Refusal.NO_SUCH_TOPIC, f"nothing about “{topic}” among: {places}", line, near=near)


def _row(selected: Selected, knowledge: Knowledge, about: AboutRow | None = None) -> Row:
    item = knowledge.item(selected.plan_id, selected.rec_no)
    actions = tuple(a for a in item.actions if a.n in selected.actions)
    return Row(knowledge.plans[selected.plan_id], item, actions, about)


def _row_about(selected: Selected, about: AboutRow, knowledge: Knowledge, unit: Unit) -> tuple[Row, ...]:
    """The row with those of its actions that are about the topic; of an item about it as a whole, all."""
    row = _row(selected, knowledge, about)
    if unit is not Unit.ACTIONS or not about.actions:
        return (row,)
    actions = tuple(a for a in row.actions if a.n in about.actions)
    return (Row(row.plan, row.item, actions, about),) if actions else ()


def _ordered(plan: QueryPlan, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """For "the earliest target date": only the rows with the first (or last) date among those not completed."""
    if plan.order is None:
        return rows
    dates = [a.due for row in rows for a in row.actions if a.due is not None and not a.completed]
    if not dates:
        return ()
    end = min(dates) if plan.order == "due" else max(dates)
    kept = ((row, tuple(a for a in row.actions if a.due == end and not a.completed)) for row in rows)
    return tuple(Row(row.plan, row.item, actions, row.about) for row, actions in kept if actions)


def _likenesses(plan: QueryPlan, knowledge: Knowledge, selected: Sequence[Selected]) -> Resolved:
    """Rows of later plans that are about the same as rows of earlier ones, for a comparison without a topic.

    With rows named ("did concern 3 come up before?") each of them is compared with the other plans; else the latest
    plan of each establishment with those before it.
    """
    named = any(f.field is Field.REC_NO for f in plan.filters)
    rows = {s.item_id: _row(s, knowledge) for s in select(knowledge.connection, (), Unit.ITEMS, plan.as_of)}
    latest = {row.plan.establishment: row.plan.submitted for row in rows.values()}
    for row in rows.values():
        latest[row.plan.establishment] = max(latest[row.plan.establishment], row.plan.submitted)
    later = [rows[s.item_id] for s in selected]
    if not named:
        later = [row for row in later if row.plan.submitted == latest[row.plan.establishment]]
    matches = []
    for row in later[:_COMPARED]:
        about = knowledge.relevance.rows(row.item.text).about
        others = tuple(
            rows[a.item_id]
            for a in about
            if a.item_id in rows
            and rows[a.item_id].plan.plan_id != row.plan.plan_id
            and rows[a.item_id].plan.establishment == row.plan.establishment
        )
        if others:
            matches.append(Match(row, others))
    return Resolved(lambda draft: compose_matches(draft, matches, len(later[:_COMPARED])))


def _elsewhere_line(plan: QueryPlan, rows: Sequence[Row]) -> str:
    places = [f"{escaped(r.plan.establishment)} {r.plan.submitted.year} {rec_nos([r])}" for r in rows[:5]]
    return f"“{escaped(plan.topic or '')}” does come up elsewhere: {listed(places)}."


def _written(plan: QueryPlan, knowledge: Knowledge, rows: tuple[Row, ...], near: tuple[Row, ...]) -> Resolved:
    if plan.intent is not Intent.COMPARE:
        return Resolved(lambda draft: compose_found(draft, plan, rows), near)
    establishments = {row.plan.establishment for row in rows}
    compared = tuple(
        sorted(
            (p for p in knowledge.plans.values() if p.establishment in establishments and p.submitted <= plan.as_of),
            key=lambda p: (p.establishment, p.submitted, p.plan_id),
        )
    )
    return Resolved(lambda draft: compose_compare(draft, plan, rows, compared), near)


def _zero(plan: QueryPlan, knowledge: Knowledge, topic_rows: str) -> Resolved:
    """A true zero; says which single filter keeps the rows away, where one does."""
    removed_by: list[Filter] = []
    if not topic_rows:
        for n, wanted in enumerate(plan.filters):
            others = (*plan.filters[:n], *plan.filters[n + 1 :])
            if wanted.field not in (Field.KIND,) and select(knowledge.connection, others, plan.unit, plan.as_of):
                removed_by.append(wanted)
    return Resolved(lambda draft: compose_zero(draft, plan, removed_by, topic_rows))
