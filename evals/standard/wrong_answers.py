"""Each wrong answer of a run on the page: what was asked and understood, what was expected and what was given."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from assistant.answer import Answer
from evals.questions import RowRef
from evals.report import WrongAnswer
from evals.standard.record import StandardReport

_TEXT_SHOWN = 600
_ROWS_SHOWN = 30


def wrong_answers(report: StandardReport) -> str:
    """The section of the page; every wrong answer, and every question that could not be answered."""
    made = [
        f"<h2>Every answer that was not fully right ({len(report.wrong)})</h2><p>An answer is wrong as a whole when "
        "one row is missing or too many. Questions that could not be answered at all stand last.</p>"
    ]
    for asked in report.sets:
        wrong = [one.answer for one in report.wrong if one.asked == asked.name]
        if wrong:
            made.append(f"<h3>{escape(asked.title)}: {len(wrong)} of {asked.questions}</h3>")
            made += map(_one, wrong)
    for failed in report.unscored:
        made.append(
            f"<details><summary>{escape(failed.question.question)} <small>{escape(failed.question.id)}, not answered"
            f"</small></summary>{_list([('Error', escape(failed.error))])}</details>"
        )
    return "".join(made)


def _one(wrong: WrongAnswer) -> str:
    question, answer = wrong.question, wrong.answer
    lines = [
        ("Asked before", "<br>".join(map(escape, question.history))),
        ("Asked on", escape(answer.as_of.isoformat())),
        ("Understood", _understood(answer)),
        ("What is wrong", "<br>".join(escape(f"{fault.rule.value}: {fault.detail}") for fault in wrong.faults)),
        ("Expected rows", _rows(question.expected)),
        ("Allowed beside", _rows(question.allowed)),
        ("Rows given", _rows(wrong.cited) or "none"),
        ("Count", "" if question.count is None else f"{question.count} expected, {answer.count} given"),
        ("Answer", f'<span class="text">{escape(_shortened(answer.text))}</span>'),
    ]
    return (
        f"<details><summary>{escape(question.question)} <small>{escape(question.id)}, {escape(question.kind)}"
        f"</small></summary>{_list([line for line in lines if line[1]])}</details>"
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]} …"


def _understood(answer: Answer) -> str:
    filters = [f"{one.field.value} {one.op.value} {', '.join(one.value)}" for one in answer.understood.filters]
    topic = [f"topic “{answer.understood.topic}”"] if answer.understood.topic else []
    return escape("; ".join((answer.plan.intent.value, *topic, *filters)))


def _rows(rows: Iterable[RowRef]) -> str:
    named = [str(row) for row in rows]
    more = f" and {len(named) - _ROWS_SHOWN} more" if len(named) > _ROWS_SHOWN else ""
    return escape(", ".join(named[:_ROWS_SHOWN]) + more)


def _list(lines: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{told}</dd>" for name, told in lines) + "</dl>"
