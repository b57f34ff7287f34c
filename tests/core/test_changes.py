"""What would change the route, in the cases that people ask about first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessment.changes import DAY, what_would_change
from assessment.routing import decide
from assessment.supposing import FactOf, suppose
from assessment.vocabulary import UNKNOWN, Route
from regimes.loader import load_regime
from tests.regimes.case_files import some_facts

ON = date(2026, 11, 21)
BOOK = load_regime().rules


def found(on: date = ON, *flows: dict[str, Any], **company: Any) -> dict[tuple[str, str], tuple[str, str]]:
    """(fact, new value) → (old value, route)"""
    changes = what_would_change(some_facts(*flows, **company), BOOK, on)
    return {(change.fact, change.after): (change.before, change.route.value) for change in changes}


def test_the_next_thresholds_up_and_down_are_named_to_the_person() -> None:
    changes = found(ON, {"persons_pi": 120_000})
    assert changes["flows[a].persons_pi", "99999"] == ("120000", "exempt")
    assert changes["flows[a].persons_pi", "1000000"] == ("120000", "security_assessment")


@pytest.mark.parametrize(("persons", "down", "up"), [(100_000, "99999", "1000000"), (999_999, "99999", "1000000")])
def test_on_the_boundary_the_next_person_counts(persons: int, down: str, up: str) -> None:
    changes = found(ON, {"persons_pi": persons})
    assert {after for fact, after in changes if fact == "flows[a].persons_pi"} == {down, up}


def test_what_others_add_brings_the_threshold_nearer() -> None:
    changes = found(ON, {"id": "a", "persons_pi": 60_000}, {"id": "b", "persons_pi": 30_000})
    assert changes["flows[a].persons_pi", "70000"] == ("60000", "standard_contract_or_certification")
    assert changes["flows[b].persons_pi", "40000"] == ("30000", "standard_contract_or_certification")


def test_the_counter_of_the_company_is_named_where_there_is_one() -> None:
    changes = found(ON, {"persons_pi": 500}, counters={"persons_pi": 90_000, "persons_spi": 0})
    assert changes["counters.persons_pi", "100000"] == ("90000", "standard_contract_or_certification")
    assert not any(fact == "flows[a].persons_pi" for fact, _ in changes)


def test_a_counter_cannot_fall_below_its_flows_so_the_flow_is_named() -> None:
    changes = found(ON, {"persons_pi": 120_000}, counters={"persons_pi": 121_000, "persons_spi": 0})
    assert ("counters.persons_pi", "99999") not in changes
    assert changes["flows[a].persons_pi", "98999"] == ("120000", "exempt")


def test_without_its_sensitive_items_a_flow_needs_less() -> None:
    flow = {"persons_pi": 50_000, "contains_spi": True, "persons_spi": 500}
    changes = found(ON, flow, counters={"persons_pi": 50_000, "persons_spi": 500})
    assert changes["flows[a].contains_spi", "false"] == ("true", "exempt")


def test_an_open_fact_is_listed_with_each_value_that_settles_a_route() -> None:
    changes = what_would_change(some_facts({"persons_pi": 500, "important_data": "unknown"}), BOOK, ON)
    settled = {(c.after, c.route) for c in changes if c.fact == "flows[a].important_data"}
    assert settled == {("notified", Route.SECURITY_ASSESSMENT), ("none", Route.EXEMPT)}
    assert changes[0].before == "unknown"


def test_a_change_of_the_law_is_named_with_its_day() -> None:
    facts = some_facts({"persons_pi": 500})
    changes = what_would_change(facts, BOOK, date(2024, 3, 21))
    assert [(c.fact, c.after, c.route) for c in changes if c.fact == DAY] == [(DAY, "2024-03-22", Route.EXEMPT)]


def test_nearest_first() -> None:
    changes = what_would_change(some_facts({"persons_pi": 120_000}), BOOK, ON)
    steps = [
        abs(BOOK.strictness.index(c.route) - BOOK.strictness.index(Route("standard_contract_or_certification")))
        for c in changes
    ]
    assert steps == sorted(steps)


def test_nothing_is_named_that_the_facts_already_say() -> None:
    stopped = some_facts({"core_data_or_secret": True, "foreign_authority_request": True})
    named = {change.fact for change in what_would_change(stopped, BOOK, ON)}
    assert "flows[a].core_data_or_secret" not in named
    assert "flows[a].foreign_authority_request" not in named


def test_without_flows_or_rules_there_is_nothing_to_change() -> None:
    assert what_would_change(some_facts().model_copy(update={"flows": ()}), BOOK, ON) == ()
    assert all(c.fact == DAY for c in what_would_change(some_facts(), BOOK, date(2016, 1, 1)))


# ---- suppositions stay free of contradiction ----


def test_sensitive_information_belongs_to_somebody() -> None:
    facts = some_facts({"persons_pi": 500}, counters={"persons_pi": 900, "persons_spi": 0})
    supposed = suppose(facts, FactOf("contains_spi", "a"), True, BOOK, ON)
    assert supposed.flows[0].persons_spi == 1
    assert supposed.counters is not None
    assert supposed.counters.persons_spi == 1
    assert decide(supposed, BOOK, ON).route is not Route.UNDETERMINED


def test_without_personal_information_nobody_is_left() -> None:
    facts = some_facts(
        {"persons_pi": 500, "contains_spi": True, "persons_spi": 20}, counters={"persons_pi": 900, "persons_spi": 30}
    )
    supposed = suppose(facts, FactOf("contains_pi", "a"), False, BOOK, ON)
    flow, counters = supposed.flows[0], supposed.counters
    assert (flow.contains_spi, flow.persons_pi, flow.persons_spi) == (False, 0, 0)
    assert counters is not None
    assert (counters.persons_pi, counters.persons_spi) == (400, 10)


def test_those_whose_sensitive_information_stays_home_keep_the_rest() -> None:
    facts = some_facts({"persons_pi": 0, "contains_spi": True, "persons_spi": 20})
    assert suppose(facts, FactOf("contains_spi", "a"), False, BOOK, ON).flows[0].persons_pi == 20


def test_an_exemption_takes_its_persons_out_of_the_counters() -> None:
    flow = {"persons_pi": 500, "exemption": {"claim": "hr", "proven": False}}
    facts = some_facts(flow, counters={"persons_pi": 900, "persons_spi": 0})
    supposed = suppose(facts, FactOf("exemption.proven", "a"), True, BOOK, ON)
    assert supposed.counters is not None
    assert supposed.counters.persons_pi == 400


def test_what_nobody_said_stays_open() -> None:
    facts = some_facts({"contains_spi": "unknown"})
    supposed = suppose(facts, FactOf("contains_spi", "a"), True, BOOK, ON)
    assert supposed.flows[0].persons_spi is UNKNOWN
