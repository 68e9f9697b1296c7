"""What a standard run finds: one record, from which the page, the JSON and the gate are made."""

from __future__ import annotations

from datetime import date

from evals.calibration import Calibration
from evals.family_scores import FamilyScores
from evals.intervals import Estimate
from evals.report import WrongAnswer
from evals.retrieval import RankingScores
from evals.scoring import Unscored
from ingest.records import Record


class Version(Record):
    """A package, a file or a state, and its version or fingerprint."""

    name: str
    version: str


class Provenance(Record):
    """When a run was made, and of what. ``commit`` is None outside a checkout; "+" behind it: with changes since."""

    day: date
    commit: str | None
    machine: str
    versions: tuple[Version, ...]
    fingerprints: tuple[Version, ...]


class QuestionSet(Record):
    """A set of questions: its file's or family's name, what it is in words, and its size."""

    name: str
    title: str
    questions: int
    plans: int


class SetWrong(Record):
    """A wrong answer and the set that its question is of."""

    asked: str
    answer: WrongAnswer


class SystemScores(Record):
    """A system over all questions or one part; a baseline gives its best ``top`` hits (None: the assistant itself).

    ``found`` is the share of questions, among those with expected rows, whose expected rows are all given, whatever
    else is: the kindest reading of a list of hits.
    """

    system: str
    top: int | None
    scores: FamilyScores
    found: Estimate | None

    @property
    def label(self) -> str:
        """The system's name, with how many hits it gives."""
        return self.system if self.top is None else f"{self.system}, best {self.top}"


class Timing(Record):
    """Milliseconds of an answer in one set: the median and the 95th of 100. Not part of the figures: they vary."""

    asked: str
    median: float
    p95: float


class StandardReport(Record):
    """A whole run.

    ``families`` holds each family of each set and each set's total; ``parts`` the total over all sets ("all") and over
    the questions of the part ``report`` ("report"), to which nothing was fitted. ``systems`` are over the same two.
    """

    provenance: Provenance
    sets: tuple[QuestionSet, ...]
    families: tuple[FamilyScores, ...]
    parts: tuple[FamilyScores, ...]
    systems: tuple[SystemScores, ...]
    rankings: tuple[RankingScores, ...]
    calibrations: tuple[Calibration, ...]
    wrong: tuple[SetWrong, ...]
    unscored: tuple[Unscored, ...]
    figures_sha256: str
    timings: tuple[Timing, ...]
    seconds: float

    def part(self, name: str) -> FamilyScores:
        """The total over a part; KeyError if it was not made."""
        found = next((one for one in self.parts if one.asked == name), None)
        if found is None:
            raise KeyError(name)
        return found
