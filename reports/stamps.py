"""What is put on finished pages: marks, page numbers, and the dotted lines of the contents with their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf

from reports.measures import BASELINE, EDGE, PAGE_HEIGHT, PAGE_WIDTH, SIDE
from reports.paint_fonts import Look, TypeCase
from reports.painting import packed
from reports.setting import Measure, Run, Setter, Span, text_object

MARK_COLOUR = "0.659 0.165 0.11 rg 0.659 0.165 0.11 RG"
DOT = 3.5
"""Distance of the dots that lead to a page number."""
PREFIX = "S"
_FACE = re.compile(r"/(\w+) (?=[\d.]+ Tf)")


@dataclass(frozen=True, slots=True)
class Leader:
    """A line of the contents: from where the title ends, on which baseline, to which page number."""

    x: float
    baseline: float
    number: str


@dataclass(frozen=True, slots=True)
class Running:
    """Number at the foot ('' for none), mark at the head, a second line at the foot, lines of contents."""

    number: str
    mark: str = ""
    foot: str = ""
    leaders: Sequence[Leader] = ()


def stamp(pdf: pikepdf.Pdf, running: Mapping[int, Running], case: TypeCase) -> None:
    """Put on each page what runs on it. Its faces have names of their own beside those of the page."""
    setter = Setter(case)
    contents = {number: _FACE.sub(rf"/{PREFIX}\1 ", _content(setter, one)) for number, one in running.items()}
    used = ((font, int(code, 16), text) for (font, code), text in sorted(setter.used().items()))
    fonts = {f"/{PREFIX}{name[1:]}": font for name, font in case.embed(pdf, used).items()}
    opening, closing = (pdf.make_indirect(pikepdf.Stream(pdf, text)) for text in (b"q\n", b"\nQ\n"))
    shared: dict[tuple[int, int], pikepdf.Object] = {}
    for number, content in sorted(contents.items()):
        if not content:
            continue
        page = pdf.pages[number]
        page.obj.Resources = _with_faces(pdf, page.obj.Resources, fonts, shared)
        added = pikepdf.Stream(pdf, packed(content.encode("ascii")), Filter=pikepdf.Name.FlateDecode)
        before = page.obj.Contents
        streams = list(before) if isinstance(before, pikepdf.Array) else [before]
        page.obj.Contents = pikepdf.Array([opening, *streams, closing, pdf.make_indirect(added)])


def _with_faces(
    pdf: pikepdf.Pdf,
    resources: pikepdf.Object,
    fonts: Mapping[str, pikepdf.Object],
    shared: dict[tuple[int, int], pikepdf.Object],
) -> pikepdf.Object:
    """The resources of a page with the faces of the stamps added; pages that shared theirs share the new ones."""
    own = resources.objgen
    if own != (0, 0) and own in shared:
        return shared[own]
    known = resources.get(pikepdf.Name.Font)
    more = pikepdf.Dictionary(dict(resources.items()))
    more.Font = pikepdf.Dictionary({**dict(known.items() if known is not None else ()), **fonts})
    made = pdf.make_indirect(more)
    if own != (0, 0):
        shared[own] = made
    return made


def _content(setter: Setter, running: Running) -> str:
    parts = []
    if running.mark:
        marked = _centred(setter, running.mark, "hei", 10.5, PAGE_HEIGHT - EDGE / 2 + 5.25)
        parts.append(f"q {MARK_COLOUR} {marked} Q")
    if running.number:
        top = EDGE / 2 + (11.0 if running.foot else 5.25)
        parts.append(_number(setter, running.number, top))
    if running.foot:
        parts.append(_centred(setter, running.foot, "fang", 8.0, EDGE / 2 - 3.0))
    for leader in running.leaders:
        parts += _leader(setter, leader)
    return "\n".join(parts)


def _centred(setter: Setter, text: str, look: Look, size: float, top: float) -> str:
    (line,) = setter.lines([Span(text, look)], Measure(size, size, PAGE_WIDTH - 2 * SIDE, align="center"))[:1]
    return line.paint(SIDE, top)


def _number(setter: Setter, digits: str, top: float) -> str:
    """Centred as well, without asking where a line of digits could be broken: there are hundreds of them."""
    size = 10.5
    glyphs = setter.glyphs(digits, "fang")
    x = (PAGE_WIDTH - sum(glyph.advance for glyph in glyphs) * size) / 2
    shown = "".join(glyph.code for glyph in glyphs)
    return text_object([Run(glyphs[0].font, size, 0.0, x, top - size * BASELINE, f"<{shown}> Tj")])


def _leader(setter: Setter, leader: Leader) -> list[str]:
    size, right = 14.0, PAGE_WIDTH - SIDE
    (number,) = setter.lines([Span(leader.number)], Measure(size, size, 60, align="left"))
    width = sum(number.widths) * size
    top = leader.baseline + size * 0.88
    count = int((right - width - 4 - leader.x - 4) / DOT)
    painted = [number.paint(right - width, top)]
    if count > 0:
        (dots,) = setter.lines([Span("." * count)], Measure(size, size, PAGE_WIDTH, align="left"))
        painted.append(dots.paint(right - width - 4 - count * DOT, top))
    return painted
