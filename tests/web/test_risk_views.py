"""The facts behind the score, the levels side by side, and what of the risk waits for somebody."""

from __future__ import annotations

from datetime import timedelta

from assessment.vocabulary import Role
from services.desk import actor_of
from tests.web.office import Office, Visitor, words_of

REASON = "车辆已在境外路试，停止提供将影响召回；缺少的证据两周内补齐，期间风险可控。"


def schedule(office: Office, visitor: Visitor, question: str, days: int) -> None:
    due = (office.desk.today + timedelta(days=days)).isoformat()
    form = {"owner": "软件工程部", "due": due, "planned": "0"}
    assert visitor.post(f"/cases/{office.full}/risk/{question}/task", form).status_code == 302


def test_every_fact_stands_with_its_value_its_source_and_what_it_asks(office: Office, zhou: Visitor) -> None:
    page = words_of(zhou.get(f"/cases/{office.full}/risk/facts"))
    assert "评分所依据的事实均已确定" in page
    assert "1,262,000" in page
    assert "未来 12 个月计划出境的人数：1,262,000" in page
    assert "基数 3 ＋ 1（人数） － 1（经核实的保护） → 3" in page
    half = zhou.get(f"/cases/{office.open}/risk/facts").get_data(as_text=True)
    assert "项事实尚未确定" in half
    assert "还有 0 项" not in half
    assert "/risk/E12" in half  # asked because of remote access
    zhou.speak("en")
    assert "Facts that set the severity" in words_of(zhou.get(f"/cases/{office.full}/risk/facts"))


def test_a_missing_count_is_named_with_the_place_where_it_is_given(office: Office, zhou: Visitor) -> None:
    page = zhou.get(f"/cases/{office.open}/risk").get_data(as_text=True)
    assert "下列数量尚未填写" in page
    assert "risk_facts/#risk__persons_plan_12_months" in page
    assert "下列数量尚未填写" not in words_of(zhou.get(f"/cases/{office.full}/risk"))


def test_an_open_stop_question_leads_to_its_answer(office: Office, zhou: Visitor) -> None:
    page = zhou.get(f"/cases/{office.open}/risk").get_data(as_text=True)
    assert "待答的停止项 K3" in page
    assert "risk_facts/#risk__forbidden" in page


def test_the_target_stands_beside_today_once_a_fix_is_taken_on(office: Office, zhou: Visitor) -> None:
    address = f"/cases/{office.full}/risk/comparison"
    before = words_of(zhou.get(address))
    assert "未采取措施时极高，今天中" in before
    assert "还没有安排整改" in before
    schedule(office, zhou, "E5", 90)
    after = words_of(zhou.get(address))
    assert "按已安排的整改中" in after
    assert "还没有安排整改" not in after


def test_a_fix_whose_day_comes_is_on_the_first_page_and_in_the_check(office: Office, zhou: Visitor) -> None:
    schedule(office, zhou, "E5", 10)
    assert "整改即将到期" in words_of(zhou.get("/"))
    assert "整改即将到期：E5 软件工程部" in words_of(zhou.get(f"/cases/{office.full}/check"))
    office.clock.at += timedelta(days=11)
    later = office.sit_down("zhou")
    assert "整改已逾期" in words_of(later.get("/"))
    assert "整改已逾期：E5 软件工程部" in words_of(later.get(f"/cases/{office.full}/check"))


def test_evidence_is_told_before_and_after_it_is_twelve_months_old(office: Office, zhou: Visitor) -> None:
    assert "起满十二个月的证据" in words_of(zhou.get("/"))  # the example has documents of December 2025
    assert "陆续满十二个月，请提前更新" in words_of(zhou.get(f"/cases/{office.full}/check"))
    office.clock.at += timedelta(days=40)
    later = office.sit_down("zhou")
    assert "更新已满十二个月的证据" in words_of(later.get("/"))
    assert "已核验的等级按“仅声明”计" in words_of(later.get(f"/cases/{office.full}/check"))


def test_conditions_without_owner_and_day_are_told_before_filing(office: Office, zhou: Visitor) -> None:
    assert "13 项发现没有责任人和日期" in words_of(zhou.get(f"/cases/{office.full}/check"))
    schedule(office, zhou, "E5", 90)
    assert "12 项发现没有责任人和日期" in words_of(zhou.get(f"/cases/{office.full}/check"))


def test_override_and_plan_are_in_the_frozen_case(office: Office, zhou: Visitor) -> None:
    office.hire("wang", Role.APPROVER)
    lin, wang = office.sit_down("lin"), office.sit_down("wang")
    schedule_open = {"owner": "法务部", "due": "2027-03-31", "planned": "0"}
    zhou.post(f"/cases/{office.open}/risk/E5/task", schedule_open)
    lin.post(f"/cases/{office.open}/override", {"reason": REASON})
    wang.post(f"/cases/{office.open}/override/agree", {})
    zhou.post(f"/cases/{office.open}/review/submit")
    with office.desk.database.read(office.company) as unit:
        events = unit.reviews.list(office.open)
        snapshot = unit.snapshots.get(events[-1].snapshot_sha256) if events else None
    assert snapshot is not None
    assert snapshot.content.override is not None
    assert snapshot.content.override["reason"] == REASON
    assert snapshot.content.plan is not None
    assert [task["question"] for task in snapshot.content.plan["tasks"]] == ["E5"]
    assert snapshot.content.plan["target"]["decision"] in ("D2", "D3")


def test_an_auditor_sees_the_override_and_cannot_make_one(office: Office) -> None:
    gu = office.sit_down("gu")
    page = words_of(gu.get(f"/cases/{office.open}/override"))
    assert "没有人工调整，按评分结论执行" in page
    assert "提出人工调整" not in page
    assert gu.post(f"/cases/{office.open}/override", {"reason": REASON}).status_code == 403


def test_neither_a_stop_gate_nor_a_certain_extreme_can_be_overridden(office: Office, zhou: Visitor) -> None:
    lin = office.sit_down("lin")
    with office.desk.database.unit(actor_of(office.person("zhou")), office.company, office.desk.now()) as unit:
        unit.sheets.save_answers(office.open, "", {"risk.forbidden": True})
        unit.record("answers saved", case_id=office.open, subject="risk_facts", details={})
        unit.commit()
    page = words_of(lin.get(f"/cases/{office.open}/override"))
    assert "结论为不得出境，不能人工调整" in page
    assert "存在停止项，不得人工调整" in page
    refused = lin.post(f"/cases/{office.open}/override", {"reason": REASON})
    assert refused.status_code == 422
    assert REASON not in words_of(lin.get(f"/cases/{office.open}/override"))
    assert "先消除停止项 K3" in words_of(zhou.get(f"/cases/{office.open}/risk"))
