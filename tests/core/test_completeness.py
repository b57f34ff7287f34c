"""A complete case has no gap; each thing taken away or made to disagree gives exactly its own sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assessment.answers import AnswerSheet, Value
from assessment.completeness import ITEMS, Gap, gaps, progress
from assessment.consistency import months_after
from assessment.questions import Scope
from tests.core.sheets import ON, complete_sheet, questionnaire, with_answers, without_entries


def found(sheet: AnswerSheet) -> list[Gap]:
    return list(gaps(sheet, questionnaire()))


def only(sheet: AnswerSheet) -> Gap:
    (gap,) = found(sheet)
    return gap


def test_a_complete_case_has_no_gap() -> None:
    assert found(complete_sheet()) == []


def test_every_required_question_of_the_case_is_missed_when_taken_away() -> None:
    sheet = complete_sheet()
    for question in sheet.answers:
        if not questionnaire().question(question).required:
            continue
        missed = {gap.question for gap in found(with_answers(sheet, "", **{question.replace(".", "__"): None}))}
        assert question in missed, question


def test_an_empty_case_asks_for_everything_and_for_a_scenario() -> None:
    empty = AnswerSheet("2026-002", "空", "示例公司", ON)
    missing = found(empty)
    assert {gap.section for gap in missing} >= {"handler", "scenario", "clauses", "evidence", "security_management"}
    assert all(gap.sentence.zh and gap.sentence.en for gap in missing)


def test_a_question_that_is_not_asked_is_not_missed() -> None:
    sheet = complete_sheet()
    quiet = with_answers(sheet, "", legal_rep__absent=True, legal_rep__name=None, legal_rep__phone=None)
    assert found(without_entries(quiet, "e2")) == []


def test_telephone_or_email_of_the_recipient() -> None:
    gap = only(with_answers(complete_sheet(), "r1", recipient__phone=None, recipient__email=None))
    assert (gap.section, gap.entry, gap.question) == ("recipient", "r1", "recipient.phone")


def test_statistics_replace_the_single_recipient() -> None:
    sheet = with_answers(
        complete_sheet(),
        "r1",
        recipient__by_statistics=True,
        recipient__statistics="约 40 家经销商，分布于欧盟。",
        recipient__name=None,
        recipient__phone=None,
    )
    assert found(sheet) == []


def test_a_scenario_needs_a_recipient() -> None:
    gap = only(without_entries(complete_sheet(), "r1"))
    assert (gap.section, gap.entry) == ("recipient", "s1")


def test_a_scenario_needs_data_items() -> None:
    gap = only(replace(complete_sheet(), items=()))
    assert (gap.section, gap.entry) == (ITEMS, "s1")


def test_a_data_item_needs_its_necessity() -> None:
    sheet = complete_sheet()
    gap = only(replace(sheet, items=(replace(sheet.items[0], necessity=" "),)))
    assert "电池电压" in gap.sentence.zh


def test_each_point_of_the_legal_document_needs_a_clause() -> None:
    gap = only(without_entries(complete_sheet(), "c4"))
    assert "第（四）项" in gap.sentence.zh


def test_each_part_of_a_point_must_be_covered() -> None:
    gap = only(with_answers(complete_sheet(), "c5", clause__covers=["point_5_remedy", "point_5_liability"]))
    assert "争议解决" in gap.sentence.zh and "补救" not in gap.sentence.zh


def test_a_material_that_only_the_company_has() -> None:
    gap = only(without_entries(complete_sheet(), "e4"))
    assert "法律文件" in gap.sentence.zh


def test_an_answer_that_does_not_fit_is_a_gap() -> None:
    gap = only(with_answers(complete_sheet(), "", handler__credit_code="91110000600037341A"))
    assert gap.question == "handler.credit_code" and "“L”" in gap.sentence.zh


@pytest.mark.parametrize(
    ("entry", "changes", "section", "words"),
    [
        ("", {"handler__is_ciio": True}, "handler", "书面认定通知"),
        ("", {"route__region": "beijing"}, "handler", "北京市"),
        ("", {"route__persons_pi_total": 999}, "scenario_numbers", "多于全单位累计 999 人"),
        ("", {"authority__ends_on": "2026-10-01"}, "authority", "止日早于起日"),
        ("", {"authority__starts_on": "2026-01-01", "authority__ends_on": "2026-11-20"}, "authority", "到期"),
        ("", {"self_assessment__started_on": "2026-11-02"}, "self_assessment", "早于开始日期"),
        ("", {"self_assessment__finished_on": "2026-11-22"}, "self_assessment", "晚于办理日期"),
        ("", {"self_assessment__no_material_change": False}, "self_assessment", "重大变化"),
        ("", {"proof__evidence": ["gone"]}, "security_proof", "gone"),
        ("s1", {"scenario__important_data_status": "notified"}, "scenario", "须勾选“重要数据”"),
        ("s1", {"scenario__persons_exported_this_year": 1001}, "scenario", "已出境 1001 人"),
        ("s1", {"scenario__persons_three_years": 3001}, "scenario_numbers", "三年之和 3000"),
        ("s1", {"scenario__persons_three_years": 999}, "scenario_numbers", "单年最大值 1000"),
        ("c3", {"clause__complete": False}, "clauses", "不完整"),
    ],
)
def test_answers_that_disagree(entry: str, changes: dict[str, Value], section: str, words: str) -> None:
    gap = only(with_answers(complete_sheet(), entry, **changes))
    assert gap.section == section
    assert words in gap.sentence.zh


def test_persons_of_a_claimed_exemption_stand_outside_the_total() -> None:
    sheet = with_answers(complete_sheet(), "", route__persons_pi_total=999)
    exempt = with_answers(sheet, "s1", scenario__exemption_claim="hr")
    assert not [gap for gap in found(exempt) if "多于全单位累计" in gap.sentence.zh]


@pytest.mark.parametrize(
    ("finished", "on", "stale"),
    [
        ("2026-08-21", date(2026, 11, 21), False),
        ("2026-08-20", date(2026, 11, 21), True),
        ("2026-11-30", date(2027, 2, 28), False),
        ("2026-11-30", date(2027, 3, 1), True),
    ],
)
def test_the_self_assessment_serves_three_months_to_the_corresponding_day(finished: str, on: date, stale: bool) -> None:
    sheet = with_answers(
        complete_sheet(), "", self_assessment__started_on="2026-08-01", self_assessment__finished_on=finished
    )
    assert any("3 个月" in gap.sentence.zh for gap in found(replace(sheet, on=on))) is stale


def test_the_corresponding_day_of_a_shorter_month_is_its_last() -> None:
    assert months_after(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert months_after(date(2026, 12, 31), 1) == date(2027, 1, 31)


def test_progress_counts_required_questions_by_page_and_entry() -> None:
    counted = progress(complete_sheet(), questionnaire())
    assert counted["handler"] == (9, 9)
    assert counted["recipient/r1"][0] == counted["recipient/r1"][1] > 0
    assert all(done == asked for done, asked in counted.values())
    less = progress(with_answers(complete_sheet(), "", handler__name=None), questionnaire())
    assert less["handler"] == (8, 9)


def test_progress_knows_every_page_of_every_entry() -> None:
    sheet = complete_sheet()
    counted = progress(sheet, questionnaire())
    expected = {
        f"{section.id}/{entry.id}" if section.scope is not Scope.CASE else section.id
        for section in questionnaire().sections
        for entry in (sheet.of_scope(section.scope) or sheet.entries[:1])
    }
    assert set(counted) == expected


def test_a_claim_that_contradicts_its_evidence_is_asked_again() -> None:
    shown = {f"scenario__{name}": True for name in ("hr_labour_rules", "hr_employees_only", "exemption_fields")}
    claim = with_answers(
        complete_sheet(),
        "s1",
        scenario__exemption_claim="hr",
        scenario__exemption_proven=True,
        scenario__hr_collective_contract=False,
        **shown,
    )
    assert "scenario.exemption_proven" in {gap.question for gap in gaps(claim, questionnaire())}
    agreed = with_answers(claim, "s1", scenario__hr_collective_contract=True)
    assert "scenario.exemption_proven" not in {gap.question for gap in gaps(agreed, questionnaire())}


@pytest.mark.parametrize("claim", ["open", None])
def test_a_claim_that_nobody_made_is_not_held_against_anything(claim: str | None) -> None:
    sheet = with_answers(complete_sheet(), "s1", scenario__exemption_claim=claim)
    assert not any((gap.question or "").startswith("scenario.report") for gap in gaps(sheet, questionnaire()))


def test_one_entity_of_the_group_is_not_larger_than_all() -> None:
    numbers = {"route__group_same": True, "route__group_persons_pi": 10, "route__group_persons_spi": 0}
    sheet = with_answers(complete_sheet(), "", **numbers, route__group_largest_pi=11)
    assert "route.group_largest_pi" in {gap.question for gap in gaps(sheet, questionnaire())}
    sheet = with_answers(sheet, "", route__group_largest_pi=10)
    assert "route.group_largest_pi" not in {gap.question for gap in gaps(sheet, questionnaire())}
