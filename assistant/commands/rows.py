"""``search`` and ``export``: rows under exact filters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import AsJson, AsOf
from assistant.commands.row_options import with_row_filters
from assistant.exports import ExportFormat
from assistant.search_terms import RowFilters
from assistant.settings import load_settings


@with_row_filters
def search(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help='Words to rank the rows by; "" leaves them in the plans\' own order.')
    ],
    *,
    filters: RowFilters,
    limit: Annotated[int, typer.Option(min=1, help="Show at most this many rows.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="Leave out this many of the best rows.")] = 0,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Rank the rows that meet all filters by a text, and say how many there are."""
    from assistant.commands.searching import run_search

    run_search(load_settings(), filters, text, as_of, limit=limit, offset=offset, as_json=as_json)


@with_row_filters
def export(
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write; - is standard output.")],
    kind: Annotated[ExportFormat, typer.Option("--format", help="The kind of file.")],
    filters: RowFilters,
    as_of: AsOf = None,
) -> None:
    """Write all rows that meet all filters into a file: CSV, spreadsheet, JSON or calendar."""
    from assistant.commands.searching import run_export

    run_export(load_settings(), filters, as_of, kind, out)
