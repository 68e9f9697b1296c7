"""What scripts and MCP clients may ask for: requests as records, and the one function behind each.

The functions are the ones behind the commands of the same names, and so are the records that come back. The
descriptions of the fields are what OpenAPI and the tools' schemas say of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from assistant.answer import Answer
from assistant.engine import LONGEST_QUESTION
from assistant.exports import ExportFormat, export_bytes, export_of
from assistant.query import QueryPlan
from assistant.search import SearchPage, list_rows, search
from assistant.search_terms import Match, RowFilters, Search
from assistant.shown_item import shown_item
from assistant.status import Status
from assistant.web.asked_log import Place, row_id
from assistant.web.site import Site
from ingest.records import Agreement, Item, Plan, PlanSummary, Record

MOST_ROWS = 1000
"""Rows of one page of a search; an export has them all."""

_AS_OF = Field(
    default=None,
    description="The day (YYYY-MM-DD) for which statuses are worked out; today if left out. A date in a question wins.",
    examples=["2025-10-15"],
)


class Question(Record):
    """A question in plain words, with the questions asked before it in the same conversation."""

    question: str = Field(
        description=f"The question, of at most {LONGEST_QUESTION} characters.",
        examples=["Which concerns about interpreters are still open?"],
    )
    as_of: date | None = _AS_OF
    history: tuple[str, ...] = Field(
        default=(),
        max_length=100,
        description="The earlier questions of the conversation, oldest first, where the question follows on from them.",
        examples=[["What was promised about interpreters?"]],
    )


class AskRequest(Question):
    """A question, and if need be the query plan to answer by."""

    plan: QueryPlan | None = Field(
        default=None,
        description="A query plan to answer by instead of the question's words: the `plan` of an answer, or what "
        "/api/understand gave, edited.",
    )


class RowQuery(Record):
    """Which rows: those that have one of the values of each field that names any."""

    establishment: tuple[str, ...] = Field(default=(), description="Of these establishments.", examples=[["HMP Send"]])
    owner: tuple[str, ...] = Field(default=(), description="With these responsible owners.", examples=[["Governor"]])
    status: tuple[Status, ...] = Field(default=(), description="With these statuses on the day.")
    agreement: tuple[Agreement, ...] = Field(default=(), description="Agreed, partly agreed or not agreed.")
    group: tuple[str, ...] = Field(default=(), description="In these groups of a plan.")
    section: tuple[str, ...] = Field(default=(), description="In these sections of a plan.")
    due_from: date | None = Field(default=None, description="Due on this day (YYYY-MM-DD) or later.")
    due_to: date | None = Field(default=None, description="Due on this day (YYYY-MM-DD) or earlier.")
    plan: tuple[str, ...] = Field(
        default=(), description="Of the plans with these ids.", examples=[["hmp-send-2025-07-08"]]
    )
    rec_no: tuple[str, ...] = Field(default=(), description="With these rec numbers.", examples=[["4"]])
    as_of: date | None = _AS_OF

    def filters(self) -> RowFilters:
        """The same as the search's own filters."""
        return RowFilters(
            establishments=self.establishment,
            owners=self.owner,
            statuses=self.status,
            agreements=self.agreement,
            groups=self.group,
            sections=self.section,
            due_from=self.due_from,
            due_to=self.due_to,
            plans=self.plan,
            rec_nos=self.rec_no,
        )


class SearchRequest(RowQuery):
    """Which rows, ranked by a text, and which of them to show."""

    text: str = Field(
        default="",
        max_length=LONGEST_QUESTION,
        description="Words to rank the rows by; without any, rows stand in the plans' own order. Which rows are found "
        "is for the filters alone.",
        examples=["education"],
    )
    limit: int = Field(default=20, ge=1, le=MOST_ROWS, description="Show at most this many rows.")
    offset: int = Field(default=0, ge=0, description="Leave out this many of the best rows.")


class ExportRequest(RowQuery):
    """Which rows, and the kind of file."""

    format: ExportFormat = Field(description="The kind of file.", examples=["csv"])


class PlanId(Record):
    """The id of a plan."""

    plan_id: str = Field(
        description="The plan's id: its establishment and the day it was submitted.", examples=["hmp-send-2025-07-08"]
    )


class ItemId(PlanId):
    """A plan's id, and the number of one of its recommendations or concerns."""

    rec_no: str = Field(description="The number of the recommendation or concern.", examples=["4"])


class Plans(Record):
    """The plans held."""

    plans: tuple[PlanSummary, ...]


@dataclass(frozen=True, slots=True)
class Calls:
    """The functions, over a site; ``place`` is where they are called from, for the log of who asked what."""

    site: Site
    place: Place

    def ask(self, request: Question) -> Answer:
        """The answer; raises BadRequest as ``Engine.ask`` does."""
        plan = request.plan if isinstance(request, AskRequest) else None
        answer = self.site.engine.ask(request.question, request.as_of, request.history, plan=plan)
        self.site.asked_log.answered(self.place, answer)
        return answer

    def understand(self, request: Question) -> QueryPlan:
        """The query plan; raises BadRequest as ``Engine.understand`` does."""
        return self.site.engine.understand(request.question, request.as_of, request.history)

    def search(self, request: SearchRequest) -> SearchPage:
        """The rows asked for, and how many there are in all; the words only order them, as those of the command do."""
        wanted = Search(
            text=request.text.strip(),
            match=Match.MEANING,
            filters=request.filters(),
            as_of=request.as_of or self.site.today(),
        )
        found = search(self.site.knowledge, wanted, limit=request.limit, offset=request.offset)
        rows = [row_id(row.plan_id, row.rec_no, row.action) for row in found.rows]
        self.site.asked_log.listed(self.place, wanted.words(), wanted.as_of, rows, found.total)
        return found

    def export(self, request: ExportRequest) -> bytes:
        """The file of all rows asked for."""
        wanted = Search(filters=request.filters(), as_of=request.as_of or self.site.today())
        export = export_of(list_rows(self.site.knowledge, wanted), wanted.words())
        rows = [row_id(row.plan_id, row.rec_no, row.action) for row in export.rows]
        self.site.asked_log.listed(Place.EXPORT, wanted.words(), wanted.as_of, rows, export.total)
        return export_bytes(export, request.format)

    def plans(self) -> tuple[PlanSummary, ...]:
        """The plans held."""
        return self.site.register.summaries()

    def plan(self, wanted: PlanId) -> Plan:
        """One plan, whole; raises NotHeld."""
        return self.site.register.plan(wanted.plan_id)

    def item(self, wanted: ItemId) -> Item:
        """One item, whole, with its history; raises NotHeld."""
        return shown_item(self.site.register, wanted.plan_id, wanted.rec_no)
