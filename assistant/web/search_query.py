"""A search as the address of its page: read strictly, written in one way, so that an address can be kept and shared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from assistant.row_table import KEYS, RowTable
from assistant.search import Limit
from assistant.search_terms import UNDATED, Match, RowFilters, Search, Sort, Trait
from assistant.status import Status
from assistant.web.labels import read_day
from ingest.errors import BadRequest
from ingest.records import Agreement, Record

LONGEST_TEXT: Final = 300
PATH: Final = "/search"
_TRAITS: Final = tuple(Trait)
_SINGLE: Final = ("q", "match", "due_from", "due_to", "current", "sort", "as_of", "why", "page")
_HELD_BY_NAME: Final = {
    Trait.ESTABLISHMENT: "no plan of it is held",
    Trait.PLAN: "no such plan is held",
    Trait.OWNER: "no action is owned by it",
    Trait.SECTION: "no plan has such a section",
    Trait.GROUP: "no plan has such a group",
}


class SearchQuery(Record):
    """What an address asks for. ``day`` is its own as-of day, None for today; ``page`` counts from 1."""

    search: Search
    day: date | None
    page: int
    why: bool

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the address, without the page."""
        search, filters = self.search, self.search.filters
        values: list[tuple[str, str]] = []
        if search.text:
            values.append(("q", search.text))
            if search.match is not Match.ALL:
                values.append(("match", search.match))
        values += [(trait.value, value) for trait in _TRAITS for value in filters.of(trait)]
        values += [(name, day.isoformat()) for name, day in self._days() if day]
        if filters.current:
            values.append(("current", "yes"))
        if search.sort is not Sort.BEST:
            values.append(("sort", search.sort))
        if self.day:
            values.append(("as_of", self.day.isoformat()))
        if self.why:
            values.append(("why", "yes"))
        return values

    def _days(self) -> tuple[tuple[str, date | None], ...]:
        return ("due_from", self.search.filters.due_from), ("due_to", self.search.filters.due_to)

    def address(self, page: int = 1) -> str:
        """The address of one of its pages."""
        return _address(PATH, [*self.pairs(), *([("page", str(page))] if page > 1 else [])])

    def export_address(self, kind: str) -> str:
        """The address of the file of all its rows."""
        return _address(f"{PATH}/export", [*self.pairs(), ("format", kind)])

    def with_filters(self, filters: RowFilters) -> SearchQuery:
        """The same with other filters."""
        return self.with_search(self.search.model_copy(update={"filters": filters}))

    def with_search(self, search: Search) -> SearchQuery:
        """The same with another search."""
        return self.model_copy(update={"search": search})

    def without(self, part: Trait | Limit) -> SearchQuery:
        """The same without a part."""
        filters = self.search.filters
        if isinstance(part, Trait):
            return self.with_filters(filters.only(part, ()))
        match part:
            case Limit.WORDS:
                return self.with_search(self.search.model_copy(update={"text": "", "match": Match.ALL}))
            case Limit.CURRENT:
                return self.with_filters(filters.model_copy(update={"current": False}))
            case Limit.DUE_RANGE:
                return self.with_filters(filters.model_copy(update={"due_from": None, "due_to": None}))

    def without_value(self, trait: Trait, value: str) -> SearchQuery:
        """The same without one value of a trait."""
        filters = self.search.filters
        return self.with_filters(filters.only(trait, tuple(one for one in filters.of(trait) if one != value)))


