"""What a change of the law changes in a decision, and what is no change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assessment.difference import ToConfirm, difference
from assessment.law_days import law_days
from assessment.routing import decide
from assessment.vocabulary import Route
from regimes.loader import load_regime
from tests.regimes.case_files import some_facts

BOOK = load_regime().rules


def between(before: date, after: date, flow: dict[str, object]) -> object:
    facts = some_facts(flow)
    return difference(decide(facts, BOOK, before), decide(facts, BOOK, after), BOOK)


def test_a_new_year_alone_is_no_change() -> None:
    assert between(date(2026, 12, 31), date(2027, 1, 1), {"persons_pi": 120_000}) is None


def test_another_route_names_both_and_the_rules_that_came_and_went() -> None:
    facts = some_facts({"persons_pi": 500})
    found = difference(decide(facts, BOOK, date(2024, 3, 21)), decide(facts, BOOK, date(2024, 3, 22)), BOOK)
    assert found is not None
    assert found.other_route
    assert found.after is Route.EXEMPT
    (flow,) = found.flows
    assert {rule.id for rule in flow.rules_new} == {"R-43"}
    assert {rule.id for rule in flow.rules_gone}.isdisjoint({"R-43"})
    assert ToConfirm("counted.persons_pi", "a", "route.persons_pi_total") in found.confirm


def test_the_same_rule_under_another_instrument_is_another_basis() -> None:
    facts = some_facts({"core_data_or_secret": True})
    found = difference(decide(facts, BOOK, date(2024, 12, 31)), decide(facts, BOOK, date(2025, 1, 1)), BOOK)
    assert found is not None
    assert not found.other_route
    (flow,) = found.flows
    assert [rule.id for rule in flow.rules_new] == [rule.id for rule in flow.rules_gone] == ["R-00"]


def test_how_well_a_rule_was_read_is_no_difference_in_law() -> None:
    decision = decide(some_facts({"persons_pi": 120_000}), BOOK, date(2026, 11, 21))
    signed = replace(
        decision,
        flows=tuple(replace(f, warnings=tuple(w for w in f.warnings if w.code != "COUNSEL")) for f in decision.flows),
    )
    assert difference(decision, signed, BOOK) is None


def test_every_day_of_change_says_what_changes() -> None:
    days = law_days(BOOK)
    assert [law.day for law in days] == sorted((law.day for law in days), reverse=True)
    assert len({law.day for law in days}) == len(days)
    for law in days:
        ends = any(known.until and known.until.toordinal() + 1 == law.day.toordinal() for known in BOOK.lists)
        assert law.versions or law.figures or law.started or law.ended or law.lists or ends, law.day


def test_the_start_of_the_provisions_is_there_with_its_instrument() -> None:
    law = next(law for law in law_days(BOOK) if law.day == date(2024, 3, 22))
    assert [row.version for row in law.versions] == ["V3"]
    assert any(rule.id == "R-43" for rule in law.started)
