"""Rows of a table laid out on pages, and the damage that pages suffer when text is pulled out of them."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from evals.generation.damage import Damage
from evals.generation.drafts import DraftPlan, Form
from evals.generation.layout import TableRow, response_column
from ingest.records import Agreement

_ROWS_A_PAGE = (5, 8)
_FEWEST_WORDS_TO_SPLIT = 16
_FEWEST_WORDS_TO_CUT = 6
_WORDS_REPEATED = 8

Page = list[TableRow]


def break_pages(rows: Sequence[TableRow], rng: random.Random) -> list[Page]:
    """The rows in order, five to eight a page; no heading stands alone at the foot of a page."""
    pages: list[Page] = []
    at = 0
    while at < len(rows):
        end = at + rng.randint(*_ROWS_A_PAGE)
        while end < len(rows) and rows[end - 1].item is None:
            end += 1
        pages.append(list(rows[at:end]))
        at = end
    return pages


def _marked(row: TableRow, kind: Damage, cells: tuple[str, ...]) -> TableRow:
    return replace(row, cells=cells, marks=(*row.marks, kind))


def _run_owners_together(pages: list[Page]) -> None:
    """One cell of two owners without the stroke between them."""
    for page in pages:
        for at, row in enumerate(page):
            if row.item is not None and row.cells[-2].count(" / ") == 1 and Damage.LOOK_ALIKES not in row.marks:
                cells = (*row.cells[:-2], row.cells[-2].replace(" / ", " "), row.cells[-1])
                page[at] = _marked(row, Damage.RUN_TOGETHER_OWNERS, cells)
                return


def _split_heading(pages: list[Page]) -> None:
    for page in pages:
        for at, row in enumerate(page):
            if row.cells[0] == "Key concerns":
                page[at] = _marked(row, Damage.SPLIT_HEADING, ("Key con", "cerns", "1", "1", "1"))
                return


def _repeat_text(pages: list[Page], column: int, kind: Damage) -> None:
    """Below the first row of an item: the text and the responses of the page so far, cut at their heads, once more."""
    for page in pages:
        begun: TableRow | None = None
        for at, row in enumerate(page):
            if row.first and begun is not None:
                text = " ".join((*begun.cells[1].split()[-_WORDS_REPEATED:], row.cells[1]))
                responses = " ".join(above.cells[column] for above in page[: at + 1] if above.item is not None)
                shift = 1 if kind is Damage.REPEATED_TEXT_SHIFTED else 0
                cells = [""] * (column + 3)
                cells[1 + shift : 3 + shift] = text, " ".join(responses.split()[_WORDS_REPEATED:])
                page.insert(at + 1, TableRow(tuple(cells), marks=(kind,)))
                return
            begun = row if row.first else begun if row.item is not None else None


def _split_row(pages: list[Page], column: int) -> None:
    """The last row of a page cut in the middle of its response; the rest is the first row of the next page."""
    for above, below in pairwise(pages):
        last = above[-1]
        words = last.cells[column].split(" ")
        if last.item is None or "<p>" in last.cells[column] or len(words) < _FEWEST_WORDS_TO_SPLIT:
            continue
        middle = len(words) // 2
        kept, rest = list(last.cells), [""] * len(last.cells)
        kept[column], rest[column] = " ".join(words[:middle]), " ".join(words[middle:])
        above[-1] = _marked(last, Damage.SPLIT_ROW, tuple(kept))
        below.insert(0, TableRow(tuple(rest), last.item, last.actions, goes_on=True, marks=(Damage.SPLIT_ROW,)))
        return


def _lose_rec_no(pages: list[Page]) -> None:
    """A page on which an item begins, without its first column; a page with a heading keeps it."""
    for page in pages[1:]:
        if any(row.first for row in page) and all(row.item is not None for row in page):
            page[:] = [_marked(row, Damage.LOST_REC_NO, row.cells[1:]) for row in page]
            return


def _slip_cells(pages: list[Page], plan: DraftPlan) -> None:
    """The owner and date cells of an agreed row and of a refused one beside it, changed about."""

    def fits(row: TableRow, answer: Agreement, *, dated: bool) -> bool:
        item = plan.items[row.item] if row.first and row.item is not None else None
        whole = item is not None and item.agreement is answer and len(item.actions) == len(row.actions)
        return whole and bool(row.cells[-1]) is dated

    kind = Damage.SLIPPED_CELLS
    for page in pages:
        for at, rows in enumerate(pairwise(page)):
            for agreed, refused in (rows, rows[::-1]):
                if fits(agreed, Agreement.AGREED, dated=True) and fits(refused, Agreement.NOT_AGREED, dated=False):
                    above, below = rows
                    page[at] = _marked(above, kind, (*above.cells[:-2], *below.cells[-2:]))
                    page[at + 1] = _marked(below, kind, (*below.cells[:-2], *above.cells[-2:]))
                    return


def _cut_off(pages: list[Page], column: int) -> None:
    """The last words of a response are lost, from the middle of its last sentence."""
    for page in pages:
        for at, row in enumerate(page):
            last = re.split(r"(?<=[.]) ", row.cells[column])[-1].split(" ")
            if row.item is not None and "<" not in row.cells[column] and len(last) >= _FEWEST_WORDS_TO_CUT:
                kept = row.cells[column].split(" ")[: -(len(last) // 2)]
                cells = (*row.cells[:column], " ".join(kept).rstrip(",;:"), *row.cells[column + 1 :])
                page[at] = _marked(row, Damage.CUT_OFF, cells)
                return


def _set_in_type(words: str) -> str:
    """Words as a printer's fonts encode them: ligatures, blanks and hyphens at which no line may break."""
    words = words.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")
    words = re.sub(r"(?<=\w)-(?=\w)", "\u2011", words)
    words = re.sub(r"(?<=[a-z]{4})(?=ment\b|tion\b)", "\u00ad", words)
    return re.sub(r"(?<=\w) (?=\d)", "\u00a0", words)


