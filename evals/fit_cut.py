"""Fit the cut: ``python -m evals.fit_cut HOME [--write] [--report] [--large]``.

Weights are fitted on the part "fit", the threshold is chosen on "check"; "report" is looked at with ``--report`` alone,
when nothing is to be changed any more. HOME is a folder of its own for indexes and embeddings, kept between runs.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.offline import stay_offline
from assistant.relevance import CutModel
from evals.bank import FOLDER, Part
from evals.cut_data import Judged, corpora, judged
from evals.cut_fit import Tally, fit, tally

CUT_FILE = FOLDER.parent / "assistant" / "lexicon" / "cut.json"

NEAR = 1.5
"""Log-odds under the threshold down to which rows are near misses."""

_SAMPLE_WEIGHT = 3.0
"""Real plans and hand labels against generated ones."""

_ABSENT_WEIGHT = 0.5
"""Topics of no row are most of a small corpus's queries; each counts half."""

_ANSWERED_WEIGHT = 1
"""A question with rows counts so many times one without in choosing the threshold. More of the former are asked, but an
answer where there is none is the worse mistake."""

_NOISE = 0.02
"""Differences in quality that are chance: thirty queries more or less of some fifteen hundred."""


def weight_of(case: Judged) -> float:
    """How much a query counts in the fit."""
    return (_SAMPLE_WEIGHT if case.corpus == "send" else 1.0) * (_ABSENT_WEIGHT if not case.query.expected else 1.0)


def groups(cases: Iterable[Judged]) -> dict[tuple[str, str], list[Judged]]:
    """The cases by size of their corpus ("send", "1 prison", ...) and style of their query."""
    found: dict[tuple[str, str], list[Judged]] = {}
    for case in cases:
        size = case.corpus if case.corpus == "send" else f"{case.corpus.split('-')[1]} prisons"
        found.setdefault((size, case.query.style), []).append(case)
    return dict(sorted(found.items()))


def quality(cases: Sequence[Judged], model: CutModel) -> float:
    """Share of queries whose rows are all right, by corpus size: those with rows and those without alike."""
    by_size: dict[tuple[str, bool], list[Judged]] = {}
    for (size, _), group in groups(cases).items():
        for case in group:
            by_size.setdefault((size, bool(case.query.expected)), []).append(case)
    weights, shares = [], []
    for (_, answered), group in by_size.items():
        counted = tally(group, model)
        weights.append(_ANSWERED_WEIGHT if answered else 1)
        # A topic of seven prisons has a dozen rows: there the rows are counted, not only whole lists.
        many = answered and counted.right + counted.missed > 4 * counted.queries
        shares.append(_f1(counted) if many else counted.exact / counted.queries)
    return float(np.average(shares, weights=weights))


def _f1(counted: Tally) -> float:
    both = counted.precision + counted.recall
    return 2 * counted.precision * counted.recall / both if both else 0.0


def model_of(weights: Mapping[str, float], threshold: float) -> CutModel:
    """The cut with these weights (and "bias") at a threshold; signals without weight are left out."""
    kept = {name: round(weight, 4) for name, weight in weights.items() if name != "bias" and abs(weight) >= 0.005}
    return CutModel(tuple(kept), tuple(kept.values()), round(weights["bias"], 4), threshold, round(threshold - NEAR, 4))


def fitted(cases: Sequence[Judged]) -> CutModel:
    """Weights from the part "fit"; from "check" the middle of the thresholds that are as good as the best."""
    weights = fit([case for case in cases if case.query.part is Part.FIT], weight_of)
    check = [case for case in cases if case.query.part is Part.CHECK]
    thresholds = [round(-2 + step / 10, 1) for step in range(31)]
    told = [(threshold, quality(check, model_of(weights, threshold))) for threshold in thresholds]
    best = max(value for _, value in told)
    alike = [threshold for threshold, value in told if value >= best - _NOISE]
    return model_of(weights, alike[len(alike) // 2])


def table_of(cases: Sequence[Judged], model: CutModel, title: str) -> Table:
    """Figures by corpus and style."""
    table = Table(title=title)
    for column in ("corpus", "style", "queries", "all right", "precision", "recall"):
        table.add_column(column, justify="left" if column in ("corpus", "style") else "right")
    for (size, style), group in groups(cases).items():
        counted = tally(group, model)
        rates = ("–", "–") if style == "absent" else (f"{counted.precision:.2f}", f"{counted.recall:.2f}")
        table.add_row(size, style, str(counted.queries), f"{counted.exact / counted.queries:.2f}", *rates)
    return table


def written(model: CutModel, cases: Sequence[Judged]) -> str:
    """The model as it is landed, with where it comes from."""
    used = [case for case in cases if case.query.part is Part.FIT]
    return json.dumps(
        {
            "made_by": "python -m evals.fit_cut, from the part fit; the threshold from check",
            "corpora": sorted({case.corpus for case in cases}),
            "queries": len(used),
            "rows_about": int(sum((case.labels == 1).sum() for case in used)),
            "weights": dict(zip(model.signals, model.weights, strict=True)),
            "bias": model.bias,
            "threshold": model.threshold,
            "near_threshold": model.near_threshold,
        },
        indent=1,
    )


def main() -> None:
    """Fit, show the figures, and write the model where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit_cut", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("home", type=Path, help="folder for indexes and embeddings")
    parser.add_argument("--write", action="store_true", help="land the model in assistant/lexicon/cut.json")
    parser.add_argument("--report", action="store_true", help='show the part "report" too')
    parser.add_argument("--large", action="store_true", help="measure on a corpus of 30 prisons too; never fitted on")
    asked = parser.parse_args()
    stay_offline()
    console = Console()
    cases = [case for corpus in corpora() for case in judged(corpus, asked.home)]
    model = fitted(cases)
    if asked.large:
        cases += [c for corpus in corpora(0, 0, 1) if corpus.name != "send" for c in judged(corpus, asked.home)]
    for part in (Part.FIT, Part.CHECK, *((Part.REPORT,) if asked.report else ())):
        console.print(table_of([case for case in cases if case.query.part is part], model, part.value))
    text = written(model, [case for case in cases if not case.corpus.startswith("prisons-30")])
    if asked.write:
        CUT_FILE.write_text(text + "\n", encoding="utf-8")
    console.print(text)


if __name__ == "__main__":
    main()
