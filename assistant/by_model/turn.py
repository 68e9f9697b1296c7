"""One answer's dealings with the language model: the plan, the wording, one budget of time, and the record of both."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

from assistant.answer import Answer, ModelUse, PromptUsed
from assistant.by_model.planning import plan_by_model
from assistant.by_model.prompts import Prompt, read_prompt
from assistant.by_model.proposal import Asked, ProposalRefused
from assistant.by_model.wording import WordingRefused, can_be_worded, word_by_model
from assistant.knowledge import Knowledge
from assistant.language_model import Budget, LanguageModel, LanguageModelFailed
from assistant.markdown import escaped
from assistant.query import QueryPlan
from assistant.settings import PREFIX, Settings
from ingest.errors import BadRequest

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ByModel:
    """A language model and what it may do. ``seconds`` is for all its calls for one answer together."""

    model: LanguageModel
    seconds: float
    planning: Prompt | None
    phrasing: Prompt | None

    @classmethod
    def of(cls, settings: Settings) -> ByModel | None:
        """What the settings name; None where they let a language model do nothing. Nothing is contacted.

        Raises:
            BadRequest: there is an address and no name of a model.
            PromptUnusable: a prompt file is missing.
        """
        if not settings.language_model_url or not (settings.language_model_plans or settings.language_model_phrases):
            return None
        if not settings.language_model_name:
            raise BadRequest(f"{PREFIX}LANGUAGE_MODEL_URL is set without {PREFIX}LANGUAGE_MODEL_NAME: set both or none")
        key = settings.language_model_key.get_secret_value()
        return cls(
            model=LanguageModel(settings.language_model_url, settings.language_model_name, key),
            seconds=settings.language_model_seconds,
            planning=read_prompt("plan") if settings.language_model_plans else None,
            phrasing=read_prompt("phrase") if settings.language_model_phrases else None,
        )

    def turn(self) -> Turn:
        """The dealings for one answer; its time runs from now."""
        return Turn(self, Budget(self.seconds))


@dataclass(slots=True)
class Turn:
    """Collects what the model did for one answer."""

    by_model: ByModel
    budget: Budget
    planned: bool | None = None
    phrased: bool | None = None
    prompts: list[PromptUsed] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def plan(self, question: str, history: Sequence[str], knowledge: Knowledge, by_rules: QueryPlan) -> QueryPlan:
        """The model's query plan where it is allowed to make one and it passes, else the rules'; noted either way."""
        prompt = self.by_model.planning
        if prompt is None:
            return by_rules
        self._uses(prompt)
        asked = Asked(question, tuple(history), knowledge.vocabulary, by_rules)
        try:
            plan = plan_by_model(self.by_model.model, prompt, self.budget, asked)
        except (LanguageModelFailed, ProposalRefused) as error:
            self.planned = False
            self.problems.append(f"plan: {error}")
            note = f"the language model's query plan was not used ({error}); the question was read by rules"
            return by_rules.model_copy(update={"notes": (*by_rules.notes, note)})
        self.planned = True
        note = f"query plan by the language model {self.by_model.model.name}, checked"
        return plan.model_copy(update={"notes": (note,)})

    def finished(self, answer: Answer, knowledge: Knowledge) -> Answer:
        """The answer worded by the model where it may and its words pass, with the record of what it did."""
        start = perf_counter()
        text = self._worded(answer, knowledge)
        spent = round((perf_counter() - start) * 1000, 3)
        timings = answer.timings_ms
        name = self.by_model.model.name
        use = ModelUse(
            model=name,
            planned=self.planned,
            phrased=self.phrased,
            prompts=tuple(self.prompts),
            problems=tuple(self.problems),
        )
        hashes = ", ".join(f"{prompt.name} {prompt.sha256}" for prompt in use.prompts)
        _log.info(
            "language model %s: planned %s, phrased %s, prompts %s, problems %s",
            name, use.planned, use.phrased, hashes or "none", list(use.problems),
        )  # fmt: skip
        update = {"compose": round(timings.compose + spent, 3), "total": round(timings.total + spent, 3)}
        return answer.model_copy(
            update={"text": text, "language_model": use, "timings_ms": timings.model_copy(update=update)}
        )

    def _worded(self, answer: Answer, knowledge: Knowledge) -> str:
        prompt = self.by_model.phrasing
        if prompt is None or not can_be_worded(answer):
            return answer.text
        self._uses(prompt)
        try:
            wording = word_by_model(self.by_model.model, prompt, self.budget, answer, knowledge)
        except LanguageModelFailed as error:
            why = f"The model {escaped(self.by_model.model.name)} gave no wording ({error})"
            self.problems.append(f"wording: {error}")
        except WordingRefused as error:
            why = "The model's wording failed a check"
            self.problems += [f"wording: {error}", *(f"sentence left out: {problem}" for problem in error.problems)]
        else:
            self.phrased = True
            self.problems += [f"sentence left out: {problem}" for problem in wording.problems]
            return wording.text
        self.phrased = False
        said, _, understood = answer.text.rpartition("\n\n")
        return f"{said}\n\n_{why}, so this is the standard wording._\n\n{understood}"

    def _uses(self, prompt: Prompt) -> None:
        self.prompts.append(PromptUsed(name=prompt.name, sha256=prompt.sha256))
