"""The chat: the one module that knows Gradio.

Gradio is told to ask no outside host for anything: no analytics, no version check, fonts of the system, no run history,
no page of its API, no link of its own in the footer. What it serves besides the chat's own routes is closed by
``assistant.web.guard``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

import gradio as gr
from fastapi import FastAPI

from assistant.engine import LONGEST_QUESTION
from assistant.web.asking import EXAMPLES, Asks, held, replies
from assistant.web.escaping import as_text
from assistant.web.guard import CHAT_PATH
from assistant.web.rendering import chat_piece
from ingest.register import Register

Messages = list[dict[str, object]]

_AT_ONCE: Final = 4
_WAITING: Final = 64
# Linked, not given as css=: Gradio rewrites that text, and loses rules of @media on the way.
_HEAD: Final = (
    '<link rel="icon" href="/style/icon.svg" type="image/svg+xml">'
    '<meta name="color-scheme" content="light dark">'
    '<link rel="stylesheet" href="/style/tokens.css"><link rel="stylesheet" href="/style/chat.css">'
    '<script src="/style/chat.js" defer></script>'
)


def mount_chat(app: FastAPI, engine: Asks, register: Register) -> None:
    """Puts the chat into the app at ``guard.CHAT_PATH``."""
    blocks = _blocks(engine, register)
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


def _blocks(engine: Asks, register: Register) -> gr.Blocks:
    def asked(question: str, messages: Messages, history: tuple[str, ...]) -> tuple[str, Messages, tuple[str, ...]]:
        words = " ".join(question.split())
        if not words:
            return question, messages, history
        return "", [*messages, _message("user", as_text(words))], (*history, words)

    def answered(messages: Messages, history: tuple[str, ...], day: str) -> Iterator[Messages]:
        if not messages or messages[-1]["role"] != "user" or not history:
            yield messages
            return
        for reply in replies(engine, history[-1], day, history[:-1]):
            yield [*messages, _message("assistant", reply)]

    def example(
        messages: Messages, history: tuple[str, ...], chosen: gr.SelectData
    ) -> tuple[str, Messages, tuple[str, ...]]:
        return asked(cast("dict[str, str]", chosen.value)["text"], messages, history)

    def start_again() -> tuple[Messages, tuple[str, ...]]:
        return [], ()

    blocks: gr.Blocks = gr.Blocks(
        title="Ask a question - Action plan assistant", analytics_enabled=False, fill_width=True
    )
    with blocks:
        gr.Markdown(chat_piece("top.html", {}), elem_id="top", container=False)
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
                    examples=[{"text": text} for text in EXAMPLES],
                    elem_id="conversation",
                )
                with gr.Row(elem_id="ask-row", equal_height=False):
                    question = gr.Textbox(
                        label="Your question",
                        max_lines=4,
                        max_length=LONGEST_QUESTION,
                        autofocus=True,
                        scale=4,
                        min_width=200,
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
                    again = gr.Button("Start again", scale=0, min_width=130, elem_id="again")
            with gr.Column(scale=1, min_width=240, elem_id="beside"):
                gr.Markdown(lambda: held(register.summaries()), elem_id="held", container=False)
        history = gr.State(())

        for trigger, function, inputs in (
            (question.submit, asked, [question, chatbot, history]),
            (send.click, asked, [question, chatbot, history]),
            (chatbot.example_select, example, [chatbot, history]),
        ):
            trigger(
                function,
                inputs,
                [question, chatbot, history],
                show_progress="hidden",
                api_visibility="private",
                concurrency_limit=_AT_ONCE,
            ).then(
                answered,
                [chatbot, history, day],
                [chatbot],
                show_progress="minimal",
                api_visibility="private",
                concurrency_limit=_AT_ONCE,
            )
        again.click(start_again, None, [chatbot, history], api_visibility="private", show_progress="hidden")
    return blocks


def _message(role: str, content: str) -> dict[str, object]:
    return {"role": role, "content": content}


def _theme() -> gr.themes.Base:
    """Gradio's plain theme in the pages' colours, with fonts of the system: its own are fetched or shipped."""
    fonts = ("Arial", "Liberation Sans", "Helvetica", "sans-serif")
    return gr.themes.Base(
        font=fonts,
        font_mono=("Liberation Mono", "Courier New", "monospace"),
        radius_size=gr.themes.sizes.radius_none,
        text_size=gr.themes.sizes.text_lg,
    )