def _address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def read_query(given: QueryParams, table: RowTable, today: date) -> SearchQuery:
    """The query of an address; names come back in the register's spelling, empty values count as not given.

    Raises:
        BadRequest: a name that no search has, a name that is given twice and may be given once, or a value that can't
            be: the message begins with the name.
    """
    values: dict[str, list[str]] = {}
    for name, value in given.multi_items():
        if name not in _SINGLE and name not in _TRAITS:
            raise BadRequest(f"{name[:40]}: a search has no such part; it has {', '.join((*_SINGLE, *_TRAITS))}.")
        if " ".join(value.split()):
            values.setdefault(name, []).append(" ".join(value.split()))
    for name in _SINGLE:
        if len(values.get(name, ())) > 1:
            raise BadRequest(f"{name}: given {len(values[name])} times; give it once.")

    def one(name: str) -> str | None:
        return values.get(name, [None])[0]

    text = one("q") or ""
    if len(text) > LONGEST_TEXT:
        raise BadRequest(f"q: the words have {len(text)} characters, more than {LONGEST_TEXT}; search for fewer words.")
    day = _day("as_of", one("as_of"))
    as_of = day or today
    due_from, due_to = _day("due_from", one("due_from")), _day("due_to", one("due_to"))
    if due_from and due_to and due_to < due_from:
        raise BadRequest("due_to: the day lies before that of due_from; exchange them.")
    traits = {trait: _read(trait, values.get(trait, ()), table, as_of) for trait in _TRAITS}
    filters = RowFilters(
        establishments=traits[Trait.ESTABLISHMENT],
        owners=traits[Trait.OWNER],
        statuses=tuple(map(Status, traits[Trait.STATUS])),
        agreements=tuple(map(Agreement, traits[Trait.AGREEMENT])),
        groups=traits[Trait.GROUP],
        sections=traits[Trait.SECTION],
        due_from=due_from,
        due_to=due_to,
        plans=traits[Trait.PLAN],
        rec_nos=traits[Trait.REC_NO],
        years=traits[Trait.YEAR],
        due_months=traits[Trait.DUE],
        current=_yes("current", one("current")),
    )
    match = Match(_choice("match", one("match"), tuple(Match)) or Match.ALL)
    sort = Sort(_choice("sort", one("sort"), tuple(Sort)) or Sort.BEST)
    if not text:
        # How words match says nothing then, and the best match is the order by establishment.
        match, sort = Match.ALL, Sort.BEST if sort is Sort.ESTABLISHMENT else sort
    search = Search(text=text, match=match, filters=filters, sort=sort, as_of=as_of)
    return SearchQuery(search=search, day=day, page=_page(one("page")), why=_yes("why", one("why")))


def _day(name: str, words: str | None) -> date | None:
    try:
        return read_day(words)
    except BadRequest as error:
        raise BadRequest(
            f"{name}: “{(words or '')[:40]}” is not a day; write it like 8 July 2025 or 8/7/2025."
        ) from error


def _choice(name: str, value: str | None, choices: Sequence[str]) -> str | None:
    if value is not None and value not in choices:
        raise BadRequest(f"{name}: “{value[:40]}” is not one of {', '.join(choices)}.")
    return value


def _yes(name: str, value: str | None) -> bool:
    return _choice(name, value, ("yes",)) is not None


def _page(value: str | None) -> int:
    if value is not None and not re.fullmatch(r"[1-9]\d{0,6}", value):
        raise BadRequest(f"page: “{value[:40]}” is not the number of a page.")
    return int(value or 1)


def _read(trait: Trait, values: Sequence[str], table: RowTable, as_of: date) -> tuple[str, ...]:
    """The values of a trait, each once and in the register's spelling."""
    column = table.column(trait, as_of)
    read: list[str] = []
    for value in values:
        key = KEYS[trait](value)
        if trait is Trait.STATUS:
            _choice(trait, value, tuple(Status))
        elif trait is Trait.AGREEMENT:
            _choice(trait, value, tuple(Agreement))
        elif trait is Trait.YEAR and not re.fullmatch(r"[12]\d{3}", value):
            raise BadRequest(f"year: “{value[:40]}” is not a year; write it like 2025.")
        elif trait is Trait.DUE and value != UNDATED and not re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", value):
            raise BadRequest(f"due: “{value[:40]}” is not a month; write it like 2025-09, or {UNDATED} for no date.")
        elif trait in _HELD_BY_NAME and key not in column.keys:
            raise BadRequest(f"{trait}: “{value[:60]}” is not known here; {_HELD_BY_NAME[trait]}.")
        read.append(column.names[column.keys[key]] if key in column.keys else value)
    return tuple(dict.fromkeys(read))
