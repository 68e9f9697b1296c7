"""Plots as SVG that stands in the page itself: nothing is fetched, and they scale to the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evals.calibration import Calibration
from evals.intervals import Estimate


@dataclass(frozen=True, slots=True)
class PlotRow:
    """A line of an interval plot; ``mark`` is an earlier value, set beside the new one. ``strong`` stands out."""

    label: str
    estimate: Estimate
    mark: float | None = None
    strong: bool = False


def percent(share: float) -> str:
    """A share in per cent, to a tenth: 0.8661 is 86.6%."""
    return f"{100 * share:.1f}%"


def span(estimate: Estimate) -> str:
    """The interval in per cent: 84 to 89."""
    return f"{100 * estimate.low:.0f} to {100 * estimate.high:.0f}"


def interval_plot(rows: Sequence[PlotRow]) -> str:
    """A bar from 0 to each value with its interval as a line over it; labels are text of the page."""
    return '<div class="plot">' + "".join(_line(row) for row in rows) + "</div>"


def _line(row: PlotRow) -> str:
    value, low, high = (100 * share for share in (row.estimate.value, row.estimate.low, row.estimate.high))
    mark = (
        "" if row.mark is None else f'<line class="mark" x1="{100 * row.mark:.1f}" x2="{100 * row.mark:.1f}" y2="16"/>'
    )
    said = f"{row.label}: {percent(row.estimate.value)}, interval {span(row.estimate)}"
    return (
        f'<div class="line{" strong" if row.strong else ""}"><span class="label">{escape(row.label)}</span>'
        f'<svg viewBox="0 0 100 16" preserveAspectRatio="none" role="img" aria-label="{escape(said)}">'
        f'<rect class="track" width="100" height="16"/><rect class="bar" y="3" width="{value:.1f}" height="10"/>{mark}'
        f'<line class="span" x1="{low:.1f}" x2="{high:.1f}" y1="8" y2="8"/></svg>'
        f'<span class="value">{percent(row.estimate.value)} <small>{span(row.estimate)}</small></span></div>'
    )


_SIDE = 300
_EDGE = 36


def reliability_plot(found: Calibration) -> str:
    """What the cut said against what was true, a dot a bin (larger: more rows); right is on the diagonal."""

    def x(share: float) -> float:
        return _EDGE + share * (_SIDE - 2 * _EDGE)

    def y(share: float) -> float:
        return _SIDE - x(share)

    most = max((one.rows for one in found.bins), default=1)
    dots = "".join(
        f'<line class="whisker" x1="{x(one.said):.1f}" x2="{x(one.said):.1f}" y1="{y(one.true.low):.1f}" '
        f'y2="{y(one.true.high):.1f}"/><circle cx="{x(one.said):.1f}" cy="{y(one.true.value):.1f}" '
        f'r="{3 + 6 * (one.rows / most) ** 0.5:.1f}"><title>said {percent(one.said)}, true '
        f"{percent(one.true.value)}, {one.rows} rows</title></circle>"
        for one in found.bins
    )
    ticks = "".join(
        f'<text x="{x(share):.0f}" y="{_SIDE - _EDGE + 16}" text-anchor="middle">{100 * share:.0f}%</text>'
        f'<text x="{_EDGE - 5}" y="{y(share) + 4:.0f}" text-anchor="end">{100 * share:.0f}%</text>'
        for share in (0.0, 0.5, 1.0)
    )
    return (
        f'<svg class="square" viewBox="0 0 {_SIDE} {_SIDE}" role="img" aria-label="Reliability of the cut">'
        f'<rect class="track" x="{_EDGE}" y="{_EDGE}" width="{_SIDE - 2 * _EDGE}" height="{_SIDE - 2 * _EDGE}"/>'
        f'<line class="diagonal" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>{dots}{ticks}'
        f'<text x="{_SIDE / 2:.0f}" y="{_SIDE - 3}" text-anchor="middle">the cut said: about the topic</text>'
        f'<text x="4" y="{_EDGE - 14}">of these rows, true</text></svg>'
    )
