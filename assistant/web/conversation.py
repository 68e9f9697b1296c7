"""A conversation of the chat as the browser keeps it: its turns, what a person does to them, and both as JSON.

The browser's tab holds the conversation and hands it in with each step, so what is read here comes from outside:
everything in it is checked, and shown only through the escaping of the templates.
"""

from __future__ import annotations

from typing import Final, Self

from pydantic import Field, TypeAdapter, ValidationError

from assistant.answer import Answer
from assistant.engine import LONGEST_QUESTION
from assistant.plan_edits import Edit
from assistant.query import QueryPlan
from ingest.errors import BadRequest
from ingest.records import Record

MOST_TURNS: Final = 50
_MOST_KEPT: Final = 2_500_000
"""Characters of a conversation's JSON to which a further question may be added."""

MOST_SHOWN: Final = 200
"""Rows of one answer that are shown and kept; a longer list belongs to the search page."""

_LONGEST_DAY: Final = 40


class Turn(Record):
    """A question and what came of it.

    ``day`` is what stood in the box for the day. ``plan`` is the query plan as changed by hand, None where the words of
    the question hold. Without ``answer`` and ``problem`` the turn waits for its answer. ``unshown`` is the number of
    rows cited beyond ``MOST_SHOWN``, which ``answer`` leaves out. ``helpful`` is the person's vote.
    """

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    day: str = Field(default="", max_length=_LONGEST_DAY)
    plan: QueryPlan | None = None
    answer: Answer | None = None
    unshown: int = Field(default=0, ge=0)
    problem: str | None = None
    suggestions: tuple[str, ...] = ()
    helpful: bool | None = None

    @property
    def waits(self) -> bool:
        """Whether there is neither an answer nor a problem yet."""
        return self.answer is None and self.problem is None

    def answered(self, answer: Answer, suggestions: tuple[str, ...]) -> Self:
        """The turn with its answer."""
        shown = answer.model_copy(update={"citations": answer.citations[:MOST_SHOWN]})
        unshown = len(answer.citations) - len(shown.citations)
        return self.model_copy(update={"answer": shown, "unshown": unshown, "suggestions": suggestions})


Turns = tuple[Turn, ...]


class Act(Record):
    """What a person does to a conversation, beside typing a question.

    ``edit`` changes how turn ``turn`` (from 0) is understood; ``again`` takes it back to its words; ``ask`` asks a
    suggested question; ``restore`` brings back a conversation that the tab has kept, as JSON.
    """

    turn: int = Field(default=0, ge=0)
    edit: Edit | None = None
    again: bool = False
    ask: str | None = Field(default=None, max_length=LONGEST_QUESTION)
    restore: str | None = None


_TURNS: Final = TypeAdapter(Turns)


def read_turns(kept: str) -> Turns:
    """The turns that a browser has kept; "" is an empty conversation.

    Raises BadRequest where it is none that this version can read.
    """
    if not kept:
        return ()
    try:
        return _TURNS.validate_json(kept)[:MOST_TURNS]
    except ValidationError as error:
        raise BadRequest("The conversation kept in this tab can’t be read any more: start again.") from error


def is_full(turns: Turns) -> bool:
    """Whether no further question fits: the whole conversation travels with each, and browsers keep some megabytes."""
    return len(turns) >= MOST_TURNS or len(write_turns(turns)) > _MOST_KEPT


def write_turns(turns: Turns) -> str:
    """The turns as JSON; "" for an empty conversation."""
    return _TURNS.dump_json(turns).decode() if turns else ""


def read_act(words: str) -> Act:
    """What the page says a person did; raises BadRequest where it says nothing that has a meaning."""
    try:
        return Act.model_validate_json(words)
    except ValidationError as error:
        raise BadRequest("That could not be done: load the page again.") from error
