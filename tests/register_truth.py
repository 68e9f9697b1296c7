"""The true registers of the sample plans, compared field by field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingest.records import Plan

GOLD = Path(__file__).parent / "gold"
PLANS = Path(__file__).parent.parent / "data" / "plans"


def truth(year: int) -> dict[str, Any]:
    """The true register of one sample plan."""
    found: dict[str, Any] = json.loads((GOLD / f"hmp-send-{year}.json").read_text())
    return found


def differences(plan: Plan, gold: dict[str, Any]) -> list[str]:
    """Every field of the true register that the plan has otherwise, as a line of words."""
    read = plan.model_dump(mode="json")
    lines: list[str] = []
    for name, true in gold.items():
        if name in {"items", "must_warn"}:
            continue
        found = [entry["term"] for entry in read[name]] if name == "definitions" else read[name]
        if found != true:
            lines.append(f"{name}: {found!r} is not {true!r}")
    if [item["rec_no"] for item in read["items"]] != [item["rec_no"] for item in gold["items"]]:
        return [*lines, f"items: {[item['rec_no'] for item in read['items']]}"]
    for item, true_item in zip(read["items"], gold["items"], strict=True):
        at = true_item["rec_no"]
        for name, true in true_item.items():
            if name == "actions":
                continue
            found = item["source"]["lines"] if name == "source_lines" else item[name]
            if found != true:
                lines.append(f"{at} {name}: {found!r} is not {true!r}")
        true_actions = true_item.get("actions")
        if true_actions is None:
            continue
        if len(true_actions) != len(item["actions"]):
            lines.append(f"{at}: {len(item['actions'])} actions are not {len(true_actions)}")
            continue
        for action, true_action in zip(item["actions"], true_actions, strict=True):
            for name, true in true_action.items():
                found = action["source"]["lines"] if name == "source_line" else action[name]
                if found != ([true, true] if name == "source_line" else true):
                    lines.append(f"{at}#{true_action['n']} {name}: {found!r} is not {true!r}")
    return lines
