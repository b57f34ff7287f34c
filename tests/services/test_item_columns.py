"""Which column is taken for which: by what was confirmed before, by headings, by content, by a person."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from assessment.errors import InputRefused
from assessment.item_mapping import KeptMapping, fold
from assessment.work import JournalEntry
from services.item_columns import NO_HEADING, ColumnMap, chosen, proposed
from services.item_sources import Source, read_source
from services.spreadsheet_table import Table
from services.spreadsheets import understood
from tests.services.test_spreadsheets import workbook


def table(text: str) -> Table:
    return read_source(text.encode(), "清单.csv").tables[0]


def kept(known: ColumnMap, *, by: str = "周敏", position: int = 1) -> JournalEntry:
    content = KeptMapping(headings=known.texts, fields=tuple(column or "" for column in known.fields))
    assert known.fingerprint is not None
    return JournalEntry(
        "e", "mapping", known.fingerprint, None, position, content.model_dump(mode="json"), "p", by,
        datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip


STRANGE = "代号,业务对象,归口部门\nvin_no,车辆识别代号写入总装线,研发\nspeed,仪表显示的车速,研发\nsoc,剩余电量,研发\n"


def test_columns_that_no_heading_names_are_proposed_by_their_content_and_say_so() -> None:
    found = proposed(table(STRANGE), {})
    assert found.fields == ("name", "description", None)
    assert found.origins == ("content", "content", "")
    assert (found.heading, found.usable) == (0, True)


def test_numbers_and_repeated_words_are_no_names() -> None:
    found = proposed(table("甲,乙\n1,研发\n2,研发\n3,研发\n"), {})
    assert found.fields == (None, None) and not found.usable


def test_a_list_without_headings_is_read_from_its_first_row_when_a_person_says_so() -> None:
    plain = table("vin,车架号\nspeed,车速\n")
    mapped = chosen(plain, NO_HEADING, ["name", "description"])
    assert [(row.name, row.description, row.line) for row in understood(plain, mapped, "a.csv").rows] == [
        ("vin", "车架号", 1), ("speed", "车速", 2),
    ]  # fmt: skip
    assert mapped.fingerprint is None


def test_several_columns_go_into_one_text_but_not_into_the_name() -> None:
    source = table("字段名,说明,单位\nspeed,车速,km/h\nsoc,电量,\n")
    mapped = chosen(source, 0, ["name", "description", "description"])
    assert [row.description for row in understood(source, mapped, "a.csv").rows] == ["车速；km/h", "电量"]
    assert not chosen(source, 0, ["name", "name", ""]).usable


def test_a_name_that_is_no_column_is_not_used() -> None:
    assert chosen(table(STRANGE), 0, ["name", "colour"]).fields == ("name", None, None)


def test_what_was_confirmed_is_proposed_for_the_next_file_with_the_same_headings() -> None:
    confirmed = chosen(table(STRANGE), 0, ["remark", "name", ""])
    memory = fold([kept(confirmed)])
    later = proposed(table("2027 年清单,,\n\n代号,业务对象,归口部门\nx1,方向盘转角,底盘\n"), memory)
    assert (later.fields, later.heading) == (("remark", "name", None), 2)
    assert set(later.origins) == {"remembered", ""}
    assert later.remembered is not None and later.remembered.person_name == "周敏"
    assert proposed(table("代号,业务对象\nx1,方向盘转角\n"), memory).remembered is None


def test_the_last_confirmation_holds() -> None:
    first, second = (chosen(table(STRANGE), 0, names) for names in (["name", "", ""], ["", "name", ""]))
    memory = fold([kept(first), kept(second, by="林越", position=2)])
    assert proposed(table(STRANGE), memory).fields == (None, "name", None)


def test_equal_headings_are_told_with_their_columns() -> None:
    (note,) = proposed(table("字段名,备注,单位,备注\nspeed,a,km/h,b\n"), {}).notes()
    assert note.zh == "B、D 列的表头相同（备注）；请核对各列的用途。"


def test_a_heading_row_that_is_only_supposed_is_told_and_can_be_taken_back() -> None:
    listed = table("vin,车架号\nspeed,车速\ngps_lng,经度\n")
    (note,) = proposed(listed, {}).notes()
    assert "暂把“vin”所在行当作表头" in note.zh and "改为 0" in note.zh
    assert proposed(listed, {}, NO_HEADING).notes() == ()


def test_a_workbook_of_formulas_without_results_is_told_to_be_one() -> None:
    book = openpyxl.Workbook()
    book.active.append(["=A1", "=B1"])
    book.save(output := io.BytesIO())
    with pytest.raises(InputRefused, match=r"2 cells hold formulas.*Without a result, read as empty: 2"):
        read_source(output.getvalue(), "a.xlsx")


def test_binary_data_with_the_name_of_a_list_are_refused() -> None:
    with pytest.raises(InputRefused, match="binary data"):
        read_source(b"MZ" + bytes(100), "list.csv")


def test_every_sheet_with_text_can_be_chosen_and_survives_being_kept() -> None:
    source = read_source(workbook(["数据项名称", "示例"], ["SOC", "80"], title="清单", before="说明文字"), "a.xlsx")
    assert ([one.sheet for one in source.tables], source.best) == (["说明", "清单"], 1)
    assert Source.unpacked("a.xlsx", source.packed()) == source
