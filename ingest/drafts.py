"""Rows to items: which rows belong together, under which headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.agreements import read_agreement
from ingest.alignment import AlignedRow
from ingest.codes import Code
from ingest.columns import Column
from ingest.headings import Heading, HeadingKind, could_be_section, meaningful, mended
from ingest.numbering import rec_no_of
from ingest.repeats import Apart
from ingest.sentences import breaks_off, carries_on, joined


@dataclass(slots=True)
class Draft:
    """An item's rows, in order; ``number`` is the number cell's words, "" where it is missing."""

    number: str
    group: str | None
    section: str | None
    addressee: str | None
    rows: list[AlignedRow] = field(default_factory=list)
    text: str = ""
    agreement: str = ""

    def add(self, row: AlignedRow) -> None:
        """Adds a row, its text carrying on the item's."""
        self.rows.append(row)
        for column, name in ((Column.TEXT, "text"), (Column.AGREEMENT, "agreement")):
            words = row.words(column) if column is Column.TEXT else row.standing(column)
            if words and words != getattr(self, name):
                before = getattr(self, name)
                setattr(self, name, joined(before, words) if before else words)


@dataclass(frozen=True, slots=True)
class Drafts:
    """The items of a table in order, and rows that belong to none."""

    items: tuple[Draft, ...]
    apart: tuple[Apart, ...]


@dataclass(slots=True)
class _Under:
    """The headings in force."""

    group: str | None = None
    section: str | None = None
    addressee: str | None = None
    addressed_in_section: bool = False
    addressed_anyone: bool = False
    """Whether an item has come since the addressee."""

    def apply(self, heading: Heading) -> bool:
        """Takes a heading up; False where it only repeats the one in force (at the top of a page)."""
        if heading.kind is HeadingKind.GROUP:
            if heading.name == self.group and heading.addressee in {None, self.addressee}:
                return False
            self.group, self.section, self.addressee = heading.name, None, heading.addressee
            self.addressed_in_section = False
        elif heading.kind is HeadingKind.ADDRESSEE:
            if heading.name == self.addressee:
                return False
            self.addressee, self.addressed_in_section = heading.name, self.section is not None
            self.addressed_anyone = False
        else:
            if heading.name == self.section:
                return False
            # One said under the group, or just before a section, holds for sections; one in a section ends with it.
            if self.addressed_in_section and self.addressed_anyone:
                self.addressee = None
            self.addressed_in_section = False
            self.section = heading.name
        return True


# "Education, skills and|work activities": an answer or a response would not begin small.
_TORN_OVER = frozenset({(Column.TEXT, Column.AGREEMENT), (Column.TEXT, Column.RESPONSE)})
_MOST_WORDS_TORN = 8
_WORD = re.compile(r"[a-z]+")


def _section(row: AlignedRow, open_text: str, vocabulary: Mapping[str, int]) -> Heading | None:
    """A row with nothing but a heading in its first two columns, or torn over the text's column and the next."""
    said = tuple(column for column, cell in row.cells if meaningful((cell.text,)))
    number, text = row.words(Column.REC_NO), row.words(Column.TEXT)
    if not said or rec_no_of(number):
        return None
    if said in _TORN_OVER:
        rest = row.words(said[1])
        if not rest[0].islower() or read_agreement(rest).agreement or len(text.split()) > _MOST_WORDS_TORN:
            return None
        words = mended(text, rest, vocabulary)
    elif set(said) <= {Column.REC_NO, Column.TEXT}:
        words = mended(number, text, vocabulary) if number and text else number or text
    else:
        return None
    if not could_be_section(words) or carries_on(open_text, words):
        return None
    return Heading(HeadingKind.SECTION, words)


def _carries_item(row: AlignedRow, item: Draft) -> bool:
    """Whether a row belongs to the item above it."""
    number, text = row.standing(Column.REC_NO), row.words(Column.TEXT)
    if number:
        # Merged cells are repeated on the next page.
        return rec_no_of(number) == rec_no_of(item.number) is not None and (
            not text or text == item.text or carries_on(item.text, text)
        )
    if not text:
        return True
    if carries_on(item.text, text):
        return True
    told = any(row.words(column) for column in (Column.OWNER, Column.TARGET, Column.AGREEMENT))
    return not told and (row.block != item.rows[-1].block or breaks_off(item.text) or not row.words(Column.RESPONSE))


def draft_items(rows: Sequence[AlignedRow]) -> Drafts:
    """Gathers rows into items under their headings; a row that can belong to no item is set apart."""
    vocabulary = Counter(word for row in rows for word in _WORD.findall(row.all_words.lower()))
    under = _Under()
    items: list[Draft] = []
    apart: list[Apart] = []
    current: Draft | None = None
    for row in rows:
        if row.unplaced:
            apart.append(
                Apart(
                    row,
                    Code.TEXT_SET_ASIDE,
                    f"{row.place.words()}: the row has more filled cells than the table has columns",
                )
            )
            continue
        heading = row.heading or _section(row, current.text if current else "", vocabulary)
        if heading is not None:
            if under.apply(heading):
                current = None
            continue
        if not row.all_words:
            continue
        if current is not None and _carries_item(row, current):
            current.add(row)
        elif row.words(Column.TEXT) or rec_no_of(row.standing(Column.REC_NO)):
            current = Draft(row.standing(Column.REC_NO), under.group, under.section, under.addressee)
            under.addressed_anyone = True
            current.add(row)
            items.append(current)
        elif meaningful([row.all_words]):
            reason = f"{row.place.words()}: the row has neither number nor text and follows no item"
            apart.append(Apart(row, Code.TEXT_SET_ASIDE, reason))
    return Drafts(tuple(items), tuple(apart))
