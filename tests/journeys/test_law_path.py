"""The law in a real browser: counsel signs, a list is loaded, persons are counted, a filing runs, a duty is done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from assessment.questions import Scope
from services.desk import actor_of
from tests.journeys.conftest import Live
from tests.journeys.visits import Visit
from tests.services.test_overlays import LIST
from tests.web.office import Office

pytestmark = pytest.mark.journey

ON_THE_LIST = {"scenario.ftz_list": "shanghai-2025", "scenario.on_list": True, "scenario.ftz_entry": "A1"}


def put_on_the_list(office: Office) -> None:
    """The first scenario of the complete case stands in the list of Shanghai, whose text nobody has loaded."""
    scenario = office.sheet(office.full).of_scope(Scope.SCENARIO)[0].id
    zhou = office.person("zhou")
    with office.desk.database.unit(actor_of(zhou), office.company, office.desk.now()) as unit:
        unit.sheets.save_answers(office.full, scenario, ON_THE_LIST)
        unit.record("answers saved", case_id=office.full, subject=scenario)
        unit.commit()


def test_counsel_signs_and_the_decision_no_longer_asks(visits, live: Live) -> None:  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    case = f"/cases/{live.office.full}"
    shen: Visit = visits("shen")
    page = shen.page
    shen.open(f"{case}/route")
    expect(page.locator("main")).to_contain_text("推定，待律师核对")
    shen.open(f"{case}/check")
    expect(page.locator("#law-unsigned")).to_be_visible()
    shen.open("/law/counsel")
    page.get_by_role("link", name="从 R-COMB 开始").click()
    signed = 0
    while page.get_by_role("link", name="下一条待读").count() and signed < 4:
        shen.look()
        following = page.get_by_role("link", name="下一条待读").get_attribute("href")
        page.get_by_label("确认：与官方原文一致").check()
        page.fill("[name=read]", "国家网信办网站全文，2024-03-22 公布")
        shen.press("记录意见")
        expect(page.locator("main")).to_contain_text("律师已确认")
        signed += 1
        page.goto(f"{live.url}{following}")
    assert signed == 4
    shen.open("/law/counsel")
    expect(page.get_by_role("heading", level=1)).to_contain_text("目前都不影响项目")
    shen.open(f"{case}/route")
    expect(page.locator("main")).not_to_contain_text("待律师核对")
    expect(page.locator("main")).to_contain_text("✓ 律师已核对")
    shen.open(f"{case}/check")
    expect(page.locator("#law-unsigned")).to_have_count(0)


def test_a_loaded_list_decides_and_is_named_where_it_does(visits, live: Live) -> None:  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    put_on_the_list(live.office)
    route = f"/cases/{live.office.full}/route"
    zhou: Visit = visits("zhou")
    page = zhou.page
    zhou.open(route)
    expect(page.locator("main")).not_to_contain_text("shanghai-text")
    zhou.open("/law/overlays/new?kind=zone_list")
    page.fill("[name=text]", LIST)
    zhou.press("检查并预览")
    expect(page.locator("main")).to_contain_text("上海清单正文")
    page.fill("[name=reason]", "附件正文已公布")
    page.get_by_role("button", name="加载", exact=True).click()
    zhou.look()
    zhou.press("适用与不适用，各判断一次")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 个项目的结论不同")
    zhou.open(route)
    expect(page.locator("main")).to_contain_text("R-30")
    expect(page.locator("main")).to_contain_text("shanghai-text")
    zhou.open(f"{route}?on=2024-03-21")
    expect(page.locator("main")).to_contain_text("2024-03-21")
    expect(page.locator("main")).not_to_contain_text("shanghai-text")


def test_a_batch_moves_the_count_and_the_day_on_which_the_threshold_is_crossed(visits, live: Live) -> None:  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    zhou: Visit = visits("zhou")
    page = zhou.page
    zhou.open("/ledger")
    page.locator("h2[id^='entity-'] a").first.click()
    zhou.look()
    before, days_before = counted(page), page.get_by_text("与各门槛的距离").locator("..").inner_text()
    zhou.press("登记一批")
    batch = {"since": "2026-11-01", "until": "2026-11-20", "flow": "新车主服务", "basis": "客户编号去重"}
    for name, value in {**batch, "persons_pi": "90000", "again_pi": "0", "persons_spi": "0", "again_spi": "0"}.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=mechanism]", label="尚无机制")
    page.get_by_role("button", name="登记", exact=True).click()
    zhou.look()
    expect(page.locator("main")).to_contain_text("新车主服务")
    assert counted(page) == before + 90_000
    assert page.get_by_text("与各门槛的距离").locator("..").inner_text() != days_before
    now = counted(page)
    zhou.open(f"/cases/{live.office.full}/route")
    expect(page.locator("#now")).to_contain_text(f"{now:,}")


def counted(page: Page) -> int:
    """The persons (not sensitive) that the heading of a ledger names."""
    found = re.search(r"一般 ([\d,]+)", page.get_by_role("heading", level=1).inner_text())
    assert found is not None
    return int(found[1].replace(",", ""))


def test_a_step_after_filing_starts_a_term_and_a_duty_is_done_with_evidence(visits, live: Live) -> None:  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    case = f"/cases/{live.office.full}"
    zhou: Visit = visits("zhou")
    page = zhou.page
    zhou.open(f"{case}/filing")
    page.locator("a[href*='add=']").first.click()
    zhou.look()
    page.locator("#record [name=on]").fill("2026-11-16")
    page.locator("#record").get_by_role("button", name="登记").click()
    zhou.look()
    expect(page.locator("main")).to_contain_text("2026-11-16")
    page.locator("main details summary").first.click()
    zhou.look()
    zhou.open("/deadlines")
    expect(page.locator("main")).to_contain_text("2026-017")
    zhou.open(f"{case}/duties")
    page.locator("main a[href*='/duties/']").first.click()
    zhou.look()
    page.get_by_label("已完成", exact=True).check()
    page.fill("[name=done_on]", "2026-11-20")
    page.locator("[name=evidence][type=checkbox]").first.check()
    zhou.press("保存登记")
    expect(page.locator("main")).to_contain_text("2026-11-20")


PAGES = (
    "/",
    "/deadlines",
    "/ledger",
    "/law/",
    "/law/changes",
    "/law/counsel",
    "/law/counsel?kind=item",
    "/law/overlays",
    "/law/overlays/new?kind=notice",
    "/law/entry?subject=calendar:2027",
    "/law/important-data",
    "{case}/route",
    "{case}/route?on=2024-03-21",
    "{case}/filing",
    "{case}/duties",
    "{case}/changes",
    "{case}/extension",
    "{case}/important-data",
)


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 400)])
def test_every_page_of_the_law_passes_the_look(visits, live: Live, lang: str, width: int) -> None:  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    """axe looks at Chinese on a desk and at English in the hand; nothing scrolls sideways in either width."""
    shen: Visit = visits("shen")
    if lang == "en":
        shen.speak_english()
    wide: list[str] = []
    for path in PAGES:
        shen.page.set_viewport_size({"width": width, "height": 900})
        shen.open(path.format(case=f"/cases/{live.office.full}"))
        expect(shen.page.locator("html")).to_have_attribute("lang", "zh-Hans" if lang == "zh" else "en")
        wide += [f"{path} at {width}"] if shen.too_wide() else []
        other = 1680 - width
        shen.page.set_viewport_size({"width": other, "height": 900})
        wide += [f"{path} at {other}"] if shen.too_wide() else []
    assert wide == []
