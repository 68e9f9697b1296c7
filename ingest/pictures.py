"""The picture of a row: a part of a PDF's page as it is printed."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2

from ingest.errors import DocumentRefused
from ingest.records import Box

# Pixels a point: sharp on a screen, some 1,600 pixels wide for a landscape page.
_SCALE = 2.0
_MARGIN = 4.0


def draw(path: Path, page: int, bbox: Box) -> bytes:
    """A part of a page (from 1) as PNG; ``bbox`` is in points from the page's top left corner.

    Raises DocumentRefused where the document has no such page or cannot be opened.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise DocumentRefused(f"{path.name} cannot be opened as a PDF ({error})") from error
    with document:
        if not 1 <= page <= len(document):
            raise DocumentRefused(f"{path.name} has no page {page}, but {len(document)} pages")
        drawn = document[page - 1]
        width, height = drawn.get_size()
        left, top, right, bottom = bbox
        crop = (
            max(0.0, left - _MARGIN),
            max(0.0, height - bottom - _MARGIN),
            max(0.0, width - right - _MARGIN),
            max(0.0, top - _MARGIN),
        )
        if crop[0] + crop[2] >= width or crop[1] + crop[3] >= height:
            raise DocumentRefused(f"{path.name} has nothing on page {page} at {bbox}")
        out = io.BytesIO()
        drawn.render(scale=_SCALE, crop=crop).to_pil().save(out, format="PNG")
    return out.getvalue()
