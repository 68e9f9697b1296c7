"""Addresses of searches that other pages lead to: the names of the search page's parameters, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from assistant.status import Status


def search_url(
    *,
    as_of: date,
    current: bool = False,
    establishments: Sequence[str] = (),
    plans: Sequence[str] = (),
    owners: Sequence[str] = (),
    statuses: Sequence[Status] = (),
    due_from: date | None = None,
    due_to: date | None = None,
) -> str:
    """The address of the search that lists the rows with one of the values of each field that names any.

    ``current`` leaves out the rows of plans that are superseded on the day. Due days are inclusive.
    """
    named = (
        ("establishment", establishments),
        ("plan", plans),
        ("owner", owners),
        ("status", statuses),
        ("due_from", [due_from.isoformat()] if due_from else []),
        ("due_to", [due_to.isoformat()] if due_to else []),
        ("current", ["yes"] if current else []),
        ("as_of", [as_of.isoformat()]),
    )
    return "/search?" + urlencode([(name, value) for name, values in named for value in values])
