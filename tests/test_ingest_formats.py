"""The sample plans in every kind of document: read back equal to the true registers, with the place of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from published_samples import whole_sample
from register_truth import differences, truth

from evals.published.sheet import Part, parts_of
from evals.published.writers import write_csv, write_docx, write_html, write_odt, write_xlsx
from ingest.places import place_words
from ingest.reading import read_document
from ingest.records import Plan

Writer = Callable[[Sequence[Part]], bytes]
WRITERS: dict[str, Writer] = {
    "docx": write_docx,
    "odt": write_odt,
    "html": write_html,
    "xlsx": write_xlsx,
    "csv": write_csv,
}


def wrong(plan: Plan, year: int) -> list[str]:
    """Fields otherwise than in the true register; these documents have no damage, so no number had to be inferred."""
    return [line for line in differences(plan, truth(year)) if "source_line" not in line and "inferred" not in line]


@pytest.mark.parametrize("merged", [True, False], ids=["merged", "plain"])
@pytest.mark.parametrize("year", [2019, 2025])
@pytest.mark.parametrize("kind", list(WRITERS))
def test_a_sample_is_read_back_whole(kind: str, year: int, merged: bool, tmp_path: Path) -> None:
    path = tmp_path / f"plan.{kind}"
    path.write_bytes(WRITERS[kind](parts_of(whole_sample(year), merged=merged)))
    (plan,) = read_document(path).plans
    assert wrong(plan, year) == []
    assert not plan.set_aside


@pytest.mark.parametrize(
    ("kind", "words"),
    [("docx", "table "), ("odt", "table "), ("html", "table "), ("xlsx", "sheet Sheet, row"), ("csv", "line")],
)
def test_every_row_keeps_its_place(kind: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / f"plan.{kind}"
    path.write_bytes(WRITERS[kind](parts_of(whole_sample(2019))))
    (plan,) = read_document(path).plans
    places = [place_words(item.source) for item in plan.items]
    assert all(place.startswith(words) for place in places), places
    assert len(set(places)) == len(places)
    assert all(item.source.document == path.name and len(item.source.sha256) == 64 for item in plan.items)
    rows = [item.source.rows or item.source.lines for item in plan.items]
    assert rows == sorted(rows, key=lambda span: span or (0, 0))
    several = next(item for item in plan.items if item.rec_no == "6.19")
    spans = [action.source.rows or action.source.lines for action in several.actions]
    assert len(set(spans)) == len(several.actions)
