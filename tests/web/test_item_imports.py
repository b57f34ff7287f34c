"""An import by hand: columns mapped and remembered, a workbook out and back in, the difference before it counts."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from werkzeug.test import TestResponse

from tests.services.test_spreadsheets import workbook
from tests.web.office import Office, words_of
from tests.web.test_items import Desk

STRANGE = "代号,业务对象,归口部门\nvin_no,车辆识别代号,研发\nspeed,仪表车速,研发\nsoc,剩余电量,研发\n"


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def read(desk: Desk, data: bytes, name: str = "清单.csv") -> str:
    led = desk.upload(data, name)
    assert led.status_code == 302, words_of(led)
    return led.headers["Location"]


def taken(page: TestResponse) -> list[str]:
    """What each column is taken for, as the page shows it."""
    selects = re.findall(r'<select[^>]*name="column">(.*?)</select>', page.get_data(as_text=True), re.DOTALL)
    return [re.search(r'value="(\w*)" selected', one)[1] if " selected" in one else "" for one in selects]  # type: ignore[index]  # the page always selects one


def texts(desk: Desk) -> list[tuple[str, str]]:
    return [(item.name, item.description) for item in desk.office.sheet(desk.office.open).items_of(desk.scenario)]


def test_a_column_is_mapped_by_hand_and_the_next_file_like_it_is_read_the_same(desk: Desk) -> None:
    address = read(desk, STRANGE.encode())
    first = desk.visitor.get(address)
    assert taken(first) == ["name", "description", ""]
    assert "按内容推测，请核对" in words_of(first)
    mapped = f"{address}?shown=0:1&sheet=0&head=1&column=remark&column=name&column="
    assert taken(desk.visitor.get(mapped)) == ["remark", "name", ""]
    done = desk.visitor.get(desk.confirm(mapped).headers["Location"])
    assert "已导入 3 个数据项，各列的对应关系已记住。" in words_of(done)
    assert texts(desk)[0] == ("车辆识别代号", "")
    later = desk.visitor.get(read(desk, "二期清单\n\n代号,业务对象,归口部门\nx,胎压,底盘\n".encode(), "二期.csv"))
    assert taken(later) == ["remark", "name", ""]
    assert "沿用 周敏 于 2026-11-21 确认的对应关系" in words_of(later)
    trail = words_of(desk.visitor.get(f"/cases/{desk.office.open}/trail"))
    assert "导入了数据项清单" in trail


def test_a_mapping_that_would_be_proposed_anyway_is_not_remembered(desk: Desk) -> None:
    desk.confirm(read(desk, "数据项名称,内容描述\n车速,仪表\n".encode()))
    with desk.office.desk.database.read(desk.office.company) as unit:
        assert unit.journals.list("mapping") == []


def test_without_a_name_nothing_can_be_confirmed_until_one_is_chosen(desk: Desk) -> None:
    address = read(desk, "甲,乙\n1,研发\n2,研发\n3,研发\n".encode())
    page = desk.visitor.get(address)
    assert "请选择哪一列是“数据项名称”" in words_of(page)
    assert 'name="seen"' not in page.get_data(as_text=True)
    assert "请选择哪一列是“数据项名称”" in words_of(desk.visitor.get(desk.visitor.post(address).headers["Location"]))
    two = f"{address}?shown=0:1&sheet=0&head=1&column=name&column=name"
    assert "“数据项名称”只能对应一列" in words_of(desk.visitor.get(two))


def test_another_sheet_or_heading_row_brings_its_own_columns(desk: Desk) -> None:
    book = workbook(["数据项名称", "示例"], ["SOC", "80"], title="清单", before="字段一览")
    address = read(desk, book, "a.xlsx")
    assert taken(desk.visitor.get(address)) == ["name", "example"]
    other = desk.visitor.get(f"{address}?shown=1:1&sheet=0&head=1&column=name&column=example")
    assert "还不能导入" in words_of(other)
    none = desk.visitor.get(f"{address}?shown=1:1&sheet=1&head=0&column=name&column=example")
    assert "SOC" in words_of(none) and "（无列名）" in words_of(none)
    wrong = desk.visitor.get(f"{address}?shown=1:1&sheet=1&head=abc&column=name&column=example")
    assert "表头所在行请填写行号" in words_of(wrong) and 'value="abc"' in wrong.get_data(as_text=True)


def filled(desk: Desk) -> openpyxl.Workbook:
    """The scenario with four items, as a workbook."""
    desk.confirm(
        read(desk, "数据项名称,内容描述,出境必要性\n车速,仪表,诊断\n里程,总里程,诊断\n电量,SOC,\n胎压,四轮,\n".encode())
    )
    book = desk.visitor.get(f"{desk.table}export").get_data()
    return openpyxl.load_workbook(io.BytesIO(book))


def saved(book: openpyxl.Workbook) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def test_a_workbook_goes_out_and_comes_back_with_what_differs(desk: Desk) -> None:
    book = filled(desk)
    sheet = book.active
    assert sheet.column_dimensions["G"].hidden
    ids = {sheet.cell(row, 2).value: sheet.cell(row, 7).value for row in range(2, 6)}
    sheet["B2"], sheet["C3"], sheet["D3"] = "瞬时车速", "累计里程", None
    sheet.delete_rows(5)
    sheet.append(["", "方向盘转角", "角度", "", "", "", ""])
    address = read(desk, saved(book), "改.xlsx")
    page = words_of(desk.visitor.get(address))
    assert "将新增 1 个数据项，2 个内容不同，1 个不在清单中" in page
    assert "（清空）" in page and "瞬时车速" in page and "累计里程" in page and "胎压" in page
    assert "隐藏" not in page
    assert texts(desk)[0] == ("车速", "仪表")
    done = words_of(desk.visitor.get(desk.confirm(address, gone="y").headers["Location"]))
    assert "已导入 1 个数据项，修改 2 个，删除 1 个，1 项保持不变。" in done
    items = desk.office.sheet(desk.office.open).items_of(desk.scenario)
    assert [(item.name, item.description, item.necessity) for item in items] == [
        ("瞬时车速", "仪表", "诊断"), ("里程", "累计里程", ""), ("电量", "SOC", ""), ("方向盘转角", "角度", ""),
    ]  # fmt: skip
    assert items[0].id == ids["车速"]


def test_what_is_not_ticked_stays_as_it_is(desk: Desk) -> None:
    book = filled(desk)
    book.active["C2"] = "新"
    book.active.delete_rows(4)
    desk.confirm(read(desk, saved(book), "改.xlsx"), changes="off")
    assert texts(desk) == [("车速", "仪表"), ("里程", "总里程"), ("电量", "SOC"), ("胎压", "四轮")]


def test_two_items_exchange_their_names(desk: Desk) -> None:
    book = filled(desk)
    book.active["B2"], book.active["B3"] = "里程", "车速"
    desk.confirm(read(desk, saved(book), "改.xlsx"))
    assert texts(desk)[:2] == [("里程", "仪表"), ("车速", "总里程")]


def test_a_preview_that_is_out_of_date_is_shown_again_instead_of_taken_over(desk: Desk) -> None:
    book = filled(desk)
    book.active["C2"] = "新"
    address = read(desk, saved(book), "改.xlsx")
    seen = re.search(r'name="seen" value="(\w+)"', desk.visitor.get(address).get_data(as_text=True))
    assert seen is not None
    first = desk.office.sheet(desk.office.open).items_of(desk.scenario)[0]
    desk.visitor.post(f"{desk.table}{first.id}/edit", {"name": "车速", "description": "他人改过"})
    answer = desk.visitor.post(address, {"seen": seen[1], "changes": "y"})
    assert "与您看到的预览不同" in words_of(desk.visitor.get(answer.headers["Location"]))
    assert texts(desk)[0] == ("车速", "他人改过")


def test_a_data_dictionary_is_previewed_and_taken_over(desk: Desk) -> None:
    script = "CREATE TABLE t (vin varchar(17) COMMENT '车架号', speed int COMMENT '车速');"
    address = read(desk, script.encode(), "表.sql")
    assert "将新增 2 个数据项" in words_of(desk.visitor.get(address))
    desk.confirm(address)
    assert texts(desk) == [("vin", "车架号"), ("speed", "车速")]


def test_formulas_are_shown_as_their_results_and_leave_as_text(desk: Desk) -> None:
    desk.confirm(read(desk, workbook(["数据项名称", "内容描述"], ["=1+1", '=HYPERLINK("http://x","y")']), "a.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(desk.visitor.get(f"{desk.table}export").get_data()))
    assert [book.active[place].data_type for place in ("B2", "C2")] == ["s", "s"]
    assert book.active["B2"].value == "=1+1"
