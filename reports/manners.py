"""How the painters set each kind of line on the two sheets: faces, sizes, indents and distances, in points.

``styles/report.css`` and ``styles/form.css`` say the same to WeasyPrint; ``tests/reports/test_painted.py`` holds them
against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.document import Sheet
from reports.paint_fonts import Look
from reports.setting import Align

SIZE, INDENT = 14.0, 28.0
CELL_SIZE, CELL_LEADING = 10.5, 16.0


@dataclass(frozen=True, slots=True)
class Manner:
    """One kind of paragraph or heading; ``keep``: it stays with what follows."""

    leading: float
    look: Look = "fang"
    size: float = SIZE
    indent: float = INDENT
    align: Align = "justify"
    before: float = 0.0
    after: float = 0.0
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Manners:
    """One sheet. ``lines``: by style of paragraph, ``h1`` to ``h3`` and ``title``."""

    leading: float
    lines: Mapping[str, Manner]
    lead: Look
    head: tuple[Look, Align]
    """Of the heading row of a table."""
    table: tuple[float, float]
    """Distances above and below a table."""


_FRONT = {
    "title": Manner(32, "hei", 18, 0, "center", after=16, keep=True),
    "cover-name": Manner(36, "hei", 22, 0, "center", after=208, keep=True),
    "cover-line": Manner(26, indent=0, align="center", after=26, keep=True),
    "contents-title": Manner(26, "hei", indent=0, align="center", after=26, keep=True),
    "entry": Manner(26, indent=0, align="left"),
}
ABOVE_COVER = 182.0
ENTRY_STEP, ENTRY_ROOM = 28.0, 42.0
"""How far a level of the contents stands in, and what is kept free for the page number."""
REPORT = Manners(
    leading=26,
    lines={
        **_FRONT,
        "h1": Manner(26, "hei", keep=True),
        "h2": Manner(26, "kai-bold", keep=True),
        "h3": Manner(26, "fang-bold", keep=True),
        "body": Manner(26),
        "plain": Manner(26, indent=0),
        "point": Manner(26, keep=True),
        "scenario": Manner(26, "kai", keep=True),
        "block-title": Manner(26, "hei", indent=0, keep=True),
        "caption": Manner(CELL_LEADING, "hei", CELL_SIZE, 0, "center", before=8, keep=True),
        "note": Manner(14, size=9, indent=0, align="left"),
        "centered": Manner(26, indent=0, align="center"),
        "end": Manner(26, indent=0, align="right"),
    },
    lead="kai",
    head=("hei", "center"),
    table=(6, 6),
)
FORM = Manners(
    leading=16,
    lines={
        **_FRONT,
        "h1": Manner(16, "hei", indent=0, before=16, after=4, keep=True),
        "h2": Manner(16, "kai-bold", indent=0, before=12, after=4, keep=True),
        "h3": Manner(16, keep=True),
        "body": Manner(16),
        "plain": Manner(16, indent=0),
        "point": Manner(16, "fang-bold", before=6, keep=True),
        "scenario": Manner(16, "fang-bold", before=6, keep=True),
        "block-title": Manner(16, "hei", indent=0, before=16, after=4, keep=True),
        "caption": Manner(16, "hei", indent=0, keep=True),
        "note": Manner(16, indent=0),
        "centered": Manner(16, indent=0, align="center"),
        "end": Manner(16, indent=0, align="right"),
    },
    lead="fang",
    head=("fang", "left"),
    table=(8, 8),
)
MANNERS: Mapping[Sheet, Manners] = {"report": REPORT, "form": FORM}
