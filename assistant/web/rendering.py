"""The two Jinja2 environments: pages of HTML, and pieces that stand inside the chat's Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assistant import wording
from assistant.web import labels
from assistant.web.escaping import as_text
from assistant.web.people import is_known, person, signed_in

_FOLDER: Final = Path(__file__).parent
STATIC: Final = _FOLDER / "static"


def plan_url(plan_id: str) -> str:
    """The address of a plan's page."""
    return f"/plans/{quote(plan_id, safe='')}"


def item_url(plan_id: str, rec_no: str, as_of: date | None = None, action: int | None = None) -> str:
    """The address of an item's page, at one of its actions where named, with statuses as of the day where given."""
    day = f"?as_of={as_of.isoformat()}" if as_of else ""
    place = f"#action-{action}" if action is not None else ""
    return f"{plan_url(plan_id)}/{quote(rec_no, safe='')}{day}{place}"


def picture_url(plan_id: str, rec_no: str, part: int) -> str:
    """The address of the picture of an item as it is printed; ``part`` counts the pages it stands on, from 0."""
    return f"/pictures/{quote(plan_id, safe='')}/{part}/{quote(rec_no, safe='')}"


def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        uk_date=wording.uk_date,
        sentence=wording.sentence,
        figure=labels.figure,
        several=labels.several,
        plan_year=labels.plan_year,
    )
    env.globals.update(
        plan_url=plan_url,
        item_url=item_url,
        picture_url=picture_url,
        uk_span=wording.uk_span,
        STATUSES=labels.STATUSES,
        AGREEMENTS=labels.AGREEMENTS,
        MAIN_PAGES=labels.MAIN_PAGES,
        is_known=is_known,
        person=person,
        signed_in=signed_in,
    )
    return env


_PAGES: Final = _environment()
_CHAT: Final = _environment()
# Every value printed by a chat template is turned into plain text, so that no template can forget to.
_CHAT.finalize = lambda value: value if isinstance(value, Markup) else Markup(as_text(value))  # noqa: S704


def page(name: str, values: Mapping[str, object]) -> str:
    """A whole page of HTML from ``templates/{name}``."""
    return _PAGES.get_template(name).render(values)


def chat_piece(name: str, values: Mapping[str, object]) -> str:
    """A block of HTML from ``templates/chat/{name}`` to stand in Markdown between blank lines.

    Without blank lines and indents of its own: a blank line would end the block for the Markdown renderer, and what
    follows it would be read as Markdown.
    """
    lines = _CHAT.get_template(f"chat/{name}").render(values).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
