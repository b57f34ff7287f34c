"""Every test of the table on its boundary and one off it, every item by its rule, and what a draft never says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessment.answers import DataItem
from assessment.conditions import Range, Verdict
from assessment.important_data import asked_facts, complete_facts, determine, judge_test, span_over_one_month
from assessment.important_data_case import agreement
from assessment.important_data_rules import RuleNotRead, parse
from assessment.important_data_suggest import suggest
from regimes.loader import load_regime

TODAY = date(2026, 11, 21)
LAW = load_regime().important_data
NOBODY = {"authority_named": False, "other_scenario": False}

ON_AND_OFF: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("K1", {"national_programme": True}, {"national_programme": False}),
    ("K2", {"export_tech_catalogue": True}, {"export_tech_catalogue": False}),
    ("K3", {"sensitive_area": True}, {"sensitive_area": False}),
    ("K3b", {"sensitive_area_direct": True}, {"sensitive_area_direct": False, "sensitive_area": True}),
    ("K4", {"secret_geo": True}, {"secret_geo": False}),
    (
        "K5",
        {"real_flow": True, "prefecture_economy": True, "flow_days": 30},
        {"real_flow": True, "prefecture_economy": True, "flow_days": 29},
    ),
    (
        "K5",
        {"real_flow": True, "prefecture_economy": True, "flow_days": 31},
        {"real_flow": False, "prefecture_economy": True, "flow_days": 31},
    ),
    (
        "K5",
        {"real_flow": True, "prefecture_economy": True, "flow_days": 30},
        {"real_flow": True, "prefecture_economy": False, "flow_days": 30},
    ),
    ("K6", {"law_enforcement": True}, {"law_enforcement": False}),
    ("K7", {"face_px": 32}, {"face_px": 31}),
    ("K8", {"plate_px": 16}, {"plate_px": 15}),
    ("K9", {"vehicles_cn": 100_000}, {"vehicles_cn": 99_999}),
    ("K10", {"award": "province_or_ministry"}, {"award": "below"}),
    ("K10", {"award": "state"}, {"award": "none"}),
    ("K11", {"national_interest": True}, {"national_interest": False}),
    ("K12", {"raw_km": 50_000_000, "raw_hours": 0}, {"raw_km": 49_999_999, "raw_hours": 1_999}),
    ("K12", {"raw_km": 0, "raw_hours": 2_000}, {"raw_km": 0, "raw_hours": 1_999}),
    ("K13", {"raw_pictures": 10_000_000}, {"raw_pictures": 9_999_999}),
    ("K14", {"raw_clips": 1_000_000}, {"raw_clips": 999_999}),
    ("K15", {"fused_with_exterior": True}, {"fused_with_exterior": False}),
    ("K16", {"identifiable_persons": 1_000_000}, {"identifiable_persons": 999_999}),
    ("K17", {"vehicles_cn": 100_000}, {"vehicles_cn": 99_999}),
    ("K18", {"vehicles_cn": 100_000}, {"vehicles_cn": 99_999}),
    ("K19", {"vehicles_cn": 1}, {"vehicles_cn": 0}),
    (
        "K20",
        {"intersections": 1, "span_from": "2026-01-01", "span_to": "2026-02-01"},
        {"intersections": 1, "span_from": "2026-01-01", "span_to": "2026-01-31"},
    ),
    (
        "K20",
        {"intersections": 2, "span_from": "2026-01-15", "span_to": "2026-02-15"},
        {"intersections": 0, "span_from": "2026-01-15", "span_to": "2026-02-15"},
    ),
    ("K21", {"platform_vehicles_cn": 1_000_000}, {"platform_vehicles_cn": 999_999}),
    (
        "K22",
        {"platform_upgrades": True, "platform_vehicles_cn": 500_000, "upgrade_touches": True},
        {"platform_upgrades": True, "platform_vehicles_cn": 499_999, "upgrade_touches": True},
    ),
    (
        "K22",
        {"platform_upgrades": True, "platform_vehicles_cn": 500_000, "upgrade_touches": True},
        {"platform_upgrades": False, "platform_vehicles_cn": 500_000, "upgrade_touches": True},
    ),
    (
        "K22",
        {"platform_upgrades": True, "platform_vehicles_cn": 500_000, "upgrade_touches": True},
        {"platform_upgrades": True, "platform_vehicles_cn": 500_000, "upgrade_touches": False},
    ),
    ("K23", {"charging_persons": 1_000_000}, {"charging_persons": 999_999}),
    ("K24a", {"upgrade_vehicles_cn": True}, {"upgrade_vehicles_cn": False}),
    ("K24b", {"remote_control": True}, {"remote_control": False}),
    ("K24c", {"driving_functions": True}, {"driving_functions": False}),
    ("OA", {"other_scenario": True}, {"other_scenario": False}),
    ("OB", {"authority_named": True}, {"authority_named": False}),
]
YES = {code: on for code, on, _ in ON_AND_OFF}
OFF = {code: off for code, _, off in ON_AND_OFF}

RULES = """
AID-1-1 K1
AID-1-2 K1
AID-1-3 K1
AID-1-4 T7
AID-1-5 T7
AID-1-6 T7
AID-1-7 T7
AID-1-8 T7
AID-1-9 T7
AID-1-10 T7
AID-1-11 T7
AID-1-12 T7
AID-2-1 K1 K2
AID-2-2 K1 K2
AID-2-3 K1 K2
AID-3-1 K1 K10 K11
AID-3-2 K1 K10 K11
AID-3-3 K1 K10 K11
AID-3-4 V10
AID-3-5 K15+D5
AID-3-6 K15+D5
AID-3-7 K15+D5
AID-3-8 V10
AID-3-9 V8
AID-4-1 K24a+K24b+K24c
AID-5-1 K16
AID-5-2 K16
AID-5-3 K17
AID-5-4 K17
AID-5-5 K18
AID-5-6 K19
AID-5-7 T7
AID-5-8 T7
AID-5-9 T7
AID-5-10 T7
AID-5-11 T7
AID-5-12 T7
AID-5-13 T7
AID-5-14 T7
AID-5-15 T7
AID-5-16 G4
AID-5-17 G4
AID-5-18 G4
AID-5-19 K3 K6 K20
AID-5-20 K21 K22
AID-5-21 K21 K22
AID-5-22 K3b
AID-5-23 K9
AID-5-24 K23
"""
GROUPS = {
    "T7": "K3 K4 K5 K6 K7 K8 K9",
    "D5": "K3 K4 K5 K6 K9",
    "G4": "K3 K4 K5 K6",
    "V10": "K1 K10 K3 K4 K5 K6 K9 K12 K13 K14",
    "V8": "K1 K10 K3 K4 K5 K6 K9 K12",
}


def alternatives(rule: str) -> list[list[str]]:
    """What makes a rule of the list above fire: rows of tests that hold together, each test by itself."""
    words = rule.split()
    if "+" not in rule:
        return [[test] for word in words for test in GROUPS.get(word, word).split()]
    first, *rest = rule.split("+")
    last = GROUPS.get(rest[-1], rest[-1]).split()
    return [[first, *rest[:-1], test] for test in last]


TABLE = [(line.split()[0], " ".join(line.split()[1:])) for line in RULES.strip().splitlines()]
FIRING = [(code, row) for code, rule in TABLE for row in alternatives(rule)]


def facts_for(tests: list[str]) -> dict[str, Any]:
    return {name: value for test in tests for name, value in YES[test].items()}


def all_no() -> dict[str, Any]:
    """Every fact known, and none of them makes a test hold."""
    facts: dict[str, Any] = {}
    for name, fact in LAW.facts.items():
        facts[name] = {"yes_no": False, "count": 0, "choice": "none", "date": "2026-01-01"}[fact.kind]
    return facts


@pytest.mark.parametrize(("code", "on", "off"), ON_AND_OFF)
def test_each_test_on_and_off_its_boundary(code: str, on: dict[str, Any], off: dict[str, Any]) -> None:
    assert judge_test(LAW.draft, code, complete_facts(LAW, on)) is Verdict.YES
    assert judge_test(LAW.draft, code, complete_facts(LAW, off)) is Verdict.NO
    assert judge_test(LAW.draft, code, complete_facts(LAW, {})) is Verdict.UNKNOWN


def test_every_test_of_the_draft_is_tried_above() -> None:
    assert set(YES) == set(LAW.draft.tests)


@pytest.mark.parametrize(("code", "tests"), FIRING)
def test_each_alternative_of_each_item_makes_it_probable(code: str, tests: list[str]) -> None:
    facts = {**all_no(), **facts_for(tests)}
    assert determine([code], facts, LAW, TODAY).result == "probable"


@pytest.mark.parametrize(("code", "rule"), TABLE)
def test_an_item_whose_tests_all_miss_is_undetermined_never_cleared(code: str, rule: str) -> None:
    missed = {name: value for row in alternatives(rule) for test in row for name, value in OFF[test].items()}
    found = determine([code], {**all_no(), **missed, "sensitive_area": False}, LAW, TODAY)
    (outcome,) = [o for o in found.items if o.item.code == code]
    assert outcome.verdict is Verdict.NO and found.result == "undetermined"


def test_cumulative_rules_need_every_part() -> None:
    three = facts_for(["K24a", "K24b", "K24c"])
    for name in three:
        assert determine(["AID-4-1"], {**all_no(), **three, name: False}, LAW, TODAY).result == "undetermined"
    fused = {**all_no(), "vehicles_cn": 100_000}
    assert determine(["AID-3-5"], fused, LAW, TODAY).result == "undetermined"
    assert determine(["AID-3-5"], {**fused, "fused_with_exterior": True}, LAW, TODAY).result == "probable"


def test_pixels_count_for_perception_and_testing_and_not_for_training_data() -> None:
    facts = {**all_no(), "face_px": 4_000, "plate_px": 4_000}
    assert determine(["AID-5-7"], facts, LAW, TODAY).result == "probable"
    assert determine(["AID-3-4"], facts, LAW, TODAY).result == "undetermined"


def test_a_rule_without_a_match_decides_nothing() -> None:
    found = determine([], facts_for(["K9", "K7"]), LAW, TODAY)
    assert found.result == "undetermined" and {o.item.code for o in found.items} == {"OTHER-A", "OTHER-B"}


def test_an_unknown_fact_is_named_and_decides_nothing() -> None:
    found = determine(["AID-5-23"], NOBODY, LAW, TODAY)
    assert found.result == "undetermined" and found.needs == ("vehicles_cn",)
    assert determine(["AID-5-23"], {**NOBODY, "vehicles_cn": "open"}, LAW, TODAY).needs == ("vehicles_cn",)


def test_a_count_known_between_two_numbers_decides_where_both_agree() -> None:
    above = determine(["AID-5-1"], {**NOBODY, "identifiable_persons": Range(1_000_000, 1_200_000)}, LAW, TODAY)
    across = determine(["AID-5-1"], {**NOBODY, "identifiable_persons": Range(900_000, 1_000_000)}, LAW, TODAY)
    assert (above.result, across.result) == ("probable", "undetermined")
    assert across.needs == ("identifiable_persons",)


@pytest.mark.parametrize(
    ("first", "last", "more"),
    [
        ("2026-01-01", "2026-01-31", False),
        ("2026-01-01", "2026-02-01", True),
        ("2026-02-01", "2026-02-28", False),
        ("2026-02-01", "2026-03-01", True),
        ("2028-02-01", "2028-02-29", False),
        ("2026-01-31", "2026-02-28", True),
        ("2025-12-15", "2026-01-14", False),
        ("2025-12-15", "2026-01-15", True),
    ],
)
def test_more_than_one_month_is_not_one_month(first: str, last: str, more: bool) -> None:
    assert span_over_one_month(first, last) is more


def test_an_authority_s_word_makes_data_important_without_any_match() -> None:
    assert determine([], {"authority_named": True}, LAW, TODAY).result == "important"


def test_the_2021_kinds_are_probable_and_100_000_persons_only_a_note() -> None:
    facts = {**all_no(), "persons_total": 100_001}
    found = determine(["AD-5"], facts, LAW, TODAY)
    (outcome,) = [o for o in found.items if o.item.code == "AD-5"]
    assert (outcome.verdict, outcome.effect, found.result) == (Verdict.YES, "note", "undetermined")
    exactly = determine(["AD-5"], {**facts, "persons_total": 100_000}, LAW, TODAY)
    assert [o.verdict for o in exactly.items if o.item.code == "AD-5"] == [Verdict.NO]
    assert determine(["AD-3"], all_no(), LAW, TODAY).result == "probable"  # the kind alone decides
    assert determine(["AD-4"], {**all_no(), "exterior_face_or_plate": True}, LAW, TODAY).result == "probable"


def test_a_day_sees_the_editions_that_stood_then() -> None:
    facts = {**all_no(), "vehicles_cn": 100_000}
    assert determine(["AID-5-23"], facts, LAW, date(2025, 6, 13)).result == "probable"
    assert determine(["AID-5-23"], facts, LAW, date(2025, 6, 12)).result == "undetermined"
    assert determine(["AD-3"], facts, LAW, date(2021, 10, 1)).result == "probable"
    assert determine(["AD-3"], facts, LAW, date(2021, 9, 30)).result == "undetermined"


# ---- suggestions, questions, answers, rules ----


def data(*names: str) -> list[DataItem]:
    return [DataItem(str(n), "s", name, "", "", "", "") for n, name in enumerate(names)]


def test_names_suggest_items_in_both_languages_and_only_whole_latin_words() -> None:
    found = {s.code: s for s in suggest(data("车架号 VIN", "driving mode", "camera images"), LAW.draft.items)}
    assert found["AID-5-1"].names == ("车架号 VIN",)
    assert found["AID-5-7"].names == ("camera images",)
    assert suggest(data("客户姓名"), LAW.draft.items) == ()


def test_only_the_facts_of_matched_rules_are_asked_and_none_that_cannot_matter() -> None:
    facts = complete_facts(LAW, NOBODY)
    asked = asked_facts(determine(["AID-5-16"], facts, LAW, TODAY).items, facts, LAW)
    assert {"real_flow", "prefecture_economy", "flow_days"} <= set(asked) and "face_px" not in asked
    facts = complete_facts(LAW, {**NOBODY, "real_flow": False})
    asked = asked_facts(determine(["AID-5-16"], facts, LAW, TODAY).items, facts, LAW)
    assert "real_flow" in asked and "flow_days" not in asked


@pytest.mark.parametrize(
    ("result", "answer", "stands"),
    [
        ("probable", "none", "contradicts"),
        ("probable", "self_identified_not_declared", "agrees"),
        ("probable", "notified", "agrees"),
        ("probable", None, "unanswered"),
        ("important", "none", "contradicts"),
        ("important", "published", "agrees"),
        ("important", "self_declared_no_answer", "differs"),
        ("undetermined", "none", "unproven"),
        ("undetermined", "open", "unanswered"),
        ("undetermined", "notified", "agrees"),
        ("not_important", "none", "agrees"),
        ("not_important", "self_identified_not_declared", "differs"),
    ],
)
def test_how_an_answer_stands_to_what_was_determined(result: Any, answer: str | None, stands: str) -> None:
    assert agreement(result, answer) == stands


@pytest.mark.parametrize("text", ["", "K1 |", "| K1", "K1 K2", "K1 | K2 & K3", "(K1 | K2", "K1)", "K1 or K2", "()"])
def test_a_rule_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(RuleNotRead):
        parse(text)


def test_brackets_say_what_belongs_together() -> None:
    assert parse("K15 & (K3 | K9)") == parse("K15&(K3|K9)")
    assert parse("(K1)") == parse("K1")
