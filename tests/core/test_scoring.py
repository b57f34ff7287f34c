"""The method rule by rule: intervals, votes, severity, likelihood, gates, decision, fixes, hashes."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from assessment.errors import InputRefused
from assessment.risk_score import RiskScore
from assessment.scoring import score
from assessment.scoring_ends import interval
from assessment.scoring_input import ScoreAnswer, ScoreInput
from assessment.scoring_levels import factor_grade, likelihood
from tests.core.scoring_builders import Json, all_answers, graded, some_facts, some_input, the_scorecard


def scored(facts: Json | None = None, answers: Json | None = None, **more: object) -> RiskScore:
    return score(some_input(facts, answers, **more), the_scorecard())  # type: ignore[arg-type]  # made up for the test


def severity(**facts: object) -> tuple[int, int]:
    """S_P and S_N at the worse end."""
    found = scored(some_facts(**facts)).as_json()["severity"]
    return found["S_P"][1], found["S_N"][1]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ScoreAnswer(grade=1, state="verified"), (1, 1)),
        (ScoreAnswer(grade=1, state="declared"), (1, 2)),
        (ScoreAnswer(grade=3, state="declared"), (3, 3)),
        (ScoreAnswer(state="unknown"), (0, 3)),
    ],
)
def test_an_answer_is_an_interval(answer: ScoreAnswer, expected: tuple[int, int]) -> None:
    assert interval(answer) == expected


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([(2, 0), (1, 0)], 0),
        ([(1, 2), (2, 0)], 0),
        ([(1, 3), (2, 0)], 1),
        ([(1, 3), (1, 2)], 2),
        ([(1, 3), (1, 1)], 1),
        ([(2, 2), (1, 3)], 2),
        ([(2, 3), (1, 0), (1, 0)], 3),
        ([(1, 3), (1, 3)], 3),
        ([], 0),
    ],
)
def test_votes_set_the_grade_of_a_factor(votes: list[tuple[int, int]], expected: int) -> None:
    assert factor_grade(votes) == expected


@pytest.mark.parametrize(
    ("grades", "very_large", "expected"),
    [
        ([0, 0], False, 1),
        ([1, 0], False, 2),
        ([1, 1], False, 2),
        ([2, 1], False, 3),
        ([2, 2], False, 4),
        ([3, 0], False, 4),
        ([0, 0], True, 2),
        ([1, 0], True, 3),
        ([2, 0], True, 3),
        ([2, 2], True, 4),
    ],
)
def test_likelihood(grades: list[int], very_large: bool, expected: int) -> None:
    assert likelihood(grades, very_large=very_large) == expected


@pytest.mark.parametrize(
    ("facts", "persons", "national"),
    [
        ({"contains_pi": False, "D1": 0}, 0, 0),
        ({"D1": 99_999}, 1, 0),
        ({"D1": 100_000}, 1, 2),
        ({"D1": 500_000}, 1, 2),
        ({"D1": 500_001}, 2, 2),
        ({"D1": 999_999}, 2, 2),
        ({"D1": 1_000_000}, 2, 3),
        ({"D2": 1}, 2, 0),
        ({"D2": 9_999}, 2, 0),
        ({"D2": 10_000}, 3, 0),
        ({"D3": True}, 3, 0),
        ({"flags": {"LOC": True}, "vehicles": 10_000}, 3, 0),
        ({"flags": {"LOC": True}, "vehicles": 10_001}, 3, 3),
        ({"D5": True}, 2, 0),
        ({"D4": True}, 1, 4),
        ({"D4": True, "D6": True}, 1, 5),
        ({"D4": True, "D7b": "verified"}, 1, 3),
        ({"D4": True, "D7b": "claimed"}, 1, 4),
        ({"D1": 1_000_000, "D7a": "deidentified_verified"}, 1, 2),
        ({"D1": 1_000_000, "D7a": "deidentified_claimed"}, 2, 3),
        ({"D1": 1_000_000, "D7a": "anonymised_verified"}, 0, 0),
        ({"D4": True, "D7a": "anonymised_verified"}, 0, 4),
    ],
)
def test_severity_on_both_sides_of_every_figure(facts: Json, persons: int, national: int) -> None:
    assert severity(**facts) == (persons, national)


def test_a_scope_beyond_need_raises_severity() -> None:
    assert scored(some_facts(D4=True), all_answers(A4=2)).as_json()["severity"]["S_N"] == [5, 5]


@pytest.mark.parametrize(
    ("facts", "answers", "expected"),
    [
        # The 2017 draft guide: mainly sensitive, 600,000 persons, legal environment medium, all else high: 4 x 2 = 高.
        # Our R6 holds the same destination, and its bars hold the same severity.
        ({"D1": 600_000, "D2": 600_000}, {"B1": 1}, ("R6", 4, 2, "high")),
        # Important data, 500 GB, within scope, not masked, all high: 4 x 1 = 中.
        ({"D4": True}, {}, ("R1", 4, 1, "medium")),
        # Important data, 1200 GB, beyond scope, one medium: 6, so 5 x 2 = 极高.
        ({"D4": True, "D6": True}, {"A4": 2, "E11": 1}, ("R1", 5, 2, "extreme")),
        # Some sensitive, 100,000 persons, de-identified, one low: 1 x 3 = 中; ours has a fourth column.
        ({"D2": 100, "D1": 99_999, "D7a": "deidentified_verified"}, {"E11": 3}, ("R1", 1, 4, "medium")),
    ],
)
def test_check_values_of_the_2017_draft(facts: Json, answers: dict[str, int], expected: tuple[object, ...]) -> None:
    found = scored(some_facts(**facts), all_answers(**answers))
    one = next(scenario for scenario in found.scenarios if scenario.id == expected[0])
    assert (one.id, one.severity[1], one.likelihood[1], one.level[1]) == expected


@pytest.mark.parametrize(
    ("matrix", "severity", "likelihood", "expected"),
    [
        ("annex_b", 4, 2, "高"),
        ("annex_b", 4, 1, "中"),
        ("annex_b", 5, 2, "极高"),
        ("annex_b", 1, 3, "中"),
        ("gbt39335", 3, 4, "严重"),
        ("gbt39335", 4, 1, "中"),
        ("gbt39335", 2, 3, "中"),
        ("gbt45577", 4, 3, "重大"),
        ("gbt45577", 5, 1, "中"),
        ("gbt45577", 3, 1, "轻微"),
    ],
)
def test_published_matrices(matrix: str, severity: int, likelihood: int, expected: str) -> None:
    published = next(m for m in the_scorecard().method.published if m.id == matrix)
    cell = published.rows[severity - 1][likelihood - 1]
    assert next(word.zh for word in published.words if word.id == cell) == expected


def test_a_barrier_limits_what_the_destination_can_do() -> None:
    open_to_reading = scored(answers=all_answers(B3=3, E15=3))
    sealed = scored(answers=all_answers(B3=3, E15=0))
    assert [s.likelihood[1] for s in (open_to_reading.scenarios[3], sealed.scenarios[3])] == [4, 1]
    assert sealed.scenarios[5].likelihood == (4, 4)  # rights of persons are not helped by a barrier


@pytest.mark.parametrize("gate", ["K1", "K2", "K3", "K4", "K5"])
def test_a_stop_gate_stops_with_everything_else_at_its_best(gate: str) -> None:
    found = scored(gates={gate: True})
    assert (found.decision, found.gates.stop) == ("D4", (gate,))
    assert gate in found.sentence.zh


def test_an_open_gate_holds_and_is_printed_among_the_unproven() -> None:
    found = scored(gates={"K3": "open"})
    assert (found.decision, found.gates.hold, found.as_json()["gates"]["unproven"]) == ("D2", ("K3",), ["K3"])


def test_no_legal_basis_stops() -> None:
    found = scored(answers=all_answers(A1=3))
    assert (found.decision, found.gates.stop, found.gates.failed) == ("D4", ("K6",), ("A1",))


@pytest.mark.parametrize(("answer", "decision", "place"), [(2, "D3", "failed"), (1, "D0", "")])
def test_must_items(answer: int, decision: str, place: str) -> None:
    found = scored(answers=all_answers(H2=answer))
    assert found.decision == decision
    assert found.as_json()["gates"].get(place, []) == (["H2"] if place else [])


def test_a_declared_must_item_needs_evidence_first() -> None:
    found = scored(answers={**all_answers(), "H2": graded(1, "declared")})
    assert (found.decision, found.gates.unproven) == ("D2", ("H2",))


@pytest.mark.parametrize(("route", "failed"), [("security_assessment", ("G1",)), ("exempt", ()), ("open", ())])
def test_the_six_contents_of_article_9_follow_the_route(route: str, failed: tuple[str, ...]) -> None:
    found = scored(answers=all_answers(G1=2), route=route)
    assert found.gates.failed == failed
    assert ("G1" in found.gates.unproven) == (route == "open")


def test_an_open_identification_of_important_data_needs_evidence() -> None:
    found = scored(some_facts(D4="open"))
    assert "D4" in found.gates.unproven
    assert found.decision == "D2"


def test_facts_left_out_are_open_and_flags_left_out_are_no() -> None:
    facts = {key: value for key, value in some_facts().items() if key not in ("D3", "D4", "D5", "D6", "contains_pi")}
    case = some_input(facts)
    assert {case.facts.D3, case.facts.D4, case.facts.D5, case.facts.D6, case.facts.contains_pi} == {"open"}
    assert case.facts.flags.VEH is False


def test_an_applicable_question_left_out_is_unknown() -> None:
    answers = all_answers()
    del answers["A3"]
    question = scored(answers=answers).question("A3")
    assert (question.state, question.grade) == ("unknown", (0, 3))


def test_an_answer_to_a_question_that_is_not_asked_has_no_effect() -> None:
    found = scored(answers=all_answers(I1=3))
    assert found.decision == "D0"
    assert "I1" in found.not_asked


def test_a_claim_of_deidentification_asks_where_the_keys_are() -> None:
    asked = {q.id for q in scored(some_facts(D7a="deidentified_claimed")).questions}
    not_asked = {q.id for q in scored(some_facts(D7a="deidentified_claimed", flags={"DEID": False})).questions}
    assert asked - not_asked == {"E10"}


def test_a_question_turns_key_with_national_interest() -> None:
    ordinary = scored(answers=all_answers(C2=2))
    key = scored(some_facts(D4=True), all_answers(C2=2))
    assert [f.factors[2].grade for f in (ordinary, key)] == [(0, 0), (2, 2)]


def test_a_plan_reaches_the_decision_and_none_of_it_can_be_left_out() -> None:
    weak = all_answers(A4=2, A6=1, C18=2, E5=2, F3=2, G4=2, H2=2, E11=3)
    facts = some_facts(D1=600_000, D2=600_000)
    plan = scored(facts, weak).plan
    assert plan.enough
    fixed = {**weak, **{q: graded(0) for q in plan.fixes}}
    assert scored(facts, fixed).decision in ("D0", "D1")
    for left_out in plan.fixes:
        without = {**fixed, left_out: weak[left_out]}
        assert scored(facts, without).decision not in ("D0", "D1"), left_out


def test_where_answers_cannot_help_the_plan_says_so() -> None:
    found = scored(some_facts(D4=True, D6=True), all_answers(E5=2))
    assert (found.plan.fixes, found.plan.enough) == ((), False)


def test_the_law_of_the_destination_is_no_fix() -> None:
    assert not [fix for fix in scored(answers=all_answers(B1=2, B3=3, C1=1)).fixes if fix.startswith("B")]


def test_a_question_that_the_scorecard_does_not_have_is_refused() -> None:
    with pytest.raises(InputRefused, match=r"answers\.A9: Scorecard 2026-11-21 has no question A9"):
        scored(answers={**all_answers(), "A9": graded(0)})


@pytest.mark.parametrize(
    "answer", [{"state": "verified"}, {"grade": 1, "state": "unknown"}, {"grade": 4, "state": "verified"}, {"grade": 1}]
)
def test_half_an_answer_is_refused(answer: Json) -> None:
    with pytest.raises(ValidationError):
        some_input(answers={"A1": answer})


def test_the_hash_follows_the_answers_and_not_their_order() -> None:
    answers = all_answers(A3=1)
    turned = dict(reversed(list(answers.items())))
    hashes = {scored(answers=a).answers_sha256 for a in (answers, turned)}
    other = scored(answers=all_answers(A3=2)).answers_sha256
    assert len(hashes) == 1
    assert re.fullmatch(r"[0-9a-f]{64}", other)
    assert other not in hashes


def test_the_sentence_names_factor_and_questions() -> None:
    found = scored(some_facts(D1=600_000, D2=600_000), all_answers(E11=1))
    sentence = found.scenarios[0].sentence
    assert sentence.zh == "高：危害 4（个人权益：众多个人受到重大影响），可能性 2：EL 为 1，因 E11 有轻微差距。"
    assert sentence.en == (
        "High, because severity is 4 (persons: grave for many) and likelihood is 2: factor EL is 1 (E11: minor gaps)."
    )


def test_the_keys_of_the_contract() -> None:
    assert list(scored().as_json()) == [
        "level",
        "decision",
        "severity",
        "factors",
        "scenarios",
        "gates",
        "fixes",
        "plan",
        "attainment",
        "inherent",
        "crosswalk",
        "ruleset_sha256",
        "answers_sha256",
    ]


def test_the_input_reads_back_what_it_writes() -> None:
    case = some_input(some_facts(D4="open", flags={"VEH": True}))
    assert ScoreInput.model_validate_json(case.model_dump_json()) == case
