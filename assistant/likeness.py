"""Rows of an establishment's other plans whose words are about the same as one row's: a suggestion, never a finding."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.evidence import Row
from assistant.knowledge import Knowledge
from ingest.establishments import establishment_key
from ingest.records import Item, Plan


def like_rows(knowledge: Knowledge, plan: Plan, item: Item, among: Mapping[str, Row]) -> tuple[Row, ...]:
    """Those of ``among`` (by item id) that stand in other plans of the establishment and are about it, best first.

    Raises IndexUnusable where the index can't be opened or built.
    """
    key = establishment_key(plan.establishment)
    found = [among[about.item_id] for about in knowledge.relevance.rows(item.text).about if about.item_id in among]
    return tuple(
        row for row in found if row.plan.plan_id != plan.plan_id and establishment_key(row.plan.establishment) == key
    )
