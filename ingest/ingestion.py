"""Files and folders into the register: one report for each document, and none stops the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import monotonic

from ingest.errors import DocumentRefused
from ingest.isolation import Reader
from ingest.keeping import keep
from ingest.kinds import OLD
from ingest.progress_report import ProgressReport, progress_report
from ingest.reading import KINDS, digest_of
from ingest.records import Record
from ingest.register import Register

# Kinds that would be read if they were saved anew are met too, so that each gets its line.
_DOCUMENTS = frozenset((*KINDS, *OLD))
# What Word and LibreOffice lay beside an open document, and what macOS lays beside any.
_NOT_DOCUMENTS = ("~$", ".~lock", "._")


class ReportOutcome(StrEnum):
    """What became of a document."""

    READ = "read"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    REFUSED = "refused"


class DocumentReport(Record):
    """One document's line: its path as given or found, and figures of its plans as they are now held.

    ``reason`` says why a document was refused and what to do, None for any other. An unchanged document that is an
    earlier version of its plan reports no plans. ``progress`` is what a progress file comes to beside the plans that
    are held, None for any other; such a file has no plans of its own, and ``plan_ids`` are those that it is about.
    """

    path: str
    document: str
    outcome: ReportOutcome
    reason: str | None = None
    plan_ids: tuple[str, ...] = ()
    plans: int = 0
    items: int = 0
    actions: int = 0
    warnings: int = 0
    progress: ProgressReport | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: documents reported, of so many, after so many seconds."""

    done: int
    total: int
    seconds: float

    @property
    def a_second(self) -> float:
        """Documents a second so far."""
        return self.done / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float:
        """Seconds that the rest will take at this rate."""
        return (self.total - self.done) / self.a_second if self.a_second else 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to read, or the reason why it isn't read."""

    path: Path
    refused: str | None = None


def _inside(folder: Path) -> Iterator[_Found]:
    """The documents of known kinds in a folder and its folders; links are followed only where they stay inside."""
    root = folder.resolve()
    for place, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(place) / name
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                yield _Found(path, f"{name} is a link that leaves the folder {folder}: name the file itself to read it")
            elif name in names and path.suffix.lower() in _DOCUMENTS and not name.startswith(_NOT_DOCUMENTS):
                # A pipe or a device would never end.
                odd = path.exists() and not path.is_file()
                yield _Found(path, f"{name} is no regular file: copy its contents into one" if odd else None)


def find_documents(paths: Sequence[Path]) -> tuple[_Found, ...]:
    """The documents under some paths, each once, sorted by path; a path that is not there is found as refused."""
    found: dict[Path, _Found] = {}
    for path in paths:
        if path.is_dir():
            found |= {one.path: one for one in _inside(path)}
        elif path.is_file():
            found[path] = _Found(path)
        else:
            found[path] = _Found(path, f"There is no file or folder at {path}: check the path")
    return tuple(found[path] for path in sorted(found))


def _shown(path: Path) -> str:
    """A path as text; a name that is no UTF-8 is shown with marks in place of its odd bytes."""
    return str(path).encode(errors="replace").decode()


def _report(register: Register, path: Path, outcome: ReportOutcome, plan_ids: Sequence[str]) -> DocumentReport:
    name = _shown(Path(path.name))
    if name in register.progress_documents():
        progress = progress_report(register.connection, name)
        return DocumentReport(
            path=_shown(path),
            document=name,
            outcome=outcome,
            plan_ids=progress.plans,
            warnings=len(progress.warnings),
            progress=progress,
        )
    held = [summary for summary in register.summaries() if summary.plan_id in set(plan_ids)]
    return DocumentReport(
        path=_shown(path),
        document=_shown(Path(path.name)),
        outcome=outcome,
        plan_ids=tuple(summary.plan_id for summary in held),
        plans=len(held),
        items=sum(summary.items for summary in held),
        actions=sum(summary.actions for summary in held),
        warnings=sum(summary.warnings for summary in held),
    )


def _ingest(register: Register, path: Path, reader: Reader, named: dict[str, Path]) -> DocumentReport:
    """Reads a document and reports it; ``named`` are the progress files of this run so far, by their name."""
    sha256 = digest_of(path)
    name = _shown(Path(path.name))
    if register.holds(name, sha256):
        keep(register.path, path, sha256)
        rows = register.connection.execute("SELECT plan_id FROM plans WHERE sha256 = ?", (sha256,)).fetchall()
        report = _report(register, path, ReportOutcome.UNCHANGED, [plan_id for (plan_id,) in rows])
    else:
        read = reader.read(path)
        if read.progress is not None and name in named:
            raise DocumentRefused(
                f"{name} would take the place of another progress file of this name, {_shown(named[name])}: "
                "give each a name of its own"
            )
        # Before the register knows it: a run that is killed in between keeps it again.
        keep(register.path, path, read.sha256)
        outcome = ReportOutcome(register.save(read).value)
        report = _report(register, path, outcome, [plan.plan_id for plan in read.plans])
    if report.progress is not None:
        named[name] = path
    return report


def _refused(path: Path, reason: str) -> DocumentReport:
    name = _shown(Path(path.name))
    return DocumentReport(path=_shown(path), document=name, outcome=ReportOutcome.REFUSED, reason=reason)


def _reported(register: Register, found: _Found, reader: Reader, named: dict[str, Path]) -> DocumentReport:
    if found.refused is not None:
        return _refused(found.path, found.refused)
    try:
        return _ingest(register, found.path, reader, named)
    except DocumentRefused as error:
        return _refused(found.path, str(error))
    except OSError as error:
        name = _shown(Path(found.path.name))
        return _refused(found.path, f"{name} cannot be opened ({error.strerror}): check the file")


def ingest_paths(
    register: Register, paths: Sequence[Path], on_report: Callable[[DocumentReport, Progress], None] | None = None
) -> tuple[DocumentReport, ...]:
    """Reads files and folders into the register in sorted order; one report each, given to ``on_report`` as it is made.

    Progress is reported at the end once more: plans that it waited for may have been read after it.

    A document that cannot be read is reported as refused and leaves what the register held. Each document is parsed in
    a process of its own, under limits (``ingest.isolation``), and stored at once: a run that is killed is completed by
    the next. Raises RegisterUnusable where the register itself fails.
    """
    documents = find_documents(paths)
    reports: list[DocumentReport] = []
    named: dict[str, Path] = {}
    started = monotonic()
    with Reader() as reader:
        for found in documents:
            reports.append(_reported(register, found, reader, named))
            if on_report is not None:
                on_report(reports[-1], Progress(len(reports), len(documents), monotonic() - started))
    return tuple(
        report if report.progress is None else _report(register, documents[at].path, report.outcome, ())
        for at, report in enumerate(reports)
    )
