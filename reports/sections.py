"""Cuts a document into parts that are drawn, kept and renewed one by one, each under the hash of its own inputs.

No part knows its page numbers, so a part changes only when its own words change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from reports.blocks import Annex, Block, Contents, Heading, Table
from reports.document import Document, Sheet
from reports.plain import to_plain

LONG_SECTION = 60
"""Blocks of a level-1 section from which on its level-2 headings begin sections of their own."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something to paint: under which key it is kept, what progress calls it, its content."""

    key: str
    title: str
    work: Mapping[str, Any]


Plan: TypeAlias = tuple[Part, ...]


def plan(document: Document, base: str) -> Plan:
    """The parts of one document in page order: its text, and each long table.

    ``base`` is the hash of what all parts share: faces, versions, our own code.
    """
    body: list[Block] = [block for block in document.blocks if not isinstance(block, Annex)]
    entries = tuple((one.level, one.text, one.place) for one in body if isinstance(one, Heading))
    body = [replace(block, entries=entries) if isinstance(block, Contents) else block for block in body]
    parts = [_part(document.title, body, base, document.sheet)] if body else []
    annexes = (block for block in document.blocks if isinstance(block, Annex))
    return (*parts, *(_part(annex.title, list(_as_table(annex)), base) for annex in annexes))


def _as_table(annex: Annex) -> Iterator[Block]:
    yield Heading(1, annex.title, "")
    yield Table(annex.columns, annex.rows, annex.widths)


def _part(title: str, body: list[Block], base: str, sheet: Sheet = "report") -> Part:
    sections = []
    for blocks in sections_of(body):
        plain = [to_plain(block) for block in blocks]
        sections.append({"key": fingerprint("strips", base, sheet, plain), "blocks": plain})
    key = fingerprint("painter", base, [section["key"] for section in sections])
    return Part(key, title, {"sheet": sheet, "sections": sections})


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
