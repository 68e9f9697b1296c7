"""How often, by a clock of the test's own; and the log of who asked what."""

from __future__ import annotations

import json
import stat
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine import Engine
from assistant.settings import Settings, SignIn
from assistant.web.asked_log import KEPT_ASIDE, ROWS_NAMED, AskedLog, Place, row_id
from assistant.web.limits import RateLimit
from assistant.web.people import Person, Role, acting_as

ANNA = Person("anna", Role.EDITOR)
DAY = date(2025, 10, 15)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_then_so_many_a_minute() -> None:
    clock = Clock()
    limit = RateLimit(a_minute=6, at_once=3, clock=clock)
    assert [limit.take("anna") for _ in range(4)] == [0, 0, 0, 10]
    assert limit.take("ravi") == 0
    clock.now = 9
    assert limit.take("anna") == 1
    clock.now = 10
    assert [limit.take("anna"), limit.take("anna")] == [0, 10]
    limit.forgive("anna")
    assert limit.take("anna") == 0


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 120), st.integers(1, 10))
def test_no_more_than_the_limit_in_any_stretch(pauses: list[float], a_minute: int, at_once: int) -> None:
    clock = Clock()
    limit = RateLimit(a_minute, at_once, clock)
    taken = []
    for pause in pauses:
        clock.now += pause
        if limit.take("x") == 0:
            taken.append(clock.now)
    for first, start in enumerate(taken):
        for last, end in enumerate(taken[first:], start=first):
            assert last - first + 1 <= at_once + (end - start) * a_minute / 60 + 1e-6


def test_a_crowd_of_names_takes_no_endless_memory() -> None:
    limit = RateLimit(a_minute=1, at_once=2, clock=Clock())
    for number in range(25_000):
        limit.take(str(number))
    assert len(limit._buckets) <= 10_000


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_it_is_logged_who_asked_what_and_which_rows_were_shown(home: Path, tmp_path: Path) -> None:
    log = AskedLog(tmp_path / "asked.jsonl", most_bytes=10**6, on=True)
    with Engine.open(Settings(home=home)) as engine:
        answer = engine.ask("Which concerns about interpreters are still open?", DAY)
        refused = engine.ask("What is the capital of France?", DAY)
    log.answered(Place.CHAT, answer, by=ANNA)
    with acting_as(Person("ravi", Role.READER)):
        log.answered(Place.API, refused)
        rows = [row_id("hmp-send-2025-07-08", str(number), 1) for number in range(500)]
        log.listed(Place.SEARCH, "laundry (status: overdue)", DAY, rows, 1000)
    asked, none, listed = lines_of(log.path)
    assert (asked["person"], asked["place"], asked["words"]) == ("anna", "chat", answer.question)
    assert asked["rows"] and asked["shown"] == len(answer.citations)
    assert str(asked["rows"][0]).startswith("hmp-send-2025-07-08/4")  # type: ignore[index]
    assert (none["person"], none["abstained"], none["rows"]) == ("ravi", True, [])
    assert (len(listed["rows"]), listed["shown"]) == (ROWS_NAMED, 1000)  # type: ignore[arg-type]
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("sign_in", "asked_for", "on"),
    [("none", None, False), ("users", None, True), ("oidc", None, True), ("users", False, False), ("none", True, True)],
)
def test_it_is_on_where_people_sign_in_or_by_its_setting(
    tmp_path: Path, sign_in: str, asked_for: bool | None, on: bool
) -> None:
    settings = Settings(home=tmp_path, sign_in=SignIn(sign_in), log_asked=asked_for)
    AskedLog.of(settings).listed(Place.SEARCH, "laundry", DAY, [], 0)
    assert settings.asked_file.exists() == on


def test_the_log_is_put_aside_by_size_and_loses_no_line_before(tmp_path: Path) -> None:
    log = AskedLog(tmp_path / "asked.jsonl", most_bytes=1000, on=True)
    for number in range(60):
        log.listed(Place.SEARCH, f"question {number}", DAY, [], number)
    files = [log.path, *(tmp_path / f"asked.jsonl.{number}" for number in range(1, KEPT_ASIDE + 1))]
    assert {path.name for path in tmp_path.iterdir()} - {".asked.jsonl.lock"} == {path.name for path in files}
    assert all(path.stat().st_size <= 1000 and stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    kept = [line["shown"] for path in reversed(files) for line in lines_of(path)]
    assert kept == list(range(60 - len(kept), 60))


def test_many_write_at_once_and_every_line_is_whole(tmp_path: Path) -> None:
    def write(name: int) -> None:
        log = AskedLog(tmp_path / "asked.jsonl", most_bytes=10**7, on=True)
        for number in range(20):
            log.listed(Place.API, f"{name} {'x' * 3000}", DAY, [], number)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines_of(tmp_path / "asked.jsonl")) == 160
