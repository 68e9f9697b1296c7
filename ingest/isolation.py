"""Documents read in a process of their own, so that none can stall, exhaust or crash the program."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.errors import DocumentRefused
from ingest.reading import ReadDocument
from ingest.reading_process import Reply
from ingest.records import Box

# A published plan is read in seconds; a hostile one is given up after this long.
SECONDS_A_DOCUMENT = 120.0


class Reader:
    """One reading process, started when it is first needed and anew after it died; use as a context manager.

    One request at a time: threads need a reader each.
    """

    def __init__(self, seconds: float = SECONDS_A_DOCUMENT) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process; the reader starts another if it is used again."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def read(self, path: Path) -> ReadDocument:
        """Reads a document as ``ingest.reading.read_document`` does, with its errors.

        Raises DocumentRefused too where reading takes too long or too much memory, or crashes.
        """
        reply = self._ask(path, {"path": str(path)})
        return ReadDocument(reply.name, reply.sha256, reply.plans, reply.lines, reply.progress)

    def draw(self, path: Path, page: int, bbox: Box) -> bytes:
        """A part of a page (from 1) of a PDF as PNG; ``bbox`` is in points from the page's top left corner."""
        return base64.b64decode(self._ask(path, {"path": str(path), "page": page, "bbox": bbox}).picture or "")

    def _ask(self, path: Path, request: dict[str, object]) -> Reply:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.start()
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            self.close()
            raise self._lost(path.name, process.returncode, late=late.is_set())
        reply = Reply.model_validate_json(line)
        if reply.unopened is not None:
            raise OSError(0, reply.unopened)
        if reply.refused is not None:
            raise DocumentRefused(reply.refused)
        return reply

    def _lost(self, name: str, code: int | None, *, late: bool) -> DocumentRefused:
        if late:
            return DocumentRefused(
                f"{name} was given up after {self._seconds:g} seconds of reading, far beyond any action plan: "
                "save the plan alone and read that"
            )
        return DocumentRefused(
            f"{name} made its reader crash (status {code}): it may be damaged; save it anew in another format"
        )

    def _started(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            # The folder of this package alone is searched for modules, never the folder that the program runs in.
            home = str(Path(__file__).resolve().parent.parent)
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ingest.reading_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": home},
            )
        return self._process
