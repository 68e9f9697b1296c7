"""Addresses of searches that other pages lead to."""

from __future__ import annotations

from datetime import date

from assistant.search_terms import RowFilters, Search
from assistant.web.search_query import SearchQuery


def search_url(filters: RowFilters, as_of: date) -> str:
    """The address of the search that lists the rows under some filters, with statuses as of the day."""
    return SearchQuery(search=Search(filters=filters, as_of=as_of), day=as_of, page=1, why=False).address()
