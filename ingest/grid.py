"""Table cells that span columns and rows laid on the grid of their table: the words stand where the span begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.tables import EMPTY, Cell

# Spans that a hostile document may claim; no plan has so many columns, and no item so many rows.
MOST_COLUMNS = 64
MOST_ROWS_SPANNED = 500


@dataclass(frozen=True, slots=True)
class Spanning:
    """A cell as a table has it, with the columns and rows that it spans."""

    cell: Cell
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class Grid:
    """Lays the rows of one table, from the top; rows spanned from above leave their places empty."""

    _covered: dict[int, int] = field(default_factory=dict)

    def lay(self, cells: Sequence[Spanning]) -> tuple[Cell, ...]:
        """The next row's cells, one a column; what stands beyond MOST_COLUMNS is joined to the last."""
        row: list[Cell] = []
        begun: dict[int, int] = {}
        waiting = list(cells)
        while waiting or any(at >= len(row) for at in self._covered):
            if len(row) >= MOST_COLUMNS:
                row[-1] = Cell(row[-1].paragraphs + tuple(part for one in waiting for part in one.cell.paragraphs))
                break
            if len(row) in self._covered:
                row.append(EMPTY)
                continue
            if not waiting:
                row.append(EMPTY)
                continue
            one = waiting.pop(0)
            for at in range(min(max(one.columns, 1), MOST_COLUMNS - len(row))):
                if one.rows > 1:
                    begun[len(row)] = min(one.rows, MOST_ROWS_SPANNED) - 1
                row.append(EMPTY if at else one.cell)
        self._covered = {at: left - 1 for at, left in self._covered.items() if left > 1} | begun
        return tuple(row)
