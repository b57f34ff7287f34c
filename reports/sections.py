"""Cuts a document into parts that are drawn, kept and renewed one by one, each under the hash of its own inputs.

Forms, cover, contents and drawings are laid out by WeasyPrint; the text of a report and long tables are painted.
No part knows its page numbers, so a part changes only when its own words change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from reports.blocks import Annex, Block, Contents, Cover, Heading, PageBreak, Picture, Table
from reports.dossier import Document
from reports.pages import drawings_html, part_html
from reports.plain import to_plain
from reports.strips import picture_name, picture_size

Engine = Literal["weasyprint", "painter"]
LONG_SECTION = 60
"""Blocks of a level-1 section from which on its level-2 headings begin sections of their own."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something to draw: by which engine, under which key it is kept, what progress calls it, its content."""

    key: str
    engine: Engine
    title: str
    work: Mapping[str, Any]
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of one document in page order, and its drawings, which are put on the pages of the others."""

    parts: tuple[Part, ...]
    drawings: Part | None

    @property
    def all(self) -> tuple[Part, ...]:
        return (*self.parts, self.drawings) if self.drawings else self.parts


def plan(document: Document, base: str, faces: tuple[str, ...]) -> Plan:
    """``base`` is the hash of what all parts share: faces, versions, our own code."""
    body: list[Block] = [block for block in document.blocks if not isinstance(block, Annex)]
    annexes = [block for block in document.blocks if isinstance(block, Annex)]
    parts: list[Part] = []
    drawings = None
    if document.sheet == "form":
        parts += [_laid_out(document, sheet, base, faces, document.title) for sheet in _sheets(body)]
    else:
        front, rest = _front(body)
        if front:
            headings = [block for block in rest if isinstance(block, Heading)]
            parts.append(_laid_out(document, [*front, *headings], base, faces, f"{document.title}　封面和目录"))
        if rest:
            parts.append(_painted(document.title, rest, base))
        pictures = list({block.svg: block for block in rest if isinstance(block, Picture)}.values())
        drawings = _drawings(document, pictures, base, faces) if pictures else None
    parts += [_painted(annex.title, list(_as_table(annex)), base) for annex in annexes]
    return Plan(tuple(parts), drawings)


def _sheets(body: list[Block]) -> Iterator[list[Block]]:
    """Forms begin anew where their pages do."""
    sheet: list[Block] = []
    for block in body:
        if isinstance(block, PageBreak):
            if sheet:
                yield sheet
            sheet = []
        else:
            sheet.append(block)
    if sheet:
        yield sheet


def _front(body: list[Block]) -> tuple[list[Block], list[Block]]:
    """Cover and contents, and what follows on a new page."""
    end = max((n + 1 for n, block in enumerate(body) if isinstance(block, (Cover, Contents))), default=0)
    rest = body[end:]
    while rest and isinstance(rest[0], PageBreak):
        rest = rest[1:]
    return body[:end], rest


def _as_table(annex: Annex) -> Iterator[Block]:
    yield Heading(1, annex.title, "")
    yield Table(annex.columns, annex.rows, annex.widths)


def _laid_out(document: Document, body: list[Block], base: str, faces: tuple[str, ...], title: str) -> Part:
    html = part_html(document, body)
    work = {"html": html, "sheet": document.sheet, "faces": list(faces)}
    return Part(fingerprint("weasyprint", base, work), "weasyprint", title, work)


def _drawings(document: Document, pictures: list[Picture], base: str, faces: tuple[str, ...]) -> Part:
    sized = [(picture.svg, *picture_size(picture.svg)) for picture in pictures]
    work = {"html": drawings_html(sized), "sheet": "drawing", "faces": list(faces)}
    names = tuple(picture_name(picture.svg) for picture in pictures)
    return Part(fingerprint("weasyprint", base, work), "weasyprint", f"{document.title}　插图", work, names)


def _painted(title: str, body: list[Block], base: str) -> Part:
    sections = []
    for blocks in sections_of(body):
        plain = [to_plain(block) for block in blocks]
        sections.append({"key": fingerprint("strips", base, plain), "blocks": plain})
    key = fingerprint("painter", base, [section["key"] for section in sections])
    return Part(key, "painter", title, {"sections": sections})


def sections_of(body: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks from one level-1 heading to the next; a long one is cut at its level-2 headings too."""
    for whole in _cut(body, 1):
        if len(whole) <= LONG_SECTION:
            yield whole
        else:
            yield from _cut(whole, 2)


def _cut(body: Iterable[Block], level: int) -> Iterator[list[Block]]:
    section: list[Block] = []
    for block in body:
        begins = isinstance(block, Heading) and block.level <= level
        # A heading stays in one section with what stands under it, also when that is only another heading.
        if begins and section and not isinstance(section[-1], Heading):
            yield section
            section = []
        section.append(block)
    if section:
        yield section


def fingerprint(*values: Any) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
