"""The pre-visit pack as one HTML file that needs nothing beside it: to be kept, sent and printed."""

from __future__ import annotations

from assistant.visit_files import pack_about, pack_title, plan_facts, plan_heading
from assistant.visit_pack import JUDGEMENTS, VisitPack
from assistant.web.rendering import STATIC, page


def pack_values(pack: VisitPack) -> dict[str, object]:
    """What the templates of the pack are given."""
    return {
        "pack": pack,
        "title": pack_title(pack),
        "about": pack_about(pack),
        "plans": [(plan, plan_heading(plan), plan_facts(plan)) for plan in pack.plans],
        "judgements": JUDGEMENTS,
    }


def pack_html(pack: VisitPack) -> bytes:
    """The whole file, its style inside, without links: it may be opened where the assistant is not at hand."""
    style = (STATIC / "visit.css").read_text(encoding="utf-8")
    return page("visit_file.html", {**pack_values(pack), "style": style, "links": False}).encode()
