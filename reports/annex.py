"""Paints tables of thousands of rows straight onto pages and puts them behind a document.

A layout engine makes an object of every cell, a second for three pages; here a cell is its lines of glyphs. It knows
one kind of page: a title, the heading repeated, rows that stay whole as long as they fit on one page.
"""

from __future__ import annotations

import io
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf

from reports.paint_fonts import PaintFont, load_fonts

PAGE_WIDTH, PAGE_HEIGHT = 595.276, 841.89
SIDE, EDGE = 90.14, 72.0
SIZE, LEADING, PADDING = 9.0, 12.0, 3.0
HAIRLINE = 0.5
NOT_FIRST = set("，。、；：？！）》〉】」』”’…—·％%!),.:;?]}")
NOT_LAST = set("（《〈【「『“‘([{")

Write = Callable[[str, float, float, float], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on every painted page: the mark at the head, the line at the foot, the number of the first page."""

    mark: str
    foot: str
    first: int


def append(host: bytes, annexes: Sequence[dict[str, Any]], folder: Path, sheet: Sheet) -> tuple[bytes, int]:
    """The host with the annexes behind it, bookmarked; and how many pages were added."""
    fonts = load_fonts(folder)
    painter = _Painter(fonts, sheet)
    starts = [(annex["title"], painter.annex(annex)) for annex in annexes]
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(host)) as pdf:
        before = len(pdf.pages)
        resources = pdf.make_indirect(
            pikepdf.Dictionary(Font=pikepdf.Dictionary({f"/{f.name}": f.embed(pdf) for f in fonts if f.used}))
        )
        for content in painter.finished():
            pdf.pages.append(pikepdf.Page(_page(pdf, content, resources)))
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, before + start) for title, start in starts)
        pdf.save(out, deterministic_id=True)
        return out.getvalue(), len(pdf.pages) - before


def _page(pdf: pikepdf.Pdf, content: str, resources: pikepdf.Object) -> pikepdf.Dictionary:
    stream = pikepdf.Stream(pdf, _compressed(content), Filter=pikepdf.Name.FlateDecode)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, PAGE_WIDTH, PAGE_HEIGHT],
        Resources=resources,
        Contents=pdf.make_indirect(stream),
    )


def _compressed(content: str) -> bytes:
    """Validators take a last byte 0x0D for the end of the line; another blank gives other bytes."""
    packed = zlib.compress(content.encode("ascii"), 6)
    return packed if not packed.endswith(b"\r") else _compressed(content + " ")


class _Painter:
    def __init__(self, fonts: tuple[PaintFont, ...], sheet: Sheet) -> None:
        self._fonts, self._sheet = fonts, sheet
        self._pages: list[list[str]] = []
        self._y = 0.0

    def finished(self) -> Iterator[str]:
        return ("\n".join(page) for page in self._pages)

    def annex(self, annex: dict[str, Any]) -> int:
        """Paint one table from a new page on; returns the index of that page."""
        start = len(self._pages)
        inner = PAGE_WIDTH - 2 * SIDE
        widths = [inner * width / sum(annex["widths"]) for width in annex["widths"]]
        heading = [self._wrap(text, width) for text, width in zip(annex["columns"], widths, strict=True)]
        self._new_page()
        self._y -= 26
        self._text(annex["title"], SIDE, self._y + 8, 12)
        self._row(heading, widths)
        for row in annex["rows"]:
            cells = [self._wrap(text, width) for text, width in zip(row, widths, strict=True)]
            while cells:
                cells = self._fit(cells, heading, widths)
        return start

    def _fit(self, cells: list[list[str]], heading: list[list[str]], widths: list[float]) -> list[list[str]]:
        """Put a row on this page or the next; what is longer than a page goes on, the rest is returned."""
        whole = PAGE_HEIGHT - 2 * EDGE - _height(heading)
        room = self._y - EDGE
        if _height(cells) > room and (_height(cells) <= whole or room < 4 * LEADING):
            self._new_page()
            self._row(heading, widths)
            room = whole
        lines = int((room - 2 * PADDING) // LEADING)
        self._row([cell[:lines] for cell in cells], widths)
        rest = [cell[lines:] for cell in cells]
        return rest if any(rest) else []

    def _row(self, cells: list[list[str]], widths: list[float]) -> None:
        height, x, page = _height(cells), SIDE, self._pages[-1]
        for lines, width in zip(cells, widths, strict=True):
            page.append(f"{x:.2f} {self._y - height:.2f} {width:.2f} {height:.2f} re S")
            for number, line in enumerate(lines):
                self._text(line, x + PADDING, self._y - PADDING - number * LEADING - SIZE, SIZE)
            x += width
        self._y -= height

    def _new_page(self) -> None:
        self._pages.append([f"{HAIRLINE} w"])
        self._y = PAGE_HEIGHT - EDGE
        number = str(self._sheet.first + len(self._pages) - 1)
        self._centred(number, 42, 10.5)
        if self._sheet.mark:
            self._pages[-1].append("0.659 0.165 0.11 rg")
            self._centred(self._sheet.mark, PAGE_HEIGHT - 40, 10.5)
            self._pages[-1].append("0 g")
        if self._sheet.foot:
            self._centred(self._sheet.foot, 30, 8)

    def _centred(self, text: str, y: float, size: float) -> None:
        self._text(text, (PAGE_WIDTH - self._width(text) * size) / 2, y, size)

    def _text(self, text: str, x: float, y: float, size: float) -> None:
        for font, part in self._runs(text):
            self._pages[-1].append(f"BT /{font.name} {size:g} Tf {x:.2f} {y:.2f} Td <{font.show(part)}> Tj ET")
            x += font.width(part) * size

    def _runs(self, text: str) -> Iterator[tuple[PaintFont, str]]:
        run, current = "", None
        for character in text:
            font = next(f for f in self._fonts if f.has(character))
            if font is not current and run and current is not None:
                yield current, run
                run = ""
            run, current = run + character, font
        if run and current is not None:
            yield current, run

    def _width(self, text: str) -> float:
        return sum(font.width(part) for font, part in self._runs(text))

    def _wrap(self, text: str, width: float) -> list[str]:
        room = (width - 2 * PADDING) / SIZE
        return [line for part in text.split("\n") for line in self._break(part, room)]

    def _break(self, text: str, room: float) -> Iterable[str]:
        """Greedy lines; Latin words stay whole, closing marks do not begin a line, opening ones do not end it."""
        lines, line, used = [], "", 0.0
        for unit in _units(text):
            wide = self._measure(unit)
            if used + wide <= room or not line:
                while wide > room:  # a word longer than the cell
                    cut = self._cut(unit, room)
                    lines.append(unit[:cut])
                    unit = unit[cut:]
                    wide = self._measure(unit)
                line, used = line + unit, used + wide
            else:
                lines.append(line.rstrip(" "))
                line = unit.lstrip(" ")
                used = self._measure(line)
                if used > room:
                    lines += (pieces := list(self._break(line, room)))[:-1]
                    line, used = pieces[-1], self._measure(pieces[-1])
        return [*lines, line]

    def _cut(self, unit: str, room: float) -> int:
        used, count = 0.0, 0
        for character in unit:
            used += self._measure(character)
            if used > room:
                break
            count += 1
        return max(1, count)

    def _measure(self, text: str) -> float:
        return self._width(text)


def _height(cells: list[list[str]]) -> float:
    return max(map(len, cells)) * LEADING + 2 * PADDING


@lru_cache(maxsize=65536)
def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"


def _units(text: str) -> list[str]:
    """Pieces that a line may be broken between."""
    units: list[str] = []
    for character in text:
        glued = bool(units) and (
            character in NOT_FIRST
            or units[-1][-1] in NOT_LAST
            or (not _wide(character) and not _wide(units[-1][-1]) and units[-1][-1] != " ")
        )
        if glued:
            units[-1] += character
        else:
            units.append(character)
    return units
