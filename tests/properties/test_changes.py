"""Every change that is named really changes the route, and what is named is complete for yes and no."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.changes import DAY, MOST_PER_FACT, spelled, what_would_change
from assessment.facts import RouteFacts
from assessment.routing import RouteChange, decide
from assessment.supposing import FactOf, suppose, value_of
from assessment.vocabulary import UNKNOWN, Route
from regimes.loader import load_regime
from tests.properties.facts import days_of, exports, facts_of
from tests.properties.test_routes import HIDEABLE, Exports, without

BOOK = load_regime().rules
DAYS = days_of(BOOK)
OF_FLOW = re.compile(r"flows\[(?P<flow>[^\]]+)\]\.(?P<plain>.+)")
YES_OR_NO = ["core_data_or_secret", "foreign_authority_request", "exemption.proven"]


def fact_of(change: RouteChange) -> FactOf:
    found = OF_FLOW.fullmatch(change.fact)
    return FactOf(found["plain"], found["flow"]) if found else FactOf(change.fact)


def value_from(fact: FactOf, written: str) -> Any:
    match BOOK.facts[fact.plain].kind:
        case "yes_no":
            return written == "true"
        case "persons":
            return int(written)
    return written


def route_after(change: RouteChange, facts: RouteFacts, on: date) -> Route:
    if change.fact == DAY:
        return decide(facts, BOOK, date.fromisoformat(change.after)).route
    fact = fact_of(change)
    assert spelled(value_of(facts, fact)) == change.before
    return decide(suppose(facts, fact, value_from(fact, change.after), BOOK, on), BOOK, on).route


@settings(max_examples=60, deadline=None)
@given(
    exports(most=2),
    DAYS,
    st.sampled_from(["none", "sums", "more", "unknown"]),
    st.sets(st.sampled_from(HIDEABLE), max_size=2),
)
def test_every_change_that_is_named_changes_the_route(case: Exports, on: date, counting: str, hidden: set[str]) -> None:
    flows, exporter = case
    sums: dict[str, Any] = {n: sum(flow[n] for flow in flows) for n in ("persons_pi", "persons_spi")}
    given_counters = {
        "none": None,
        "sums": sums,
        "more": {name: number + 5_000 for name, number in sums.items()},
        "unknown": {**sums, "persons_pi": "unknown"},
    }[counting]
    facts = facts_of([without(flow, hidden) for flow in flows], exporter, given_counters)
    now = decide(facts, BOOK, on).route
    found = what_would_change(facts, BOOK, on)
    for change in found:
        assert change.route is not now
        assert route_after(change, facts, on) is change.route
    assert len(set(found)) == len(found)
    per_fact = [change.fact for change in found]
    assert all(per_fact.count(name) <= MOST_PER_FACT for name in per_fact)
    assert json.loads(json.dumps([change.as_json() for change in found])) == [c.as_json() for c in found]


@settings(max_examples=60, deadline=None)
@given(exports(most=2), DAYS)
def test_no_yes_or_no_that_changes_the_route_is_left_out(case: Exports, on: date) -> None:
    facts = facts_of(*case)
    now = decide(facts, BOOK, on).route
    named = {change.fact for change in what_would_change(facts, BOOK, on)}
    for flow in facts.flows:
        for plain in YES_OR_NO:
            fact = FactOf(plain, flow.id)
            other = decide(suppose(facts, fact, value_of(facts, fact) is not True, BOOK, on), BOOK, on).route
            if other not in (now, Route.UNDETERMINED):
                assert fact.name in named


@settings(max_examples=80, deadline=None)
@given(exports(most=2), DAYS, st.sampled_from(HIDEABLE))
def test_supposing_what_is_so_already_changes_nothing(case: Exports, on: date, plain: str) -> None:
    facts = facts_of(*case)
    fact = FactOf(plain, facts.flows[0].id)
    value = value_of(facts, fact)
    if value is not UNKNOWN and plain != "exemption.claim":
        assert suppose(facts, fact, value, BOOK, on) == facts
