"""The process in which documents from others are parsed: bounded in memory and processor time, and unable to write.

Run by ``ingest.isolation`` as ``python -m ingest.reading_process``: one JSON request a line on standard input, one JSON
reply a line on standard output. It ends when its standard input does.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import resource
import sys
from pathlib import Path

from ingest.errors import DocumentRefused
from ingest.progress import ProgressFile
from ingest.records import Box, Plan, Record

MOST_MEMORY = 2 * 2**30
MOST_SECONDS = 600


class Request(Record):
    """What to do: read the document at a path, or, where ``page`` is given, draw a part of that page of it."""

    path: str
    page: int | None = None
    bbox: Box | None = None


class Reply(Record):
    """What came of a request; ``refused`` and ``unopened`` say why nothing did. ``picture`` is a PNG in base64."""

    name: str = ""
    sha256: str = ""
    plans: tuple[Plan, ...] = ()
    lines: tuple[str, ...] = ()
    progress: ProgressFile | None = None
    picture: str | None = None
    refused: str | None = None
    unopened: str | None = None


def _bound() -> None:
    """Lowers this process's own limits; a machine that has one of them lower already keeps it."""
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (bound, bound))


def _answer(request: Request) -> Reply:
    if request.page is not None and request.bbox is not None:
        from ingest.pictures import draw

        png = draw(Path(request.path), request.page, request.bbox)
        return Reply(picture=base64.b64encode(png).decode("ascii"))
    from ingest.reading import read_document

    read = read_document(Path(request.path))
    return Reply(name=read.name, sha256=read.sha256, plans=read.plans, lines=read.lines, progress=read.progress)


def _reply(request: Request) -> Reply:
    name = Path(request.path).name
    try:
        return _answer(request)
    except DocumentRefused as error:
        return Reply(refused=str(error))
    except OSError as error:
        return Reply(unopened=error.strerror or str(error))
    except MemoryError:
        return Reply(
            refused=f"{name} takes more than {MOST_MEMORY // 2**30} GB of memory to read, "
            "far beyond any action plan: check where the file comes from"
        )
    except Exception as error:  # a parser met bytes that it was not made for: the batch goes on, the line says so
        words = " ".join(str(error).split())[:200]
        return Reply(
            refused=f"{name} cannot be read ({type(error).__name__}: {words}): it may be damaged; save it anew"
        )


def main() -> None:
    """Answers requests until standard input ends."""
    # What libraries print must not run into the replies.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    logging.disable(logging.CRITICAL)
    _bound()
    for line in sys.stdin:
        out.write(_reply(Request(**json.loads(line))).model_dump_json() + "\n")
        out.flush()


if __name__ == "__main__":
    main()
