"""The documents pages: what is held and how it was read, and for editors adding documents and removing plans."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.documents import held_documents
from assistant.web.document_jobs import DocumentJobs, TooManyWaiting
from assistant.web.people import Role, person, require_editor
from assistant.web.rendering import page
from assistant.web.site import Site
from assistant.web.uploads import FIELD, UploadLimits, UploadRefused, receive_upload
from ingest.errors import NotHeld
from ingest.reading import KINDS

ADDRESS: Final = "/documents"
_A_PAGE: Final = 25
_REFRESH_SECONDS: Final = 3
_FORGOTTEN: Final = "Nothing is known of that upload any more: what it added is among the documents held."


@dataclass(frozen=True, slots=True)
class _Problem:
    """What stands in a page's error summary; ``field`` is the id of the field that it is about."""

    message: str
    field: str | None = FIELD


def documents_pages(site: Site) -> APIRouter:
    """The routes of the documents pages."""
    router = APIRouter(prefix=ADDRESS, default_response_class=HTMLResponse)
    jobs = DocumentJobs(site)
    limits = UploadLimits(site.settings.upload_files, site.settings.upload_megabytes)

    def listed(number: int, *problems: str) -> str:
        found = held_documents(site.register, _A_PAGE, _A_PAGE * (number - 1))
        values = {
            "found": found,
            "page": number,
            "pages": max(1, ceil(found.total / _A_PAGE)),
            "progress": site.register.progress_documents(),
            "editor": person().role is Role.EDITOR,
            "limits": limits,
            "kinds": KINDS,
            "going_on": jobs.going_on(),
            "problems": [_Problem(problem) for problem in problems],
        }
        return page("documents.html", values)

    @router.get("")
    def documents(page: int = 1) -> str:
        return listed(min(max(1, page), 10**6))

    @router.post("")
    async def add(request: Request) -> Response:
        editor = require_editor()
        try:
            upload = await receive_upload(request, limits)
        except UploadRefused as refused:
            return HTMLResponse(await run_in_threadpool(listed, 1, *refused.problems), refused.status)
        try:
            job = jobs.add(upload.folder, upload.paths, editor.name)
        except TooManyWaiting as error:
            upload.folder.cleanup()
            return HTMLResponse(await run_in_threadpool(listed, 1, str(error)), 429)
        return RedirectResponse(f"{ADDRESS}/jobs/{job.job_id}", 303)

    @router.get("/jobs/{job_id}")
    def progress(job_id: str, refresh: str = "on") -> Response:
        require_editor()
        job = jobs.job(job_id)
        if job is None:
            raise NotHeld(_FORGOTTEN)
        refreshing = refresh != "off" and not job.over
        shown = page("documents_progress.html", {"job": job, "refreshing": refreshing, "seconds": _REFRESH_SECONDS})
        # A header, so that the page itself holds still where it is told to.
        return HTMLResponse(shown, headers={"Refresh": str(_REFRESH_SECONDS)} if refreshing else None)

    @router.get("/remove/{plan_id}")
    def confirm(plan_id: str) -> str:
        require_editor()
        plan = site.register.plan(plan_id)
        values = {"plan": plan, "versions": len(site.register.versions(plan_id)), "problems": []}
        return page("documents_remove.html", values)

    @router.post("/remove/{plan_id}")
    def remove(plan_id: str) -> Response:
        editor = require_editor()
        try:
            job = jobs.remove(plan_id, editor.name)
        except TooManyWaiting as error:
            return HTMLResponse(listed(1, str(error)), 429)
        return RedirectResponse(f"{ADDRESS}/jobs/{job.job_id}", 303)

    return router
