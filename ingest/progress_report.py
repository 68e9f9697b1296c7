"""What a progress file comes to beside the plans that are held now: figures, and a warning for each row in doubt."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.places import place_words
from ingest.progress import ProgressFile
from ingest.progress_store import plans_meant
from ingest.records import Agreement, ProgressEntry, ProgressStatus, Record, Source

_MOST_ROWS_NAMED = 5


class ProgressReport(Record):
    """What a progress file comes to.

    ``plans`` are the ids of the held plans that it reports on, ``entries`` counts its rows that were read, ``waiting``
    those of them whose plan is not held yet, or not told from others. ``warnings`` name each row that was not read,
    changes no status, or is doubted, with what to do.
    """

    plans: tuple[str, ...]
    entries: int
    waiting: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """A row as it is held; ``n`` is None where all actions of the item are meant."""

    plan: str
    establishment_key: str
    submitted: tuple[str | None, str | None]
    plan_id: str | None
    rec_no: str
    entry: ProgressEntry


@dataclass(frozen=True, slots=True)
class _Warned:
    """A warning about the row at a place."""

    source: Source
    message: str


def progress_report(connection: sqlite3.Connection, document: str) -> ProgressReport:
    """What the progress file of a name comes to now; without entries where there is none of that name."""
    held = [
        _Held(plan, key, (first, last), plan_id, rec_no, ProgressEntry.model_validate_json(record))
        for plan, key, first, last, plan_id, rec_no, record in connection.execute(
            "SELECT plan, establishment_key, submitted_from, submitted_to, plan_id, rec_no, record"
            " FROM progress WHERE document = ? ORDER BY position",
            (document,),
        ).fetchall()
    ]
    read = connection.execute("SELECT record FROM progress_documents WHERE document = ?", (document,)).fetchone()
    found = (
        [_Warned(doubt.source, doubt.message) for doubt in ProgressFile.model_validate_json(read[0]).doubts]
        if read
        else []
    )
    for row in held:
        found += [_Warned(row.entry.source, message) for message in _doubts(connection, row)]
    return ProgressReport(
        plans=tuple(sorted({row.plan_id for row in held if row.plan_id is not None})),
        entries=len(held),
        waiting=sum(row.plan_id is None for row in held),
        warnings=_lines(found),
    )


def _doubts(connection: sqlite3.Connection, row: _Held) -> Iterator[str]:
    if row.plan_id is None:
        yield _unmet(plans_meant(connection, row.plan, row.establishment_key, *row.submitted), row.plan)
        return
    submitted, agreement = connection.execute(
        "SELECT submitted, (SELECT coalesce(agreement, '') FROM items i WHERE i.plan_id = plans.plan_id"
        " AND i.rec_no = ?) FROM plans WHERE plan_id = ?",
        (row.rec_no, row.plan_id),
    ).fetchone()
    if agreement is None:
        yield f"{row.plan_id} has no item {row.rec_no}: check the number; until then the row changes no status"
        return
    actions: dict[int, bool] = dict(
        connection.execute(
            "SELECT n, completed FROM actions WHERE plan_id = ? AND rec_no = ? ORDER BY n", (row.plan_id, row.rec_no)
        ).fetchall()
    )
    action = row.entry.action
    if not actions:
        yield f"{row.rec_no} of {row.plan_id} has no action that could be done: the row is kept and changes no status"
    elif action is not None and action not in actions:
        has = "1 action" if len(actions) == 1 else f"{len(actions)} actions"
        yield f"{row.rec_no} of {row.plan_id} has {has}, no action {action}: check the number"
    elif agreement == Agreement.NOT_AGREED:
        yield f"{row.rec_no} of {row.plan_id} was not agreed: the row is kept and changes no status"
    elif (
        action is None and row.entry.status is ProgressStatus.IN_PROGRESS and len(actions) > 1 and any(actions.values())
    ):
        done = ", ".join(str(n) for n, completed in actions.items() if completed)
        yield (
            f"it is about all actions of {row.rec_no} of {row.plan_id}, of which the plan reports {done} completed: "
            "give the number of the action where one is meant"
        )
    if _may_lack_a_nought(connection, row):
        yield (
            f"{row.rec_no} may stand for {row.rec_no}0, whose last nought a spreadsheet drops from a number: "
            "format the column as text and write the numbers anew"
        )
    if row.entry.on_day < date.fromisoformat(submitted):
        yield f"it is dated before {row.plan_id} was submitted: check the date"
    yield from _outdone(connection, row)


def _may_lack_a_nought(connection: sqlite3.Connection, row: _Held) -> bool:
    """Whether the plan has 5.1 and 5.10, and the file names 5.1 for one action several times and 5.10 never."""
    if "." not in row.rec_no:
        return False
    source, place = row.entry.source, (row.plan_id, f"{row.rec_no}0")
    held = connection.execute("SELECT 1 FROM items WHERE plan_id = ? AND rec_no = ?", place).fetchone()
    named = connection.execute(
        "SELECT count(*) FROM progress WHERE document = ? AND plan_id = ? AND rec_no = ?", (source.document, *place)
    ).fetchone()
    times = connection.execute(
        "SELECT count(*) FROM progress WHERE document = ? AND plan_id = ? AND rec_no = ? AND n = ?",
        (source.document, row.plan_id, row.rec_no, row.entry.action or 0),
    ).fetchone()
    return held is not None and named == (0,) and times > (1,)


def _unmet(meant: tuple[str, ...], words: str) -> str:
    if not meant:
        return f"waits for the plan '{words}', which is not held: read its document too, or check the name"
    return f"'{words}' may be {' or '.join(meant)}: write the id of the one meant; until then the row changes no status"


def _outdone(connection: sqlite3.Connection, row: _Held) -> Iterator[str]:
    """Where another row says something else of the same action on the same day, and is the one that counts."""
    source = row.entry.source
    last = connection.execute(
        "SELECT record FROM progress WHERE plan_id = ? AND rec_no = ? AND n = ? AND on_day = ?"
        " ORDER BY document DESC, position DESC LIMIT 1",
        (row.plan_id, row.rec_no, row.entry.action or 0, row.entry.on_day.isoformat()),
    ).fetchone()
    other = ProgressEntry.model_validate_json(last[0])
    if other.status is not row.entry.status:
        where = (
            place_words(other.source)
            if other.source.document == source.document
            else (f"{other.source.document}, {place_words(other.source)},")
        )
        yield f"{where} says '{other.words}' for the same action and day, and counts"


def _lines(found: list[_Warned]) -> tuple[str, ...]:
    """Each warning once, after the rows that it is about."""
    places: dict[str, list[Source]] = {}
    for one in sorted(found, key=lambda one: (one.source.sheet or "", one.source.rows or (0, 0))):
        places.setdefault(one.message, []).append(one.source)
    return tuple(f"{_rows(sources)}: {message}" for message, sources in places.items())


def _rows(sources: list[Source]) -> str:
    if len(sources) == 1:
        return place_words(sources[0])
    named = [str(source.rows[0]) if source.rows else "" for source in sources[:_MOST_ROWS_NAMED]]
    more = f" and {len(sources) - _MOST_ROWS_NAMED} more" if len(sources) > _MOST_ROWS_NAMED else ""
    sheets = list(dict.fromkeys(source.sheet for source in sources if source.sheet))
    within = f"sheet {', '.join(sheets)}, " if sheets else ""
    return f"{within}rows {', '.join(named)}{more}"
