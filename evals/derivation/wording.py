"""Many ways to ask the same thing, and slips of the pen."""

from __future__ import annotations

import calendar
import random
import re
from collections.abc import Collection
from datetime import date

# How many questions in a hundred have a slip in one of their own words.
_SLIPS = 0.12
_SHORTEST = 6


def slip(word: str, rng: random.Random) -> str:
    """A word with two letters swapped, one lost or one doubled; its first letter stays."""
    at = rng.randint(1, len(word) - 2)
    return rng.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )


def fill(templates: Collection[str], rng: random.Random, /, **slots: str) -> str:
    """One of the templates, ``{slots}`` filled; now and then with a slip in a long word of its own, never in a slot."""
    template = rng.choice(tuple(templates))
    if rng.random() < _SLIPS:
        words = [found for found in re.finditer(r"(?<![\w{])[a-z]+(?![\w}])", template) if len(found[0]) >= _SHORTEST]
        if words:
            chosen = rng.choice(words)
            template = template[: chosen.start()] + slip(chosen[0], rng) + template[chosen.end() :]
    asked = template.format(**slots)
    if rng.random() < 0.2:
        return asked  # people do begin with a small letter
    return asked[0].upper() + asked[1:]


def plan_words(name: str, bare: str, year: int, rng: random.Random) -> str:
    """A plan named by its prison and its year."""
    return rng.choice(
        (
            f"the {name} {year} plan",
            f"{bare}'s {year} plan",
            f"the {year} action plan for {name}",
            f"the {year} plan of {bare}",
            f"the {year} {bare} plan",
        )
    )


def uk_day(day: date) -> str:
    """A day as it is written in Britain: 15 May 2019."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
