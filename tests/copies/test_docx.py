"""The editable copy: marked, without macros, text as text, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile

import docx

from reports import docx_copy
from reports.blocks import Cell, Form, Heading, Paragraph, Picture, Signatures, Table
from reports.document import Document
from tests.copies.cases import dossier

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)
HOSTILE = "<w:p>&amp;\x07 {INCLUDETEXT} \u202eabc 镕\U00020bb7\ufffe"


def copy_of(*blocks: object) -> bytes:
    document = Document("x", "标题", "x.pdf", "report", blocks, "security_assessment")  # type: ignore[arg-type]  # blocks of a test
    return docx_copy.write(document, dossier(), {"<svg/>": PNG})


def test_every_page_says_what_it_is_and_nothing_can_run() -> None:
    data = copy_of(Paragraph("正文"))
    opened = docx.Document(io.BytesIO(data))
    assert opened.sections[0].header.paragraphs[0].text == docx_copy.MARK
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower() or name.endswith(".bin")]
        fields = re.findall(r'w:instr="([^"]*)"', package.read("word/footer1.xml").decode())
    assert fields == ["PAGE"]


def test_text_stays_text() -> None:
    data = copy_of(
        Paragraph(HOSTILE),
        Heading(1, HOSTILE, "1"),
        Table(("列",), ((HOSTILE,),), (100,)),
        Form(((Cell((HOSTILE,), 4),),)),
    )
    opened = docx.Document(io.BytesIO(data))
    clean = "<w:p>&amp; {INCLUDETEXT} \u202eabc 镕\U00020bb7"
    assert [p.text for p in opened.paragraphs if p.text] == [clean, clean]
    assert opened.tables[0].cell(1, 0).text == clean and opened.tables[1].cell(0, 0).text == clean


def test_official_sizes_and_faces() -> None:
    opened = docx.Document(io.BytesIO(copy_of(Heading(2, "（一）标题", "1"), Paragraph("正文"))))
    second, body = opened.paragraphs
    assert second.style.font.size.pt == 14 and second.style.font.bold
    assert second.style.element.rPr.rFonts.get(docx.oxml.ns.qn("w:eastAsia")) == "楷体"
    assert opened.styles["Normal"].paragraph_format.line_spacing.pt == 26
    assert abs(opened.sections[0].left_margin.pt - 90.14) < 0.1
    assert body.style.paragraph_format.first_line_indent.pt == 28


def test_pictures_have_words_and_a_missing_one_is_told() -> None:
    data = copy_of(Picture("<svg/>", "矩阵", "图"), Picture("<svg>2</svg>", "另一张", ""))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    assert 'descr="矩阵"' in xml and "[另一张]" in xml


def test_the_same_document_gives_the_same_bytes() -> None:
    document = dossier().documents[0]
    assert docx_copy.write(document, dossier(), {}) == docx_copy.write(document, dossier(), {})


def test_a_block_of_a_form_and_the_signatures_stay_with_their_neighbours() -> None:
    form = Form(((Cell(("4. 经办人信息",), 4, label=True),), (Cell(("姓名",), label=True), Cell(("周敏",), 3))))
    opened = docx.Document(io.BytesIO(copy_of(form, Paragraph("末段"), Signatures(("签字：", "年　　月　　日")))))
    rows = opened.tables[0].rows
    assert rows[0].cells[0].paragraphs[0].paragraph_format.keep_with_next
    assert not rows[1].cells[0].paragraphs[0].paragraph_format.keep_with_next
    kept = {p.text: p.paragraph_format.keep_with_next for p in opened.paragraphs if p.text}
    assert kept == {"末段": True, "签字：": True, "年　　月　　日": False}
