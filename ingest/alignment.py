"""Cells to columns: by position where a row is whole, by what its page's cells look like where some are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from ingest.codes import Code
from ingest.columns import Column, Columns, read_columns
from ingest.headings import Heading, group_heading, meaningful
from ingest.looks import likeness
from ingest.tables import EMPTY, Cell, Place, Row

# A map that is less regular must explain the cells better: cells left out, columns lost beyond need.
_IRREGULAR = 0.6
_AS_PRINTED = 1.5
# A single row may leave its page's map only where that map is plainly wrong for it.
_CLEARLY_BETTER = 4.0
_FLOOR = -4.0
_MOST_CELLS = 12


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """A row with its cells under their columns; ``heading`` where it is a heading by its letters alone.

    ``unplaced`` holds the words of a row whose cells fit no columns.
    """

    place: Place
    block: int
    cells: tuple[tuple[Column, Cell], ...] = ()
    heading: Heading | None = None
    unplaced: str = ""

    def cell(self, column: Column) -> Cell:
        """The cell of a column, empty where the row has none."""
        return next((cell for role, cell in self.cells if role is column), EMPTY)

    def words(self, column: Column) -> str:
        """The words of a column's cell."""
        return self.cell(column).text

    def standing(self, column: Column) -> str:
        """The words of a column's cell that are not crossed out; all of them where it crosses out all."""
        return self.cell(column).live or self.words(column)

    @property
    def all_words(self) -> str:
        """All words of the row, one cell a line."""
        return self.unplaced or "\n".join(cell.text for _, cell in self.cells if cell.paragraphs)


@dataclass(frozen=True, slots=True)
class AlignmentDoubt:
    """A repair of a page's or a row's columns."""

    code: Code
    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Aligned:
    """The rows of a table under their columns, with the repairs that it took."""

    rows: tuple[AlignedRow, ...]
    doubts: tuple[AlignmentDoubt, ...]


@dataclass(slots=True)
class _Page:
    """Rows of one block with as many cells, under one header."""

    columns: Columns
    rows: list[Row] = field(default_factory=list)


# Repeated headers so far, block, number of cells.
_Key = tuple[int, int, int]
# Position of a cell (from 0) and the column it stands under, in order.
_Map = tuple[tuple[int, Column], ...]


def _maps(rows: Sequence[Row], roles: tuple[Column, ...]) -> list[tuple[_Map, float]]:
    """All ways to lay the cells under the columns in order, each with its regularity (a score)."""
    width = len(rows[0].cells)
    needed = [at for at in range(width) if any(row.cells[at].paragraphs for row in rows)]
    spare = [at for at in range(width) if at not in needed]
    # An editor that cuts off trailing blanks leaves rows that end in a filled cell.
    trimmed = width < len(roles) and all(row.cells[-1].paragraphs for row in rows)
    found: list[tuple[_Map, float]] = []
    for kept in range(len(spare) + 1):
        for chosen in combinations(spare, kept):
            positions = sorted([*needed, *chosen])
            if len(positions) > len(roles):
                continue
            left_out = width - len(positions) - max(0, width - len(roles))
            for under in combinations(range(len(roles)), len(positions)):
                score = -_IRREGULAR * max(0, left_out)
                if list(under) == positions and (width == len(roles) or trimmed):
                    score += _AS_PRINTED
                # Of equal maps the leftmost: trailing cells are the ones that editors cut off.
                score -= 0.001 * sum(under)
                found.append((tuple((at, roles[role]) for at, role in zip(positions, under, strict=True)), score))
    return found


def _fit(row: Row, mapped: _Map) -> float:
    return sum(likeness(row.cells[at].text, column) for at, column in mapped)


def _best(rows: Sequence[Row], roles: tuple[Column, ...]) -> _Map | None:
    """The map under which a page's rows look most like their columns; None where none holds all their cells."""
    if len(rows[0].cells) > _MOST_CELLS:
        return None
    # Rows with one cell say little of the columns: they stand as printed unless the page's other rows say otherwise.
    telling = [row for row in rows if len(meaningful(row.texts)) > 1]
    weight = 1 if telling else len(rows)
    best: _Map | None = None
    highest = float("-inf")
    for mapped, regular in _maps(rows, roles):
        # The floor keeps one garbled row from outvoting the page.
        score = regular * weight + sum(max(_fit(row, mapped), _FLOOR) for row in telling or rows)
        if score > highest:
            best, highest = mapped, score
    return best


