"""Opening the register's file: made where there is none, refused where it is not this program's."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ingest.errors import RegisterUnusable
from ingest.schema import ADDED, PREVIOUS_VERSION, SCHEMA, SCHEMA_VERSION

_BUSY_SECONDS = 30.0
_AGAIN = "move the file away and read the documents again with 'action-plans ingest PATH'"


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


def _version(connection: sqlite3.Connection) -> str:
    """The schema version that a file states, "none" where it states none."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
        return "none"
    row = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    return str(row[0]) if row else "none"


def _make(connection: sqlite3.Connection, tables: str) -> None:
    for statement in tables.split(";"):
        connection.execute(statement)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('schema_version', ?)", (SCHEMA_VERSION,))


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Makes the tables that are missing; raises RegisterUnusable for a file that holds something else."""
    connection.execute("BEGIN" if _version(connection) == SCHEMA_VERSION else "BEGIN IMMEDIATE")
    try:
        if not _has_tables(connection):
            _make(connection, SCHEMA + ADDED)
        elif _version(connection) == PREVIOUS_VERSION:
            _make(connection, ADDED)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"meta", "plans", "items"} <= tables:
            raise RegisterUnusable(f"{path} is a database but no register: name another file, or move this one away")
        found = _version(connection)
        if found != SCHEMA_VERSION:
            raise RegisterUnusable(
                f"The register {path} has schema version {found}, this program needs {SCHEMA_VERSION}: {_AGAIN}"
            )
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def open_connection(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection to a register, made empty where there is none and ``create`` is set.

    Raises RegisterUnusable where there is none, the file is no register, or it is of another schema version.
    """
    if not path.is_file() and not create:
        raise RegisterUnusable(f"No register at {path}: read documents into one first with 'action-plans ingest PATH'")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise RegisterUnusable(
            f"The register {path} cannot be opened ({error}): check the path and its rights"
        ) from error
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        _prepare(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error as error:
        connection.close()
        raise RegisterUnusable(f"{path} cannot be used as a register ({error}): {_AGAIN}") from error
    except RegisterUnusable:
        connection.close()
        raise
    return connection
