"""Around the risk: proofs, tasks, second grades, overrides and destinations, as people do them on the pages."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.destinations import QUESTIONS
from assessment.questions import Scope
from assessment.vocabulary import Role
from tests.web.office import Office, Visitor, words_of

REASON = "车辆已在境外路试，停止提供将影响召回；缺少的证据两周内补齐，期间风险可控。"


def risk(case: str, rest: str = "") -> str:
    return f"/cases/{case}/risk{rest}"


def grade_form(office: Office, case: str, question: str, grade: int, **proof: str) -> dict[str, str]:
    with office.desk.database.read(office.company) as unit:
        record = unit.cases.get(case)
    assert record is not None
    fields = {"grade": str(grade), "finding": "已核对", "rectification": "", "revision": str(record.revision)}
    return fields | {f"proofs-0-{name}": value for name, value in proof.items()}


def evidence_of(office: Office, case: str) -> str:
    return office.sheet(case).of_scope(Scope.EVIDENCE)[0].id


@pytest.fixture
def lin(office: Office) -> Visitor:
    return office.sit_down("lin")


def test_the_page_says_what_to_do_first_and_what_each_fix_brings(office: Office, zhou: Visitor) -> None:
    page = words_of(zhou.get(risk(office.full)))
    assert "先做什么" in page
    assert "1 级答案" in page
    assert "有多可靠" in page
    zhou.speak("en")
    assert "What to do first" in words_of(zhou.get(risk(office.full)))


def test_a_grade_without_page_and_words_cannot_be_checked(office: Office, zhou: Visitor, lin: Visitor) -> None:
    named = {"evidence": evidence_of(office, office.full)}
    zhou.post(risk(office.full, "/A1"), grade_form(office, office.full, "A1", 0, **named))
    said = words_of(lin.post(risk(office.full, "/A1/check"), follow_redirects=True))
    assert "没有写明页码和原文的证据文件" in said
    proven = {**named, "page": "1", "quotation": "统一社会信用代码"}
    zhou.post(risk(office.full, "/A1"), grade_form(office, office.full, "A1", 0, **proven))
    said = words_of(lin.post(risk(office.full, "/A1/check"), follow_redirects=True))
    assert "已超过十二个月" in said  # the licence of the example is of 2024


def test_a_grade_proven_by_a_young_document_is_checked(office: Office, zhou: Visitor, lin: Visitor) -> None:
    evidence = next(p.evidence for p in office.sheet(office.full).grades["A1"].proofs)
    proof = {"evidence": evidence, "page": "1", "quotation": "台账完整"}
    zhou.post(risk(office.full, "/A1"), grade_form(office, office.full, "A1", 0, **proof))
    assert "已核验" in words_of(lin.post(risk(office.full, "/A1/check"), follow_redirects=True))
    assert office.sheet(office.full).grades["A1"].state == "verified"


def test_what_was_typed_stays_when_a_proof_names_no_document(office: Office, zhou: Visitor) -> None:
    answer = zhou.post(risk(office.full, "/A1"), grade_form(office, office.full, "A1", 0, page="7"))
    assert answer.status_code == 422
    assert "没有选择材料" in words_of(answer)
    assert 'value="7"' in answer.get_data(as_text=True)


def test_a_fix_becomes_a_task_and_the_target_follows(office: Office, zhou: Visitor) -> None:
    address = risk(office.full, "/A3/task")
    refused = zhou.post(address, {"owner": "", "due": "2026-11-20", "planned": "0"})
    assert refused.status_code == 422
    assert "请写明责任人" in words_of(refused)
    assert "已过" in words_of(refused)
    unread = zhou.post(address, {"owner": "软件工程部", "due": "下周五", "planned": "0"})
    assert unread.status_code == 422
    assert "现在是“下周五”" in words_of(unread)
    assert 'value="软件工程部"' in unread.get_data(as_text=True)
    done = zhou.post(address, {"owner": "软件工程部", "due": "2027-03-31", "planned": "0"}, follow_redirects=True)
    page = words_of(done)
    assert "已安排的整改" in page
    assert "软件工程部" in page
    assert "按已安排的整改" in page
    assert "计划达到的等级" in words_of(zhou.get(address))
    closed = zhou.post(risk(office.full, "/A3/task/close"), {"note": "试验完成"}, follow_redirects=True)
    assert "✓ 已完成" in words_of(closed)


def test_giving_a_fix_up_needs_a_reason(office: Office, zhou: Visitor) -> None:
    zhou.post(risk(office.full, "/A3/task"), {"owner": "甲", "due": "2027-03-31", "planned": "0"})
    close = risk(office.full, "/A3/task/close")
    assert "请写明不再整改的理由" in words_of(zhou.post(close, {"dropped": "yes", "note": ""}, follow_redirects=True))
    gone = words_of(zhou.post(close, {"dropped": "yes", "note": "数据不再出境"}, follow_redirects=True))
    assert "已安排的整改" not in gone


def test_two_raters_who_differ_are_told(office: Office, lin: Visitor) -> None:
    page = risk(office.full, "/A1/apart")
    assert "不显示第一人的等级" in words_of(lin.get(page))
    assert lin.post(page, {}).status_code == 422
    saved = lin.post(page, {"grade": "2"})
    assert saved.location.endswith("/risk/A2/apart")  # the next key question, not a page that shows the first grades
    assert "不一致：A1" in words_of(lin.get(risk(office.full)))
    assert office.sheet(office.full).grades["A1"].disputed
    question = words_of(lin.get(risk(office.full, "/A1")))
    assert "两人独立评分不一致" in question


def test_who_graded_a_question_does_not_grade_it_apart(office: Office) -> None:
    office.hire("both", Role.PREPARER, Role.REVIEWER)
    both = office.sit_down("both")
    both.post(risk(office.full, "/A1"), grade_form(office, office.full, "A1", 1))
    said = words_of(both.post(risk(office.full, "/A1/apart"), {"grade": "0"}, follow_redirects=True))
    assert "请另一位同事独立评分" in said


def test_two_approvers_override_and_the_report_will_say_so(office: Office, lin: Visitor) -> None:
    office.hire("wang", Role.APPROVER)
    wang = office.sit_down("wang")
    short = lin.post(f"/cases/{office.open}/override", {"reason": "同意出境吧"})
    assert short.status_code == 422
    assert "至少 20 个字" in words_of(short)
    assert "同意出境吧" in words_of(short)  # what was typed is still there
    said = words_of(lin.post(f"/cases/{office.open}/override", {"reason": REASON}, follow_redirects=True))
    assert "等待另一位批准人" in said
    assert "须由另一位批准人同意" in words_of(
        lin.post(f"/cases/{office.open}/override/agree", {}, follow_redirects=True)
    )
    agreed = words_of(wang.post(f"/cases/{office.open}/override/agree", {}, follow_redirects=True))
    assert "两位批准人决定继续推进" in agreed
    withdrawn = words_of(
        lin.post(f"/cases/{office.open}/override/withdraw", {"reason": "证据已齐"}, follow_redirects=True)
    )
    assert "两位批准人决定继续推进" not in withdrawn


def test_an_acceptable_case_needs_no_override(office: Office, lin: Visitor) -> None:
    said = words_of(lin.post(f"/cases/{office.full}/override", {"reason": REASON}, follow_redirects=True))
    assert "无须人工调整" in said


def graded(**changes: Any) -> dict[str, str]:
    fields = dict.fromkeys(QUESTIONS, "1") | {f"{question}_basis": "《通用数据保护条例》" for question in QUESTIONS}
    return {**fields, "country": "de", "counsel": "沈知白", "dated": "2026-09-01", "confirmed": "y", **changes}


def test_counsel_grades_a_destination_and_a_case_takes_it_over(office: Office, zhou: Visitor) -> None:
    shen = office.sit_down("shen")
    assert "还没有评定过目的地" in words_of(shen.get("/destinations"))
    refused = shen.post("/destinations/de", graded(B3="", counsel="", dated="2027-01-01"))
    assert refused.status_code == 422
    for sentence in ("请评定 B3", "请写明律师姓名", "评定日期在今天之后"):
        assert sentence in words_of(refused)
    assert "第 1 版" in words_of(shen.post("/destinations/de", graded(), follow_redirects=True))
    shen.post("/destinations/nl", graded(country="nl", B3="2"))
    offered = words_of(zhou.get(risk(office.full, "/destinations")))
    assert "题不同" in offered
    said = words_of(zhou.post(risk(office.full, "/destinations"), {}, follow_redirects=True))
    assert "已采用" in said
    grades = office.sheet(office.full).grades
    assert (grades["B3"].grade, grades["B3"].state) == (2, "declared")
    assert "第1版，沈知白" in grades["B3"].finding
    assert "本项目与目的地库一致" in words_of(zhou.get(risk(office.full, "/destinations")))


def test_a_destination_that_is_missing_stops_the_taking_over(office: Office, zhou: Visitor) -> None:
    office.sit_down("shen").post("/destinations/de", graded())
    assert "目的地库中还没有" in words_of(zhou.post(risk(office.full, "/destinations"), {}, follow_redirects=True))


def test_a_country_that_does_not_exist_is_not_found(zhou: Visitor) -> None:
    assert zhou.get("/destinations/xx").status_code == 404
