"""``python -m evals FOLDER``: writes a generated corpus with its truth and its questions.

``FOLDER/plans/*.txt``, ``FOLDER/truth/*.json`` and ``FOLDER/questions.jsonl``; the same arguments write the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evals.derive import derive_questions
from evals.generation.corpus import generate_corpus, write_corpus
from evals.generation.damage import Damage
from evals.jsonl import write_lines


def make(
    folder: Annotated[Path, typer.Argument(help="Where to write; made if it isn't there.")],
    establishments: Annotated[int, typer.Option(min=1, max=240, help="Prisons, three plans each.")] = 30,
    seed: Annotated[int, typer.Option(help="Another seed, another corpus.")] = 1,
    each: Annotated[int, typer.Option(min=1, help="Questions of each family.")] = 15,
    damaged: Annotated[bool, typer.Option(help="With every kind of damage that a document has a place for.")] = False,
) -> None:
    """Writes a generated corpus with its truth and its questions."""
    corpus = generate_corpus(establishments, seed, tuple(Damage) if damaged else ())
    write_corpus(folder, corpus)
    questions = derive_questions(corpus, each, seed)
    write_lines(folder / "questions.jsonl", questions)
    rows = sum(len(plan.truth.items) for plan in corpus)
    typer.echo(f"{len(corpus)} plans with {rows} rows and {len(questions)} questions in {folder}")


if __name__ == "__main__":
    typer.run(make)
