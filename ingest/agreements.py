"""The agreement column: the words of the three answers, in the forms before and after 2016."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.records import Agreement

_FORMS = (
    (Agreement.NOT_AGREED, re.compile(r"^(?:not\s+(?:agreed?|accepted)|reject(?:ed)?|disagreed?|declined)\b")),
    (
        Agreement.PARTLY_AGREED,
        re.compile(
            r"^part(?:ly|ially|-)?\s*(?:agreed?|accepted)\b|^(?:agreed?|accepted)\s+in\s+part\b|^partial(?:ly)?$"
        ),
    ),
    (Agreement.AGREED, re.compile(r"^(?:fully\s+)?(?:agreed?|accepted)\b")),
)
_QUALIFIED = re.compile(r"in\s+principle|subject\s+to|reservation|\bbut\b|with\s+", re.IGNORECASE)
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class AgreementRead:
    """What the cell says, None if none of the three; ``clear`` is False for words beside them ("in principle")."""

    agreement: Agreement | None
    clear: bool


def read_agreement(words: str) -> AgreementRead:
    """The answer in a cell of the agreement column; "Accepted" and "Rejected" are the older words for it."""
    said = " ".join(words.lower().replace("-", " ").split()).strip(" .*")
    if not said or len(said.split()) > _MOST_WORDS:
        return AgreementRead(None, clear=not said)
    for agreement, form in _FORMS:
        if form.search(said):
            if _QUALIFIED.search(said):
                return AgreementRead(
                    Agreement.PARTLY_AGREED if agreement is Agreement.AGREED else agreement, clear=False
                )
            return AgreementRead(agreement, clear=True)
    return AgreementRead(None, clear=False)
