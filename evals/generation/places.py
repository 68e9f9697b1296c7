"""Invented prisons and probation areas, so that nothing is said of real ones, and the bodies that own their rows."""

from __future__ import annotations

import random
from dataclasses import dataclass

from ingest.errors import BadRequest

_FIRST = (
    "Brack", "Cald", "Dun", "Elm", "Farn", "Hather", "Kel", "Lang", "Mel", "Nether", "Oaken", "Pen", "Rad", "Stan",
    "Thorn", "Ulver", "Wes", "Yar", "Quarr", "Ember",
)  # fmt: skip
_LAST = ("combe", "worth", "bourne", "wick", "mere", "hurst", "dale", "bridge", "minster", "stead", "holt", "cote")
_PREFIXES = ("HMP", "HMP", "HMP", "HMP", "HMP", "HMP", "HMP/YOI", "HMP/YOI", "HMP & YOI", "HMYOI")
# Probation, one place in so many: named by areas, with commas and "and" inside the name.
_PROBATION_EVERY = 10
_AREAS = ("{}, Vale and Wold CRC", "NPS {} and the Marches Division", "{} and Eastmark CRC")
_FORMS = ("{}", "{}", "{}", "{}", "{} Moor", "East {}", "{} Park")

_HEALTH = (
    "Northern Vale NHS Foundation Trust", "Practice Plus Group", "Oxleas NHS Foundation Trust",
    "Spectrum Community Health CIC", "Castle Hill Partnership NHS Trust", "Midlands Partnership NHS Foundation Trust",
    "Kent and Medway NHS and Social Care Partnership Trust", "Buckinghamshire, Oxfordshire and Berkshire West ICB",
)  # fmt: skip
_EDUCATION = ("Novus", "Milton Keynes College", "PeoplePlus", "Weston College")
_RECOVERY = ("Change Grow Live", "Forward Trust", "Phoenix Futures", "Inclusion")
_FAMILIES = ("Spurgeons", "Barnardo's", "Phoenix Family Services")


@dataclass(frozen=True, slots=True)
class Establishment:
    """A prison or a probation area, with its head and the providers that own rows of its plans.

    ``bare`` is its name without the prefix for a kind of prison; an area has none.
    """

    name: str
    lead: str
    health: str
    education: str
    recovery: str
    families: str

    @property
    def bare(self) -> str:
        """The name without its prefix: "Dunholt Moor"."""
        return bare_name(self.name)

    @property
    def probation(self) -> bool:
        """Whether it is a probation area."""
        return self.name == self.bare


def bare_name(name: str) -> str:
    """A name without the prefix for its kind of prison; a probation area's name is kept whole."""
    for prefix in sorted(set(_PREFIXES), key=len, reverse=True):
        if name.startswith(f"{prefix} "):
            return name.removeprefix(f"{prefix} ")
    return name


def _named(at: int, stem: str, rng: random.Random) -> tuple[str, str]:
    """The name of a place and the office at its head."""
    if at % _PROBATION_EVERY == _PROBATION_EVERY - 1:
        name = rng.choice(_AREAS).format(stem)
        return name, "Chief Executive" if name.endswith("CRC") else "Divisional Director"
    return f"{rng.choice(_PREFIXES)} {rng.choice(_FORMS).format(stem)}", "Governor"


def establishments(many: int, rng: random.Random) -> tuple[Establishment, ...]:
    """So many places, one in ten of probation; no name is part of another. Raises BadRequest above 240."""
    stems = [first + last for first in _FIRST for last in _LAST]
    if many > len(stems):
        raise BadRequest(f"{many} establishments were asked for; there are names for {len(stems)} at most")
    return tuple(
        Establishment(
            *_named(at, stem, rng),
            health=rng.choice(_HEALTH),
            education=rng.choice(_EDUCATION),
            recovery=rng.choice(_RECOVERY),
            families=rng.choice(_FAMILIES),
        )
        for at, stem in enumerate(rng.sample(stems, many))
    )


def owners_of(section: str, place: Establishment) -> tuple[str, ...]:
    """Who may own a row of a section beside the head of the place, the likelier first."""
    if place.probation:
        return ("Probation Service", "Kent, Surrey and Sussex CRC", "Head of Operations", "HMPPS", place.recovery)
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
