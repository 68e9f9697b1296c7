"""What the engine knows of one state of the register: its plans, names and index, each loaded when first needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import finalize

from assistant.dictionary import common_words
from assistant.vocabulary import Vocabulary, read_vocabulary
from ingest.records import Item, Plan, Source
from ingest.register import HeldAbbreviation, Register

if TYPE_CHECKING:
    from assistant.index import Index
    from assistant.relevance import Relevance
    from assistant.row_table import RowTable
    from assistant.word_rows import WordRows


class Knowledge:
    """The register's state at one version, in memory and, for filters, as a reading that later writes don't reach.

    So a question is answered from one state from its first word to its last, whatever is ingested meanwhile.
    """

    def __init__(self, register: Register, home: Path, model: Path | None) -> None:
        self._register = Register.open(register.path)
        finalize(self, self._register.close)
        # The file is in WAL mode: this reading stays as it is now, and keeps no writer waiting.
        self._register.connection.execute("BEGIN")
        self._home = home
        self._model = model
        self._version = self._register.version
        self.plans: dict[str, Plan] = {plan.plan_id: plan for plan in self._register.plans()}
        self.abbreviations: tuple[HeldAbbreviation, ...] = self._register.abbreviations()
        self.vocabulary: Vocabulary = read_vocabulary(tuple(self.plans.values()), self.abbreviations)
        self._items = {(plan.plan_id, item.rec_no): item for plan in self.plans.values() for item in plan.items}

    def is_of(self, register: Register) -> bool:
        """Whether this is still what the register holds."""
        return self._version == register.version

    @property
    def connection(self) -> sqlite3.Connection:
        """The register's connection, for filters."""
        return self._register.connection

    @property
    def dictionary(self) -> frozenset[str]:
        """Common English words."""
        return common_words()

    @cached_property
    def index(self) -> Index:
        """The index of this state, opened once; built first where it is stale."""
        from assistant.index import Index

        return Index.open(self._home, self._register, model=self._model)

    @cached_property
    def relevance(self) -> Relevance:
        """Decides which rows are about a topic, by the index."""
        from assistant.expansion import Expander
        from assistant.relevance import Relevance
        from assistant.row_words import RowWords

        return Relevance(self.index, RowWords(self.plans.values()), Expander(self.abbreviations))

    @cached_property
    def rows(self) -> RowTable:
        """The rows that a search lists, as columns."""
        from assistant.row_table import RowTable

        return RowTable(self.connection)

    @cached_property
    def word_rows(self) -> WordRows:
        """Which rows hold the words of a search, by the index."""
        from assistant.word_rows import WordRows

        return WordRows(self.index, self.rows)

    def item(self, plan_id: str, rec_no: str) -> Item:
        """An item; KeyError if it is not held."""
        return self._items[plan_id, rec_no]

    def lines_of(self, source: Source) -> Sequence[str]:
        """The document's own lines at a place."""
        return self._register.document_lines(source)
