"""Rows under exact filters, ranked by a text: a search, which lists and orders, where a question is answered.

A row is an action, or an item as a whole where it has no actions. The filters alone decide which rows are found; the
text only orders them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.chunks import item_id
from assistant.composing.draft import Draft
from assistant.evidence import Row
from assistant.knowledge import Knowledge
from assistant.query import Field, Filter, Op, Unit
from assistant.selection import select
from assistant.status import Status, action_status, item_status
from ingest.establishments import establishment_key
from ingest.owners import owner_key
from ingest.records import Action, Agreement, Item, Plan, Record, Source

if TYPE_CHECKING:
    from assistant.index import Index


class RowFilters(Record):
    """What rows must have: one of the values of each field that names any, and a due day in the range.

    Names of establishments and owners are compared by their keys ("HMP Send" is "Send"), groups and sections without
    regard to capitals, all else exactly. ``due_from`` and ``due_to`` are inclusive; an undated row is in no range.
    """

    establishments: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    groups: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    plans: tuple[str, ...] = ()
    rec_nos: tuple[str, ...] = ()

    def words(self) -> str:
        """The filters as they were asked for: ``owner: Governor; status: overdue``; ``all rows`` without any."""
        named = (
            ("establishment", self.establishments),
            ("owner", self.owners),
            ("status", self.statuses),
            ("agreement", self.agreements),
            ("group", self.groups),
            ("section", self.sections),
            ("due from", (self.due_from,) if self.due_from else ()),
            ("due to", (self.due_to,) if self.due_to else ()),
            ("plan", self.plans),
            ("rec no", self.rec_nos),
        )
        return "; ".join(f"{name}: {', '.join(map(str, values))}" for name, values in named if values) or "all rows"


@dataclass(frozen=True, slots=True)
class Ranking:
    """A text to rank rows by, and the index that does it."""

    text: str
    index: Index


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row with what it stands in. ``score`` orders rows, higher is better; 0 where there is no text to score by."""

    plan: Plan
    item: Item
    action: Action | None
    status: Status
    score: float


class SearchRow(Record):
    """A row as it is shown; see the answer's citations for the fields."""

    plan_id: str
    establishment: str
    rec_no: str
    action: int | None
    score: float
    responsible_owner: tuple[str, ...]
    target_date: str | None
    status: str
    quote: str
    source: Source


class SearchPage(Record):
    """Some of the rows found, best first, and how many were found in all."""

    total: int
    as_of: date
    rows: tuple[SearchRow, ...]


def find_rows(
    knowledge: Knowledge, wanted: RowFilters, as_of: date, ranking: Ranking | None = None
) -> tuple[FoundRow, ...]:
    """Every row that meets the filters on the day ``as_of``, best first by the ranking's text.

    Without a ranking, and among equal scores, rows stand in the order of establishment, submission and table. Rows of
    plans submitted after ``as_of`` are not visible.
    """
    filters = _filters(knowledge, wanted)
    places = {
        (plan_id, item.rec_no): place
        for plan_id, plan in knowledge.plans.items()
        for place, item in enumerate(plan.items)
    }
    order = {plan_id: place for place, plan_id in enumerate(knowledge.plans)}
    found: list[_Key] = [
        (selected.plan_id, selected.rec_no, n)
        for selected in select(knowledge.connection, filters, Unit.ACTIONS, as_of)
        for n in selected.actions
    ]
    found += [
        (selected.plan_id, selected.rec_no, None)
        for selected in select(knowledge.connection, filters, Unit.ITEMS, as_of)
        if not knowledge.item(selected.plan_id, selected.rec_no).actions
    ]
    scores = _scores(ranking, sorted({item_id(plan_id, rec_no) for plan_id, rec_no, _ in found}))
    found.sort(key=lambda row: (-scores.get(row, 0.0), order[row[0]], places[row[:2]], row[2] or 0))
    return tuple(_found(knowledge, row, as_of, scores.get(row, 0.0)) for row in found)


def search(
    knowledge: Knowledge,
    wanted: RowFilters,
    as_of: date,
    ranking: Ranking | None = None,
    *,
    limit: int = 20,
    offset: int = 0,
) -> SearchPage:
    """The ``limit`` rows after the first ``offset`` of ``find_rows``, with their words and their places."""
    found = find_rows(knowledge, wanted, as_of, ranking)
    return SearchPage(
        total=len(found),
        as_of=as_of,
        rows=tuple(_shown(knowledge, row, as_of) for row in found[offset : offset + limit]),
    )


_Key = tuple[str, str, int | None]
"""Plan id, rec number, and number of the action."""


def _scores(ranking: Ranking | None, items: Sequence[str]) -> dict[_Key, float]:
    if ranking is None:
        return {}
    return {(row.plan_id, row.rec_no, row.action): row.score for row in ranking.index.rank(ranking.text, items)}


def _found(knowledge: Knowledge, key: _Key, as_of: date, score: float) -> FoundRow:
    plan_id, rec_no, n = key
    item = knowledge.item(plan_id, rec_no)
    action = next((action for action in item.actions if action.n == n), None)
    status = action_status(action, item.agreement, as_of) if action else item_status(item, as_of)
    return FoundRow(knowledge.plans[plan_id], item, action, status, score)


def _shown(knowledge: Knowledge, row: FoundRow, as_of: date) -> SearchRow:
    """The row as an answer would cite it, so that search and answers can't differ."""
    draft = Draft(as_of=as_of, lines_of=knowledge.lines_of)
    draft.cite(Row(row.plan, row.item, ()), row.action)
    (cited,) = draft.citations
    return SearchRow(score=row.score, **cited.model_dump(exclude={"n"}))


def _filters(knowledge: Knowledge, wanted: RowFilters) -> tuple[Filter, ...]:
    items = [item for plan in knowledge.plans.values() for item in plan.items]
    values: dict[Field, tuple[str, ...]] = {
        Field.ESTABLISHMENT: tuple(map(establishment_key, wanted.establishments)),
        Field.OWNER: tuple(map(owner_key, wanted.owners)),
        Field.STATUS: wanted.statuses,
        Field.AGREEMENT: wanted.agreements,
        Field.GROUP: _as_held(wanted.groups, [item.group for item in items]),
        Field.SECTION: _as_held(wanted.sections, [item.section for item in items]),
        Field.PLAN: wanted.plans,
        Field.REC_NO: wanted.rec_nos,
    }
    filters = [Filter(field=field, op=Op.IN, value=of, label=", ".join(of)) for field, of in values.items() if of]
    if wanted.due_from or wanted.due_to:
        days = tuple("" if day is None else day.isoformat() for day in (wanted.due_from, wanted.due_to))
        filters.append(Filter(field=Field.DUE, op=Op.BETWEEN, value=days, label=" to ".join(days)))
    return tuple(filters)


def _as_held(names: Sequence[str], held: Sequence[str | None]) -> tuple[str, ...]:
    """The register's own spelling of names; a name that it doesn't hold stays, and finds nothing."""
    wanted = {name.casefold() for name in names}
    return tuple(sorted({name for name in held if name and name.casefold() in wanted})) or tuple(names)
