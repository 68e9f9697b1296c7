"""The gate: no family may fall below the interval of its accepted scores.

Accepted scores stand in ``evals/accepted.json``, with the day and the version that they were accepted at. The interval
is the accepted one: it says how much of a fall is chance, and what is below it is a change in the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from evals.bank import FOLDER
from evals.family_scores import FamilyScores
from ingest.errors import BadRequest
from ingest.records import Record

ACCEPTED_FILE = FOLDER / "accepted.json"


class Accepted(Record):
    """Scores that a person took as the mark, the day they did, and the program's commit (None: not known)."""

    accepted: date
    commit: str | None
    families: tuple[FamilyScores, ...]

    def family(self, key: str) -> FamilyScores | None:
        """The accepted scores of a family by its key."""
        return next((one for one in self.families if one.key == key), None)


class Fall(Record):
    """A figure below the accepted interval, or (``figure`` "unscored") questions without an answer."""

    family: str
    figure: str
    accepted: float
    low: float
    now: float

    def __str__(self) -> str:
        """The fall in one line."""
        if self.figure == "unscored":
            return f"{self.family}: {self.now:g} questions could not be answered"
        return f"{self.family}: {self.figure} is {self.now:.3f}, accepted {self.accepted:.3f}, at least {self.low:.3f}"


def read_accepted(file: Path = ACCEPTED_FILE) -> Accepted:
    """The accepted scores.

    Raises BadRequest where there are none, or the file is damaged.
    """
    try:
        return Accepted.model_validate_json(file.read_bytes())
    except FileNotFoundError as error:
        raise BadRequest(f"There are no accepted scores in {file}: accept some with --accept") from error
    except ValidationError as error:
        raise BadRequest(f"{file} is damaged: accept scores anew with --accept, or restore it") from error


def write_accepted(file: Path, accepted: Accepted) -> None:
    """Takes scores as the mark from now on."""
    file.write_text(accepted.model_dump_json(indent=1) + "\n", encoding="utf-8")


def falls(accepted: Accepted, now: Sequence[FamilyScores]) -> tuple[Fall, ...]:
    """Every figure of ``now`` that is below its accepted interval; families without accepted scores cannot fall."""
    found: list[Fall] = []
    for family in now:
        if family.unscored:
            found.append(
                Fall(family=family.key, figure="unscored", accepted=0, low=0, now=family.unscored)
            )  # fmt: skip
        before = accepted.family(family.key)
        for figure in before.figures if before else ():
            # A figure that is gone (no quote given, no question refused) has fallen to nothing.
            here = family.figure(figure.name)
            value = here.value if here else 0.0
            if value < figure.estimate.low:
                found.append(
                    Fall(
                        family=family.key,
                        figure=figure.name,
                        accepted=figure.estimate.value,
                        low=figure.estimate.low,
                        now=value,
                    )
                )
    return tuple(found)
