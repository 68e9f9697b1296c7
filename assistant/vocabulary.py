"""The names that a register holds: what a question can name. Made once for each state of the register."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assistant.understanding.reading import words_of
from ingest.abbreviations import Abbreviation
from ingest.establishments import establishment_key
from ingest.owners import owner_key
from ingest.records import ItemKind, Plan, PlanKind


@dataclass(frozen=True, slots=True)
class PlanName:
    """What a question can call a plan by, and its rec numbers in the order of the table."""

    plan_id: str
    establishment: str
    establishment_key: str
    kind: PlanKind
    submitted: date
    inspection: tuple[date, date] | None
    report_published: date | None
    superseded_on: date | None
    rec_nos: tuple[str, ...]
    action_counts: tuple[int, ...]
    """How many actions each of ``rec_nos`` has."""
    item_kinds: frozenset[ItemKind]

    @property
    def title(self) -> str:
        """How answers name the plan: establishment and year of submission."""
        return f"{self.establishment} {self.submitted.year}"

    def is_current(self, as_of: date) -> bool:
        """Visible and not superseded on the day ``as_of``."""
        return self.submitted <= as_of and (self.superseded_on is None or self.superseded_on > as_of)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The names of one state of the register; all sequences are sorted, so that order of ingestion leaves no trace.

    Compared and hashed by identity, so that readers can keep the patterns they make of one.
    """

    plans: tuple[PlanName, ...]
    establishments: Mapping[str, str]
    """Key to name."""
    owners: Mapping[str, tuple[str, ...]]
    """Key to the spellings in the documents."""
    groups: tuple[str, ...]
    sections: tuple[str, ...]
    addressees: tuple[str, ...]
    paragraphs: frozenset[str]
    terms: tuple[str, ...]
    abbreviations: tuple[Abbreviation, ...]
    words: frozenset[str]

    def plan(self, plan_id: str) -> PlanName:
        """The plan of that id; KeyError if it is not held."""
        return next(p for p in self.plans if p.plan_id == plan_id)

    def plans_of(self, establishments: Sequence[str] | None) -> tuple[PlanName, ...]:
        """The plans of the establishments with these keys; None means all."""
        return tuple(p for p in self.plans if establishments is None or p.establishment_key in establishments)


_LETTERS = re.compile(r"[a-z]{2,}")


def _words(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        for word in words_of(text):
            found.update(_LETTERS.findall(word))
    return frozenset(found)


def superseded_dates(plans: Sequence[Plan]) -> dict[str, date]:
    """For each plan with a later one of its establishment, the day on which the next was submitted."""
    by_establishment: defaultdict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        by_establishment[establishment_key(plan.establishment)].append(plan)
    dates: dict[str, date] = {}
    for group in by_establishment.values():
        ordered = sorted(group, key=lambda p: (p.submitted, p.plan_id))
        dates |= {earlier.plan_id: later.submitted for earlier, later in pairwise(ordered)}
    return dates


def read_vocabulary(plans: Sequence[Plan], abbreviations: Sequence[Abbreviation]) -> Vocabulary:
    """The names in these plans."""
    superseded = superseded_dates(plans)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    texts: list[str] = []
    for plan in plans:
        for item in plan.items:
            texts += [item.text, item.response, item.section or "", *(a.text for a in item.actions)]
            for owner in item.responsible_owner:
                owners[owner_key(owner)].add(owner)
    items = [item for plan in plans for item in plan.items]
    return Vocabulary(
        plans=tuple(
            sorted(
                (
                    PlanName(
                        plan_id=plan.plan_id,
                        establishment=plan.establishment,
                        establishment_key=establishment_key(plan.establishment),
                        kind=plan.kind,
                        submitted=plan.submitted,
                        inspection=plan.inspection,
                        report_published=plan.report_published,
                        superseded_on=superseded.get(plan.plan_id),
                        rec_nos=tuple(item.rec_no for item in plan.items),
                        action_counts=tuple(len(item.actions) for item in plan.items),
                        item_kinds=frozenset(item.kind for item in plan.items),
                    )
                    for plan in plans
                ),
                key=lambda p: (p.establishment_key, p.submitted, p.plan_id),
            )
        ),
        establishments=dict(sorted((establishment_key(p.establishment), p.establishment) for p in plans)),
        owners={key: tuple(sorted(names)) for key, names in sorted(owners.items())},
        groups=tuple(sorted({item.group for item in items if item.group})),
        sections=tuple(sorted({item.section for item in items if item.section})),
        addressees=tuple(sorted({item.addressee for item in items if item.addressee})),
        paragraphs=frozenset(paragraph for item in items for paragraph in item.report_paragraphs),
        terms=tuple(sorted({d.term for plan in plans for d in plan.definitions})),
        abbreviations=tuple(abbreviations),
        words=_words([*texts, *(name for names in owners.values() for name in names)]),
    )
