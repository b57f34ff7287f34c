"""The ledger of exported persons in the browser: look, enter, correct, strike, import, export; and beside a case."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from lxml import html
from python_calamine import load_workbook
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from assessment.vocabulary import Role
from store.verify import verify
from tests.web.office import Office, Visitor, words_of

CODE = "91310114MA1HL0AN7F"
HOME = f"/ledger/{CODE}"
OTHER = "91110000600037341L"
BATCH = {
    "since": "2026-11-01",
    "until": "2026-11-10",
    "flow": "道路测试数据回传",
    "mechanism": "none",
    "persons_pi": "13,600",
    "again_pi": "0",
    "persons_spi": "0",
    "basis": "客户编号",
}


def batch(**other: str) -> dict[str, str]:
    return {**BATCH, **other}


def entries(office: Office) -> list[Any]:
    with office.desk.database.read(office.company) as unit:
        return unit.journals.list("ledger")


def kinds(office: Office) -> list[str]:
    with office.desk.database.read(office.company) as unit:
        lines, _ = unit.trail.page(offset=0, limit=10)
        return [line.kind for line in lines]


def field(page: TestResponse, name: str) -> str:
    (found,) = html.fromstring(page.get_data()).xpath(f"//*[@name='{name}']")
    return str(found.value)


def now_words(office: Office, visitor: Visitor) -> str:
    """The right column alone; a fragment names no encoding."""
    text = visitor.get(f"/cases/{office.full}/now").get_data(as_text=True)
    return " ".join(html.fromstring(text).text_content().split())


def test_the_example_agrees_with_what_its_case_answers(office: Office, zhou: Visitor) -> None:
    said = words_of(zhou.get(HOME))
    assert "2026 年已出境：一般 86,400 人，敏感 0 人" in said
    assert "已达 100,000 人的 80%" in said
    assert "共 90 天新增" in said
    answers = office.sheet(office.full)
    exported = [s.answers["scenario.persons_exported_this_year"] for s in answers.scenarios]
    assert sum(int(str(number)) for number in exported) == 86_400
    route = words_of(zhou.get(f"/cases/{office.full}/route"))
    assert "两者不能同时成立" not in route
    assert "现在和年底的路径相同" in route


def test_the_overview_names_who_is_near_a_threshold(zhou: Visitor) -> None:
    assert "1 个单位接近或可能达到门槛" in words_of(zhou.get("/ledger"))
    zhou.speak("en")
    assert "One entity" not in words_of(zhou.get("/ledger"))
    assert "1 entity is near a threshold" in words_of(zhou.get("/ledger"))


def test_one_more_batch_reaches_the_threshold_and_says_when(office: Office, zhou: Visitor) -> None:
    assert zhou.post(f"{HOME}/add", batch(persons_pi="13599")).status_code == 302
    said = words_of(zhou.get(HOME))
    assert "一般 99,999 人" in said
    assert re.search(r"按目前速度 2026-11-\d\d 达到 100,000 人", said)
    zhou.post(f"{HOME}/add", batch(persons_pi="1", since="2026-11-11", until="2026-11-11"))
    said = words_of(zhou.get(HOME))
    assert "2026-11-11 达到 100,000 人" in said
    assert "标准合同或认证" in said
    assert kinds(office)[:2] == ["persons counted", "persons counted"]
    assert verify(office.desk.database).findings == ()


def test_an_unknown_overlap_shows_a_range(zhou: Visitor) -> None:
    zhou.post(f"{HOME}/add", batch(again_pi="", persons_pi="20000"))
    said = words_of(zhou.get(HOME))
    assert "86,400–106,400" in said
    assert "若无人重复" in said
    assert "免予申报 至 标准合同或认证（取决于人数）" in said


def test_nothing_typed_is_lost_and_each_problem_leads_to_its_field(office: Office, zhou: Visitor) -> None:
    before = len(entries(office))
    page = zhou.post(f"{HOME}/add", batch(persons_pi="1.2万", until="2027-01-01"))
    assert page.status_code == 422
    assert (field(page, "persons_pi"), field(page, "flow")) == ("1.2万", "道路测试数据回传")
    document = html.fromstring(page.get_data())
    leads = document.xpath("//div[@role='alert']//a/@href")
    assert set(leads) >= {"#persons_pi", "#until"}
    assert all(document.xpath(f"//*[@id='{lead[1:]}']") for lead in leads)
    assert len(entries(office)) == before


def test_the_same_batch_twice_counts_nobody_twice(office: Office, zhou: Visitor) -> None:
    assert zhou.post(f"{HOME}/add", BATCH).status_code == 302
    again = zhou.post(f"{HOME}/add", BATCH)
    assert again.status_code == 422
    assert "同样的一条已经登记" in words_of(again)


def test_a_correction_is_an_entry_and_keeps_the_old_figures(office: Office, zhou: Visitor) -> None:
    zhou.post(f"{HOME}/add", BATCH)
    made = entries(office)[-1]
    address = f"{HOME}/entries/{made.id}"
    typed = batch(persons_pi=field(zhou.get(address), "persons_pi"))
    assert typed["persons_pi"] == "13600"
    without = zhou.post(address, {**typed, "persons_pi": "600"})
    assert (without.status_code, field(without, "persons_pi")) == (422, "600")
    assert "请写明更正的理由" in words_of(without)
    assert zhou.post(address, {**typed, "persons_pi": "600", "reason": "多写了一位"}).status_code == 302
    said = words_of(zhou.get(HOME))
    assert "一般 87,000 人" in said
    assert "原 13,600 / 0 · 多写了一位" in said
    assert entries(office)[-2].content == made.content
    assert kinds(office)[0] == "count corrected"


def test_a_struck_entry_counts_no_more_and_cannot_be_corrected(office: Office, zhou: Visitor) -> None:
    zhou.post(f"{HOME}/add", BATCH)
    address = f"{HOME}/entries/{entries(office)[-1].id}"
    zhou.post(f"{address}/strike", {"reason": ""})
    assert "一般 100,000 人" in words_of(zhou.get(HOME))
    zhou.post(f"{address}/strike", {"reason": "测试车辆，没有个人信息"})
    said = words_of(zhou.get(HOME))
    assert "一般 86,400 人" in said
    assert "测试车辆，没有个人信息" in said
    zhou.post(address, batch(persons_pi="5", reason="再改"))
    assert "已经作废" in words_of(zhou.get(HOME))


def test_the_method_for_both_classes_is_chosen_with_a_reason(office: Office, zhou: Visitor) -> None:
    zhou.post(f"{HOME}/add", batch(persons_pi="1000", persons_spi="400", again_spi="0", persons_both="300"))
    zhou.post(f"{HOME}/method", {"both_in": "sensitive_only", "reason": ""})
    assert "一般 87,400 人，敏感 400 人" in words_of(zhou.get(HOME))
    zhou.post(f"{HOME}/method", {"both_in": "sensitive_only", "reason": "律师意见 2026-9"})
    said = words_of(zhou.get(HOME))
    assert "87,100" in said
    assert "律师意见 2026-9" in said
    zhou.post(f"{HOME}/method", {"both_in": "neither", "reason": "x"})
    assert "87,100" in words_of(zhou.get(HOME))


def test_a_new_entity_begins_with_its_code_checked(office: Office, zhou: Visitor) -> None:
    wrong = zhou.post("/ledger/new", {"code": CODE[:-1] + "A", "name": "另一家"})
    assert wrong.status_code == 422
    assert "校验码不符" in words_of(wrong)
    started = zhou.post("/ledger/new", {"code": OTHER.lower(), "name": "沪岚销售有限公司"})
    assert started.status_code == 302
    page = zhou.get(started.headers["Location"])
    assert field(page, "name") == "沪岚销售有限公司"
    assert zhou.post(f"/ledger/{OTHER}/add", {**BATCH, "name": "沪岚销售有限公司"}).status_code == 302
    assert "沪岚销售有限公司" in words_of(zhou.get("/ledger"))
    assert zhou.get("/ledger/12345").status_code == 404
    assert zhou.get(f"{HOME}?year=1999").status_code == 404


def test_last_year_is_a_page_of_its_own(zhou: Visitor) -> None:
    zhou.post(f"{HOME}/add", batch(since="2025-12-01", until="2025-12-31", persons_pi="950000"))
    assert "一般 86,400 人" in words_of(zhou.get(HOME))
    last = words_of(zhou.get(f"{HOME}?year=2025"))
    assert "2025 年已出境：一般 950,000 人" in last
    assert "全年未达到 1,000,000 人" in last


# ---- spreadsheets ----


def csv_of(*rows: str) -> bytes:
    head = "起始日期,截止日期,出境场景,出境机制,一般个人信息人数,一般：其中本年已计,敏感个人信息人数,去重方法,多余的列"
    return "\n".join([head, *rows]).encode("gb18030")


def test_many_batches_are_previewed_then_entered(office: Office, zhou: Visitor) -> None:
    rows = ["2026/11/1,2026/11/5,回传,尚无机制,100,0,0,客户编号,x", "2026-11-06,,回传,无,abc,,0,客户编号,"]
    before = len(entries(office))
    page = zhou.upload(f"{HOME}/import", csv_of(*rows, rows[0]), "人数.csv")
    said = words_of(page)
    assert "将登记 1 条，2 行需要更正" in said
    assert "多余的列" in said
    assert "不是整数人数" in said
    assert "同样的一条已经登记" in said
    assert len(entries(office)) == before
    form = MultiDict(html.fromstring(page.get_data()).xpath("//form[contains(@action, 'confirm')]")[0].form_values())
    assert zhou.post(f"{HOME}/import/confirm", form).status_code == 302
    assert len(entries(office)) == before + 1
    assert "一般 86,500 人" in words_of(zhou.get(HOME))
    zhou.post(f"{HOME}/import/confirm", form)
    assert len(entries(office)) == before + 1


@pytest.mark.parametrize(("data", "says"), [(b"", "文件是空的"), (b"a,b\n1,2\n", "没有找到表头"), (b"%PDF-1.7", "PDF")])
def test_a_file_that_is_no_list_is_refused_with_a_sentence(zhou: Visitor, data: bytes, says: str) -> None:
    page = zhou.upload(f"{HOME}/import", data, "list.csv")
    assert page.status_code == 422
    assert says in words_of(page)


def test_what_is_exported_can_be_imported_again_and_holds_no_formula(office: Office, zhou: Visitor) -> None:
    zhou.post(f"{HOME}/add", batch(flow="=1+1", basis="@SUM(A1)"))
    data = zhou.get(f"{HOME}/export?year=2026").get_data()
    rows = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 12
    assert "=1+1" in [row[2] for row in rows]
    text = zhou.get(f"{HOME}/export?kind=csv").get_data().decode("utf-8-sig")
    assert "'=1+1" in text
    assert not re.search(r"(^|,)[=@]", text, re.MULTILINE)
    for name, content in (("back.xlsx", data), ("back.csv", text.encode())):
        said = words_of(zhou.upload(f"{HOME}/import", content, name))
        assert "将登记 0 条，11 行需要更正" in said
    assert zhou.get(f"{HOME}/template").status_code == 200


# ---- the case ----


def total_field(office: Office) -> tuple[str, str]:
    questions = office.desk.regime.questionnaire
    section = next(s for s in questions.sections if any(q.id == "route.persons_pi_total" for q in s.questions))
    return section.id, "route__persons_pi_total"


def test_answers_that_cannot_hold_beside_the_ledger_are_replaced_by_an_ordinary_save(
    office: Office, zhou: Visitor
) -> None:
    section, name = total_field(office)
    address = f"/cases/{office.full}/answers/{section}/"
    form = zhou.form(address)
    form[name] = "90000"
    zhou.post(address, form)
    page = zhou.get(f"/cases/{office.full}/route")
    said = words_of(page)
    assert "填报 90,000 人，台账加本次计划为 1,180,000–2,334,200 人，两者不能同时成立" in said
    assert "与填报不一致" in said
    zhou.post(f"/cases/{office.full}/counts/take", {"revision": field(page, "revision")})
    assert office.sheet(office.full).answers["route.persons_pi_total"] == 2_334_200
    assert kinds(office)[0] == "answers saved"
    assert "两者不能同时成立" not in words_of(zhou.get(f"/cases/{office.full}/route"))


def test_a_colleague_who_answered_meanwhile_is_not_overwritten(office: Office, zhou: Visitor) -> None:
    section, name = total_field(office)
    address = f"/cases/{office.full}/answers/{section}/"
    form = zhou.form(address)
    form[name] = "90000"
    zhou.post(address, form)
    stale = field(zhou.get(f"/cases/{office.full}/route"), "revision")
    form = zhou.form(address)
    form[name] = "80000"
    zhou.post(address, form)
    zhou.post(f"/cases/{office.full}/counts/take", {"revision": stale})
    assert office.sheet(office.full).answers["route.persons_pi_total"] == 80_000
    assert "同事刚改过" in words_of(zhou.get(f"/cases/{office.full}/route"))


def test_the_right_column_says_where_its_numbers_come_from(office: Office, zhou: Visitor) -> None:
    said = now_words(office, zhou)
    assert "86,400，含本次计划 1,262,000 / 1,000,000" in said
    assert "据出境人数台账" in said
    address = f"/cases/{office.full}/answers/handler/"
    form = zhou.form(address)
    form["handler__credit_code"] = OTHER
    zhou.post(address, form)
    said = now_words(office, zhou)
    assert "据填报，含本次计划" in said
    assert "1,262,000 / 1,000,000" in said


def test_other_flows_of_the_entity_are_added_to_the_plan_of_a_case(office: Office, zhou: Visitor) -> None:
    zhou.post(f"{HOME}/add", batch(persons_pi="200000"))
    said = words_of(zhou.get(f"/cases/{office.full}/route"))
    assert "1,262,000" in said
    sheet = office.sheet(office.full)
    zhou.post(
        f"{HOME}/add",
        batch(flow="关联的一批", persons_pi="50", place=f"{office.full}/{sheet.scenarios[0].id}"),
    )
    assert entries(office)[-1].case_id == office.full
    refused = zhou.post(f"{HOME}/add", batch(flow="又一批", place=f"{office.full}/nowhere"))
    assert refused.status_code == 422
    assert "所选场景已不存在" in words_of(refused)


# ---- who may ----


@pytest.mark.parametrize("login", ["gu", "lin", "shen"])
def test_others_read_and_do_not_write(office: Office, login: str) -> None:
    visitor = office.sit_down(login)
    page = visitor.get(HOME)
    assert page.status_code == 200
    assert "登记一批" not in words_of(page)
    assert visitor.get(f"{HOME}/export").status_code == 200
    assert visitor.post(f"{HOME}/add", BATCH).status_code == 403


def test_another_company_has_its_own_ledgers(office: Office) -> None:
    office.hire("fremd", Role.PREPARER, company=office.other_company())
    visitor = office.sit_down("fremd")
    assert "从第一批出境人数开始" in words_of(visitor.get("/ledger"))
    assert "86,400" not in words_of(visitor.get(HOME))
    assert visitor.get(f"{HOME}/entries/{entries(office)[0].id}").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_whole_in_both_languages(office: Office, zhou: Visitor, language: str) -> None:
    zhou.speak(language)
    entry = entries(office)[0].id
    pages = ("/ledger", "/ledger/new", HOME, f"{HOME}/add", f"{HOME}/entries/{entry}", f"{HOME}/import")
    for address in (*pages, f"{HOME}?year=2025"):
        text = zhou.get(address).get_data(as_text=True)
        document = html.fromstring(text.encode())
        assert len(document.xpath("//h1")) == 1, address
        ids = document.xpath("//@id")
        assert sorted(ids) == sorted(set(ids)), address
        assert not document.xpath("//*[@style]|//style|//script[not(@src)]"), address
        for label in document.xpath("//label/@for"):
            assert label in ids, (address, label)
        assert "Undefined" not in text
