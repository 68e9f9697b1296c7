"""Who is asking: the guard names the person of each request, and pages ask here what that person may do.

``person()`` holds within the handling of a request, in a thread too. It does not reach work that a request only
orders: the events of Gradio's queue and the calls within an open MCP session run in tasks of their own. There,
``person_of(request.scope)`` is the person, and ``acting_as`` makes ``person()`` say so. Where nobody was named,
``person()`` is NOBODY, a reader: a place that was forgotten gives no rights away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

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

NOBODY: Final = Person("nobody", Role.READER)
"""Whoever asks for what everyone may see, without having signed in."""

_PERSON: ContextVar[Person] = ContextVar("person", default=NOBODY)
_IN_STATE: Final = "person"


class NotAllowed(ActionPlansError):  # noqa: N818 - named as the errors of ingest.errors are
    """A person asked for what their role does not allow."""


@contextmanager
def acting_as(person: Person) -> Iterator[None]:
    """Names the person of whatever is done within the block."""
    before = _PERSON.set(person)
    try:
        yield
    finally:
        _PERSON.reset(before)


def named(scope: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """An ASGI scope that carries the person of its request; the guard alone calls it."""
    return {**scope, "state": {**scope.get("state", {}), _IN_STATE: person}}


def person_of(scope: Mapping[str, Any]) -> Person:
    """The person of the request with this ASGI scope; NOBODY where the guard did not see it."""
    found = scope.get("state", {}).get(_IN_STATE, NOBODY)
    return found if isinstance(found, Person) else NOBODY


def person() -> Person:
    """The person whose request is being answered."""
    return _PERSON.get()


def is_known() -> bool:
    """Whether whoever asks may see the pages: signed in, or at this machine where no sign-in is set up."""
    return person() != NOBODY


def signed_in() -> bool:
    """Whether the person whose request is being answered has signed in, and so can sign out."""
    return is_known() and person() != THIS_MACHINE


def require_editor() -> Person:
    """The person, who is an editor; raises NotAllowed for a reader."""
    found = person()
    if found.role is not Role.EDITOR:
        raise NotAllowed("Adding and removing documents is for editors: ask whoever looks after this assistant.")
    return found
