"""From answers to facts: what was said arrives, what was not said is unknown or open, never no."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.answers import AnswerSheet, Entry, GradedAnswer, Value
from assessment.facts import RouteFacts
from assessment.questions import Scope
from assessment.reading import FACT_SOURCES, open_counts, questions_behind, route_facts, score_input
from assessment.scoring_input import MOST, Flags, GateAnswers, ScoreFacts, ScoreInput
from assessment.vocabulary import UNKNOWN, Route
from tests.core.scoring_builders import the_scorecard
from tests.core.sheets import ON, complete_sheet, questionnaire, with_answers


def facts(sheet: AnswerSheet) -> RouteFacts:
    return route_facts(sheet, questionnaire())


def risk(sheet: AnswerSheet, route: Route = Route.SECURITY_ASSESSMENT) -> ScoreInput:
    return score_input(sheet, questionnaire(), route, the_scorecard().method.figures)


def some(entry: str = "", /, **changes: Value) -> AnswerSheet:
    return with_answers(complete_sheet(), entry, **changes)


def blank() -> AnswerSheet:
    entries = (Entry("s1", Scope.SCENARIO, None), Entry("r1", Scope.RECIPIENT, "s1"))
    return AnswerSheet("2026-003", "空", "示例公司", ON, entries=entries)


def test_a_complete_sheet_leaves_nothing_unknown_but_last_year() -> None:
    dumped = facts(complete_sheet()).model_dump_json(exclude={"counters"})
    assert "unknown" not in dumped


def test_nothing_said_is_unknown_and_never_no() -> None:
    read = facts(blank())
    assert read.exporter.kind is UNKNOWN and read.exporter.in_ftz is UNKNOWN
    assert read.counters is not None and read.counters.persons_pi is UNKNOWN
    flow = read.flows[0]
    values: list[Any] = [
        flow.export_act,
        flow.contains_pi,
        flow.contains_spi,
        flow.important_data,
        flow.core_data_or_secret,
        flow.persons_pi,
        flow.persons_spi,
        flow.exemption.claim,
        flow.exemption.proven,
        flow.ftz.on_list,
        flow.recipient.region,
        flow.recipient.restricted,
        flow.foreign_authority_request,
    ]
    assert all(value is UNKNOWN for value in values)


@pytest.mark.parametrize(
    ("abroad", "notice", "kind"),
    [
        (False, "notified", "ciio"),
        (False, "not_notified", "non_ciio"),
        (False, "open", UNKNOWN),
        (True, "not_notified", "offshore"),
        (None, "notified", UNKNOWN),
    ],
)
def test_the_kind_of_exporter_follows_the_notice(abroad: bool | None, notice: str, kind: object) -> None:
    assert facts(some(route__established_abroad=abroad, route__ciio_notice=notice)).exporter.kind == kind


def test_without_personal_information_there_are_no_persons() -> None:
    flow = facts(some("s1", scenario__data_types=["important_data"])).flows[0]
    assert (flow.contains_pi, flow.contains_spi, flow.persons_pi, flow.persons_spi) == (False, False, 0, 0)


def test_an_answer_that_is_no_longer_asked_is_left_out() -> None:
    sheet = some("s1", scenario__contains_sensitive=False, scenario__persons_spi_year=50_000)
    assert facts(sheet).flows[0].persons_spi == 0


def test_a_claim_keeps_its_proof_open_until_somebody_says_so() -> None:
    flow = facts(some("s1", scenario__exemption_claim="hr")).flows[0]
    assert flow.exemption.claim == "hr" and flow.exemption.proven is UNKNOWN


def test_several_recipients_are_read_as_the_least_favourable() -> None:
    sheet = some("r1", recipient__country="hk", recipient__onward_outside_gba=False)
    assert facts(sheet).flows[0].recipient.region == "hk"
    other = Entry("r2", Scope.RECIPIENT, "s1", {"recipient.country": "de", "recipient.restricted": True})
    both = facts(replace(sheet, entries=(*sheet.entries, other))).flows[0].recipient
    assert (both.region, both.restricted) == ("de", True)


def test_the_prior_mechanism_carries_its_date() -> None:
    prior = facts(some(route__prior_mechanism="certification", route__prior_issued_on="2026-03-01")).prior
    assert prior is not None and prior.issued_on is not None and prior.issued_on.month == 3


def test_d1_is_the_larger_of_count_and_plan() -> None:
    sheet = some(route__persons_pi_total=400_000, risk__persons_plan_12_months=650_000)
    assert risk(sheet).facts.D1 == 650_000
    assert risk(with_answers(sheet, "", risk__persons_plan_12_months=3)).facts.D1 == 400_000


def test_a_missing_count_lies_between_what_is_known_and_everybody() -> None:
    sheet = some(
        risk__persons_plan_12_months=None, route__persons_pi_total=400_000, handler__persons_processed=7_000_000
    )
    assert risk(sheet).facts.D1 == (400_000, 7_000_000)
    assert risk(with_answers(sheet, "", handler__persons_processed=None)).facts.D1 == (400_000, MOST)
    assert open_counts(sheet, questionnaire()) == ("risk.persons_plan_12_months",)


def test_nothing_said_never_makes_the_score_safe() -> None:
    read = risk(blank())
    assert read.facts.contains_pi == read.facts.D3 == read.facts.D4 == read.facts.D5 == read.facts.D6 == "open"
    assert (read.facts.D7a, read.facts.D7b) == ("none", "none")
    assert read.facts.D1 == read.facts.D2 == read.facts.vehicles == read.facts.D8 == "open"
    assert set(read.gates.model_dump().values()) == {"open"}
    assert set(read.facts.flags.model_dump(exclude={"DEID"}).values()) == {"open"}


@pytest.mark.parametrize(
    ("status", "d4"),
    [
        ("notified", True),
        ("published", True),
        ("none", False),
        ("open", "open"),
        ("self_identified_not_declared", "open"),
        ("self_declared_no_answer", "open"),
    ],
)
def test_d4_follows_the_status_of_important_data(status: str, d4: object) -> None:
    assert d4 == risk(some("s1", scenario__important_data_status=status)).facts.D4


def test_children_settle_d3_d5_and_the_flag_of_minors() -> None:
    read = risk(some(risk__severe_kinds=["under_14"])).facts
    assert (read.D3, read.D5, read.flags.MINOR) == (True, True, True)


def test_a_continuous_track_is_a_location() -> None:
    assert risk(some(risk__severe_kinds=["track"])).facts.flags.LOC is True


@pytest.mark.parametrize(
    ("location", "vehicles", "provinces", "d6"),
    [
        (True, 10_001, False, True),
        (True, 10_000, False, False),
        (True, 10_000, True, True),
        (False, 500_000, True, False),
        ("open", 500_000, False, "open"),
    ],
)
def test_d6_counts_vehicles_with_location(location: bool | str, vehicles: int, provinces: bool, d6: object) -> None:
    sheet = some(
        risk__vehicle_source=True,
        risk__location=location,
        risk__vehicles=vehicles,
        risk__more_than_one_province=provinces,
    )
    assert d6 == risk(sheet).facts.D6


@pytest.mark.parametrize(
    ("size", "unit", "d6"),
    [
        (1000, "GB", False),  # "above 1000 GB"
        (1001, "GB", True),
        (1, "TB", "open"),  # 1000 GB or 1024 GB: the two usual readings differ
        (2, "TB", True),
        (1_000_001, "MB", "open"),
        (1_024_001, "MB", True),
        (None, "GB", "open"),
    ],
)
def test_d6_adds_up_the_volume_of_important_data(size: int | None, unit: str, d6: object) -> None:
    sheet = some(
        "s1",
        scenario__data_types=["important_data"],
        scenario__important_data_size=size,
        scenario__important_data_unit=unit,
    )
    assert d6 == risk(sheet).facts.D6


def test_flags_follow_from_the_scenarios() -> None:
    read = risk(
        some(
            "s1",
            scenario__export_act="remote_access_from_abroad",
            scenario__legal_basis=["contract_or_hr"],
            scenario__exemption_claim="contract",
        )
    ).facts.flags
    assert (read.REMOTE, read.CONSENT, read.EXEMPT) == (True, False, True)


def test_gates_follow_from_answers_given_elsewhere() -> None:
    sheet = some("r1", recipient__restricted=True)
    assert risk(sheet).gates == GateAnswers(K4=True)
    geographic = with_answers(sheet, "", risk__geographic_data=True)
    assert risk(geographic).gates.K2 == "open"


def test_an_undetermined_route_is_open_and_grades_arrive() -> None:
    graded = replace(complete_sheet(), grades={"A1": GradedAnswer("A1", 2, "declared")})
    read = risk(graded, Route.UNDETERMINED)
    assert read.route == "open"
    assert (read.answers["A1"].grade, read.answers["A1"].state) == (2, "declared")


def test_every_fact_of_the_score_says_where_it_comes_from() -> None:
    derived = {"contains_pi", "flags", "gigabytes"}
    named = {*ScoreFacts.model_fields, *Flags.model_fields, *GateAnswers.model_fields} - derived
    assert named <= set(FACT_SOURCES)


def test_every_source_is_a_question() -> None:
    known = {question.id for section in questionnaire().sections for question in section.questions}
    assert {name for names in FACT_SOURCES.values() for name in names} <= known


def test_a_fact_of_one_flow_leads_to_its_question() -> None:
    assert questions_behind("flows[telematics].persons_pi") == ("scenario.persons_pi_year",)
    assert questions_behind("exporter.kind")[0] == "route.ciio_notice"
    assert questions_behind("something.else") == ()
