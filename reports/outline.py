"""One outline and working links for a document that was merged from parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pikepdf

from reports.measures import BASELINE, PAGE_HEIGHT
from reports.stamps import Leader

SIZE = 14.0
SCHEME = "sec:"
"""What links of the contents call a heading until its page is known."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is listed: ``page`` counts from 0 in the finished document, ``top`` from the foot of the page."""

    level: int
    title: str
    place: str
    page: int
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


def bind_links(pdf: pikepdf.Pdf, pages: Iterable[int], marks: Iterable[Mark]) -> dict[int, list[Leader]]:
    """Turn the ``sec:`` links on these pages into jumps; returns the dotted lines that the contents still need."""
    known: Mapping[str, Mark] = {mark.place: mark for mark in marks if mark.place}
    leaders: dict[int, list[Leader]] = {}
    for number in pages:
        page = pdf.pages[number].obj
        last: dict[str, Leader] = {}
        for link in page.get(pikepdf.Name.Annots, []):
            action = link.get(pikepdf.Name.A)
            target = str(action.get(pikepdf.Name.URI, "")) if action is not None else ""
            place = target.removeprefix(SCHEME)
            if place == target or place not in known:
                continue
            mark = known[place]
            del link[pikepdf.Name.A]
            top = min(mark.top, PAGE_HEIGHT)
            link.Dest = pikepdf.Array([pdf.pages[mark.page].obj, pikepdf.Name.XYZ, None, round(top, 2), None])
            left, low, right, high = (float(value) for value in link.Rect)
            bottom, x = min(low, high), max(left, right)
            line = max(low, high) - bottom
            # The rectangle is one line high: half of the leading, then the square in which the hanzi stand.
            last[place] = Leader(x, bottom + (line - SIZE) / 2 + (1 - BASELINE) * SIZE, str(mark.page + 1))
        leaders[number] = list(last.values())
    return leaders
