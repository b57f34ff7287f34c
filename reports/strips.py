"""From blocks to strips: pieces of a page that are painted whole, each with its height and what holds it to the next.

A strip does not know where it will stand, so the strips of a section can be kept until one of its words changes.
Sizes and faces are those of the sheet (``reports.manners``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from reports import vector
from reports.blocks import (
    BLANK,
    Block,
    Contents,
    Cover,
    Form,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Table,
    Title,
)  # fmt: skip
from reports.blocks import Cell as FormCell
from reports.document import Sheet
from reports.manners import ABOVE_COVER, CELL_LEADING, CELL_SIZE, ENTRY_ROOM, ENTRY_STEP, INDENT, MANNERS, SIZE
from reports.measures import DEPTH, INNER, SIDE
from reports.paint_fonts import Look
from reports.setting import MARKED, Align, Line, Measure, Run, Setter, Span, shown, text_object, with_ground

PAD_SIDE, PAD_EDGE, HAIRLINE = 4.0, 2.0, 0.5
FORM_WIDTHS = (22, 28, 20, 30)
TALL = DEPTH / 3
"""A row higher than this may be parted between pages; every other row stays whole."""
PICTURE_WIDTH = 0.78
KEPT_CELLS = 4000
"""Cells of a table say the same again and again; so many different ones are remembered."""


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
    link: tuple[str, float, float] | None = None
    """The place that this line leads to, and from where to where it reaches."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that was set: the same words in a column are painted by the same operators wherever they stand."""

    lines: Sequence[Line]
    height: float
    paint: str
    ground: str


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
    values = [tuple(value) if isinstance(value, list) else value for value in values]
    return Strip(*values)


def strips_of(blocks: Iterable[Block], setter: Setter, sheet: Sheet = "report") -> Section:
    """Lay out the blocks of one section."""
    maker = _Maker(setter, sheet)
    for block in blocks:
        maker.add(block)
    return Section(maker.strips, maker.heads, setter.used())


