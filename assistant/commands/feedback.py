"""``feedback``: what users said of answers, listed, or written out to become evaluation questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.settings import load_settings


def feedback(
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write all votes as JSON lines instead, as evals.feedback reads them."),
    ] = None,
    with_names: Annotated[
        bool, typer.Option("--with-names", help="Write who voted, too; without it the file names nobody.")
    ] = False,
) -> None:
    """List what users of the web chat said of its answers, or write it out."""
    from assistant.commands.console import console, table
    from assistant.feedback import as_lines, votes
    from assistant.files import replace_text
    from assistant.wording import counted, uk_date
    from ingest.errors import BadRequest
    from ingest.register import Register

    with Register.open(load_settings().register_file) as register:
        given = votes(register)
    if out is not None:
        try:
            replace_text(out, as_lines(given, named=with_names))
        except OSError as error:
            raise BadRequest(f"{out} can't be written: {error.strerror}") from error
        typer.echo(f"{counted(len(given), 'vote').capitalize()} in {out}")
        return
    if not given:
        typer.echo("No votes yet: users give them below each answer of the web chat.")
        return
    rows = [
        (uk_date(vote.at.date()), "yes" if vote.helpful else "no", vote.question, vote.reason or "") for vote in given
    ]
    console().print(table(("Day", "Helpful", "Question", "Reason"), rows))
