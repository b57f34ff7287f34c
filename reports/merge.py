"""Makes one document of drawn parts: pages in order, drawings in place, numbers, contents, outline, attachments.

The same parts give the same bytes, whichever of them were drawn now and which were kept from before.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from reports.archive import Attachment, attach, frame
from reports.outline import Mark, bind_links, write_outline
from reports.paint_fonts import type_case
from reports.stamps import Running, add_object, own_resources, stamp


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """One part as the drawing process gave it; ``pictures`` are the names of the drawings wanted on each page."""

    pdf: bytes
    marks: tuple[tuple[int, str, str, int, float], ...]
    pictures: tuple[tuple[str, ...], ...]

    @classmethod
    def from_bytes(cls, result: bytes) -> DrawnPart:
        value = json.loads(result)
        marks = tuple((level, title, place, page, top) for level, title, place, page, top in value["marks"])
        return cls(base64.b64decode(value["pdf"]), marks, tuple(map(tuple, value["pictures"])))


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
    drawings: tuple[DrawnPart, Sequence[str]] | None,
    binding: Binding,
    fonts: Path,
    attachments: Sequence[Attachment] = (),
    known: Sequence[int] = (),
) -> Merged:
    """``drawings``: one a page, and the names they are wanted under. ``known``: parts that the check leaves out."""
    with pikepdf.new() as pdf:
        frame(pdf, title=binding.title, author=binding.author, on=binding.on)
        marks: list[Mark] = []
        starts: list[int] = []
        wanted: dict[int, tuple[str, ...]] = {}
        linked: list[int] = []
        for part in parts:
            starts.append(first := len(pdf.pages))
            with pikepdf.open(io.BytesIO(part.pdf)) as source:
                pdf.pages.extend(source.pages)
            marks += [Mark(level, title, place, first + page, top) for level, title, place, page, top in part.marks]
            if not part.pictures:  # a painted part has a list for each page, and no links
                linked += range(first, len(pdf.pages))
            wanted.update({first + n: names for n, names in enumerate(part.pictures) if names})
        if drawings is not None:
            _hang(pdf, wanted, *drawings)
        pages = len(pdf.pages)
        leaders = bind_links(pdf, linked, marks)
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


def _hang(pdf: pikepdf.Pdf, wanted: Mapping[int, tuple[str, ...]], drawings: DrawnPart, names: Sequence[str]) -> None:
    forms = {}
    with pikepdf.open(io.BytesIO(drawings.pdf)) as source:
        for name, page in zip(names, source.pages, strict=True):
            forms[name] = pdf.copy_foreign(page.as_form_xobject())
    for number, here in wanted.items():
        page = pdf.pages[number]
        own_resources(page)
        for name in here:
            add_object(page, pikepdf.Name("/" + name), forms[name])


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
