"""The register: exact, transactional, independent of order, and plain about what it cannot open."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from register_truth import PLANS, differences, truth

from ingest.errors import NotHeld, RegisterUnusable
from ingest.ingestion import ReportOutcome, ingest_paths
from ingest.reading import ReadDocument, read_document
from ingest.register import ItemKey, Outcome, Register
from ingest.schema import ADDED, PREVIOUS_VERSION

OLD, NEW = "hmp-send-2019-01-18", "hmp-send-2025-07-08"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path / "register.sqlite", create=True) as register:
        yield register


def sample(year: int) -> ReadDocument:
    return read_document(PLANS / f"hmp-send-{year}.txt")


def dump(register: Register) -> list[str]:
    return [line for line in register.connection.iterdump() if "INSERT" in line and "sqlite_" not in line]


def test_both_samples_from_files_to_the_register_and_back(register: Register) -> None:
    reports = ingest_paths(register, [PLANS])
    assert [(r.document, r.outcome, r.plans, r.items, r.actions, r.warnings) for r in reports] == [
        ("hmp-send-2019.txt", "read", 1, 26, 38, 7),
        ("hmp-send-2025.txt", "read", 1, 6, 31, 5),
    ]
    old, new = register.plans()
    assert (old.superseded_by, new.superseded_by) == (NEW, None)
    assert differences(old.model_copy(update={"superseded_by": None}), truth(2019)) == []
    assert differences(new, truth(2025)) == []
    assert [(s.plan_id, s.items, s.actions, s.warnings) for s in register.summaries()] == [
        (OLD, 26, 38, 7),
        (NEW, 6, 31, 5),
    ]


def test_reading_again_changes_nothing(register: Register) -> None:
    ingest_paths(register, [PLANS])
    before, version = dump(register), register.version
    reports = ingest_paths(register, [PLANS])
    assert {report.outcome for report in reports} == {ReportOutcome.UNCHANGED}
    assert [report.items for report in reports] == [26, 6]
    assert register.save(sample(2019)) is Outcome.UNCHANGED
    assert (dump(register), register.version) == (before, version)


def test_the_order_of_reading_makes_no_difference(tmp_path: Path) -> None:
    other = tmp_path / "other-2020.txt"
    other.write_text((PLANS / "hmp-send-2019.txt").read_text().replace("18th January 2019", "3 March 2020"))
    paths = [PLANS / "hmp-send-2019.txt", PLANS / "hmp-send-2025.txt", other]
    found = set()
    for number, order in enumerate(itertools.permutations(paths)):
        with Register.open(tmp_path / f"{number}.sqlite", create=True) as register:
            for path in order:
                register.save(read_document(path))
            plans = tuple(plan.model_dump_json() for plan in register.plans())
            linked = tuple(
                register.connection.execute("SELECT plan_id, superseded_by, superseded_on FROM plans ORDER BY 1")
            )
            found.add((register.version, plans, linked, register.abbreviations()))
    assert len(found) == 1
    assert linked == (
        (OLD, "hmp-send-2020-03-03", "2020-03-03"),
        ("hmp-send-2020-03-03", NEW, "2025-07-08"),
        (NEW, None, None),
    )


def changed(folder: Path, old: str, new: str, name: str = "hmp-send-2025.txt") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text((PLANS / "hmp-send-2025.txt").read_text().replace(old, new))
    return path


def test_changed_bytes_replace_the_plan_whole_and_keep_its_history(register: Register, tmp_path: Path) -> None:
    ingest_paths(register, [PLANS])
    version = register.version
    path = changed(tmp_path / "new", "\tJanuary 2026", "\tMarch 2026")
    (report,) = ingest_paths(register, [path])
    assert report.outcome is ReportOutcome.REPLACED
    assert register.item(NEW, "5").actions[-1].target_date == "March 2026"
    assert register.version != version
    assert [plan.items[4].actions[-1].target_date for plan in register.versions(NEW)] == ["January 2026"]
    assert register.connection.execute("SELECT count(*) FROM items WHERE plan_id = ?", (NEW,)).fetchone() == (6,)
    (report,) = ingest_paths(register, [PLANS / "hmp-send-2025.txt"])
    assert report.outcome is ReportOutcome.REPLACED
    assert register.version == version
    assert len(register.versions(NEW)) == 2


def test_two_documents_of_one_plan_settle_on_the_later_one(register: Register, tmp_path: Path) -> None:
    changed(tmp_path / "both", "x", "x", "a.txt")
    changed(tmp_path / "both", "\tJanuary 2026", "\tMarch 2026", "b.txt")
    assert [report.outcome for report in ingest_paths(register, [tmp_path / "both"])] == ["read", "replaced"]
    version = register.version
    assert [report.outcome for report in ingest_paths(register, [tmp_path / "both"])] == ["unchanged", "unchanged"]
    assert register.version == version
    assert register.item(NEW, "5").actions[-1].target_date == "March 2026"


def test_a_document_that_fails_leaves_what_was_there(register: Register, tmp_path: Path) -> None:
    ingest_paths(register, [PLANS])
    before = dump(register)
    broken = tmp_path / "hmp-send-2025.txt"
    broken.write_text("Action Plan: HMP Send\n")
    (report,) = ingest_paths(register, [broken])
    assert report.outcome is ReportOutcome.REFUSED
    twice = sample(2019).plans[0]
    bad = twice.model_copy(update={"items": (twice.items[0], twice.items[0])})
    with pytest.raises(RegisterUnusable, match="nothing was changed"):
        register.save(ReadDocument("bad.txt", "0" * 64, (bad,)))
    assert dump(register) == before


def test_a_plan_can_be_removed_with_all_that_hangs_on_it(register: Register) -> None:
    ingest_paths(register, [PLANS])
    register.remove(NEW)
    assert [(summary.plan_id, summary.superseded_by) for summary in register.summaries()] == [(OLD, None)]
    for table in ("items", "actions", "item_owners", "action_owners", "item_paragraphs", "abbreviations"):
        assert register.connection.execute(f"SELECT count(*) FROM {table} WHERE plan_id = ?", (NEW,)).fetchone() == (0,)
    with pytest.raises(NotHeld):
        register.remove(NEW)
    assert [report.outcome for report in ingest_paths(register, [PLANS])] == ["unchanged", "read"]


def test_what_is_not_held_is_said_with_what_is(register: Register) -> None:
    with pytest.raises(NotHeld, match="the register is empty"):
        register.plan("hmp-send-2020-01-01")
    ingest_paths(register, [PLANS])
    with pytest.raises(NotHeld, match=f"held are: {OLD}, {NEW}"):
        register.plan("hmp-send-2020-01-01")
    with pytest.raises(NotHeld, match=r"6\.1 to 6\.26 are held.*nearest are: 6\.26, 6\.25, 6\.24"):
        register.item(OLD, "6.31")
    keys = [ItemKey(NEW, "5"), ItemKey(OLD, "6.5")]
    assert [item.rec_no for item in register.items(keys)] == ["5", "6.5"]
    with pytest.raises(NotHeld):
        register.items([*keys, ItemKey(NEW, "7")])


def test_columns_for_filters_say_what_the_records_say(register: Register) -> None:
    ingest_paths(register, [PLANS])
    query = register.connection.execute
    assert query("SELECT count(*) FROM items WHERE agreement = 'partly_agreed'").fetchone() == (3,)
    assert {n for (n,) in query("SELECT rec_no FROM items WHERE repeated")} == {"6.9", "6.13"}
    assert query("SELECT plan_id, rec_no, n FROM actions WHERE due = '2026-01-31'").fetchall() == [(NEW, "5", 3)]
    assert query("SELECT rec_no FROM action_owners WHERE owner_key = 'hmpps'").fetchall() == [("6",)]
    assert query("SELECT rec_no FROM item_paragraphs WHERE paragraph = '4.16'").fetchall() == [("6.22",)]
    assert query("SELECT rec_no FROM actions WHERE part_completed ORDER BY 1").fetchall() == [("6.14",), ("6.18",)]
    held = {(a.short, a.long, a.plan_id, a.rec_no, a.n) for a in register.abbreviations()}
    assert ("BWVC", "body worn video cameras", NEW, "3", 3) in held
    assert ("CNWL", "Central North West London", OLD, "6.5", 1) in held
    assert ("MAPPAs", "multi-agency public protection arrangements", OLD, "6.22", None) in held


def test_a_place_is_shown_as_it_stands_in_the_document(register: Register) -> None:
    ingest_paths(register, [PLANS])
    lines = (PLANS / "hmp-send-2025.txt").read_text().split("\n")
    assert register.document_lines(register.item(NEW, "4").source) == tuple(lines[41:47])
    source = register.item(NEW, "4").source
    register.remove(NEW)
    assert register.document_lines(source) == ()


def test_a_register_that_is_none_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    with pytest.raises(RegisterUnusable, match="action-plans ingest"):
        Register.open(path)
    assert not path.exists()
    path.write_text("not a database at all, but long enough to be read as one")
    with pytest.raises(RegisterUnusable, match="move the file away"):
        Register.open(path)
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(RegisterUnusable, match="no register"):
        Register.open(path, create=True)


def test_another_schema_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    with Register.open(path, create=True) as register:
        register.connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(RegisterUnusable, match="schema version 99"):
        Register.open(path)


def test_what_was_saved_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "register.sqlite"
    with Register.open(path, create=True) as register:
        register.save(sample(2025))
        version = register.version
    with Register.open(path) as register:
        assert register.version == version
        assert differences(register.plan(NEW), truth(2025)) == []


def test_a_register_of_the_version_before_is_kept_and_gets_the_new_tables(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    with Register.open(path, create=True) as register:
        register.save(sample(2025))
        held = register.version
        for table in re.findall(r"CREATE TABLE (\w+)", ADDED):
            register.connection.execute(f"DROP TABLE {table}")
        for index, columns in (("due", "due, completed"), ("completed", "completed, due")):
            register.connection.execute(f"DROP INDEX actions_by_{index}")
            register.connection.execute(f"CREATE INDEX actions_by_{index} ON actions ({columns}, plan_id, rec_no, n)")
        register.connection.execute("ALTER TABLE actions DROP COLUMN reported")
        register.connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (PREVIOUS_VERSION,))
    with Register.open(path) as register:
        assert register.version == held
        assert register.connection.execute("SELECT count(*) FROM feedback").fetchone() == (0,)
