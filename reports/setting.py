"""Sets text in lines: where a line may be broken, how it is stretched to both edges, and the operators that paint it.

It is the painters' compositor and knows no pages and no blocks. Rules: closing marks do not begin a line, opening ones
do not end it, Latin words stay whole unless one is longer than a line, neighbouring punctuation is squeezed, and
what is left of a full line is shared out between hanzi and at spaces, as in ``reports/typography.py``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from reports.measures import BASELINE, STROKE
from reports.paint_fonts import TIMES, Glyph, Look, TypeCase

Align = Literal["justify", "left", "center", "right"]
NOT_FIRST = frozenset("，。、；：？！）》〉】」』〕”’…—·％℃%!),.:;?]}~～")
JOINTS = frozenset("_/-.@&=")
NOT_LAST = frozenset("（《〈【「『〔“‘([{")
_MARKS = re.compile("[，。、；：？！（）《》〈〉【】「」『』〔〕“”‘’]{2,}")
_BLANKS = re.compile("[ \n]+")
_OPTIONS = re.compile("[☐☑][^\\s☐☑]+")
"""What may be ticked; no line ends between a box and its words."""
MARKED = "0.953 0.867 0.608 rg"
"""Behind a gap of a draft."""


class Span(NamedTuple):
    """A piece of a paragraph in one face; ``marked`` stands on a coloured ground."""

    text: str
    look: Look = "fang"
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """How lines are set: the size, the distance of the lines, the width, the indent of the first line."""

    size: float
    leading: float
    width: float
    indent: float = 0.0
    align: Align = "justify"


class Run(NamedTuple):
    """Glyphs of one face in a row, and where they begin."""

    font: str
    size: float
    spacing: float
    x: float
    y: float
    shown: str


class Line(NamedTuple):
    """One finished line; ``runs`` and ``paint`` want the left edge and the height of its top."""

    glyphs: Sequence[Glyph]
    widths: Sequence[float]
    shifts: Sequence[float]
    marked: Sequence[bool]
    left: float
    gap: float
    size: float
    leading: float
    squeezed: bool = False
    plain: bool = False
    """All of one face, not stretched and not marked: one run."""

    def paint(self, x: float, top: float) -> str:
        """Operators that put the line under ``top`` (heights grow upwards, as PDF counts)."""
        ground: list[str] = []
        return with_ground(ground, text_object(self.runs(x, top, ground)))

    def runs(self, x: float, top: float, ground: list[str]) -> list[Run]:
        """What is shown, and on ``ground`` the rectangles behind what is marked."""
        baseline = top - (self.leading - self.size) / 2 - self.size * BASELINE
        x += self.left
        found: list[Run] = []
        number, count = 0, len(self.glyphs)
        while number < count:
            end = self._run_end(number)
            glyph = self.glyphs[number]
            spacing = self.gap if glyph.stretched else 0.0
            found.append(Run(glyph.font, self.size, spacing, x, baseline, self._shown(number, end)))
            wide = self._reach(number, end) if end < count or self.marked[number] else 0.0
            if self.marked[number]:
                bottom = baseline - (1 - BASELINE) * self.size
                ground.append(f"{x:.2f} {bottom:.2f} {wide:.2f} {self.size:g} re f")
            x += wide
            number = end
        return found

    def _run_end(self, start: int) -> int:
        """A run has one face, one ground, and in a stretched line one kind of character."""
        if self.plain:
            return len(self.glyphs)
        font, ground, stretched = self.glyphs[start].font, self.marked[start], self.glyphs[start].stretched
        end, count = start + 1, len(self.glyphs)
        while end < count:
            glyph = self.glyphs[end]
            if glyph.font != font or self.marked[end] != ground:
                break
            if self.gap and (glyph.stretched != stretched or (not stretched and self.glyphs[end - 1].blank)):
                break
            end += 1
        return end

    def _shown(self, start: int, end: int) -> str:
        if self.squeezed:
            return f"[{self._squeezed(start, end)}] TJ"
        return f"<{''.join([glyph.code for glyph in self.glyphs[start:end]])}> Tj"

    def _squeezed(self, start: int, end: int) -> str:
        codes: list[str] = ["<"]
        for at in range(start, end):
            shift, own = self.shifts[at], self.glyphs[at].advance
            if shift:
                codes.append(f">{-shift * 1000:g}<")
            codes.append(self.glyphs[at].code)
            lost = own + shift - self.widths[at] if at + 1 < end else 0
            if lost:
                codes.append(f">{lost * 1000:g}<")
        codes.append(">")
        return "".join(codes).replace("<>", "")

    def _reach(self, start: int, end: int) -> float:
        """From the beginning of this run to the beginning of the next."""
        total = sum(self.widths[start:end]) * self.size
        if not self.gap:
            return total
        for at in range(start, end):
            total += self.gap * _places(self.glyphs, at)
        return total


def with_ground(ground: Sequence[str], text: str) -> str:
    return f"q {MARKED} {' '.join(ground)} Q\n{text}" if ground else text


def text_object(runs: Iterable[Run]) -> str:
    return f"BT {shown(runs)} ET"


def shown(runs: Iterable[Run]) -> str:
    """The operators that show runs; only what changes from one to the next is written, and nothing is left changed."""
    parts: list[str] = []
    font, size, spacing, stroked = "", 0.0, 0.0, False
    at_x = at_y = 0.0
    for run in runs:
        if run.font != font or run.size != size:
            font, size = run.font, run.size
            parts.append(f"/{font} {size:g} Tf")
            bold = font[-1] == "b" and font not in TIMES
            if bold != stroked or bold:
                stroked = bold
                parts.append(f"2 Tr {size * STROKE:.3f} w" if bold else "0 Tr")
        if run.spacing != spacing:
            spacing = run.spacing
            parts.append(f"{spacing:.3f} Tc")
        x, y = round(run.x, 2), round(run.y, 2)
        parts.append(f"{x - at_x:.2f} {y - at_y:.2f} Td {run.shown}")
        at_x, at_y = x, y
    parts += ["0 Tc"] if spacing else []
    parts += ["0 Tr"] if stroked else []
    return " ".join(parts)


def _places(glyphs: Sequence[Glyph], at: int) -> float:
    """How many gaps stand behind a character: a whole one between hanzi, half a one beside Latin, one at a space."""
    if at + 1 >= len(glyphs):
        return 0.0
    return 0.5 * glyphs[at].stretched + 0.5 * glyphs[at + 1].stretched + glyphs[at].blank


class Setter:
    """Breaks spans into lines with the faces of one type case."""

    def __init__(self, case: TypeCase) -> None:
        self._case = case
        self._shown: dict[Look, set[str]] = {}

    def used(self) -> dict[tuple[str, str], str]:
        """Every glyph that was set, with a character that it shows."""
        found: dict[tuple[str, str], str] = {}
        for look, characters in sorted(self._shown.items()):
            case = self._case.of(look)
            for character in sorted(characters):
                glyph = case[character]
                found.setdefault((glyph.font, glyph.code), character)
        return found

    def lines(self, spans: Sequence[Span], measure: Measure) -> list[Line]:
        text, glyphs, marked = self._glyphs(spans)
        if not text:
            return [Line((), (), (), (), 0, 0, measure.size, measure.leading)]
        full = [glyph.advance for glyph in glyphs]
        widths, shifts = full[:], [0.0] * len(full)
        squeezed = False
        for found in _MARKS.finditer(text):
            start, end = found.span()
            if len({glyph.font for glyph in glyphs[start:end]}) == 1:
                squeezed = True
                pairs = self._case.squeezed(glyphs[start].font, found[0])
                widths[start:end] = [wide for wide, _ in pairs]
                shifts[start:end] = [shift for _, shift in pairs]
        cuts = list(_cuts(text, widths, full, measure))
        lines = []
        for number, (start, end) in enumerate(cuts):
            last = number + 1 == len(cuts)
            while end > start + 1 and text[end - 1] == " ":
                end -= 1
            row, moved = widths[start:end], shifts[start:end]
            if squeezed:
                row[-1] = full[end - 1] + min(shifts[end - 1], 0)
                if moved[0]:  # an opening mark that lost its neighbour to the line above
                    row[0], moved[0] = full[start], 0.0
            lines.append(self._line(glyphs[start:end], row, moved, marked[start:end], measure, number, last))
        return lines

    def _line(
        self,
        glyphs: Sequence[Glyph],
        widths: list[float],
        shifts: list[float],
        marked: Sequence[bool],
        measure: Measure,
        number: int,
        last: bool,
    ) -> Line:
        indent = measure.indent if number == 0 else 0.0
        room = measure.width - indent
        free = room - sum(widths) * measure.size
        gap, left = 0.0, indent
        match measure.align:
            case "justify" if not last:
                places = sum(_places(glyphs, at) for at in range(len(glyphs) - 1))
                gap = max(0.0, free / places) if places else 0.0
            case "center":
                left += max(0.0, free / 2)
            case "right":
                left += max(0.0, free)
            case _:
                pass
        squeezed = any(shifts) or widths != [glyph.advance for glyph in glyphs]
        plain = not gap and True not in marked and len({glyph.font for glyph in glyphs}) == 1
        return Line(glyphs, widths, shifts, marked, left, gap, measure.size, measure.leading, squeezed, plain)

    def glyphs(self, text: str, look: Look) -> list[Glyph]:
        """One for each character, noted as used."""
        case = self._case.of(look)
        self._shown.setdefault(look, set()).update(text)
        return [case[character] for character in text]

    def _glyphs(self, spans: Sequence[Span]) -> tuple[str, list[Glyph], list[bool]]:
        text, glyphs, marked = "", [], []
        for span in spans:
            words = _BLANKS.sub(" ", span.text)
            if not text:
                words = words.lstrip(" ")
            glyphs += self.glyphs(words, span.look)
            text += words
            marked += [span.marked] * len(words)
        stripped = len(text.rstrip(" "))
        return text[:stripped], glyphs[:stripped], marked[:stripped]


def _cuts(text: str, widths: Sequence[float], full: Sequence[float], measure: Measure) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends. A character must fit with its full width, for it may be the last one."""
    room = (measure.width - measure.indent) / measure.size + 1e-6
    whole = {at for found in _OPTIONS.finditer(text) for at in range(found.start() + 1, found.end())}
    start, used = 0, 0.0
    for at, wide in enumerate(full):
        if used + wide > room and at > start and text[at] != " ":
            cut = _chance(text, start, at, whole) or _chance(text, start, at) or _forced(text, start, at)
            yield start, cut
            room = measure.width / measure.size + 1e-6
            start, used = cut, sum(widths[cut:at])
        used += widths[at]
    yield start, len(text)


def _chance(text: str, start: int, at: int, whole: Collection[int] = ()) -> int:
    """The last place up to ``at`` where the line may end, 0 for none; ``whole``: where it may not, beside the rules."""
    for cut in range(at, start, -1):
        if may_break(text[cut - 1], text[cut]) and cut not in whole:
            return cut
    return 0


def _forced(text: str, start: int, at: int) -> int:
    """Where a word longer than its line is parted: behind a joint in its second half, else where a line may begin."""
    for cut in range(at, start + (at - start) // 2, -1):
        if text[cut - 1] in JOINTS and text[cut] not in NOT_FIRST:
            return cut
    for cut in range(at, start, -1):
        if text[cut] not in NOT_FIRST and text[cut - 1] not in NOT_LAST:
            return cut
    return at


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after == " " or after in NOT_FIRST or before in NOT_LAST:
        return False
    return before == " " or _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return character > "\u2000" and character not in "\u2010\u2011\u2012\u2013"
