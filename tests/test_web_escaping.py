"""Text of documents stays text: in Markdown, in HTML, in a cell of a table."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answer import Answer, AnswerKind, Citation, NearMiss, Timings
from assistant.query import Field, Filter, Intent, Op, QueryPlan, Unit
from assistant.status import Status
from assistant.web.asking import question_heading, reply
from assistant.web.conversation import Turn
from assistant.web.escaping import as_text
from assistant.web.rendering import page
from ingest.records import Doubt, Item, ItemKind, Plan, PlanKind, Source, SourceDocument

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](http://outside.example/x.png)",
    "[look](javascript:alert(1))",
    "[ref]: http://outside.example",
    "www.outside.example and http://outside.example and mail@outside.example",
    "a | b | c",
    "`code` ```fence",
    "**bold** _italic_ ~~gone~~",
    "# heading",
    "1. one",
    "- point",
    "    code by indent",
    "one\n\ntwo\n---\nthree",
    "&lt;script&gt; &amp; &#60;b&#62;",
    "@someone #12 [^1] $$x^2$$ \\(y\\) :smile:",
    "</td></tr></table><form action=http://outside.example><input>",
    "<!-- comment --> <![CDATA[x]]> <?php ?>",
    '" onmouseover="alert(1)',
    "{{ 7*7 }} ${7*7} {% raw %}",
)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")))


class _Seen(HTMLParser):
    """Tags with their attributes, and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.cells: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.cells:
            self.cells[-1] += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", ()))

    def handle_decl(self, decl: str) -> None:
        self.tags.append(("declaration", ()))


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_one_plain_paragraph(text: str) -> None:
    seen = _Seen(MARKDOWN.render(as_text(text)))
    assert seen.tags == [("p", ())]
    assert words(seen.text) == words(text)


@given(PRINTABLE)
def test_any_text_comes_out_as_itself(text: str) -> None:
    seen = _Seen(MARKDOWN.render(as_text(text)))
    assert {tag for tag, _ in seen.tags} <= {"p"}
    assert words(seen.text) == words(text)


@given(PRINTABLE)
def test_any_text_stays_in_its_cell(text: str) -> None:
    seen = _Seen(MARKDOWN.render(f"| a | b |\n| --- | --- |\n| {as_text(text)} | last |\n"))
    assert [words(cell) for cell in seen.cells] == ["a", "b", words(text), "last"]


@given(st.text(st.characters()))
def test_nothing_that_markdown_or_html_reads_is_left(text: str) -> None:
    rest = "".join(as_text(text).replace("&#", "").split(";"))
    assert all(character.isalnum() or character == " " for character in rest)


def hostile_answer(text: str) -> Answer:
    """An answer with hostile words in every field that comes from a document or a person."""
    plan = QueryPlan(
        intent=Intent.LIST,
        unit=Unit.ITEMS,
        topic=text,
        filters=(Filter(field=Field.OWNER, op=Op.IN, value=(text,), label=text, words=text),),
        as_of=date(2025, 10, 15),
        notes=(text,),
    )
    return Answer(
        question=text or "q",
        as_of=plan.as_of,
        kind=AnswerKind.LIST,
        understood=plan.understood(),
        plan=plan,
        text="One row. [1]",
        citations=(
            Citation(
                n=1,
                plan_id="hmp-send-2025-07-08",
                establishment=text,
                rec_no=text or "1",
                action=None,
                responsible_owner=(text,),
                target_date=text,
                status="open",
                quote=text,
                source=Source(document=text, sha256="0" * 64),
            ),
        ),
        near_misses=(NearMiss(plan_id="p", establishment=text, rec_no="1", text=text),),
        timings_ms=Timings(understand=0, retrieve=0, compose=0, total=0),
    )


def hostile_turn(text: str) -> Turn:
    """A turn changed by hand, with hostile words in whatever the browser hands in with it."""
    answer = hostile_answer(text)
    return Turn(question=text or "q", plan=answer.plan, answer=answer, suggestions=(text,), unshown=2, helpful=None)


def shown(text: str) -> str:
    turn = hostile_turn(text)
    return f"{question_heading(turn, 0)}\n\n{reply(turn, 0)}"


PLAIN_TAGS = [tag for tag, _ in _Seen(MARKDOWN.render(shown("plain"))).tags]
ATTRIBUTES = {"class", "href", "id", "name", "role", "scope", "tabindex", "title", "type", "value"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reply_has_the_same_tags_whatever_the_documents_say(text: str) -> None:
    seen = _Seen(MARKDOWN.render(shown(text)))
    assert [tag for tag, _ in seen.tags] == PLAIN_TAGS
    assert words(text) in [words(cell) for cell in seen.cells]
    for tag, attributes in seen.tags:
        assert {name for name, _ in attributes} <= ATTRIBUTES
        values = dict(attributes)
        assert (values.get("href") or "/plans/").startswith(("/plans/", "/search"))
        if tag == "button":
            assert values["type"] == "button"
            assert re.fullmatch(r"\d+( (\d+|topic|day))?", values["value"] or "")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_problem_said_is_text(text: str) -> None:
    seen = _Seen(MARKDOWN.render(reply(Turn(question="q", problem=text), 0)))
    assert [tag for tag, _ in seen.tags] == ["div", "p", "strong"]
    assert words(text) in words(seen.text)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_row_beside_the_chat_has_the_same_tags_whatever_the_document_says(text: str) -> None:
    def tags(words_: str) -> list[str]:
        values = {
            "plan": PLAN.model_copy(update={"establishment": words_}),
            "item": ITEM.model_copy(update={"text": words_, "warnings": (Doubt(code="x", message=words_),)}),
            "as_of": date(2025, 10, 15),
            "chosen": None,
            "item_status": Status.OPEN,
            "facts": (("Owner", words_),),
            "actions": (),
            "place": words_,
        }
        return [tag for tag, _ in _Seen(page("chat/row.html", values)).tags]

    assert tags(text) == tags("plain")


ITEM = Item(
    rec_no="1",
    kind=ItemKind.CONCERN,
    group=None,
    text="x",
    response="x",
    responsible_owner=(),
    target_dates=(),
    actions=(),
    source=Source(document="x", sha256="0" * 64),
)
PLAN = Plan(
    plan_id="x-2025-01-01",
    establishment="x",
    kind=PlanKind.CONCERNS,
    submitted=date(2025, 1, 1),
    inspection=None,
    report_published=None,
    stated_totals=None,
    definitions=(),
    items=(ITEM,),
    warnings=(),
    set_aside=(),
    source=SourceDocument(document="x", sha256="0" * 64),
)
