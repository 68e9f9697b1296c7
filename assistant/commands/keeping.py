"""``check`` and ``remove``: what a plan leaves to be desired, and plans that are no longer wanted."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

import typer

from assistant.commands.options import AsJson
from assistant.settings import load_settings

PlanId = Annotated[str, typer.Argument(metavar="PLAN_ID", help="Id of the plan, for example hmp-send-2025-07-08.")]


def check(plan_id: PlanId, as_json: AsJson = False) -> None:
    """Report what the people who wrote a plan may want to put right, each with its place."""
    from assistant.commands.console import console, indented, plain
    from assistant.wording import counted
    from ingest.quality import check_plan
    from ingest.register import Register

    with Register.open(load_settings().register_file) as register:
        report = check_plan(register.plan(plan_id))
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
        return
    out = console()
    figures = f"{counted(report.items, 'item')}, {counted(report.actions, 'action')}"
    out.print(plain(f"{plan_id}: {counted(len(report.findings), 'finding')} in {figures}"), style="bold")
    for head, findings in groupby(report.findings, key=lambda one: one.head):
        out.print()
        out.print(plain(head), style="bold")
        for finding in findings:
            out.print(indented(finding.message))


def remove(
    names: Annotated[
        list[str], typer.Argument(metavar="PLAN_ID...", help="Ids of plans, or names of progress files (progress.csv).")
    ],
) -> None:
    """Remove plans, with their earlier versions and progress, from the register and the index; or progress files.

    The documents stay where they are. Nothing is removed where one of the plans is not held.
    """
    from assistant.documents import remove_plans
    from ingest.register import Register

    settings = load_settings()
    wanted = tuple(dict.fromkeys(names))
    with Register.open(settings.register_file) as register:
        progress = [name for name in wanted if name in register.progress_documents()]
        remove_plans(register, [name for name in wanted if name not in progress], settings.home, settings.model)
        # With the last plan on which one of them reported, it may be gone already.
        for name in progress:
            if name in register.progress_documents():
                register.remove_progress(name)
    for name in wanted:
        typer.echo(f"Removed {name}")
