"""What the chat's page asks for besides its answers: a row to show beside them, choices of a condition, and votes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from assistant.feedback import Judgement, keep_vote, vote_of
from assistant.plan_edits import Choice, Form, choices, form_of
from assistant.query import Field
from assistant.status import Status, action_status, item_status, status_why
from assistant.web.labels import AGREEMENTS, read_day, several
from assistant.web.people import person
from assistant.web.rendering import page
from assistant.web.site import Site
from assistant.wording import sentence
from ingest.places import place_words
from ingest.records import Action, Item, Record


class Choices(Record):
    """How a condition on a field is given, and the values to pick from where it is picked."""

    form: Form
    choices: tuple[Choice, ...]


class Thanks(Record):
    """That a vote was kept."""

    kept: bool = True


@dataclass(frozen=True, slots=True)
class _ActionRow:
    action: Action
    status: Status
    reason: str


def chat_routes(site: Site) -> APIRouter:
    """The routes over a site."""
    router = APIRouter()

    @router.get("/beside/{plan_id}/{rec_no:path}", response_class=HTMLResponse)
    def row(plan_id: str, rec_no: str, as_of: str = "", action: int | None = None) -> str:
        day = read_day(as_of) or site.today()
        item = site.register.item(plan_id, rec_no)
        plan = site.register.plan(plan_id)
        values = {
            "plan": plan,
            "item": item,
            "as_of": day,
            "chosen": action,
            "item_status": item_status(item, day),
            "facts": _facts(item),
            "actions": tuple(
                _ActionRow(
                    one,
                    action_status(one, item.agreement, day),
                    status_why(one, item.agreement, day),
                )
                for one in item.actions
            ),
            "place": sentence(f"{item.source.document}, {place_words(item.source, 'which has no pages or lines')}."),
        }
        return page("chat/row.html", values)

    @router.get("/choices/{field}")
    def choices_of(field: Field, as_of: str = "") -> Choices:
        day = read_day(as_of) or site.today()
        return Choices(form=form_of(field), choices=choices(field, site.knowledge.vocabulary, day))

    @router.post("/feedback", status_code=201)
    def vote(judgement: Judgement) -> Thanks:
        kept = vote_of(judgement, site.knowledge, person().name, datetime.now(UTC))
        with site.write() as register:
            keep_vote(register, kept)
        return Thanks()

    @router.get("/favicon.ico")
    def icon() -> RedirectResponse:
        # Gradio's page names the icon by script: too late for browsers that look here first.
        return RedirectResponse("/style/icon.svg", 308)

    return router


def _facts(item: Item) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Group", item.group),
        ("Section", item.section),
        ("Response", AGREEMENTS[item.agreement] if item.agreement else None),
        ("Owner", several(item.responsible_owner)),
        ("Report paragraphs", ", ".join(item.report_paragraphs)),
        ("Repeated from", ", ".join(item.repeated_from)),
    )
    return tuple((name, words) for name, words in facts if words)
