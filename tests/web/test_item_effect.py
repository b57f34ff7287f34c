"""The page that says what data items mean for route and risk, and the line of it that other pages show."""

from __future__ import annotations

from tests.web.office import Office, Visitor, words_of


def test_the_effect_is_told_with_what_it_rests_on(office: Office, zhou: Visitor) -> None:
    page = zhou.get(f"/cases/{office.full}/items/effect")
    words = words_of(page)
    assert page.status_code == 200
    assert "尚未由人定级，按目录的建议计算；建议没有约束力" in words
    assert "逐组试过：没有这些数据项会怎样" in words
    assert "前提：其余" in words and "敏感个人信息" in words
    assert "这里按较严的数据项判断；请更正回答，或者重新定级" in words
    assert f"/cases/{office.full}/scenarios/" in page.get_data(as_text=True)


def test_it_reads_in_english_too(office: Office, zhou: Visitor) -> None:
    zhou.speak("en")
    words = words_of(zhou.get(f"/cases/{office.full}/items/effect"))
    assert "a proposal binds nobody" in words
    assert "Each group was tried: the case without these items" in words


def test_looking_changes_nothing_of_the_case(office: Office, zhou: Visitor) -> None:
    before = office.sheet(office.full)
    zhou.get(f"/cases/{office.full}/items/effect")
    assert office.sheet(office.full) == before


def test_a_case_without_items_says_what_will_stand_here(office: Office, zhou: Visitor) -> None:
    made = zhou.post("/cases/new", {"title": "新项目", "reference": ""})
    case = made.headers["Location"].split("/cases/")[1].split("/")[0]
    assert "还没有出境的数据项" in words_of(zhou.get(f"/cases/{case}/items/effect"))
    assert zhou.get(f"/cases/{case}/route").status_code == 200


def test_route_and_right_column_say_in_a_line_that_items_change_something(office: Office, zhou: Visitor) -> None:
    zhou.get(f"/cases/{office.full}/items/effect")
    page = zhou.get(f"/cases/{office.full}/route").get_data(as_text=True)
    assert page.count(f'href="/cases/{office.full}/items/effect"') == 2
    assert "按数据项，风险应为：" in page


def test_a_case_of_another_company_is_not_there(office: Office, zhou: Visitor) -> None:
    assert zhou.get("/cases/nowhere/items/effect").status_code == 404
