"""How an answer is printed for people."""

from __future__ import annotations

from rich.console import Console
from rich.markdown import Markdown

from assistant.answer import Answer, Citation
from assistant.commands.console import indented, line_range, place, plain, table, words_for
from ingest.records import Source


def show_answer(out: Console, answer: Answer) -> None:
    """The text (which ends with how the question was understood, and the day); the rows cited, and what they say."""
    out.print(Markdown(answer.text, hyperlinks=False))
    if answer.citations:
        out.print()
        out.print(
            table(
                ("n", "plan", "rec", "owner", "target date", "status", "lines"),
                [
                    (
                        citation.n,
                        citation.plan_id,
                        _row(citation),
                        "\n".join(citation.responsible_owner),
                        citation.target_date,
                        words_for(citation.status),
                        line_range(citation.source),
                    )
                    for citation in answer.citations
                ],
                right=frozenset({0}),
                whole=frozenset({1, 2}),
            )
        )
        out.print()
        for citation in answer.citations:
            out.print(plain(f"[{citation.n}] “{citation.quote}” ({_document(citation.source)})"))
    if answer.near_misses:
        out.print()
        out.print(plain("Close, but no part of the answer:"))
        for miss in answer.near_misses:
            out.print(indented(f"{miss.plan_id} {miss.rec_no}: {miss.text}"))


def _row(citation: Citation) -> str:
    return citation.rec_no if citation.action is None else f"{citation.rec_no}#{citation.action}"


def _document(source: Source) -> str:
    where = place(source)
    return where if where == source.document else f"{source.document}, {where}"
