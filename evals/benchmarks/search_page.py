"""The server's time for search pages over a large register: filters, all counts of all facets, rows and the whole page.

As the app spends it on a request, without the network: the first page of each search is made as HTML. What is loaded
once for a state of the register (its rows, and with words the index) is loaded before.
"""

from __future__ import annotations

from statistics import median
from time import perf_counter
from urllib.parse import urlencode

from assistant.engine import Engine
from assistant.settings import Settings
from assistant.web.search_pages import search_page
from assistant.web.site import Site
from evals.benchmarks.large import held_actions, held_plans, last_plan
from evals.derivation.picking import AS_OF
from ingest.records import Record

ROUNDS = 9
MOST_MS = 300.0

_STATUS = ("status", "overdue")
_OWNER = ("owner", "Governor")


class PageTime(Record):
    """A search in words, the query part of its address, and the median of its time in milliseconds."""

    asked: str
    query: str
    ms: float


class PageTimes(Record):
    """Pages over a register of so many plans and actions; ``loading_s`` is what is spent once, in seconds."""

    plans: int
    actions: int
    loading_s: float
    pages: tuple[PageTime, ...]

    @property
    def median_ms(self) -> float:
        """The median of the pages' medians."""
        return median(page.ms for page in self.pages)


def page_times(settings: Settings, *, words: bool) -> PageTimes:
    """Times the pages over the register of a home; with ``words`` also searches for words, which need its index."""
    with Engine.open(settings.model_copy(update={"as_of": AS_OF})) as engine:
        site = Site(engine, settings.model_copy(update={"as_of": AS_OF}))
        year = ("year", str(last_plan(engine.register).submitted.year))
        asked = [
            ("no filter", []),
            ("one facet", [_STATUS]),
            ("three facets", [_STATUS, _OWNER, year]),
            ("three facets, page 50, by due date", [_STATUS, _OWNER, ("sort", "due"), ("page", "50")]),
        ]
        if words:
            asked += [
                ("one word", [("q", "education")]),
                ("two words and a facet", [("q", "mental health"), _STATUS]),
                ("two words and three facets", [("q", "mental health"), _STATUS, _OWNER, year]),
                ("any of four frequent words and two facets", [*_FREQUENT, _STATUS, _OWNER]),
                ("all rows by meaning and three facets", [*_MEANT, _STATUS, _OWNER, year]),
            ]
        start = perf_counter()
        for _, pairs in asked[:1] + asked[-1:]:
            search_page(site, urlencode(pairs))
        loading = perf_counter() - start
        return PageTimes(
            plans=held_plans(engine.register),
            actions=held_actions(engine.register),
            loading_s=round(loading, 1),
            pages=tuple(_time(site, name, urlencode(pairs)) for name, pairs in asked),
        )


_FREQUENT = (("q", "staff prisoners support training"), ("match", "any"))
_MEANT = (("q", "women who are locked in their cells all day"), ("match", "meaning"))


def _time(site: Site, asked: str, query: str) -> PageTime:
    spent = []
    for _ in range(ROUNDS):
        start = perf_counter()
        search_page(site, query)
        spent.append(1000 * (perf_counter() - start))
    return PageTime(asked=asked, query=query, ms=round(median(spent), 1))
