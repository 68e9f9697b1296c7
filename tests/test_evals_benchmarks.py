"""The benchmarks over a register that is large in small: what is measured, not how long it took."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.benchmarks.filters import filter_times
from evals.benchmarks.large import fill, held_actions
from evals.benchmarks.search_page import page_times
from ingest.register import Register


@pytest.fixture(scope="module")
def large_home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with 90 generated plans and no index."""
    settings = Settings(home=tmp_path_factory.mktemp("large"))
    with Register.open(settings.register_file, create=True) as register:
        fill(register, 1_000, lambda done, total: None)
    return settings


def test_filters_are_timed_over_as_many_rows_as_wanted(large_home: Settings) -> None:
    with Register.open(large_home.register_file) as register:
        found = filter_times(register)
    assert found.actions >= 1_000
    assert found.plans == 90
    assert all(one.ms > 0 for one in found.filters)
    assert {one.items > 0 for one in found.filters if "overdue" in one.asked} == {True}


def test_a_register_that_is_large_enough_is_left_as_it_is(large_home: Settings) -> None:
    with Register.open(large_home.register_file) as register:
        held = held_actions(register)
        fill(register, held, lambda done, total: None)
        assert held_actions(register) == held


def test_search_pages_are_timed_without_an_index(large_home: Settings) -> None:
    found = page_times(large_home, words=False)
    assert [page.asked for page in found.pages][:3] == ["no filter", "one facet", "three facets"]
    assert all(page.ms > 0 for page in found.pages)
    assert not (Path(large_home.home) / "index").exists()
