"""Options that several commands take, declared once."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from assistant.status import Status
from ingest.records import Agreement


def read_day(words: str) -> date:
    """A day as an option gives it; a wrong call where it is none."""
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise typer.BadParameter(f"{words!r} is not a day; write it as YYYY-MM-DD, for example 2025-09-01") from error


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of text for people.")]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=read_day,
        metavar="DATE",
        help="Day (YYYY-MM-DD) for which statuses are worked out; today if not given.",
    ),
]

Establishments = Annotated[list[str] | None, typer.Option("--establishment", help="Of this establishment.")]
Owners = Annotated[list[str] | None, typer.Option("--owner", help="With this responsible owner.")]
Statuses = Annotated[list[Status] | None, typer.Option("--status", help="With this status on the day.")]
Agreements = Annotated[list[Agreement] | None, typer.Option("--agreement", help="Agreed, partly or not.")]
Groups = Annotated[list[str] | None, typer.Option("--group", help="In this group of the plan.")]
Sections = Annotated[list[str] | None, typer.Option("--section", help="In this section of the plan.")]
DueFrom = Annotated[
    date | None, typer.Option(parser=read_day, metavar="DATE", help="Due on this day (YYYY-MM-DD) or later.")
]
DueTo = Annotated[
    date | None, typer.Option(parser=read_day, metavar="DATE", help="Due on this day (YYYY-MM-DD) or earlier.")
]
Plans = Annotated[list[str] | None, typer.Option("--plan", help="Of the plan with this id.")]
RecNos = Annotated[list[str] | None, typer.Option("--rec-no", help="With this number.")]
