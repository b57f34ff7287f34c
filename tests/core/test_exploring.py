"""The search over open facts against trying everything: the same routes, whatever was skipped on the way."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.conditions import FactValue, OneOf, Range, Verdict
from assessment.counting import named_facts
from assessment.exploring import explore, judge_rules
from assessment.joined import GROUP_LARGEST, GROUP_SUM, LIST_ROUTE, OVER_APPROVED
from assessment.rules import RuleBook
from assessment.vocabulary import UNKNOWN, Route
from regimes.loader import load_regime
from tests.regimes.case_files import some_facts

BOOK = load_regime().rules
DAYS = [date(2022, 10, 1), date(2023, 7, 1), date(2024, 3, 22), date(2025, 1, 1), date(2026, 2, 1), date(2026, 11, 21)]

DOMAINS: dict[str, tuple[FactValue, ...]] = {
    "exporter.kind": ("ciio", "non_ciio", "offshore"),
    "export_act": ("transfer_out", "none"),
    "contains_pi": (True, False),
    "important_data": ("notified", "self_identified_not_declared", "none"),
    "core_data_or_secret": (True, False),
    "exemption.claim": ("none", "hr", "treaty", "auto_ota"),
    "exemption.proven": (True, False),
    "necessary": (True, False),
    "recipient.region": ("hk", "de"),
    "exporter.gba_city": ("shenzhen", None),
    "counted.persons_pi": tuple(Range(n, n) for n in (0, 99_999, 100_000, 999_999, 1_000_000)),
    "counted.persons_spi": tuple(Range(n, n) for n in (0, 1, 9_999, 10_000)),
    GROUP_SUM["pi"]: (Range(0, 0), Range(1_200_000, 1_200_000)),
}
"""Every value of a fact that some rule tells apart; numbers stand for their bands."""
BANDS = {"counted.persons_pi": Range(0, None), "counted.persons_spi": Range(0, None), GROUP_SUM["pi"]: UNKNOWN}


def known_facts(on: date) -> dict[str, FactValue]:
    facts = some_facts({"persons_pi": 1}, exporter={"persons_processed": 50_000})
    zeros: dict[str, FactValue] = dict.fromkeys((*GROUP_SUM.values(), *GROUP_LARGEST.values()), Range(0, 0))
    return {**named_facts(facts, facts.flows[0], BOOK, on), **zeros, LIST_ROUTE: None, OVER_APPROVED: False}


def strictest(book: RuleBook, facts: dict[str, FactValue], on: date) -> Route:
    standing = judge_rules(book.on(on), facts)
    assert not standing.undecided
    return book.strictest(tuple(b.route for b in standing.applied)) if standing.applied else Route.UNDETERMINED


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(DAYS),
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in DOMAINS.items()}),
    st.sets(st.sampled_from(sorted(DOMAINS)), min_size=1, max_size=4),
)
def test_the_search_finds_exactly_the_routes_that_are_possible(
    on: date, values: dict[str, Any], hidden: set[str]
) -> None:
    facts = {**known_facts(on), **values}
    names = sorted(hidden)
    possible = set()
    for combination in product(*(DOMAINS[name] for name in names)):
        possible.add(strictest(BOOK, {**facts, **dict(zip(names, combination, strict=True))}, on))
    found = explore(BOOK, BOOK.on(on), {**facts, **{name: BANDS.get(name, UNKNOWN) for name in names}})
    missed = possible - set(found.possible)
    assert not missed
    # A value outside the small domains may add a route, but only through a fact that was hidden.
    if not {"exemption.claim", "export_act", "important_data", "recipient.region", *BANDS} & hidden:
        assert set(found.possible) == possible


def test_a_fact_known_to_be_one_of_some_is_neither_known_nor_open_without_end() -> None:
    on = DAYS[-1]
    facts = {**known_facts(on), "exporter.kind": OneOf(frozenset({"non_ciio", "offshore"}))}
    facts["counted.persons_pi"], facts["counted.persons_spi"] = Range(10, 10), Range(0, 0)
    assert explore(BOOK, BOOK.on(on), facts).route is Route.EXEMPT
    facts["exporter.kind"] = OneOf(frozenset({"ciio", "offshore"}))
    found = explore(BOOK, BOOK.on(on), facts)
    assert found.possible == (Route.SECURITY_ASSESSMENT, Route.EXEMPT)
    assert "exporter.kind" in found.open_facts


def test_nothing_known_is_explored_to_the_end() -> None:
    on = DAYS[-1]
    open_facts = {name: BANDS.get(name, UNKNOWN) for name in DOMAINS}
    found = explore(BOOK, BOOK.on(on), {**known_facts(on), **open_facts})
    assert set(found.possible) == {
        Route.STOP,
        Route.SECURITY_ASSESSMENT,
        Route.REVIEW,
        Route.CERTIFICATION,
        Route.STANDARD_CONTRACT_OR_CERTIFICATION,
        Route.EXEMPT,
        Route.FREE,
        Route.NO_EXPORT,
    }
    assert Verdict.UNKNOWN in {verdict for _, verdict in found.standing.in_play}
