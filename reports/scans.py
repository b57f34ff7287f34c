"""Look at the scan of a sealed original: how many pages it has, and that it is nothing but pages.

The file is kept byte for byte, because its hash stands for the paper; what could run when somebody opens it is
therefore refused, not cleaned away.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from assessment.vocabulary import Text

MOST_PAGES = 3_000
DEEPEST = 40
"""Direct objects nested deeper than any scanner writes them are not followed."""
ACTIVE = ("/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA")
"""Names in a PDF that make a program do more than show pages."""


class ScanUnfit(Exception):
    """The file cannot stand for the paper; the sentence says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        self.sentence = Text(zh, en)
        super().__init__(en)


def pages_of_scan(data: bytes) -> int:
    """How many pages the scan has; raises ``ScanUnfit``."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
            active = _active(pdf)
    except pikepdf.PasswordError as locked:
        raise ScanUnfit(
            "扫描件设有口令，无法核对页数；请去掉口令后上传。",
            "The scan has a password, so its pages cannot be counted; upload it without one.",
        ) from locked
    except pikepdf.PdfError as damaged:
        raise ScanUnfit(
            "扫描件损坏，无法打开；请重新扫描或者重新导出。",
            "The scan is damaged and cannot be opened; scan or export it again.",
        ) from damaged
    if active:
        raise ScanUnfit(
            f"扫描件中有可执行或者嵌入的内容（{active}）；请从扫描仪直接导出只含页面的 PDF。",
            f"The scan holds something that runs or is embedded ({active}); export a PDF of pages only.",
        )
    if not 1 <= pages <= MOST_PAGES:
        raise ScanUnfit(
            f"扫描件有 {pages} 页；应为 1 至 {MOST_PAGES} 页。",
            f"The scan has {pages} pages; it should have 1 to {MOST_PAGES}.",
        )
    return pages


def _active(pdf: pikepdf.Pdf) -> str:
    """The first name that does not belong into a scan."""
    return next((found for thing in pdf.objects for found in _found(thing, 0)), "")


def _found(thing: Any, depth: int) -> Iterator[str]:
    """Names in one object and in what stands inside it; what it refers to is an object of its own."""
    if depth > DEEPEST or (depth and thing.is_indirect):
        return
    if isinstance(thing, pikepdf.Array):
        for inner in thing:
            yield from _found(inner, depth + 1) if isinstance(inner, pikepdf.Object) else ()
    if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    values = {str(thing.get(key)) for key in ("/S", "/Type", "/Subtype") if key in thing}
    yield from (name.removeprefix("/") for name in ACTIVE if name in thing or name in values)
    for key in thing.keys():  # noqa: SIM118 - a PDF object is not iterable by its keys
        value = thing.get(key)
        if isinstance(value, pikepdf.Object):
            yield from _found(value, depth + 1)
