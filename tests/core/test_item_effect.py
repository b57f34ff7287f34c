"""What items mean for route and risk: each supposition equals the same case answered anew by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import AnswerSheet, Value
from assessment.item_effect import Effect, Outcome, Supposed, effect
from assessment.item_standing import Classes, of_kind
from assessment.item_states import ItemKind
from assessment.item_supposing import SEVERE, Weight, left, moved_persons, strictest, supposing
from assessment.reading import route_facts, score_input
from assessment.routing import decide
from assessment.scoring import score
from assessment.vocabulary import Route
from regimes.loader import load_regime
from tests.core.sheets import complete_sheet, questionnaire, with_answers

LAW = load_regime("cn")
NUMBERS = {"scenario.persons_pi_year": 200_000, "scenario.persons_spi_year": 20_000}
TOTALS = {"route.persons_pi_total": 200_000, "route.persons_spi_total": 20_000}


def judge(sheet: AnswerSheet) -> Outcome:
    facts = route_facts(sheet, questionnaire())
    decision = decide(facts, LAW.rules, sheet.on)
    card = LAW.scorecard(sheet.on)
    found = score(score_input(sheet, questionnaire(), decision.route, card.method.figures, facts), card)
    return Outcome(decision.route, found.level)


def some(scenario: Mapping[str, Value] | None = None, case: Mapping[str, Value] | None = None) -> AnswerSheet:
    """A complete case of one scenario, with 20,000 persons whose sensitive information leaves."""
    sheet = complete_sheet()
    entry = sheet.scenarios[0]
    answers = {**entry.answers, "scenario.contains_sensitive": True, **NUMBERS, **(scenario or {})}
    others = tuple(replace(one, answers=answers) if one is entry else one for one in sheet.entries)
    return replace(sheet, entries=others, answers={**sheet.answers, **TOTALS, **(case or {})})


def weight(kind: ItemKind | Classes, count: int = 1, claimed: ItemKind | None = None, settled: bool = True) -> Weight:
    now = kind if isinstance(kind, Classes) else of_kind(kind)
    return Weight(now, of_kind(claimed) if claimed else now, settled, count)


def of(sheet: AnswerSheet, *weights: Weight) -> dict[str, tuple[Weight, ...]]:
    return {sheet.scenarios[0].id: weights}


def row(found: Effect, what: str) -> Supposed:
    return next(one for one in found.supposed if one.what == what and one.scenario is None)


def test_without_its_sensitive_items_a_case_stands_as_if_it_had_been_answered_without() -> None:
    sheet = some()
    found = effect(sheet, of(sheet, weight("sensitive", 3), weight("personal", 7)), judge)
    by_hand = some(
        {"scenario.contains_sensitive": False, "scenario.persons_pi_year": 220_000},
        {"route.persons_pi_total": 220_000, "route.persons_spi_total": 0, "risk.severe_kinds": ["none"]},
    )
    one = row(found, "sensitive")
    assert found.now.route is Route.SECURITY_ASSESSMENT
    assert one.outcome == judge(by_hand) and one.outcome.route is Route.STANDARD_CONTRACT_OR_CERTIFICATION
    assert (one.count, one.moved, one.undetermined) == (3, 20_000, 0)
    assert one in found.telling


def test_without_its_important_items_only_the_persons_are_left() -> None:
    sheet = some(
        {
            "scenario.important_data_status": "notified",
            "scenario.data_types": ["personal_information", "important_data"],
            "scenario.important_data_size": 3,
            "scenario.important_data_unit": "GB",
        }
    )
    found = effect(sheet, of(sheet, weight("important"), weight("sensitive"), weight("personal")), judge)
    by_hand = some({"scenario.important_data_status": "none"})
    assert row(found, "important").outcome == judge(by_hand)
    assert row(found, "both").count == 2


def test_an_item_that_is_both_is_in_each_group_and_counted_once() -> None:
    sheet = some()
    found = effect(
        sheet, of(sheet, weight(Classes("yes", "yes", "yes")), weight("sensitive"), weight("personal")), judge
    )
    assert (row(found, "sensitive").count, row(found, "important").count) == (2, 1)
    assert not [one for one in found.supposed if one.what == "both"], "all of them are sensitive already"


def test_items_that_nobody_classified_are_not_taken_for_harmless() -> None:
    sheet = some()
    found = effect(sheet, of(sheet, weight("sensitive"), weight("personal"), weight("undetermined", 4)), judge)
    assert row(found, "sensitive").undetermined == 4


def test_a_claimed_treatment_counts_only_where_it_is_supposed_to_be_verified() -> None:
    sheet = some()
    found = effect(sheet, of(sheet, weight("sensitive", 2, claimed="personal"), weight("personal")), judge)
    assert found.now == judge(sheet)
    assert row(found, "claims").outcome == row(found, "sensitive").outcome


def test_without_any_item_nothing_is_exported() -> None:
    sheet = some()
    found = effect(sheet, of(sheet, weight("sensitive", 2)), judge)
    assert row(found, "sensitive").outcome is None
    assert row(found, "sensitive") in found.telling


def test_no_items_mean_nothing() -> None:
    sheet = some()
    found = effect(sheet, {}, judge)
    assert (found.supposed, found.contradictions, found.now) == ((), (), judge(sheet))
    assert not found.items_change_it


@pytest.mark.parametrize(
    ("answers", "kinds", "expected"),
    [
        ({"scenario.contains_sensitive": False}, ["sensitive"], ("sensitive", "items")),
        ({"scenario.contains_sensitive": True}, ["personal"], ("sensitive", "answer")),
        ({"scenario.contains_sensitive": True}, ["personal", "undetermined"], None),
        ({"scenario.contains_sensitive": None}, ["sensitive"], None),
        ({"scenario.important_data_status": "none"}, ["important", "sensitive"], ("important", "items")),
        ({"scenario.important_data_status": "open"}, ["important", "sensitive"], None),
        ({"scenario.important_data_status": "notified"}, ["sensitive"], ("important", "answer")),
        ({"scenario.data_types": ["important_data"]}, ["personal"], ("personal", "items")),
    ],
)
def test_items_and_answers_that_disagree_are_named(
    answers: dict[str, Value], kinds: list[ItemKind], expected: tuple[str, str] | None
) -> None:
    sheet = some(answers)
    found = effect(sheet, of(sheet, *(weight(kind) for kind in kinds)), judge).contradictions
    relevant = [(one.matter, one.stricter) for one in found if one.question in answers]
    assert relevant == ([expected] if expected else [])


def test_the_stricter_of_items_and_answers_counts_and_the_answers_stay_as_they_were() -> None:
    sheet = some({"scenario.contains_sensitive": False, "scenario.persons_pi_year": 5})
    found = effect(sheet, of(sheet, weight("sensitive"), weight("personal")), judge)
    assert found.answered == judge(sheet)
    assert found.items_change_it
    assert sheet.scenarios[0].answers["scenario.contains_sensitive"] is False


def test_what_items_say_never_makes_an_answer_milder() -> None:
    sheet = some({"scenario.important_data_status": "notified"})
    assert strictest(sheet, of(sheet, weight("none"))) == sheet


def test_a_number_nobody_gave_stays_unknown_when_persons_move() -> None:
    sheet = some({"scenario.persons_spi_year": None})
    before = of(sheet, weight("sensitive"), weight("personal"))
    after = left(before, lambda _, one: one.now.sensitive == "yes")
    supposed = supposing(sheet, before, after)
    assert "scenario.persons_pi_year" not in supposed.scenarios[0].answers
    assert moved_persons(sheet, before, after) is None


def test_persons_counted_once_stand_in_one_number_when_the_other_is_empty() -> None:
    case = {"route.count_both_in": "sensitive", "route.persons_both_total": 15_000}
    sheet = some(case=case)
    before = of(sheet, weight("sensitive"), weight("personal"))
    supposed = supposing(sheet, before, left(before, lambda _, one: one.now.sensitive == "yes"))
    assert supposed.answers["route.persons_pi_total"] == 200_000 + 20_000 - 15_000
    assert supposed.answers["route.persons_both_total"] == 0


def test_the_company_number_stays_while_another_scenario_keeps_such_persons() -> None:
    sheet = with_answers(some(), "")
    first = sheet.scenarios[0]
    second = replace(first, id="s-second")
    sheet = replace(sheet, entries=(*sheet.entries, second))
    before = {one: (weight("sensitive"), weight("personal")) for one in (first.id, second.id)}
    after = left(before, lambda scenario, one: scenario == first.id and one.now.sensitive == "yes")
    supposed = supposing(sheet, before, after)
    assert supposed.answers["route.persons_spi_total"] == 20_000
    assert "risk.severe_kinds" in supposed.answers and supposed.scenarios[1].answers == second.answers


@given(
    kinds=st.lists(st.sampled_from(["sensitive", "personal", "none"]), min_size=1, max_size=8),
    persons=st.integers(0, 1_200_000),
    of_them_sensitive=st.integers(0, 30_000),
)
@settings(max_examples=25, deadline=None)
def test_cutting_all_sensitive_items_and_deciding_anew_by_hand_is_the_effect(
    kinds: list[ItemKind], persons: int, of_them_sensitive: int
) -> None:
    sheet = some(
        {"scenario.persons_pi_year": persons, "scenario.persons_spi_year": of_them_sensitive},
        {"route.persons_pi_total": persons, "route.persons_spi_total": of_them_sensitive},
    )
    # One personal item stays, so that the scenario still exports personal information.
    found = effect(sheet, of(sheet, weight("personal"), *map(weight, kinds)), judge)
    cut = [one for one in found.supposed if one.what == "sensitive"]
    assert bool(cut) == ("sensitive" in kinds)
    moved = persons + of_them_sensitive
    by_hand = some(
        {
            "scenario.contains_sensitive": False,
            "scenario.persons_pi_year": moved,
            "scenario.persons_spi_year": None,
        },
        {"route.persons_pi_total": moved, "route.persons_spi_total": 0, SEVERE: ["none"]},
    )
    assert all(one.outcome == judge(by_hand) and one.count == kinds.count("sensitive") for one in cut)
