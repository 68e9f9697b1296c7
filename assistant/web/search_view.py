"""What the search page shows, made ready for its template: facets, chosen filters, rows and page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.facets import Facet, facets, tally, ways_out
from assistant.knowledge import Knowledge
from assistant.search import FoundRow, Limit, Listing, Narrowing, list_rows, narrow
from assistant.search_terms import UNDATED, Match, Sort, Trait
from assistant.status import Status, status_reason
from assistant.web.highlighting import Highlighter, Piece
from assistant.web.labels import AGREEMENTS, STATUSES, figure
from assistant.web.rendering import item_url
from assistant.web.search_query import SearchQuery
from assistant.wording import listed, sentence, uk_date
from ingest.errors import BadRequest
from ingest.records import Plan

A_PAGE: Final = 20
_SEEN_AT_ONCE: Final = 6
"""Values of a facet that stand open; the others are a click away."""
_OPEN: Final = (Trait.STATUS, Trait.ESTABLISHMENT, Trait.OWNER)
_NAMES: Final = {
    Trait.STATUS: "Status",
    Trait.ESTABLISHMENT: "Establishment",
    Trait.PLAN: "Plan",
    Trait.OWNER: "Responsible owner",
    Trait.AGREEMENT: "Agreement",
    Trait.SECTION: "Section",
    Trait.GROUP: "Group",
    Trait.YEAR: "Year of submission",
    Trait.DUE: "Due month",
    Trait.REC_NO: "Rec no",
}
_MATCHES: Final = {
    Match.ALL: "every word",
    Match.ANY: "any of the words",
    Match.MEANING: "all rows, the closest in meaning first",
}
_SORTS: Final = {
    Sort.BEST: "Best match",
    Sort.DUE: "Due date, earliest first",
    Sort.ESTABLISHMENT: "Establishment and plan",
    Sort.REC_NO: "Rec no",
}


@dataclass(frozen=True, slots=True)
class _Value:
    name: str
    label: str
    rows: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class _FacetView:
    trait: Trait
    name: str
    values: tuple[_Value, ...]
    more: tuple[_Value, ...]
    left_out: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class _Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class _RowView:
    found: FoundRow
    address: str
    name: str
    place: str
    item: tuple[Piece, ...]
    text: tuple[Piece, ...]
    owners: tuple[str, ...]
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class _PageLink:
    number: int
    """0 stands for pages left out."""
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class SearchView:
    """The values of the page's template."""

    query: SearchQuery
    total: str
    first: int
    facets: tuple[_FacetView, ...]
    chosen: tuple[Link, ...]
    rows: tuple[_RowView, ...]
    numbers: tuple[_PageLink, ...]
    previous: str | None
    following: str | None
    ways_out: tuple[Link, ...]
    matches: tuple[_Choice, ...]
    sorts: tuple[_Choice, ...]
    listing: Listing


