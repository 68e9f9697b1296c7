"""Figures with their intervals: the bootstrap, rankings by ir_measures, and the calibration of the cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.calibration import JudgedRow, calibration
from evals.intervals import Share, estimate, wilson
from evals.retrieval import RankedQuery, ranking_scores

SHARES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda t: (min(t), max(t))), max_size=30)


@given(SHARES)
def test_the_share_lies_in_its_interval_and_is_the_same_each_time(parts: list[tuple[int, int]]) -> None:
    given_parts = [Share(hits=hits, of=of) for hits, of in parts]
    found = estimate("a", given_parts)
    if not any(of for _, of in parts):
        assert found is None
        return
    assert found is not None
    assert found == estimate("a", given_parts)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.value == round(sum(h for h, _ in parts) / sum(of for _, of in parts), 4)
    assert found.questions == sum(of > 0 for _, of in parts)


def test_the_interval_has_the_width_that_theory_gives() -> None:
    found = estimate("b", [Share(hits=n % 4 != 0, of=1) for n in range(400)])
    assert found is not None
    low, high = wilson(0.75, 400)
    assert found.low == pytest.approx(low, abs=0.01)
    assert found.high == pytest.approx(high, abs=0.01)


def test_all_right_is_no_proof_of_perfection() -> None:
    found = estimate("c", [Share(hits=1, of=1)] * 15)
    assert found is not None
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.796, abs=0.001)


def test_rankings_by_hand() -> None:
    queries = (
        RankedQuery("one", frozenset({"a", "b"}), frozenset({"x"})),
        RankedQuery("two", frozenset({"c"}), frozenset()),
        RankedQuery("three", frozenset({"d"}), frozenset()),
    )
    # Allowed rows are taken out: "a" is first and "b" third. Of "two" the row is second; of "three" nothing was found.
    found = ranking_scores("here", "it", queries, {"one": ["x", "a", "y", "b"], "two": ["z", "c"]})
    values = {figure.name: figure.estimate.value for figure in found.figures}
    assert values["R@10"] == pytest.approx(2 / 3, abs=1e-4)
    assert values["RR@10"] == pytest.approx((1 + 1 / 2 + 0) / 3, abs=1e-4)
    assert values["nDCG@10"] == pytest.approx(((1 + 1 / 2) / (1 + 0.63093) + 0.63093) / 3, abs=1e-4)


def test_a_cut_that_is_too_sure_is_seen() -> None:
    sure = [JudgedRow(4.0, True, right) for right in (True, False) * 10]
    honest = [JudgedRow(0.0, True, right) for right in (True, False) * 10]
    assert calibration("a", 20, honest, 12).error == pytest.approx(0.0, abs=1e-9)
    found = calibration("a", 20, [*sure, JudgedRow(-2.0, False, True)], 12)
    assert found.error is not None
    assert found.error > 0.4
    assert (found.given, found.given_right, found.missed, found.near) == (20, 10, 2, 1)
    assert sum(one.rows for one in found.bins) == 21


def test_odds_at_the_ends_are_in_a_bin() -> None:
    found = calibration("a", 1, [JudgedRow(60.0, True, True), JudgedRow(-60.0, False, False)], 1)
    assert [(one.low, one.high) for one in found.bins] == [(0.0, 0.1), (0.95, 1.0)]
