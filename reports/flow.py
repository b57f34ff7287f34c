"""Puts strips on pages: what is glued stays together, a table begins again under its heading, margins end at a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reports.measures import DEPTH, EDGE, INNER, PAGE_HEIGHT, SIDE
from reports.strips import HAIRLINE, Section, Strip

_SLACK = 0.05


@dataclass(slots=True)
class Flow:
    """The pages so far; they count from 0.

    ``marks``: (level, text, place, page, height of its top); ``links``: (place, page, left, bottom, right, top).
    """

    pages: list[list[str]] = field(default_factory=list)
    marks: list[tuple[int, str, str, int, float]] = field(default_factory=list)
    links: list[tuple[str, int, float, float, float, float]] = field(default_factory=list)
    used: dict[tuple[str, str], str] = field(default_factory=dict)
    _y: float = 0.0
    _after: float = 0.0
    _fresh: bool = True
    _closing: tuple[int, float] | None = None

    def add(self, section: Section) -> None:
        self.used.update(section.used)
        for group in _groups(section.strips):
            self._group(group, section.heads)

    def contents(self) -> Iterator[str]:
        return ("\n".join(page) for page in self.pages)

    def _group(self, group: Sequence[Strip], heads: Sequence[Strip]) -> None:
        if group[0].breaks:
            if self.pages and not self._fresh:
                self._page()
            return
        if not self.pages:
            self._page()
        height = sum(
            max(strip.before, self._after if number == 0 else 0) + strip.height for number, strip in enumerate(group)
        )
        if height <= self._room + _SLACK or self._fresh:
            self._pieces(group, heads)
        elif height <= DEPTH:
            self._turn(group[0], heads)
            self._pieces(group, heads)
        else:
            self._pieces(group, heads)

    def _pieces(self, group: Sequence[Strip], heads: Sequence[Strip]) -> None:
        for strip in group:
            space = 0.0 if self._fresh else max(strip.before, self._after)
            if space + strip.height > self._room + _SLACK and not self._fresh:
                self._turn(strip, heads)
                space = 0.0
            self._y -= space
            self._put(strip)

    def _turn(self, strip: Strip, heads: Sequence[Strip]) -> None:
        """A new page; a table goes on under its heading row."""
        self._page()
        if strip.head >= 0:
            self._put(heads[strip.head])
            self._fresh = True

    def _put(self, strip: Strip) -> None:
        number = len(self.pages) - 1
        if strip.mark:
            level, text, place = strip.mark
            self.marks.append((level, text, place, number, self._y))
        if strip.link:
            place, left, right = strip.link
            self.links.append((place, number, left, self._y - strip.height, right, self._y))
        self.pages[number].append(f"q 1 0 0 1 0 {self._y:.2f} cm\n{strip.paint}\nQ")
        self._y -= strip.height
        self._after, self._fresh = strip.after, False
        if strip.sliced:
            self._closing = number, self._y

    @property
    def _room(self) -> float:
        return self._y - EDGE

    def _page(self) -> None:
        self._close()
        self.pages.append([])
        self._y, self._after, self._fresh = PAGE_HEIGHT - EDGE, 0.0, True

    def _close(self) -> None:
        """A row that goes on overleaf is ruled off at the foot of its page."""
        if self._closing and self.pages and self._closing[1] == self._y:
            right = SIDE + INNER
            self.pages[-1].append(f"{HAIRLINE} w {SIDE:.2f} {self._y:.2f} m {right:.2f} {self._y:.2f} l S")
        self._closing = None


def _groups(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.glue:
            yield group
            group = []
    if group:
        yield group
