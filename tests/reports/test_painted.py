"""What is painted looks like what WeasyPrint lays out: the same words in the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageOps

from reports.blocks import (
    BLANK,
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
from reports.blocks import Cell as FormCell
from reports.build import build, texts_of
from reports.document import Document, Dossier
from reports.fonts import faces_needed
from reports.pages import whole_html
from reports.paint_fonts import type_case
from reports.plain import from_plain, to_plain
from reports.render_job import Order, draw_apart
from reports.setting import Measure, Setter, Span, may_break
from tests.reports import measure
from tests.reports.builders import SENTENCES
from tests.reports.measure import Line

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 160" '
    'font-family="Dossier Liberation Serif, Dossier FandolHei">'
    '<title>图</title><rect x="20" y="10" width="120" height="60" rx="6" fill="#e4efe6" stroke="#1d2329"/>'
    '<circle cx="200" cy="60" r="30" fill="none" stroke="#a82a1c" stroke-width="3" stroke-dasharray="6 4"/>'
    '<line x1="20" y1="120" x2="380" y2="120" stroke="#4c555d"/>'
    '<polyline points="250,100 300,20 350,80" fill="none" stroke="#17556b" stroke-width="2"/>'
    '<polygon points="20,150 60,130 100,150" fill="#8a5a00"/>'
    '<text x="80" y="45" text-anchor="middle" font-size="14" fill="#1d2329">风险R1</text>'
    '<text x="380" y="140" text-anchor="end" font-size="12" fill="#4c555d">可能性 1–4</text>'
    '<text x="0" y="0" transform="translate(390 80) rotate(-90)" text-anchor="middle" font-size="12">危害</text></svg>'
)
FORM = (
    Title("数据出境安全评估申报表"),
    Form(
        (
            (FormCell(("1. 数据处理者情况",), span=4, label=True),),
            (FormCell(("单位名称",), label=True), FormCell(("沪岚汽车（上海）有限公司",), span=3)),
            (FormCell(("单位性质",), label=True), FormCell(("☑企业 ☐事业单位 ☐政府部门 ☐社会组织 ☐其他组织",), span=3)),
            (
                FormCell(("姓名",), label=True),
                FormCell(("赵喆镕",)),
                FormCell(("国籍",), label=True),
                FormCell(("中国",)),
            ),
            (FormCell(("".join(SENTENCES[:3]), SENTENCES[4]), span=4, long=True),),
        )
    ),
    Paragraph("2. 数据出境场景", "block-title"),
    Paragraph("".join(SENTENCES[1:4])),
    Paragraph("附：材料", "plain"),
    Table(("编号", "材料", "页数"), tuple((str(n), SENTENCES[n], "3") for n in range(3)), (10, 75, 15)),
    Heading(1, "附录一　说明", "1"),
    Heading(2, "（一）处理目的", "1.1"),
    Paragraph("要点：" + SENTENCES[2], "point"),
    Paragraph(SENTENCES[5]),
    Signatures(("单位名称（盖章）：", "年　　月　　日")),
    PageBreak(),
    Paragraph("次页。", "centered"),
)
BLOCKS = (
    Cover("数据出境风险自评估报告", ("数据处理者名称：沪岚汽车（上海）有限公司（盖章）", "年　　月　　日")),
    Contents("目录"),
    PageBreak(),
    Heading(1, "一、出境活动整体情况", "1"),
    Paragraph("".join(SENTENCES), lead="实施过程："),
    Heading(2, "（一）数据处理者基本情况", "1.1"),
    Paragraph("".join(SENTENCES[2:5])),
    Heading(3, "1.基本情况简介（TLS 1.3）", "1.1.1"),
    Paragraph("场景一：车辆远程诊断", "scenario"),
    Paragraph("采用“两地三中心”部署（《网络数据安全管理条例》），见附件……" + SENTENCES[3]),
    Table(
        ("编号", "情况", "结果"),
        tuple((str(n), SENTENCES[n % 7], "已整改" if n % 2 else "整改中，预计2026年12月完成") for n in range(24)),
        (10, 62, 28),
        "表1　风险事项",
    ),
    Paragraph("规则版本：2026-11-21（" + "ab" * 32 + "）", "note"),
    PageBreak(),
    Paragraph("附：明细", "block-title"),
    *(Paragraph(SENTENCES[n % 7] * 2) for n in range(12)),
)


Both = tuple[Sequence[Line], Sequence[Line]]


def measured(pdf: bytes) -> list[Line]:
    """Without the dots of the contents, which need not be equally many."""
    lines = (replace(line, glyphs=tuple(g for g in line.glyphs if g.text != ".")) for line in measure.lines(pdf))
    return [line for line in lines if line.glyphs]


@pytest.fixture(scope="module", params=["report", "form"])
def both(dossier: Dossier, fonts: Path, request: pytest.FixtureRequest) -> Both:
    blocks = BLOCKS if request.param == "report" else FORM
    document = Document("test", "试", "试.pdf", request.param, blocks, "security_assessment")
    one = replace(dossier, documents=(document,))
    (painted,) = build(one, fonts=fonts)
    faces = tuple(face.file for face in faces_needed(fonts, texts_of(document, one)))
    (laid_out,) = draw_apart([Order("试", whole_html(document, one), request.param, faces)], fonts)
    return measured(painted.pdf), measured(laid_out.pdf)


def test_every_line_has_the_same_words_on_the_same_page(both: Both) -> None:
    painted, laid_out = ([(line.page, line.text) for line in lines] for lines in both)

    assert len(painted) > 40
    assert painted == laid_out


def test_every_line_stands_within_a_point_of_where_weasyprint_puts_it(
    both: Both,
) -> None:
    off = [
        (a.text[:20], a.baseline - b.baseline, a.left - b.left, a.right - b.right)
        for a, b in zip(*both, strict=True)
        if abs(a.baseline - b.baseline) > 1 or abs(a.left - b.left) > 1 or abs(a.right - b.right) > 1
    ]
    assert off == []


def test_faces_and_sizes_are_the_same(both: Both) -> None:
    def looks(line: Line) -> list[tuple[str, float]]:
        return [(g.font.split("+")[1], g.size) for g in line.glyphs]

    assert [looks(line) for line in both[0]] == [looks(line) for line in both[1]]


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("甲", "乙", True),
        ("甲", "，", False),
        ("（", "甲", False),
        ("a", "b", False),
        ("甲", "a", True),
        ("，", "甲", True),
        ("“", "甲", False),
        ("甲", "”", False),
        ("a", " ", False),
        (" ", "a", True),
        ("—", "—", False),
    ],
)
def test_where_a_line_may_end(before: str, after: str, may: bool) -> None:
    assert may_break(before, after) is may


def test_lines_hold_all_characters_in_order_whatever_the_width(fonts: Path) -> None:
    text = "甲（乙）“丙”，丁abcdefghijklmnop qr ，，。。））（（" * 3
    for width in range(20, 200, 7):
        lines = Setter(type_case(fonts)).lines([Span(text)], Measure(14, 26, width, 28 if width > 60 else 0))
        codes = [glyph.code for line in lines for glyph in line.glyphs if not glyph.blank]
        whole = Setter(type_case(fonts)).lines([Span(text)], Measure(14, 26, 1e6))[0].glyphs
        assert codes == [glyph.code for glyph in whole if not glyph.blank]


def test_a_gap_of_a_draft_is_painted_on_a_coloured_ground(fonts: Path) -> None:
    (line,) = Setter(type_case(fonts)).lines([Span("甲"), Span(BLANK, marked=True), Span("乙")], Measure(14, 26, 400))
    painted = line.paint(0, 0)

    assert painted.startswith("q 0.953 0.867 0.608 rg 14.00 ")
    assert painted.count(" re f") == 1


def test_a_tall_row_goes_on_overleaf_under_its_heading(dossier: Dossier, fonts: Path) -> None:
    table = Table(("甲栏", "乙栏"), (("1", "短"), ("2", "字" * 1500), ("3", "短")), (20, 80))
    document = Document("test", "试", "试.pdf", "report", (table,), "security_assessment")
    (built,) = build(replace(dossier, documents=(document,)), fonts=fonts)
    lines = measure.lines(built.pdf)

    assert built.pages == 2
    assert sum(line.text.count("字") for line in lines) == 1500
    assert [line.page for line in lines if line.text == "甲栏乙栏"] == [1, 2]


def test_a_heading_is_not_the_last_line_of_a_page_and_a_caption_stays_with_its_table(
    dossier: Dossier, fonts: Path
) -> None:
    for filler in range(20, 27):
        blocks = (
            *(Paragraph("行") for _ in range(filler)),
            Heading(1, "一、标题", "1"),
            Table(("甲", "乙"), (("1", "2"),), (50, 50), "表1"),
        )
        document = Document("test", "试", "试.pdf", "report", blocks, "security_assessment")
        (built,) = build(replace(dossier, documents=(document,)), fonts=fonts)
        pages = {line.text: line.page for line in measure.lines(built.pdf)}
        assert pages["一、标题"] == pages["表1"] == pages["甲乙"] == pages["12"], filler


@pytest.mark.parametrize(
    "block",
    [
        *BLOCKS[:12],
        Title("题"),
        Picture(SVG, "图"),
        Signatures(("签字：",)),
        Form(((FormCell(("甲", "乙"), span=2, label=True),),)),
    ],
)
def test_a_block_comes_back_from_its_plain_form(block: object) -> None:
    assert from_plain(to_plain(block)) == block  # type: ignore[arg-type]  # one of the blocks


def test_lines_of_a_paragraph_do_not_stand_alone(both: Both) -> None:
    body = [line for line in both[0] if line.glyphs[0].size == 14.0]
    for a, b in pairwise(body):
        if a.page != b.page and abs(b.left - 90.14) < 0.6:  # a paragraph goes on overleaf
            at = body.index(b)
            assert body[at + 1].page == b.page


def seen(pdf: bytes) -> Image.Image:
    """What is drawn on the first page above its foot, in grey, without the white around it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].render(scale=3).to_pil().convert("L").crop((0, 0, 1785, 2250))
    finally:
        document.close()
    return page.crop(ImageOps.invert(page).getbbox())


def test_a_drawing_looks_as_weasyprint_draws_it(dossier: Dossier, fonts: Path) -> None:
    document = Document("test", "试", "试.pdf", "report", (Picture(SVG, "图"),), "security_assessment")
    one = replace(dossier, documents=(document,))
    (painted,) = build(one, fonts=fonts)
    faces = tuple(face.file for face in faces_needed(fonts, texts_of(document, one)))
    (laid_out,) = draw_apart([Order("试", whole_html(document, one), "report", faces)], fonts)
    mine, theirs = seen(painted.pdf), seen(laid_out.pdf)
    assert all(abs(a - b) <= 1 for a, b in zip(mine.size, theirs.size, strict=True))
    inked = sum(mine.histogram()[:200])
    other = sum(ImageChops.difference(mine, theirs.resize(mine.size)).histogram()[100:])

    assert inked > 10_000
    assert other < inked / 20
