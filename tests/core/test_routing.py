"""The decision as a value: what it prints, what it says about each flow alone, how it explains itself."""

from __future__ import annotations

from datetime import date

from assessment.conditions import Range
from assessment.routing import decide
from assessment.vocabulary import Route
from regimes.loader import load_regime
from tests.regimes.case_files import some_facts

ON = date(2026, 11, 21)
BOOK = load_regime().rules


def test_it_prints_the_keys_that_scripts_lean_on() -> None:
    printed = decide(some_facts({"persons_pi": 120_000}), BOOK, ON).as_json()
    assert list(printed) == ["route", "on", "ruleset", "flows", "duties", "would_change"]
    assert (printed["route"], printed["on"], printed["ruleset"]) == (
        "standard_contract_or_certification",
        "2026-11-21",
        "V9",
    )
    flow = printed["flows"][0]
    assert list(flow) == ["id", "route", "rules", "options", "unknown", "warnings", "readings"]
    assert [reading["id"] for reading in flow["readings"]] == ["AUTO-PI100K", "AUTO-PI100K"]
    assert list(flow["readings"][0]) == ["id", "zh", "en", "cite"]
    rule = flow["rules"][0]
    assert list(rule) == ["id", "because", "cite", "confidence"]
    assert rule["cite"] == {"text": "《促进和规范数据跨境流动规定》", "article": "第八条"}
    assert (flow["warnings"], printed["would_change"]) == (["AUTO-PI100K"], [])


def test_the_sentence_holds_the_facts_and_the_figures() -> None:
    rule = decide(some_facts({"persons_pi": 1_234_567}), BOOK, ON).flows[0].rules[0]
    assert rule.id == "R-41"
    assert "自2026年1月1日起累计向境外提供1,234,567人个人信息" in rule.because.zh
    assert "达到1,000,000人以上或者敏感个人信息10,000人以上" in rule.because.zh
    assert "{" not in rule.because.zh + rule.because.en


def test_each_flow_shows_its_own_route_beside_the_joined_one() -> None:
    decision = decide(
        some_facts(
            {"id": "hr", "persons_pi": 500, "exemption": {"claim": "hr", "proven": True}},
            {"id": "small", "persons_pi": 60_000},
            {"id": "large", "persons_pi": 50_000},
        ),
        BOOK,
        ON,
    )
    alone = {flow.id: (flow.alone, flow.route, flow.counted) for flow in decision.flows}
    joined = Route.STANDARD_CONTRACT_OR_CERTIFICATION
    assert alone == {
        "hr": (Route.EXEMPT, Route.EXEMPT, False),
        "small": (Route.EXEMPT, joined, True),
        "large": (Route.EXEMPT, joined, True),
    }
    assert (decision.persons_pi, decision.persons_spi) == (Range(110_000, 110_000), Range(0, 0))


def test_an_exemption_names_what_it_lifts() -> None:
    flow = {"persons_pi": 2_000_000, "exemption": {"claim": "contract", "proven": True}}
    assert decide(some_facts(flow), BOOK, ON).flows[0].lifted == ("R-41",)


def test_an_open_fact_of_another_flow_says_whose_it_is() -> None:
    decision = decide(
        some_facts(
            {"id": "hr", "persons_pi": 950_000, "exemption": {"claim": "hr", "proven": "unknown"}},
            {"id": "crm", "persons_pi": 60_000},
        ),
        BOOK,
        ON,
    )
    crm = decision.flow("crm")
    assert [fact.name for fact in crm.unknown] == ["flows[hr].exemption.proven"]
    assert crm.unknown[0].label.zh == "豁免情形是否有证据证明（场景 hr）"
    assert (crm.possible[0], crm.possible[-1]) == (Route.SECURITY_ASSESSMENT, Route.EXEMPT)
    assert "豁免情形是否有证据证明（场景 hr）" in crm.rules[-1].because.zh


def test_where_nothing_is_known_every_open_fact_is_named() -> None:
    nothing = dict.fromkeys(
        ("export_act", "contains_pi", "contains_spi", "important_data", "persons_pi", "persons_spi"), "unknown"
    )
    flow = decide(some_facts(nothing, exporter={"kind": "unknown"}), BOOK, ON).flows[0]
    assert flow.route is Route.UNDETERMINED
    assert {fact.name for fact in flow.unknown} >= {*nothing, "exporter.kind"} - {"contains_spi"}


def test_duties_name_the_flows_that_owe_them() -> None:
    decision = decide(some_facts({"id": "a", "persons_pi": 10}, {"id": "b", "contains_pi": False}), BOOK, ON)
    notice = next(duty for duty in decision.duties if duty.code == "notice")
    assert notice.flows == ("a",)
    assert "3年" in next(duty for duty in decision.duties if duty.code == "pipia").sentence.zh


def test_the_same_facts_give_the_same_decision() -> None:
    facts = some_facts({"persons_pi": 120_000, "exemption": {"claim": "hr", "proven": "unknown"}})
    assert decide(facts, BOOK, ON).as_json() == decide(facts, BOOK, ON).as_json()
