"""Plans for the tests of the index: the two samples as their true registers have them, and small made ones."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.records import Action, Item, ItemKind, Plan, PlanKind, Source, SourceDocument

GOLD = Path(__file__).parent / "gold"
PLACE = Source(document="made.txt", sha256="0" * 64, lines=(1, 1))


@dataclass(frozen=True)
class HeldPlans:
    """A register as the index sees one."""

    held: tuple[Plan, ...]

    @property
    def plans_version(self) -> str:
        plans = sorted(plan.model_dump_json() for plan in self.held)
        return hashlib.sha256("".join(plans).encode()).hexdigest()

    def plans(self) -> tuple[Plan, ...]:
        return self.held


def gold_plans() -> tuple[Plan, ...]:
    """HMP Send 2019 and 2025."""
    return tuple(_plan(json.loads((GOLD / f"hmp-send-{year}.json").read_text())) for year in (2019, 2025))


def made_plan(plan_id: str, *items: Item) -> Plan:
    """A plan with these items and nothing else."""
    return Plan(
        plan_id=plan_id,
        establishment="HMP Made",
        kind=PlanKind.CONCERNS,
        submitted=date(2025, 1, 1),
        inspection=None,
        report_published=None,
        stated_totals=None,
        definitions=(),
        items=items,
        warnings=(),
        set_aside=(),
        source=SourceDocument(document="made.txt", sha256="0" * 64),
    )


def made_item(rec_no: str, text: str, *actions: str, response: str | None = None, section: str | None = None) -> Item:
    """An item whose response is its actions' words, unless another is given."""
    return Item(
        rec_no=rec_no,
        kind=ItemKind.CONCERN,
        group=None,
        section=section,
        text=text,
        response=" ".join(actions) if response is None else response,
        responsible_owner=("Governor",),
        target_dates=(),
        actions=tuple(
            Action(
                n=n,
                text=words,
                responsible_owner=("Governor",),
                target_date=None,
                due=None,
                completed=False,
                source=PLACE,
            )
            for n, words in enumerate(actions, start=1)
        ),
        source=PLACE,
    )


def _plan(gold: dict[str, Any]) -> Plan:
    items = []
    for item in gold["items"]:
        actions = [action["text"] for action in item["actions"]] if "actions" in item else [item["response"]]
        items.append(
            made_item(
                item["rec_no"], item["text"], *actions, response=item.get("response"), section=item.get("section")
            )
        )
    return made_plan(gold["plan_id"], *items)
