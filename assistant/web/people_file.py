"""The SQLite file of users and of people signed in: readable by its owner alone.

It holds no password, no token and no cookie, only what checks them: argon2 hashes of passwords, and SHA-256 of tokens
and cookies, which are random and so need no slow hash.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ingest.errors import ActionPlansError

_BUSY_SECONDS: Final = 10.0
_SCHEMA_VERSION: Final = 1
_TABLES: Final = (
    """CREATE TABLE users (
        name TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT, token_hash TEXT UNIQUE
    ) STRICT""",
    """CREATE TABLE sessions (
        cookie_hash TEXT PRIMARY KEY, expires INTEGER NOT NULL, user TEXT REFERENCES users (name) ON DELETE CASCADE,
        name TEXT NOT NULL, role TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX sessions_by_expiry ON sessions (expires)",
)


class PeopleFileUnusable(ActionPlansError):  # noqa: N818 - named as the errors of ingest.errors are
    """The file of users that can't be opened, or is of another version of this program."""


class PeopleFile:
    """The file, made where there is none."""

    def __init__(self, path: Path) -> None:
        """Makes the file and its folder where they are missing.

        Raises:
            PeopleFileUnusable: the file can't be made or opened, or another version of this program wrote it.
        """
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # SQLite gives its other files the rights of this one.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
        except OSError as error:
            raise PeopleFileUnusable(
                f"The file of users {path} can't be written ({error.strerror}): check the folder and its rights."
            ) from error
        with self.open() as connection:
            self._prepare(connection)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        elif version != _SCHEMA_VERSION:
            raise PeopleFileUnusable(
                f"The file of users {self._path} has version {version}, this program needs {_SCHEMA_VERSION}: "
                "move it away and add the users again."
            )

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection for one look or change, which is kept when the block ends without an error.

        Raises:
            PeopleFileUnusable: the file can't be read or written.
        """
        try:
            connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                yield connection
                if connection.in_transaction:
                    connection.execute("COMMIT")
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise PeopleFileUnusable(
                f"The file of users {self._path} can't be used ({error}): check the file and its rights."
            ) from error


def secret_hash(secret: str) -> str:
    """What is kept of a random token or cookie: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()
