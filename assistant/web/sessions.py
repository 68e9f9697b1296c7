"""Who is signed in: a random cookie for each sign-in, and its hash in the people file.

A session is looked up at each request, so that signing out, a removed user, a new password and another role hold from
the next request on. The cookie is made anew at each sign-in: one that was planted beforehand is worth nothing.
"""

from __future__ import annotations

import secrets
import time
from typing import Final

from assistant.web.people import Person, Role
from assistant.web.people_file import PeopleFile, secret_hash

_LONGEST_COOKIE: Final = 200


class Sessions:
    """The sessions in a people file; each ends ``hours`` after its sign-in, used or not."""

    def __init__(self, file: PeopleFile, hours: float) -> None:
        self._file = file
        self.seconds = round(hours * 3600)

    def begin(self, person: Person, *, user: str | None) -> str:
        """The cookie of a new session; ``user`` is the local user that the person is, None for a provider's person."""
        cookie = secrets.token_urlsafe(32)
        now = int(time.time())
        with self._file.open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
                (secret_hash(cookie), now + self.seconds, user, person.name, person.role.value),
            )
        return cookie

    def person(self, cookie: str) -> Person | None:
        """Who signed in with this cookie, with the role that they have now; None where it is not or no longer good."""
        if len(cookie) > _LONGEST_COOKIE:
            return None
        with self._file.open() as connection:
            row = connection.execute(
                "SELECT sessions.name, COALESCE(users.role, sessions.role) FROM sessions "
                "LEFT JOIN users ON users.name = sessions.user WHERE cookie_hash = ? AND expires > ?",
                (secret_hash(cookie), int(time.time())),
            ).fetchone()
        return Person(row[0], Role(row[1])) if row else None

    def end(self, cookie: str) -> None:
        """Ends the session of this cookie, where there is one."""
        with self._file.open() as connection:
            connection.execute("DELETE FROM sessions WHERE cookie_hash = ?", (secret_hash(cookie),))
