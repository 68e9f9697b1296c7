"""``ask``: one question, or a file of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import AsJson, AsOf
from assistant.settings import load_settings


def ask(
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", help="The question, in plain words.")] = None,
    as_of: AsOf = None,
    batch: Annotated[
        Path | None,
        typer.Option(metavar="IN.jsonl", help="Answer the questions of a JSON Lines file; - is standard input."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="OUT.jsonl", help="Where the answers of a batch go; - is standard output."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with the rows that the answer rests on."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give either one question in quotes or --batch with a file of them")
    if (batch is None) != (out is None):
        raise typer.BadParameter("--batch and --out go together")
    from assistant.engine import Engine

    settings = load_settings()
    if batch is not None and out is not None:
        from assistant.commands.batch import answer_batch

        answer_batch(settings, batch, out, as_of)
        return
    if question is None or not question.strip():
        raise typer.BadParameter("the question is empty")
    with Engine.open(settings) as engine:
        answer = engine.ask(question, as_of=as_of)
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        from assistant.commands.answering import show_answer
        from assistant.commands.console import console

        show_answer(console(), answer)
