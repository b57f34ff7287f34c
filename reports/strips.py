"""From blocks to strips: pieces of a page that are painted whole, each with its height and what holds it to the next.

A strip does not know where it will stand, so the strips of a section can be kept until one of its words changes.
Sizes and faces are those of ``styles/report.css``; ``tests/reports/test_painted.py`` holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from reports.blocks import BLANK, Block, Cell, Form, Heading, PageBreak, Paragraph, Picture, Signatures, Table, Title
from reports.measures import DEPTH, INNER, SIDE
from reports.paint_fonts import Look
from reports.setting import Align, Line, Measure, Run, Setter, Span, text_object, with_ground

SIZE, LEADING, INDENT = 14.0, 26.0, 28.0
CELL_SIZE, CELL_LEADING = 10.5, 16.0
PAD_SIDE, PAD_EDGE, HAIRLINE = 4.0, 2.0, 0.5
FORM_WIDTHS = (22, 28, 20, 30)
TALL = DEPTH / 3
"""A row higher than this may be parted between pages; every other row stays whole."""
PICTURE_WIDTH = 0.78
KEPT_CELLS = 4000
"""Cells of a table say the same again and again; so many different ones are remembered."""
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


class Strip(NamedTuple):
    """``glue``: no page ends behind it. ``head``: which heading row is repeated above it on a new page (-1: none)."""

    height: float
    paint: str
    before: float = 0.0
    after: float = 0.0
    glue: bool = False
    head: int = -1
    sliced: bool = False
    breaks: bool = False
    mark: tuple[int, str, str] | None = None
    picture: str = ""


class Section(NamedTuple):
    """Strips of one section, the heading rows they refer to, and every glyph that they paint."""

    strips: list[Strip]
    heads: list[Strip]
    used: dict[tuple[str, str], str]

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        used = [[font, code, character] for (font, code), character in self.used.items()]
        return {"strips": self.strips, "heads": self.heads, "used": used}

    @classmethod
    def from_plain(cls, kept: dict[str, Any]) -> Section:
        strips, heads = ([_strip(one) for one in kept[name]] for name in ("strips", "heads"))
        return cls(strips, heads, {(font, code): character for font, code, character in kept["used"]})


def _strip(values: list[Any]) -> Strip:
    strip = Strip(*values)
    return strip._replace(mark=(strip.mark[0], strip.mark[1], strip.mark[2])) if strip.mark else strip


def strips_of(blocks: Iterable[Block], setter: Setter) -> Section:
    """Lay out the blocks of one section."""
    maker = _Maker(setter)
    for block in blocks:
        maker.add(block)
    return Section(maker.strips, maker.heads, dict(setter.used))


def picture_name(svg: str) -> str:
    return "P" + sha256(svg.encode()).hexdigest()[:16]


def picture_size(svg: str) -> tuple[float, float]:
    """Width and height on the page, from the proportions of the drawing."""
    found = _VIEW.search(svg)
    width, height = (float(found[1]), float(found[2])) if found else (4.0, 3.0)
    wide = INNER * PICTURE_WIDTH
    tall = wide * height / width
    scale = min(1.0, (DEPTH - 60) / tall)
    return wide * scale, tall * scale


class _Maker:
    def __init__(self, setter: Setter) -> None:
        self._setter = setter
        self._cells: dict[tuple[tuple[str, ...], float, str], list[Line]] = {}
        self.strips: list[Strip] = []
        self.heads: list[Strip] = []

    def add(self, block: Block) -> None:
        match block:
            case Title():
                self._title(block)
            case Heading():
                self._heading(block)
            case Paragraph():
                self._paragraph(block)
            case Table():
                self._table(block)
            case Form():
                self._form(block)
            case Signatures():
                self._signatures(block)
            case Picture():
                self._picture(block)
            case PageBreak():
                self.strips.append(Strip(0, "", breaks=True))
            case _:
                raise AssertionError(f"{type(block).__name__} is not painted")

    def _title(self, block: Title) -> None:
        lines = self._setter.lines([Span(block.text, "hei")], Measure(18, 32, INNER, align="center"))
        self._lines(lines, after=16, keep=True, mark=(1, block.text, ""))

    def _heading(self, block: Heading) -> None:
        look: Look = ("hei", "kai-bold", "fang-bold")[block.level - 1]
        lines = self._setter.lines([Span(block.text, look)], Measure(SIZE, LEADING, INNER, INDENT))
        self._lines(lines, keep=True, mark=(block.level, block.text, block.place))

    def _paragraph(self, block: Paragraph) -> None:
        look: Look = "fang"
        size, leading, indent, align, before, keep = SIZE, LEADING, INDENT, "justify", 0.0, False
        match block.style:
            case "plain":
                indent = 0
            case "point":
                keep = True
            case "scenario":
                look, keep = "kai", True
            case "block-title":
                look, indent, keep = "hei", 0, True
            case "caption":
                look, size, leading, indent, align, before = "hei", CELL_SIZE, CELL_LEADING, 0, "center", 8.0
                keep = True
            case "note":
                size, leading, indent, align = 9.0, 14.0, 0, "left"
            case "centered":
                indent, align = 0, "center"
            case "end":
                indent, align = 0, "right"
            case _:
                pass
        spans = [*_marked(block.lead, "kai"), *_marked(block.text, look)]
        lines = self._setter.lines(spans, Measure(size, leading, INNER, indent, _align(align)))
        self._lines(lines, before=before, keep=keep)

    def _lines(
        self,
        lines: Sequence[Line],
        *,
        before: float = 0.0,
        after: float = 0.0,
        keep: bool = False,
        mark: tuple[int, str, str] | None = None,
    ) -> None:
        """One strip a line; the first two and the last two stay together."""
        count = len(lines)
        for number, line in enumerate(lines):
            last = number + 1 == count
            glue = keep if last else number == 0 or number + 2 == count
            self.strips.append(
                Strip(
                    line.leading,
                    line.paint(SIDE, 0),
                    before=before if number == 0 else 0.0,
                    after=after if last else 0.0,
                    glue=glue,
                    mark=mark if number == 0 else None,
                )
            )

    def _table(self, block: Table) -> None:
        if block.caption:
            self._paragraph(Paragraph(block.caption, "caption"))
        total = sum(block.widths)
        widths = [INNER * width / total for width in block.widths]
        measures = [Measure(CELL_SIZE, CELL_LEADING, width - 2 * PAD_SIDE, align="left") for width in widths]
        heading = [
            self._cell((column,), measure, "hei", "center")
            for column, measure in zip(block.columns, measures, strict=True)
        ]
        head = _row(heading, widths)._replace(glue=True, before=6.0)
        self.heads.append(head._replace(before=0.0))
        self.strips.append(head)
        for cells in block.rows:
            row = [self._cell((cell,), measure) for cell, measure in zip(cells, measures, strict=True)]
            self._place_row(row, widths, len(self.heads) - 1)
        self.strips[-1] = self.strips[-1]._replace(after=6.0, glue=False)

    def _form(self, block: Form) -> None:
        for number, cells in enumerate(block.rows):
            widths, row, at = [], [], 0
            for cell in cells:
                span = max(1, min(cell.span, len(FORM_WIDTHS) - at))
                widths.append(INNER * sum(FORM_WIDTHS[at : at + span]) / 100)
                at += span
                row.append(self._form_cell(cell, widths[-1]))
            self._place_row(row, widths, -1)
            if number == 0:
                self.strips[-1] = self.strips[-1]._replace(glue=True)
        if block.rows:
            self.strips[-1] = self.strips[-1]._replace(after=8.0, glue=False)

    def _form_cell(self, cell: Cell, width: float) -> list[Line]:
        align: Align = "center" if cell.label else "justify" if cell.long else "left"
        measure = Measure(SIZE, 16, width - 2 * PAD_SIDE, INDENT if cell.long else 0, align)
        return [line for text in cell.lines for line in self._setter.lines(list(_marked(text, "fang")), measure)]

    def _cell(self, lines: tuple[str, ...], measure: Measure, look: Look = "fang", align: Align = "left") -> list[Line]:
        known = self._cells.get((lines, measure.width, look))
        if known is None:
            own = Measure(measure.size, measure.leading, measure.width, align=align)
            texts = (text for line in lines for text in line.split("\n"))
            known = [line for text in texts for line in self._setter.lines(list(_marked(text, look)), own)]
            if len(self._cells) < KEPT_CELLS:
                self._cells[lines, measure.width, look] = known
        return known

    def _place_row(self, row: list[list[Line]], widths: list[float], head: int) -> None:
        whole = _row(row, widths)
        if whole.height <= TALL:
            self.strips.append(whole._replace(head=head))
            return
        count = max(map(len, row))
        for number in range(count):
            first, last = number == 0, number + 1 == count
            slice_ = _slice([lines[number : number + 1] for lines in row], widths, first=first, last=last)
            self.strips.append(slice_._replace(head=head, sliced=not last, glue=first or number + 2 == count))

    def _signatures(self, block: Signatures) -> None:
        for at in range(max(0, len(self.strips) - 2), len(self.strips)):  # nobody signs an empty page
            self.strips[at] = self.strips[at]._replace(glue=not self.strips[at].breaks)
        for number, text in enumerate(block.lines):
            lines = self._setter.lines(list(_marked(text, "fang")), Measure(SIZE, LEADING, INNER * 0.55, align="left"))
            for line in lines:
                left = line._replace(left=line.left + INNER * 0.45)
                before = 48.0 if number == 0 else 32.0
                self.strips.append(Strip(line.leading, left.paint(SIDE, 0), before=before, glue=True))
        if block.lines:
            self.strips[-1] = self.strips[-1]._replace(glue=False, after=32.0)

    def _picture(self, block: Picture) -> None:
        width, height = picture_size(block.svg)
        name = picture_name(block.svg)
        x = SIDE + (INNER - width) / 2
        told = block.alternative.encode("utf-16-be").hex()
        paint = f"/Span <</Alt <feff{told}>>> BDC\nq 1 0 0 1 {x:.2f} {-height:.2f} cm /{name} Do Q EMC"
        self.strips.append(Strip(height, paint, before=8.0, glue=bool(block.caption), picture=name))
        if block.caption:
            self._paragraph(Paragraph(block.caption, "caption"))
            self.strips[-1] = self.strips[-1]._replace(glue=False, after=8.0)


def _align(word: str) -> Align:
    assert word in ("justify", "left", "center", "right")
    return word  # type: ignore[return-value]  # one of the four


def _marked(text: str, look: Look) -> Iterator[Span]:
    """A gap of a draft stands on a coloured ground."""
    rest = text.split(BLANK)
    for number, part in enumerate(rest):
        if number:
            yield Span(BLANK, look, marked=True)
        if part:
            yield Span(part, look)


def _row(cells: Sequence[Sequence[Line]], widths: Sequence[float]) -> Strip:
    """Cells side by side in a frame; what is lower than the row stands in its middle."""
    heights = [sum(line.leading for line in lines) for lines in cells]
    height = max(heights) + 2 * PAD_EDGE + HAIRLINE
    frames: list[str] = []
    ground: list[str] = []
    runs: list[Run] = []
    x = SIDE
    for lines, width, own in zip(cells, widths, heights, strict=True):
        frames.append(f"{x:.2f} {-height:.2f} {width:.2f} {height:.2f} re")
        top = -(height - own) / 2
        for line in lines:
            runs += line.runs(x + PAD_SIDE, top, ground)
            top -= line.leading
        x += width
    return Strip(height, f"{HAIRLINE} w {' '.join(frames)} S\n{with_ground(ground, text_object(runs))}")


def _slice(cells: Sequence[Sequence[Line]], widths: Sequence[float], *, first: bool, last: bool) -> Strip:
    """One line of a row that is parted between pages: sides, and the edge above or below where the row has it."""
    above, below = (PAD_EDGE if first else 0.0), (PAD_EDGE + HAIRLINE if last else 0.0)
    height = above + max((line.leading for lines in cells for line in lines), default=CELL_LEADING) + below
    edges: list[str] = []
    ground: list[str] = []
    runs: list[Run] = []
    x = SIDE
    for lines, width in zip(cells, widths, strict=True):
        edges.append(f"{x:.2f} 0 m {x:.2f} {-height:.2f} l")
        for line in lines:
            runs += line.runs(x + PAD_SIDE, -above, ground)
        x += width
    edges.append(f"{x:.2f} 0 m {x:.2f} {-height:.2f} l")
    edges += [f"{SIDE:.2f} 0 m {x:.2f} 0 l"] if first else []
    edges += [f"{SIDE:.2f} {-height:.2f} m {x:.2f} {-height:.2f} l"] if last else []
    return Strip(height, f"{HAIRLINE} w {' '.join(edges)} S\n{with_ground(ground, text_object(runs))}")
