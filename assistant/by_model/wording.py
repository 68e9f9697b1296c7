"""Asks a language model to word the beginning of an answer, and keeps of it what the evidence bears out.

The rows stay below as they are: the model's words stand in for the headline at most. Citations, count and kind are the
answer's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, AnswerKind
from assistant.by_model.checking import Sentence, checked, read_sentences
from assistant.by_model.claims import Claims, phrase, read_claims
from assistant.by_model.evidence import Facts, RowEvidence, facts_of, marks_in, paragraphs_of, rows_of
from assistant.by_model.prompts import Prompt
from assistant.knowledge import Knowledge
from assistant.language_model import Budget, LanguageModel
from assistant.markdown import escaped
from ingest.errors import ActionPlansError

_MOST_SENTENCES = 6
_MOST_TOKENS = 700


class WordingRefused(ActionPlansError):  # noqa: N818 - named like the errors of its tree
    """A wording of which nothing, or too little, can be used; ``problems`` says what is wrong with its sentences."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Wording:
    """The text that an answer gets, and the reasons for which sentences of the model's were left out."""

    text: str
    problems: tuple[str, ...]


def can_be_worded(answer: Answer) -> bool:
    """Whether there are rows to word: a refusal, a zero or a plan's own facts are said in a sentence already."""
    return not answer.abstained and answer.kind is not AnswerKind.NONE and bool(answer.citations)


def word_by_model(
    model: LanguageModel, prompt: Prompt, budget: Budget, answer: Answer, knowledge: Knowledge
) -> Wording:
    """The answer's text with the beginning in the model's words, checked and labelled.

    Raises:
        LanguageModelFailed: there was no reply.
        WordingRefused: the reply lacks what the answer has to say, or nothing of it passed.
    """
    facts, rows = facts_of(answer), rows_of(answer, knowledge)
    data = {
        "question": answer.question,
        "computed_facts": list(facts.told),
        "rows_found": len(answer.citations),
        "rows": [row.told for row in rows.values()],
    }
    instructions = prompt.filled(sentences=str(_MOST_SENTENCES))
    reply = model.reply(instructions, json.dumps(data, ensure_ascii=False), budget, most_tokens=_MOST_TOKENS)
    return reworded(answer, reply, model.name, facts, rows)


def reworded(answer: Answer, reply: str, model: str, facts: Facts, rows: Mapping[int, RowEvidence]) -> Wording:
    """The answer's text with what ``reply`` may say of it put first. Raises WordingRefused."""
    read = [checked(sentence, rows, facts) for sentence in read_sentences(reply)[: 2 * _MOST_SENTENCES]]
    passed = [sentence for sentence in read if sentence.problem is None][:_MOST_SENTENCES]
    problems = tuple(sentence.problem for sentence in read if sentence.problem)
    if not passed:
        raise WordingRefused("no sentence of it passed", problems)
    if lost := _lost(passed, facts):
        raise WordingRefused(f"it leaves out {lost}", problems)
    *paragraphs, understood = paragraphs_of(answer.text)
    if facts.essential is not None:
        del paragraphs[0]
    left_out = f"; {len(problems)} of its sentences failed a check and were left out" if problems else ""
    label = f"_Worded by the model {escaped(model)}; checked against the rows{left_out}._"
    prose = " ".join(_shown(sentence) for sentence in passed)
    text = "\n\n".join((prose, label, *paragraphs, understood))
    if marks_in(text) != {citation.n for citation in answer.citations}:
        raise WordingRefused("it loses a citation", problems)
    return Wording(text, problems)


def _lost(passed: Sequence[Sentence], facts: Facts) -> str | None:
    """What the paragraph that the wording stands in for says, and the wording does not; None where it says all."""
    if facts.verdict is not None and passed[0].verdict is None and not passed[0].text.startswith(facts.verdict):
        return "whether it is so"
    if facts.essential is None:
        return None
    text = " ".join(sentence.text for sentence in passed)
    essential, said, words = facts.essential, read_claims(text), phrase(text)
    lost = {
        "the count or another number": not _numbers(essential) <= _numbers(said),
        "a status": not essential.said <= said.said,
        "a date": not essential.days <= said.days,
        "a rec number": not essential.rec_nos <= said.rec_nos,
        "a name": not all(f" {name} " in words for name in essential.names),
        "a condition": not essential.words <= said.words,
    }
    return next((what for what, is_lost in lost.items() if is_lost), None)


def _numbers(claims: Claims) -> frozenset[str]:
    return claims.numbers | {count.n for count in claims.counts}


def _shown(sentence: Sentence) -> str:
    """The sentence as Markdown: marks as they are, everything else escaped."""
    parts = re.split(r"(\[\d+(?:\s*,\s*\d+)*\])", sentence.text)
    shown = [" ".join(f"[{n}]" for n in re.findall(r"\d+", p)) if i % 2 else _escaped(p) for i, p in enumerate(parts)]
    return "".join(shown)


def _escaped(part: str) -> str:
    """Escaped, with the blanks at its ends, which stand between words and marks."""
    return f"{' ' * part.startswith(' ')}{escaped(part)}{' ' * (part.endswith(' ') and bool(part.strip()))}"
