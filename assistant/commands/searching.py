"""How ``search`` and ``export`` run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from assistant.commands.console import console, indented, place, plain, words_for
from assistant.exports import Export, ExportFormat, export_bytes, export_row
from assistant.knowledge import Knowledge
from assistant.search import Ranking, RowFilters, SearchPage, find_rows, search
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
        knowledge = Knowledge(register, settings.home, settings.model)
        ranking = None
        if text.strip():
            from assistant.index import Index

            ranking = Ranking(text, Index.open(settings.home, register, model=settings.model))
        found = search(knowledge, wanted, day, ranking, limit=limit, offset=offset)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _show(found, offset)


def run_export(settings: Settings, wanted: RowFilters, as_of: date | None, kind: ExportFormat, out: Path) -> None:
    """Writes the file; raises BadRequest where it can't be written."""
    day = as_of or settings.as_of or date.today()
    with Register.open(settings.register_file) as register:
        found = find_rows(Knowledge(register, settings.home, settings.model), wanted, day)
    rows = tuple(export_row(row.plan, row.item, row.action, row.status) for row in found)
    made = export_bytes(Export(query=wanted.words(), as_of=day, total=len(rows), rows=rows), kind)
    if out == STANDARD:
        typer.echo(made, nl=False)
        return
    try:
        out.write_bytes(made)
    except OSError as error:
        raise BadRequest(f"{out} can't be written: {error.strerror}; name another file for --out") from error
    typer.echo(f"{len(rows)} rows written to {out}")


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
