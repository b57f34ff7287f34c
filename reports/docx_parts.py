"""Faces, styles and small pieces of the DOCX copy: the official sizes under the names that office programs know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FANG, KAI, HEI, LATIN = "仿宋", "楷体", "黑体", "Times New Roman"
SIZE, SMALL = 14.0, 10.5
TEXT_WIDTH = 8300
"""Between the margins, in twentieths of a point."""
TWO_CHARACTERS = Pt(28)


def add_styles(document: Any, lines: int) -> None:
    """The styles of the document; ``lines``: fixed distance of the lines of text in points."""
    normal = document.styles["Normal"]
    _face(normal, FANG, SIZE)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    _fixed(normal, lines)
    for level, face, bold in ((1, HEI, False), (2, KAI, True), (3, FANG, True)):
        style = document.styles[f"Heading {level}"]
        _face(style, face, SIZE, bold=bold)
        _fixed(style, lines)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.first_line_indent = TWO_CHARACTERS
        style.paragraph_format.keep_with_next = True
    body = document.styles["Body Text"]
    body.paragraph_format.first_line_indent = TWO_CHARACTERS
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.paragraph_format.space_after = Pt(0)
    title = document.styles["Title"]
    _face(title, HEI, 18)
    _bare(title)
    _fixed(title, 32)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(16)
    caption = document.styles["Caption"]
    _face(caption, HEI, SMALL, bold=False)
    _fixed(caption, 16)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    _more(document, lines)


def _more(document: Any, lines: int) -> None:
    left, centre = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
    for name, face, size, distance, alignment in (
        ("Cover", HEI, 22.0, 36, centre),
        ("CoverLine", FANG, SIZE, 26, centre),
        ("ContentsTitle", HEI, SIZE, lines, centre),
        ("ContentsLine", FANG, SIZE, lines, left),
        ("Scenario", KAI, SIZE, lines, left),
        ("BlockTitle", HEI, SIZE, lines, left),
        ("Plain", FANG, SIZE, lines, left),
        ("Centered", FANG, SIZE, lines, centre),
        ("End", FANG, SIZE, lines, WD_ALIGN_PARAGRAPH.RIGHT),
        ("Note", FANG, 9.0, 14, left),
        ("Cell", FANG, SMALL, 16, left),
        ("Signature", FANG, SIZE, 32, left),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _face(style, face, size)
        _fixed(style, distance)
        style.paragraph_format.alignment = alignment
    document.styles["Cover"].paragraph_format.space_before = Pt(182)
    document.styles["Cover"].paragraph_format.space_after = Pt(208)
    document.styles["Signature"].paragraph_format.left_indent = Cm(6.5)
    document.styles["Scenario"].paragraph_format.first_line_indent = TWO_CHARACTERS
    for name in ("Scenario", "BlockTitle"):
        document.styles[name].paragraph_format.keep_with_next = True


def set_face(run: Any, face: str | None, size: float, colour: str = "") -> None:
    run.font.size = Pt(size)
    if face:
        run.font.name = LATIN
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def line_distance(paragraph: Any, points: int | None) -> None:
    """A fixed distance would cut a picture to one line."""
    shape = paragraph.paragraph_format
    if points is None:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        shape.line_spacing = Pt(points)


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """A simple field such as PAGE; ``shown`` stands there until the office program counts."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._element.append(field)


def set_widths(table: Any, widths: tuple[int, ...]) -> None:
    """Per cent of the text width; fixed, so that a long word does not push the others aside."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(14.64 * width / 100)


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a table; ``width`` in per cent of the text width."""

    lines: tuple[str, ...]
    width: int
    span: int = 1
    face: str = FANG
    size: float = SMALL
    centred: bool = False
    keep: bool = False
    """On the page of the row that follows."""


def table_row(boxes: Iterable[Box], *, head: bool = False) -> Any:
    """A row as elements: the library's own way walks the whole table for each cell, minutes for a long one."""
    row = OxmlElement("w:tr")
    if head:
        _child(_child(row, "w:trPr"), "w:tblHeader")
    else:
        _child(_child(row, "w:trPr"), "w:cantSplit")
    for box in boxes:
        cell = _child(row, "w:tc")
        shape = _child(cell, "w:tcPr")
        _child(shape, "w:tcW", w=str(round(TEXT_WIDTH * box.width / 100)), type="dxa")
        if box.span > 1:
            _child(shape, "w:gridSpan", val=str(box.span))
        for line in box.lines or ("",):
            _cell_line(cell, line, box)
    return row


def _cell_line(cell: Any, line: str, box: Box) -> None:
    paragraph = _child(cell, "w:p")
    shape = _child(paragraph, "w:pPr")
    _child(shape, "w:pStyle", val="Cell")
    if box.keep:
        _child(shape, "w:keepNext")
    if box.centred:
        _child(shape, "w:jc", val="center")
    run = _child(paragraph, "w:r")
    look = _child(run, "w:rPr")
    _child(look, "w:rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=box.face)
    _child(look, "w:sz", val=str(round(box.size * 2)))
    text = _child(run, "w:t")
    text.text = line
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _child(parent: Any, tag: str, **values: str) -> Any:
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def _face(style: Any, face: str, size: float, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = LATIN, Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    fonts.set(qn("w:eastAsia"), face)


def _bare(style: Any) -> None:
    """The template underlines its titles."""
    for border in style.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)


def _fixed(style: Any, points: int) -> None:
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(points)
