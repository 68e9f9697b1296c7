"""How ``search`` and ``export`` run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from assistant.commands.console import console, indented, place, plain, words_for
from assistant.exports import ExportFormat, export_bytes, export_of
from assistant.knowledge import Knowledge
from assistant.search import SearchPage, list_rows, search
from assistant.search_terms import Match, RowFilters, Search
from assistant.settings import Settings
from assistant.wording import uk_date
from ingest.errors import BadRequest
from ingest.register import Register

STANDARD = Path("-")


def run_search(
    settings: Settings,
    wanted: RowFilters,
    text: str,
    as_of: date | None,
    *,
    limit: int,
    offset: int,
    as_json: bool,
) -> None:
    """Searches and prints; opens the index only where there is a text to rank by."""
    day = as_of or settings.as_of or date.today()
    with Register.open(settings.register_file) as register:
        # The words only order the rows: exactly the filters decide which there are.
        asked = Search(text=text.strip(), match=Match.MEANING, filters=wanted, as_of=day)
        knowledge = Knowledge(register, settings.home, settings.model)
        found = search(knowledge, asked, limit=limit, offset=offset)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _show(found, offset)


def run_export(settings: Settings, wanted: RowFilters, as_of: date | None, kind: ExportFormat, out: Path) -> None:
    """Writes the file; raises BadRequest where it can't be written."""
    day = as_of or settings.as_of or date.today()
    with Register.open(settings.register_file) as register:
        knowledge = Knowledge(register, settings.home, settings.model)
        export = export_of(list_rows(knowledge, Search(filters=wanted, as_of=day)), wanted.words())
    made = export_bytes(export, kind)
    if out == STANDARD:
        typer.echo(made, nl=False)
        return
    try:
        out.write_bytes(made)
    except OSError as error:
        raise BadRequest(f"{out} can't be written: {error.strerror}; name another file for --out") from error
    typer.echo(f"{export.total} rows written to {out}")


def _show(found: SearchPage, offset: int) -> None:
    out = console()
    span = f"rows {offset + 1} to {offset + len(found.rows)} of {found.total}" if found.rows else f"{found.total} rows"
    out.print(plain(f"{span.capitalize()}, as of {uk_date(found.as_of)}"))
    for row in found.rows:
        number = f"#{row.action}" if row.action is not None else ""
        facts = (
            f"{row.plan_id} {row.rec_no}{number}",
            f"{row.target_date or 'no target date'} ({words_for(row.status)})",
            ", ".join(row.responsible_owner),
            f"[{place(row.source)}]",
        )
        out.print(plain("  ".join(fact for fact in facts if fact)), style="bold")
        out.print(indented(row.quote))
