"""The evidence for wording an answer: computed facts and cited rows, as a model is told and as code checks them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from assistant.answer import Answer, AnswerKind, Citation
from assistant.by_model.claims import AGREEMENTS, Claims, Count, Day, Said, phrase, read_claims
from assistant.composing.rows import AGREEMENT_WORDS, STATUS_WORDS
from assistant.knowledge import Knowledge
from assistant.markdown import unescaped
from assistant.status import Status, action_status, status_reason
from assistant.wording import counted, listed, uk_date
from ingest.records import Action, Item, Plan

MOST_ROWS = 20
"""Rows that a model is shown; an answer of more begins with a summary of the first."""

_LONGEST = 1500
"""Characters of a row's text or response that a model is shown."""

_VERDICT = re.compile(r"\A\*\*(?P<verdict>Yes|No|\d+ of \d+)\b(?P<rest>[^*]*)\*\*")
_MARK = re.compile(r"(?<!\\)\[(\d+)\]")
_ASIDE = re.compile(r"“[^”]*”|\([^)]*\)")


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """A cited row: what a model is told of it (``told``), and the same as claims.

    ``statuses`` are those of the row itself, ``tally`` those of its actions. ``phrases`` holds every word of the row,
    ``owners`` and ``place`` those of its owners and of its establishment, to look for names in.
    """

    told: dict[str, object]
    texts: tuple[str, ...]
    claims: Claims
    statuses: frozenset[Said]
    agreement: Said | None
    tally: Counter[Said]
    actions: int
    rec_no: str
    action_nos: frozenset[str]
    target_days: frozenset[Day]
    submitted: Day
    phrases: str
    owners: str
    place: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What was computed for the answer: ``told`` in sentences, and as claims.

    ``verdict`` is "Yes", "No" or "2 of 5" where the answer begins with one. ``essential`` are the claims that a wording
    must make: those of the paragraph that it stands in for, None where it stands in for none.
    """

    told: tuple[str, ...]
    claims: Claims
    phrases: str
    verdict: str | None
    essential: Claims | None


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of an answer's text."""
    return re.split(r"\n\s*\n", text.strip())


def marks_in(text: str) -> frozenset[int]:
    """The marks [n] in an answer's text; brackets of documents are escaped and don't count."""
    return frozenset(int(n) for n in _MARK.findall(text))


def facts_of(answer: Answer) -> Facts:
    """The computed part of an answer that was found: its headline, and the sums of a count."""
    paragraphs = paragraphs_of(answer.text)[:-1]
    first, rest = paragraphs[0], "\n".join(paragraphs[1:])
    found = _VERDICT.match(first)
    replaced = marks_in(first) <= marks_in(rest)
    match answer.kind:
        case AnswerKind.COUNT:
            computed = paragraphs
        case AnswerKind.LIST | AnswerKind.COMPARE:
            computed = paragraphs[:1]
        case _:
            # A look-up begins with its row, which is evidence of its own; only the verdict on it is computed.
            computed = [found.group()] if found else []
    told = tuple(_words(paragraph) for paragraph in computed)
    essential = _words(_VERDICT.sub("", first).strip() or first)
    if answer.kind is AnswerKind.LOOKUP:
        # Figures in brackets and the row's own words stay below, with the row.
        essential = _ASIDE.sub(" ", essential)
    return Facts(
        told=told,
        claims=read_claims("\n".join(told)),
        phrases=phrase(" | ".join(told)),
        verdict=found["verdict"] if found else None,
        essential=read_claims(essential) if replaced else None,
    )


def _words(markdown: str) -> str:
    """The words of a paragraph, without marks and emphasis."""
    return unescaped(re.sub(r"(?<!\\)\*", "", _MARK.sub("", markdown)))


def rows_of(answer: Answer, knowledge: Knowledge) -> dict[int, RowEvidence]:
    """The rows cited, by their mark; at most ``MOST_ROWS`` of them."""
    return {
        citation.n: _row(
            citation, knowledge.plans[citation.plan_id], knowledge.item(citation.plan_id, citation.rec_no), answer.as_of
        )
        for citation in answer.citations[:MOST_ROWS]
    }


