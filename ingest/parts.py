"""A document divided: head, table of terms, action table, table of totals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.agreements import read_agreement
from ingest.alignment import AlignmentDoubt
from ingest.broken_lines import MendedLines, mend_broken_lines
from ingest.columns import Columns, find_columns, read_columns
from ingest.headings import could_be_section, group_heading
from ingest.records import Agreement, Definition, StatedTotals
from ingest.tables import Cell, Document, Line, Paragraph, Place, Row

_MOST_WORDS_OF_A_TERM = 6
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a document. ``body`` are the rows under the header, repeated header rows included.

    ``loose`` are lines inside the table that are neither rows nor headings nor repeated on every page. ``doubts`` are
    about rows that were put together from several lines.
    """

    head: tuple[Line, ...]
    definitions: tuple[Definition, ...]
    columns: Columns
    body: tuple[Row, ...]
    loose: tuple[Line, ...]
    totals: StatedTotals | None
    totals_place: Place | None
    doubts: tuple[AlignmentDoubt, ...]


def is_page_number(text: str) -> bool:
    """Whether a line says nothing but the number of its page."""
    return _PAGE_NUMBER.match(text) is not None


def is_terms_header(texts: Sequence[str]) -> bool:
    """Whether a row is the header of a table of terms."""
    return texts[0].lower() in {"term", "terms"} and any("definition" in text.lower() for text in texts)


def is_term(text: str) -> bool:
    """Whether a first cell of a table of terms may be a term, or empty where a row goes on over a page."""
    return len(text.split()) <= _MOST_WORDS_OF_A_TERM


def _terms(parts: list[Row | Line]) -> tuple[list[Row | Line], tuple[Definition, ...]]:
    """The parts without the table of terms, and its definitions."""
    start = next(
        (at for at, part in enumerate(parts) if isinstance(part, Row) and is_terms_header(part.texts)),
        None,
    )
    if start is None:
        return parts, ()
    found: list[Definition] = []
    end = start + 1
    while end < len(parts):
        row = parts[end]
        if isinstance(row, Line):
            # The number of the page on which the table breaks.
            if not is_page_number(row.text):
                break
            end += 1
            continue
        if is_terms_header(row.texts):
            end += 1
            continue
        if len(row.cells) < 2 or not is_term(row.texts[0]) or read_columns(row) is not None:
            break
        if not row.texts[0]:
            if not found or not any(row.texts):
                break
            # The rest of a definition that a page break tore.
            comment = " ".join(filter(None, [found[-1].comment, *row.texts[2:]]))
            whole = " ".join(filter(None, [found[-1].definition, row.texts[1]]))
            found[-1] = Definition(term=found[-1].term, definition=whole, comment=comment)
        elif not row.texts[1]:
            break
        else:
            comment = " ".join(filter(None, row.texts[2:]))
            found.append(Definition(term=row.texts[0], definition=row.texts[1], comment=comment))
        end += 1
    return parts[:start] + parts[end:], tuple(found)


def _total_label(row: Row | Line) -> tuple[str, int] | None:
    """A row of the table of totals: its label and number."""
    if not isinstance(row, Row):
        return None
    words = [text for text in row.texts if text]
    if len(words) != 2 or not re.fullmatch(r"\d{1,4}", words[1]) or len(words[0].split()) > 4:
        return None
    if words[0].lower().strip(" :").startswith("total"):
        return "total", int(words[1])
    agreement = read_agreement(words[0]).agreement
    return (agreement.value, int(words[1])) if agreement else None


def _totals(parts: list[Row | Line]) -> tuple[list[Row | Line], StatedTotals | None, Place | None]:
    """The parts without the table of totals (with the heading right above it), what it states, and its place."""
    labels = {at: label for at, part in enumerate(parts) if (label := _total_label(part))}
    if len(labels) < 2:
        return parts, None, None
    places = sorted(labels)
    gone = set(places)
    above = places[0] - 1
    if (
        above >= 0
        and isinstance(row := parts[above], Row)
        and len([text for text in row.texts if text]) == 1
        and len(row.cells) <= 2
    ):
        gone.add(above)
    stated = StatedTotals(**dict(labels[at] for at in places))
    place = parts[places[0]].place.to(parts[places[-1]].place)
    return [part for at, part in enumerate(parts) if at not in gone], stated, place


def _alone(part: Row | Line) -> str | None:
    """A line's words, or those of a row that has nothing but its first cell, as a line stands in a spreadsheet."""
    if isinstance(part, Line):
        return part.text
    return part.texts[0] if part.texts[0] and not any(part.texts[1:]) else None


def _is_notice(row: Row, often: Counter[str], first_page: frozenset[str]) -> bool:
    """Whether a row is a notice of every page: no heading; a sentence that recurs, or words of the first page too."""
    text = _alone(row)
    if text is None or group_heading((text,)) is not None:
        return False
    if is_page_number(text):
        return not text.isdigit()
    return text in first_page or (often[text] > 1 and not could_be_section(text))


def divide(document: Document) -> Parts:
    """Divides a document; raises DocumentRefused where it has no action plan table."""
    header_at, columns = find_columns(document)
    header = document.parts[header_at]
    below = document.parts[header_at + 1 :]
    # Only lines of a text can be broken: other documents tell where a row ends.
    head_cell = header.texts[0] if isinstance(header, Row) else ""
    whole = mend_broken_lines(below, columns.roles, head_cell) if document.lines else MendedLines(below, ())
    parts, definitions = _terms([*document.parts[: header_at + 1], *whole.parts])
    parts, totals, totals_place = _totals(parts)
    start = parts.index(header)
    head = tuple(
        part if isinstance(part, Line) else Line(" ".join(filter(None, part.texts)), part.place, part.block)
        for part in parts[:start]
    )
    last_row = max((at for at, part in enumerate(parts) if isinstance(part, Row)), default=start)
    # Notices and page numbers stand on every page, between the rows.
    often = Counter(text for part in parts if (text := _alone(part)) is not None)
    first_page = frozenset(line.text for line in head)
    body: list[Row] = []
    loose: list[Line] = []
    for part in parts[start + 1 : last_row + 1]:
        if isinstance(part, Row):
            if not _is_notice(part, often, first_page):
                body.append(part)
        elif often[part.text] == 1 and not is_page_number(part.text):
            if could_be_section(part.text):
                body.append(Row((Cell((Paragraph(part.text),)),), part.place, part.block))
            else:
                loose.append(part)
    return Parts(head, definitions, columns, tuple(body), tuple(loose), totals, totals_place, whole.doubts)


def counted(agreements: list[Agreement | None]) -> StatedTotals:
    """The totals as the rows have them."""
    by_answer = Counter(agreements)
    return StatedTotals(
        agreed=by_answer[Agreement.AGREED],
        partly_agreed=by_answer[Agreement.PARTLY_AGREED],
        not_agreed=by_answer[Agreement.NOT_AGREED],
        total=len(agreements),
    )
