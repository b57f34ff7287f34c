"""A list of data items classified in a browser by keyboard alone, and what axe says of every state of the table."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from assessment.answers import AnswerSheet
from tests.journeys.conftest import Live
from tests.journeys.visits import Visit

pytestmark = pytest.mark.journey
expect.set_options(timeout=30_000)

LIST = """\
数据项名称,内容描述,出境必要性
engine_temp,发动机温度,故障诊断
fw_version,软件版本,版本分析
dtc_code,故障码,故障诊断
qxz_17,,
driver_face_jpg,驾驶员人脸照片,
"""


def table_of(live: Live, zhou: Visit) -> str:
    """The address of the table of a new, empty scenario."""
    zhou.open(f"/cases/{live.office.open}/list/scenario")
    zhou.press("新增场景")
    scenario = zhou.page.url.rsplit("/", 1)[-1]
    return f"/cases/{live.office.open}/scenarios/{scenario}/items/"


def shortest(sheet: AnswerSheet) -> str:
    """The scenario with the fewest items: axe takes its time for each row."""
    return min(sheet.scenarios, key=lambda scenario: len(sheet.items_of(scenario.id))).id


def to_rows(page: Page) -> None:
    """Tab into the table: the way of somebody without a mouse."""
    page.locator("a.to-rows").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#item-rows tbody tr").first).to_be_focused()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('tr')?.querySelector('th a')?.textContent || ''"))


def test_a_list_is_classified_by_keyboard_alone(visits, live: Live, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    zhou: Visit = visits("zhou")
    page = zhou.page
    table = table_of(live, zhou)
    zhou.open(table)
    expect(page.locator("main")).to_contain_text("还没有数据项")

    zhou.open(f"{table}upload")
    file = tmp_path / "清单.csv"
    file.write_bytes(LIST.encode("gb18030"))
    page.set_input_files("#file", file)
    page.locator("main form button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/imports/*")
    zhou.look()
    page.get_by_role("button", name="确认导入").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{table}")
    zhou.look()
    expect(page.locator("h1")).to_contain_text("5 个数据项")

    # Everything that has a proposal is confirmed with two keys, and taken back with one.
    to_rows(page)
    page.keyboard.press("a")
    expect(page.locator("#picked")).to_have_text("已选 5 项")
    page.keyboard.press("c")
    expect(page.locator("#undo")).to_contain_text("已确认")
    confirmed = page.locator(".proposed").count()
    zhou.look()
    page.keyboard.press("u")
    expect(page.locator("#undo")).to_have_count(0)
    assert page.locator(".proposed").count() > confirmed
    page.keyboard.press("a")
    page.keyboard.press("c")
    expect(page.locator("#undo")).to_contain_text("已确认")

    # Arrows move, Home and End jump, X selects a range.
    page.keyboard.press("End")
    assert focused(page) == "driver_face_jpg"
    page.keyboard.press("Home")
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+X")
    expect(page.locator("#picked")).to_have_text("已选 3 项")
    assert focused(page) == "dtc_code"

    # A text is edited where it stands. Esc gives back what stood, Enter keeps it.
    page.keyboard.press("End")
    page.keyboard.press("e")
    expect(page.locator(".row-form #necessity")).to_be_focused()
    zhou.look()
    page.keyboard.type("写错了 xcaeu?/")
    page.keyboard.press("Escape")
    expect(page.locator(".row-form")).to_have_count(0)
    assert focused(page) == "driver_face_jpg"
    page.keyboard.press("e")
    expect(page.locator(".row-form #necessity")).to_have_value("")
    page.keyboard.type("研判碰撞前的驾驶状态")
    page.keyboard.press("Enter")
    expect(page.locator("#item-rows")).to_contain_text("研判碰撞前的驾驶状态")
    expect(page.locator("#items-said")).to_have_text("已保存“driver_face_jpg”。")
    assert focused(page) == "driver_face_jpg"

    # One is taken out of the export with its reason; without one the page says so and keeps the selection.
    page.keyboard.press("x")
    page.locator("#step-cut summary").focus()
    page.keyboard.press("Enter")
    page.locator("#step-cut .btn-primary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#picked")).to_have_text("已选 1 项")
    zhou.said.clear()  # the browser's own note that an answer was a refusal
    zhou.look()
    page.locator("#cut_reason").focus()
    page.keyboard.type("总部用不到人脸照片")
    page.locator("#step-cut .btn-primary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr.is-cut")).to_contain_text("总部用不到人脸照片")
    zhou.look()

    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出工作簿").focus()
        page.keyboard.press("Enter")
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    texts = {str(cell.value) for row in book.active.iter_rows() for cell in row}
    assert "研判碰撞前的驾驶状态" in texts


def test_a_change_by_a_colleague_meanwhile_is_shown_beside_mine(visits, live: Live) -> None:  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    scenario = shortest(live.office.sheet(live.office.full))
    table = f"/cases/{live.office.full}/scenarios/{scenario}/items/"
    mine: Visit = visits("zhou")
    theirs: Visit = visits("zhou")
    for visit in (mine, theirs):
        visit.open(table)
        to_rows(visit.page)
        visit.page.keyboard.press("e")
        expect(visit.page.locator(".row-form")).to_be_visible()
    theirs.page.fill("#necessity", "同事写的理由")
    theirs.page.keyboard.press("Enter")
    expect(theirs.page.locator("#undo")).to_be_visible()
    mine.page.fill("#necessity", "我写的理由")
    mine.page.keyboard.press("Enter")
    expect(mine.page.locator(".theirs")).to_contain_text("同事写的理由")
    expect(mine.page.locator("#necessity")).to_have_value("我写的理由")
    mine.said.clear()  # the browser's own note that an answer was a refusal
    mine.look()
    mine.page.keyboard.press("Enter")
    expect(mine.page.locator("#item-rows")).to_contain_text("我写的理由")


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 400)])
def test_every_page_of_items_fits_both_widths_and_passes_the_same_look(  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    visits, live: Live, lang: str, width: int
) -> None:
    """axe looks at Chinese on a desk and at English in the hand; nothing scrolls sideways in either width."""
    sheet = live.office.sheet(live.office.full)
    scenario = shortest(sheet)
    item = sheet.items_of(scenario)[0].id
    table = f"/cases/{live.office.full}/scenarios/{scenario}/items/"
    zhou: Visit = visits("zhou")
    if lang == "en":
        zhou.speak_english()
    for path in ("", "?group=category&sort=name", "?search=nothing-like-this", item, f"{item}/edit", "facts", "upload"):
        zhou.page.set_viewport_size({"width": width, "height": 900})
        zhou.open(table + path)
        expect(zhou.page.locator("html")).to_have_attribute("lang", "zh-Hans" if lang == "zh" else "en")
        assert not zhou.too_wide(), path
        zhou.page.set_viewport_size({"width": 1680 - width, "height": 900})
        assert not zhou.too_wide(), path
