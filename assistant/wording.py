"""Small pieces of English: dates, numbers and lists as they are written in the UK."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def uk_date(day: date) -> str:
    """``8 July 2025``."""
    return f"{day.day} {day:%B %Y}"


def uk_span(first: date, last: date) -> str:
    """``18 to 29 June 2018``, ``17 March to 3 April 2025``; both ends inclusive."""
    if first == last:
        return uk_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {uk_date(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {uk_date(last)}"
    return f"{uk_date(first)} to {uk_date(last)}"


def uk_period(first: date, last: date) -> str:
    """A span as people say it: ``in 2026``, ``in January 2026``, ``on 3 March 2026``, ``from 1 to 5 March 2026``."""
    if first == last:
        return f"on {uk_date(first)}"
    after = last + timedelta(days=1)
    if first.day == after.day == 1:
        if (first.month, after.month) == (1, 1) and last.year == first.year:
            return f"in {first.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"in {first:%B %Y}"
    return f"from {uk_span(first, last)}"


_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def number(n: int) -> str:
    """One to nine in words, larger numbers in figures with a comma at thousands; zero is ``no``."""
    return _SMALL[n] if 0 <= n < len(_SMALL) else f"{n:,}"


def ordinal(n: int) -> str:
    """First to tenth in words, later places in figures (``11th``); -1 is ``last``.

    Raises:
        ValueError: another number under 1, which is no place.
    """
    if n == -1:
        return "last"
    if n < 1:
        raise ValueError(f"{n} is no place in a list")
    if n <= len(_PLACES):
        return _PLACES[n - 1]
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """``one concern``, ``21 actions``, ``no actions``."""
    return f"{number(n)} {noun if n == 1 else plural or noun + 's'}"


def sentence(text: str) -> str:
    """``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]


def listed(parts: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
