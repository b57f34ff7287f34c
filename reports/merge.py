"""Makes one document of drawn parts: pages in order, numbers, links of the contents, outline, attachments.

The same parts give the same bytes, whichever of them were drawn now and which were kept from before.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from reports.archive import Attachment, attach, frame
from reports.outline import Link, Mark, bind_links, write_outline
from reports.paint_fonts import type_case
from reports.stamps import Running, stamp


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """One part as the drawing process gave it; ``marks`` and ``links`` as ``reports.flow`` has them."""

    pdf: bytes
    marks: tuple[tuple[int, str, str, int, float], ...]
    links: tuple[tuple[str, int, float, float, float, float], ...]
    pages: int

    @classmethod
    def from_bytes(cls, result: bytes) -> DrawnPart:
        value = json.loads(result)
        marks = tuple((level, title, place, page, top) for level, title, place, page, top in value["marks"])
        return cls(base64.b64decode(value["pdf"]), marks, tuple(map(tuple, value["links"])), value["pages"])


@dataclass(frozen=True, slots=True)
class Binding:
    """What the parts become: title and author for the metadata, marks of a draft, whether the cover is numbered."""

    title: str
    author: str
    on: str
    mark: str = ""
    foot: str = ""
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """The finished PDF; the page on which each part begins, with the number of all pages as the last; and the same
    document for the check, without the pages that passed it before, byte for byte the same."""

    pdf: bytes
    starts: tuple[int, ...]
    to_check: bytes


def merge(
    parts: Sequence[DrawnPart],
    binding: Binding,
    fonts: Path,
    attachments: Sequence[Attachment] = (),
    known: Sequence[int] = (),
) -> Merged:
    """``known``: parts that the check leaves out."""
    with pikepdf.new() as pdf:
        frame(pdf, title=binding.title, author=binding.author, on=binding.on)
        marks: list[Mark] = []
        starts: list[int] = []
        links: list[Link] = []
        for part in parts:
            starts.append(first := len(pdf.pages))
            with pikepdf.open(io.BytesIO(part.pdf)) as source:
                pdf.pages.extend(source.pages)
            marks += [Mark(level, title, place, first + page, top) for level, title, place, page, top in part.marks]
            links += [Link(place, first + page, *edges) for place, page, *edges in part.links]
        pages = len(pdf.pages)
        leaders = bind_links(pdf, links, marks)
        running = {
            number: Running(
                "" if binding.covered and number == 0 else str(number + 1),
                binding.mark,
                binding.foot,
                tuple(leaders.get(number, ())),
            )
            for number in range(pages)
        }
        stamp(pdf, running, type_case(fonts))
        write_outline(pdf, marks)
        attach(pdf, attachments)
        _share_equal_streams(pdf)
        starts.append(pages)
        done = _saved(pdf)
        if not known:
            return Merged(done, tuple(starts), done)
        for part_number in sorted(known, reverse=True):
            del pdf.pages[starts[part_number] : starts[part_number + 1]]
        if pikepdf.Name.Outlines in pdf.Root:
            del pdf.Root.Outlines  # its entries would hold the pages that went
        return Merged(done, tuple(starts), _saved(pdf))


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    # Our metadata say the version already; reading them again for that takes as long as writing thirty pages.
    pdf.save(out, deterministic_id=True, min_version="1.7", fix_metadata_version=False)
    return out.getvalue()


def _share_equal_streams(pdf: pikepdf.Pdf) -> None:
    """Parts bring the same fonts and colours along; each is kept once."""
    first: dict[bytes, pikepdf.Object] = {}
    for holder, key in _programs(pdf):
        stream = holder[key]
        digest = hashlib.sha256(stream.read_raw_bytes()).digest()
        holder[key] = first.setdefault(digest, stream)


def _programs(pdf: pikepdf.Pdf) -> list[tuple[pikepdf.Object, str]]:
    found: list[tuple[pikepdf.Object, str]] = []
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary):
            if thing.get(pikepdf.Name.Type) == pikepdf.Name.FontDescriptor:
                found += [(thing, key) for key in ("/FontFile2", "/FontFile3") if key in thing]
            elif thing.get(pikepdf.Name.Type) == pikepdf.Name.OutputIntent and "/DestOutputProfile" in thing:
                found.append((thing, "/DestOutputProfile"))
    return found
