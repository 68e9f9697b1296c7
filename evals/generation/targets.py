"""Cells of the target-date column, each with what it truly means."""

from __future__ import annotations

import calendar
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_SEASONS = ((3, 5, "Spring"), (6, 8, "Summer"), (9, 11, "Autumn"))


@dataclass(frozen=True, slots=True)
class Target:
    """A cell and its meaning.

    ``cell`` is as written, with its markup; ``entries`` are all its dates and statuses in words, ``live`` those that
    are not crossed out. ``due`` is the last day on which the action is on time (None: no date).
    """

    cell: str
    entries: tuple[str, ...]
    live: tuple[str, ...]
    due: date | None = None
    completed: bool = False
    part_completed: bool = False

    @property
    def words(self) -> str | None:
        """What counts of the cell, in its words."""
        return " ".join(self.live) or None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _months_on(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    return month_end(start.year + years, month + 1)


def _said(words: str, due: date | None = None, *, completed: bool = False) -> Target:
    return Target(words, (words,), (words,), due, completed)


def _month_words(day: date) -> str:
    return f"{calendar.month_name[day.month]} {day.year}"


def _month(end: date) -> Target:
    return _said(_month_words(end), end)


def _numbers(end: date, rng: random.Random) -> Target:
    day = date(end.year, end.month, rng.randint(1, 28))
    return _said(day.strftime("%d/%m/%Y"), day)


def _in_words(end: date, rng: random.Random) -> Target:
    day = date(end.year, end.month, rng.randint(1, 28))
    return _said(f"{day.day} {_month_words(day)}", day)


def _quarter(end: date) -> Target:
    quarter = (end.month - 1) // 3 + 1
    return _said(f"Q{quarter} {end.year}", month_end(end.year, quarter * 3))


def _season(end: date) -> Target:
    for first, last, name in _SEASONS:
        if first <= end.month <= last:
            return _said(f"{name} {end.year}", month_end(end.year, last))
    return _month(end)  # a winter lies in two years


def _within(submitted: date, rng: random.Random) -> Target:
    """So many months from the submission: the same day of the month, or its last one where it is shorter."""
    months = rng.choice((3, 6, 12))
    last = _months_on(submitted, months)
    return _said(f"Within {months} months", last.replace(day=min(last.day, submitted.day)))


def _part_done(end: date) -> Target:
    """Completed, with a date to come: part is done, the date holds for the rest."""
    later = _month_words(end)
    return Target(f"Completed {later}", ("Completed", later), ("Completed", later), end, part_completed=True)


def _moved(end: date, rng: random.Random) -> Target:
    """A date crossed out for a later one."""
    before, after = _month_words(end), _months_on(end, rng.randint(1, 6))
    later = _month_words(after)
    return Target(f"<s>{before}</s> {later}", (before, later), (later,), after)


def _crossed_out(end: date) -> Target:
    """A date crossed out, and none in its place."""
    words = _month_words(end)
    return Target(f"<s>{words}</s>", (words,), ())


# Share of the cells, and how such a cell is made from the last day of its month, the submission and chance.
_Maker = Callable[[date, date, random.Random], Target]
_KINDS: tuple[tuple[float, _Maker], ...] = (
    (0.52, lambda end, submitted, rng: _month(end)),
    (0.13, lambda end, submitted, rng: _said("Completed", completed=True)),
    (
        0.04,
        lambda end, submitted, rng: _said(
            f"Completed {_month_words(_months_on(submitted, -rng.randint(1, 3)))}", completed=True
        ),
    ),
    (0.05, lambda end, submitted, rng: _numbers(end, rng)),
    (0.03, lambda end, submitted, rng: _in_words(end, rng)),
    (0.03, lambda end, submitted, rng: _said(f"End of {_month_words(end)}", end)),
    (0.03, lambda end, submitted, rng: _said("Ongoing")),
    (0.02, lambda end, submitted, rng: _said(f"Ongoing, review {_month_words(end)}", end)),
    (0.02, lambda end, submitted, rng: _quarter(end)),
    (0.02, lambda end, submitted, rng: _season(end)),
    (0.02, lambda end, submitted, rng: _said("TBC")),
    (0.01, lambda end, submitted, rng: _said("N/A")),
    (0.02, lambda end, submitted, rng: _said("Immediate")),
    (0.02, lambda end, submitted, rng: _within(submitted, rng)),
    (0.015, lambda end, submitted, rng: _part_done(end)),
    (0.02, lambda end, submitted, rng: _moved(end, rng)),
    (0.005, lambda end, submitted, rng: _crossed_out(end)),
)


def make_target(submitted: date, rng: random.Random, *, single: bool = False) -> Target:
    """A target of a plan submitted that day: in most rows a month, as in real plans, now and then any other kind.

    ``single``: of one date or status that counts, so that it can be paired with one paragraph.
    """
    end = _months_on(submitted, rng.randint(1, 14))
    (make,) = rng.choices([maker for _, maker in _KINDS], [share for share, _ in _KINDS])
    target = make(end, submitted, rng)
    return make_target(submitted, rng, single=True) if single and len(target.live) != 1 else target


def together(targets: tuple[Target, ...]) -> Target:
    """Several targets in one cell that no paragraph can be found for: the earliest date counts."""
    done = [target.completed for target in targets]
    return Target(
        cell=" ".join(f"<p>{target.cell}</p>" for target in targets),
        entries=tuple(words for target in targets for words in target.entries),
        live=tuple(words for target in targets for words in target.live),
        due=min((target.due for target in targets if target.due is not None), default=None),
        completed=all(done),
        part_completed=any(done) and not all(done),
    )
