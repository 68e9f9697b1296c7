"""The pre-visit pack in the web app: which establishments there are, the pack as a page, and as files."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from assistant.held import held_establishments
from assistant.visit_files import pack_docx, pack_xlsx
from assistant.visit_pack import VisitPack, make_pack
from assistant.web.asked_log import Place, row_id
from assistant.web.labels import read_day
from assistant.web.rendering import page
from assistant.web.site import Site
from assistant.web.visit_html import pack_values

_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def visit_pages(site: Site) -> APIRouter:
    """The routes of the pre-visit pack."""
    router = APIRouter(default_response_class=HTMLResponse)

    def pack_of(key: str, as_of: str) -> VisitPack:
        return make_pack(site.register, key, read_day(as_of) or site.today())

    @router.get("/visits")
    def visits(as_of: str = "") -> str:
        day = read_day(as_of) or site.today()
        return page("visits.html", {"held": held_establishments(site.register.connection, day), "as_of": day})

    @router.get("/visits/{key}")
    def visit(key: str, as_of: str = "") -> str:
        return page("visit.html", {**pack_values(pack_of(key, as_of)), "links": True})

    @router.get("/visits/{key}/pack.docx")
    def visit_docx(key: str, as_of: str = "") -> Response:
        pack = pack_of(key, as_of)
        logged(pack)
        return _file(pack_docx(pack), pack, "docx", _DOCX)

    @router.get("/visits/{key}/pack.xlsx")
    def visit_xlsx(key: str, as_of: str = "") -> Response:
        pack = pack_of(key, as_of)
        logged(pack)
        return _file(pack_xlsx(pack), pack, "xlsx", _XLSX)

    def logged(pack: VisitPack) -> None:
        rows = [
            row_id(plan.plan_id, item.rec_no, action.n)
            for plan in pack.plans
            for item in plan.items
            for action in item.actions
        ]
        words = f"pre-visit pack of {pack.establishment}"
        site.asked_log.listed(Place.EXPORT, words, pack.as_of, rows, len(rows))

    return router


def _file(made: bytes, pack: VisitPack, ending: str, media_type: str) -> Response:
    # The key is made of letters, digits and hyphens alone.
    name = f"pre-visit-pack-{pack.key}-{pack.as_of.isoformat()}.{ending}"
    return Response(made, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
