"""Our drawings as PNG, for office programs that show no SVG: drawn with the fonts of the documents, then cropped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from reports.fonts import faces_needed
from reports.render_job import Order, draw_apart

SCALE = 3.0
"""Pixels for each point: 216 to the inch, sharp on paper."""
_PAGE = (
    '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>图</title><style>'
    "@page { size: 180mm 180mm; margin: 0; @top-center { content: none } @bottom-center { content: none } }"
    "div { break-after: page; height: 178mm } svg { width: 176mm; max-height: 176mm }"
    "</style></head><body>"
)


def as_png(svgs: Sequence[str], fonts: Path) -> dict[str, bytes]:
    """Each drawing of ours by its SVG; nothing that a user sent comes here."""
    wanted = tuple(dict.fromkeys(svgs))
    if not wanted:
        return {}
    html = _PAGE + "".join(f"<div>{svg}</div>" for svg in wanted) + "</body></html>"
    faces = tuple(face.file for face in faces_needed(fonts, [("图", html)]))
    (drawn,) = draw_apart([Order("图", html, "form", faces)], fonts)
    return {svg: _cropped(drawn.pdf, number) for number, svg in enumerate(wanted)}


def _cropped(pdf: bytes, number: int) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number]
        image = page.render(scale=SCALE).to_pil().convert("RGB")
        page.close()
    finally:
        document.close()
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    out = io.BytesIO()
    image.crop(box).save(out, "PNG")
    return out.getvalue()
