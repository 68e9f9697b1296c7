"""The rules by which an answer is right (``evals/questions/README.md``), with the reason where it is wrong."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from assistant.answer import Answer
from evals.questions import ABSTAIN, Question, RowRef
from ingest.records import Record

# The markup that stands in the cells of plan texts, and the escapes of Markdown that answers carry.
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class Rule(StrEnum):
    """A rule that an answer broke."""

    ROW_MISSING = "a row is missing"
    ROW_TOO_MANY = "a row too many"
    COUNT = "the count differs"
    NOT_SAID = "something is not said"
    SAID_WRONGLY = "something is said that must not be"
    NOT_ABSTAINED = "answered where there is no answer"
    ABSTAINED = "abstained where there is an answer"


class Fault(Record):
    """One broken rule, with what was found and what was expected."""

    rule: Rule
    detail: str


class Score(Record):
    """One answer, judged. ``quotes_*`` count citations: found in their document, not found, document not at hand."""

    question: Question
    answer: Answer
    faults: tuple[Fault, ...]
    cited: tuple[RowRef, ...]
    quotes_found: int
    quotes_missing: int
    quotes_unchecked: int

    @property
    def right(self) -> bool:
        """No rule was broken."""
        return not self.faults


class Unscored(Record):
    """A question on which the assistant failed: no answer to judge. Counted apart, never as a wrong answer."""

    question: Question
    error: str


def plain_words(text: str) -> str:
    """Text without white space, markup and upper case, for comparison."""
    return re.sub(r"\s+", "", html.unescape(_TAG.sub(" ", text))).casefold()


def quote_in(quote: str, document_text: str) -> bool:
    """Whether a quote stands word for word in a text, white space and markup aside; an empty one does not."""
    words = re.sub(r"\s+", "", html.unescape(_TAG.sub(" ", quote)))
    return bool(words) and words in re.sub(r"\s+", "", html.unescape(_TAG.sub(" ", document_text)))


def cited_rows(answer: Answer) -> tuple[RowRef, ...]:
    """The rows cited, each once, in the order of citation; an action counts for its item."""
    return tuple(dict.fromkeys(RowRef(plan=one.plan_id, rec_no=one.rec_no) for one in answer.citations))


def score_answer(question: Question, answer: Answer, documents: Mapping[str, str]) -> Score:
    """Judges one answer. ``documents`` holds texts by SHA-256 of the documents' bytes; others are left unchecked."""
    cited = cited_rows(answer)
    quotes = [
        quote_in(one.quote, documents[one.source.sha256]) if one.source.sha256 in documents else None
        for one in answer.citations
    ]
    return Score(
        question=question,
        answer=answer,
        faults=(
            *_row_faults(question, cited),
            *_count_faults(question, answer),
            *_word_faults(question, answer),
            *_abstention_faults(question, answer),
        ),
        cited=cited,
        quotes_found=quotes.count(True),
        quotes_missing=quotes.count(False),
        quotes_unchecked=quotes.count(None),
    )


def _row_faults(question: Question, cited: tuple[RowRef, ...]) -> Iterable[Fault]:
    for row in question.expected:
        if row not in cited:
            yield Fault(rule=Rule.ROW_MISSING, detail=f"{row} is not cited")
    anything = not question.expected and not question.allowed and question.count is None
    may = {*question.expected, *question.allowed}
    for row in cited:
        # Of a question to be refused nothing may be cited: that is the rule on abstention, told once.
        if not anything and row not in may and question.kind != ABSTAIN:
            yield Fault(rule=Rule.ROW_TOO_MANY, detail=f"{row} is cited")


def _count_faults(question: Question, answer: Answer) -> Iterable[Fault]:
    if question.count is not None and answer.count != question.count:
        yield Fault(rule=Rule.COUNT, detail=f"count is {answer.count}, expected {question.count}")


def _word_faults(question: Question, answer: Answer) -> Iterable[Fault]:
    said = [answer.text, _ESCAPE.sub(r"\1", answer.text)]
    proved = [
        words
        for one in answer.citations
        for words in (*one.responsible_owner, one.target_date or "", one.status, one.quote)
    ]
    for words in question.must_include:
        if not any(plain_words(words) in plain_words(text) for text in (*said, *proved)):
            yield Fault(rule=Rule.NOT_SAID, detail=f"{words!r} is neither in the text nor in a citation")
    for words in question.must_not_include:
        if any(plain_words(words) in plain_words(text) for text in said):
            yield Fault(rule=Rule.SAID_WRONGLY, detail=f"{words!r} is in the text")


def _abstention_faults(question: Question, answer: Answer) -> Iterable[Fault]:
    if question.kind == ABSTAIN:
        if not answer.abstained:
            yield Fault(rule=Rule.NOT_ABSTAINED, detail="abstained is false")
        if answer.citations:
            yield Fault(rule=Rule.NOT_ABSTAINED, detail=f"{len(answer.citations)} rows are cited")
    elif answer.abstained:
        yield Fault(rule=Rule.ABSTAINED, detail=f"abstained: {answer.reason}")
