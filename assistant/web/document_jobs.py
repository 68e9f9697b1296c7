"""Documents added and plans removed in the background, one job after another, each with its progress.

A job takes as long as its documents and the index need; the page that asked for it is answered at once and looks here
how far it is. Questions are answered from the state before the job until the job is done (``Engine.steady``).
"""

from __future__ import annotations

import logging
import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Final

from assistant.documents import remove_plans
from assistant.index import build_index
from assistant.web.site import Site
from ingest.errors import ActionPlansError
from ingest.ingestion import DocumentReport, Progress, ReportOutcome, ingest_paths

MOST_WAITING: Final = 10
"""Jobs that may wait; their documents lie on the disk meanwhile."""

_KEPT: Final = 50
"""Jobs that are remembered after they ended."""

_LOG: Final = logging.getLogger(__name__)


class Step(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    READING = "reading"
    INDEXING = "indexing"
    DONE = "done"
    FAILED = "failed"


class TooManyWaiting(ActionPlansError):  # noqa: N818 - named as the errors of ingest.errors are
    """More jobs are waiting than are taken."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands at one moment.

    ``documents`` is how many were given, ``removes`` the id of the plan to remove, one or the other. ``run`` is how far
    reading is, ``indexed`` the rows embedded so far of all that need it. ``problem`` says why a job failed.
    """

    job_id: str
    person: str
    documents: int
    removes: str | None
    step: Step = Step.WAITING
    reports: tuple[DocumentReport, ...] = ()
    run: Progress | None = None
    indexed: tuple[int, int] | None = None
    problem: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.step in (Step.DONE, Step.FAILED)

    @property
    def taken(self) -> int:
        """The documents so far that were not refused."""
        return sum(report.outcome is not ReportOutcome.REFUSED for report in self.reports)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A job with what it needs: a folder of its own, which goes away with it, and the documents there."""

    job_id: str
    folder: TemporaryDirectory[str] | None = None
    paths: tuple[Path, ...] = ()
    removes: str | None = None


class DocumentJobs:
    """The jobs of one web app; its thread runs only while there is something to do."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._jobs: dict[str, Job] = {}
        self._queue: deque[_Waiting] = deque()
        self._lock = Lock()
        self._running = False

    def add(self, folder: TemporaryDirectory[str], paths: Sequence[Path], person: str) -> Job:
        """Has documents of a folder read into the register; the folder is removed when that is done.

        Raises TooManyWaiting.
        """
        job = Job(secrets.token_urlsafe(9), person, len(paths), None)
        return self._enter(job, _Waiting(job.job_id, folder, tuple(paths)))

    def remove(self, plan_id: str, person: str) -> Job:
        """Has a plan removed; raises NotHeld where it is not held, and TooManyWaiting."""
        self._site.register.plan(plan_id)
        job = Job(secrets.token_urlsafe(9), person, 0, plan_id)
        return self._enter(job, _Waiting(job.job_id, removes=plan_id))

    def job(self, job_id: str) -> Job | None:
        """A job as it stands now; None where none of that id is remembered."""
        return self._jobs.get(job_id)

    def going_on(self) -> tuple[Job, ...]:
        """The jobs that are not over, the one at work first."""
        with self._lock:
            return tuple(job for job in self._jobs.values() if not job.over)

    def _enter(self, job: Job, waiting: _Waiting) -> Job:
        with self._lock:
            if len(self._queue) >= MOST_WAITING:
                raise TooManyWaiting(
                    f"{len(self._queue)} uploads and removals are waiting already: try again when some are done."
                )
            over = [job_id for job_id, known in self._jobs.items() if known.over]
            for job_id in over[: max(0, len(over) - _KEPT)]:
                del self._jobs[job_id]
            self._jobs[job.job_id] = job
            self._queue.append(waiting)
            if not self._running:
                self._running = True
                Thread(target=self._work, name="documents", daemon=True).start()
        return job

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._running = False
                    return
                waiting = self._queue.popleft()
            self._do(waiting)

    def _do(self, waiting: _Waiting) -> None:
        try:
            with self._site.engine.steady():
                self._change(waiting)
            self._put(replace(self._jobs[waiting.job_id], step=Step.DONE))
        except ActionPlansError as error:
            self._failed(waiting, str(error))
        except Exception:  # the jobs behind it must not wait for ever
            self._failed(waiting, "Something went wrong that was not foreseen; it stands in the log of the server.")
        finally:
            if waiting.folder is not None:
                waiting.folder.cleanup()

    def _failed(self, waiting: _Waiting, problem: str) -> None:
        _LOG.exception("Job %s on documents failed", waiting.job_id)
        self._put(replace(self._jobs[waiting.job_id], step=Step.FAILED, problem=problem))

    def _change(self, waiting: _Waiting) -> None:
        settings, jobs, job_id = self._site.settings, self._jobs, waiting.job_id

        def indexed(_step: str, done: int, total: int) -> None:
            self._put(replace(jobs[job_id], indexed=(done, total)))

        def reported(report: DocumentReport, run: Progress) -> None:
            self._put(replace(jobs[job_id], reports=(*jobs[job_id].reports, report), run=run))

        with self._site.write() as register:
            if waiting.removes is not None:
                self._put(replace(jobs[job_id], step=Step.INDEXING))
                remove_plans(register, [waiting.removes], settings.home, settings.model, indexed)
                return
            self._put(replace(jobs[job_id], step=Step.READING))
            reports = ingest_paths(register, waiting.paths, reported)
            self._put(replace(jobs[job_id], reports=reports, step=Step.INDEXING))
            if register.summaries():
                build_index(register, settings.home, indexed, model=settings.model)

    def _put(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.job_id] = job
