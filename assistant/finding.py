"""Rows for a query plan: those that its filters leave, and of these the ones about its topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.evidence import Row
from assistant.expansion import official_names
from assistant.filters import Level, rule_for
from assistant.knowledge import Knowledge
from assistant.query import Field, Filter, Intent, QueryPlan, Unit
from assistant.selection import Selected, select
from ingest.establishments import establishment_key
from ingest.records import Plan

if TYPE_CHECKING:
    from assistant.relevance import AboutRow


def plans_on(day: date, knowledge: Knowledge) -> dict[str, Plan]:
    """The plans visible on a day by id, superseded only by plans that are visible then too."""
    seen = {plan_id: plan for plan_id, plan in knowledge.plans.items() if plan.submitted <= day}
    return {
        plan_id: plan.model_copy(update={"superseded_by": None}) if plan.superseded_by not in seen else plan
        for plan_id, plan in seen.items()
    }


_AND = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+", re.IGNORECASE)
_SIDE = 2
"""Words at least of each side of a topic that names two things: in "mother and baby unit" no mother is meant."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows about a topic: those under the filters, those just under the cut, and all about it wherever they stand."""

    rows: tuple[Row, ...]
    near: tuple[Row, ...]
    everywhere: tuple[Row, ...]


class Finder:
    """Finds the rows of one query plan, on its day."""

    def __init__(self, plan: QueryPlan, knowledge: Knowledge) -> None:
        self._plan = plan
        self._knowledge = knowledge
        self._by_action = any(rule_for(f, plan.unit).level is Level.ACTION for f in plan.filters)
        self.plans = plans_on(plan.as_of, knowledge)

    @cached_property
    def selected(self) -> tuple[Selected, ...]:
        """The items that all filters leave."""
        return self.select(self._plan.filters, self._plan.unit)

    def select(self, filters: Sequence[Filter], unit: Unit) -> tuple[Selected, ...]:
        """The items that these filters leave."""
        return select(self._knowledge.connection, filters, unit, self._plan.as_of)

    def plans_meant(self) -> tuple[Plan, ...]:
        """The plans that the filters on plan and establishment leave, oldest first within an establishment."""
        ids = [set(f.value) for f in self._plan.filters if f.field is Field.PLAN]
        keys = [set(f.value) for f in self._plan.filters if f.field is Field.ESTABLISHMENT]
        chosen = (
            p
            for p in self.plans.values()
            if all(p.plan_id in i for i in ids) and all(establishment_key(p.establishment) in k for k in keys)
        )
        return tuple(sorted(chosen, key=lambda p: (p.establishment, p.submitted, p.plan_id)))

    def row(self, selected: Selected, about: AboutRow | None = None) -> Row:
        """A selected item as evidence."""
        item = self._knowledge.item(selected.plan_id, selected.rec_no)
        actions = tuple(a for a in item.actions if a.n in selected.actions)
        return Row(self.plans[selected.plan_id], item, actions, about, self._by_action)

    def rows(self) -> tuple[Row, ...]:
        """The rows that the filters leave, whatever their topic."""
        return tuple(self.row(s) for s in self.selected)

    def everything(self) -> dict[str, Row]:
        """All visible rows by item id."""
        return {s.item_id: self.row(s) for s in self.select((), Unit.ITEMS)}

    def about(self, topic: str) -> Found:
        """The rows about a topic. Rows of a section that the topic names are about it, whatever their words."""
        found = self._knowledge.relevance.rows(topic, [s.item_id for s in self.selected])
        about = {row.item_id: row for row in found.about}
        near = {row.item_id for row in found.near}
        visible = self.everything()
        names = official_names(topic)
        of_section = {
            item_id
            for item_id, row in visible.items()
            if row.item.section and any(_begins(row.item.section, name) for name in names)
        }
        rows: list[Row] = []
        close: list[Row] = []
        least = self._knowledge.relevance.least_odds(len(self.selected))
        for selected in self.selected:
            if selected.item_id in about and about[selected.item_id].log_odds >= least:
                rows += self._row_about(selected, about[selected.item_id])
            elif selected.item_id in of_section:
                rows.append(self.row(selected))
            elif selected.item_id in near or selected.item_id in about:
                close.append(self.row(selected))
        everywhere = tuple(row for item_id, row in visible.items() if item_id in about or item_id in of_section)
        return Found(tuple(rows), tuple(close), everywhere)

    def under_the_cut(self, topic: str) -> tuple[Row, ...]:
        """Rows under the cut that answer all the same where none is over it: the likeliest, those just under, or those
        about one side of a list.

        A count takes them as a list does, so that "how many?" of what was listed is not none.
        """
        relevance, ids = self._knowledge.relevance, [s.item_id for s in self.selected]
        chosen: tuple[AboutRow, ...]
        if self._plan.intent is Intent.REASON:
            # "Why was the recommendation about ... not agreed?" says that there is one: the likeliest is meant.
            of_refused = any(f.field is Field.AGREEMENT for f in self._plan.filters)
            presumed = relevance.presumed(topic, ids, only_clear=of_refused)
            chosen = (presumed,) if presumed else ()
        else:
            chosen = relevance.likeliest(topic, ids) or self._about_sides(topic, ids)
        about = {row.item_id: row for row in chosen}
        return tuple(row for s in self.selected if s.item_id in about for row in self._row_about(s, about[s.item_id]))

    def _about_sides(self, topic: str, ids: Sequence[str]) -> tuple[AboutRow, ...]:
        """Rows about one side of a topic that is a list ("keeping fit and healthy eating")."""
        sides = _AND.split(topic)
        if len(sides) < 2 or any(len(side.split()) < _SIDE for side in sides):
            return ()
        relevance, wanted = self._knowledge.relevance, frozenset(ids)
        least = relevance.least_odds(len(ids))
        about = (row for side in sides for row in relevance.rows(side, ids).about)
        return tuple({row.item_id: row for row in about if row.item_id in wanted and row.log_odds >= least}.values())

    def _row_about(self, selected: Selected, about: AboutRow) -> tuple[Row, ...]:
        """The row with those of its actions that are about the topic; of an item about it as a whole, all."""
        row = self.row(selected, about)
        if self._plan.unit is not Unit.ACTIONS or not about.actions:
            return (row,)
        actions = tuple(a for a in row.actions if a.n in about.actions)
        return (replace(row, actions=actions),) if actions else ()


def _begins(section: str, name: str) -> bool:
    """Whether a section's name begins with this one ("health" and "Health services")."""
    wanted, words = name.lower().split(), section.lower().split()
    return words[: len(wanted)] == wanted
