"""Lists of data items: what is read, what is refused with which sentence, and that nothing changes on the way."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.errors import InputRefused
from services.spreadsheets import (
    MAX_CELL_CHARACTERS,
    ItemRow,
    read_items,
    same_name,
    write_items,
)
from tests.services.workbooks import HEADINGS, LIST, only_problem, refusal, workbook

# ---- what is read ----


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
        ("utf-16", "UTF-16 LE"),
        ("utf-16-le", "UTF-16 LE"),
        ("utf-16-be", "UTF-16 BE"),
    ],
)
def test_every_encoding_of_a_chinese_office_is_read(codec: str, encoding: str) -> None:
    preview = read_items(LIST.encode(codec), "清单.csv")
    assert preview.encoding == encoding
    assert preview.rows == (
        ItemRow("车辆识别代号", "车架号", "故障根因分析", "LSV***********1234", "个人信息", line=2),
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "｜", "|"])
def test_every_usual_delimiter_is_found(delimiter: str) -> None:
    preview = read_items(LIST.replace(",", delimiter).encode(), "清单.csv")
    assert preview.delimiter == ("Tab" if delimiter == "\t" else delimiter)
    assert preview.rows[0].necessity == "故障根因分析"


def test_the_delimiter_that_excel_declares_is_taken_and_rows_count_as_in_the_file() -> None:
    preview = read_items(b"sep=;\r\nitem name;content\r\nVIN;a,b\r\n", "list.csv")
    assert (preview.rows[0].description, preview.heading_line, preview.rows[0].line) == ("a,b", 2, 3)


def test_quoted_cells_keep_delimiters_quotes_and_lines() -> None:
    data = '数据项名称,内容描述\n"电压, 单体","屏幕 7""，\r\n第二行"\n'.encode()
    (row,) = read_items(data, "清单.csv").rows
    assert (row.name, row.description) == ("电压, 单体", '屏幕 7"，\n第二行')


def test_title_rows_above_the_headings_are_skipped() -> None:
    preview = read_items(f"沪岚汽车数据项清单,,\n编制日期：2026-11-01,,\n,,\n{LIST}".encode(), "清单.csv")
    assert (preview.heading_line, preview.rows[0].line) == (4, 5)


def test_english_headings_are_the_same_columns() -> None:
    data = b"No.,Item name,Content,Why export is necessary,Example,Remark\n1,VIN,chassis,root cause,LSV,PI\n"
    assert read_items(data, "list.csv").rows == (ItemRow("VIN", "chassis", "root cause", "LSV", "PI", line=2),)


def test_it_says_which_column_was_taken_for_what_and_which_was_not_used() -> None:
    data = "字段名,数据项名称,内容 描述*,出境必要性（必填）,负责人\nvin,车辆识别代号,a,b,c\n".encode()
    used = [(c.letter, c.heading, c.field) for c in read_items(data, "清单.csv").columns]
    assert used == [
        ("A", "字段名", None),
        ("B", "数据项名称", "name"),
        ("C", "内容 描述*", "description"),
        ("D", "出境必要性（必填）", "necessity"),
        ("E", "负责人", None),
    ]


def test_the_first_sheet_with_the_headings_is_read() -> None:
    data = workbook(["数据项名称", "示例"], ["SOC", "80"], title="远程诊断", before="本表由车联网部填写")
    preview = read_items(data, "清单.xlsx")
    assert (preview.kind, preview.sheet, preview.rows[0].name) == ("xlsx", "远程诊断", "SOC")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("007", "007"),
        ("123456789012345678", "123456789012345678"),
        (42, "42"),
        (3.25, "3.25"),
        (True, "TRUE"),
        (date(2026, 11, 5), "2026-11-05"),
        (datetime(2026, 11, 5, 8, 30), "2026-11-05 08:30:00"),
        (time(8, 30), "08:30:00"),
        ("=1+1", "=1+1"),
        ("+86", "+86"),
        ("-5", "-5"),
        ("@name", "@name"),
    ],
)
def test_a_cell_becomes_the_text_that_stands_there(cell: object, text: str) -> None:
    (row,) = read_items(workbook(["数据项名称", "示例"], ["a", cell]), "清单.xlsx").rows
    assert row.example == text


def test_empty_rows_and_repeated_headings_are_no_items() -> None:
    preview = read_items(f"{LIST}\n,,,,,\n{HEADINGS}\n2,SOC,,,,\n".encode(), "清单.csv")
    assert [(row.name, row.line) for row in preview.rows] == [("车辆识别代号", 2), ("SOC", 6)]
    assert preview.problems == ()


# ---- what is wrong in a row: the row stays out, the others are read ----


def test_a_missing_name_is_told_with_row_and_column() -> None:
    assert only_problem(f"{LIST}2,,仪表读数,,,\n".encode()) == (3, "B", "没有填写数据项名称；请补填，或删除这一行。")


def test_a_name_that_stands_there_already_is_told_with_the_other_row() -> None:
    data = f"{HEADINGS}\n1,ＶＩＮ 码,,,,\n2,VIN  码,,,,\n".encode()
    preview = read_items(data, "清单.csv")
    assert only_problem(data) == (3, "B", "数据项“VIN  码”与第 2 行重复；同一场景内名称不能重复，请合并或改名。")
    assert (preview.duplicates, len(preview.rows), preview.lines_left_out) == ((("VIN  码", 3, 2),), 1, 1)


def test_an_over_long_cell_is_told_with_its_length() -> None:
    line, column, sentence = only_problem(f"{HEADINGS}\n1,SOC,{'长' * (MAX_CELL_CHARACTERS + 1)},,,\n".encode())
    assert (line, column, sentence) == (2, "C", "“内容描述”有 2,001 个字符，最多 2,000 个；请缩短。")


def test_a_cell_of_just_the_longest_length_is_read() -> None:
    data = f"{HEADINGS}\n1,SOC,{'长' * MAX_CELL_CHARACTERS},,,\n".encode()
    assert len(read_items(data, "清单.csv").rows) == 1


@pytest.mark.parametrize(("sign", "code"), [("\x07", "U+0007"), ("\u202e", "U+202E"), ("\ufffe", "U+FFFE")])
def test_an_invisible_sign_is_told_with_its_code(sign: str, code: str) -> None:
    line, column, sentence = only_problem(f"{HEADINGS}\n1,SOC,a{sign}b,,,\n".encode())
    assert (line, column, sentence) == (2, "C", f"“内容描述”含有看不见的控制字符（{code}）；请重新输入这一格。")


def test_a_number_that_lost_its_last_digits_is_told() -> None:
    (problem,) = read_items(workbook(["数据项名称", "示例"], ["卡号", 6222020200112233445]), "清单.xlsx").problems
    assert (problem.line, problem.column) == (2, "B")
    assert problem.sentence.zh.startswith("“示例”是超过 15 位的数字")


# ---- what is no list: refused with a sentence ----


def test_a_missing_name_column_is_told_with_the_headings_found() -> None:
    assert refusal("序号,内容描述,责任部门\n1,a,b\n".encode()).startswith(
        "没有找到“数据项名称”一列。找到的表头：序号、内容描述、责任部门。"
    )


def test_a_workbook_without_the_name_column_is_told_sheet_by_sheet() -> None:
    sentence = refusal(workbook(["编号", "责任部门"], title="台账", before="说明文字"), "清单.xlsx")
    assert "说明: 说明文字；台账: 编号、责任部门" in sentence


def test_too_many_rows_are_counted_and_the_way_out_is_named() -> None:
    data = ("数据项名称\n" + "\n".join(f"item {number}" for number in range(100_000))).encode()
    assert refusal(data) == (
        "文件有 100,000 行数据，一次最多导入 20,000 行；请按数据出境场景拆分，或先删去不出境的数据项。"
    )


def test_a_file_of_forty_megabytes_is_refused_before_reading() -> None:
    assert refusal(bytes(40_000_000)).startswith("文件大小 40 MB，超过 16 MB 的上限；")


def test_an_empty_file_is_told() -> None:
    assert refusal(b"\n \n") == "文件是空的；请上传带表头的数据项清单。"


def test_headings_without_rows_are_told() -> None:
    assert refusal(HEADINGS.encode()).startswith("表头下面没有数据；")


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n", " PDF 文件"),
        (b"\x89PNG\r\n\x1a\n", " PNG 图片"),
        (b"\xff\xd8\xff\xe0", " JPEG 图片"),
        (b"<HTML>", "网页"),
    ],
)
def test_another_kind_of_file_is_named(start: bytes, kind: str) -> None:
    assert refusal(start + b"...", "a") == (
        f"这是{kind}，不是电子表格。请在 Excel 或 WPS 中另存为 XLSX 或 CSV 后再上传。"
    )


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


def test_a_damaged_old_workbook_is_told() -> None:
    assert refusal(OLE, "旧.xls").startswith("工作簿已损坏或受密码保护，无法打开。请在 Excel 或 WPS 中另存为")


def test_a_workbook_with_a_password_is_told() -> None:
    assert refusal(OLE + "EncryptedPackage".encode("utf-16-le"), "密.xlsx").startswith("工作簿设有打开密码；")


def test_an_unknown_encoding_is_told_with_the_place() -> None:
    assert "读到第 3 个字节时中断" in refusal(b"ab\xff\xff\xff,c\n1,2\n")


def test_an_open_quotation_mark_is_told_with_its_line() -> None:
    assert refusal('数据项名称,示例\nVIN,"未关闭\nSOC,1\n'.encode()).startswith("从文本第 2 行起引号没有成对")


def test_a_zip_that_is_no_workbook_is_told() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(packed.getvalue(), "文档.docx").startswith("这是压缩包或其他格式的文档，不是 XLSX 工作簿。")


def test_a_damaged_workbook_is_told() -> None:
    whole = workbook(["数据项名称"], ["VIN"])
    assert refusal(whole[: len(whole) // 2], "半.xlsx").startswith("工作簿已损坏或受密码保护，无法打开。")


def with_declared_size(data: bytes, part: str, size: int) -> bytes:
    """The same zip with another unpacked size in its directory."""
    changed = bytearray(data)
    start = data.rindex(b"PK\x01\x02", 0, data.rindex(part.encode()))
    struct.pack_into("<I", changed, start + 24, size)
    return bytes(changed)


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = with_declared_size(workbook(["数据项名称"], ["VIN"]), "xl/worksheets/sheet1.xml", 4_200_000_000)
    assert refusal(bomb, "炸弹.xlsx").startswith("展开后 4.2 GB，超过 200 MB 的上限；")


def test_a_part_that_grows_too_much_is_refused() -> None:
    packed = io.BytesIO(workbook(["数据项名称"], ["VIN"]))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"\0" * 12_000_000)
    assert "xl/worksheets/sheet2.xml 展开后增大" in refusal(packed.getvalue(), "炸弹.xlsx")


def test_a_directory_that_declares_too_little_does_not_get_past() -> None:
    small = with_declared_size(workbook(["数据项名称"], ["VIN"]), "xl/worksheets/sheet1.xml", 10)
    assert refusal(small, "假.xlsx").startswith("工作簿已损坏或受密码保护")


def test_too_many_parts_are_refused() -> None:
    packed = io.BytesIO(workbook(["数据项名称"], ["VIN"]))
    with zipfile.ZipFile(packed, "a") as archive:
        for number in range(1_000):
            archive.writestr(f"xl/media/{number}.png", b"")
    assert "个文件，超过 1,000 个的上限" in refusal(packed.getvalue(), "多.xlsx")


def test_a_cell_far_away_from_the_list_is_refused_before_memory_is_taken() -> None:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "数据项名称")
    sheet.write_string(1_048_575, 16_383, "x")
    book.close()
    assert refusal(output.getvalue(), "远.xlsx").startswith("工作表一直用到单元格 XFD1048576，远大于一份清单；")


# ---- writing ----


def test_the_template_has_the_official_headings_in_order() -> None:
    with pytest.raises(InputRefused, match="nothing below the headings"):
        read_items(write_items((), "zh"), "模板.xlsx")
    columns = read_items(write_items([ItemRow("VIN")], "zh"), "清单.xlsx").columns
    assert ",".join(column.heading for column in columns) == HEADINGS


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp", "Zs", "Cf")), max_size=60)
NAMES = TEXTS.filter(same_name)
ROWS = st.lists(
    st.builds(ItemRow, NAMES, TEXTS, TEXTS, TEXTS, TEXTS),
    min_size=1,
    max_size=12,
    unique_by=lambda row: same_name(row.name),
)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from(["zh", "en"]))
def test_what_is_written_is_read_again(rows: list[ItemRow], language: str) -> None:
    preview = read_items(write_items(rows, language), "清单.xlsx")  # type: ignore[arg-type]  # a language by sampling
    assert [row.values() for row in preview.rows] == [row.values() for row in rows]
    assert preview.problems == ()
