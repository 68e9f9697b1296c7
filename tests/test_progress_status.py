"""The newest progress entry up to a day decides an action's status on it: in records, in SQL, in any order of files."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from register_truth import PLANS
from test_progress_files import HEADER, NEW, OLD, csv_file

from assistant.filters import action_status_sql
from assistant.status import Status, action_status, completed_on, item_status, status_reason
from ingest.plan_names import PlanName
from ingest.progress import ProgressFile, ProgressRow
from ingest.reading import ReadDocument, read_document
from ingest.records import (
    Action,
    Agreement,
    Item,
    ItemKind,
    Plan,
    PlanKind,
    ProgressEntry,
    ProgressStatus,
    Source,
    SourceDocument,
)
from ingest.register import Register

SHA = "0" * 64
PLACE = Source(document="plan.txt", sha256=SHA, lines=(1, 1))
SUBMITTED = date(2025, 1, 1)
DAYS = [SUBMITTED + timedelta(days=n) for n in range(4)]
NAME = PlanName(words="Send 2025", establishment_key="send", submitted=(SUBMITTED, date(2025, 12, 31)))
DONE, OPEN = ProgressStatus.COMPLETED, ProgressStatus.IN_PROGRESS


def plan(*actions: bool, agreement: Agreement | None = Agreement.AGREED) -> Plan:
    """A plan of one recommendation; each action says whether the plan calls it completed. All are due on DAYS[1]."""
    item = Item(
        rec_no="1",
        kind=ItemKind.RECOMMENDATION,
        group=None,
        text="Something should be done.",
        agreement=agreement,
        response="It will be done.",
        responsible_owner=("Governor",),
        target_dates=(),
        actions=tuple(
            Action(
                n=n,
                text="It will be done.",
                responsible_owner=("Governor",),
                target_date="Completed" if completed else "2 January 2025",
                due=None if completed else DAYS[1],
                completed=completed,
                source=PLACE,
            )
            for n, completed in enumerate(actions, start=1)
        ),
        source=PLACE,
    )
    return Plan(
        plan_id="hmp-send-2025-01-01",
        establishment="HMP Send",
        kind=PlanKind.RECOMMENDATIONS,
        submitted=SUBMITTED,
        inspection=None,
        report_published=None,
        stated_totals=None,
        definitions=(),
        items=(item,),
        warnings=(),
        set_aside=(),
        source=SourceDocument(document="plan.txt", sha256=SHA),
    )


@st.composite
def files(draw: st.DrawFn) -> list[ReadDocument]:
    read = []
    for name in ("a.csv", "b.xlsx", "c.csv"):
        cells = draw(
            st.lists(
                st.tuples(st.sampled_from(DAYS), st.sampled_from(ProgressStatus), st.sampled_from([None, 1, 2])),
                max_size=5,
            )
        )
        rows = tuple(
            ProgressRow(
                plan=NAME,
                rec_no="1",
                entry=ProgressEntry(
                    on_day=day,
                    status=status,
                    words=status,
                    action=action,
                    source=Source(document=name, sha256=SHA, rows=(number, number)),
                ),
            )
            for number, (day, status, action) in enumerate(cells, start=2)
        )
        read.append(ReadDocument(name, name, (), (), ProgressFile(rows=rows, doubts=())))
    return read


def newest(reported: list[ReadDocument], n: int, day: date) -> ProgressStatus | None:
    """The rule in its own words: newest day, then of the action itself, then the later file, then the later row."""
    entries = [
        (row.entry.on_day, row.entry.action is not None, file.name, row.entry.source.rows, row.entry.status)
        for file in reported
        if file.progress is not None
        for row in file.progress.rows
        if row.entry.on_day <= day and row.entry.action in (None, n)
    ]
    return max(entries, key=lambda entry: entry[:4])[4] if entries else None


@settings(max_examples=100, deadline=None)
@given(files(), st.lists(st.booleans(), min_size=1, max_size=2), st.sampled_from([None, *Agreement]), st.data())
def test_the_newest_entry_up_to_the_day_counts_whatever_the_order_of_reading(
    reported: list[ReadDocument], completed: list[bool], agreement: Agreement | None, data: st.DataObject
) -> None:
    documents = [ReadDocument("plan.txt", SHA, (plan(*completed, agreement=agreement),)), *reported]
    order = data.draw(st.permutations(documents))
    with TemporaryDirectory() as name, Register.open(Path(name) / "register.sqlite", create=True) as register:
        register.connection.execute("PRAGMA synchronous = OFF")
        for document in order:
            register.save(document)
        item = register.item("hmp-send-2025-01-01", "1")
        assert register.plan("hmp-send-2025-01-01").items == (item,)
        for day, action in itertools.product([*DAYS, DAYS[-1] + timedelta(days=99)], item.actions):
            told = newest(reported, action.n, day)
            assert completed_on(action, day) is (action.completed if told is None else told is DONE)
            by_sql = register.connection.execute(
                f"SELECT {action_status_sql(day)} FROM items i JOIN actions a USING (plan_id, rec_no) WHERE a.n = ?",
                (action.n,),
            ).fetchone()
            assert by_sql == (action_status(action, agreement, day).value,)
            reason = status_reason(action, agreement, day)
            assert reason.startswith(action_status(action, agreement, day).value.replace("_", " "))
            assert ("reported" in reason) is (told is not None and agreement is not Agreement.NOT_AGREED)


def entry(day: date, status: ProgressStatus, words: str) -> ProgressEntry:
    place = Source(document="progress.csv", sha256=SHA, rows=(4, 4))
    return ProgressEntry(on_day=day, status=status, words=words, action=1, source=place)


def test_reasons_name_the_day_the_file_and_the_row() -> None:
    (action,) = plan(False).items[0].actions
    done = action.model_copy(update={"progress": (entry(DAYS[0], DONE, "Closed"),)})
    begun = action.model_copy(update={"progress": (entry(DAYS[0], OPEN, "on-going"),)})
    place = "on 1 January 2025 in progress.csv, row 4"
    assert status_reason(done, None, DAYS[3]) == f"completed: reported {place}"
    assert status_reason(begun, None, DAYS[1]) == f"open: reported as “on-going” {place}; due by 2 January 2025"
    late = f"overdue: reported as “on-going” {place}; target 2 January 2025 has passed"
    assert status_reason(begun, None, DAYS[2]) == late
    undone = plan(True).items[0].actions[0].model_copy(update={"progress": (entry(DAYS[0], OPEN, "reopened"),)})
    assert status_reason(undone, None, DAYS[3]).endswith("; the plan gives no day (“Completed”)")


def test_progress_is_the_same_in_every_order_of_files_and_plans(tmp_path: Path) -> None:
    files = [
        csv_file(
            tmp_path / "a.csv",
            HEADER[:5],
            ["HMP Send 2025", "4", "", "completed", "1 December 2025"],
            [OLD, "6.5", "1", "done", "1 December 2019"],
        ),
        csv_file(
            tmp_path / "b.csv",
            HEADER[:5],
            [NEW, "4", "", "reopened", "1 December 2025"],
            ["HMP Send", "6.5", "1", "reopened", "1 January 2020"],
        ),
        *sorted(PLANS.iterdir()),
    ]
    found = set()
    for number, order in enumerate(itertools.permutations([read_document(path) for path in files])):
        with Register.open(tmp_path / f"{number}.sqlite", create=True) as register:
            register.connection.execute("PRAGMA synchronous = OFF")
            for document in order:
                register.save(document)
            rows = register.connection.execute("SELECT document, position, plan_id FROM progress").fetchall()
            found.add((register.version, tuple(sorted(rows, key=str)), repr(register.plans())))
    assert len(found) == 1
    with Register.open(tmp_path / "0.sqlite") as register:
        # Of one day, the later file by its name counts; "HMP Send" names no one plan where two are held.
        assert item_status(register.item(NEW, "4"), date(2025, 12, 1)) is Status.OVERDUE
        assert action_status(register.item(OLD, "6.5").actions[0], None, date(2020, 6, 1)) is Status.COMPLETED
