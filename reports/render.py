"""From HTML to PDF/A: the only importer of WeasyPrint. Runs in a process of its own (``render_job``).

Nothing is fetched but the fonts at hand; no clock is read: the same HTML gives the same bytes.
"""

from __future__ import annotations

import gc
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports import typography
from reports.fonts import FACES, font_file, stylesheet

STYLES = Path(__file__).parent / "styles"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    pdf: bytes
    pages: int


class AddressRefused(FatalURLFetchingError):  # type: ignore[misc]  # the base class has no type hints
    """A document asked for something that is not one of our fonts."""


class _NotDrawn(logging.Handler):
    """Collects WeasyPrint's word on characters that it could not draw; such a document is not handed out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in record.getMessage():
            self.messages.append(record.getMessage())


class FontFetcher(URLFetcher):  # type: ignore[misc]  # the base class has no type hints
    """Hands out the font files of one folder under our own addresses, and refuses every other address."""

    def __init__(self, folder: Path) -> None:
        super().__init__(timeout=1, allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._files = {face.address: folder / face.file for face in FACES}

    def fetch(self, url: str, headers: Any = None) -> Any:
        file = self._files.get(url)
        if file is None:
            log.warning("a document asked for %s", url)
            raise AddressRefused(f"{url[:200]} is not a font of the documents")
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": "font/otf"})


@lru_cache(maxsize=8)
def _fonts(folder: Path, faces: tuple[str, ...]) -> tuple[Any, Any, Any]:
    """Fetcher, font configuration and parsed faces; shared by the documents of one process."""
    typography.apply()
    fetcher, fonts = FontFetcher(folder), FontConfiguration()
    for name in faces:
        font_file(folder, name)
    rules = stylesheet(face for face in FACES if face.file in faces)
    style = CSS(string=rules, font_config=fonts, url_fetcher=fetcher)
    gc.collect()
    gc.freeze()  # libraries and faces stay; the collector need not walk through them after each document
    return fetcher, fonts, style


@lru_cache(maxsize=16)
def _style(folder: Path, faces: tuple[str, ...], sheet: str) -> Any:
    fetcher, fonts, _ = _fonts(folder, faces)
    text = "\n".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in ("base", sheet))
    return CSS(string=text, font_config=fonts, url_fetcher=fetcher)


def render(
    html: str, *, sheet: str, faces: tuple[str, ...], folder: Path, variant: str = "pdf/a-3u"
) -> RenderedDocument:
    """One document; ``sheet`` is the name of its style, ``faces`` the font files it needs."""
    fetcher, fonts, faces_style = _fonts(folder, faces)
    styles = [faces_style, _style(folder, faces, sheet)]
    with _collector_off(), _missing_glyphs() as missing:
        laid_out = HTML(string=html, url_fetcher=fetcher).render(font_config=fonts, stylesheets=styles)
        raw = laid_out.write_pdf(pdf_variant=variant)
        pages = len(laid_out.pages)
    if missing:
        raise RuntimeError(missing[0])
    return RenderedDocument(settle(raw), pages)


def settle(raw: bytes) -> bytes:
    """The same PDF with an identifier made from its content and plain metadata, as PDF/A wants it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@contextmanager
def _collector_off() -> Iterator[None]:
    """Layout makes millions of short-lived boxes; collecting cycles meanwhile costs a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


@contextmanager
def _missing_glyphs() -> Iterator[list[str]]:
    watcher, logger = _NotDrawn(), logging.getLogger("weasyprint")
    logger.addHandler(watcher)
    try:
        yield watcher.messages
    finally:
        logger.removeHandler(watcher)
