"""Duties, changes and the extension on their pages: what is said, kept, refused, and to whom it is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assessment.milestones import Milestone
from assessment.questions import Scope
from services import item_list, review, wizard
from services.desk import actor_of
from tests.web.office import Office, Visitor, copy_of, words_of

OWN = ("duties", "duties/pipia", "duties/records", "duties/aip-1", "changes", "changes/SA-PURPOSE", "extension")


@pytest.fixture(scope="module")
def approved_folder(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full example approved by a colleague."""
    folder = copy_of(loaded, tmp_path_factory.mktemp("approved") / "var")
    office = Office(folder, hand_over=lambda job: None)
    snapshot = review.submit(office.desk, office.person("zhou"), office.full)
    review.approve(office.desk, office.person("lin"), office.full, snapshot.sha256)
    office.close()
    return folder


@pytest.fixture
def approved(approved_folder: Path, tmp_path: Path) -> Iterator[Office]:
    opened = Office(copy_of(approved_folder, tmp_path / "var"), hand_over=lambda job: None)
    yield opened
    opened.close()


def page(office: Office, path: str) -> str:
    return f"/cases/{office.full}/{path}"


def evidence(office: Office) -> str:
    return office.sheet(office.full).of_scope(Scope.EVIDENCE)[0].id


def answer(office: Office, section: str, entry: str, **changes: object) -> None:
    zhou = office.person("zhou")
    with office.desk.database.read(office.company) as unit:
        record = unit.cases.get(office.full)
    assert record is not None
    found = office.desk.regime.questionnaire.section(section)
    values = {key.replace("__", "."): value for key, value in changes.items()}
    wizard.save_section(office.desk, zhou, office.full, found, entry, record.revision, values)  # type: ignore[arg-type]  # made up for the test


def scenario(office: Office, number: int = 0) -> str:
    return office.sheet(office.full).scenarios[number].id


def pass_assessment(office: Office, ends: date, **more: object) -> None:
    """The dossier was handed in and its result received."""
    handed_in = Milestone(kind="dossier_submitted", on=date(2026, 11, 21))
    result = Milestone(kind="result_received", on=date(2026, 11, 21), outcome="passed", valid_until=ends, **more)  # type: ignore[arg-type]  # made up for the test
    with office.desk.database.unit(actor_of(office.person("zhou")), office.company, office.desk.now()) as unit:
        for milestone in (handed_in, result):
            unit.journals.append("milestone", milestone.kind, milestone.model_dump(mode="json"), case_id=office.full)
            unit.record("milestone recorded", case_id=office.full, subject=milestone.kind)
        unit.commit()


def kinds(office: Office) -> list[str]:
    with office.desk.database.read(office.company) as unit:
        lines, _ = unit.trail.page(office.full, limit=500)
    return [line.kind for line in lines if line.kind != "duty recorded" or line.subject == "records"]


# ---- duties ----


def test_a_duty_goes_from_open_over_in_work_to_done_and_everybody_can_read_how(office: Office) -> None:
    zhou = office.sit_down("zhou")
    address = page(office, "duties/records")
    assert "还没有登记" in words_of(zhou.get(address))
    work = {"seen": "0", "state": "in_work", "owner": "周敏", "due": "2026年12月1日"}
    assert "已登记" in words_of(zhou.post(address, work, follow_redirects=True))
    with office.desk.database.read(office.company) as unit:
        (entry,) = unit.journals.list("duty", subject="records", case_id=office.full)
    assert (entry.subject, entry.content["due"], entry.person_name) == ("records", "2026-12-01", "周敏")
    done = {"seen": str(entry.position), "state": "done", "done_on": "2026-10-30", "evidence": evidence(office)}
    assert zhou.post(address, done).status_code == 302
    told = words_of(office.sit_down("gu").get(address))
    assert "已完成" in told and "办理中" in told and "2026-10-30" in told and "保存登记" not in told
    assert kinds(office).count("duty recorded") == 2


def test_the_same_again_is_not_written_twice(office: Office) -> None:
    zhou, address = office.sit_down("zhou"), page(office, "duties/records")
    sent = {"state": "not_applicable", "reason": "没有个人信息"}
    zhou.post(address, {**sent, "seen": "0"})
    zhou.post(address, {**sent, "seen": "9"})
    assert kinds(office).count("duty recorded") == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"state": ""}, "请选择状态"),
        ({"state": "in_work", "owner": "", "due": "2026-12-01"}, "须写明负责人"),
        ({"state": "in_work", "owner": "周敏"}, "须写明计划完成日期"),
        ({"state": "in_work", "owner": "周敏", "due": "下周"}, "现在是“下周”"),
        ({"state": "done", "done_on": "2026-10-30"}, "至少一份证明材料"),
        ({"state": "not_applicable"}, "不适用的理由"),
    ],
)
def test_what_a_state_needs_is_asked_for_and_nothing_typed_is_lost(
    office: Office, sent: dict[str, str], sentence: str
) -> None:
    zhou, address = office.sit_down("zhou"), page(office, "duties/records")
    answer = zhou.post(address, {"seen": "0", "note": "写了半天的备注", **sent})
    assert answer.status_code == 422
    assert sentence in words_of(answer) and "写了半天的备注" in words_of(answer)
    assert "duty recorded" not in kinds(office)


