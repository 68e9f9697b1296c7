"""Builds of the index on disk: each in a folder of its own, one of them current.

``current.json`` names the current build and what it was built from; it is renamed into place when a build is complete,
so that a reader sees a whole build or the one before. One process builds at a time.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.files import new_folder, replace_text
from ingest.errors import IndexUnusable

BUILDS_KEPT = 2
"""The current build, and the one before for processes that opened it and still read."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a build was made from. Builds with another fingerprint than is wanted now are stale.

    ``model`` is the identity of the weights, ``register`` the register's version; ``layout`` and ``chunking`` are the
    versions of this program's files and chunks.
    """

    layout: int
    chunking: int
    model: str
    register: str


@dataclass(frozen=True, slots=True)
class Build:
    """A complete build."""

    folder: Path
    fingerprint: Fingerprint


class Builds:
    """The builds under a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._current = folder / "current.json"

    def current(self) -> Build | None:
        """The current build, None before the first.

        Raises:
            IndexUnusable: ``current.json`` is not one that this program wrote.
        """
        try:
            text = self._current.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            fields = json.loads(text)
            return Build(self._folder / fields["folder"], Fingerprint(**fields["fingerprint"]))
        except (ValueError, KeyError, TypeError) as error:
            raise IndexUnusable(
                f"{self._current} is damaged: expected the name of the current index; delete {self._folder} and ingest "
                "again, which builds the index anew."
            ) from error

    @contextmanager
    def owner(self, wait: float) -> Iterator[None]:
        """Be the one process that builds, after waiting for another for at most ``wait`` seconds.

        Raises:
            IndexUnusable: another process was still building then.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / "build.lock", timeout=wait)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexUnusable(
                f"Another process has been building the index in {self._folder} for more than {wait:g} s: wait for it "
                "to end, then try again."
            ) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def new(self, fingerprint: Fingerprint) -> Iterator[Path]:
        """A new folder to build in, made current when the block ends well and removed when it does not.

        Builds older than the one before are removed. Only the owner may call this.
        """
        before = self.current_name()
        folder = new_folder(self._folder, "build-")
        try:
            yield folder
            replace_text(self._current, json.dumps({"folder": folder.name, "fingerprint": asdict(fingerprint)}))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        for other in self._folder.glob("build-*"):
            if other.is_dir() and other.name not in {folder.name, before}:
                shutil.rmtree(other, ignore_errors=True)

    def current_name(self) -> str | None:
        """The folder name of the current build, None before the first."""
        build = self.current()
        return None if build is None else build.folder.name
