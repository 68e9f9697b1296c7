"""How well generated plans are read back from every kind of document: the bars, and that the measure sees errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.reading import KINDS, Tally, compare, corpus, measure


@pytest.mark.parametrize(("damaged", "bar"), [(False, 0.995), (True, 0.97)])
def test_generated_plans_are_read_back_from_every_kind(damaged: bool, bar: float, tmp_path: Path) -> None:
    whole = Tally()
    for plan, kind in zip(corpus(2 * len(KINDS), 3, damaged=damaged), KINDS * 2, strict=True):
        whole.add(measure(plan, kind, tmp_path))
    assert (whole.documents, whole.refused) == (2 * len(KINDS), 0)
    assert whole.right >= bar, whole.examples[:5]
    assert whole.silent <= 0.005, whole.examples[:5]


def test_wrong_missing_and_extra_rows_are_counted_and_told_silent() -> None:
    (plan, *_) = corpus(1, 3, damaged=False)
    truth = plan.truth
    assert compare(truth, truth).wrong == 0
    first, second, *rest = truth.items
    wrong = first.model_copy(update={"text": "x"})
    found = compare(truth, truth.model_copy(update={"items": (wrong, second, *rest)}))
    assert (found.wrong, found.unsaid) == (1, 1)
    missing = compare(truth, truth.model_copy(update={"items": (first, *rest)}))
    assert missing.wrong == 12 + 6 * len(second.actions)
    assert missing.unsaid == 0
    extra = compare(truth.model_copy(update={"items": (first, *rest)}), truth)
    assert extra.wrong == extra.unsaid == 12 + 6 * len(second.actions)
