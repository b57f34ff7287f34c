"""What a workbook hides, links and calculates is told; a damaged one ends in a sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from assessment.errors import InputRefused
from services.spreadsheets import (
    read_items,
)
from tests.services.workbooks import HEADINGS, ONE_ROW, refusal


def notes(data: bytes, name: str) -> str:
    preview = read_items(data, name)
    assert all(note.en for note in preview.notes)
    return "\n".join(note.zh for note in preview.notes)


def test_an_old_workbook_is_read_and_tells_what_it_hides() -> None:
    data = (Path(__file__).parent / "lists" / "old.xls").read_bytes()
    preview = read_items(data, "旧.xls")
    assert (preview.kind, preview.sheet, preview.heading_line) == ("xls", "信号清单", 3)
    assert [(row.name, row.necessity, row.line) for row in preview.rows] == [
        ("车速", "远程诊断", 4), ("里程", "远程诊断", 5), ("电量", "", 6),
    ]  # fmt: skip
    told = notes(data, "旧.xls")
    assert "有 1 行被隐藏（5）" in told and "有 1 列被隐藏（E）" in told
    assert "1 个单元格是公式" in told and "1 处纵向合并" in told


def outcome(data: bytes) -> str:
    """``read``, or the sentence of the refusal; anything else fails the test that asked."""
    try:
        return f"read {len(read_items(data, '旧.xls').rows)}"
    except InputRefused as refused:
        return refused.problems[0].sentence.zh


@pytest.mark.parametrize("place", [30, 44, 48, 76, 1536])
def test_a_damaged_old_workbook_ends_in_a_sentence_wherever_it_is_damaged(place: int) -> None:
    data = bytearray((Path(__file__).parent / "lists" / "old.xls").read_bytes())
    data[place : place + 4] = b"\xf0\xff\xff\x7f"
    assert outcome(bytes(data)).startswith(("read", "工作簿已损坏", "这不是电子表格", "没有找到"))


def test_an_old_workbook_that_breaks_off_is_told() -> None:
    data = (Path(__file__).parent / "lists" / "old.xls").read_bytes()
    assert refusal(data[:2_000], "旧.xls").startswith("工作簿已损坏或受密码保护，无法打开。")


def with_parts(data: bytes, **parts: bytes) -> bytes:
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def test_formulas_macros_links_and_hidden_parts_are_told_and_nothing_is_calculated() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet = book.add_worksheet("清单")
    for place, text in enumerate(["数据项名称", "内容描述", "示例"]):
        sheet.write_string(0, place, text)
    sheet.write_string(1, 0, "车速")
    sheet.write_formula(1, 2, "=1+1", None, "86")
    sheet.write_string(2, 0, "里程")
    sheet.write_formula(2, 2, "=SUM(A1:A9)", None, "")
    sheet.merge_range(1, 1, 2, 1, "仪表读数")
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(2, 2, 9, None, {"hidden": True})
    book.add_worksheet("底稿").hide()
    book.close()
    data = with_parts(
        output.getvalue(), **{"xl__vbaProject.bin": b"x", "xl__externalLinks__externalLink1.xml": b"<a/>"}
    )
    assert [(row.name, row.description, row.example) for row in read_items(data, "清单.xlsm").rows] == [
        ("车速", "仪表读数", "86"), ("里程", "仪表读数", ""),
    ]  # fmt: skip
    told = notes(data, "清单.xlsm")
    for words in ("有 1 行被隐藏（3）", "有 1 列被隐藏（C）", "2 个单元格是公式", "其中 1 个没有保存结果", "含有宏",
                  "链接到其他文件", "1 个隐藏的工作表没有读取（“底稿”）", "1 处纵向合并"):  # fmt: skip
        assert words in told


ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in [("office", "office"), ("table", "table"), ("text", "text")]
)


def ods(rows: str, manifest: str = "<manifest/>") -> bytes:
    """A workbook as LibreOffice and WPS write it, with the given rows in one sheet."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("META-INF/manifest.xml", manifest)
        body = f'<office:body><office:spreadsheet><table:table table:name="清单">{rows}</table:table>'
        content = f"<office:document-content {NAMESPACES}>{body}</office:spreadsheet></office:body>"
        archive.writestr("content.xml", f'<?xml version="1.0"?>{content}</office:document-content>')
    return packed.getvalue()


def cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def test_an_open_document_is_read_with_its_merged_cells_and_hidden_rows() -> None:
    data = ods(
        row(cell("数据项名称"), cell("内容描述"))
        + row(cell("车速"), cell("仪表读数", 'table:number-rows-spanned="2"'))
        + row(cell("里程"), "<table:covered-table-cell/>", attributes='table:visibility="collapse"')
        + row(
            '<table:table-cell table:number-columns-repeated="1024"/>', attributes='table:number-rows-repeated="99999"'
        )
    )
    preview = read_items(data, "清单.ods")
    assert (preview.kind, preview.sheet) == ("ods", "清单")
    assert [(one.name, one.description) for one in preview.rows] == [("车速", "仪表读数"), ("里程", "仪表读数")]
    assert "有 1 行被隐藏（3）" in notes(data, "清单.ods")


def test_an_open_document_that_reaches_too_far_or_has_a_password_is_told() -> None:
    far = row(cell("数据项名称")) + row(cell("x", 'table:number-columns-repeated="9000"'),
                                   attributes='table:number-rows-repeated="900000"')  # fmt: skip
    assert refusal(ods(far), "远.ods").startswith("工作表一直用到单元格 ")
    locked = ods(row(cell("数据项名称")), "<manifest><manifest:encryption-data/></manifest>")
    assert refusal(locked, "密.ods").startswith("工作簿设有打开密码；")


def test_a_list_from_hong_kong_or_taiwan_is_read() -> None:
    preview = read_items("序號,欄位名稱,說明,備註\n1,車速,儀表讀數,無\n".encode("big5"), "a.csv")
    assert (preview.encoding, preview.rows[0].name, preview.rows[0].description) == ("Big5", "車速", "儀表讀數")


def test_a_full_width_comma_between_columns_is_found() -> None:
    preview = read_items("序号，数据项名称，内容描述\n1，车速，仪表读数\n".encode(), "a.txt")
    assert (preview.delimiter, preview.rows[0].description) == ("，", "仪表读数")


def test_a_file_that_breaks_off_or_is_damaged_is_told_with_its_line() -> None:
    whole = f"{HEADINGS}\n{ONE_ROW}\n2,里程".encode()
    assert refusal(whole[:-1]).startswith("文件在第 3 行中断，没有保存完整；")
    assert refusal(whole[:-8] + b"\xff\xff,1\n").startswith("文件的文字编码是 UTF-8，但第 3 行有损坏的字节；")
