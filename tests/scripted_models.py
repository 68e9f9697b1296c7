"""A real HTTP server that speaks the OpenAI chat protocol and plays models: scripted, slow, broken and hostile ones."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.engine import Engine
from assistant.settings import Settings


class Model(BaseHTTPRequestHandler):
    """One request to a model: ``asked`` is its body, ``say`` answers it as a chat completion."""

    server: ModelServer
    asked: dict[str, Any]

    def do_POST(self) -> None:
        self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(self)
        # The client hangs up on some of these models, as it should.
        with suppress(BrokenPipeError, ConnectionResetError):
            self.server.play(self)

    @property
    def instructions(self) -> str:
        return str(self.asked["messages"][0]["content"])

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.asked["messages"][1]["content"]))

    @property
    def plans(self) -> bool:
        """Whether it was asked for a query plan, else for a wording."""
        return "query plan" in self.instructions

    def say(self, content: object) -> None:
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        body = {"id": "1", "object": "chat.completion", "created": 1, "model": self.asked["model"], "choices": [choice]}
        self.send(json.dumps(body).encode())

    def send(self, body: bytes, kind: str = "application/json", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the method overridden
        pass


Play = Callable[[Model], None]


class ModelServer(ThreadingHTTPServer):
    """Serves one model; ``requests`` are those that came, ``stopped`` is set when it closes."""

    daemon_threads = True

    def __init__(self, play: Play) -> None:
        super().__init__(("127.0.0.1", 0), Model)
        self.play = play
        self.requests: list[Model] = []
        self.stopped = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        pass

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def serving(play: Play) -> Iterator[ModelServer]:
    """A server of the model for the length of a ``with``."""
    server = ModelServer(play)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def saying(content: object) -> Play:
    """A model that always says the same."""
    return lambda model: model.say(content)


def sleeping(model: Model) -> None:
    """A model that takes the question and never answers."""
    model.server.stopped.wait(30)


def dripping(model: Model) -> None:
    """A model whose headers never end, one every few moments: no read of the client's ever times out."""
    model.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not model.server.stopped.wait(0.05):
        model.wfile.write(b"X-More: yes\r\n")


def trickling(model: Model) -> None:
    """A model whose reply never ends, a byte every few moments."""
    model.send_response(200)
    model.send_header("Content-Type", "application/json")
    model.end_headers()
    while not model.server.stopped.wait(0.05):
        model.wfile.write(b" ")


def endless(model: Model) -> None:
    """A model that sends as much as it can, for ever."""
    model.send_response(200)
    model.send_header("Content-Type", "application/json")
    model.end_headers()
    while not model.server.stopped.is_set():
        model.wfile.write(b" " * 65536)


def hanging_up(model: Model) -> None:
    """A model that hangs up in the middle of its reply."""
    model.send_response(200)
    model.send_header("Content-Type", "application/json")
    model.send_header("Content-Length", "100000")
    model.end_headers()
    model.wfile.write(b'{"choices": [')


BROKEN: dict[str, Play] = {
    "server error": lambda m: m.send(b'{"error": "out of memory"}', status=500),
    "no such model": lambda m: m.send(b'{"error": {"message": "<b>no</b>"}}', status=404),
    "busy": lambda m: m.send(b"{}", status=429, Retry_After="60"),
    "redirect elsewhere": lambda m: m.send(b"", status=307, Location="http://127.0.0.1:9/v1/chat/completions"),
    "a web page": lambda m: m.send(b"<html>Sign in</html>", kind="text/html"),
    "not JSON": lambda m: m.send(b"nonsense"),
    "not UTF-8": lambda m: m.send(b'{"choices": "\xff\xfe"}'),
    "nothing": lambda m: m.send(b""),
    "null": lambda m: m.send(b"null"),
    "a list": lambda m: m.send(b"[1, 2]"),
    "no choices": lambda m: m.send(b'{"choices": []}'),
    "choices of another type": lambda m: m.send(b'{"choices": "many"}'),
    "no message": lambda m: m.send(b'{"choices": [{"index": 0}]}'),
    "empty words": saying(""),
    "no words": saying(None),
    "words of another type": saying({"a": 1}),
    "only thoughts": saying("<think>Let me see.</think>"),
    "compressed": lambda m: m.send(b"\x1f\x8b\x08", Content_Encoding="gzip"),
    "hanging up": hanging_up,
    "endless": endless,
}
SLOW: dict[str, Play] = {"sleeping": sleeping, "dripping": dripping, "trickling": trickling}


class Conversation:
    """An engine with a language model whose player can be changed, opened once for many questions."""

    def __init__(self, server: ModelServer, engine: Engine) -> None:
        self._server = server
        self._engine = engine

    def ask(self, question: str, play: Play, *, as_of: date, history: Sequence[str] = ()) -> tuple[Answer, list[Model]]:
        """The answer with the model played by ``play``, and the requests that it had."""
        self._server.play = play
        self._server.requests = []
        return self._engine.ask(question, as_of=as_of, history=history), self._server.requests


@contextmanager
def conversing(
    home: Path, *, plans: bool = False, phrases: bool = False, seconds: float = 20.0
) -> Iterator[Conversation]:
    """A conversation over the register in ``home`` with a model that may plan, phrase or both."""
    with serving(sleeping) as server:
        settings = Settings(
            home=home,
            language_model_url=server.url,
            language_model_name="tiny *model*",
            language_model_plans=plans,
            language_model_phrases=phrases,
            language_model_seconds=seconds,
        )
        with Engine.open(settings) as engine:
            yield Conversation(server, engine)
