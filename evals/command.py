"""The command ``action-plans evaluate``.

Nothing of the assistant but its records is imported before the command runs: ``action-plans --help`` stays quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evals.documents import read_documents
from ingest.errors import BadRequest

FOLDER = Path(__file__).resolve().parent
QUESTIONS = FOLDER / "questions"
SAMPLE_DOCUMENTS = FOLDER.parent / "data" / "plans"


def evaluate(
    questions: Annotated[
        list[Path] | None,
        typer.Argument(help="Files of questions with known answers; without any: all in evals/questions."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON, for machines.")] = False,
    documents: Annotated[
        list[Path] | None,
        typer.Option(help="Folders of the documents that quotes are looked up in; without any: data/plans."),
    ] = None,
    part: Annotated[str | None, typer.Option(help="Only the questions of this part: fit, check or report.")] = None,
    standard: Annotated[
        bool, typer.Option("--standard", help="All questions on the samples and on generated plans, with baselines.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The standard run as a web page and as JSON in this folder.")
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="The standard run; status 1 if a family falls below its accepted scores.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="The standard run; its scores are the mark from now on.")
    ] = False,
) -> None:
    """Score answers against expected ones; status 1 if a question could not be answered at all.

    The standard run brings its own documents and questions, and leaves the register as it is.
    """
    if standard or report or gate or accept:
        if questions or documents or part:
            raise typer.BadParameter("the standard run has its own questions and documents: name none with it")
        from assistant.settings import load_settings
        from evals.standard.command import run_command

        run_command(load_settings(), report, gate=gate, accept=accept, as_json=as_json)
        return
    from rich.console import Console

    from assistant.engine import Engine
    from assistant.settings import load_settings
    from evals.questions import read_questions
    from evals.report import make_report, table, wrong_lines
    from evals.run import run

    files = questions or sorted(QUESTIONS.glob("*.jsonl"))
    asked = [one for file in files for one in read_questions(file) if part is None or one.part == part]
    if not asked:
        of_part = f" of part {part!r}" if part else ""
        raise BadRequest(f"There is no question{of_part} in the files; parts are fit, check and report")
    texts = read_documents(documents or [SAMPLE_DOCUMENTS])
    with Engine.open(load_settings()) as engine:
        found = make_report(run(asked, engine.ask, texts))
    if as_json:
        typer.echo(found.model_dump_json(indent=1))
    else:
        for line in wrong_lines(found):
            typer.echo(line)
        Console().print(table(found))
    if found.unscored:
        typer.echo(f"action-plans: {len(found.unscored)} questions could not be answered and are unscored", err=True)
        raise typer.Exit(1)
