"""The rules drawn on a page to tables: which cells they part, and which of these are merged.

A cell is merged with its neighbour where no rule is drawn between them. Nothing need be closed: at a page break
printers leave merged cells without their lower rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.records import Box

# Points: rules this close are one; rules this close touch; columns narrower than this are double rules.
_SAME = 2.0
_TOUCH = 3.0
_NARROWEST_COLUMN = 6.0
_LOWEST_ROW = 3.0
# How much of a cell's side must be drawn for the side to be there.
_DRAWN = 0.6


_Bounds = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: ``at`` is its place across its direction, ``start`` and ``end`` along it, in points."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table's lines: ``xs`` and ``ys`` bound its columns and rows; rows and columns count from 0.

    ``anchors`` gives, for each row, the row and column of the cell that each place belongs to. ``open_below``: the
    columns that have no rule at the foot of the table, so that their words may run on below it.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    anchors: tuple[tuple[tuple[int, int], ...], ...]
    open_below: frozenset[int]

    @property
    def box(self) -> Box:
        """The whole table."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def row_box(self, row: int) -> Box:
        """A row of it."""
        return self.xs[0], self.ys[row], self.xs[-1], self.ys[row + 1]

    def right_of(self, row: int, column: int) -> float:
        """The right side of the cell that begins at a place."""
        last = max(at for at, anchor in enumerate(self.anchors[row]) if anchor == (row, column))
        return self.xs[last + 1]

    def below(self, point: tuple[float, float]) -> tuple[int, int] | None:
        """The cell that is open at the foot of the table above a point, if one is."""
        x, y = point
        column = next((at for at in self.open_below if self.xs[at] <= x <= self.xs[at + 1]), None)
        return self.anchors[-1][column] if column is not None and y > self.ys[-1] else None

    def place_of(self, point: tuple[float, float]) -> tuple[int, int] | None:
        """The cell (its row and column) in which a point lies."""
        x, y = point
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = max(at for at, left in enumerate(self.xs[:-1]) if left <= x)
        row = max(at for at, top in enumerate(self.ys[:-1]) if top <= y)
        return self.anchors[row][column]


def merged_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Pieces of one rule put together."""
    found: list[Rule] = []
    for rule in sorted(rules, key=lambda one: (one.at, one.start)):
        for at in range(len(found) - 1, -1, -1):
            other = found[at]
            if rule.at - other.at > _SAME:
                found.append(rule)
                break
            if rule.start <= other.end + _TOUCH and rule.end >= other.start - _TOUCH:
                found[at] = Rule(other.at, min(other.start, rule.start), max(other.end, rule.end))
                break
        else:
            found.append(rule)
    return tuple(found)


def _cross(level: Rule, upright: Rule) -> bool:
    return (
        level.start - _TOUCH <= upright.at <= level.end + _TOUCH
        and upright.start - _TOUCH <= level.at <= upright.end + _TOUCH
    )


def _bounds(places: Iterable[float], nearest: float) -> _Bounds:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > nearest:
            found.append(place)
    return tuple(found)


def _drawn(rules: Sequence[Rule], at: float, start: float, end: float, nearest: float) -> bool:
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= nearest
    )
    return covered >= _DRAWN * (end - start)


def _groups(levels: Sequence[Rule], uprights: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that hang together by crossing."""
    left = set(range(len(uprights)))
    waiting = set(range(len(levels)))
    groups = []
    while waiting:
        reached, mine = [waiting.pop()], set[int]()
        rows = set(reached)
        while reached:
            level = levels[reached.pop()]
            for at in [at for at in left if _cross(level, uprights[at])]:
                left.discard(at)
                mine.add(at)
                crossing = [other for other in waiting if _cross(levels[other], uprights[at])]
                waiting.difference_update(crossing)
                reached += crossing
                rows.update(crossing)
        groups.append(([levels[at] for at in rows], [uprights[at] for at in mine]))
    return groups


def _built(levels: Sequence[Rule], uprights: Sequence[Rule], xs: _Bounds, ys: _Bounds) -> RuledTable:
    anchors: list[list[tuple[int, int]]] = []
    for row in range(len(ys) - 1):
        anchors.append([])
        for column in range(len(xs) - 1):
            beside = column and not _drawn(uprights, xs[column], ys[row], ys[row + 1], _NARROWEST_COLUMN)
            above = row and not _drawn(levels, ys[row], xs[column], xs[column + 1], _LOWEST_ROW)
            if beside:
                anchors[row].append(anchors[row][column - 1])
            elif above:
                anchors[row].append(anchors[row - 1][column])
            else:
                anchors[row].append((row, column))
    open_below = frozenset(
        column for column in range(len(xs) - 1) if not _drawn(levels, ys[-1], xs[column], xs[column + 1], _LOWEST_ROW)
    )
    return RuledTable(xs, ys, tuple(tuple(row) for row in anchors), open_below)


def _tables(levels: Sequence[Rule], uprights: Sequence[Rule]) -> list[RuledTable]:
    """The tables of rules that hang together: one, or several that touch with no column in common."""
    left, right = min(rule.start for rule in levels), max(rule.end for rule in levels)
    top, bottom = min(rule.start for rule in uprights), max(rule.end for rule in uprights)
    xs = _bounds([rule.at for rule in uprights] + [left, right], _NARROWEST_COLUMN)
    ys = _bounds([rule.at for rule in levels] + [top, bottom], _LOWEST_ROW)
    if len(xs) < 3 or len(ys) < 2:
        return []
    segments: list[tuple[int, set[float]]] = []
    for row in range(len(ys) - 1):
        inner = {x for x in xs[1:-1] if _drawn(uprights, x, ys[row], ys[row + 1], _NARROWEST_COLUMN)}
        if not segments or (inner and segments[-1][1] and not inner & segments[-1][1]):
            segments.append((row, inner))
        else:
            segments[-1][1].update(inner)
    ends = [row for row, _ in segments[1:]] + [len(ys) - 1]
    return [
        _built(levels, uprights, (xs[0], *sorted(inner), xs[-1]), ys[row : end + 1])
        for (row, inner), end in zip(segments, ends, strict=True)
        if inner
    ]


def find_tables(levels: Iterable[Rule], uprights: Iterable[Rule]) -> tuple[RuledTable, ...]:
    """The tables that level and upright rules draw, from the top; frames of a single column are none."""
    groups = _groups(merged_rules(levels), merged_rules(uprights))
    # Where a page holds but the rest of a row, one level rule closes it; a line with two uprights is no table.
    drawn = [group for group in groups if len(group[1]) > (0 if len(group[0]) > 1 else 2)]
    tables = [table for group in drawn for table in _tables(*group)]
    return tuple(sorted(tables, key=lambda table: (table.box[1], table.box[0])))
