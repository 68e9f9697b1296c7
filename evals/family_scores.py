"""Scores of families of questions, each figure with its interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from evals.intervals import Estimate, Share, estimate
from evals.measures import TOTAL, Figures, Ratio, figures
from evals.scoring import Score, Unscored
from ingest.records import Record


class Name(StrEnum):
    """A figure of a family; ``evals/README.md`` says how each is made."""

    RIGHT = "right"
    COUNT_EXACT = "count_exact"
    CITATION_PRECISION = "citation_precision"
    CITATION_RECALL = "citation_recall"
    ABSTENTION_PRECISION = "abstention_precision"
    ABSTENTION_RECALL = "abstention_recall"
    ABSTENTION_F1 = "abstention_f1"
    QUOTES_FOUND = "quotes_found"


_OF_ONE: dict[Name, Callable[[Figures], Ratio]] = {
    Name.RIGHT: lambda one: one.right,
    Name.COUNT_EXACT: lambda one: one.count_exact,
    Name.CITATION_PRECISION: lambda one: one.precision,
    Name.CITATION_RECALL: lambda one: one.recall,
    Name.ABSTENTION_PRECISION: lambda one: one.abstention_precision,
    Name.ABSTENTION_RECALL: lambda one: one.abstention_recall,
    # Twice the refusals that were due and made, of all due and all made.
    Name.ABSTENTION_F1: lambda one: Ratio(
        hits=2 * one.abstention_recall.hits, of=one.abstention_recall.of + one.abstention_precision.of
    ),
    Name.QUOTES_FOUND: lambda one: one.quotes,
}


class Figure(Record):
    """A figure by its name."""

    name: str
    estimate: Estimate


class FamilyScores(Record):
    """The figures of one family of one set of questions; a figure with nothing to share out is left out."""

    asked: str
    family: str
    questions: int
    unscored: int
    figures: tuple[Figure, ...]

    @property
    def key(self) -> str:
        """``set/family``."""
        return f"{self.asked}/{self.family}"

    def figure(self, name: str) -> Estimate | None:
        """One figure; None where it has nothing to share out."""
        return next((one.estimate for one in self.figures if one.name == name), None)


def family_scores(asked: str, family: str, results: Sequence[Score | Unscored]) -> FamilyScores:
    """The figures of some results, under the names of a set and a family."""
    each = [figures(family, [one]) for one in results if isinstance(one, Score)]
    made = {
        name: estimate(f"{asked}/{family}/{name}", [Share(hits=r.hits, of=r.of) for r in map(ratio, each)])
        for name, ratio in _OF_ONE.items()
    }
    return FamilyScores(
        asked=asked,
        family=family,
        questions=len(results),
        unscored=sum(isinstance(one, Unscored) for one in results),
        figures=tuple(Figure(name=name, estimate=found) for name, found in made.items() if found is not None),
    )


def scores_by_family(asked: str, results: Sequence[Score | Unscored]) -> tuple[FamilyScores, ...]:
    """The scores of each family in the order of its first question, then of the whole set."""
    families = dict.fromkeys(one.question.kind for one in results)
    return (
        *(family_scores(asked, name, [one for one in results if one.question.kind == name]) for name in families),
        family_scores(asked, TOTAL, results),
    )
