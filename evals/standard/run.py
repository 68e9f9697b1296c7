"""The standard run itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter

from assistant.settings import Settings
from evals.bank import Part
from evals.baselines.hits import TOPS, HeldItems, Hit, answer_of, asked_text, ranked_items
from evals.baselines.rankings import RowRankings
from evals.baselines.stock import StockPipeline
from evals.calibration import Calibration, JudgedRow, calibration
from evals.documents import read_documents
from evals.family_scores import FamilyScores, family_scores, scores_by_family
from evals.intervals import Share, estimate
from evals.measures import TOTAL
from evals.report import make_report
from evals.retrieval import RankingScores, ranking_scores
from evals.run import run
from evals.scoring import Score, Unscored, score_answer
from evals.standard.corpora import Corpus
from evals.standard.homes import Held, Tell, standing
from evals.standard.provenance import provenance
from evals.standard.record import (
    QuestionSet,
    SetWrong,
    StandardReport,
    SystemScores,
    Timing,
    Version,
)

OURS = "this assistant"
STOCK = "llama-index, stock pipeline"
BM25 = "BM25 alone"
DENSE = "sentence vectors alone"
FUSED = "both, fused and reranked"
CUT = "the assistant's own order"

Find = Callable[[str], tuple[Hit, ...]]


@dataclass(slots=True)
class _Gathered:
    """What the corpora gave so far."""

    sets: list[QuestionSet] = field(default_factory=list)
    families: list[FamilyScores] = field(default_factory=list)
    ours: list[Score | Unscored] = field(default_factory=list)
    theirs: dict[tuple[str, int | None], list[Score]] = field(default_factory=dict)
    rankings: list[RankingScores] = field(default_factory=list)
    calibrations: list[Calibration] = field(default_factory=list)
    wrong: list[SetWrong] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)
    registers: list[Version] = field(default_factory=list)


def run_standard(corpora: Iterable[Corpus], settings: Settings, tell: Tell) -> StandardReport:
    """Reads each corpus, asks everything, judges everything. ``tell`` is told of each step's progress."""
    start = perf_counter()
    gathered = _Gathered()
    for corpus in corpora:
        _run_corpus(corpus, settings, tell, gathered)
    of_report = [one for one in gathered.ours if one.question.part == Part.REPORT]
    report = StandardReport(
        provenance=provenance(settings.model, tuple(gathered.registers)),
        sets=tuple(gathered.sets),
        families=tuple(gathered.families),
        parts=(family_scores("all", TOTAL, gathered.ours), family_scores("report", TOTAL, of_report)),
        systems=tuple(_systems(gathered)),
        rankings=tuple(gathered.rankings),
        calibrations=tuple(gathered.calibrations),
        wrong=tuple(gathered.wrong),
        unscored=tuple(one for one in gathered.ours if isinstance(one, Unscored)),
        figures_sha256="",
        timings=tuple(gathered.timings),
        seconds=round(perf_counter() - start, 1),
    )
    return report.model_copy(update={"figures_sha256": _digest(report)})


def _digest(report: StandardReport) -> str:
    """A hash of all figures: equal for two runs that found the same."""
    figures = report.model_dump_json(include={"sets", "families", "parts", "systems", "rankings", "calibrations"})
    return hashlib.sha256(figures.encode()).hexdigest()


def _run_corpus(corpus: Corpus, settings: Settings, tell: Tell, gathered: _Gathered) -> None:
    with standing(corpus.documents, settings, tell) as held:
        documents = read_documents([corpus.documents])
        plans = held.engine.register.plans()
        gathered.registers.append(Version(name=f"register of the {corpus.name}", version=held.engine.register.version))
        for asked in corpus.sets:
            results: list[Score | Unscored] = []
            for number, question in enumerate(asked.questions, start=1):
                results += run([question], held.engine.ask, documents)
                tell(f"asking: {asked.name}", number, len(asked.questions))
            gathered.sets.append(
                QuestionSet(name=asked.name, title=asked.title, questions=len(results), plans=len(plans))
            )
            gathered.families += scores_by_family(asked.name, results)
            gathered.wrong += [SetWrong(asked=asked.name, answer=one) for one in make_report(results).wrong]
            gathered.timings.append(_timing(asked.name, results))
            gathered.ours += results
        _run_baselines(corpus, held, tell, gathered)


