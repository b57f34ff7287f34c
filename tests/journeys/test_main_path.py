"""The main path in a real browser, from signing in to a bundle that verifies, and what axe says on each page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from audit.verify import examine
from tests.journeys.conftest import Live
from tests.journeys.visits import Visit

pytestmark = pytest.mark.journey

LIST = """\
序号,数据项名称,内容描述,出境必要性,示例,备注
1,线索来源,客户从何处得知,总部评估投放效果,展会,
2,试驾车型,所试车型名称,总部安排产能,S1,
"""


def test_from_signing_in_to_a_bundle_that_verifies(visits, live: Live, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    office = live.office
    zhou: Visit = visits("zhou")
    page = zhou.page
    case = f"/cases/{office.full}"

    # An answer is changed and saved without a button.
    zhou.open(f"{case}/answers/handler/")
    page.fill("[name=handler__office_place]", "上海市嘉定区安亭镇新楼 6 号")
    expect(page.locator("#said")).to_contain_text("已保存", timeout=15_000)
    page.reload()
    expect(page.locator("[name=handler__office_place]")).to_have_value("上海市嘉定区安亭镇新楼 6 号")

    # Items go into a new scenario of the half-finished case.
    zhou.open(f"/cases/{office.open}/list/scenario")
    zhou.press("新增场景")
    scenario = page.url.rsplit("/", 1)[-1]
    zhou.open(f"/cases/{office.open}/scenarios/{scenario}/items/upload")
    file = tmp_path / "清单.csv"
    file.write_bytes(LIST.encode("gb18030"))
    page.set_input_files("#file", file)
    zhou.press("读取并预览")
    expect(page.locator("main")).to_contain_text("将新增 2 个数据项")
    zhou.press("确认导入")
    expect(page.locator("table")).to_contain_text("线索来源")

    zhou.open(f"{case}/route")
    expect(page.locator("main")).to_contain_text("安全评估")
    zhou.open(f"{case}/risk")
    zhou.open(f"{case}/risk/A1")
    zhou.open(f"{case}/check")
    zhou.open(f"{case}/trail")
    expect(page.locator("main")).to_contain_text("上海市嘉定区安亭镇新楼 6 号")

    zhou.open(f"{case}/review")
    zhou.press("提交复核")
    expect(page.locator("main")).to_contain_text("正在等待复核")

    lin: Visit = visits("lin")
    lin.open(f"{case}/review")
    lin.press("批准此快照")
    expect(lin.page.locator("main")).to_contain_text("已批准")

    # The final dossier: progress is seen, then five documents.
    zhou.open(f"{case}/dossier")
    page.get_by_role("button", name="生成正式件").click()
    expect(page.locator("progress#bar")).to_be_visible()
    zhou.look()
    expect(page.locator("main")).to_contain_text("申报材料 5 份", timeout=180_000)
    zhou.look()
    expect(page.locator("tbody tr")).to_have_count(5)
    expect(page.locator("tbody")).not_to_contain_text("草稿")
    page.locator("tbody a[href*='preview']").first.click()
    shown = page.locator(".leaf-picture img").first
    expect(shown).to_have_count(1)
    address = shown.get_attribute("src")
    picture = page.request.get(f"{live.url}{address}")
    assert picture.body().startswith(b"\x89PNG") and picture.headers["content-type"] == "image/png"
    zhou.look()
    page.go_back()

    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载可验证的压缩包").click()
    bundle = Path(waiting.value.path()).read_bytes()
    verdict = examine(bundle)
    assert verdict.verified, [check for check in verdict.checks if check.findings]
    assert verdict.reference == "2026-017"
    assert len({re.sub(r"[0-9a-f]{32}", "…", url) for url in zhou.looked_at}) > 12


def test_pages_in_english_on_a_narrow_screen_pass_the_same_look(visits, live: Live) -> None:  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    gu: Visit = visits("gu")
    gu.page.set_viewport_size({"width": 390, "height": 844})
    gu.page.get_by_role("button", name="English").first.click()
    case = f"/cases/{live.office.open}"
    for path in ("/", f"{case}/answers/handler/", f"{case}/route", f"{case}/risk", f"{case}/check", f"{case}/trail"):
        gu.open(path)
        expect(gu.page.locator("html")).to_have_attribute("lang", "en")
        too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not gu.page.evaluate(too_wide), path
