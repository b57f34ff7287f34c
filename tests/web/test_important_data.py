"""Important data in the browser: match, answer, determine; load the final item by item; both languages; who may."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from assessment.vocabulary import Role
from tests.web.office import Office, Visitor, words_of


def page(office: Office, scenario: int = 0) -> str:
    entry = office.sheet(office.full).scenarios[scenario].id
    return f"/cases/{office.full}/important-data?scenario={entry}"


def target(office: Office, scenario: int = 0) -> str:
    return f"/cases/{office.full}/important-data/{office.sheet(office.full).scenarios[scenario].id}"


def determined(visitor: Visitor, office: Office, **fields: str) -> TestResponse:
    """Battery data of the example: the charging state matches, the valve position is no position of a car."""
    data = {
        "seen": "0",
        "match__AID-5-23": "matches",
        "match__AID-5-11": "differs",
        "reason__AID-5-11": "阀门位置，不是车辆位置",
        "add": "",
        "note": "",
    }
    return visitor.post(
        target(office), {**data, **{name.replace("AID_", "AID-"): text for name, text in fields.items()}}
    )


def kept(office: Office) -> int:
    with office.desk.database.read(office.company) as unit:
        return len(unit.journals.list("important_data"))


def test_suggestions_come_from_the_data_items_and_decide_nothing(office: Office) -> None:
    words = words_of(office.sit_down("zhou").get(page(office)))
    assert "车辆充电状态监测数据" in words and "soh_cap" in words and "尚不能判定" in words
    assert kept(office) == 0


def test_a_matched_item_whose_rule_fires_is_probable_and_contradicts_the_answer(office: Office) -> None:
    zhou = office.sit_down("zhou")
    assert determined(zhou, office).status_code == 302
    words = words_of(zhou.get(page(office)))
    # The number of vehicles stands in the facts of the case; nothing was typed.
    assert "可能是重要数据" in words and "本项目已填：1,120,000 辆（涉及的车辆数量）" in words
    assert "但判定规则成立" in words_of(zhou.get(f"/cases/{office.full}/check"))
    assert office.sheet(office.full).scenarios[0].answers["scenario.important_data_status"] == "none"


def test_what_was_typed_goes_before_what_the_case_says(office: Office) -> None:
    zhou = office.sit_down("zhou")
    determined(zhou, office, fact__vehicles_cn="99,999")
    assert "尚不能判定" in words_of(zhou.get(page(office)))
    determined(zhou, office, seen="1", fact__vehicles_cn="１００，０００")
    words = words_of(zhou.get(page(office)))
    assert "可能是重要数据" in words and kept(office) == 2


def test_the_determination_stands_in_the_trail_and_the_way_counts_it(office: Office) -> None:
    zhou = office.sit_down("zhou")
    determined(zhou, office)
    assert "是否含重要数据" in words_of(zhou.get(f"/cases/{office.full}/trail"))
    assert "重要数据，进行中1/3" in words_of(zhou.get(page(office))).replace(" ", "")


def test_rejecting_without_a_reason_and_a_count_in_words_are_asked_again_and_nothing_is_lost(office: Office) -> None:
    zhou = office.sit_down("zhou")
    answer = determined(zhou, office, **{"reason__AID-5-11": "", "fact__vehicles_cn": "十多万"})
    words = words_of(answer)
    assert answer.status_code == 422 and kept(office) == 0
    assert "时空定位数据：不匹配的，请写明理由。" in words and "请填写不小于零的整数" in words
    assert 'value="十多万"' in answer.get_data(as_text=True)


def test_facts_that_a_page_does_not_show_are_kept(office: Office) -> None:
    zhou = office.sit_down("zhou")
    determined(zhou, office, fact__vehicles_cn="5")
    determined(zhou, office, seen="1", **{"match__AID-5-23": ""})
    determined(zhou, office, seen="2")
    assert 'value="5"' in zhou.get(page(office)).get_data(as_text=True)


def test_two_people_on_one_page_lose_nothing(office: Office) -> None:
    office.hire("wang", Role.PREPARER)
    zhou, wang = office.sit_down("zhou"), office.sit_down("wang")
    determined(zhou, office)
    clash = determined(wang, office, note="我的判断")
    words = words_of(clash)
    assert clash.status_code == 409 and "周敏" in words and "我的判断" in words and kept(office) == 1
    assert determined(wang, office, seen="1", note="我的判断").status_code == 302 and kept(office) == 2


def test_saving_the_same_again_adds_no_entry(office: Office) -> None:
    zhou = office.sit_down("zhou")
    determined(zhou, office)
    determined(zhou, office, seen="1")
    assert kept(office) == 1


def test_an_item_may_be_added_that_nothing_suggested(office: Office) -> None:
    zhou = office.sit_down("zhou")
    determined(zhou, office, add="AID-5-6")
    words = words_of(zhou.get(page(office)))
    assert "由人添加" in words and "车辆控制指令" in words


def test_a_scenario_that_is_not_there_is_not_found(office: Office) -> None:
    zhou = office.sit_down("zhou")
    assert zhou.get(f"/cases/{office.full}/important-data?scenario=nowhere").status_code == 404
    assert zhou.post(f"/cases/{office.full}/important-data/nowhere", {}).status_code == 404


def test_a_case_without_scenarios_says_what_to_do(office: Office) -> None:
    zhou = office.sit_down("zhou")
    zhou.post("/cases/new", {"title": "新项目"})
    with office.desk.database.read(office.company) as unit:
        (case_id,) = [case.id for case in unit.cases.list() if case.title == "新项目"]
        scenarios = unit.sheets.load(case_id, office.desk.today).scenarios
    answer = zhou.get(f"/cases/{case_id}/important-data")
    assert answer.status_code == 200 and ("先新增一个出境场景" in words_of(answer)) == (not scenarios)


@pytest.mark.parametrize("login", ["lin", "gu", "shen"])
def test_others_read_and_do_not_determine(office: Office, login: str) -> None:
    visitor = office.sit_down(login)
    answer = visitor.get(page(office))
    assert answer.status_code == 200 and "保存并判定" not in words_of(answer)
    assert determined(visitor, office).status_code == 403


# ---- the table ----

READ = {
    "listed": "kept",
    "code": "AID-5-23",
    "category": "charging",
    "name_zh": "车辆充电状态监测数据",
    "name_en": "Charging state of vehicles",
    "description_zh": "充电功率等",
    "description_en": "Charging power and the like",
    "rule": "K9",
    "article": "第二部分 序号48",
    "read_on": "2026-11-20",
    "reason": "对照官方 PDF 核对",
}
LOAD = "/law/important-data/load/AID-5-23"


def test_the_table_shows_all_rows_and_filters_them(office: Office) -> None:
    zhou = office.sit_down("zhou")
    words = words_of(zhou.get("/law/important-data"))
    assert "正式稿还缺 51 项" in words and "全部 51" in words and "部分见到 16" in words and "缺失 2" in words
    driving = words_of(zhou.get("/law/important-data?scenario=driving&state=partly"))
    assert "训练影像及消息集" in driving and "设计物料清单" not in driving
    assert "没有符合所选条件的项" in words_of(zhou.get("/law/important-data?scenario=driving&state=loaded"))


def test_loading_an_item_makes_it_decide_as_important(office: Office) -> None:
    zhou = office.sit_down("zhou")
    determined(zhou, office)
    assert zhou.post(LOAD, READ).status_code == 302
    words = words_of(zhou.get("/law/important-data"))
    assert "正式稿还缺 50 项" in words and "已加载 1" in words and "final-2026-aid-5-23" in words
    case = words_of(zhou.get(page(office)))
    assert "含重要数据，出境须申报安全评估" in case and "结果与当时不同" in case


def test_an_item_is_corrected_by_loading_it_again(office: Office) -> None:
    zhou = office.sit_down("zhou")
    zhou.post(LOAD, READ)
    assert zhou.post(LOAD, {**READ, "rule": "K9 | K3"}).status_code == 302
    words = words_of(zhou.get("/law/important-data?state=loaded"))
    assert "final-2026-aid-5-23-02" in words and "K9 → K9 | K3" in words and "正式稿还缺 50 项" in words


def test_an_item_that_the_final_dropped_is_recorded(office: Office) -> None:
    zhou = office.sit_down("zhou")
    answer = zhou.post(LOAD, {**dict.fromkeys(READ, ""), "listed": "dropped", "article": "第二部分", "reason": "已删"})
    assert answer.status_code == 422  # the day on which it was read is missing
    gone = {"listed": "dropped", "code": "AID-5-23", "article": "第二部分", "reason": "已删", "read_on": "2026-11-20"}
    assert zhou.post(LOAD, gone).status_code == 302
    assert "正式稿已无 1" in words_of(zhou.get("/law/important-data"))


def test_an_item_that_the_draft_lacks_gets_a_code_of_its_own(office: Office) -> None:
    zhou = office.sit_down("zhou")
    answer = zhou.post("/law/important-data/load/new", {**READ, "code": "AID-5-23"})
    assert answer.status_code == 422 and "属于征求意见稿的一项" in words_of(answer)
    assert zhou.post("/law/important-data/load/new", {**READ, "code": "aid-6-1"}).status_code == 302
    words = words_of(zhou.get("/law/important-data?state=loaded"))
    assert "AID-6-1" in words and "征求意见稿没有此项" in words


def test_what_is_wrong_with_an_item_is_said_and_kept(office: Office) -> None:
    zhou = office.sit_down("zhou")
    answer = zhou.post(LOAD, {**READ, "rule": "K9 | K99", "name_en": "Kept"})
    assert answer.status_code == 422 and "不认识的测试“K99”" in words_of(answer)
    assert 'value="Kept"' in answer.get_data(as_text=True)
    empty = zhou.post(LOAD, {**READ, "rule": "", "reason": ""})
    assert "请用测试代码写明判定规则" in words_of(empty) and "请写明理由" in words_of(empty)
    assert "晚于今天" in words_of(zhou.post(LOAD, {**READ, "read_on": "2026-12-01"}))


def test_the_template_loads_as_it_is_and_the_final_then_lacks_two(office: Office) -> None:
    zhou = office.sit_down("zhou")
    text = zhou.get("/law/important-data/template.yaml").get_data(as_text=True)
    assert text.startswith("# 按官方 PDF 逐项核对后再加载")
    answer = zhou.post("/law/important-data/load-file", {"text": text, "reason": "逐项核对"})
    assert answer.status_code == 302, words_of(answer)
    assert "正式稿还缺 2 项" in words_of(zhou.get("/law/important-data"))


def test_a_slip_in_the_file_is_named_with_its_line_and_the_text_is_kept(office: Office) -> None:
    zhou = office.sit_down("zhou")
    text = zhou.get("/law/important-data/template.yaml").get_data(as_text=True).replace("rule: K19", "rule: K119")
    answer = zhou.post("/law/important-data/load-file", {"text": text, "reason": "逐项核对"})
    assert answer.status_code == 422
    words = words_of(answer)
    assert "不认识的测试“K119”" in words and "line" in words and "rule: K119" in words


def test_auditors_read_the_table_and_load_nothing(office: Office) -> None:
    gu = office.sit_down("gu")
    words = words_of(gu.get("/law/important-data"))
    assert "正式稿还缺 51 项" in words and "批量加载" not in words
    assert gu.post(LOAD, READ).status_code == 403
    assert gu.get("/law/important-data/load/AID-0-0").status_code == 403


def test_an_item_that_is_not_there_is_not_found(office: Office) -> None:
    zhou = office.sit_down("zhou")
    assert zhou.get("/law/important-data/load/AID-0-0").status_code == 404
    assert zhou.get("/law/important-data/load/OTHER-A").status_code == 404


def test_another_company_s_table_stays_as_it_was(office: Office) -> None:
    other = office.other_company()
    office.hire("far", Role.PREPARER, company=other)
    office.sit_down("zhou").post(LOAD, READ)
    assert "正式稿还缺 51 项" in words_of(office.sit_down("far").get("/law/important-data"))


@pytest.mark.parametrize("address", ["", "/load/AID-5-7", "/load/new", "/load-file"])
def test_the_pages_of_the_table_speak_english(office: Office, address: str) -> None:
    zhou = office.sit_down("zhou")
    zhou.speak("en")
    words = words_of(zhou.get(f"/law/important-data{address}"))
    assert any(word in words for word in ("The final lacks 51 items", "Load an item of the final", "Load the final"))
    assert "请" not in words


def test_the_page_of_a_case_speaks_english(office: Office) -> None:
    zhou = office.sit_down("zhou")
    zhou.speak("en")
    determined(zhou, office)
    words = words_of(zhou.get(page(office)))
    assert "Probably important data in 1 of 3 scenarios: identify and declare them" in words
    assert "Vehicles running in China that the data come from" in words and "请" not in words
