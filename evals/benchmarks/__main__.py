"""``python -m evals.benchmarks``: questions over the sample plans beside embedding them; filters and search pages at
100,000 rows.

The exit status is 1 where a question takes more than three times its embedding (the median of each), or the median
search page more than 300 ms.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from assistant.offline import stay_offline
from assistant.settings import Settings, load_settings
from evals.bank import FOLDER
from evals.benchmarks.filters import FilterTimes, filter_times
from evals.benchmarks.large import Tell, fill
from evals.benchmarks.questions import QuestionTimes, question_times
from evals.benchmarks.search_page import MOST_MS, PageTimes, page_times
from evals.questions import read_questions
from evals.standard.corpora import SAMPLE_DOCUMENTS
from evals.standard.homes import standing
from ingest.errors import ActionPlansError
from ingest.records import Record
from ingest.register import Register

SAMPLE_QUESTIONS = FOLDER / "questions" / "send.jsonl"

MOST_TIMES = 3.0


class Benchmarks(Record):
    """All measurements."""

    questions: QuestionTimes
    filters: FilterTimes
    pages: PageTimes


def measure(
    rows: Annotated[int, typer.Option(min=1, help="Actions that the register holds at least.")] = 100_000,
    large: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Keep the large register here with its index, and search it for words too. Made where it is missing: "
            "at 100,000 rows the index takes 9 GB and most of an hour.",
        ),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
) -> None:
    """Measure questions beside their embedding, and filters and search pages over a large register."""
    settings = load_settings()
    err = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bars:
        task = bars.add_task("sample plans")
        with standing(
            SAMPLE_DOCUMENTS, settings, lambda _, done, total: bars.update(task, completed=done, total=total)
        ) as held:
            questions = read_questions(SAMPLE_QUESTIONS)
            asked = question_times(settings.model_copy(update={"home": held.home}), questions)
        filling = bars.add_task("rows in the register")
        with _large_home(
            settings, large, rows, lambda done, total: bars.update(filling, completed=done, total=total)
        ) as home:
            with Register.open(home.register_file) as register:
                filtered = filter_times(register)
            pages = page_times(home, words=large is not None)
    found = Benchmarks(questions=asked, filters=filtered, pages=pages)
    if as_json:
        typer.echo(found.model_dump_json(indent=1))
    else:
        _show(found)
    if asked.times > MOST_TIMES:
        typer.echo(f"A question takes {asked.times} times its embedding, more than {MOST_TIMES:g}", err=True)
        raise typer.Exit(1)
    if pages.median_ms > MOST_MS:
        typer.echo(f"The median search page takes {pages.median_ms} ms, more than {MOST_MS:g}", err=True)
        raise typer.Exit(1)


@contextmanager
def _large_home(settings: Settings, kept: Path | None, rows: int, tell: Tell) -> Iterator[Settings]:
    """The settings over a home with a large register: in the folder where one is named, else until the block ends."""
    with TemporaryDirectory(prefix="action-plans-benchmark-") as made:
        home = settings.model_copy(update={"home": kept or Path(made)})
        with Register.open(home.register_file, create=True) as register:
            fill(register, rows, tell)
        yield home


def _show(found: Benchmarks) -> None:
    asked = found.questions
    typer.echo(
        f"{asked.questions} questions: median {asked.answer_ms} ms, embedding {asked.embedding_ms} ms: "
        f"{asked.times} times (at most {MOST_TIMES:g})"
    )
    typer.echo(f"Filters over {found.filters.plans} plans with {found.filters.actions} actions:")
    shown = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("filters", "unit", "items left", "ms"):
        shown.add_column(heading, justify="left" if heading in ("filters", "unit") else "right")
    for one in found.filters.filters:
        shown.add_row(one.asked, one.unit.value, str(one.items), f"{one.ms:.1f}")
    Console().print(shown)
    typer.echo(
        f"Search pages over the same: median {found.pages.median_ms:.1f} ms (at most {MOST_MS:g}), after "
        f"{found.pages.loading_s} s for what is loaded once"
    )
    timed = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    timed.add_column("search")
    timed.add_column("ms", justify="right")
    for page in found.pages.pages:
        timed.add_row(page.asked, f"{page.ms:.1f}")
    Console().print(timed)


if __name__ == "__main__":
    stay_offline()
    try:
        typer.run(measure)
    except ActionPlansError as error:
        typer.echo(f"action-plans: {error}", err=True)
        sys.exit(1)