def _row(citation: Citation, plan: Plan, item: Item, as_of: date) -> RowEvidence:
    actions = tuple(a for a in item.actions if citation.action in (None, a.n))
    tally = Counter(Said(action_status(a, item.agreement, as_of).value) for a in actions)
    tally[Said.UNFINISHED] = tally[Said.OPEN] + tally[Said.OVERDUE]
    status = Said(citation.status)
    statuses = {status} | ({Said.UNFINISHED} if status in (Said.OPEN, Said.OVERDUE) else set())
    if plan.superseded_by:
        statuses.add(Said.SUPERSEDED)
    told = _told(citation, plan, item, actions, as_of)
    texts = (item.text, *(a.text for a in actions), item.response if citation.action is None else "")
    whole = " | ".join([*_flat(told), *texts])
    return RowEvidence(
        told=told,
        texts=tuple(text for text in texts if text),
        claims=read_claims(whole),
        statuses=frozenset(statuses),
        agreement=Said(item.agreement.value) if item.agreement else None,
        tally=tally,
        actions=len(actions),
        rec_no=item.rec_no.lower(),
        action_nos=frozenset(str(a.n) for a in actions),
        target_days=read_claims(" | ".join(a.target_date or "" for a in actions) or citation.target_date or "").days,
        submitted=Day(plan.submitted.year, plan.submitted.month, plan.submitted.day),
        phrases=phrase(whole),
        owners=phrase(" | ".join(citation.responsible_owner)),
        place=phrase(f"{plan.establishment} {plan.submitted.year}"),
    )


def _told(citation: Citation, plan: Plan, item: Item, actions: tuple[Action, ...], as_of: date) -> dict[str, object]:
    """A row as the model is told it: only what the answer may say."""
    tally = Counter(action_status(a, item.agreement, as_of) for a in actions)
    figures = listed([f"{tally[s]} {STATUS_WORDS[s]}" for s in Status if tally[s]])
    told: dict[str, object] = {
        "n": citation.n,
        "plan": f"{plan.establishment}, action plan of {uk_date(plan.submitted)}",
        "rec_no": f"{item.kind.value} {item.rec_no}",
        "text": item.text[:_LONGEST],
        "owners": list(citation.responsible_owner),
        "target_date": citation.target_date or "none given",
        "status": STATUS_WORDS[Status(citation.status)],
        "agreement": AGREEMENT_WORDS[item.agreement] if item.agreement else "",
        "section": item.section or item.group or "",
        "report_paragraphs": list(item.report_paragraphs),
        "superseded": "superseded" if plan.superseded_by else "",
    }
    if citation.action is not None:
        told["action"] = f"action {citation.action}"
    if len(actions) > 1:
        told["figures"] = f"{figures} of {counted(len(actions), 'action')}"
    if len(actions) == 1:
        told["why"] = status_reason(actions[0], item.agreement, as_of)
    words = " ".join(a.text for a in actions) if citation.action is not None else item.response
    told["action_text" if citation.action is not None else "response"] = words[:_LONGEST]
    return {name: value for name, value in told.items() if value}


def _flat(told: dict[str, object]) -> list[str]:
    return [
        part
        for value in told.values()
        for part in ([str(v) for v in value] if isinstance(value, list) else [str(value)])
    ]


def holds_status(row: RowEvidence, said: frozenset[Said]) -> bool:
    """Whether the row is what is ``said`` of it; figures of its actions may be said beside its own status."""
    statuses, agreements = said - AGREEMENTS, said & AGREEMENTS
    if agreements - {row.agreement}:
        return False
    own = statuses & row.statuses
    return statuses <= own | {s for s in row.tally if row.tally[s] and own - {Said.SUPERSEDED}}


def holds_count(row: RowEvidence, count: Count) -> bool:
    """Whether the row has so many actions (with that status)."""
    if count.noun not in ("action", ""):
        return False
    if count.status is None:
        return count.n == str(row.actions)
    return count.n == str(row.tally[count.status])
