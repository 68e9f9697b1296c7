"""An item's rows to its actions: paragraphs, owners and target dates, paired where their numbers match."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.alignment import AlignedRow
from ingest.codes import Code
from ingest.columns import Column
from ingest.dates import TargetEntry, read_targets
from ingest.days import MONTH
from ingest.owners import split_owners
from ingest.sentences import breaks_off, carries_on, joined
from ingest.tables import Cell, Paragraph, Place


@dataclass(frozen=True, slots=True)
class ActionRead:
    """An action before it is numbered; fields as in ``ingest.records.Action``."""

    text: str
    owners: tuple[str, ...]
    target_date: str | None
    due: date | None
    completed: bool
    part_completed: bool
    place: Place
    is_entry: bool = False


@dataclass(frozen=True, slots=True)
class ActionDoubt:
    """A doubt about an item's owners or dates; the place is in the words."""

    code: Code
    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class ActionsRead:
    """All that an item's rows say beside its text."""

    actions: tuple[ActionRead, ...]
    response: str
    owners: tuple[str, ...]
    target_dates: tuple[str, ...]
    doubts: tuple[ActionDoubt, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph of the response; ``row`` is the index of the row where it starts."""

    text: str
    entry: bool
    row: int
    place: Place


@dataclass(frozen=True, slots=True)
class _Entry:
    """A target entry and the index of its row."""

    target: TargetEntry
    row: int
    place: Place


@dataclass(slots=True)
class _Group:
    """Rows whose dates and paragraphs answer to each other; ``torn``: begun by a page break inside an item."""

    torn: bool = False
    parts: list[_Part] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    @property
    def live(self) -> list[_Entry]:
        """The entries that are not crossed out."""
        return [entry for entry in self.entries if not entry.target.struck]

    @property
    def pairs(self) -> bool:
        """Whether no date is left without its paragraph."""
        return len(self.live) <= 1 or len(self.live) == len(self.parts)


def _may_join(part: _Part, paragraph: Paragraph) -> bool:
    """Whether a paragraph at the top of a row is the rest of the one above it (torn by a page break)."""
    if part.entry and not paragraph.entry:
        return carries_on(part.text, paragraph.text)
    return not paragraph.entry and breaks_off(part.text)


def _mend_torn_date(group: _Group | None, cell: Cell) -> str | None:
    """The month above a cell that holds only its year ("December" | "2019"), where a page break tore them apart."""
    if group is None or not group.entries or not re.fullmatch(r"(?:19|20)\d\d", cell.text):
        return None
    above = group.entries[-1].target.words
    return above if re.fullmatch(rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{MONTH}", above, re.IGNORECASE) else None


def _torn_owner(group: _Group | None, names: Sequence[str], known: frozenset[str]) -> str | None:
    """The whole name, where a page break tore it: the plan has it whole elsewhere, or its bracket is still open."""
    if group is None or not group.owners or not names:
        return None
    before = group.owners[-1]
    whole = f"{before} {names[0]}"
    return whole if whole.casefold() in known or before.count("(") > before.count(")") else None


def _groups(
    rows: Sequence[AlignedRow], submitted: date, known: frozenset[str]
) -> tuple[list[_Group], list[ActionDoubt]]:
    groups: list[_Group] = []
    doubts: list[ActionDoubt] = []
    for at, row in enumerate(rows):
        response, owner_cell = row.cell(Column.RESPONSE), row.cell(Column.OWNER)
        read = split_owners(owner_cell, known)
        if read.run_together:
            names = " and ".join(f"'{name}'" for name in read.run_together)
            message = (
                f"The owner cell '{owner_cell.text}' ({row.place.words()}) has no separator: it was read as {names}"
            )
            doubts.append(ActionDoubt(Code.OWNERS_RUN_TOGETHER, message, row.place))
        for name in read.suspect:
            message = f"The owner '{name}' ({row.place.words()}) may be two run together: it was left whole"
            doubts.append(ActionDoubt(Code.OWNERS_RUN_TOGETHER, message, row.place))
        torn = _mend_torn_date(groups[-1] if groups else None, row.cell(Column.TARGET))
        if torn is not None:
            groups[-1].entries.pop()
        target = Cell((Paragraph(f"{torn} {row.words(Column.TARGET)}"),)) if torn else row.cell(Column.TARGET)
        entries = [_Entry(entry, at, row.place) for entry in read_targets(target, submitted)]
        last = groups[-1] if groups else None
        torn_text = bool(
            last and last.parts and response.paragraphs and row.block != rows[at - 1].block
            and carries_on(last.parts[-1].text, response.paragraphs[0].text)
        )  # fmt: skip
        if torn_text and last and [e.target.words for e in entries] == [e.target.words for e in last.entries]:
            entries = []
        torn_owner = _torn_owner(last, read.names, known) if at and row.block != rows[at - 1].block else None
        fresh = bool(response.paragraphs) and bool(read.names or entries) and not torn_text and torn_owner is None
        if last is None or (fresh and (last.parts or last.entries)):
            last = _Group(torn=bool(at and row.block != rows[at - 1].block and not row.words(Column.TEXT)))
            groups.append(last)
        last.places.append(row.place)
        for number, paragraph in enumerate(response.paragraphs):
            above = last.parts[-1] if last.parts and number == 0 else None
            if above is not None and (torn_text or _may_join(above, paragraph)):
                last.parts[-1] = replace(
                    above, text=joined(above.text, paragraph.text), place=above.place.to(row.place)
                )
            else:
                last.parts.append(_Part(paragraph.text, paragraph.entry, at, row.place))
        last.entries += entries
        if torn_owner is not None:
            last.owners[-1] = torn_owner
        own = read.names[1:] if torn_owner is not None else read.names
        last.owners += [name for name in own if name not in last.owners]
    return groups, doubts


def _rejoined(groups: Sequence[_Group]) -> list[_Group]:
    """Groups with those put together that a page break tore between two paragraphs of one row.

    The evidence: neither part pairs by itself or only one does, both together do, and the lower one names no owner.
    """
    found: list[_Group] = []
    for group in groups:
        above = found[-1] if found else None
        if above is not None and group.torn and not group.owners and not (above.pairs and group.pairs):
            whole = _Group(
                above.torn,
                [*above.parts, *group.parts],
                [*above.entries, *group.entries],
                above.owners,
                [*above.places, *group.places],
            )
            if whole.pairs:
                found[-1] = whole
                continue
        found.append(group)
    return found


def _action(parts: Sequence[_Part], entries: Sequence[_Entry], owners: tuple[str, ...], place: Place) -> ActionRead:
    """One action; of several dates the earliest counts, since what was promised by then is late from then on."""
    targets = [entry.target for entry in entries]
    done = [target.completed for target in targets]
    dues = [target.due for target in targets if target.due is not None and not target.completed]
    return ActionRead(
        text=" ".join(part.text for part in parts),
        owners=owners,
        target_date=" ".join(target.words for target in targets) or None,
        due=min(dues, default=None),
        completed=bool(done) and all(done),
        part_completed=any(done) and not all(done),
        place=place,
        is_entry=bool(parts) and parts[-1].entry,
    )


def _whole_place(parts: Sequence[_Part], entries: Sequence[_Entry], fallback: Place) -> Place:
    places = [part.place for part in parts] + [entry.place for entry in entries]
    if not places:
        return fallback
    place = places[0]
    for other in places[1:]:
        place = place.to(other)
    return place


def _by_row(group: _Group, owners: tuple[str, ...]) -> list[ActionRead]:
    """One action for each row that carries entries, with the text of its rows up to the next such row."""
    carriers = sorted({entry.row for entry in group.live})
    actions = []
    for number, carrier in enumerate(carriers):
        start = carrier if number else 0
        end = carriers[number + 1] if number + 1 < len(carriers) else None
        parts = [part for part in group.parts if part.row >= start and (end is None or part.row < end)]
        entries = [entry for entry in group.live if entry.row == carrier]
        actions.append(_action(parts, entries, owners, _whole_place(parts, entries, group.places[0])))
    return actions


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _pair(group: _Group, owners: tuple[str, ...]) -> tuple[list[ActionRead], ActionDoubt | None]:
    """The actions of a group: paired in order where there are as many entries as paragraphs."""
    live, parts = group.live, group.parts
    if not live and not parts:
        return [], None
    if len(live) <= 1:
        return [_action(parts, live, owners, _whole_place(parts, live, group.places[0]))], None
    if len(live) == len(parts):
        pairs = zip(parts, live, strict=True)
        return [_action([part], [entry], owners, part.place) for part, entry in pairs], None
    place = _whole_place(parts, live, group.places[0])
    words = ", ".join(f"'{entry.target.words}'" for entry in live)
    done = {entry.target.completed for entry in live}
    if len(parts) <= 1 and len(live) == 2 and len({entry.row for entry in live}) == 1 and done == {True, False}:
        message = (
            f"The target date cell ({place.words()}) says both {words}, a date after the plan's submission: "
            "part is done, the date holds for the rest"
        )
        return _by_row(group, owners), ActionDoubt(Code.COMPLETED_WITH_FUTURE_DATE, message, place)
    message = (
        f"{_count(len(live), 'target entry', 'target entries')} ({words}) for "
        f"{_count(len(parts), 'paragraph', 'paragraphs')} ({place.words()}): "
        "they cannot be paired, so each row of the table is kept as one action"
    )
    return _by_row(group, owners), ActionDoubt(Code.DATES_NOT_PAIRED, message, place)


def read_actions(rows: Sequence[AlignedRow], submitted: date, known: frozenset[str]) -> ActionsRead:
    """The actions of an item's rows.

    A row with text and an owner or a date starts a group; other rows add to the group above. In a group with as many
    entries as paragraphs (list entries count) they pair in order; one with a single entry or none is one action; any
    other keeps one action for each row that carries an entry, with a doubt. An action without an owner of its own has
    the one above it, or the item's.
    """
    groups, doubts = _groups(rows, submitted, known)
    groups = _rejoined(groups)
    item_owners = tuple(dict.fromkeys(name for group in groups for name in group.owners))
    actions: list[ActionRead] = []
    owners: tuple[str, ...] = ()
    for group in groups:
        owners = tuple(group.owners) or owners
        found, doubt = _pair(group, owners or item_owners)
        actions += found
        doubts += [doubt] if doubt else []
        doubts += [
            ActionDoubt(entry.target.doubt.code, f"{entry.place.words()}: {entry.target.doubt.reason}", entry.place)
            for entry in group.entries
            if entry.target.doubt is not None
        ]
    return ActionsRead(
        actions=tuple(actions),
        response=" ".join(part.text for group in groups for part in group.parts),
        owners=item_owners,
        target_dates=tuple(entry.target.words for group in groups for entry in group.entries),
        doubts=tuple(doubts),
    )
