"""What the people who write a plan would want to know of it: each row that the form's own rules find wanting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from ingest.answers import said_answer
from ingest.codes import Code
from ingest.places import place_words, reading_order
from ingest.records import Agreement, Item, Plan, Record, Source


class Head(StrEnum):
    """What a finding is about, in the words of the report."""

    OWNER = "Rows without a responsible owner"
    DATE = "Rows without a target date"
    TOTALS = "Totals that don't add up"
    REFUSES = "Agreed rows that refuse"
    REASON = "Partly or Not Agreed rows without a clear reason"
    FUTURE = "Completed, with a date still to come"
    PAST = "Dates before the plan was submitted"
    CUT = "Text that is cut off"
    UNCLEAR = "Dates and cells that cannot be read or matched"
    NUMBERS = "Numbers that are missing or double"


class Finding(Record):
    """One thing to put right; ``rec_no`` is None where it concerns the whole plan."""

    head: Head
    rec_no: str | None
    message: str
    source: Source


class QualityReport(Record):
    """A plan's findings, by head and place."""

    plan_id: str
    items: int
    actions: int
    findings: tuple[Finding, ...]


_OF_CODE: Mapping[str, Head] = MappingProxyType(
    {
        Code.OWNER_MISSING: Head.OWNER,
        Code.DATE_MISSING: Head.DATE,
        Code.TOTALS_DIFFER: Head.TOTALS,
        Code.AGREEMENT_CONTRADICTED: Head.REFUSES,
        Code.DATE_BEFORE_SUBMISSION: Head.PAST,
        Code.TEXT_CUT_OFF: Head.CUT,
        Code.DATE_UNREADABLE: Head.UNCLEAR,
        Code.DATES_NOT_PAIRED: Head.UNCLEAR,
        Code.CELLS_SLIPPED: Head.UNCLEAR,
        Code.AGREEMENT_UNCLEAR: Head.UNCLEAR,
        Code.OWNERS_RUN_TOGETHER: Head.UNCLEAR,
        Code.REC_NO_INFERRED: Head.NUMBERS,
        Code.REC_NO_MISSING: Head.NUMBERS,
        Code.REC_NO_REPEATED: Head.NUMBERS,
        Code.REC_NO_UNREADABLE: Head.NUMBERS,
    }
)
# The four kinds of reason that the form's own table of terms demands one of, by the words that name them.
_NAMED = re.compile(r"\bcommissioning\b|\bpolicy\b|\boperational(?:ly)?\b|\baffordab(?:le|ility)\b", re.IGNORECASE)
_MEANT: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "commissioning": re.compile(r"\bcommission(?:ed|ers?)\b|\bcontract(?:s|ed|ual)?\b", re.IGNORECASE),
        "policy": re.compile(r"\bpolicies\b|\blegislation\b|\bnational (?:framework|instruction)", re.IGNORECASE),
        "operational": re.compile(r"\bregime\b|\bstaffing\b|\bsecurity\b|\bspace\b|\bbuildings?\b", re.IGNORECASE),
        "affordability": re.compile(
            r"\bfund(?:s|ed|ing)\b|\bcosts?\b|\bbudgets?\b|\bafford\b|\bresourc(?:es|ing)\b", re.IGNORECASE
        ),
    }
)
_GIVES_REASON = re.compile(r"\b(?:because|due to|as|since|owing to|reasons?|therefore|in order)\b", re.IGNORECASE)
_REFUSES = re.compile(
    r"\b(?:not (?:been )?(?:agreed|accepted)|not (?:possible|feasible|affordable) to"
    r"|(?:can ?not|unable to|not able to|will not) (?:agree|accept|implement|deliver))\b",
    re.IGNORECASE,
)
_NO_DATE = re.compile(r"(?:n\s*/?\s*a|tbc|tba|[-–—.]+)\.?", re.IGNORECASE)


def _refuses(item: Item) -> Iterator[Finding]:
    """An agreed row whose response refuses, where its reading has not said so already."""
    found = _REFUSES.search(item.response)
    if item.agreement is Agreement.AGREED and found is not None and said_answer(item.response) is None:
        message = f"{item.rec_no} ({place_words(item.source)}) is Agreed, yet its response says '{found[0]}'"
        yield Finding(head=Head.REFUSES, rec_no=item.rec_no, message=message, source=item.source)


def _reason(item: Item) -> Iterator[Finding]:
    """A row not or only partly agreed that doesn't say which of the form's four reasons it is."""
    if item.agreement not in {Agreement.PARTLY_AGREED, Agreement.NOT_AGREED} or _NAMED.search(item.response):
        return
    answer = item.agreement.value.replace("_", " ").title()
    where = f"{item.rec_no} ({place_words(item.source)}) is {answer}"
    meant = next(((kind, found[0]) for kind, form in _MEANT.items() if (found := form.search(item.response))), None)
    if not item.response or (meant is None and not _GIVES_REASON.search(item.response)):
        message = f"{where} and gives no reason"
    else:
        reads = f" ('{meant[1]}' reads like {meant[0]})" if meant else ""
        message = (
            f"{where} but doesn't say whether the reason is commissioning, policy, operational or affordability{reads}"
        )
    yield Finding(head=Head.REASON, rec_no=item.rec_no, message=message, source=item.source)


def _without_a_date(item: Item) -> Iterator[Finding]:
    """A dash or "N/A" in place of a date says nothing of when."""
    for action in item.actions:
        words = (action.target_date or "").strip()
        if item.agreement is not Agreement.NOT_AGREED and _NO_DATE.fullmatch(words):
            message = f"Action {action.n} of {item.rec_no} ({place_words(action.source)}) has '{words}' for a date"
            yield Finding(head=Head.DATE, rec_no=item.rec_no, message=message, source=action.source)


def _completed_later(item: Item) -> Iterator[Finding]:
    """An action reported complete with a date after the plan's submission."""
    for action in item.actions:
        if action.part_completed:
            where = f"Action {action.n} of {item.rec_no} ({place_words(action.source)})"
            message = f"{where} says '{action.target_date}', a date after the plan was submitted: is it done, or due?"
            yield Finding(head=Head.FUTURE, rec_no=item.rec_no, message=message, source=action.source)


def check_plan(plan: Plan) -> QualityReport:
    """The plan's findings, by head in the order of ``Head`` and then by place."""
    found = [
        Finding(head=_OF_CODE[one.code], rec_no=one.rec_no, message=one.message, source=one.source)
        for one in plan.warnings
        if one.code in _OF_CODE
    ]
    for item in plan.items:
        found += [*_refuses(item), *_reason(item), *_without_a_date(item), *_completed_later(item)]
    order = list(Head)
    found.sort(key=lambda one: (order.index(one.head), reading_order(one.source)))
    return QualityReport(
        plan_id=plan.plan_id,
        items=len(plan.items),
        actions=sum(len(item.actions) for item in plan.items),
        findings=tuple(found),
    )
