"""The contract's meaning of open, overdue, completed and no action, on every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.status import Status, action_status, item_status, status_reason
from ingest.records import Action, Agreement, Item, ItemKind, Source

PLACE = Source(document="plan.txt", sha256="0" * 64, lines=(1, 1))
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
AGREEMENTS = st.sampled_from([*Agreement, None])


def action(n: int, due: date | None, *, completed: bool = False, part: bool = False) -> Action:
    words = "Completed" if completed else (f"{due:%B %Y}" if due else None)
    return Action(
        n=n,
        text="Something will be done.",
        responsible_owner=("Governor",),
        target_date=words,
        due=due,
        completed=completed,
        part_completed=part,
        source=PLACE,
    )


def item(agreement: Agreement | None, *actions: Action) -> Item:
    return Item(
        rec_no="1",
        kind=ItemKind.RECOMMENDATION,
        group=None,
        text="Something should be done.",
        agreement=agreement,
        response="",
        responsible_owner=("Governor",),
        target_dates=(),
        actions=actions,
        source=PLACE,
    )


ACTIONS = st.builds(
    lambda due, completed: action(1, due, completed=completed), st.one_of(st.none(), DAYS), st.booleans()
)


def test_a_month_runs_to_its_last_day() -> None:
    august = action(1, date(2025, 8, 31))
    assert action_status(august, None, date(2025, 8, 31)) is Status.OPEN
    assert action_status(august, None, date(2025, 9, 1)) is Status.OVERDUE


def test_what_is_not_agreed_is_no_action_whatever_its_date() -> None:
    assert action_status(action(1, date(2019, 3, 31)), Agreement.NOT_AGREED, date(2025, 1, 1)) is Status.NO_ACTION
    assert item_status(item(Agreement.NOT_AGREED), date(2025, 1, 1)) is Status.NO_ACTION


def test_part_completed_is_not_completed() -> None:
    half = action(1, date(2019, 12, 31), part=True)
    assert action_status(half, Agreement.AGREED, date(2019, 12, 1)) is Status.OPEN
    assert action_status(half, Agreement.AGREED, date(2020, 1, 1)) is Status.OVERDUE
    assert "one part is completed" in status_reason(half, Agreement.AGREED, date(2020, 1, 1))


@given(ACTIONS, AGREEMENTS, DAYS)
def test_time_moves_an_action_only_from_open_to_overdue(one: Action, agreement: Agreement | None, day: date) -> None:
    today = action_status(one, agreement, day)
    tomorrow = action_status(one, agreement, day + timedelta(days=1))
    assert tomorrow is today or (today, tomorrow) == (Status.OPEN, Status.OVERDUE)
    assert status_reason(one, agreement, day).startswith(today.value.replace("_", " "))


@given(st.lists(ACTIONS, max_size=5), AGREEMENTS, DAYS)
def test_an_items_status_follows_from_its_actions(
    actions: list[Action], agreement: Agreement | None, day: date
) -> None:
    statuses = {action_status(a, agreement, day) for a in actions}
    status = item_status(item(agreement, *actions), day)
    if agreement is Agreement.NOT_AGREED:
        assert status is Status.NO_ACTION
    elif Status.OVERDUE in statuses:
        assert status is Status.OVERDUE
    elif statuses == {Status.COMPLETED}:
        assert status is Status.COMPLETED
    else:
        assert status is Status.OPEN