def test_a_day_that_lies_ahead_is_not_the_day_it_was_done(office: Office) -> None:
    sent = {"seen": "0", "state": "done", "done_on": "2026-11-22", "evidence": evidence(office)}
    answer = office.sit_down("zhou").post(page(office, "duties/records"), sent)
    assert answer.status_code == 409 and "晚于今天" in words_of(answer)


def test_two_people_on_one_duty_lose_nothing(office: Office) -> None:
    zhou, address = office.sit_down("zhou"), page(office, "duties/records")
    zhou.post(address, {"seen": "0", "state": "not_applicable", "reason": "同事先写的理由"})
    mine = {"seen": "0", "state": "not_applicable", "reason": "我后写的理由"}
    answer = zhou.post(address, mine)
    told = words_of(answer)
    assert answer.status_code == 409 and "同事先写的理由" in told and "我后写的理由" in told
    seen = answer.get_data(as_text=True).split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert zhou.post(address, {**mine, "seen": seen}).status_code == 302


def test_an_overdue_duty_is_loud_on_the_way_the_page_and_the_check(office: Office) -> None:
    zhou = office.sit_down("zhou")
    sent = {"seen": "0", "state": "in_work", "owner": "周敏", "due": "2026-11-20"}
    zhou.post(page(office, "duties/incident_report"), sent)
    assert "1 项义务已逾期" in words_of(zhou.get(page(office, "duties")))
    assert "! 1 逾期" in words_of(zhou.get(page(office, "route")))
    assert "1 项义务已逾期" in words_of(zhou.get(page(office, "check")))


def test_open_duties_do_not_stop_a_submission(office: Office) -> None:
    zhou = office.sit_down("zhou")
    assert "不影响提交" in words_of(zhou.get(page(office, "check")))
    assert "已提交复核" in words_of(zhou.post(page(office, "review/submit"), follow_redirects=True))


def test_a_duty_nobody_knows_is_not_found(office: Office) -> None:
    zhou = office.sit_down("zhou")
    assert zhou.get(page(office, "duties/none")).status_code == 404
    assert zhou.post(page(office, "duties/none"), {"state": "open"}).status_code == 404


def test_the_example_has_duties_done_in_work_and_open(office: Office) -> None:
    told = words_of(office.sit_down("gu").get(page(office, "duties")))
    assert "2026-10-30 完成" in told and "最迟 2026-12-10" in told and "未开始" in told


# ---- changes ----


def test_before_an_approval_there_is_nothing_to_compare(office: Office) -> None:
    zhou = office.sit_down("zhou")
    assert "还没有可以比对的批准" in words_of(zhou.get(page(office, "changes")))
    assert page(office, "changes") not in zhou.get(page(office, "route")).get_data(as_text=True)
    assert zhou.get(page(office, "changes/SA-PURPOSE")).status_code == 404


def test_nothing_changed_is_said_and_the_rest_is_asked(approved: Office) -> None:
    told = words_of(approved.sit_down("zhou").get(page(approved, "changes")))
    assert "答案没有变化，还有 5 种情形待确认" in told
    assert "据批准时的路径推定" in told


def test_a_change_is_shown_with_before_and_after_and_judged(approved: Office) -> None:
    answer(approved, "scenario_purpose", scenario(approved), scenario__purpose="另作境外产品研发")
    zhou, address = approved.sit_down("zhou"), page(approved, "changes/SA-PURPOSE")
    assert "有 1 处变化待判断" in words_of(zhou.get(page(approved, "changes")))
    shown = zhou.get(address)
    assert "另作境外产品研发" in words_of(shown) and "第十四条第（一）项" in words_of(shown)
    form = hidden(shown.get_data(as_text=True))
    assert "请写明判断的理由" in words_of(zhou.post(address, {**form, "affects": "yes", "note": ""}))
    zhou.post(address, {**form, "affects": "yes", "note": "用途超出原评估"})
    told = words_of(zhou.get(page(approved, "changes")))
    assert "有 1 种情形须重新办理" in told and "应当重新申报数据出境安全评估" in told
    assert "用途超出原评估" in words_of(approved.sit_down("gu").get(address))


