"""Invented prisons, so that nothing is said of real ones, and the bodies that answer for their rows."""

from __future__ import annotations

import random
from dataclasses import dataclass

from ingest.errors import BadRequest

_FIRST = (
    "Brack", "Cald", "Dun", "Elm", "Farn", "Hather", "Kel", "Lang", "Mel", "Nether", "Oaken", "Pen", "Rad", "Stan",
    "Thorn", "Ulver", "Wes", "Yar", "Quarr", "Ember",
)  # fmt: skip
_LAST = ("combe", "worth", "bourne", "wick", "mere", "hurst", "dale", "bridge", "minster", "stead", "holt", "cote")
_PREFIXES = ("HMP", "HMP", "HMP", "HMP", "HMP/YOI")
_FORMS = ("{}", "{}", "{}", "{}", "{} Moor", "East {}", "{} Park")

_HEALTH = (
    "Northern Vale NHS Foundation Trust", "Practice Plus Group", "Oxleas NHS Foundation Trust",
    "Spectrum Community Health CIC", "Castle Hill Partnership NHS Trust", "Midlands Partnership NHS Foundation Trust",
)  # fmt: skip
_EDUCATION = ("Novus", "Milton Keynes College", "PeoplePlus", "Weston College")
_RECOVERY = ("Change Grow Live", "Forward Trust", "Phoenix Futures", "Inclusion")
_FAMILIES = ("Spurgeons", "Barnardo's", "Phoenix Family Services")


@dataclass(frozen=True, slots=True)
class Establishment:
    """A prison, with the providers that own rows of its plans."""

    name: str
    health: str
    education: str
    recovery: str
    families: str


def establishments(many: int, rng: random.Random) -> tuple[Establishment, ...]:
    """So many prisons with different names; no name is part of another's. Raises BadRequest above 240."""
    stems = [first + last for first in _FIRST for last in _LAST]
    if many > len(stems):
        raise BadRequest(f"{many} establishments were asked for; there are names for {len(stems)} at most")
    return tuple(
        Establishment(
            name=f"{rng.choice(_PREFIXES)} {rng.choice(_FORMS).format(stem)}",
            health=rng.choice(_HEALTH),
            education=rng.choice(_EDUCATION),
            recovery=rng.choice(_RECOVERY),
            families=rng.choice(_FAMILIES),
        )
        for stem in rng.sample(stems, many)
    )


def owners_of(section: str, place: Establishment) -> tuple[str, ...]:
    """Who may own a row of a section beside the Governor, the likelier first."""
    return {
        "Health, well-being and social care": (place.health, "Head of Healthcare", "NHS England", place.recovery),
        "Education, skills and work": (
            place.education,
            "Head of Education, Skills and Work",
            "Head of Reducing Reoffending",
        ),
        "Reducing reoffending": ("Head of Offender Management", "Probation Service", "Head of Reducing Reoffending"),
        "Living conditions": ("Head of Residence", "Gov Facility Services Limited", "Ministry of Justice"),
        "Residential services": ("Head of Residence", "HMPPS Digital", "Head of Operations"),
        "Security": ("Head of Security", "Prison Group Director", "Head of Drug Strategy"),
        "Safeguarding": ("Head of Safety",),
        "Encouraging positive behaviour": ("Head of Safety", "Deputy Governor"),
        "Use of force": ("Deputy Governor", "Head of Safety"),
        "Children and families and contact with the outside world": (place.families, "HMPPS Digital"),
        "Leadership": ("Deputy Governor", "Prison Group Director"),
        "Fair treatment and inclusion": ("Head of Business Assurance", "Equalities Manager"),
        "Legal rights": ("Head of Operations",),
        "Purposeful activity": ("Head of Reducing Reoffending",),
    }.get(section, ("Head of Operations", "Deputy Governor"))
