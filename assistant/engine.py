"""The engine: a question in, an answer with its proof out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Lock
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.answer import Answer, NearMiss, Timings
from assistant.composing.draft import Draft
from assistant.composing.phrases import understood_line
from assistant.composing.rows import shortened
from assistant.filters import require_meaning
from assistant.knowledge import Knowledge
from assistant.query import QueryPlan
from assistant.resolving import resolve
from assistant.settings import Settings
from assistant.understanding.reader import understand
from ingest.errors import BadRequest
from ingest.register import Register

if TYPE_CHECKING:
    from assistant.by_model.turn import ByModel

LONGEST_QUESTION = 300
"""Characters of a question; a longer one is refused, as a question is not a document."""


class Engine:
    """Answers questions over one register; open it once and ask many times."""

    def __init__(
        self,
        register: Register,
        home: Path,
        *,
        model: Path | None = None,
        as_of: date | None = None,
        by_model: ByModel | None = None,
    ) -> None:
        self._by_model = by_model
        self._register = register
        self._home = home
        self._model = model
        self._as_of = as_of
        self._knowledge: Knowledge | None = None
        self._steady = False
        self._reading = Lock()

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The engine over the register and the index in the settings' home.

        Raises:
            RegisterUnusable: there is no register yet, or it can't be opened.
            BadRequest: a language model is set up by halves.
        """
        by_model = None
        if settings.language_model_url:
            from assistant.by_model.turn import ByModel

            by_model = ByModel.of(settings)
        register = Register.open(settings.register_file)
        return cls(register, settings.home, model=settings.model, as_of=settings.as_of, by_model=by_model)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the register."""
        self._register.close()

    @property
    def register(self) -> Register:
        """The register that is asked."""
        return self._register

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the register as it stands now, or as it stood when a ``steady`` block began."""
        with self._reading:
            if self._knowledge is None or not (self._steady or self._knowledge.is_of(self._register)):
                self._knowledge = self._known_now()
            return self._knowledge

    def _known_now(self) -> Knowledge:
        return Knowledge(self._register, self._home, self._model)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """While documents are added or removed: questions are answered from the register as it stands now.

        The block ends with the index built of what the register holds then, and questions go over to that. One such
        block at a time.
        """
        before = self.knowledge
        if before.plans:
            _ = before.relevance  # the index of this state can't be opened once it is no longer the current one
        self._steady = True
        try:
            yield
            after = self._known_now()
            if after.plans:
                _ = after.relevance
            self._knowledge = after
        finally:
            self._steady = False

    def understand(
        self, question: str, as_of: date | None = None, history: Sequence[str] = (), *, after: QueryPlan | None = None
    ) -> QueryPlan:
        """The query plan of a question, without answering it; arguments as of ``ask``.

        Raises:
            BadRequest: the question is empty or too long.
        """
        return self._understood(self.knowledge, question, as_of, history, after)

    def _understood(
        self,
        knowledge: Knowledge,
        question: str,
        as_of: date | None,
        history: Sequence[str],
        after: QueryPlan | None,
    ) -> QueryPlan:
        for asked in (*history, question):
            if not asked.strip():
                raise BadRequest("The question is empty: ask something in plain words.")
            if len(asked) > LONGEST_QUESTION:
                raise BadRequest(
                    f"The question has {len(asked)} characters, more than {LONGEST_QUESTION}: ask it more shortly."
                )
        return understand(
            question,
            knowledge.vocabulary,
            as_of or self._as_of or date.today(),
            history,
            knowledge.dictionary,
            after=after,
        )

    def ask(
        self,
        question: str,
        as_of: date | None = None,
        history: Sequence[str] = (),
        *,
        plan: QueryPlan | None = None,
        after: QueryPlan | None = None,
    ) -> Answer:
        """Answer a question asked on the day ``as_of`` (default: the settings' day, else today).

        ``history`` holds the earlier questions of the conversation, oldest first. ``plan`` is a query plan made or
        edited elsewhere, to be used instead of the words of the question. ``after`` is the plan of the last answer, to
        be followed on from instead of the words of ``history``.

        Raises:
            BadRequest: the question is empty or too long, or a filter of ``plan`` has no meaning.
        """
        start = perf_counter()
        turn = self._by_model.turn() if self._by_model else None
        knowledge = self.knowledge
        if plan is None:
            plan = self._understood(knowledge, question, as_of, history, after)
            if turn:
                plan = turn.plan(question, history, knowledge, plan)
        else:
            require_meaning((*plan.filters, *plan.check), plan.unit, plan.as_of)
        understood = perf_counter()
        resolved = resolve(plan, knowledge)
        retrieved = perf_counter()
        draft = Draft(as_of=plan.as_of, lines_of=knowledge.lines_of)
        resolved.write(draft)
        draft.say(understood_line(plan))
        near = tuple(
            NearMiss(
                plan_id=row.plan.plan_id,
                establishment=row.plan.establishment,
                rec_no=row.item.rec_no,
                text=shortened(row.item.text),
            )
            for row in resolved.near
        )
        done = perf_counter()
        answer = Answer(
            question=question,
            as_of=plan.as_of,
            kind=draft.kind,
            understood=plan.understood(),
            plan=plan,
            text=draft.text,
            count=draft.count,
            count_of=draft.count_of,
            abstained=draft.reason is not None,
            reason=draft.reason,
            citations=tuple(draft.citations),
            near_misses=near,
            timings_ms=Timings(
                understand=_ms(understood - start),
                retrieve=_ms(retrieved - understood),
                compose=_ms(done - retrieved),
                total=_ms(done - start),
            ),
        )
        return turn.finished(answer, knowledge) if turn else answer


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