def _timing(asked: str, results: Sequence[Score | Unscored]) -> Timing:
    spent = [one.answer.timings_ms.total for one in results if isinstance(one, Score)]
    cuts = quantiles(spent, n=20)
    return Timing(asked=asked, median=round(cuts[9], 1), p95=round(cuts[18], 1))


def _run_baselines(corpus: Corpus, held: Held, tell: Tell, gathered: _Gathered) -> None:
    plans = held.engine.register.plans()
    items = HeldItems.of(plans)
    rows = RowRankings(held.engine.register, held.home, held.model)
    stock = StockPipeline(corpus.documents, plans, held.home, held.model)

    def found(text: str) -> dict[str, tuple[Hit, ...]]:
        ranked = rows.rank(text)
        return {
            STOCK: stock.retrieve(text, rows.sentence(text)),
            BM25: ranked.bm25,
            DENSE: ranked.dense,
            FUSED: ranked.fused,
        }

    try:
        questions = [question for asked in corpus.sets for question in asked.questions]
        for number, question in enumerate(questions, start=1):
            for system, hits in found(asked_text(question)).items():
                for top in TOPS:
                    # Their quotes are whole rows and pieces: nothing to check.
                    score = score_answer(question, answer_of(question, hits[:top], items), {})
                    gathered.theirs.setdefault((system, top), []).append(score)
            tell(f"baselines: {corpus.name}", number, len(questions))
        if corpus.labelled:
            _run_queries(corpus, held, found, tell, gathered)
    finally:
        stock.close()


def _run_queries(
    corpus: Corpus, held: Held, found: Callable[[str], dict[str, tuple[Hit, ...]]], tell: Tell, gathered: _Gathered
) -> None:
    """Rankings and the cut over the labelled queries of the part ``report``."""
    chosen = [one.ranked for one in corpus.labelled if one.part is Part.REPORT]
    ranked: dict[str, dict[str, tuple[str, ...]]] = {}
    judged: list[JudgedRow] = []
    for number, query in enumerate(chosen, start=1):
        for system, hits in found(query.query).items():
            ranked.setdefault(system, {})[query.query] = ranked_items(hits)
        about = held.engine.knowledge.relevance.rows(query.query)
        ranked.setdefault(CUT, {})[query.query] = tuple(row.item_id for row in (*about.about, *about.near))
        for given, some in ((True, about.about), (False, about.near)):
            judged += [
                JudgedRow(row.log_odds, given, row.item_id in query.right)
                for row in some
                if row.item_id not in query.allowed
            ]
        tell(f"labelled queries: {corpus.name}", number, len(chosen))
    answered = [query for query in chosen if query.right]
    for system in (CUT, FUSED, DENSE, BM25, STOCK):
        gathered.rankings.append(ranking_scores(corpus.name, system, answered, ranked[system]))
    gathered.calibrations.append(
        calibration(corpus.name, len(chosen), judged, sum(len(query.right) for query in chosen))
    )


def _systems(gathered: _Gathered) -> list[SystemScores]:
    """The assistant, then each baseline with each number of hits; over all questions, then over the part ``report``."""
    ours = [one for one in gathered.ours if isinstance(one, Score)]
    made = []
    for (system, top), scores in {(OURS, None): ours, **gathered.theirs}.items():
        for part, some in (("all", scores), ("report", [one for one in scores if one.question.part == Part.REPORT])):
            name = f"{system}, best {top}"
            hits = [Share(hits=_all_given(one), of=1) for one in some if one.question.expected]
            made.append(
                SystemScores(
                    system=system,
                    top=top,
                    scores=family_scores(part, TOTAL if top is None else name, some),
                    found=estimate(f"{part}/{name}/found", hits),
                )
            )
    return made


def _all_given(score: Score) -> bool:
    return all(row in score.cited for row in score.question.expected)
