"""Keeping and letting go: what is due, holds, and disposals and erasures that take two people."""

from __future__ import annotations

from datetime import timedelta

from lxml import html

from assessment.vocabulary import Role
from services.desk import SYSTEM
from tests.web.office import STORED, Office, words_of


def years_later(office: Office, years: int) -> None:
    office.clock.at += timedelta(days=366 * years)


def test_terms_are_listed_with_their_law_and_nothing_is_due(office: Office) -> None:
    page = office.sit_down("shen").get("/keeping")
    said = words_of(page)
    assert "没有到期的记录，也没有待批准的提议" in said
    assert "没有待批准的删除。" in said and "没有待批准的处置。" in said
    assert "《网络数据安全管理条例》 第十二条" in said and "2026-017" in said
    assert "提出处置" not in said


def test_a_company_without_cases_is_told_so(office: Office) -> None:
    office.hire("other", Role.ADMINISTRATOR, company=office.other_company())
    visitor = office.sit_down("other")
    said = words_of(visitor.get("/keeping"))
    assert "还没有需要保存的记录" in said and "建立项目后" in said and "依据的规则" not in said
    visitor.speak("en")
    assert "No records to keep yet" in words_of(visitor.get("/keeping"))


def test_the_state_of_the_log_leads_here_for_those_who_may(office: Office) -> None:
    for login, shown in (("gu", True), ("lin", True), ("zhou", False)):
        visitor = office.sit_down(login)
        assert ('href="/keeping"' in visitor.get("/trail").get_data(as_text=True)) is shown
        assert (visitor.get("/keeping").status_code == 200) is shown


def test_a_hold_needs_a_reason_is_shown_with_it_and_is_lifted(office: Office) -> None:
    gu, address = office.sit_down("gu"), f"/keeping/cases/{office.full}"
    answer = gu.post(f"{address}/hold", {"reason": "  "})
    assert answer.status_code == 422 and "请写明理由。" in words_of(answer)
    assert gu.post(f"{address}/hold", {"reason": "监管问询"}).status_code == 302
    said = words_of(gu.get("/keeping"))
    assert "已设保全；解除之前" in said and "监管问询 · 顾清" in said
    again = gu.post(f"{address}/hold", {"reason": "再次"})
    assert again.status_code == 409 and "本项目已设保全。" in words_of(again)
    assert gu.post(f"{address}/lift", {"reason": "问询已结束"}).status_code == 302
    assert "监管问询" not in words_of(gu.get("/keeping"))


def test_two_people_erase_a_name_and_the_proposer_cannot_agree(office: Office) -> None:
    zhou = office.person("zhou")
    shen, lin = office.sit_down("shen"), office.sit_down("lin")
    asked = {"about": zhou.id, "ground": "fulfilled", "reason": "已离职"}
    assert shen.post("/keeping/erasures", asked).status_code == 302
    said = words_of(shen.get("/keeping"))
    assert "1 项提议等待第二人" in said and "您已提出，须由另一人批准。" in said and "批准并删除姓名" not in said
    agree = f"/keeping/erasures/{zhou.id}/agree"
    refused = shen.post(agree, {"checked": "y"})
    assert refused.status_code == 409 and "须由提出人和当事人以外的第二人批准。" in words_of(refused)
    unticked = lin.post(agree)
    assert unticked.status_code == 422 and "请先核对并勾选。" in words_of(unticked)
    assert office.person("zhou").name == "周敏"
    assert lin.post(agree, {"checked": "y"}).status_code == 302
    said = words_of(lin.get("/keeping"))
    assert "姓名已删除，共" in said and "已离职人员 1" in said and "周敏" not in said
    assert office.person("zhou") is None


def test_a_proposed_erasure_is_withdrawn_and_the_second_try_is_told(office: Office) -> None:
    zhou, lin = office.person("zhou"), office.sit_down("lin")
    lin.post("/keeping/erasures", {"about": zhou.id, "ground": "expired", "reason": "期满"})
    assert "提议已撤回。" in words_of(lin.post(f"/keeping/erasures/{zhou.id}/withdraw", follow_redirects=True))
    told = words_of(lin.post(f"/keeping/erasures/{zhou.id}/withdraw", follow_redirects=True))
    assert "该提议已撤回或已执行。" in told and "没有待批准的删除。" in told


def test_an_incomplete_erasure_keeps_what_was_typed(office: Office) -> None:
    answer = office.sit_down("lin").post("/keeping/erasures", {"ground": "unlawful", "reason": "约定期满"})
    page = html.fromstring(answer.get_data())
    assert answer.status_code == 422 and "请选择人员。" in words_of(answer)
    assert page.xpath("string(//input[@name='reason' and @id='reason']/@value)") == "约定期满"
    assert page.xpath("string(//select[@name='ground']/option[@selected]/@value)") == "unlawful"


def test_somebody_who_left_can_be_chosen(office: Office) -> None:
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        gone = unit.people.create("qian", "钱前", frozenset({Role.PREPARER}), STORED)
        unit.people.set_active(gone.id, False)
        unit.record("person changed", subject="qian")
        unit.commit()
    assert "钱前（已离职）" in words_of(office.sit_down("lin").get("/keeping"))


def test_what_is_due_goes_by_two_people_and_a_hold_stops_it(office: Office) -> None:
    years_later(office, 8)
    lin, shen, address = office.sit_down("lin"), office.sit_down("shen"), f"/keeping/cases/{office.full}"
    assert "保存期满，可以处置" in words_of(lin.get("/keeping"))
    shen.post(f"{address}/hold", {"reason": "诉讼"})
    stopped = lin.post(f"{address}/disposal", {"reason": "期满"})
    assert stopped.status_code == 409 and "本项目已设保全（诉讼）" in words_of(stopped)
    assert "期满 ! 已设保全" in words_of(stopped)
    shen.post(f"{address}/lift", {"reason": "已结案"})
    assert lin.post(f"{address}/disposal", {"reason": "期满"}).status_code == 302
    same = lin.post(f"{address}/disposal/agree", {"checked": "y"})
    assert same.status_code == 409 and "须由提出人以外的第二人批准。" in words_of(same)
    said = words_of(shen.post(f"{address}/disposal/agree", {"checked": "y"}, follow_redirects=True))
    assert "已处置：项目内容" in said and "✓ 已处置" in said


def test_the_page_in_english(office: Office) -> None:
    lin = office.sit_down("lin")
    lin.speak("en")
    lin.post("/keeping/erasures", {"about": office.person("zhou").id, "ground": "fulfilled", "reason": "left"})
    said = words_of(lin.get("/keeping"))
    assert "1 proposal waits for a second person" in said and "You proposed it; somebody else agrees." in said
    assert "Set a hold" in said and "3 years from" in said
    early = lin.post(f"/keeping/cases/{office.full}/disposal", {"reason": "early"})
    assert early.status_code == 409 and "The term of keeping has not ended" in words_of(early)
