"""Tables of thousands of rows: every row is there, no line leaves its cell, the heading is on every page."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from reports.annex import Sheet, append
from reports.build import build
from reports.document import Dossier
from tests.reports import measure

WIDTHS = (8, 22, 22, 24, 13, 11)
COLUMNS = ("序号", "数据项名称", "内容描述", "出境必要性", "示例", "备注")


def painted(host: bytes, fonts: Path, rows: list[tuple[str, ...]], mark: str = "") -> tuple[bytes, int]:
    annex = {"title": "附表1", "columns": COLUMNS, "rows": rows, "widths": WIDTHS}
    return append(host, [annex], fonts, Sheet(mark, "", 2))


@pytest.fixture(scope="module")
def host(dossier: Dossier, fonts: Path) -> bytes:
    letter = tuple(d for d in dossier.documents if d.kind == "power_of_attorney")
    (built,) = build(replace(dossier, documents=letter), fonts=fonts)
    return built.pdf


def test_every_row_stands_on_a_page_with_the_heading(host: bytes, fonts: Path) -> None:
    rows = [
        (str(n), f"字段{n}（field_{n}）", "单体电压，保留三位小数。", "用于分析镕喆㎡☑。", "3.712", "")
        for n in range(1, 121)
    ]
    pdf, pages = painted(host, fonts, rows)
    lines = measure.lines(pdf)
    text = "\n".join(line.text for line in lines)

    assert pages > 2
    assert [n for n in range(1, 121) if f"（field_{n}）" not in text] == []
    heads = {line.page for line in lines if line.text == "".join(COLUMNS)}
    assert heads == set(range(2, pages + 2))


def test_lines_stay_inside_the_margins_and_closing_marks_do_not_begin_a_line(host: bytes, fonts: Path) -> None:
    rows = [("1", "a" * 300, "甲，" * 200, "（乙）" * 200, "very long words in a cell", "丙")] * 3
    pdf, _ = painted(host, fonts, rows)
    lines = [line for line in measure.lines(pdf) if line.page > 1]

    assert max(line.right for line in lines) < 595.28 - 90.14
    assert [line.text for line in lines if line.text[0] in "，。）"] == []


def test_a_row_longer_than_a_page_goes_on_and_loses_nothing(host: bytes, fonts: Path) -> None:
    pdf, pages = painted(host, fonts, [("1", "甲" * 3000, "乙", "丙", "", "")])

    assert pages > 3
    assert measure.text(pdf).count("甲") == 3000


def test_the_annex_is_bookmarked_and_numbered_on(host: bytes, fonts: Path) -> None:
    pdf, _ = painted(host, fonts, [("1", "甲", "乙", "丙", "", "")], mark="草稿")
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        assert str(outline.root[-1].title) == "附表1"
    page = measure.page_texts(pdf)[1]
    assert "草稿" in page
    assert "2" in page.split()


def test_same_rows_same_bytes(host: bytes, fonts: Path) -> None:
    rows = [("1", "甲", "乙", "丙", "", "")]

    assert painted(host, fonts, rows) == painted(host, fonts, rows)