def _typeset(pages: list[Page]) -> None:
    for page in pages[:1]:
        for at, row in enumerate(page):
            cells = tuple(_set_in_type(cell) for cell in row.cells)
            if cells != row.cells and row.item is not None:
                page[at] = _marked(row, Damage.TYPOGRAPHY, cells)


def _look_alike(pages: list[Page]) -> None:
    """In one row: Cyrillic letters in the owner's name and the date, a letter for a digit in number and year."""
    for page in pages:
        for at, row in enumerate(page):
            if not row.first or at == 0 or "<" in row.cells[-1] or "<" in row.cells[-2]:
                continue
            number, owner, target = row.cells[0], row.cells[-2], row.cells[-1]
            year = re.search(r"\b20\d\d\b", target)
            if not year or ("0" not in number[1:] and "1" not in number[1:]):
                continue
            number = number[0] + number[1:].replace("0", "O").replace("1", "l")
            owner = owner.translate(str.maketrans("oae", "оае"))
            target = target.replace("20", "2O", 1) if target.startswith("20") else target.replace(" 20", " 2O", 1)
            target = target.translate(str.maketrans("ae", "ае"))
            page[at] = _marked(row, Damage.LOOK_ALIKES, (number, *row.cells[1:-2], owner, target))
            return


def _is_clean(page: Page, column: int) -> bool:
    return all(len(row.cells) == column + 3 and (row.item is not None or not row.marks) for row in page)


def damaged_pages(pages: Sequence[Page], plan: DraftPlan, wanted: Collection[Damage]) -> list[Page]:
    """The pages with each kind of damage that is wanted, once, where there is a place for it.

    Headings and numbers are torn, and text is repeated, only in the form of concerns: there the samples show it.
    """
    torn = [list(page) for page in pages]
    form = plan.form
    column = response_column(form)
    if Damage.SLIPPED_CELLS in wanted:
        _slip_cells(torn, plan)
    if Damage.CUT_OFF in wanted:
        _cut_off(torn, column)
    if Damage.LOOK_ALIKES in wanted:
        _look_alike(torn)
    if Damage.TYPOGRAPHY in wanted:
        _typeset(torn)
    if Damage.RUN_TOGETHER_OWNERS in wanted:
        _run_owners_together(torn)
    if Damage.SPLIT_ROW in wanted:
        _split_row(torn, column)
    if form is Form.CONCERNS:
        if Damage.SPLIT_HEADING in wanted:
            _split_heading(torn)
        if Damage.LOST_REC_NO in wanted:
            _lose_rec_no(torn)
        for kind in (Damage.REPEATED_TEXT, Damage.REPEATED_TEXT_SHIFTED):
            if kind in wanted:
                _repeat_text([page for page in torn if _is_clean(page, column)], column, kind)
    return torn
