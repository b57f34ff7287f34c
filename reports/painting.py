"""Paints sections of blocks onto pages: one part of a document as PDF. Runs in the drawing process.

Strips of a section are kept until its words change; putting them on pages anew costs little, so the pages always
follow on from each other as if they had been set in one go.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from reports.document import Sheet
from reports.flow import Flow
from reports.kept import Kept
from reports.measures import PAGE_HEIGHT, PAGE_WIDTH
from reports.paint_fonts import TypeCase, type_case
from reports.plain import from_plain
from reports.setting import Setter
from reports.strips import Section, strips_of


@dataclass(frozen=True, slots=True)
class Painted:
    """``marks`` and ``links`` as ``reports.flow`` has them, and how many pages there are."""

    pdf: bytes
    marks: tuple[tuple[int, str, str, int, float], ...]
    links: tuple[tuple[str, int, float, float, float, float], ...]
    pages: int


def paint(sections: Sequence[Mapping[str, Any]], sheet: Sheet, fonts: Path, kept: Kept) -> Painted:
    """``sections``: key and blocks of each, as ``reports.sections`` made them."""
    case, flow = type_case(fonts), Flow()
    for section in sections:
        flow.add(_section(section, sheet, case, kept))
    return Painted(write(flow, case), tuple(flow.marks), tuple(flow.links), len(flow.pages))


def write(flow: Flow, case: TypeCase) -> bytes:
    """The pages with one subset of each face."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        fonts = case.embed(pdf, ((font, int(code, 16), text) for (font, code), text in sorted(flow.used.items())))
        resources = pdf.make_indirect(pikepdf.Dictionary(Font=fonts))
        for content in flow.contents():
            stream = pikepdf.Stream(pdf, packed(content.encode("ascii")), Filter=pikepdf.Name.FlateDecode)
            page = pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=[0, 0, PAGE_WIDTH, PAGE_HEIGHT],
                Resources=resources,
                Contents=pdf.make_indirect(stream),
            )
            pdf.pages.append(pikepdf.Page(page))
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def packed(content: bytes) -> bytes:
    """Validators take a last byte 0x0D for the end of the line; another blank gives other bytes."""
    done = zlib.compress(content, 6)
    return done if not done.endswith(b"\r") else packed(content + b" ")


def _section(section: Mapping[str, Any], sheet: Sheet, case: TypeCase, kept: Kept) -> Section:
    found = kept.get(section["key"])
    if found is not None:
        return Section.from_plain(json.loads(zlib.decompress(found)))
    made = strips_of((from_plain(plain) for plain in section["blocks"]), Setter(case), sheet)
    text = json.dumps(made.plain(), ensure_ascii=False, separators=(",", ":"))
    kept.put(section["key"], zlib.compress(text.encode(), 1))
    return made
