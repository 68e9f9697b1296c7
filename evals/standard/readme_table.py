"""The table of scores as it stands in the README: ours against the baselines, on the part ``report``."""

from __future__ import annotations

from evals.bank import Part
from evals.family_scores import Name
from evals.intervals import Estimate
from evals.standard.plots import percent, span
from evals.standard.record import StandardReport


def readme_table(report: StandardReport) -> str:
    """The table in Markdown, one line a system."""
    lines = [
        "| asked the same questions | fully right | all rows found | cited rows that belong | counts exact "
        "| refused when due |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in report.systems:
        if one.scores.asked == Part.REPORT:
            found = (
                one.scores.figure(Name.RIGHT),
                one.found,
                one.scores.figure(Name.CITATION_PRECISION),
                one.scores.figure(Name.COUNT_EXACT),
                one.scores.figure(Name.ABSTENTION_RECALL),
            )
            lines.append(f"| {one.label} | " + " | ".join(map(_cell, found)) + " |")
    return "\n".join(lines) + "\n"


def _cell(found: Estimate | None) -> str:
    return "–" if found is None else f"{percent(found.value)} ({span(found)})"