def test_a_judgement_made_on_an_old_page_is_not_taken(approved: Office) -> None:
    answer(approved, "scenario_purpose", scenario(approved), scenario__purpose="另作研发")
    zhou, address = approved.sit_down("zhou"), page(approved, "changes/SA-PURPOSE")
    form = hidden(zhou.get(address).get_data(as_text=True))
    answer(approved, "scenario_purpose", scenario(approved), scenario__purpose="用于算法训练")
    refused = zhou.post(address, {**form, "affects": "no", "note": "只改措辞"})
    told = words_of(refused)
    assert refused.status_code == 409 and "又有变化" in told and "只改措辞" in told and "用于算法训练" in told


def test_what_only_a_person_knows_is_confirmed(approved: Office) -> None:
    zhou, address = approved.sit_down("zhou"), page(approved, "changes/SA-STORAGE")
    form = hidden(zhou.get(address).get_data(as_text=True))
    assert "请写明发生日期" in words_of(zhou.post(address, {**form, "happened": "yes", "note": "延长"}))
    assert "晚于今天" in words_of(
        zhou.post(address, {**form, "happened": "yes", "happened_on": "2027-01-01", "note": "延长"})
    )
    zhou.post(address, {**form, "happened": "yes", "happened_on": "2026-11-01", "note": "由 12 个月延长为 24 个月"})
    assert "有 1 种情形须重新办理" in words_of(zhou.get(page(approved, "changes")))
    assert "milestone recorded" in kinds(approved)


def test_items_and_recipients_that_came_or_went_are_named(approved: Office) -> None:
    zhou, first = approved.person("zhou"), scenario(approved)
    gone = approved.sheet(approved.full).items_of(first)[0]
    item_list.remove_items(approved.desk, zhou, approved.full, first, [gone.id])
    wizard.add_entry(approved.desk, zhou, approved.full, Scope.RECIPIENT, first)
    told = words_of(approved.sit_down("zhou").get(page(approved, "changes")))
    assert f"数据项“{gone.name}”已删除" in told and "境外接收方“（未命名）”新增" in told


def test_what_was_filed_stays_the_reference_after_a_later_approval(approved: Office) -> None:
    pass_assessment(approved, date(2029, 11, 20))
    answer(approved, "scenario_purpose", scenario(approved), scenario__purpose="另作研发")
    approved.clock.at = approved.clock.at.replace(day=25)
    snapshot = review.submit(approved.desk, approved.person("zhou"), approved.full)
    review.approve(approved.desk, approved.person("lin"), approved.full, snapshot.sha256)
    zhou = approved.sit_down("zhou")
    told = words_of(zhou.get(page(approved, "changes")))
    assert "有 1 处变化待判断" in told and "据已登记的办理节点" in told
    other = words_of(zhou.get(page(approved, f"changes?against={snapshot.sha256}")))
    assert "仅供查看" in other and "答案没有变化" in other


def test_the_mechanism_is_chosen_until_a_milestone_says_it(approved: Office) -> None:
    zhou = approved.sit_down("zhou")
    zhou.post(page(approved, "mechanism"), {"mechanism": "standard_contract"})
    told = words_of(zhou.get(page(approved, "changes")))
    assert "由本单位选定" in told and "《个人信息出境标准合同办法》" in told
    assert "请选择办理的机制" in words_of(zhou.post(page(approved, "mechanism"), {"mechanism": ""}))
    pass_assessment(approved, date(2029, 11, 20))
    sent = zhou.post(page(approved, "mechanism"), {"mechanism": "certification"}, follow_redirects=True)
    assert "以已登记的办理节点为准" in words_of(sent)


def test_a_prior_mechanism_without_its_content_asks_each_circumstance(office: Office) -> None:
    answer(office, "route_facts", "", route__prior_mechanism="standard_contract", route__prior_issued_on="2024-05-10")
    told = words_of(office.sit_down("zhou").get(page(office, "changes")))
    assert "批准的内容不在本系统中" in told and "据填报的已有出境机制" in told


# ---- the extension ----


def test_only_an_assessment_is_extended(office: Office) -> None:
    assert "只有安全评估结果可以申请延长" in words_of(office.sit_down("zhou").get(page(office, "extension")))


def answers_of(office: Office, planned: str) -> dict[str, str]:
    """The whole page filled: every scenario unchanged, persons as allowed but for the first."""
    sent = {"article_9": "yes", "as_notified": "yes", "no_incident": "yes", "result_on": "", "ends_on": "2027-01-20"}
    for number, entry in enumerate(office.sheet(office.full).scenarios):
        allowed = entry.answers["scenario.persons_three_years"]
        block = {
            "unchanged": "yes", "parties_unchanged": "yes", "persons_concerned": "yes", "volume_concerned": "no",
            "persons_allowed": "1,000,000" if number == 0 else str(allowed),
            "persons_planned": planned if number == 0 else str(allowed),
            "link_unchanged": "yes", "use_unchanged": "yes",
        }  # fmt: skip
        sent |= {f"{entry.id}-{name}": value for name, value in block.items()}
    return sent


