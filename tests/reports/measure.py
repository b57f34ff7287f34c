"""What stands on the pages of a PDF, measured: characters with face, size and place, grouped into lines."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pikepdf
import pypdfium2
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTPage, LTTextContainer
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

PAGE_HEIGHT = 841.89


@dataclass(frozen=True)
class Glyph:
    text: str
    font: str
    size: float
    x0: float
    x1: float
    baseline: float


@dataclass(frozen=True)
class Line:
    """Glyphs on one baseline, from left to right; ``baseline`` measured from the top of the page."""

    page: int
    baseline: float
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].x0

    @property
    def right(self) -> float:
        return self.glyphs[-1].x1


@lru_cache(maxsize=64)
def lines(pdf: bytes) -> tuple[Line, ...]:
    """Every line of every page; running heads and feet are left out."""
    found: list[Line] = []
    for number, page in enumerate(_pages(pdf), start=1):
        rows: dict[float, list[Glyph]] = {}
        for glyph in _glyphs(page):
            if 60 < glyph.baseline < PAGE_HEIGHT - 66:
                key = next((k for k in rows if abs(k - glyph.baseline) < 0.6), glyph.baseline)
                rows.setdefault(key, []).append(glyph)
        found += [Line(number, key, tuple(sorted(row, key=lambda g: g.x0))) for key, row in sorted(rows.items())]
    return tuple(found)


def _pages(pdf: bytes) -> Iterator[LTPage]:
    """Without pdfminer's own guess at lines and boxes, which takes most of its time."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        interpreter.process_page(page)
        yield device.get_result()


def _glyphs(container: LTPage | LTTextContainer) -> Iterator[Glyph]:  # type: ignore[type-arg]  # pdfminer's own type
    for item in container:
        if isinstance(item, LTChar):
            if item.get_text().strip():
                f = item.matrix[5]
                yield Glyph(item.get_text(), item.fontname, round(abs(item.size), 1), item.x0, item.x1, PAGE_HEIGHT - f)
        elif hasattr(item, "__iter__"):
            yield from _glyphs(item)


def page_texts(pdf: bytes) -> list[str]:
    """All that a reader could copy, heads and feet as well; faster than measuring where it stands."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def feet(pdf: bytes) -> list[str]:
    """What stands below the margin of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded(top=66).strip() for page in document]
    finally:
        document.close()


def text(pdf: bytes) -> str:
    return "\n".join(page_texts(pdf))


def fonts(pdf: bytes) -> set[str]:
    """Names of all embedded faces, without the tag of the subset."""
    names = set()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for font in (page.resources.get("/Font") or {}).values():
                names.add(str(font.BaseFont).split("+")[-1])
    return names
