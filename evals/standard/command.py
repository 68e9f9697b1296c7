"""``action-plans evaluate --standard``, ``--report``, ``--gate`` and ``--accept``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from assistant.settings import Settings
from evals.bank import Part
from evals.family_scores import FamilyScores, Name
from evals.gate import ACCEPTED_FILE, Accepted, falls, read_accepted, write_accepted
from evals.measures import TOTAL
from evals.standard.corpora import standard_corpora
from evals.standard.page import page
from evals.standard.plots import percent, span
from evals.standard.readme_table import readme_table
from evals.standard.record import StandardReport
from evals.standard.run import run_standard
from ingest.errors import BadRequest


def run_command(settings: Settings, report_to: Path | None, *, gate: bool, accept: bool, as_json: bool) -> None:
    """The standard run, and what was asked for with it. Exits with 1 where a question had no answer or the gate shuts.

    Raises BadRequest where the gate is asked for and no scores were accepted, before anything is run.
    """
    accepted = read_accepted() if gate else (read_accepted() if ACCEPTED_FILE.exists() else None)
    if report_to is not None and report_to.exists() and not report_to.is_dir():
        raise BadRequest(f"{report_to} is a file; expected a folder for the report")
    err = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as bars:
        report = run_standard(standard_corpora(), settings, _Steps(bars))
    if report_to is not None:
        report_to.mkdir(parents=True, exist_ok=True)
        (report_to / "report.json").write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
        (report_to / "table.md").write_text(readme_table(report), encoding="utf-8")
        (report_to / "index.html").write_text(page(report, accepted), encoding="utf-8")
    if as_json:
        typer.echo(report.model_dump_json(indent=1))
    else:
        Console().print(_table(report))
        typer.echo(f"{report.seconds:.0f} s; figures {report.figures_sha256[:16]}")
    shut = falls(accepted, report.families) if gate and accepted is not None else ()
    for fall in shut:
        typer.echo(f"action-plans: {fall}", err=True)
    if shut or report.unscored:
        typer.echo(f"action-plans: {len(shut)} falls, {len(report.unscored)} questions unscored", err=True)
        raise typer.Exit(1)
    if accept:
        taken = Accepted(accepted=date.today(), commit=report.provenance.commit, families=report.families)
        write_accepted(ACCEPTED_FILE, taken)
        typer.echo(f"Accepted in {ACCEPTED_FILE.name}", err=True)


class _Steps:
    """The run's progress as a bar for each of its steps."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[tuple[str, int], TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        key = (step, total)  # rows are embedded once for each corpus
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(step, total=total)
        self._bars.update(self._tasks[key], completed=done, total=total)


_COLUMNS = (
    (Name.COUNT_EXACT, "count"),
    (Name.CITATION_PRECISION, "cit P"),
    (Name.CITATION_RECALL, "cit R"),
    (Name.ABSTENTION_F1, "abs F1"),
)


def _table(report: StandardReport) -> Table:
    """Each set, all together and the part ``report``; then every system on that part."""
    shown = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    shown.add_column("")
    for heading in ("n", "right", "", *(heading for _, heading in _COLUMNS)):
        shown.add_column(heading, justify="right", no_wrap=True)
    for one in (*(one for one in report.families if one.family == TOTAL), *report.parts):
        shown.add_row(one.asked, *_cells(one))
    shown.add_section()
    for system in report.systems:
        if system.scores.asked == Part.REPORT:
            shown.add_row(system.label, *_cells(system.scores))
    return shown


def _cells(scores: FamilyScores) -> tuple[str, ...]:
    right, *others = (scores.figure(name) for name in (Name.RIGHT, *(name for name, _ in _COLUMNS)))
    return (
        str(scores.questions),
        percent(right.value) if right else "–",
        f"({span(right)})" if right else "",
        *(f"{one.value:.3f}" if one else "–" for one in others),
    )
