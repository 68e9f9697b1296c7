"""How well rows are ranked: recall, nDCG and MRR against labelled pairs of query and row, by ``ir_measures``.

Rows that may be given without harm are neither right nor wrong: they are taken out of a ranking before it is judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.family_scores import Figure
from evals.intervals import Share, estimate
from ingest.errors import BadRequest
from ingest.records import Record

MEASURES = ("nDCG@10", "R@5", "R@10", "RR@10")
"""In the notation of ``ir_measures``: R is recall, RR the reciprocal rank (its mean is the MRR)."""


@dataclass(frozen=True, slots=True)
class RankedQuery:
    """A query with the items (``plan_id/rec_no``) that are about it, and those that may be given without harm."""

    query: str
    right: frozenset[str]
    allowed: frozenset[str]


class RankingScores(Record):
    """How well one system ranks the items of one set of labelled queries."""

    asked: str
    system: str
    queries: int
    figures: tuple[Figure, ...]


def ranking_scores(
    asked: str, system: str, queries: Sequence[RankedQuery], ranked: Mapping[str, Sequence[str]]
) -> RankingScores:
    """The figures of rankings: ``ranked`` holds for each query's text the items put forward, best first.

    A query for which nothing was put forward counts as 0.
    """
    try:
        from ir_measures import Qrel, ScoredDoc, iter_calc, parse_measure
    except ModuleNotFoundError as error:
        raise BadRequest("ir_measures is not installed: install what requirements-dev.txt pins") from error
    measures = [parse_measure(name) for name in MEASURES]
    qrels = [Qrel(one.query, item, 1) for one in queries for item in sorted(one.right)]
    run = [
        ScoredDoc(one.query, item, -float(rank))
        for one in queries
        for rank, item in enumerate(item for item in ranked.get(one.query, ()) if item not in one.allowed)
    ]
    values = {(name, one.query): 0.0 for name in MEASURES for one in queries}
    for found in iter_calc(measures, qrels, run):
        values[str(found.measure), found.query_id] = found.value
    figures = []
    for name in MEASURES:
        parts = [Share(hits=values[name, one.query], of=1) for one in queries]
        made = estimate(f"{asked}/{system}/{name}", parts)
        if made is not None:
            figures.append(Figure(name=name, estimate=made))
    return RankingScores(asked=asked, system=system, queries=len(queries), figures=tuple(figures))