def search_view(knowledge: Knowledge, query: SearchQuery) -> SearchView:
    """The page of a query; raises BadRequest where it has no such page."""
    search, table = query.search, knowledge.rows
    narrowing = narrow(knowledge, search)
    found = list_rows(knowledge, search, narrowing)
    pages = max(1, -(-found.total // A_PAGE))
    if query.page > pages:
        raise BadRequest(f"page: there is no page {query.page}; this search has {figure(pages, 'page')}.")
    first = A_PAGE * (query.page - 1)
    marks = Highlighter(search.text, knowledge.index.stems) if search.text else None
    figures = tally(table, found)
    counted = [figure(figures.actions, "action")] if figures.actions or not figures.items else []
    if figures.items:
        counted.append(figure(figures.items, "recommendation or concern", "recommendations and concerns"))
    sorts = [sort for sort in Sort if sort is not (Sort.ESTABLISHMENT if not search.text else None)]
    return SearchView(
        query=query,
        total=f"{listed(counted)}{' without any action' if figures.items else ''} in {figure(figures.plans, 'plan')}",
        first=first + 1,
        facets=tuple(_facet(facet, knowledge) for facet in facets(table, search, narrowing) if facet.values),
        chosen=_chosen(query, knowledge),
        rows=tuple(_row(row, query, marks) for row in found.rows(first, A_PAGE)),
        numbers=_numbers(query, pages),
        previous=query.address(query.page - 1) if query.page > 1 else None,
        following=query.address(query.page + 1) if query.page < pages else None,
        ways_out=_ways_out(query, narrowing, knowledge) if not found.total else (),
        matches=tuple(_Choice(match, label, match is search.match) for match, label in _MATCHES.items()),
        sorts=tuple(
            _Choice("" if sort is Sort.BEST else sort, _sort_name(sort, search.text), sort is search.sort)
            for sort in sorts
        ),
        listing=found,
    )


def _sort_name(sort: Sort, text: str) -> str:
    return _SORTS[sort if text or sort is not Sort.BEST else Sort.ESTABLISHMENT]


def _facet(facet: Facet, knowledge: Knowledge) -> _FacetView:
    values = [
        _Value(value.name, _label(facet.trait, value.name, knowledge), value.rows, value.chosen)
        for value in facet.values
    ]
    # What is chosen is seen without a click.
    seen = [value for place, value in enumerate(values) if place < _SEEN_AT_ONCE or value.chosen]
    return _FacetView(
        trait=facet.trait,
        name=_NAMES[facet.trait],
        values=tuple(seen),
        more=tuple(value for value in values if value not in seen),
        left_out=facet.left_out,
        is_open=bool(facet.chosen) or facet.trait in _OPEN,
    )


def _label(trait: Trait, value: str, knowledge: Knowledge) -> str:
    if trait is Trait.STATUS:
        return STATUSES[value]
    if trait is Trait.AGREEMENT:
        return AGREEMENTS[value]
    if trait is Trait.PLAN:
        plan = knowledge.plans.get(value)
        return f"{plan.establishment}, {uk_date(plan.submitted)}" if plan else value
    if trait is Trait.DUE:
        return "No date" if value == UNDATED else f"{date.fromisoformat(f'{value}-01'):%B %Y}"
    return value


def _chosen(query: SearchQuery, knowledge: Knowledge) -> tuple[Link, ...]:
    """Each part of the search, with the address of the search without it."""
    search = query.search
    links = [Link(_words(Limit.WORDS, query), query.without(Limit.WORDS).address())] if search.text else []
    links += [
        Link(f"{_NAMES[trait]}: {_label(trait, value, knowledge)}", query.without_value(trait, value).address())
        for trait in Trait
        for value in search.filters.of(trait)
    ]
    if search.filters.due_from or search.filters.due_to:
        links.append(Link(_words(Limit.DUE_RANGE, query), query.without(Limit.DUE_RANGE).address()))
    if search.filters.current:
        links.append(Link(_words(Limit.CURRENT, query), query.without(Limit.CURRENT).address()))
    return tuple(links)


def _words(part: Limit, query: SearchQuery) -> str:
    filters = query.search.filters
    match part:
        case Limit.WORDS:
            return f"Words: {query.search.text}"
        case Limit.CURRENT:
            return "Current plans only"
        case Limit.DUE_RANGE:
            ends = [("from", filters.due_from), ("to", filters.due_to)]
            return "Due " + " ".join(f"{word} {uk_date(day)}" for word, day in ends if day)


def _ways_out(query: SearchQuery, narrowing: Narrowing, knowledge: Knowledge) -> tuple[Link, ...]:
    """What would find rows: other readings of the words, then the search without one of its parts."""
    links: list[Link] = []
    if query.search.text and query.search.match is Match.ALL:
        wider = query.with_search(query.search.model_copy(update={"match": Match.ANY}))
        if rows := int(narrow(knowledge, wider.search).without().sum()):
            links.append(Link(f"Rows with any of the words: {figure(rows, 'row')}", wider.address()))
    for way in ways_out(narrowing):
        if isinstance(way.part, Trait):
            names = [_label(way.part, value, knowledge) for value in query.search.filters.of(way.part)]
            said = f"{_NAMES[way.part]}: {listed(names)}"
        else:
            said = _words(way.part, query)
        links.append(Link(f"Without the filter {said}: {figure(way.rows, 'row')}", query.without(way.part).address()))
    return tuple(links)


def _row(row: FoundRow, query: SearchQuery, marks: Highlighter | None) -> _RowView:
    item, action = row.item, row.action
    part = action or item
    text = action.text if action else item.response
    if action and not text:
        text = "The document has a target date here and no words beside it."
    name = f"Rec no {item.rec_no}" + (f", action {action.n}" if action else "")
    dates = (
        [action.target_date] if action and action.target_date else [] if action else dict.fromkeys(item.target_dates)
    )
    reason = ""
    if query.why:
        said = status_reason(action, item.agreement, query.search.as_of) if action else _item_reason(row)
        reason = sentence(said.partition(": ")[2])
    return _RowView(
        found=row,
        address=item_url(row.plan.plan_id, item.rec_no, query.search.as_of, action.n if action else None),
        name=name,
        place=_place(row.plan),
        item=_pieces(item.text, marks),
        text=_pieces(text, marks),
        owners=part.responsible_owner,
        target=", ".join(dates),
        reason=reason,
    )


def _item_reason(row: FoundRow) -> str:
    if row.status is Status.NO_ACTION:
        return "no action: the recommendation was not agreed"
    return "open: the plan names no action for it"


def _place(plan: Plan) -> str:
    return f"{plan.establishment}, {plan.submitted.year}"


def _pieces(text: str, marks: Highlighter | None) -> tuple[Piece, ...]:
    return marks.pieces(text) if marks else (Piece(text, marked=False),)


def _numbers(query: SearchQuery, pages: int) -> tuple[_PageLink, ...]:
    """The first, the last and those about the current one, with gaps between."""
    if pages == 1:
        return ()
    here = query.page
    shown: Sequence[int] = sorted({1, pages, *range(max(1, here - 1), min(pages, here + 1) + 1)})
    links: list[_PageLink] = []
    for number in shown:
        if links and number > links[-1].number + 1:
            links.append(_PageLink(0, "", is_current=False))
        links.append(_PageLink(number, query.address(number), number == here))
    return tuple(links)
