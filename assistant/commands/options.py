"""Options that several commands take, declared once."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer


def read_day(words: str) -> date:
    """A day as an option gives it; a wrong call where it is none."""
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise typer.BadParameter(f"{words!r} is not a day; write it as YYYY-MM-DD, for example 2025-09-01") from error


Day = Annotated[date, typer.Option(parser=read_day, metavar="DATE")]
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