class _Maker:
    def __init__(self, setter: Setter, sheet: Sheet) -> None:
        self._setter, self._manners = setter, MANNERS[sheet]
        self._cells: dict[tuple[tuple[str, ...], float, str, str], Cell] = {}
        self.strips: list[Strip] = []
        self.heads: list[Strip] = []

    def add(self, block: Block) -> None:
        match block:
            case Cover():
                self._cover(block)
            case Contents():
                self._contents(block)
            case Title():
                self._heading("title", block.text, (1, block.text, ""))
            case Heading():
                self._heading(f"h{block.level}", block.text, (block.level, block.text, block.place))
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

    def _line_of(self, name: str, spans: Sequence[Span], mark: tuple[int, str, str] | None = None) -> None:
        """A paragraph or heading in its manner: one strip a line; the first two and the last two stay together."""
        manner = self._manners.lines[name]
        measure = Measure(manner.size, manner.leading, INNER, manner.indent, manner.align)
        lines = self._setter.lines(spans, measure)
        count = len(lines)
        for number, line in enumerate(lines):
            last = number + 1 == count
            self.strips.append(
                Strip(
                    line.leading,
                    line.paint(SIDE, 0),
                    before=manner.before if number == 0 else 0.0,
                    after=manner.after if last else 0.0,
                    glue=manner.keep if last else number == 0 or number + 2 == count,
                    mark=mark if number == 0 else None,
                )
            )

    def _cover(self, block: Cover) -> None:
        self.strips.append(Strip(ABOVE_COVER, "", glue=True))  # a distance would be left out at the head of a page
        self._line_of("cover-name", [Span(block.title, "hei")])
        for line in block.lines:
            self._line_of("cover-line", list(_marked(line, "fang")))
        self._break()

    def _contents(self, block: Contents) -> None:
        self._line_of("contents-title", [Span(block.title, "hei")])
        manner = self._manners.lines["entry"]
        for level, text, place in block.entries:
            left = (level - 1) * ENTRY_STEP
            measure = Measure(manner.size, manner.leading, INNER - left - ENTRY_ROOM, align=manner.align)
            lines = self._setter.lines([Span(text)], measure)
            for number, line in enumerate(lines):
                reach = SIDE + left, SIDE + left + sum(line.widths) * line.size
                strip = Strip(line.leading, line.paint(SIDE + left, 0), glue=number + 1 < len(lines))
                self.strips.append(strip._replace(link=(place, *reach)))
        self._break()

    def _break(self) -> None:
        self.strips[-1] = self.strips[-1]._replace(glue=False)
        self.strips.append(Strip(0, "", breaks=True))

    def _paragraph(self, block: Paragraph) -> None:
        look = self._manners.lines[block.style].look
        self._line_of(block.style, [*_marked(block.lead, self._manners.lead), *_marked(block.text, look)])

    def _heading(self, name: str, text: str, mark: tuple[int, str, str]) -> None:
        self._line_of(name, [Span(text, self._manners.lines[name].look)], mark)

    def _table(self, block: Table) -> None:
        if block.caption:
            self._paragraph(Paragraph(block.caption, "caption"))
        total = sum(block.widths)
        widths = [INNER * width / total for width in block.widths]
        measures = [Measure(CELL_SIZE, CELL_LEADING, width - 2 * PAD_SIDE, align="left") for width in widths]
        before, after = self._manners.table
        heading = [
            self._cell((column,), measure, *self._manners.head)
            for column, measure in zip(block.columns, measures, strict=True)
        ]
        head = _row(heading, widths)._replace(glue=True, before=before)
        self.heads.append(head._replace(before=0.0))
        self.strips.append(head)
        for cells in block.rows:
            row = [self._cell((cell,), measure) for cell, measure in zip(cells, measures, strict=True)]
            self._place_row(row, widths, len(self.heads) - 1)
        self.strips[-1] = self.strips[-1]._replace(after=after, glue=False)

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

    def _form_cell(self, cell: FormCell, width: float) -> Cell:
        align: Align = "center" if cell.label else "justify" if cell.long else "left"
        measure = Measure(SIZE, 16, width - 2 * PAD_SIDE, INDENT if cell.long else 0, align)
        return _set([line for text in cell.lines for line in self._setter.lines(list(_marked(text, "fang")), measure)])

    def _cell(self, lines: tuple[str, ...], measure: Measure, look: Look = "fang", align: Align = "left") -> Cell:
        known = self._cells.get((lines, measure.width, look, align))
        if known is None:
            own = Measure(measure.size, measure.leading, measure.width, align=align)
            texts = (text for line in lines for text in line.split("\n"))
            known = _set([line for text in texts for line in self._setter.lines(list(_marked(text, look)), own)])
            if len(self._cells) < KEPT_CELLS:
                self._cells[lines, measure.width, look, align] = known
        return known

    def _place_row(self, row: list[Cell], widths: list[float], head: int) -> None:
        whole = _row(row, widths)
        if whole.height <= TALL:
            self.strips.append(whole._replace(head=head))
            return
        count = max(len(cell.lines) for cell in row)
        for number in range(count):
            first, last = number == 0, number + 1 == count
            slice_ = _slice([cell.lines[number : number + 1] for cell in row], widths, first=first, last=last)
            self.strips.append(slice_._replace(head=head, sliced=not last, glue=first or number + 2 == count))

    def _signatures(self, block: Signatures) -> None:
        for at in range(max(0, len(self.strips) - 2), len(self.strips)):  # nobody signs an empty page
            self.strips[at] = self.strips[at]._replace(glue=not self.strips[at].breaks)
        measure = Measure(SIZE, self._manners.leading, INNER * 0.55, align="left")
        for number, text in enumerate(block.lines):
            lines = self._setter.lines(list(_marked(text, "fang")), measure)
            for line in lines:
                left = line._replace(left=line.left + INNER * 0.45)
                before = 48.0 if number == 0 else 32.0
                self.strips.append(Strip(line.leading, left.paint(SIDE, 0), before=before, glue=True))
        if block.lines:
            self.strips[-1] = self.strips[-1]._replace(glue=False, after=32.0)

    def _picture(self, block: Picture) -> None:
        wide, tall = vector.size_of(block.svg)
        scale = min(INNER * PICTURE_WIDTH / wide, (DEPTH - 60) / tall)
        drawn = vector.painted(block.svg, self._setter, SIDE + (INNER - wide * scale) / 2, 0, scale)
        told = block.alternative.encode("utf-16-be").hex()
        paint = f"/Span <</Alt <feff{told}>>> BDC\n{drawn}\nEMC"
        self.strips.append(Strip(tall * scale, paint, before=8.0, glue=bool(block.caption)))
        if block.caption:
            self._paragraph(Paragraph(block.caption, "caption"))
            self.strips[-1] = self.strips[-1]._replace(glue=False, after=8.0)


def _marked(text: str, look: Look) -> Iterator[Span]:
    """A gap of a draft stands on a coloured ground."""
    rest = text.split(BLANK)
    for number, part in enumerate(rest):
        if number:
            yield Span(BLANK, look, marked=True)
        if part:
            yield Span(part, look)


def _set(lines: Sequence[Line]) -> Cell:
    ground: list[str] = []
    runs: list[Run] = []
    top = 0.0
    for line in lines:
        runs += line.runs(0, top, ground)
        top -= line.leading
    return Cell(lines, -top, shown(runs), " ".join(ground))


def _row(cells: Sequence[Cell], widths: Sequence[float]) -> Strip:
    """Cells side by side in a frame; what is lower than the row stands in its middle."""
    height = max(cell.height for cell in cells) + 2 * PAD_EDGE + HAIRLINE
    frames: list[str] = []
    grounds: list[str] = []
    words: list[str] = []
    x = SIDE
    for cell, width in zip(cells, widths, strict=True):
        frames.append(f"{x:.2f} {-height:.2f} {width:.2f} {height:.2f} re")
        place = f"1 0 0 1 {x + PAD_SIDE:.2f} {(cell.height - height) / 2:.2f}"
        if cell.paint:
            words.append(f"{place} Tm {cell.paint}")
        if cell.ground:
            grounds.append(f"q {MARKED} {place} cm {cell.ground} Q\n")
        x += width
    return Strip(height, f"{HAIRLINE} w {' '.join(frames)} S\n{''.join(grounds)}BT {' '.join(words)} ET")


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
