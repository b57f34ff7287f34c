"""An editable DOCX of one document, marked on every page as not the filed one. It holds text, no macro and no field
but the page number and the contents.

All text goes through the library as text; nothing that somebody wrote becomes markup. The same document gives the
same bytes: no clock, and the package is packed with a fixed date.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm

from reports.blocks import (
    Annex,
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
)
from reports.document import Document, Dossier
from reports.docx_parts import (
    FANG,
    HEI,
    KAI,
    SIZE,
    Box,
    add_field,
    add_styles,
    line_distance,
    set_face,
    set_widths,
    table_row,
)

MARK = "可编辑副本 · 非申报文本 / Editable copy · not the filed document"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_DAY = (1980, 1, 1, 0, 0, 0)
_FORM_WIDTHS = (22, 28, 20, 30)


def write(document: Document, dossier: Dossier, pictures: Mapping[str, bytes]) -> bytes:
    """The copy; ``pictures``: drawings of the document as PNG by their SVG, others appear as their alternative."""
    return _Copy(document, dossier, pictures).bytes()


class _Copy:
    def __init__(self, document: Document, dossier: Dossier, pictures: Mapping[str, bytes]) -> None:
        self.pictures = pictures
        self.lines = 26 if document.sheet == "report" else 16
        self.docx: Any = docx.Document()
        add_styles(self.docx, self.lines)
        section = self.docx.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin = section.bottom_margin = Cm(2.54)
        section.left_margin = section.right_margin = Cm(3.18)
        self._edges(section, dossier)
        self._properties(document, dossier)
        self.headings = [block for block in document.blocks if isinstance(block, Heading)]
        for block in document.blocks:
            self._put(block)

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.docx.save(out)
        return _settled(out.getvalue())

    def _edges(self, section: Any, dossier: Dossier) -> None:
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        for paragraph in (head, foot):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.first_line_indent = 0
        set_face(head.add_run(MARK), HEI, 10.5, colour="A82A1C")
        add_field(foot, "PAGE", "1")
        set_face(foot.add_run(f"  {dossier.snapshot_sha256[:16]}"), HEI, 8)

    def _properties(self, document: Document, dossier: Dossier) -> None:
        properties = self.docx.core_properties
        day = datetime.fromisoformat(dossier.on)
        properties.title, properties.author = _plain(document.title), _plain(dossier.handler)[:250]
        properties.comments, properties.last_modified_by = MARK, ""
        properties.created = properties.modified = day
        properties.language, properties.revision = "zh-CN", 1

    def _put(self, block: Block) -> None:
        match block:
            case Title():
                self._line(block.text, "Title")
            case Cover():
                self._line(block.title, "Cover")
                for line in block.lines:
                    self._line(line, "CoverLine")
                self.docx.add_page_break()
            case Contents():
                self._line(block.title, "ContentsTitle")
                for heading in self.headings:
                    self._line("　" * (heading.level - 1) + heading.text, "ContentsLine")
            case Heading():
                self._line(block.text, f"Heading {block.level}")
            case Paragraph():
                self._paragraph(block)
            case Table():
                if block.caption:
                    self._line(block.caption, "Caption")
                self._table(block.columns, block.rows, block.widths)
            case Annex():
                self.docx.add_section(WD_SECTION.NEW_PAGE)
                self._line(block.title, "BlockTitle")
                self._table(block.columns, block.rows, block.widths)
            case Form():
                self._form(block)
            case Signatures():
                if self.docx.paragraphs:
                    self.docx.paragraphs[-1].paragraph_format.keep_with_next = True
                for line in block.lines:
                    self._line(line, "Signature").paragraph_format.keep_with_next = line is not block.lines[-1]
            case Picture():
                self._picture(block)
            case PageBreak():
                self.docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _line(self, text: str, style: str) -> Any:
        return self.docx.add_paragraph(_plain(text), style=style)

    def _paragraph(self, block: Paragraph) -> None:
        styles = {"body": "Body Text", "scenario": "Scenario", "block-title": "BlockTitle", "caption": "Caption"}
        plain = {"plain": "Plain", "note": "Note", "centered": "Centered", "end": "End"}
        paragraph = self.docx.add_paragraph(style=(styles | plain).get(block.style, "Body Text"))
        if block.lead:
            set_face(paragraph.add_run(_plain(block.lead)), KAI, SIZE)
        paragraph.add_run(_plain(block.text))

    def _table(self, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]) -> None:
        table = self._empty_table(widths)
        for number, row in enumerate((columns, *rows)):
            head = number == 0
            cells = [
                Box(tuple(_plain(text).split("\n")), width, face=HEI if head else FANG, centred=head)
                for text, width in zip(row, widths, strict=True)
            ]
            table.append(table_row(cells, head=head))
        self.docx.add_paragraph(style="Note")

    def _form(self, block: Form) -> None:
        table = self._empty_table(_FORM_WIDTHS)
        for number, row in enumerate(block.rows):
            boxes, at = [], 0
            for cell in row:
                width = sum(_FORM_WIDTHS[at : at + cell.span])
                lines = tuple(map(_plain, cell.lines))
                boxes.append(Box(lines, width, span=cell.span, size=SIZE, centred=cell.label, keep=number == 0))
                at += cell.span
            table.append(table_row(boxes))
        self.docx.add_paragraph(style="Note")

    def _empty_table(self, widths: tuple[int, ...]) -> Any:
        table = self.docx.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        set_widths(table, widths)
        return table._tbl

    def _picture(self, block: Picture) -> None:
        drawn = self.pictures.get(block.svg)
        paragraph = self.docx.add_paragraph(style="Centered")
        line_distance(paragraph, None)
        if drawn is None:
            paragraph.add_run(_plain(f"[{block.alternative}]"))
        else:
            shape = paragraph.add_run().add_picture(io.BytesIO(drawn), width=Cm(12))
            shape._inline.docPr.set("descr", _plain(block.alternative))
        if block.caption:
            self._line(block.caption, "Caption")


def _plain(text: str) -> str:
    """Characters that XML cannot hold are left out; everything else stays text."""
    return _CONTROL.sub("", text)


def _settled(package: bytes) -> bytes:
    """The same parts with one fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as settled:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, _DAY)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            settled.writestr(part, given.read(name))
    return out.getvalue()
