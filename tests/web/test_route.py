"""The route page: another day said loudly, a day that is none, what would change the route, two readings."""

from __future__ import annotations

from lxml import html
from werkzeug.datastructures import MultiDict

from tests.web.office import Office, words_of


def page(office: Office, query: str = "", case: str = "", language: str = "zh") -> tuple[int, str]:
    visitor = office.sit_down("zhou")
    visitor.speak(language)
    answer = visitor.get(f"/cases/{case or office.full}/route{query}")
    tree = html.fromstring(answer.get_data(as_text=True))
    return answer.status_code, " ".join(tree.xpath("//main")[0].text_content().split())


def test_the_page_of_today_names_no_other_day(office: Office) -> None:
    status, text = page(office)
    assert status == 200
    assert "这不是今天的结论" not in text
    assert "应当申报数据出境安全评估" in text


def test_another_day_is_decided_again_and_said_loudly(office: Office) -> None:
    status, text = page(office, "?on=2023-07-01")
    assert status == 200
    assert "这不是今天的结论：按 2023-07-01 的规则重新判断" in text
    assert "依据规则集 V2" in text and "回到 2026-11-21 的结论" in text
    assert "Not today's conclusion" in page(office, "?on=2023-07-01", language="en")[1]


def test_the_day_of_the_case_is_not_another_day(office: Office) -> None:
    assert "这不是今天的结论" not in page(office, "?on=2026-11-21")[1]


def test_a_day_that_is_none_gets_a_sentence_and_the_page_stays(office: Office) -> None:
    status, text = page(office, "?on=2026-02-30")
    assert status == 422
    assert "“2026-02-30”不是日历上的日期" in text and "应当申报数据出境安全评估" in text
    assert "is not a day of the calendar" in page(office, "?on=soon", language="en")[1]


def test_a_day_before_any_law_is_answered_honestly(office: Office) -> None:
    status, text = page(office, "?on=2010-01-01")
    assert status == 200
    assert "尚不能确定路径" in text


def test_what_would_change_it_stands_in_words(office: Office) -> None:
    text = page(office)[1]
    assert "什么会改变路径" in text and "是否涉及核心数据或者国家秘密" in text
    english = page(office, language="en")[1]
    assert "What would change the route" in english and "Must not leave" in english
    assert "core_data_or_secret" not in text + english


def test_both_readings_of_a_disputed_rule_are_shown_with_their_sources(office: Office) -> None:
    text = page(office)[1]
    assert "各来源的理解" in text
    assert "《汽车数据安全管理若干规定（试行）》第三条、第十一条" in text
    assert "《促进和规范数据跨境流动规定》第二条、第七条、第十三条" in text


def test_an_open_group_is_asked_for_by_its_question(office: Office) -> None:
    text = page(office, case=office.open)[1]
    assert "去补充：集团内是否有其他单位以相同目的向同一境外接收方提供个人信息" in text


def test_a_page_without_anything_to_ask_is_left_out_of_the_way(office: Office) -> None:
    visitor = office.sit_down("zhou")
    with office.desk.database.read(office.company) as unit:
        scenario = unit.sheets.load(office.open, office.desk.today, with_items=False).scenarios[0].id
    address = f"/cases/{office.open}/answers/scenario_route/{scenario}"
    proof = f"/cases/{office.open}/answers/scenario_proof/{scenario}"
    assert proof not in visitor.get(address).get_data(as_text=True)
    # A radio group without a choice sends nothing, which the parser of the test does not know.
    form = MultiDict((name, value) for name, value in visitor.form(address).items() if value != "on")
    form["scenario__exemption_claim"] = "hr"
    saved = visitor.post(f"{address}?then=next", form)
    assert saved.status_code == 302, words_of(saved)[300:1500]
    assert saved.headers["Location"].endswith(proof)
    assert proof in visitor.get(address).get_data(as_text=True)
    assert "劳动规章制度是否依法制定" in visitor.get(proof).get_data(as_text=True)
