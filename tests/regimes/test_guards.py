"""Guards over the shipped law: every day has one value, every rule says who says so, every fact exists."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import get_args

import pytest

from assessment import facts as fact_types
from assessment.conditions import FigureRef
from assessment.counting import named_facts
from assessment.joined import NAMES as JOINED
from assessment.routing import decide
from assessment.rules import Dated, RuleBook
from assessment.vocabulary import Route
from regimes.loader import fingerprint, load_regime, regimes_at_hand
from tests.regimes.case_files import all_cases, some_facts

FIRST, LAST = date(2022, 9, 1), date(2027, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
BOOK = load_regime().rules
DATED: list[Dated] = [*BOOK.routes, *BOOK.sides, *BOOK.duties]


def test_every_regime_that_ships_loads() -> None:
    assert "cn" in regimes_at_hand()
    assert all(load_regime(name).rules.routes for name in regimes_at_hand())


CHANGES = sorted(
    {row.since for row in BOOK.versions}
    | {entry.since for figure in BOOK.figures for entry in figure.entries}
    | {rule.since for rule in DATED}
    | {rule.until + timedelta(days=1) for rule in DATED if rule.until}
)


@pytest.mark.parametrize("figure", BOOK.figures, ids=lambda figure: figure.key)
def test_every_day_has_exactly_one_value_or_an_explicit_none(figure) -> None:
    for day in DAYS:
        started = [entry for entry in figure.entries if entry.since <= day]
        assert started, f"{figure.key} says nothing on {day}"
        latest = max(entry.since for entry in started)
        assert [entry for entry in started if entry.since == latest] == [figure.on(day)], day


def test_no_rule_stands_twice_on_any_day() -> None:
    for day in DAYS:
        for rules in (BOOK.routes, BOOK.sides, BOOK.duties):
            keys = [rule.key for rule in rules if rule.in_force(day)]
            assert len(keys) == len(set(keys)), day


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_day_before_a_change_the_day_and_the_day_after_are_each_decided_by_rules(change: date) -> None:
    for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
        if day < BOOK.versions[0].since:
            continue
        rules = BOOK.on(day)
        assert rules.version == BOOK.version(day).version
        assert [bound.key for bound in rules.routes] == [rule.key for rule in BOOK.routes if rule.in_force(day)]
        decided = decide(some_facts({"persons_pi": 10}, exporter={"persons_processed": 10}), BOOK, day)
        assert decided.route is not Route.UNDETERMINED, day
        assert decided.flows[0].rules, day


def test_of_two_routes_one_is_always_the_stricter() -> None:
    assert sorted(BOOK.strictness) == sorted(Route)


def test_two_rules_with_one_condition_give_way_by_name() -> None:
    for place, rule in enumerate(BOOK.routes):
        for other in BOOK.routes[:place]:
            share = (other.until is None or rule.since <= other.until) and (
                rule.until is None or other.since <= rule.until
            )
            if share and rule.when == other.when and rule.route is not other.route:
                assert rule.key in other.lifts, (rule.key, other.key)


@pytest.mark.parametrize("rule", DATED, ids=lambda rule: f"{rule.key} {rule.since}")
def test_every_rule_cites_and_speaks_both_languages(rule: Dated) -> None:
    assert rule.cite.text and rule.cite.article
    assert re.search(r"[\u4e00-\u9fff]", rule.because.zh)
    assert not re.search(r"[\u4e00-\u9fff]", rule.because.en)
    assert rule.checked_on <= date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2017, 6, 1), "V0"), (date(2021, 8, 31), "V0"), (date(2021, 9, 1), "V0a"), (date(2022, 8, 31), "V0a"),
        (date(2022, 9, 1), "V1"), (date(2022, 11, 17), "V1"), (date(2022, 11, 18), "V1a"), (date(2023, 5, 31), "V1a"),
        (date(2023, 6, 1), "V2"), (date(2023, 12, 12), "V2"), (date(2023, 12, 13), "V2g"), (date(2024, 3, 21), "V2g"),
        (date(2024, 3, 22), "V3"), (date(2024, 12, 31), "V3"), (date(2025, 1, 1), "V4"), (date(2025, 4, 30), "V4"),
        (date(2025, 5, 1), "V4a"), (date(2025, 6, 26), "V4a"), (date(2025, 6, 27), "V4b"), (date(2025, 12, 31), "V4b"),
        (date(2026, 1, 1), "V5"), (date(2026, 1, 29), "V5"), (date(2026, 1, 30), "V6"), (date(2026, 2, 28), "V6"),
        (date(2026, 3, 1), "V5a"), (date(2026, 4, 23), "V5a"), (date(2026, 4, 24), "V7a"), (date(2026, 5, 7), "V7a"),
        (date(2026, 5, 8), "V7b"), (date(2026, 8, 19), "V7b"), (date(2026, 8, 20), "V8"), (date(2026, 8, 31), "V8"),
        (date(2026, 9, 1), "V9"), (date(2026, 11, 21), "V9"),
    ],
)  # fmt: skip
def test_the_rule_set_changes_on_its_day(day: date, version: str) -> None:
    assert BOOK.on(day).version == version


@pytest.mark.parametrize(
    ("key", "day", "value"),
    [
        ("sa.pi.persons", date(2024, 3, 22), 1_000_000),
        ("sa.spi.persons", date(2026, 11, 21), 10_000),
        ("contract.pi.persons", date(2026, 11, 21), 100_000),
        ("contract.spi.persons", date(2026, 11, 21), 1),
        ("exempt.small.persons", date(2026, 11, 21), 100_000),
        ("large.persons", date(2024, 12, 31), None),
        ("large.persons", date(2025, 1, 1), 10_000_000),
        ("audit.officer.persons", date(2025, 4, 30), None),
        ("audit.officer.persons", date(2025, 5, 1), 1_000_000),
        ("small_processor.persons", date(2026, 8, 31), None),
        ("small_processor.persons", date(2026, 9, 1), 100_000),
        ("certificate.validity", date(2025, 12, 31), None),
        ("certificate.validity", date(2026, 1, 1), 3),
    ],
)
def test_figures_on_the_day_and_the_day_before(key: str, day: date, value: int | None) -> None:
    assert BOOK.figure(key, day).value == value


def test_no_rule_carries_a_number_of_its_own() -> None:
    for rule in DATED:
        for test in rule.when.tests() if rule.when else ():
            assert all(isinstance(ref, FigureRef | None) for ref in (test.at_least, test.above, test.below))
        plain = re.sub(r"\{[^}]*\}", "", rule.because.en)
        assert not re.search(r"\d{1,3}(,\d{3})+", plain), rule.key


def test_the_facts_that_rules_may_test_are_the_facts_that_are_read() -> None:
    facts = some_facts()
    read = {*named_facts(facts, facts.flows[0], BOOK, LAST), *JOINED, "counted.changes_route"}
    tested = {test.fact for rule in DATED if rule.when for test in rule.when.tests()}
    assert tested <= read <= set(BOOK.facts)


@pytest.mark.parametrize(
    ("name", "type_"),
    [("exemption.claim", fact_types.ExemptionKind), ("important_data", fact_types.ImportantDataStatus)],
)
def test_the_possible_values_are_those_of_the_types(name: str, type_: object) -> None:
    assert BOOK.facts[name].values == get_args(type_)


def test_every_route_rule_decides_in_some_case() -> None:
    """A rule that no case speaks of is a rule nobody checked."""
    spoken = {rule for case in all_cases() for rule in case.expect.rules}
    assert {rule.id for rule in BOOK.routes} - spoken == set()


def test_the_fingerprint_changes_with_one_byte(tmp_path) -> None:
    (tmp_path / "a.yaml").write_text("x: 1")
    before = fingerprint(tmp_path)
    (tmp_path / "a.yaml").write_text("x: 2")
    assert fingerprint(tmp_path) != before
    assert re.fullmatch(r"[0-9a-f]{64}", load_regime().sha256)


def test_the_book_refuses_a_day_before_its_rules() -> None:
    book: RuleBook = BOOK
    with pytest.raises(LookupError, match="2017-05-31"):
        book.on(date(2017, 5, 31))
