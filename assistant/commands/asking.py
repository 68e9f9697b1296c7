"""``ask``: one question, or a file of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import AsJson, AsOf
from assistant.settings import load_settings
from ingest.errors import BadRequest

if TYPE_CHECKING:
    from assistant.query import QueryPlan


def ask(  # noqa: PLR0917 - Typer reads the options off the arguments
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
    plan: Annotated[
        str | None,
        typer.Option(
            metavar="JSON",
            help="Answer by this query plan (the `plan` of an answer, edited), not by the question's words.",
        ),
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
        answer = engine.ask(question, as_of=as_of, plan=None if plan is None else _read_plan(plan))
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        from assistant.commands.answering import show_answer
        from assistant.commands.console import console

        show_answer(console(), answer)


def _read_plan(text: str) -> QueryPlan:
    from pydantic import ValidationError

    from assistant.query import QueryPlan

    try:
        return QueryPlan.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise BadRequest(
            f"The query plan can't be read ({place}: {first['msg']}): take the plan of an answer."
        ) from error
