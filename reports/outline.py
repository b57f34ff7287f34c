"""One outline and working links for a document that was merged from parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pikepdf

from reports.measures import BASELINE, PAGE_HEIGHT
from reports.stamps import Leader

SIZE = 14.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is listed: ``page`` counts from 0 in the finished document, ``top`` from the foot of the page."""

    level: int
    title: str
    place: str
    page: int
    top: float


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the contents that leads to the heading of ``place``."""

    place: str
    page: int
    left: float
    bottom: float
    right: float
    top: float


def write_outline(pdf: pikepdf.Pdf, marks: Iterable[Mark]) -> None:
    """Bookmarks, nested by level; a level that skips one hangs under the nearest above it."""
    with pdf.open_outline() as outline:
        outline.root.clear()
        branch: list[tuple[int, list[pikepdf.OutlineItem]]] = [(0, outline.root)]
        for mark in marks:
            while branch[-1][0] >= mark.level:
                branch.pop()
            item = pikepdf.OutlineItem(mark.title, mark.page, "XYZ", top=round(mark.top, 2))
            item.is_closed = mark.level > 1
            branch[-1][1].append(item)
            branch.append((mark.level, item.children))


def bind_links(pdf: pikepdf.Pdf, links: Iterable[Link], marks: Iterable[Mark]) -> dict[int, list[Leader]]:
    """Let the lines of the contents jump to their headings; returns the dotted lines that they still need."""
    known: Mapping[str, Mark] = {mark.place: mark for mark in marks if mark.place}
    leaders: dict[int, dict[str, Leader]] = {}
    for link in links:
        mark = known[link.place]
        page = pdf.pages[link.page].obj
        if pikepdf.Name.Annots not in page:
            page.Annots = pikepdf.Array()
        target = pikepdf.Array(
            [pdf.pages[mark.page].obj, pikepdf.Name.XYZ, None, round(min(mark.top, PAGE_HEIGHT), 2), None]
        )
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[round(edge, 2) for edge in (link.left, link.bottom, link.right, link.top)],
            Border=[0, 0, 0],
            F=4,
            Dest=target,
        )
        page.Annots.append(pdf.make_indirect(annotation))
        # The line is higher than its hanzi: half of the leading, then the square in which they stand.
        baseline = (link.top + link.bottom) / 2 + SIZE / 2 - SIZE * BASELINE
        leaders.setdefault(link.page, {})[link.place] = Leader(link.right, baseline, str(mark.page + 1))
    return {number: list(lines.values()) for number, lines in leaders.items()}