def _laid(row: Row, mapped: _Map) -> AlignedRow:
    return AlignedRow(row.place, row.block, tuple((column, row.cells[at]) for at, column in mapped))


def _own_map(row: Row, mapped: _Map, roles: tuple[Column, ...]) -> _Map | None:
    """A row's own map, where its page's map is plainly wrong for it and another plainly right."""
    filled = [at for at, cell in enumerate(row.cells) if cell.paragraphs]
    fit = _fit(row, mapped)
    if fit >= 0 or len(filled) < 2:
        return None
    own = _best([row], roles)
    if own is None or own == mapped or _fit(row, own) < max(0.0, fit + _CLEARLY_BETTER):
        return None
    return own


def _lost(mapped: _Map, roles: tuple[Column, ...]) -> tuple[Column, ...]:
    there = {column for _, column in mapped}
    return tuple(role for role in roles if role not in there)


def _only_trimmed(mapped: _Map, roles: tuple[Column, ...]) -> bool:
    """Whether the cells stand as printed but for empty ones cut off at the end of the line."""
    return all(at == roles.index(column) for at, column in mapped)


def _page_doubt(page: _Page, mapped: _Map) -> AlignmentDoubt | None:
    roles = page.columns.roles
    if _only_trimmed(mapped, roles):
        return None
    place = page.rows[0].place.to(page.rows[-1].place)
    lost = ", ".join(_lost(mapped, roles)) or "none"
    if len(page.rows[0].cells) == len(roles):
        what = "the cells have moved against the header"
    else:
        what = f"the rows have {len(page.rows[0].cells)} cells where the header has {len(roles)}"
    return AlignmentDoubt(
        Code.COLUMNS_LOST,
        f"In {place.words()} {what}; by what the cells look like, the column lost is: {lost}",
        place,
    )


def align(rows: Sequence[Row], columns: Columns) -> Aligned:
    """Lays rows under the columns of their header, or of the header that is repeated on their page.

    Headings that are known by their letters take no part. A row with more filled cells than columns stays unplaced.
    """
    pages: dict[_Key, _Page] = {}
    keys: list[_Key | Heading | None] = []
    headers = 0
    broken: list[Row] = []
    for read in rows:
        # A repeated header ends a stretch of rows as a page break does: both numbers only grow, so the sum does.
        row = replace(read, block=read.block + headers)
        broken.append(row)
        repeated = read_columns(row)
        if repeated is not None:
            headers, columns = headers + 1, repeated
            keys.append(None)
        elif heading := group_heading(row.texts):
            keys.append(heading)
        else:
            key = (headers, row.block, len(row.cells))
            pages.setdefault(key, _Page(columns)).rows.append(row)
            keys.append(key)
    maps = {key: _best(page.rows, page.columns.roles) for key, page in pages.items()}
    doubts = [
        doubt
        for key, page in pages.items()
        if (mapped := maps[key]) and (doubt := _page_doubt(page, mapped)) is not None
    ]
    aligned: list[AlignedRow] = []
    for row, found in zip(broken, keys, strict=True):
        if found is None:
            continue
        if isinstance(found, Heading):
            aligned.append(AlignedRow(row.place, row.block, heading=found))
            continue
        mapped, roles = maps[found], pages[found].columns.roles
        if mapped is None:
            own = _best([row], roles)
            aligned.append(
                _laid(row, own)
                if own
                else AlignedRow(row.place, row.block, unplaced="\n".join(filter(None, row.texts)))
            )
            continue
        own = _own_map(row, mapped, roles)
        if own is not None:
            under = ", ".join(column for at, column in own if row.cells[at].paragraphs)
            message = f"The cells of {row.place.words()} have slipped: by what they look like they were read as {under}"
            doubts.append(AlignmentDoubt(Code.CELLS_SLIPPED, message, row.place))
        aligned.append(_laid(row, own or mapped))
    return Aligned(tuple(aligned), tuple(doubts))
