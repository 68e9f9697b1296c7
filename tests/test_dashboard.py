"""The dashboard's figures: those of the true register, of answers to questions, and of the rows that a search finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from register_truth import truth

from assistant.dashboard import Dashboard, Tally, View, plan_figures, read_dashboard
from assistant.engine import Engine
from assistant.search import list_rows
from assistant.search_terms import RowFilters, Search
from assistant.settings import Settings
from assistant.status import Status
from ingest.ingestion import ingest_paths
from ingest.register import Register

DAY = date(2025, 10, 15)
DAYS = (
    date(2019, 1, 18),
    date(2019, 10, 1),
    date(2025, 7, 7),
    date(2025, 8, 31),
    date(2025, 9, 1),
    DAY,
    date(2030, 1, 1),
)


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Engine]:
    with Engine.open(Settings(home=home)) as opened:
        yield opened


def read(engine: Engine, view: View, most: int = 100) -> Dashboard:
    return read_dashboard(engine.register.connection, view, most)


def found(engine: Engine, filters: RowFilters, as_of: date) -> int:
    return list_rows(engine.knowledge, Search(filters=filters, as_of=as_of)).total


def true_statuses(day: date) -> Counter[Status]:
    """The statuses of the actions of 2025 by the true register."""
    actions = [action for item in truth(2025)["items"] for action in item["actions"]]
    return Counter(
        Status.COMPLETED
        if action["completed"]
        else Status.OVERDUE
        if action["due"] and date.fromisoformat(action["due"]) < day
        else Status.OPEN
        for action in actions
    )


@pytest.mark.parametrize("day", [one for one in DAYS if one >= date(2025, 8, 31)])
def test_the_figures_of_the_current_plan_are_those_of_the_true_register(engine: Engine, day: date) -> None:
    board = read(engine, View(as_of=day))
    true = true_statuses(day)
    assert (board.plans, board.items) == (1, 6)
    assert board.actions == board.rows
    assert board.actions == Tally(
        completed=true[Status.COMPLETED], open=true[Status.OPEN], overdue=true[Status.OVERDUE]
    )


def test_months_are_those_of_the_true_register(engine: Engine) -> None:
    board = read(engine, View(as_of=DAY))
    due = Counter(a["due"][:7] for item in truth(2025)["items"] for a in item["actions"] if a["due"])
    assert {f"{one.first:%Y-%m}": one.tally.promised for one in board.periods} == due
    assert board.undated.promised == 31 - due.total()


@pytest.mark.parametrize(
    ("question", "statuses"),
    [
        ("How many actions are overdue?", ("overdue",)),
        ("How many actions are still open?", ("open", "overdue")),
        ("How many actions of HMP Send are overdue?", ("overdue",)),
    ],
)
@pytest.mark.parametrize("day", DAYS)
def test_a_question_gives_the_same_figure(engine: Engine, question: str, statuses: tuple[str, ...], day: date) -> None:
    board = read(engine, View(as_of=day))
    answer = engine.ask(question, as_of=day)
    assert answer.count_of == "actions"
    assert answer.count == sum(getattr(board.actions, status) for status in statuses)


def test_a_question_about_all_plans_gives_the_same_figure_as_the_view_of_all(engine: Engine) -> None:
    board = read(engine, View(as_of=DAY, current=False))
    answer = engine.ask("How many actions did the 2019 plan promise?", as_of=DAY)
    assert answer.count is not None
    now = read(engine, View(as_of=DAY))
    assert board.actions.promised + board.actions.no_action - now.actions.promised == answer.count


@pytest.mark.parametrize("current", [True, False])
@pytest.mark.parametrize("day", DAYS)
def test_every_figure_is_the_total_of_the_search_that_it_stands_for(engine: Engine, day: date, current: bool) -> None:
    board = read(engine, View(as_of=day, current=current))
    lines = [
        (board.rows, RowFilters(current=current)),
        (board.undated, RowFilters(current=current, due_months=("none",))),
        *((o.tally, RowFilters(current=current, owners=(o.name,))) for o in board.owners),
        *((e.tally, RowFilters(current=current, establishments=(e.key,))) for e in board.establishments),
        *((p.tally, RowFilters(current=current, due_from=p.first, due_to=p.last)) for p in board.periods),
    ]
    for tally, filters in lines:
        for status in (Status.COMPLETED, Status.OPEN, Status.OVERDUE):
            wanted = filters.model_copy(update={"statuses": (status,)})
            assert found(engine, wanted, day) == getattr(tally, status), (wanted, status)
    assert board.rows.promised == sum(p.tally.promised for p in board.periods) + board.undated.promised


def test_far_months_stand_together_by_year_and_near_ones_singly(engine: Engine) -> None:
    board = read(engine, View(as_of=DAY, current=False))
    spans = [(one.first, one.last) for one in board.periods]
    assert (date(2019, 1, 1), date(2019, 12, 31)) in spans
    assert (date(2025, 8, 1), date(2025, 8, 31)) in spans
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    # A year that lies on the edge of the single months is cut there.
    early = read(engine, View(as_of=date(2020, 6, 15), current=False))
    assert (date(2019, 1, 1), date(2019, 5, 31)) in [(one.first, one.last) for one in early.periods]


def test_only_the_first_owners_are_given_and_all_are_counted(engine: Engine) -> None:
    whole = read(engine, View(as_of=DAY, current=False))
    first = read(engine, View(as_of=DAY, current=False), most=2)
    assert first.owners == whole.owners[:2]
    assert first.owners_in_all == whole.owners_in_all == len(whole.owners)
    assert whole.owners[0].name == "Governor"


def test_a_view_of_an_establishment_that_is_not_held_is_empty(engine: Engine) -> None:
    board = read(engine, View(as_of=DAY, establishments=("nowhere",)))
    assert (board.plans, board.items, board.rows, board.periods, board.owners) == (0, 0, Tally(), (), ())


def test_figures_of_plans_add_up_to_those_of_the_view(engine: Engine) -> None:
    view = View(as_of=DAY, current=False)
    plans = plan_figures(engine.register.connection, view)
    board = read(engine, view)
    assert [(plan.plan_id, plan.items, plan.actions) for plan in plans] == [
        ("hmp-send-2019-01-18", 26, 38),
        ("hmp-send-2025-07-08", 6, 31),
    ]
    assert sum(plan.tally.overdue for plan in plans) == board.rows.overdue
    held = {plan.plan_id: plan.warnings for plan in engine.register.summaries()}
    assert {plan.plan_id: plan.warnings for plan in plans} == held


def test_rows_without_owner_action_or_date_are_told_apart(tmp_path: Path) -> None:
    rows = (
        "1\tThe laundry was dirty.\tThe laundry will be cleaned.\t\tJune 2025",
        "2\tThe kitchen was cold.\tThe kitchen will be heated.\tGovernor\t",
        "3\tThe gate was shut.\tThe gate will be opened.\tGovernor\tMarch 2025",
    )
    head = (
        "Action Plan: HMP Mirefield\n\nAction Plan Submitted: 4 March 2025\n\nACTION PLAN: HMIP REPORT\n\n"
        "ESTABLISHMENT: HMP MIREFIELD\n\n"
        "1. Rec No\t2. Concerns\t3. Response Action Taken/Planned\t4. Responsible Owner\t5. Target Date\n"
    )
    (tmp_path / "plan.txt").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    with Register.open(tmp_path / "register.sqlite", create=True) as register:
        assert ingest_paths(register, [tmp_path / "plan.txt"])[0].reason is None
        view = View(as_of=date(2025, 5, 1))
        board = read_dashboard(register.connection, view, 10)
        (plan,) = plan_figures(register.connection, view)
    assert board.rows == Tally(open=2, overdue=1)
    assert (board.unowned, board.undated) == (Tally(open=1), Tally(open=1))
    assert (plan.without_owner, plan.without_date) == (1, 1)
    assert [(one.name, one.tally) for one in board.owners] == [("Governor", Tally(open=1, overdue=1))]
