"""The log of what ingestions changed: added, replaced and removed plans, with the differences in figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from register_truth import PLANS

from ingest.changes import Change, ChangeKind, Difference, last_changes
from ingest.errors import RegisterUnusable
from ingest.ingestion import ingest_paths
from ingest.reading import read_document
from ingest.register import Register

PLAN = "hmp-send-2025-07-08"


def changes(path: Path) -> list[Change]:
    with Register.open(path) as register:
        return list(last_changes(register.connection))


def ingest(path: Path, document: Path) -> None:
    with Register.open(path, create=True) as register:
        assert {report.reason for report in ingest_paths(register, [document])} == {None}


def test_one_run_is_logged_as_one_and_a_run_that_changes_nothing_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    ingest(path, PLANS)
    found = changes(path)
    assert [(one.plan_id, one.kind) for one in found] == [
        ("hmp-send-2019-01-18", ChangeKind.ADDED),
        (PLAN, ChangeKind.ADDED),
    ]
    assert found[1].difference == Difference(
        items=6, items_before=0, actions=31, actions_before=0, completed=0, dates_moved=0
    )
    assert found[0].run == found[1].run <= found[0].at <= found[1].at
    ingest(path, PLANS)
    assert changes(path) == found


def test_a_corrected_document_says_what_was_completed_and_which_dates_moved(tmp_path: Path) -> None:
    path, document = tmp_path / "register.sqlite", tmp_path / "plan.txt"
    text = (PLANS / "hmp-send-2025.txt").read_text(encoding="utf-8")
    document.write_text(text, encoding="utf-8")
    ingest(path, document)
    with Register.open(path) as register:
        before = register.plan(PLAN)
    lines = text.splitlines(keepends=True)
    corrected = 0
    # Within one concern, whose lines each end in a target date.
    for number in range(41, 47):
        for old, new in (("September 2025", "Completed"), ("October 2025", "March 2026")):
            if lines[number].rstrip().endswith(old):
                lines[number] = lines[number].replace(old, new)
                corrected += 1
                break
    document.write_text("".join(lines), encoding="utf-8")
    ingest(path, document)
    (change,) = changes(path)
    with Register.open(path) as register:
        after = register.plan(PLAN)
    old_actions = {(i.rec_no, a.n): a for i in before.items for a in i.actions}
    new_actions = {(i.rec_no, a.n): a for i in after.items for a in i.actions}
    done = [key for key in new_actions if new_actions[key].completed and not old_actions[key].completed]
    moved = [key for key in new_actions if new_actions[key].due != old_actions[key].due and key not in done]
    assert corrected == len(done) + len(moved)
    assert done
    assert moved
    assert change.kind is ChangeKind.REPLACED
    assert change.difference == Difference(
        items=6, items_before=6, actions=31, actions_before=31, completed=len(done), dates_moved=len(moved)
    )


def test_a_removed_plan_is_logged_with_what_went(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    ingest(path, PLANS)
    with Register.open(path) as register:
        register.remove(PLAN)
    (change,) = changes(path)
    assert (change.plan_id, change.kind) == (PLAN, ChangeKind.REMOVED)
    assert (change.difference.items, change.difference.items_before, change.difference.actions_before) == (0, 6, 31)


def test_a_change_that_fails_leaves_no_line_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    ingest(path, PLANS / "hmp-send-2019.txt")
    before = changes(path)
    read = read_document(PLANS / "hmp-send-2025.txt")
    plan = read.plans[0].model_copy(update={"items": read.plans[0].items[:1] * 2})  # one rec no twice
    with Register.open(path) as register, pytest.raises(RegisterUnusable, match="nothing was changed"):
        register.save(replace(read, plans=(plan,)))
    assert changes(path) == before
