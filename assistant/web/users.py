"""The local users: names, roles, passwords and tokens for scripts.

Passwords are hashed with argon2id in argon2-cffi's parameters (RFC 9106, low memory: 64 MiB, 3 passes). Someone who
is not a user costs the same work as a wrong password, so that the time says nothing about who is one.
"""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from assistant.web.people import Person, Role
from assistant.web.people_file import PeopleFile, secret_hash
from ingest.errors import ActionPlansError, BadRequest

SHORTEST_PASSWORD: Final = 12
"""Characters of a password; three random words are longer."""
LONGEST_PASSWORD: Final = 200
"""Characters of a password; a longer one is refused before it costs work."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_HASHED_AT_ONCE: Final = 2


class NoSuchUser(ActionPlansError):  # noqa: N818 - named as the errors of ingest.errors are
    """A name that no user has."""


@dataclass(frozen=True, slots=True)
class User:
    """A user as they are listed."""

    name: str
    role: Role
    has_password: bool
    has_token: bool


class Users:
    """The users in a people file."""

    def __init__(self, file: PeopleFile) -> None:
        self._file = file
        self._hasher = PasswordHasher()
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())
        # Each hash takes 64 MiB: a crowd at the door must not take the machine's memory.
        self._turns = threading.BoundedSemaphore(_HASHED_AT_ONCE)

    def add(self, name: str, role: Role, password: str | None) -> User:
        """Adds a user; without a password, one that only a script with a token can be.

        Raises:
            BadRequest: the name or the password won't do, or the name is taken.
        """
        called = user_name(name)
        kept = None if password is None else self._hasher.hash(_good_password(password, called))
        with self._file.open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT 1 FROM users WHERE name = ?", (called,)).fetchone():
                raise BadRequest(f"There is a user {called} already: remove it first, or choose another name.")
            connection.execute("INSERT INTO users VALUES (?, ?, ?, NULL)", (called, role.value, kept))
        return User(called, role, kept is not None, has_token=False)

    def listed(self) -> tuple[User, ...]:
        """All users, by name."""
        with self._file.open() as connection:
            rows = connection.execute(
                "SELECT name, role, password_hash IS NOT NULL, token_hash IS NOT NULL FROM users ORDER BY name"
            ).fetchall()
        return tuple(User(name, Role(role), bool(password), bool(token)) for name, role, password, token in rows)

    def remove(self, name: str) -> None:
        """Removes a user, whose sessions and token end with it; raises NoSuchUser."""
        with self._file.open() as connection:
            removed = connection.execute("DELETE FROM users WHERE name = ?", (_folded(name),)).rowcount
        if not removed:
            raise _no_such(name)

    def set_password(self, name: str, password: str) -> None:
        """Gives a user a new password, and ends their sessions; raises NoSuchUser, and BadRequest for a poor one."""
        called = _folded(name)
        kept = self._hasher.hash(_good_password(password, called))
        with self._file.open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("UPDATE users SET password_hash = ? WHERE name = ?", (kept, called)).rowcount:
                raise _no_such(name)
            connection.execute("DELETE FROM sessions WHERE user = ?", (called,))

    def new_token(self, name: str) -> str:
        """A new token for a user's scripts, which replaces the one before; it can't be read again later.

        Raises:
            NoSuchUser: no user has that name.
        """
        token = secrets.token_urlsafe(32)
        with self._file.open() as connection:
            given = connection.execute(
                "UPDATE users SET token_hash = ? WHERE name = ?", (secret_hash(token), _folded(name))
            )
            if not given.rowcount:
                raise _no_such(name)
        return token

    def by_password(self, name: str, password: str) -> User | None:
        """The user with that name and password, None where there is none; takes some 50 ms of work either way."""
        with self._file.open() as connection:
            row = connection.execute(
                "SELECT role, password_hash, token_hash IS NOT NULL FROM users "
                "WHERE name = ? AND password_hash IS NOT NULL",
                (_folded(name),),
            ).fetchone()
        typed = _as_typed(password)[: LONGEST_PASSWORD + 1]
        checked = row is not None and len(typed) <= LONGEST_PASSWORD
        try:
            with self._turns:
                self._hasher.verify(row[1] if checked else self._nobodys, typed)
        except VerifyMismatchError:
            return None
        return User(_folded(name), Role(row[0]), has_password=True, has_token=bool(row[2])) if checked else None

    def by_token(self, token: str) -> Person | None:
        """The person whose script sends this token, None where it is nobody's."""
        with self._file.open() as connection:
            row = connection.execute(
                "SELECT name, role FROM users WHERE token_hash = ?", (secret_hash(token),)
            ).fetchone()
        return Person(row[0], Role(row[1])) if row else None

    def holds(self, name: str) -> bool:
        """Whether a user has that name."""
        with self._file.open() as connection:
            return connection.execute("SELECT 1 FROM users WHERE name = ?", (_folded(name),)).fetchone() is not None


def user_name(name: str) -> str:
    """A name as it is kept, in small letters; raises BadRequest for one that won't do."""
    folded = _folded(name)
    if not _NAME.fullmatch(folded):
        raise BadRequest(
            f"{name!r} can't be the name of a user: use up to 64 letters a to z, digits and . _ @ -, "
            "beginning with a letter or digit."
        )
    return folded


def _folded(name: str) -> str:
    return name.strip().lower()


def _as_typed(password: str) -> str:
    """The same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFC", password)


def _good_password(password: str, name: str) -> str:
    typed = _as_typed(password)
    if len(typed) < SHORTEST_PASSWORD:
        raise BadRequest(
            f"The password has {len(typed)} characters, fewer than {SHORTEST_PASSWORD}: three random words do well."
        )
    if len(typed) > LONGEST_PASSWORD:
        raise BadRequest(
            f"The password has {len(typed)} characters, more than {LONGEST_PASSWORD}: choose a shorter one."
        )
    if typed.lower() in (name, name * 2) or len(set(typed)) < 5:
        raise BadRequest("The password is too easy to guess: three random words do well.")
    return typed


def _no_such(name: str) -> NoSuchUser:
    return NoSuchUser(f"There is no user {_folded(name)}: 'action-plans users list' lists them.")
