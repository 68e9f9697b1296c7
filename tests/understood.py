"""Questions as they are understood over the sample plans, on one day."""

from __future__ import annotations

from datetime import date

from assistant.dictionary import common_words
from assistant.query import QueryPlan
from assistant.understanding.reader import understand
from assistant.vocabulary import Vocabulary

TODAY = date(2025, 10, 15)


def asked(question: str, vocabulary: Vocabulary, *history: str) -> QueryPlan:
    """The query plan of a question asked ``TODAY``, after the questions of ``history``, oldest first."""
    return understand(question, vocabulary, TODAY, history, common_words())
