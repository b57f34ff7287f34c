"""From a decision to its filings: who goes where, what is chosen, which places count, how files are called."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.filings import (
    Filing,
    choices_of,
    counts_for,
    filings_of,
    flows_of,
    not_offered,
    numbered,
    places_of,
)
from regimes.loader import load_regime

FILINGS = load_regime("cn").wording.filings
QUESTIONS = load_regime("cn").questionnaire
CONTRACT = "standard_contract_or_certification"
BOTH = ("standard_contract", "certification")


def decided(*flows: tuple[str, str, tuple[str, ...]]) -> dict[str, Any]:
    return {"route": flows[0][1], "flows": [{"id": id_, "route": route, "options": list(o)} for id_, route, o in flows]}


def ids(filings: tuple[Filing, ...]) -> list[str]:
    return [filing.id for filing in filings]


def filing(name: str) -> Filing:
    return next(one for one in FILINGS if one.id == name)


@pytest.mark.parametrize(
    ("route", "options", "chosen", "expected"),
    [
        ("security_assessment", (), None, "security_assessment"),
        ("undetermined", (), None, "security_assessment"),
        ("review", (), "certification", "security_assessment"),
        (CONTRACT, ("standard_contract", "certification"), None, "standard_contract"),
        (CONTRACT, ("standard_contract", "certification"), "certification", "certification"),
        (CONTRACT, ("standard_contract", "certification"), "gba_contract", "standard_contract"),
        (CONTRACT, ("standard_contract", "gba_contract"), "gba_contract", "gba_contract"),
        (CONTRACT, (), "certification", "certification"),
        ("certification", ("certification",), None, "certification"),
        ("certification", ("certification",), "standard_contract", "certification"),
        ("exempt", (), None, "exemption"),
        ("free", (), None, "exemption"),
        ("no_export", (), None, "exemption"),
    ],
)
def test_a_route_leads_to_its_filing(route: str, options: tuple[str, ...], chosen: str | None, expected: str) -> None:
    answers = {"filing.mechanism": chosen} if chosen else {}
    assert ids(filings_of(decided(("s1", route, options)), FILINGS, answers)) == [expected]


def test_every_route_that_a_rule_can_give_leads_somewhere() -> None:
    led = {route for one in FILINGS for route in one.routes}
    rules = load_regime("cn").rules
    assert {rule.route.value for rule in rules.routes} | {"undetermined"} <= led


def test_scenarios_of_several_routes_have_several_filings_each_with_its_own() -> None:
    decision = decided(
        ("s1", CONTRACT, ("standard_contract", "certification")), ("s2", "exempt", ()), ("s3", "free", ())
    )
    found = filings_of(decision, FILINGS, {})
    assert ids(found) == ["standard_contract", "exemption"]
    assert [sorted(flows_of(one, decision, FILINGS, {})) for one in found] == [["s1"], ["s2", "s3"]]


def test_every_scenario_belongs_to_exactly_one_filing() -> None:
    decision = decided(("s1", "security_assessment", ()), ("s2", CONTRACT, ("certification",)), ("s3", "exempt", ()))
    found = filings_of(decision, FILINGS, {})
    flows = [flow for one in found for flow in flows_of(one, decision, FILINGS, {})]
    assert sorted(flows) == ["s1", "s2", "s3"]


def test_a_decision_without_scenarios_goes_by_its_route() -> None:
    assert ids(filings_of({"route": "security_assessment"}, FILINGS)) == ["security_assessment"]
    assert ids(filings_of({"route": "nonsense"}, FILINGS)) == ["security_assessment"]


def test_there_is_a_choice_only_between_two_options() -> None:
    assert choices_of(decided(("s1", CONTRACT, ("standard_contract", "certification")))) == (
        "standard_contract",
        "certification",
    )
    assert choices_of(decided(("s1", "certification", ("certification",)))) == ()


def test_an_exempt_case_is_not_asked_for_the_assessment() -> None:
    places = places_of((filing("exemption"),))
    wanted = {question.id for question in QUESTIONS.by_id.values() if counts_for(question, places)}
    assert {"handler.name", "scenario.brief", "exemption.decided_by", "scenario.exemption_claim"} <= wanted
    assert not {
        q for q in wanted if q.split(".")[0] in ("legal_rep", "agent", "security", "technology", "clause", "art5")
    }
    assert "scenario.notice" not in wanted


def test_a_contract_is_asked_for_its_blanks_and_not_for_the_clauses_of_an_assessment() -> None:
    places = places_of((filing("standard_contract"),))
    wanted = {question.id for question in QUESTIONS.by_id.values() if counts_for(question, places)}
    assert {
        "contract.dispute",
        "recipient.contact_name",
        "scenario.pi_kinds",
        "agent.name",
        "scenario.notice",
    } <= wanted
    assert not {q for q in wanted if q.startswith(("clause.", "technology.", "exemption."))}


def test_the_assessment_is_asked_nothing_of_the_other_routes() -> None:
    places = places_of((filing("security_assessment"),))
    wanted = {question.id for question in QUESTIONS.by_id.values() if counts_for(question, places)}
    assert not {q for q in wanted if q.startswith(("certification.", "exemption.", "impact.", "filing."))}
    assert "contract.dispute" not in wanted


def test_every_place_of_a_filing_is_fed_by_a_question() -> None:
    fed = [feed for question in QUESTIONS.by_id.values() for feed in question.feeds]
    bare = {
        place
        for one in FILINGS
        for place in one.places
        if not any(feed == place or feed.startswith(f"{place}.") for feed in fed)
    }
    assert bare <= {"commitment", "extension_application"}  # a text without blanks; a page of its own


def test_files_of_several_filings_are_unique_and_stay_in_order() -> None:
    both = numbered((filing("standard_contract"), filing("exemption")))
    names = [document.file for one in both for document in one.documents]
    assert len(set(names)) == len(names)
    assert names == sorted(names)
    assert numbered((filing("exemption"),)) == (filing("exemption"),)


def test_a_mechanism_that_the_route_does_not_offer_is_told() -> None:
    decision = decided(("s1", CONTRACT, BOTH))
    assert not_offered(decision, {"filing.mechanism": "gba_contract"}) == "gba_contract"
    assert not_offered(decision, {"filing.mechanism": "certification"}) is None
    assert not_offered(decision, {}) is None
    assert not_offered(decided(("s1", "security_assessment", ())), {"filing.mechanism": "certification"}) is None
