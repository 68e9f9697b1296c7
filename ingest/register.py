"""The register: plans, items and actions in one SQLite file, exactly as they were read."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.abbreviations import Abbreviation
from ingest.changes import log_change, log_progress
from ingest.errors import NotHeld, RegisterUnusable
from ingest.establishments import establishment_key
from ingest.history import earlier_versions
from ingest.opening import open_connection
from ingest.plan_store import insert_plan
from ingest.progress_store import (
    establishments_of,
    forget_document,
    forget_plan,
    holds_progress,
    item_progress,
    link,
    progress_of,
    save_progress,
    with_progress,
)
from ingest.reading import READING_VERSION, ReadDocument
from ingest.records import Item, ItemHistory, Plan, PlanSummary, Source
from ingest.schema import SCHEMA_VERSION

_ORDER = "establishment_key, establishment, submitted, plan_id"
_MOST_NAMED = 12


class Outcome(StrEnum):
    """What saving a document did."""

    READ = "read"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


class HeldAbbreviation(Abbreviation):
    """An abbreviation with the plan whose row explains it."""

    plan_id: str


@dataclass(frozen=True, slots=True, order=True)
class ItemKey:
    """The name of an item."""

    plan_id: str
    rec_no: str


def _distance(asked: str, held: str) -> tuple[float, str]:
    """How far two rec numbers lie apart, for naming the nearest."""

    def parts(rec_no: str) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", rec_no)] or [0]

    one, other = parts(asked), parts(held)
    size = max(len(one), len(other))
    pairs = zip(one + [0] * (size - len(one)), other + [0] * (size - len(other)), strict=True)
    return sum(abs(a - b) / 1000**level for level, (a, b) in enumerate(pairs)), held


class Register:
    """The register's file, open. Use as a context manager, or call ``close``.

    One connection, which threads may share for reading; ``connection`` is for read-only queries. Nothing that is
    returned depends on the order in which documents were saved, but which of two documents of one plan is its present
    version: the one saved later.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._opened = datetime.now(UTC)

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Opens a register, or makes an empty one where there is none and ``create`` is set.

        Raises RegisterUnusable where there is none, the file is no register, or it is of another schema version.
        """
        return cls(open_connection(path, create=create), path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; the register is of no use afterwards."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what fails inside leaves what was there.

        Writers in several threads need a register each: a connection has one transaction at a time.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise RegisterUnusable(
                f"The register {self.path} cannot be written ({error}): close what else is writing and try again"
            ) from error
        try:
            yield
        except sqlite3.Error as error:
            self.connection.execute("ROLLBACK")
            raise RegisterUnusable(
                f"The register {self.path} cannot be written ({error}): nothing was changed"
            ) from error
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    # Writing

    def holds(self, name: str, sha256: str) -> bool:
        """Whether a document's bytes were read already, by this version of the reading, and nothing would change.

        The bytes count as read where they are a plan's present version, under any name, or an earlier version that
        another document has replaced since. A document that was changed and then changed back is read again. Those of
        a progress file count as read under their own name alone.
        """
        return holds_progress(self.connection, name, sha256, READING_VERSION) or bool(
            self.connection.execute(
                "SELECT EXISTS (SELECT 1 FROM plans JOIN documents USING (sha256)"
                " WHERE sha256 = :sha256 AND reading = :reading) OR EXISTS ("
                " SELECT 1 FROM plan_versions AS old JOIN plans USING (plan_id) JOIN documents"
                " ON documents.sha256 = old.sha256 AND documents.name = old.document"
                " WHERE old.sha256 = :sha256 AND old.document = :name AND plans.document <> :name"
                " AND documents.reading = :reading)",
                {"sha256": sha256, "name": name, "reading": READING_VERSION},
            ).fetchone()[0]
        )

    def save(self, read: ReadDocument) -> Outcome:
        """Stores a document's plans in one transaction; a held plan is replaced whole and kept as a version.

        A progress file takes the place of all that one of its name said before.
        """
        if self.holds(read.name, read.sha256):
            return Outcome.UNCHANGED
        replaced = False
        with self.transaction():
            keys = establishments_of(self.connection, read.name)
            if read.progress is not None:
                replaced = save_progress(self.connection, read.name, read.sha256, READING_VERSION, read.progress)
                link(self.connection, keys | establishments_of(self.connection, read.name))
                log_progress(self.connection, self._opened, read.name)
                return Outcome.REPLACED if replaced else Outcome.READ
            forget_document(self.connection, read.name)
            for plan in read.plans:
                replaced = self._replace(plan) or replaced
            self.connection.execute("DELETE FROM documents WHERE sha256 = ? AND name = ?", (read.sha256, read.name))
            self.connection.execute("INSERT INTO documents VALUES (?, ?, ?)", (read.sha256, read.name, READING_VERSION))
            self.connection.executemany(
                "INSERT OR IGNORE INTO document_lines VALUES (?, ?, ?)",
                [(read.sha256, number, line) for number, line in enumerate(read.lines, start=1)],
            )
            self._link(keys | {establishment_key(plan.establishment) for plan in read.plans})
        return Outcome.REPLACED if replaced else Outcome.READ

    def remove(self, plan_id: str) -> None:
        """Removes a plan with its versions and what was reported of it; raises NotHeld where it is not held."""
        row = self.connection.execute(
            "SELECT establishment_key, sha256 FROM plans WHERE plan_id = ?", (plan_id,)
        ).fetchone()
        if row is None:
            raise self._no_plan(plan_id)
        with self.transaction():
            log_change(self.connection, self._opened, self.plan(plan_id), None)
            forget_plan(self.connection, plan_id)
            self.connection.execute("DELETE FROM plans WHERE plan_id = ?", (plan_id,))
            self.connection.execute("DELETE FROM plan_versions WHERE plan_id = ?", (plan_id,))
            self.connection.execute(
                "DELETE FROM documents WHERE sha256 NOT IN"
                " (SELECT sha256 FROM plans UNION SELECT sha256 FROM plan_versions)"
            )
            self.connection.execute("DELETE FROM document_lines WHERE sha256 NOT IN (SELECT sha256 FROM documents)")
            self._link({row[0]})

    def remove_progress(self, document: str) -> None:
        """Removes all that a progress file reported; raises NotHeld where none of that name is held."""
        if document not in self.progress_documents():
            raise NotHeld(f"No progress file '{document}' is held")
        with self.transaction():
            keys = establishments_of(self.connection, document)
            forget_document(self.connection, document)
            link(self.connection, keys)

    def _replace(self, plan: Plan) -> bool:
        """Puts a plan in the place of the one with its id; whether there was one."""
        old = self.connection.execute(
            "SELECT document, sha256 FROM plans WHERE plan_id = ?", (plan.plan_id,)
        ).fetchone()
        log_change(self.connection, self._opened, self.plan(plan.plan_id) if old else None, plan)
        if old is not None:
            # Reading the same bytes anew, with a better reader, makes no new version.
            if old[1] != plan.source.sha256:
                self.connection.execute(
                    "INSERT INTO plan_versions"
                    " SELECT ?1, 1 + (SELECT count(*) FROM plan_versions WHERE plan_id = ?1), ?2, ?3, ?4",
                    (
                        plan.plan_id,
                        *old,
                        self._as_read(plan.plan_id).model_copy(update={"superseded_by": None}).model_dump_json(),
                    ),
                )
            self.connection.execute("DELETE FROM plans WHERE plan_id = ?", (plan.plan_id,))
        insert_plan(self.connection, plan)
        return old is not None

    def _link(self, keys: Iterable[str]) -> None:
        """Names, for each plan of some establishments, the first one submitted after it, and finds its progress."""
        link(self.connection, keys)
        for key in keys:
            self.connection.execute(
                "UPDATE plans SET (superseded_by, superseded_on) = (SELECT later.plan_id, later.submitted"
                " FROM plans AS later"
                " WHERE later.establishment_key = plans.establishment_key AND later.submitted > plans.submitted"
                " ORDER BY later.submitted, later.plan_id LIMIT 1) WHERE establishment_key = ?",
                (key,),
            )

    # Reading

    @property
    def version(self) -> str:
        """A hash of all that the register holds now: equal for equal contents, whatever the order of saving."""
        digest = hashlib.sha256(f"{self.plans_version}\n".encode())
        for own in self.connection.execute(
            "SELECT document, sha256, reading FROM progress_documents ORDER BY document"
        ):
            digest.update(f"{own}\n".encode())
        return digest.hexdigest()

    @property
    def plans_version(self) -> str:
        """A hash of the plans held, as their documents say; what progress files report of them is no part of it."""
        digest = hashlib.sha256(f"{SCHEMA_VERSION}\n".encode())
        for (own,) in self.connection.execute("SELECT digest FROM plans ORDER BY plan_id"):
            digest.update(f"{own}\n".encode())
        return digest.hexdigest()

    def progress_documents(self) -> tuple[str, ...]:
        """The names of the progress files held, sorted."""
        rows = self.connection.execute("SELECT document FROM progress_documents ORDER BY document").fetchall()
        return tuple(document for (document,) in rows)

    def digests(self) -> frozenset[str]:
        """The SHA-256 of every document that a plan, or an earlier version of one, was read from."""
        rows = self.connection.execute("SELECT sha256 FROM plans UNION SELECT sha256 FROM plan_versions").fetchall()
        return frozenset(sha256 for (sha256,) in rows)

    def summaries(self) -> tuple[PlanSummary, ...]:
        """Every plan's head and figures, by establishment and date of submission."""
        rows = self.connection.execute(
            "SELECT record, superseded_by, (SELECT count(*) FROM items WHERE items.plan_id = plans.plan_id),"
            f" (SELECT count(*) FROM actions WHERE actions.plan_id = plans.plan_id) FROM plans ORDER BY {_ORDER}"
        ).fetchall()
        return tuple(
            _summary(Plan.model_validate_json(record), superseded_by, items, actions)
            for record, superseded_by, items, actions in rows
        )

    def plans(self) -> tuple[Plan, ...]:
        """Every plan whole, by establishment and date of submission."""
        ids = self.connection.execute(f"SELECT plan_id FROM plans ORDER BY {_ORDER}").fetchall()
        return tuple(self.plan(plan_id) for (plan_id,) in ids)

    def plan(self, plan_id: str) -> Plan:
        """One plan whole, ``superseded_by`` and progress filled in; raises NotHeld, naming the plans held."""
        plan = self._as_read(plan_id)
        told = progress_of(self.connection, plan_id)
        if not told:
            return plan
        items = tuple(with_progress(item, told.get(item.rec_no, ())) for item in plan.items)
        return plan.model_copy(update={"items": items})

    def _as_read(self, plan_id: str) -> Plan:
        """One plan as its document says, ``superseded_by`` filled in."""
        row = self.connection.execute(
            "SELECT record, superseded_by FROM plans WHERE plan_id = ?", (plan_id,)
        ).fetchone()
        if row is None:
            raise self._no_plan(plan_id)
        items = self.connection.execute(
            "SELECT record FROM items WHERE plan_id = ? ORDER BY position", (plan_id,)
        ).fetchall()
        whole = tuple(Item.model_validate_json(record) for (record,) in items)
        return Plan.model_validate_json(row[0]).model_copy(update={"items": whole, "superseded_by": row[1]})

    def versions(self, plan_id: str) -> tuple[Plan, ...]:
        """The earlier versions of a plan, oldest first; empty where there are none."""
        rows = self.connection.execute(
            "SELECT record FROM plan_versions WHERE plan_id = ? ORDER BY version", (plan_id,)
        ).fetchall()
        return tuple(Plan.model_validate_json(record) for (record,) in rows)

    def item(self, plan_id: str, rec_no: str) -> Item:
        """One item with its progress; raises NotHeld, naming the plans held or the nearest numbers."""
        row = self.connection.execute(
            "SELECT record FROM items WHERE plan_id = ? AND rec_no = ?", (plan_id, rec_no)
        ).fetchone()
        if row is None:
            raise self._no_item(plan_id, rec_no)
        return with_progress(Item.model_validate_json(row[0]), item_progress(self.connection, plan_id, rec_no))

    def history(self, plan_id: str, rec_no: str) -> ItemHistory:
        """What was reported of an item, and what earlier versions said of it; raises NotHeld as ``item`` does."""
        self.item(plan_id, rec_no)
        return ItemHistory(
            plan_id=plan_id,
            rec_no=rec_no,
            progress=item_progress(self.connection, plan_id, rec_no),
            versions=earlier_versions(self.versions(plan_id), self._as_read(plan_id), rec_no),
        )

    def items(self, keys: Iterable[ItemKey]) -> tuple[Item, ...]:
        """The items of some keys, one for each and in their order; raises NotHeld for the first that is not held."""
        return tuple(self.item(key.plan_id, key.rec_no) for key in keys)

    def abbreviations(self) -> tuple[HeldAbbreviation, ...]:
        """Every abbreviation that a held plan explains, with its row, by short form and place."""
        rows = self.connection.execute(
            "SELECT short, long, plan_id, rec_no, n FROM abbreviations JOIN items USING (plan_id, rec_no)"
            " ORDER BY short, long, plan_id, position, n"
        ).fetchall()
        return tuple(
            HeldAbbreviation(short=short, long=long, plan_id=plan_id, rec_no=rec_no, n=n)
            for short, long, plan_id, rec_no, n in rows
        )

    def document_lines(self, source: Source) -> tuple[str, ...]:
        """The lines of a place as they stand in the document, markup and tabs included; none where it has no lines."""
        first, last = source.lines or (0, 0)
        rows = self.connection.execute(
            "SELECT text FROM document_lines WHERE sha256 = ? AND line BETWEEN ? AND ? ORDER BY line",
            (source.sha256, first, last),
        ).fetchall()
        return tuple(text for (text,) in rows)

    def _no_plan(self, plan_id: str) -> NotHeld:
        held = [found for (found,) in self.connection.execute(f"SELECT plan_id FROM plans ORDER BY {_ORDER}")]
        if not held:
            return NotHeld(
                f"No plan '{plan_id}': the register is empty; read documents first with 'action-plans ingest PATH'"
            )
        more = f" and {len(held) - _MOST_NAMED} more" if len(held) > _MOST_NAMED else ""
        return NotHeld(f"No plan '{plan_id}' is held; held are: {', '.join(held[:_MOST_NAMED])}{more}")

    def _no_item(self, plan_id: str, rec_no: str) -> NotHeld:
        held = [
            found
            for (found,) in self.connection.execute(
                "SELECT rec_no FROM items WHERE plan_id = ? ORDER BY position", (plan_id,)
            )
        ]
        if not held:
            return self._no_plan(plan_id)
        nearest = sorted(held, key=lambda found: _distance(rec_no, found))[:3]
        return NotHeld(
            f"{plan_id} has no item '{rec_no}' ({held[0]} to {held[-1]} are held); "
            f"the nearest are: {', '.join(nearest)}"
        )


def _summary(plan: Plan, superseded_by: str | None, items: int, actions: int) -> PlanSummary:
    return PlanSummary(
        plan_id=plan.plan_id,
        establishment=plan.establishment,
        kind=plan.kind,
        submitted=plan.submitted,
        inspection=plan.inspection,
        report_published=plan.report_published,
        superseded_by=superseded_by,
        items=items,
        actions=actions,
        warnings=len(plan.warnings),
        document=plan.source.document,
    )
