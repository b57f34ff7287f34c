"""What the regulator's typography needs and WeasyPrint 70 does not do: flush lines, fixed distances, bold Kai.

Three changes to WeasyPrint's inner functions, made once by ``apply`` and only on the version they were written for:
lines are justified between hanzi and not only at spaces; a fixed line height stays fixed where faces meet in a line;
text of weight 600 and more in a face without a bold cut is drawn with a stroke. (Halving of neighbouring punctuation
lies in the fonts, ``chws``, and one line of CSS.)
"""

from __future__ import annotations

import re
from typing import Any

import weasyprint
from weasyprint.draw import text as draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

from reports.fonts import TRULY_BOLD
from reports.measures import BASELINE, FULL_WIDTH, STROKE

WRITTEN_FOR = "70.0"
_CHARACTER = re.compile(f"[{FULL_WIDTH}]")
_RUN = re.compile(f"[{FULL_WIDTH}]+")
_original_metrics = line_break.first_line_metrics
_original_set_text = line_break.Layout.set_text
_original_draw_first_line = draw_text.draw_first_line
_original_add_font = Stream.add_font
_original_set_font_size = Stream.set_font_size


class WrongVersion(Exception):
    """Another WeasyPrint than the one these changes were written for."""


def apply() -> None:
    """Make the changes in this process; raises ``WrongVersion`` when they could mean something else."""
    if weasyprint.__version__ != WRITTEN_FOR:
        raise WrongVersion(
            f"reports/typography.py is written for WeasyPrint {WRITTEN_FOR}, but {weasyprint.__version__} is "
            "installed; install the pinned version, or check the three changes and their tests against the new one."
        )
    inline.count_expandable_spaces = count_expandable_places
    line_break.first_line_metrics = _first_line_metrics
    line_break.Layout.set_text = _set_text
    draw_text.draw_first_line = _draw_first_line
    Stream.add_font = _add_font
    Stream.set_font_size = _set_font_size


def count_expandable_places(box: Any) -> float:
    """Places where a line may grow: each hanzi and each space; half a place less where a hanzi stands at a box edge.

    Pango puts half of the spacing on either side of a character and trims it at both ends of the box.
    """
    if isinstance(box, boxes.TextBox):
        text: str = box.text
        places: float = text.count(" ") + text.count("\u00a0") + len(_CHARACTER.findall(text))
        for edge in (text[:1], text[-1:]):
            if edge and _CHARACTER.match(edge):
                places -= 0.5
        return places
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        return sum(count_expandable_places(child) for child in box.children)
    return 0


def _first_line_metrics(
    first_line: Any, text: str, layout: Any, resume_at: Any, space_collapse: bool, style: Any, *rest: Any, **named: Any
) -> tuple[Any, Any, Any, float, float, float]:
    """Every run one em high on one baseline: different heights of the faces would push lines apart by 0.6 pt."""
    layout, length, resume, width, height, baseline = _original_metrics(
        first_line, text, layout, resume_at, space_collapse, style, *rest, **named
    )
    if style["line_height"] != "normal":
        height, baseline = style["font_size"], style["font_size"] * BASELINE
    return layout, length, resume, width, height, baseline


def _set_text(self: Any, text: str, justify: bool = False) -> None:
    _original_set_text(self, text, justify)
    if not justify or not self.justification_spacing:
        return
    runs = list(_RUN.finditer(self.text))
    if not runs:
        return
    attributes = pango.pango_layout_get_attributes(self.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    spacing = int(self.justification_spacing * TO_UNITS)
    for run in runs:
        attribute = pango.pango_attr_letter_spacing_new(spacing)
        attribute.start_index = len(self.text[: run.start()].encode())
        attribute.end_index = len(self.text[: run.end()].encode())
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(self.layout, attributes)


def _draw_first_line(stream: Any, textbox: Any, *rest: Any) -> Any:
    if textbox.style["font_weight"] < 600:
        return _original_draw_first_line(stream, textbox, *rest)
    stream.tongguan_bold = True
    stream.set_color(textbox.style["color"], stroke=True)
    stream.set_line_width(textbox.style["font_size"] * STROKE)
    try:
        return _original_draw_first_line(stream, textbox, *rest)
    finally:
        stream.set_text_rendering(0)
        stream.tongguan_bold = False


def _add_font(self: Any, pango_font: Any) -> Any:
    font, size = _original_add_font(self, pango_font)
    self.tongguan_family = font.family
    return font, size


def _set_font_size(self: Any, font: str, size: float) -> None:
    if getattr(self, "tongguan_bold", False):
        self.set_text_rendering(0 if self.tongguan_family in TRULY_BOLD else 2)
    _original_set_font_size(self, font, size)
