"""The time of a question beside the time of embedding it, measured in turns in one run on one machine."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from time import perf_counter

from assistant.engine import Engine
from assistant.onnx_export import export_folder
from assistant.query_encoder import QueryEncoder
from assistant.settings import Settings
from assistant.weights import known_weights
from evals.questions import Question
from ingest.records import Record


class QuestionTimes(Record):
    """Medians in milliseconds over the questions; ``times`` is the one by the other."""

    questions: int
    answer_ms: float
    embedding_ms: float
    times: float


def question_times(settings: Settings, questions: Sequence[Question]) -> QuestionTimes:
    """Answers each question once, after the first of them warmed the engine up, and embeds it with an encoder apart.

    The two take turns, so that whatever else the machine does weighs on both. The encoder keeps what it has encoded:
    each text is embedded once, and none is the topic that the engine embeds.
    """
    weights = known_weights(settings.model, settings.home / "models" / "identity.json")
    encoder = QueryEncoder(export_folder(settings.home / "models", weights.identity))
    encoder.encode("warm up")
    answered: list[float] = []
    embedded: list[float] = []
    with Engine.open(settings) as engine:
        engine.ask("What was promised about warming up?")
        for question in questions:
            answer = engine.ask(question.question, as_of=question.as_of, history=question.history)
            answered.append(answer.timings_ms.total)
            start = perf_counter()
            encoder.encode(f"{question.question} ")
            embedded.append(1000 * (perf_counter() - start))
    return QuestionTimes(
        questions=len(questions),
        answer_ms=round(median(answered), 2),
        embedding_ms=round(median(embedded), 2),
        times=round(median(answered) / median(embedded), 2),
    )
