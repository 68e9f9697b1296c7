"""Documents sent from a form, taken under limits of size and number into a folder of their own."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from ingest.errors import ActionPlansError

FIELD: Final = "documents"
"""The form's field of files."""

_MEGABYTE: Final = 1_000_000
_LONGEST_NAME: Final = 100
_MOST_FIELDS: Final = 10
_UNWANTED: Final = re.compile(r"[^\w .,()'&+-]")


class UploadRefused(ActionPlansError):  # noqa: N818 - named as the errors of ingest.errors are
    """Files that are not taken, each with the reason; nothing of the upload is kept."""

    def __init__(self, status: int, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.status = status
        self.problems = problems


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much is taken at once: so many files, each of so many megabytes."""

    files: int
    megabytes: int


@dataclass(frozen=True, slots=True)
class Upload:
    """Files as they were sent, in a folder that goes away with it; each in its own, under its cleaned name."""

    folder: TemporaryDirectory[str]
    paths: tuple[Path, ...]


def cleaned_name(name: str) -> str:
    """A sender's file name as a plain one: no folders, no character that means anything to a path, page or terminal."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = " ".join(_UNWANTED.sub("_", last).split()).lstrip(".~ ")
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        stem, suffix = plain, ""
    ending = f"{dot}{suffix[:10]}"
    # A character is at most 4 bytes, and a file name at most 255.
    room = min(_LONGEST_NAME, 240) - len(ending)
    while len(stem[:room].encode()) > 200:
        room -= 1
    return f"{stem[:room].strip() or 'document'}{ending}"


async def receive_upload(request: Request, limits: UploadLimits) -> Upload:
    """The files of a multipart form.

    Raises UploadRefused where there is none, or one too many or too large.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise UploadRefused(415, "Send documents with the form on this page.")
    body = _whole(request)
    try:
        form = await MultiPartParser(request.headers, body, max_files=limits.files, max_fields=_MOST_FIELDS).parse()
    except MultiPartException as error:
        # Read to its end, unkept: a browser that can't finish sending shows a broken connection, not the reason.
        async for _ in body:
            pass
        if "Too many files" in error.message:
            raise UploadRefused(413, f"Choose at most {limits.files} documents at a time.") from error
        raise UploadRefused(400, "The upload came in broken: choose the documents again.") from error
    try:
        return await run_in_threadpool(_stored, form, limits)
    finally:
        await form.close()


async def _whole(request: Request) -> AsyncGenerator[bytes, None]:
    """The body, of which the guard lets in no more than the limits.

    Where it breaks off, the error is the parser's own: on that alone it closes its files.
    """
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect as error:
        raise MultiPartException("The sender went away") from error


def _stored(form: FormData, limits: UploadLimits) -> Upload:
    sent = [file for file in form.getlist(FIELD) if isinstance(file, UploadFile) and (file.filename or file.size)]
    if not sent:
        raise UploadRefused(400, "Choose at least one document.")
    large = [file for file in sent if (file.size or 0) > limits.megabytes * _MEGABYTE]
    if large:
        raise UploadRefused(413, *(_too_large(file, limits) for file in large))
    folder = TemporaryDirectory(prefix="action-plans-")
    paths = []
    for number, file in enumerate(sent):
        own = Path(folder.name, f"{number:04}")
        own.mkdir()
        paths.append(own / cleaned_name(file.filename or ""))
        with paths[-1].open("wb") as target:
            shutil.copyfileobj(file.file, target)
    return Upload(folder, tuple(paths))


def _too_large(file: UploadFile, limits: UploadLimits) -> str:
    name, megabytes = cleaned_name(file.filename or ""), (file.size or 0) / _MEGABYTE
    return (
        f"{name} has {megabytes:.1f} MB, more than the {limits.megabytes} MB that are taken: "
        "save the plan alone, without its pictures."
    )