def confirm_nothing_happened(office: Office, visitor: Visitor) -> None:
    for rule in ("SA-STORAGE", "SA-ABROAD", "SA-CONTROL", "SA-STOPPED", "SA-OTHER"):
        address = page(office, f"changes/{rule}")
        form = hidden(visitor.get(address).get_data(as_text=True))
        assert visitor.post(address, {**form, "happened": "no"}).status_code == 302


@pytest.mark.parametrize(
    ("planned", "conclusion"),
    [
        ("1,200,000", "可以申请延长有效期"),
        ("1,200,001", "不能延长，须重新申报"),
        ("", "尚不能确定能否延长"),
    ],
)
def test_twenty_per_cent_and_no_more(approved: Office, planned: str, conclusion: str) -> None:
    zhou, address = approved.sit_down("zhou"), page(approved, "extension")
    confirm_nothing_happened(approved, zhou)
    assert zhou.post(address, {"seen": "0", **answers_of(approved, planned)}).status_code == 302
    told = words_of(zhou.get(address))
    assert conclusion in told and "有效期至 2027-01-20" in told


def test_unconfirmed_circumstances_keep_it_open(approved: Office) -> None:
    zhou, address = approved.sit_down("zhou"), page(approved, "extension")
    zhou.post(address, {"seen": "0", **answers_of(approved, "1,000,000")})
    told = words_of(zhou.get(address))
    assert "尚不能确定能否延长" in told and "还有 5 种情形待判断或者确认" in told


def test_numbers_that_cannot_be_read_stay_on_the_page(approved: Office) -> None:
    zhou, address = approved.sit_down("zhou"), page(approved, "extension")
    refused = zhou.post(address, {"seen": "0", **answers_of(approved, "120 万"), "measures": "措施说明写在这里"})
    assert refused.status_code == 422
    text = refused.get_data(as_text=True)
    assert "1,200,000" in text and 'value="120 万"' in text and "措施说明写在这里" in text
    assert "milestone recorded" not in kinds(approved)


def test_two_people_on_the_extension_lose_nothing(approved: Office) -> None:
    zhou, address = approved.sit_down("zhou"), page(approved, "extension")
    zhou.post(address, {"seen": "0", **answers_of(approved, "1,000,000")})
    mine = {"seen": "0", **answers_of(approved, "1,100,000"), "measures": "我写的说明"}
    refused = zhou.post(address, mine)
    text = refused.get_data(as_text=True)
    assert refused.status_code == 409 and "我写的说明" in text and "1,100,000" in text
    seen = text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert zhou.post(address, {**mine, "seen": seen}).status_code == 302


def test_the_end_printed_in_the_notice_counts_the_window(approved: Office) -> None:
    pass_assessment(approved, date(2026, 12, 31), result_date=date(2023, 12, 31))
    told = words_of(approved.sit_down("zhou").get(page(approved, "extension")))
    assert "有效期至 2026-12-31；申请窗口 2026-10-09 至 2026-12-31" in told  # D20b: the later of law and system


# ---- both languages, every role ----


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_shows_in_both_languages(approved: Office, language: str) -> None:
    answer(approved, "scenario_purpose", scenario(approved), scenario__purpose="另作研发")
    visitor = approved.sit_down("zhou")
    visitor.speak(language)
    for path in OWN:
        shown = visitor.get(page(approved, path))
        text = words_of(shown)
        assert shown.status_code == 200, path
        for bad in ("Undefined", "None", "{{", "Text(", "error", "invalid"):
            assert bad not in text, (path, bad)
    assert ("The six conditions" in text) == (language == "en")


@pytest.mark.parametrize("login", ["lin", "gu", "shen"])
def test_others_read_and_do_not_write(approved: Office, login: str) -> None:
    visitor = approved.sit_down(login)
    for path in OWN:
        assert visitor.get(page(approved, path)).status_code == 200, path
    for path in ("duties/records", "changes/SA-PURPOSE", "mechanism", "extension"):
        assert visitor.post(page(approved, path)).status_code == 403, path


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of the form of a circumstance."""
    form = text.split('name="seen"')[1]
    seen = form.split('value="')[1].split('"')[0]
    position = text.split('name="position"')[1].split('value="')[1].split('"')[0]
    return {"seen": seen, "position": position}
