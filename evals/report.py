"""A run's results as a table on the console and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from assistant.answer import Answer
from evals.measures import TOTAL, Figures, Ratio, by_family
from evals.questions import Question, RowRef
from evals.scoring import Fault, Score, Unscored
from ingest.records import Record


class WrongAnswer(Record):
    """A wrong answer with everything needed to see why."""

    question: Question
    faults: tuple[Fault, ...]
    cited: tuple[RowRef, ...]
    answer: Answer


class FamilyLine(Record):
    """One line of the report; shares between 0 and 1, None where there is nothing to share."""

    family: str
    questions: int
    right: int
    unscored: int
    share_right: float | None
    count_exact: float | None
    citation_precision: float | None
    citation_recall: float | None
    abstention_precision: float | None
    abstention_recall: float | None
    abstention_f1: float | None
    quotes_found: float | None
    quotes_unchecked: int


class Report(Record):
    """A whole run: a line for each family and the total, wrong answers, and questions that failed."""

    families: tuple[FamilyLine, ...]
    total: FamilyLine
    wrong: tuple[WrongAnswer, ...]
    unscored: tuple[Unscored, ...]


def _line(figures: Figures) -> FamilyLine:
    return FamilyLine(
        family=figures.family,
        questions=figures.right.of + figures.unscored,
        right=figures.right.hits,
        unscored=figures.unscored,
        share_right=figures.right.share,
        count_exact=figures.count_exact.share,
        citation_precision=figures.precision.share,
        citation_recall=figures.recall.share,
        abstention_precision=figures.abstention_precision.share,
        abstention_recall=figures.abstention_recall.share,
        abstention_f1=figures.abstention_f1,
        quotes_found=figures.quotes.share,
        quotes_unchecked=figures.quotes_unchecked,
    )


def make_report(results: Sequence[Score | Unscored]) -> Report:
    """The report of a run's results, in the order of the questions."""
    *families, total = (_line(figures) for figures in by_family(results))
    return Report(
        families=tuple(families),
        total=total,
        wrong=tuple(
            WrongAnswer(question=one.question, faults=one.faults, cited=one.cited, answer=one.answer)
            for one in results
            if isinstance(one, Score) and not one.right
        ),
        unscored=tuple(one for one in results if isinstance(one, Unscored)),
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _ratio(right: Ratio) -> str:
    return f"{right.hits}/{right.of}"


def table(report: Report) -> Table:
    """A line for each family, then the total: precision P and recall R of citations (cit) and abstentions (abs)."""
    # Eighty columns have to do: consoles of servers have no more.
    shown = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    shown.add_column("family", no_wrap=True)
    for heading in ("right", "unsc.", "count", "cit P", "cit R", "abs P", "abs R", "abs F1", "quote"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for line in (*report.families, report.total):
        if line.family == TOTAL:
            shown.add_section()
        shown.add_row(
            Text(line.family),
            _ratio(Ratio(hits=line.right, of=line.questions - line.unscored)),
            str(line.unscored),
            _share(line.count_exact),
            _share(line.citation_precision),
            _share(line.citation_recall),
            _share(line.abstention_precision),
            _share(line.abstention_recall),
            _share(line.abstention_f1),
            _share(line.quotes_found),
        )
    return shown


def wrong_lines(report: Report) -> tuple[str, ...]:
    """Each wrong answer and each failed question in words, one line each."""
    wrong = (
        f"{one.question.id} [{one.question.kind}] {one.question.question} -- "
        + "; ".join(f"{fault.rule.value}: {fault.detail}" for fault in one.faults)
        for one in report.wrong
    )
    failed = (
        f"{one.question.id} [{one.question.kind}] {one.question.question} -- unscored: {one.error}"
        for one in report.unscored
    )
    return (*wrong, *failed)
