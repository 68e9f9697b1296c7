"""How ``ingest`` runs: documents into the register, a report of each, then the index of what the register holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from assistant.commands.console import console, indented, plain, table
from assistant.index import build_index
from assistant.settings import Settings
from ingest.errors import DocumentRefused
from ingest.ingestion import DocumentReport, Progress, ReportOutcome, ingest_paths
from ingest.progress_report import ProgressReport
from ingest.reading import KINDS
from ingest.register import Register


def run_ingest(settings: Settings, paths: Sequence[Path], *, as_json: bool) -> None:
    """Reads, reports and indexes; exits with 1 if any document was refused, after the others were read.

    Raises DocumentRefused where the paths hold no document at all.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    stderr = console(stderr=True)
    with Register.open(settings.register_file, create=True) as register:
        with _reading(stderr) as bars:
            task = bars.add_task("Reading documents", total=None, rate="")
            reports = ingest_paths(register, paths, lambda _, run: _advance(bars, task, run))
        if not reports:
            named = ", ".join(map(str, paths))
            raise DocumentRefused(f"There is no document to read in {named}; expected files of {', '.join(KINDS)}")
        if as_json:
            typer.echo(TypeAdapter(tuple[DocumentReport, ...]).dump_json(reports, indent=2))
        else:
            _show(console(), reports)
        if register.summaries():
            with _bars(stderr) as bars:
                build_index(register, settings.home, _Steps(bars), model=settings.model)
    refused = [report for report in reports if report.outcome is ReportOutcome.REFUSED]
    for report in refused:
        typer.echo(f"action-plans: {report.path} was refused: {report.reason}", err=True)
    if refused:
        raise typer.Exit(1)


def _reading(out: Console) -> Bars:
    """A bar of documents with their rate and the time left, not drawn where nobody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    return Bars(*columns, console=out, transient=True, disable=not out.is_terminal)


def _advance(bars: Bars, task: TaskID, run: Progress) -> None:
    minutes, seconds = divmod(round(run.left), 60)
    rate = f"{run.a_second:.1f} a second, {minutes}:{seconds:02d} left"
    bars.update(task, completed=run.done, total=run.total, rate=rate)


class _Steps:
    """The index's progress as a bar for each of its steps."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total)
        self._bars.update(self._tasks[step], completed=done, total=total)


def _bars(out: Console) -> Bars:
    """Bars that vanish when done, and are not drawn where nobody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Bars(*columns, console=out, transient=True, disable=not out.is_terminal)


def _show(out: Console, reports: Sequence[DocumentReport]) -> None:
    plans = [(r.document, r.outcome, r.plans, r.items, r.actions, r.warnings) for r in reports if r.progress is None]
    if plans:
        heads = ("document", "outcome", "plans", "items", "actions", "warnings")
        out.print(table(heads, plans, right=frozenset({2, 3, 4, 5})))
    for report in reports:
        if report.progress is not None:
            out.print(plain(f"{report.document}, {report.outcome}: {_progress(report.progress)}"))
            for warning in report.progress.warnings:
                out.print(indented(warning))
    held = sorted({plan_id for report in reports for plan_id in report.plan_ids})
    if held:
        out.print(plain(f"Held: {', '.join(held)}"))


def _progress(report: ProgressReport) -> str:
    """``progress of 2 plans, 14 entries, 1 warning``, and how many entries wait for their plan."""
    waiting = f" ({report.waiting} waiting for their plan)" if report.waiting else ""
    figures = [
        (len(report.plans), "plan", ""),
        (report.entries, "entry", waiting),
        (len(report.warnings), "warning", ""),
    ]
    return "progress of " + ", ".join(f"{_figure(n, noun)}{more}" for n, noun, more in figures)


def _figure(n: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{n:,} {noun if n == 1 else plural}"
