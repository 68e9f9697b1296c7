"""The chat: the one module that knows Gradio.

Gradio is told to ask no outside host for anything: no analytics, no version check, fonts of the system, no run history,
no page of its API, no link of its own in the footer. What it serves besides the chat's own routes is closed by
``assistant.web.guard``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, cast

import gradio as gr
from fastapi import FastAPI

from assistant.engine import LONGEST_QUESTION
from assistant.suggestions import first_questions
from assistant.web import asking
from assistant.web.conversation import Turns, read_act, read_turns, write_turns
from assistant.web.guard import CHAT_PATH
from assistant.web.labels import MAIN_PAGES
from assistant.web.people import NOBODY, THIS_MACHINE, Person, person_of
from assistant.web.rendering import chat_piece
from assistant.web.site import Site
from ingest.errors import BadRequest

Messages = list[dict[str, object]]
Shown = tuple[object, ...]
"""What an event sets, in the order of ``outputs``."""

_AT_ONCE: Final = 8
"""Events of one kind that run at the same time: more than cores, as a language model is waited for, not computed."""

_WAITING: Final = 128
# Linked, not given as css=: Gradio rewrites that text, and loses rules of @media on the way.
_HEAD: Final = (
    '<link rel="icon" href="/style/icon.svg" type="image/svg+xml">'
    '<meta name="color-scheme" content="light dark">'
    '<link rel="stylesheet" href="/style/govuk-frontend.min.css">'
    '<link rel="stylesheet" href="/style/tokens.css"><link rel="stylesheet" href="/style/app.css">'
    '<link rel="stylesheet" href="/style/chat.css">'
    '<link rel="stylesheet" href="/style/chat-print.css" media="print">'
    '<script type="module" src="/style/chat.js"></script>'
)


def mount_chat(app: FastAPI, site: Site) -> None:
    """Puts the chat into the app at ``guard.CHAT_PATH``."""
    blocks = _blocks(site)
    blocks.queue(max_size=_WAITING, default_concurrency_limit=_AT_ONCE, api_open=False)
    gr.mount_gradio_app(
        app,
        blocks,
        path=CHAT_PATH,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        theme=_theme(),
        head=_HEAD,
    )


def _blocks(site: Site) -> gr.Blocks:
    """The page. The conversation lives in the browser, in the box ``turns``, and travels with each event.

    The box ``act`` and its button are how the page's own script hands in what a person did to an answer.
    """
    blocks: gr.Blocks = gr.Blocks(
        title="Ask a question - Action plan assistant", analytics_enabled=False, fill_width=True
    )
    with blocks:
        # The frame is ours alone, no text of documents: unsanitised, it keeps its names for screen readers.
        top = gr.Markdown(_top(NOBODY), elem_id="top", container=False, sanitize_html=False)
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=280, elem_id="talk"):
                gr.Markdown("# Ask about action plans", elem_id="heading")
                chatbot = gr.Chatbot(
                    label="Conversation",
                    show_label=False,
                    container=False,
                    height="auto",
                    autoscroll=False,
                    layout="panel",
                    buttons=[],
                    latex_delimiters=[],
                    sanitize_html=True,
                    allow_tags=False,
                    line_breaks=False,
                    allow_file_downloads=False,
                    feedback_options=None,
                    placeholder="Ask in plain words, or choose an example.",
                    elem_id="conversation",
                )
                with gr.Row(elem_id="ask-row", equal_height=False):
                    question = gr.Textbox(
                        label="Your question",
                        max_lines=4,
                        max_length=LONGEST_QUESTION,
                        autofocus=True,
                        scale=4,
                        min_width=180,
                        elem_id="question",
                    )
                    send = gr.Button("Ask", variant="primary", scale=0, min_width=90, elem_id="send")
                with gr.Row(elem_id="options-row", equal_height=False):
                    day = gr.Textbox(
                        label="As of (leave empty for today)",
                        placeholder="for example 8 July 2025",
                        scale=2,
                        min_width=200,
                        elem_id="as-of",
                    )
                    gr.Button("Print", scale=0, min_width=90, elem_id="print")
                    again = gr.Button("Start again", scale=0, min_width=130, elem_id="again")
            with gr.Column(scale=1, min_width=240, elem_id="beside"):
                gr.Markdown(lambda: asking.held(site.register.summaries()), elem_id="held", container=False)
        turns = gr.Textbox(visible="hidden", elem_id="turns", label="Conversation as kept")
        act = gr.Textbox(visible="hidden", elem_id="act", label="Act")
        do = gr.Button("Do", visible="hidden", elem_id="do")

        outputs = [chatbot, turns, question, day]
        for trigger, function, inputs in (
            (question.submit, _asked, [question, turns, day]),
            (send.click, _asked, [question, turns, day]),
            (chatbot.example_select, _example, [question, turns, day]),
            (do.click, _acted(site), [act, question, turns, day]),
        ):
            trigger(
                function,
                inputs,
                outputs,
                show_progress="hidden",
                api_visibility="private",
                concurrency_limit=_AT_ONCE,
            ).success(
                _answered(site),
                [turns],
                [chatbot, turns],
                show_progress="minimal",
                api_visibility="private",
                concurrency_limit=_AT_ONCE,
            )
        again.click(lambda: ([], "", ""), None, [chatbot, turns, day], api_visibility="private", show_progress="hidden")
        blocks.load(_top_of, None, [top], api_visibility="private", show_progress="hidden")
        blocks.load(
            lambda: gr.Chatbot(examples=[{"text": text} for text in first_questions(site.knowledge, site.today())]),
            None,
            [chatbot],
            api_visibility="private",
            show_progress="hidden",
        )
    return blocks


def _asked(question: str, kept: str, day: str) -> Shown:
    try:
        turns = asking.asked(read_turns(kept), question, day)
    except BadRequest as error:
        raise gr.Error(str(error), duration=None, print_exception=False, title="That could not be asked") from error
    return _messages(turns), write_turns(turns), "", day


def _example(question: str, kept: str, day: str, chosen: gr.SelectData) -> Shown:
    messages, turns, _, _ = _asked(cast("dict[str, str]", chosen.value)["text"], kept, day)
    return messages, turns, question, day


def _acted(site: Site) -> Callable[[str, str, str, str], Shown]:
    def acted(act: str, question: str, kept: str, day: str) -> Shown:
        try:
            done = read_act(act)
            turns = asking.acted(site.knowledge, read_turns(kept), done, day)
        except BadRequest as error:
            raise gr.Error(str(error), duration=None, print_exception=False, title="That could not be done") from error
        # The day of the last answer stands in the box, and holds for the next question.
        of_last = done.restore or (done.edit and done.edit.as_of and done.turn == len(turns) - 1)
        return _messages(turns), write_turns(turns), question, turns[-1].day if turns and of_last else day

    return acted


def _answered(site: Site) -> Callable[[str, gr.Request], Iterator[Shown]]:
    def answered(kept: str, request: gr.Request) -> Iterator[Shown]:
        turns = read_turns(kept)
        number = asking.waiting(turns)
        if number is None:
            yield _messages(turns), kept
            return
        before, after = _messages(turns[:number]), _messages(turns[number + 1 :], number + 1)
        heading = _message("user", asking.question_heading(turns[number], number))
        for reply, turn in asking.answers(site, turns, number, _person(request)):
            now = write_turns((*turns[:number], turn, *turns[number + 1 :]))
            yield [*before, heading, _message("assistant", reply), *after], now

    return answered


def _messages(turns: Turns, first: int = 0) -> Messages:
    """The turns, numbered from ``first``, as messages."""
    shown: Messages = []
    for number, turn in enumerate(turns, start=first):
        shown.append(_message("user", asking.question_heading(turn, number)))
        shown.append(_message("assistant", asking.reply(turn, number)))
    return shown


def _message(role: str, content: str) -> dict[str, object]:
    return {"role": role, "content": content}


def _person(request: gr.Request) -> Person:
    """Who asks: events run outside the context of their request."""
    return person_of(request.request.scope if request.request else {})


def _top(by: Person) -> str:
    name = by.name if by not in (NOBODY, THIS_MACHINE) else None
    return chat_piece("top.html", {"here": f"{CHAT_PATH}/", "pages": MAIN_PAGES, "signed_in": name})


def _top_of(request: gr.Request) -> str:
    return _top(_person(request))


def _theme() -> gr.themes.Base:
    """Gradio's plain theme in the pages' colours, with fonts of the system: its own are fetched or shipped."""
    fonts = ("Arial", "Liberation Sans", "Helvetica", "sans-serif")
    return gr.themes.Base(
        font=fonts,
        font_mono=("Liberation Mono", "Courier New", "monospace"),
        radius_size=gr.themes.sizes.radius_none,
        text_size=gr.themes.sizes.text_lg,
    )
