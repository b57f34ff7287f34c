"""The sizes that the regulator fixes, in points, and which characters fill a square: shared by both ways of drawing."""

from __future__ import annotations

import re

PAGE_WIDTH, PAGE_HEIGHT = 595.276, 841.89
SIDE, EDGE = 90.142, 72.0
"""3.18 cm left and right, 2.54 cm above and below."""
INNER = PAGE_WIDTH - 2 * SIDE
DEPTH = PAGE_HEIGHT - 2 * EDGE

FULL_WIDTH = (
    "\u2014\u2018\u2019\u201c\u201d\u2026\u2460-\u24ff\u2e80-\u303f\u3105-\u9fff"
    "\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
)
"""Hanzi and full-width punctuation: between them a line may be stretched."""
_RANGES = tuple((found[0], found[-1]) for found in re.findall("(?s).-.|.", FULL_WIDTH))

BASELINE = 0.88
"""Where hanzi stand in their square: the baseline of every line, whatever the faces say of themselves."""

STROKE = 1 / 32
"""Width of the stroke that makes a face bold, in parts of the font size; judged by eye at 14 pt."""


def is_stretched(character: str) -> bool:
    return any(first <= character <= last for first, last in _RANGES)
