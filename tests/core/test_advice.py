"""Advice on single cases, and the agreement of two raters."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assessment.agreement import ENOUGH, agreement, weighted_kappa
from assessment.scoring import score
from assessment.scoring_advice import Advice, advise
from assessment.scoring_input import MOST, ScoreInput
from tests.core.scoring_builders import all_answers, graded, some_facts, some_input, the_scorecard

CARD = the_scorecard()


def advice_on(case: ScoreInput) -> Advice:
    return advise(case, CARD, score(case, CARD))


def levers(case: ScoreInput) -> list[str]:
    return [lever.id for lever in advice_on(case).levers]


def test_a_case_at_its_best_needs_nothing() -> None:
    advice = advice_on(some_input())
    assert (advice.levers, advice.fixes, advice.steps, advice.evidence_first, advice.near) == ((), (), (), (), ())


def test_the_open_identification_comes_first_and_tells_both_outcomes() -> None:
    lever = advice_on(some_input(some_facts(D4="open"))).levers[0]
    assert (lever.id, lever.effect.decision) == ("identify", "D0")
    assert lever.otherwise is not None
    assert lever.otherwise.decision > lever.effect.decision


@pytest.mark.parametrize(
    ("facts", "lever"),
    [
        ({"D2": 10_000}, "deidentify"),
        ({"D2": 10_000}, "drop_sensitive"),
        ({"D4": True, "D6": True}, "cut_scale"),
    ],
)
def test_a_lever_is_named_when_it_helps(facts: dict[str, object], lever: str) -> None:
    assert lever in levers(some_input(some_facts(**facts)))


def test_fewer_persons_are_a_lever_where_the_number_weighs() -> None:
    answers = all_answers(A1=2)
    assert "cut_persons" in levers(some_input(some_facts(D1=500_001, D5=True), answers))
    assert "cut_persons" not in levers(some_input(some_facts(D1=500_000, D5=True), answers))


def test_a_lever_that_changes_nothing_is_not_named() -> None:
    assert "cut_persons" not in levers(some_input(some_facts(D1=500_000)))
    assert "deidentify" not in levers(some_input(some_facts(D7a="deidentified_verified")))


def test_the_place_of_processing_is_a_lever_where_the_destination_weighs() -> None:
    case = some_input(some_facts(D2=10_000), all_answers(B1=3, B2=3))
    assert "move" in levers(case)


def test_a_fix_names_the_part_of_the_profile_that_improves() -> None:
    advice = advice_on(some_input(answers=all_answers(A1=2)))
    first = advice.fixes[0]
    assert (first.question, first.effect.part, first.effect.drop) == ("A1", "must_items", (1, 0))
    assert first.effect.decision == "D0"


def test_the_plan_tells_level_and_decision_after_each_step() -> None:
    advice = advice_on(some_input(answers=all_answers(A1=2, A2=2, F1=2)))
    assert [step.effect.decision for step in advice.steps][-1] in ("D0", "D1")
    assert len(advice.steps) == 3


def test_an_answer_that_carries_the_decision_is_fragile() -> None:
    case = some_input(answers={**all_answers(), "A1": graded(1)})
    fragile = {answer.question: answer for answer in advice_on(case).fragile}
    assert fragile["A1"].worse == "D3"


def test_evidence_that_settles_most_comes_first() -> None:
    case = some_input(answers={**all_answers(), "A1": graded(1, "declared"), "C9": graded(0, "declared")})
    first = advice_on(case).evidence_first[0]
    assert (first.question, first.effect.part) == ("A1", "must_items")


@pytest.mark.parametrize(
    ("persons", "figures"),
    [
        (79_999, []),
        (80_000, [100_000]),
        (120_000, [100_000]),
        (120_001, []),
        (400_000, [500_000]),
        (600_000, [500_000]),
        (800_000, [1_000_000]),
        (1_200_001, []),
    ],
)
def test_counts_near_a_figure_are_named(persons: int, figures: list[int]) -> None:
    near = advice_on(some_input(some_facts(D1=persons))).near
    assert [one.figure for one in near if one.fact == "D1"] == figures


@pytest.mark.parametrize(
    ("gigabytes", "near"), [(799, False), (800, True), (1_200, True), (1_201, False), (None, False)]
)
def test_a_volume_near_1000_gigabytes_is_named(gigabytes: int | None, near: bool) -> None:
    found = advice_on(some_input(some_facts(D4=True, gigabytes=gigabytes))).near
    assert [(one.fact, one.figure) for one in found] == ([("D6", 1_000)] if near else [])


@pytest.mark.parametrize(("sensitive", "figures"), [(7_999, []), (8_000, [10_000]), (12_000, [10_000]), (12_001, [])])
def test_sensitive_persons_near_the_figure_are_named(sensitive: int, figures: list[int]) -> None:
    near = advice_on(some_input(some_facts(D2=sensitive))).near
    assert [one.figure for one in near if one.fact == "D2"] == figures


def test_of_a_count_between_two_ends_the_stated_ends_are_watched() -> None:
    assert [one.count for one in advice_on(some_input(some_facts(D1=[90_000, 110_000]))).near] == [90_000, 110_000]
    assert [one.count for one in advice_on(some_input(some_facts(D1=[90_000, MOST]))).near] == [90_000]
    assert advice_on(some_input(some_facts(D1="open"))).near == ()


def test_ends_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="the smaller end stands first"):
        some_input(some_facts(D1=[500_000, 100]))


def test_the_published_check_value_of_kappa() -> None:
    table = [[30, 4, 1, 0], [3, 18, 3, 0], [0, 2, 9, 1], [0, 0, 1, 5]]
    kappa = weighted_kappa(table)
    assert kappa is not None
    assert round(float(kappa), 6) == 0.794118
    assert kappa < ENOUGH


def test_two_raters_are_compared_on_what_both_graded() -> None:
    found = agreement({"A1": 0, "A2": 1, "B1": 3}, {"A1": 0, "A2": 2})
    assert (found.questions, found.same, found.apart) == (2, 1, ("A2",))
    assert found.kappa == Fraction(1, 2)
    assert not found.enough


def test_raters_who_always_say_the_same_need_no_kappa() -> None:
    found = agreement({"A1": 0, "A2": 0}, {"A1": 0, "A2": 0})
    assert (found.kappa, found.enough) == (None, True)
    assert not agreement({}, {}).enough
