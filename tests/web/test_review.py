"""Submit, decide, change afterwards: nobody approves their own work, and a vote speaks of one snapshot."""

from __future__ import annotations

import pytest

from assessment.vocabulary import Role
from tests.web.office import Office, Visitor, words_of


def page_of(office: Office) -> str:
    return f"/cases/{office.full}/review"


def snapshot_of(office: Office) -> str:
    with office.desk.database.read(office.company) as unit:
        return unit.reviews.list(office.full)[-1].snapshot_sha256


def kinds(office: Office) -> list[str]:
    with office.desk.database.read(office.company) as unit:
        return [event.kind for event in unit.reviews.list(office.full)]


def decide(office: Office, visitor: Visitor, decision: str, reason: str = "", snapshot: str = "") -> str:
    """What the page says after the decision."""
    seen = {"snapshot": snapshot or snapshot_of(office), "decision": decision, "reason": reason}
    return words_of(visitor.post(f"{page_of(office)}/decide", seen, follow_redirects=True))


@pytest.fixture
def zhou(office: Office) -> Visitor:
    visitor = office.sit_down("zhou")
    assert "已提交复核" in words_of(visitor.post(f"{page_of(office)}/submit", follow_redirects=True))
    return visitor


def test_who_submits_does_not_approve(office: Office) -> None:
    office.hire("both", Role.PREPARER, Role.APPROVER)
    visitor = office.sit_down("both")
    visitor.post(f"{page_of(office)}/submit")
    assert "不能复核自己的工作" in words_of(visitor.get(page_of(office)))
    assert "不能复核自己的工作" in decide(office, visitor, "approve")
    assert kinds(office) == ["submitted"]


def test_who_wrote_an_answer_does_not_approve_what_a_colleague_submitted(office: Office) -> None:
    office.hire("both", Role.PREPARER, Role.APPROVER)
    writer = office.sit_down("both")
    page = f"/cases/{office.full}/answers/handler/"
    form = writer.form(page)
    form["handler__office_place"] = "新地址"
    assert writer.post(page, form).status_code == 302
    office.sit_down("zhou").post(f"{page_of(office)}/submit")
    assert "不能复核自己的工作" in decide(office, writer, "approve")
    assert kinds(office) == ["submitted"]


def test_a_colleague_approves_and_the_page_says_so(office: Office, zhou: Visitor) -> None:
    lin = office.sit_down("lin")
    assert "复核并决定" in words_of(lin.get("/"))
    assert "已批准该快照" in decide(office, lin, "approve")
    assert kinds(office) == ["submitted", "approved"]
    assert snapshot_of(office) in words_of(zhou.get(page_of(office)))


def test_sending_back_needs_a_reason_and_the_preparer_reads_it(office: Office, zhou: Visitor) -> None:
    lin = office.sit_down("lin")
    assert "请写明理由" in decide(office, lin, "send_back")
    assert kinds(office) == ["submitted"]
    decide(office, lin, "send_back", "人数与统计记录不一致")
    assert "人数与统计记录不一致" in words_of(zhou.get(page_of(office)))
    assert "人数与统计记录不一致" in words_of(zhou.get("/"))


def test_a_vote_on_a_snapshot_that_was_replaced_does_not_count(office: Office, zhou: Visitor) -> None:
    lin = office.sit_down("lin")
    old = snapshot_of(office)
    zhou.post(f"{page_of(office)}/withdraw")
    page = f"/cases/{office.full}/answers/handler/"
    form = zhou.form(page)
    form["handler__office_place"] = "新地址"
    zhou.post(page, form)
    zhou.post(f"{page_of(office)}/submit")
    assert snapshot_of(office) != old
    assert "已被新的提交取代" in decide(office, lin, "approve", snapshot=old)
    assert "approved" not in kinds(office)


def test_only_the_submitter_withdraws(office: Office, zhou: Visitor) -> None:
    office.hire("wang", Role.PREPARER)
    wang = office.sit_down("wang")
    assert "只有提交人可以撤回" in words_of(wang.post(f"{page_of(office)}/withdraw", follow_redirects=True))
    assert kinds(office) == ["submitted"]


def test_a_change_after_approval_shows_and_no_final_dossier_is_built(office: Office, zhou: Visitor) -> None:
    decide(office, office.sit_down("lin"), "approve")
    page = f"/cases/{office.full}/answers/handler/"
    form = zhou.form(page)
    old = form["handler__office_place"]
    form["handler__office_place"] = "批准后的地址"
    zhou.post(page, form)
    said = words_of(zhou.get(page_of(office)))
    assert "批准后内容有改动" in said and "批准后的地址" in said and old in said
    build = f"/cases/{office.full}/dossier/build?final=yes"
    assert "正式申报材料须依据已批准且此后未改动的快照" in words_of(zhou.post(build, follow_redirects=True))
    with office.desk.database.read(office.company) as unit:
        assert unit.jobs.list(office.full) == []


def test_an_approved_case_hands_a_final_build_over_once(office: Office, zhou: Visitor) -> None:
    decide(office, office.sit_down("lin"), "approve")
    for _ in range(2):  # pressed twice, one job
        zhou.post(f"/cases/{office.full}/dossier/build?final=yes")
    with office.desk.database.read(office.company) as unit:
        (job,) = unit.jobs.list(office.full)
    assert (job.kind, job.snapshot_sha256) == ("final dossier", snapshot_of(office))
    assert zhou.get(f"/cases/{office.full}/dossier/progress").get_json()["state"] == "queued"


def test_a_case_with_open_places_is_never_final(office: Office) -> None:
    zhou = office.sit_down("zhou")
    zhou.post(f"/cases/{office.open}/review/submit")
    with office.desk.database.read(office.company) as unit:
        seen = unit.reviews.list(office.open)[-1].snapshot_sha256
    lin = office.sit_down("lin")
    lin.post(f"/cases/{office.open}/review/decide", {"snapshot": seen, "decision": "approve", "reason": ""})
    answer = zhou.post(f"/cases/{office.open}/dossier/build?final=yes", follow_redirects=True)
    assert "不能生成正式申报材料" in words_of(answer)
    with office.desk.database.read(office.company) as unit:
        assert unit.jobs.list(office.open) == []
