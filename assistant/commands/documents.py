"""``ingest``, ``plans`` and ``show``: documents in, and what is held."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import AsJson, AsOf
from assistant.settings import load_settings


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents, or folders of documents.")],
    as_json: AsJson = False,
) -> None:
    """Read documents into the register and the index; safe to repeat."""
    from assistant.commands.ingesting import run_ingest

    run_ingest(load_settings(), paths, as_json=as_json)


def plans(as_json: AsJson = False) -> None:
    """List the plans held: their dates, counts and warnings."""
    from pydantic import TypeAdapter

    from assistant.commands.console import console, table
    from assistant.wording import uk_date
    from ingest.records import PlanSummary
    from ingest.register import Register

    with Register.open(load_settings().register_file) as register:
        held = register.summaries()
    if as_json:
        typer.echo(TypeAdapter(tuple[PlanSummary, ...]).dump_json(held, indent=2))
        return
    console().print(
        table(
            ("plan", "establishment", "submitted", "items", "actions", "warnings"),
            [(p.plan_id, p.establishment, uk_date(p.submitted), p.items, p.actions, p.warnings) for p in held],
            right=frozenset({3, 4, 5}),
            whole=frozenset({0}),
        )
    )


def show(
    plan_id: Annotated[str, typer.Argument(help="Id of the plan, for example hmp-send-2025-07-08.")],
    rec_no: Annotated[str | None, typer.Argument(help="Number of one recommendation or concern in it.")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show one plan or one item of it, whole, with its place in the document, its warnings and its history."""
    from datetime import date

    from assistant.commands.console import console
    from assistant.commands.showing import show_history, show_item, show_plan
    from assistant.shown_item import shown_item
    from ingest.register import Register

    settings = load_settings()
    out, day = console(), as_of or settings.as_of or date.today()
    with Register.open(settings.register_file) as register:
        if rec_no is None:
            plan = register.plan(plan_id)
            if as_json:
                typer.echo(plan.model_dump_json(indent=2))
            else:
                show_plan(out, plan, day)
            return
        item = shown_item(register, plan_id, rec_no)
    if as_json:
        typer.echo(item.model_dump_json(indent=2))
    else:
        show_item(out, item, day)
        if item.history is not None:
            show_history(out, item.history)
