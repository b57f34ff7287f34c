"""Pages of a finished PDF as pictures, with their text and headings, for the preview. It opens only PDFs of ours.

The library underneath serves one caller at a time, so everything here happens under one lock.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pypdfium2

from assessment.comments import Mark

_ONE_AT_A_TIME = threading.Lock()
WIDTHS = (120, 900, 1400)
"""Thumbnail, page, enlarged page, in pixels; no other size is drawn, so that nobody can ask for a huge one."""


class NoSuchPage(LookupError):
    """The document has fewer pages, or the size is not one of ours."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """In points; the picture keeps the proportion."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Pages:
    """What a preview knows of a document without drawing it."""

    sizes: tuple[PageSize, ...]
    texts: tuple[str, ...]
    marks: tuple[Mark, ...]


@lru_cache(maxsize=4)
def read_pages(pdf: bytes) -> Pages:
    """Size and text of every page, and the headings with the page they stand on."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            sizes, texts = [], []
            for page in document:
                sizes.append(PageSize(*page.get_size()))
                text = page.get_textpage()
                texts.append(text.get_text_range().replace("\r\n", "\n").strip())
                text.close()
                page.close()
            marks = tuple(_marks(document))
        finally:
            document.close()
    return Pages(tuple(sizes), tuple(texts), marks)


def picture(pdf: bytes, number: int, width: int) -> bytes:
    """Page ``number`` (from 1) as PNG; raises ``NoSuchPage``."""
    if width not in WIDTHS:
        raise NoSuchPage(f"width {width}")
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                raise NoSuchPage(f"page {number}")
            page = document[number - 1]
            bitmap = page.render(scale=width / page.get_width(), optimize_mode="print")
            drawn = bitmap.to_pil().convert("L" if width == WIDTHS[0] else "RGB")
            bitmap.close()
            page.close()
        finally:
            document.close()
    out = io.BytesIO()
    drawn.quantize(64).save(out, "PNG")
    return out.getvalue()


def _marks(document: Any) -> list[Mark]:
    found = []
    for entry in document.get_toc(max_depth=6):
        target = entry.get_dest()
        index = None if target is None else target.get_index()
        if index is not None:
            found.append(Mark(entry.get_title(), index + 1))
    return found
