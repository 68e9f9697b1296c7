"""Searches that people have saved under a name, in the register's own table: each sees and removes their own."""

from __future__ import annotations

from datetime import datetime

from ingest.errors import BadRequest
from ingest.records import Record
from ingest.register import Register

LONGEST_NAME = 80
LONGEST_QUERY = 4000
MOST_SAVED = 100


class SavedSearch(Record):
    """A search by its name; ``query`` is the query part of its address, ``at`` when it was saved."""

    name: str
    query: str
    at: datetime


def saved_searches(register: Register, person: str) -> tuple[SavedSearch, ...]:
    """A person's searches by name."""
    rows = register.connection.execute(
        "SELECT name, query, at FROM saved_searches WHERE person = ? ORDER BY name", (person,)
    ).fetchall()
    return tuple(SavedSearch(name=name, query=query, at=at) for name, query, at in rows)


def save_search(register: Register, person: str, name: str, query: str, at: datetime) -> None:
    """Keeps a search under a name, in the place of the one that has it.

    Raises:
        BadRequest: no name or one that is too long, a query that is too long, or ``MOST_SAVED`` searches already.
    """
    named = " ".join(name.split())
    if not named:
        raise BadRequest("The search was not saved: give it a name.")
    if len(named) > LONGEST_NAME:
        raise BadRequest(f"The search was not saved: its name has {len(named)} characters, at most {LONGEST_NAME} fit.")
    if len(query) > LONGEST_QUERY:
        raise BadRequest("The search was not saved: it has more filters than fit in an address; choose fewer.")
    with register.transaction():
        others = register.connection.execute(
            "SELECT count(*) FROM saved_searches WHERE person = ? AND name <> ?", (person, named)
        ).fetchone()[0]
        if others >= MOST_SAVED:
            raise BadRequest(f"The search was not saved: {MOST_SAVED} are saved already; delete one first.")
        register.connection.execute(
            "INSERT OR REPLACE INTO saved_searches VALUES (?, ?, ?, ?)", (person, named, query, at.isoformat())
        )


def delete_search(register: Register, person: str, name: str) -> None:
    """Removes a person's search; one that is not there is gone already."""
    with register.transaction():
        register.connection.execute("DELETE FROM saved_searches WHERE person = ? AND name = ?", (person, name))
