"""Importing data items: preview, confirm, table; what cannot be read gets a sentence and leaves nothing behind."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile

import openpyxl
import pytest

from assessment.questions import Scope
from tests.web.office import Office, Visitor, words_of

HEAD = "序号,数据项名称,内容描述,出境必要性,示例,备注\n"
ROWS = "1,电机温度,绕组温度最大值,判断过热原因,86,\n2,充电次数,快充与慢充累计次数,评估电池衰减,412,\n"


def bomb() -> bytes:
    """A workbook whose one sheet is mostly nothing, thousands of times larger than the file."""
    real = io.BytesIO()
    openpyxl.Workbook().save(real)
    made = io.BytesIO()
    with zipfile.ZipFile(real) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            padding = b" " * 20_000_000 if name.endswith("sheet1.xml") else b""
            target.writestr(name, source.read(name) + padding)
    return made.getvalue()


class Desk:
    """An empty scenario of the half-finished case, and somebody who fills it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.visitor: Visitor = office.sit_down("zhou")
        made = self.visitor.post(f"/cases/{office.open}/list/scenario")
        assert made.status_code == 302
        self.scenario = office.sheet(office.open).of_scope(Scope.SCENARIO)[-1].id
        self.table = f"/cases/{office.open}/scenarios/{self.scenario}/items/"

    def upload(self, data: bytes, name: str):  # type: ignore[no-untyped-def]  # a response of the test client
        return self.visitor.upload(f"{self.table}upload", data, name)

    def confirm(self, address: str, **ticked: str):  # type: ignore[no-untyped-def]  # a response of the test client
        """Press the button of the preview; what is ticked when the page opens stays ticked."""
        page = self.visitor.get(address).get_data(as_text=True)
        seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
        fields = {"seen": seen[1] if seen else "", **({"changes": "y"} if 'id="changes"' in page else {}), **ticked}
        return self.visitor.post(address, {name: value for name, value in fields.items() if value != "off"})

    def names(self) -> list[str]:
        return [item.name for item in self.office.sheet(self.office.open).items_of(self.scenario)]

    def waiting(self) -> int:
        with sqlite3.connect(self.office.database_file) as connection:
            (count,) = connection.execute("SELECT count(*) FROM import_preview").fetchone()
        connection.close()
        return int(count)


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "utf-8"])
def test_a_list_in_any_usual_encoding_is_previewed_confirmed_and_shown(desk: Desk, encoding: str) -> None:
    led = desk.upload((HEAD + ROWS).encode(encoding), "清单.csv")
    assert led.status_code == 302
    preview = words_of(desk.visitor.get(led.headers["Location"]))
    assert "将新增 2 个数据项" in preview and "判断过热原因" in preview and "清单.csv" in preview
    assert desk.names() == []
    confirmed = desk.confirm(led.headers["Location"])
    assert confirmed.status_code == 302
    table = words_of(desk.visitor.get(confirmed.headers["Location"]))
    assert "已导入 2 个数据项" in table and "电机温度" in table and "充电次数" in table
    assert desk.names() == ["电机温度", "充电次数"]
    assert desk.waiting() == 0


def test_a_confirmed_import_is_gone_and_the_same_list_again_adds_nothing(desk: Desk) -> None:
    data = (HEAD + ROWS).encode()
    first = desk.upload(data, "a.csv").headers["Location"]
    desk.confirm(first)
    assert desk.visitor.post(first).status_code == 404
    second = desk.upload(data, "a.csv").headers["Location"]
    assert "2 项在本场景已存在" in words_of(desk.visitor.get(second))
    desk.confirm(second)
    assert len(desk.names()) == 2


def test_what_was_exported_can_be_imported_again(desk: Desk) -> None:
    office = desk.office
    full = office.sheet(office.full)
    source = full.scenarios[0].id
    book = desk.visitor.get(f"/cases/{office.full}/scenarios/{source}/items/export").get_data()
    desk.confirm(desk.upload(book, "items.xlsx").headers["Location"])
    added = office.sheet(office.open).items_of(desk.scenario)
    texts = [(item.name, item.description, item.necessity, item.example, item.remark) for item in added]
    assert texts == [(i.name, i.description, i.necessity, i.example, i.remark) for i in full.items_of(source)]
    assert len(texts) == 120


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "empty.csv", "空"),
        (HEAD.encode(), "headings.csv", "没有数据"),
        ((HEAD + "".join(f"{n},项目{n},内容,理由,1,\n" for n in range(100_000))).encode(), "long.csv", "20,000"),
        (bomb(), "bomb.xlsx", "倍"),
        (b"%PDF-1.7\n", "list.xlsx", "PDF"),
        (b"PK\x03\x04 broken", "broken.xlsx", ""),
        (b"\x00\x01\x02\xff" * 100, "noise.csv", ""),
    ],
    ids=["empty", "headings alone", "100,000 rows", "zip bomb", "a PDF", "broken", "noise"],
)
def test_what_cannot_be_read_gets_a_sentence_and_leaves_nothing(desk: Desk, data: bytes, name: str, words: str) -> None:
    before = desk.office.sheet(desk.office.open)
    answer = desk.upload(data, name)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "error-summary" in text and words in words_of(answer)
    assert desk.waiting() == 0
    assert desk.office.sheet(desk.office.open) == before


def test_forty_megabytes_are_refused_with_a_sentence(desk: Desk) -> None:
    answer = desk.upload(b"1" * 40_000_000, "large.csv")
    assert answer.status_code == 413
    assert "38 MB" in words_of(answer) and "16 MB" in words_of(answer)
    assert desk.waiting() == 0


def test_an_item_is_edited_and_taken_out_and_the_trail_keeps_it(desk: Desk) -> None:
    desk.confirm(desk.upload((HEAD + ROWS).encode(), "a.csv").headers["Location"])
    first, second = desk.office.sheet(desk.office.open).items_of(desk.scenario)
    edit = f"{desk.table}{first.id}/edit"
    assert desk.visitor.post(edit, {"name": second.name}).status_code == 422
    assert desk.visitor.post(edit, {"name": "电机最高温度", "necessity": "判断过热"}).status_code == 302
    assert desk.names() == ["电机最高温度", "充电次数"]
    desk.visitor.post(f"{desk.table}remove", {"item": first.id})
    assert desk.names() == ["充电次数"]
    with desk.office.desk.database.read(desk.office.company) as unit:
        removed, changed = unit.trail.page(desk.office.open)[0][:2]
    assert removed.kind == "items removed" and removed.details["items"] == ["电机最高温度"]
    assert changed.details["name"] == {"before": "电机温度", "after": "电机最高温度"}
