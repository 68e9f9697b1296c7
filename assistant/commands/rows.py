"""``search`` and ``export``: rows under exact filters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import (
    Agreements,
    AsJson,
    AsOf,
    DueFrom,
    DueTo,
    Establishments,
    Groups,
    Owners,
    Plans,
    RecNos,
    Sections,
    Statuses,
)
from assistant.exports import ExportFormat
from assistant.settings import load_settings


def search(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help='Words to rank the rows by; "" leaves them in the plans\' own order.')
    ],
    *,
    establishment: Establishments = None,
    owner: Owners = None,
    status: Statuses = None,
    agreement: Agreements = None,
    group: Groups = None,
    section: Sections = None,
    due_from: DueFrom = None,
    due_to: DueTo = None,
    plan: Plans = None,
    rec_no: RecNos = None,
    limit: Annotated[int, typer.Option(min=1, help="Show at most this many rows.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="Leave out this many of the best rows.")] = 0,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Rank the rows that meet all filters by a text, and say how many there are."""
    from assistant.commands.searching import run_search
    from assistant.search import RowFilters

    wanted = RowFilters(
        establishments=establishment or (),
        owners=owner or (),
        statuses=status or (),
        agreements=agreement or (),
        groups=group or (),
        sections=section or (),
        due_from=due_from,
        due_to=due_to,
        plans=plan or (),
        rec_nos=rec_no or (),
    )
    run_search(load_settings(), wanted, text, as_of, limit=limit, offset=offset, as_json=as_json)


def export(
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write; - is standard output.")],
    kind: Annotated[ExportFormat, typer.Option("--format", help="The kind of file.")],
    establishment: Establishments = None,
    owner: Owners = None,
    status: Statuses = None,
    agreement: Agreements = None,
    group: Groups = None,
    section: Sections = None,
    due_from: DueFrom = None,
    due_to: DueTo = None,
    plan: Plans = None,
    rec_no: RecNos = None,
    as_of: AsOf = None,
) -> None:
    """Write all rows that meet all filters into a file: CSV, spreadsheet, JSON or calendar."""
    from assistant.commands.searching import run_export
    from assistant.search import RowFilters

    wanted = RowFilters(
        establishments=establishment or (),
        owners=owner or (),
        statuses=status or (),
        agreements=agreement or (),
        groups=group or (),
        sections=section or (),
        due_from=due_from,
        due_to=due_to,
        plans=plan or (),
        rec_nos=rec_no or (),
    )
    run_export(load_settings(), wanted, as_of, kind, out)
