"""The cases that ship: the complete one is complete and consistent, the half-finished one shows what is open."""

from __future__ import annotations

import ipaddress
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml

from assessment.answers import AnswerSheet
from assessment.milestones import standing
from assessment.questions import Scope
from assessment.vocabulary import Route
from regimes.loader import load_regime
from services import example, example_routes
from services.appraisal import Appraisal, appraise
from services.case_files import read_case
from services.cases import open_case
from services.filing_check import check_of
from tests.web.office import Office

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "scripts" / "example_sources"
FOR_DOCUMENTATION = [ipaddress.IPv4Network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
NOT_APPLICABLE = {"F6", "I1", "I2", "I8"}


@cache
def sheet_of(name: str) -> AnswerSheet:
    return read_case(ROOT / "examples" / name / "case.yaml").sheet


@cache
def appraisal_of(name: str) -> Appraisal:
    return appraise(sheet_of(name), load_regime())


@cache
def evidence_texts() -> dict[str, str]:
    documents = yaml.safe_load((SOURCES / "evidence.yaml").read_text(encoding="utf-8"))
    return {name: document["body"] for name, document in documents.items()}


def in_thousands(number: int) -> str:
    return f"{number:,}"


def test_the_complete_case_has_no_gap() -> None:
    assert [gap.sentence.zh for gap in appraisal_of("telematics").gaps] == []


def test_the_complete_case_needs_a_security_assessment_for_every_scenario() -> None:
    decision = appraisal_of("telematics").decision
    assert decision.route is Route.SECURITY_ASSESSMENT
    assert {flow.route for flow in decision.flows} == {Route.SECURITY_ASSESSMENT}
    assert [fact for flow in decision.flows for fact in flow.unknown] == []


def test_the_complete_case_may_go_ahead_with_conditions() -> None:
    score = appraisal_of("telematics").score
    assert (score.decision, score.level) == ("D1", ("medium", "medium"))


def test_every_risk_question_that_applies_has_a_finding_and_a_way_on() -> None:
    grades = sheet_of("telematics").grades
    asked = {question.id for question in load_regime().scorecard(date(2026, 11, 21)).questions}
    assert set(grades) == asked - NOT_APPLICABLE
    assert [grade.question for grade in grades.values() if not grade.finding] == []
    assert [grade.question for grade in grades.values() if grade.grade and not grade.rectification] == []


def test_a_verified_grade_rests_on_evidence_of_the_last_twelve_months_and_a_second_person() -> None:
    sheet = sheet_of("telematics")
    dated = {
        entry.id: date.fromisoformat(str(entry.answers["evidence.dated"])) for entry in sheet.of_scope(Scope.EVIDENCE)
    }
    preparer = sheet.answers["agent.name"]
    for grade in sheet.grades.values():
        if grade.state == "verified":
            assert grade.checked_by not in (None, preparer), grade.question
            assert all(sheet.on - dated[name] <= timedelta(days=365) for name in grade.evidence), grade.question
            assert grade.evidence, grade.question


def test_the_data_items_are_260_and_each_has_a_reason_of_its_own() -> None:
    sheet = sheet_of("telematics")
    assert [len(sheet.items_of(entry.id)) for entry in sheet.scenarios] == [120, 90, 50]
    for entry in sheet.scenarios:
        reasons = [item.necessity for item in sheet.items_of(entry.id)]
        assert len(set(reasons)) == len(reasons)
        assert min(map(len, reasons)) >= 10


def test_items_are_marked_sensitive_exactly_where_the_scenario_says_so() -> None:
    sheet = sheet_of("telematics")
    marked = {
        entry.id: sum("敏感个人信息" in item.remark for item in sheet.items_of(entry.id)) for entry in sheet.scenarios
    }
    assert marked == {"battery-diagnostics": 0, "connected-services": 8, "ota-quality": 0}
    assert [entry.answers["scenario.contains_sensitive"] for entry in sheet.scenarios] == [False, True, False]


def test_there_are_four_recipients_and_the_six_points_of_article_9() -> None:
    sheet = sheet_of("telematics")
    assert len(sheet.of_scope(Scope.RECIPIENT)) == 4
    points = [entry.answers["clause.point"] for entry in sheet.of_scope(Scope.CLAUSE)]
    assert points == [f"point_{number}" for number in range(1, 7)]


def test_clauses_are_quoted_from_the_legal_document() -> None:
    contract = evidence_texts()["legal-document"]
    for clause in sheet_of("telematics").of_scope(Scope.CLAUSE):
        assert f"[{clause.answers['clause.quotation']}]" in contract, clause.id


@pytest.mark.parametrize(
    "question", ["scenario.persons_exported_this_year", "scenario.persons_year_1", "scenario.persons_three_years"]
)
def test_head_counts_stand_in_the_count_record(question: str) -> None:
    record = evidence_texts()["count-record"]
    counts = [entry.answers[question] for entry in sheet_of("telematics").scenarios]
    row = " | ".join(in_thousands(count) for count in counts if isinstance(count, int))
    assert f"| {row} | " in record


def test_head_counts_agree_between_scenarios_company_and_narrative() -> None:
    sheet = sheet_of("telematics")
    total, sensitive = sheet.answers["route.persons_pi_total"], sheet.answers["route.persons_spi_total"]
    assert isinstance(total, int) and isinstance(sensitive, int)
    firsts = [int(str(entry.answers["scenario.persons_year_1"])) for entry in sheet.scenarios]
    assert max(firsts) <= total <= sum(firsts)
    assert sheet.answers["risk.persons_plan_12_months"] == total
    assert [entry.answers.get("scenario.persons_spi_year") for entry in sheet.scenarios] == [None, sensitive, None]
    narrative = str(sheet.answers["art5.point_2_finding"])
    assert in_thousands(total) in narrative and in_thousands(sensitive) in narrative
    for entry in sheet.scenarios:
        assert in_thousands(int(str(entry.answers["scenario.persons_three_years"]))) in str(
            entry.answers["scenario.persons_relation"]
        )


@pytest.mark.parametrize("name", ["telematics", "dealer-crm"])
def test_names_and_addresses_are_nobodys(name: str) -> None:
    for entry in sheet_of(name).scenarios:
        for side in ("handler", "recipient"):
            domains = entry.answers.get(f"scenario.{side}_domains") or []
            addresses = entry.answers.get(f"scenario.{side}_addresses") or []
            assert isinstance(domains, list) and isinstance(addresses, list)
            assert all(domain.endswith((".example.cn", ".example.com")) for domain in domains)
            for address in addresses:
                network = ipaddress.IPv4Network(address)
                assert any(network.subnet_of(known) for known in FOR_DOCUMENTATION), address


def test_the_half_finished_case_shows_what_is_still_unknown() -> None:
    appraisal = appraisal_of("dealer-crm")
    assert appraisal.decision.route is Route.UNDETERMINED
    unknown = {fact.name for flow in appraisal.decision.flows for fact in flow.unknown}
    assert "important_data" in unknown
    assert appraisal.gaps
    assert appraisal.score.gates.unproven


def test_the_workbooks_hold_what_their_sources_say() -> None:
    sheet = sheet_of("telematics")
    for scenario in sheet.scenarios:
        lines = (SOURCES / f"{scenario.id}.txt").read_text(encoding="utf-8").splitlines()
        rows = [line.split("|") for line in lines if not line.startswith("#")]
        items = sheet.items_of(scenario.id)
        assert [item.name for item in items] == [f"{row[0]}（{row[1]}）" for row in rows]
        assert [[item.description, item.necessity, item.example, item.remark] for item in items] == [
            row[2:] for row in rows
        ]


@pytest.mark.parametrize(
    ("name", "route"),
    [("standard-contract", Route.STANDARD_CONTRACT_OR_CERTIFICATION), ("exemption", Route.EXEMPT)],
)
def test_the_other_routes_can_be_walked_to_their_end(name: str, route: Route) -> None:
    appraisal = appraisal_of(name)
    assert appraisal.decision.route is route
    assert check_of(appraisal).must == ()


def test_the_filed_case_was_approved_and_allowed(office: Office) -> None:
    desk, zhou, lin = office.desk, office.person("zhou"), office.person("lin")
    files = {name: read_case(ROOT / "examples" / name / "case.yaml") for name in example_routes.CASES}
    example_routes.load_routes(desk, zhou, lin, files, lambda file: example.load_case(desk, zhou, file))
    with desk.database.read(zhou.company_id) as unit:
        cases = {record.reference: record.id for record in unit.cases.list()}
        assert len(cases) == 5
        case_id = cases["2026-004"]
        held = standing(unit.journals.list("milestone", case_id=case_id))
    assert open_case(desk, zhou, case_id).review.state == "approved"
    assert [one.kind for one in held] == ["dossier_submitted", "accepted", "result_received"]
