"""Figures over scored answers: shares right, citation precision and recall, abstention, counts, quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evals.questions import ABSTAIN
from evals.scoring import Score, Unscored
from ingest.records import Record


class Ratio(Record):
    """``hits`` of ``of``; a share only where there is anything to share."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where ``of`` is 0: no figure is not a figure of 0."""
        return self.hits / self.of if self.of else None


class Figures(Record):
    """What is told of a set of questions.

    ``right`` is of the scored ones; ``unscored`` are apart. ``precision``: cited rows that may be cited, of all cited
    rows of questions that say which may; ``recall``: expected rows that are cited. ``abstention_precision``: refusals
    that are due, of all; ``abstention_recall``: due refusals that were made. ``quotes``: found, of those checked.
    """

    family: str
    right: Ratio
    unscored: int
    count_exact: Ratio
    precision: Ratio
    recall: Ratio
    abstention_precision: Ratio
    abstention_recall: Ratio
    quotes: Ratio
    quotes_unchecked: int

    @property
    def abstention_f1(self) -> float | None:
        """Harmonic mean of abstention precision and recall; None where no refusal was due and none was made."""
        due, made = self.abstention_recall.of, self.abstention_precision.of
        return 2 * self.abstention_recall.hits / (due + made) if due + made else None


TOTAL = "total"


def _precision(scores: Iterable[Score]) -> Ratio:
    hits = of = 0
    for score in scores:
        question = score.question
        may = {*question.expected, *question.allowed}
        if not may and question.count is None and question.kind != ABSTAIN:
            continue  # any row may be cited
        hits += sum(row in may for row in score.cited)
        of += len(score.cited)
    return Ratio(hits=hits, of=of)


def figures(family: str, results: Sequence[Score | Unscored]) -> Figures:
    """The figures of one set of results."""
    scores = [one for one in results if isinstance(one, Score)]
    counted = [one for one in scores if one.question.count is not None]
    refused = [one for one in scores if one.answer.abstained]
    due = [one for one in scores if one.question.kind == ABSTAIN]
    rightly = sum(one.question.kind == ABSTAIN for one in refused)
    return Figures(
        family=family,
        right=Ratio(hits=sum(one.right for one in scores), of=len(scores)),
        unscored=len(results) - len(scores),
        count_exact=Ratio(hits=sum(one.answer.count == one.question.count for one in counted), of=len(counted)),
        precision=_precision(scores),
        recall=Ratio(
            hits=sum(row in one.cited for one in scores for row in one.question.expected),
            of=sum(len(one.question.expected) for one in scores),
        ),
        abstention_precision=Ratio(hits=rightly, of=len(refused)),
        abstention_recall=Ratio(hits=rightly, of=len(due)),
        quotes=Ratio(
            hits=sum(one.quotes_found for one in scores),
            of=sum(one.quotes_found + one.quotes_missing for one in scores),
        ),
        quotes_unchecked=sum(one.quotes_unchecked for one in scores),
    )


def by_family(results: Sequence[Score | Unscored]) -> tuple[Figures, ...]:
    """Figures of each family in the order of its first question, then the total."""
    families = dict.fromkeys(one.question.kind for one in results)
    return (
        *(figures(family, [one for one in results if one.question.kind == family]) for family in families),
        figures(TOTAL, results),
    )
