"""The one module that talks to a language model: any OpenAI-compatible endpoint, through llama-index.

Everything that the endpoint is told and may take is set here and nowhere else: no variable of another program, no
library-wide default, no proxy, no redirect and no retry. Whatever goes wrong is one error with a message in our own
words: an endpoint's words never reach an answer but as a reply that is checked.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

import httpx
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.llms.openai_like import OpenAILike
from openai import APIConnectionError, APIStatusError, APITimeoutError

from ingest.errors import ActionPlansError

LONGEST_REPLY = 1_000_000
"""Bytes of a response, its envelope included; an endpoint that sends more is cut off."""

_GRACE = 0.2
"""Seconds beyond the limit in which a call that was stopped may close its connection."""

_HEADERS = frozenset({"host", "accept", "content-type", "content-length", "authorization", "user-agent", "connection"})
# Models that think aloud put it before their reply.
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


class LanguageModelFailed(ActionPlansError):  # noqa: N818 - named like the errors of its tree
    """The language model gave no reply that can be used; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The time that all calls for one answer have together, running from when it is made; ``seconds`` is above 0."""

    seconds: float
    start: float = field(default_factory=monotonic)

    @property
    def left(self) -> float:
        """Seconds left, 0 when it is used up."""
        return max(0.0, self.start + self.seconds - monotonic())


class LanguageModel:
    """A model at an endpoint. ``url`` ends where the paths of the API begin, most often in ``/v1``."""

    def __init__(self, url: str, name: str, key: str) -> None:
        self.name = name
        self._url = url
        # An empty key would make the library look for another program's key in the environment, and send that.
        self._key = key or "none"

    def reply(self, instructions: str, data: str, budget: Budget, *, most_tokens: int) -> str:
        """The model's reply to ``data`` under ``instructions``, at most ``most_tokens`` long, without its thoughts.

        Raises:
            LanguageModelFailed: no reply, an empty one, or none within the budget.
        """
        seconds = budget.left
        if seconds <= 0:
            raise LanguageModelFailed("no time was left for it")
        outcome: SimpleQueue[str | LanguageModelFailed] = SimpleQueue()

        def call() -> None:
            outcome.put(self._outcome(instructions, data, seconds, most_tokens))

        # A thread of its own: the caller may have an event loop running, and must not wait for a name server.
        Thread(target=call, name="language-model", daemon=True).start()
        try:
            said = outcome.get(timeout=seconds + _GRACE)
        except Empty:
            raise LanguageModelFailed(_late(seconds)) from None
        if isinstance(said, LanguageModelFailed):
            raise said
        said = _THOUGHT.sub("", said).strip()
        if not said:
            raise LanguageModelFailed("its reply was empty")
        return said

    def _outcome(self, instructions: str, data: str, seconds: float, most_tokens: int) -> str | LanguageModelFailed:
        try:
            return asyncio.run(asyncio.wait_for(self._chat(instructions, data, seconds, most_tokens), seconds))
        # Any exception: an endpoint can send what makes any line of the libraries below fail, and none of that may
        # cost the reader the answer. It is handed on as the caller's error, with its cause.
        except Exception as error:
            failed = LanguageModelFailed(_why(error, seconds))
            failed.__cause__ = error
            return failed

    async def _chat(self, instructions: str, data: str, seconds: float, most_tokens: int) -> str:
        async with httpx.AsyncClient(transport=_Transport(), timeout=seconds, follow_redirects=False) as client:
            model = OpenAILike(
                model=self.name,
                api_base=self._url,
                api_key=self._key,
                is_chat_model=True,
                temperature=0.0,
                max_tokens=most_tokens,
                max_retries=0,
                timeout=seconds,
                async_http_client=client,
            )
            response = await model.achat(
                [
                    ChatMessage(role=MessageRole.SYSTEM, content=instructions),
                    ChatMessage(role=MessageRole.USER, content=data),
                ]
            )
        return response.message.content or ""


class _TooLong(Exception):  # noqa: N818
    """More bytes than any reply needs, or bytes of which that can't be told."""


class _Transport(httpx.AsyncHTTPTransport):
    """Sends only the headers that the protocol needs, and cuts off a response that has no end.

    The client library adds headers from other programs' variables (an organisation, a project, any header at all).
    Compressed responses are refused, since a few bytes of them can unfold to any length.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        for name in [name for name in request.headers if name.lower() not in _HEADERS]:
            del request.headers[name]
        request.headers["Accept-Encoding"] = "identity"
        response = await super().handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise _TooLong
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Limited(response.stream)
        return response


class _Limited(httpx.AsyncByteStream):
    """A response's bytes, up to the limit."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for part in self._stream:
            taken += len(part)
            if taken > LONGEST_REPLY:
                raise _TooLong
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def _why(error: BaseException, seconds: float) -> str:
    causes = {type(cause) for cause in _causes(error)}
    if _TooLong in causes:
        return "its reply was longer than any reply needs to be, or compressed"
    if isinstance(error, TimeoutError | APITimeoutError):
        return _late(seconds)
    if isinstance(error, APIStatusError):
        return f"its endpoint answered with HTTP status {error.status_code}"
    if isinstance(error, APIConnectionError):
        return "its endpoint could not be reached, or hung up"
    return "its endpoint replied with something that is no chat completion"


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _late(seconds: float) -> str:
    return f"it did not reply within {seconds:.3g} seconds"
