"""The cells of the owner column: the names in them as written, and the key under which names are one owner."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.tables import Cell

# Offices and bodies that stand in the owner column of plans of any establishment: evidence that "NHS England Governor"
# is two owners. Nothing here starts or ends like a longer office ("Deputy Governor" is listed to keep it whole).
GENERIC_OFFICES = (
    "Governor", "The Governor", "Governing Governor", "Deputy Governor", "Duty Governor", "Director", "Deputy Director",
    "Executive Director", "Prison Group Director", "Regional Director", "NHS England", "NHS England Commissioner",
    "NHS England Commissioners", "NHS Commissioner", "NHS Commissioners", "HMPPS", "Ministry of Justice", "MoJ",
    "Head of Healthcare", "Head of Residence", "Head of Safety", "Head of Safer Custody", "Head of Security",
    "Head of Operations", "Head of Education", "Head of Learning and Skills", "Head of Reducing Reoffending",
    "Head of Offender Management", "Head of Business Assurance", "Healthcare Provider", "Education Provider",
)  # fmt: skip
_ORGANISATION_END = re.compile(
    r"\b(?:Trust|Ltd\.?|Limited|PLC|plc|CIC|CRC|ICB|NHS|Services?|Council|Directorate|Partnership|Group|College)$"
)
_OFFICE = re.compile(r"(?:The |Governing )?Governor|Director")
# An office by its form, whatever it is the head of: it can stand beside a governor's without a separator.
_OFFICE_FORM = re.compile(
    r"(?:Deputy |Acting )?Head of [A-Z].*"
    r"|[A-Z].*\b(?:Manager|Lead|Coordinator|Commissioners?|Provider|Director|Officer)"
)
_SUSPECT = re.compile(
    r"^(?:The |Governing )?Governor (?!of\b|for\b|at\b|and\b|HMP\b|HMYOI\b|YOI\b)[A-Z]"
    r"|(?<!Deputy)(?<!Duty)(?<!Acting)(?<!Assistant)(?<!Governing)(?<!The)(?<!and)(?<!Prison)(?<!Functional) Governor$"
)
# Slashes that are part of a word, not between two owners.
_WHOLE = re.compile(r"\bHMP\s*/\s*YOI\b|\bYOI\s*/\s*HMP\b|\bN\s*/\s*A\b|\band\s*/\s*or\b|\([^()]*\)", re.IGNORECASE)
_NO_OWNER = re.compile(r"(?:n\s*/?\s*a|none|tbc|not applicable|[-–—.]+)\.?", re.IGNORECASE)
_ALIASES = {
    "governing governor": "governor",
    "prison governor": "governor",
    "establishment governor": "governor",
    "nhse": "nhs england",
    "nhs e": "nhs england",
    "moj": "ministry of justice",
    "hm prison and probation service": "hmpps",
    "his majestys prison and probation service": "hmpps",
    "her majestys prison and probation service": "hmpps",
}


@dataclass(frozen=True, slots=True)
class OwnersRead:
    """The owners of a cell in order.

    ``run_together`` holds the names that were parted without a separator between; ``suspect`` those left whole though
    a governor's office stands at their start or end ("Governor Inclusion").
    """

    names: tuple[str, ...]
    run_together: tuple[str, ...] = ()
    suspect: tuple[str, ...] = ()


def owner_key(name: str) -> str:
    """One key for the ways of writing one owner: "The Governor", "Governor of HMP Send" -> "governor"."""
    words = re.sub(r"[’']", "", name).casefold().replace("&", " and ")
    words = " ".join(re.sub(r"[^\w]+", " ", words).split())
    words = words.removeprefix("the ")
    words = re.sub(r"^(governing governor|governor|director)(?: of)?(?: the)? (?:hmp|hmyoi|yoi)\b.*$", r"\1", words)
    return _ALIASES.get(words, words)


def _pieces(words: str) -> list[str]:
    """The parts between separators ("/", ";"), with slashes inside a name left alone."""
    kept = [(match.start(), match.end()) for match in _WHOLE.finditer(words)]
    cuts = [
        at for at, letter in enumerate(words) if letter in "/;" and not any(start <= at < end for start, end in kept)
    ]
    bounds = [-1, *cuts, len(words)]
    parts = (words[start + 1 : end] for start, end in itertools.pairwise(bounds))
    return [part.strip(" ,•●▪–-") for part in parts if part.strip(" ,•●▪–-")]


def _tiles(words: list[str], known: frozenset[str]) -> list[str] | None:
    """The words as a sequence of known names, longest first; None where they are not."""
    if not words:
        return []
    for length in range(len(words), 0, -1):
        name = " ".join(words[:length])
        if name.casefold() in known and (rest := _tiles(words[length:], known)) is not None:
            return [name, *rest]
    return None


def _is_governor(name: str) -> bool:
    return re.fullmatch(r"(?:The |Governing )?Governor", name) is not None


def _parted(name: str, known: frozenset[str]) -> list[str]:
    """A name, or the names that were run together in it; parted only where all are known, or an organisation ends."""
    words = name.split()
    if not 2 <= len(words) <= 30 or name.casefold() in known:
        return [name]
    if tiles := _tiles(words, known):
        return tiles
    for at in range(1, len(words)):
        first, second = " ".join(words[:at]), " ".join(words[at:])
        if at > 1 and _ORGANISATION_END.search(first) and _OFFICE.fullmatch(second):
            return [first, second]
        if _is_governor(first) and (_OFFICE_FORM.fullmatch(second) or _ORGANISATION_END.search(second)):
            return [first, second]
        if _is_governor(second) and at > 1 and _OFFICE_FORM.fullmatch(first):
            return [first, second]
    return [name]


def _unbroken(lines: list[str], known: frozenset[str]) -> list[str]:
    """Lines with a known name put together that a narrow column broke ("Governing" over "Governor")."""
    found: list[str] = []
    for line in lines:
        whole = f"{found[-1]} {line}" if found else ""
        if whole.casefold() in known and found[-1].casefold() not in known:
            found[-1] = whole
        else:
            found.append(line)
    return found


def known_owners(cells: Iterable[Cell]) -> frozenset[str]:
    """The names that stand alone, between separators, in a plan's owner cells, and the generic offices; casefolded."""
    names = {office.casefold() for office in GENERIC_OFFICES}
    offices = frozenset(names)
    pieces = [
        piece
        for cell in cells
        for line in _unbroken([paragraph.live for paragraph in cell.paragraphs], offices)
        for piece in _pieces(line)
    ]
    for piece in sorted(set(pieces), key=lambda piece: len(piece.split())):
        # A cell of run-together names is no evidence for itself: shorter ones are learned first.
        if len(_parted(piece, frozenset(names))) == 1 and not _SUSPECT.search(piece):
            names.add(piece.casefold())
    return frozenset(names)


def split_owners(cell: Cell, known: frozenset[str]) -> OwnersRead:
    """The names of a cell, parted at "/", ";" and paragraphs, and where ``known`` (casefolded) names run together.

    Never parted at "and" or a comma, which stand inside names ("Kent, Surrey and Sussex CRC"). "N/A" names nobody,
    nor does a name that is crossed out.
    """
    names: list[str] = []
    together: list[str] = []
    suspect: list[str] = []
    for line in _unbroken([paragraph.live for paragraph in cell.paragraphs], known):
        for piece in _pieces(line):
            if _NO_OWNER.fullmatch(piece):
                continue
            parts = _parted(piece, known)
            names += parts
            if len(parts) > 1:
                together += parts
            elif piece.casefold() not in known and _SUSPECT.search(piece):
                suspect.append(piece)
    return OwnersRead(tuple(dict.fromkeys(names)), tuple(together), tuple(suspect))
