"""Who is asking: the guard names the person of each request, and pages ask here what that person may do."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ingest.errors import ActionPlansError


class Role(StrEnum):
    """What a person may do: a reader asks and reads, an editor also adds and removes documents."""

    READER = "reader"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Person:
    """A person who has signed in; ``name`` is what the sign-in calls them, and stands in the log."""

    name: str
    role: Role


THIS_MACHINE: Final = Person("this machine", Role.EDITOR)
"""Whoever asks while no sign-in is set up: the app is then served to this machine only."""

_PERSON: ContextVar[Person] = ContextVar("person", default=THIS_MACHINE)


class NotAllowed(ActionPlansError):  # noqa: N818 - named as the errors of ingest.errors are
    """A person asked for what their role does not allow."""


def set_person(person: Person) -> None:
    """Names the person of the request that this context answers; the guard alone calls it."""
    _PERSON.set(person)


def person() -> Person:
    """The person whose request is being answered."""
    return _PERSON.get()


def require_editor() -> Person:
    """The person, who is an editor; raises NotAllowed for a reader."""
    found = person()
    if found.role is not Role.EDITOR:
        raise NotAllowed("Adding and removing documents is for editors: ask whoever looks after this assistant.")
    return found
