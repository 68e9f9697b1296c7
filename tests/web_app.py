"""The web app over a home, asked by HTTP without a socket."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.engine import Engine
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.site import Site


@contextmanager
def web_app(settings: Settings) -> Iterator[FastAPI]:
    """The app over the register of the settings' home."""
    with Engine.open(settings) as engine:
        with warnings.catch_warnings():
            # Gradio makes event loops for its locks while the chat is built, and never closes them.
            warnings.simplefilter("ignore", ResourceWarning)
            app = create_app(Site(engine, settings))
            gc.collect()
            _close_the_loop_left_behind()
        yield app


def _close_the_loop_left_behind() -> None:
    """Gradio leaves a loop in the thread that builds it; unclosed, it is complained of in whichever test is next."""
    loop = asyncio.get_event_loop_policy().get_event_loop()
    if not loop.is_running():
        loop.close()
        asyncio.set_event_loop(None)


@contextmanager
def web_client(settings: Settings) -> Iterator[TestClient]:
    """A client of that app, which follows no redirects."""
    with (
        web_app(settings) as app,
        TestClient(app, base_url="http://localhost:8000", follow_redirects=False) as client,
    ):
        yield client
