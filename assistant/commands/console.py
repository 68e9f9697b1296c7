"""What the commands print for people: aligned tables that fit 80 columns, and document text shown as mere text."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, JustifyMethod
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ingest.places import place_words
from ingest.records import Source

# Control characters could move the cursor or recolour the terminal; bidirectional ones could reorder a date.
_UNSEEN = dict.fromkeys(
    [*range(9), *range(0xB, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


def console(*, stderr: bool = False) -> Console:
    """A console that takes no part of a text for markup; 80 columns wide where it is piped."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


def plain(words: object) -> Text:
    """Words as text that can't steer the terminal; a word longer than its place is folded, never cut."""
    return Text(str(words).translate(_UNSEEN), overflow="fold")


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    right: frozenset[int] = frozenset(),
    whole: frozenset[int] = frozenset(),
) -> Table:
    """A table with one rule under its heads; ``right`` are columns of numbers, ``whole`` ones never broken (from 0)."""
    made = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    for column, head in enumerate(heads):
        justify: JustifyMethod = "right" if column in right else "left"
        made.add_column(head, justify=justify, overflow="fold", no_wrap=column in whole)
    for row in rows:
        made.add_row(*(plain("" if cell is None else cell) for cell in row))
    return made


def indented(words: object, by: int = 2) -> Padding:
    """Words as a paragraph, set in from the left."""
    return Padding(plain(words), (0, 0, 0, by), expand=False)


def place(source: Source) -> str:
    """Where a row stands: ``lines 42-47``, ``page 2``; the document's name where it has no such places."""
    if source.lines is not None:
        one = source.lines[0] == source.lines[1]
        return f"{'line' if one else 'lines'} {line_range(source)}"
    return place_words(source, source.document)


def line_range(source: Source) -> str:
    """``42-47``, ``42`` for a single line, "" where the document has no lines."""
    if source.lines is None:
        return ""
    first, last = source.lines
    return str(first) if first == last else f"{first}-{last}"


def words_for(value: str | None) -> str:
    """A value of the register as words: ``partly_agreed`` is ``partly agreed``; None is ""."""
    return (value or "").replace("_", " ")
