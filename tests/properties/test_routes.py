"""Whatever is exported and on whatever day: what the decision promises to everybody who leans on it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.routing import Memory, RouteDecision, decide, overall_route
from assessment.rules import RouteRule
from assessment.vocabulary import Route
from assessment.work import CaseRecord
from regimes.loader import load_regime
from services.kept_facts import CaseFacts, frozen, thawed
from tests.properties.facts import EDGES, days_of, exports, facts_of

BOOK = load_regime().rules
DAYS = days_of(BOOK)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
RECORD = CaseRecord("c", "company", "2026-001", "", 1, "p", NEW_YEAR, "p", NEW_YEAR)
HIDEABLE = [
    "export_act",
    "contains_pi",
    "contains_spi",
    "important_data",
    "core_data_or_secret",
    "persons_pi",
    "persons_spi",
    "foreign_authority_request",
    "exemption.claim",
    "exemption.proven",
    "recipient.region",
]
Exports = tuple[list[dict[str, Any]], dict[str, Any]]


def severity(route: Route) -> int:
    """How strict a route is for one who exports more. Until 2022-11-17 who stayed below the numbers had no route at
    all, and who reached them could file: there the law itself is no stricter, so the two count alike."""
    counted_as = Route.SECURITY_ASSESSMENT if route is Route.NO_ROUTE_YET else route
    return BOOK.strictness.index(counted_as)


def routes(decision: RouteDecision) -> dict[str, Route]:
    return {flow.id: flow.route for flow in decision.flows}


@settings(max_examples=200, deadline=None)
@given(exports(), DAYS, st.integers(0, 2), st.sampled_from(["persons_pi", "persons_spi"]), st.sampled_from(EDGES))
def test_more_persons_never_lead_to_a_milder_route(case: Exports, on: date, which: int, number: str, more: int) -> None:
    flows, exporter = case
    before = decide(facts_of(flows, exporter), BOOK, on)
    grown = [dict(flow) for flow in flows]
    changed = grown[which % len(grown)]
    if not changed["contains_pi"]:
        return
    changed[number] += more
    changed["contains_spi"] = changed["persons_spi"] > 0
    after = decide(facts_of(grown, exporter), BOOK, on)
    assert severity(after.route) <= severity(before.route)
    assert all(severity(after.flow(id).route) <= severity(route) for id, route in routes(before).items())


@settings(max_examples=120, deadline=None)
@given(exports(), DAYS, st.sampled_from(EDGES), st.sampled_from(EDGES), st.sampled_from(EDGES))
def test_a_higher_counter_never_leads_to_a_milder_route(case: Exports, on: date, pi: int, spi: int, more: int) -> None:
    flows, exporter = case
    pi, spi = (max(least, *(flow[n] for flow in flows)) for least, n in ((pi, "persons_pi"), (spi, "persons_spi")))
    decided = [
        decide(facts_of(flows, exporter, {"persons_pi": pi + a, "persons_spi": spi + b}), BOOK, on)
        for a, b in ((0, 0), (more, 0), (0, more))
    ]
    for after in decided[1:]:
        assert severity(after.route) <= severity(decided[0].route)


@settings(max_examples=120, deadline=None)
@given(exports(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_flows_does_not_matter(case: Exports, on: date, random: Any) -> None:
    flows, exporter = case
    before = decide(facts_of(flows, exporter), BOOK, on)
    shuffled = list(flows)
    random.shuffle(shuffled)
    after = decide(facts_of(shuffled, exporter), BOOK, on)
    assert routes(after) == routes(before)
    assert after.route is before.route
    assert {duty.code: set(duty.flows) for duty in after.duties} == {d.code: set(d.flows) for d in before.duties}


@settings(max_examples=120, deadline=None)
@given(exports(most=2), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(case: Exports, on: date, random: Any) -> None:
    """Only that a rule stands before those that it takes out: the files keep that order, and so does this one."""
    flows, exporter = case
    mixed = replace(
        BOOK,
        routes=tuple(shuffled(BOOK.routes, random)),
        sides=tuple(random.sample(BOOK.sides, len(BOOK.sides))),
        duties=tuple(random.sample(BOOK.duties, len(BOOK.duties))),
        _days={},
    )
    facts = facts_of(flows, exporter)
    assert summary(decide(facts, mixed, on)) == summary(decide(facts, BOOK, on))


def shuffled(rules: tuple[RouteRule, ...], random: Any) -> list[RouteRule]:
    """A random order in which whoever lifts still stands before whom it lifts."""
    left, placed = list(rules), []
    while left:
        free = [r for r in left if not any(r.key in other.lifts for other in left if other is not r)]
        chosen = random.choice(free)
        placed.append(chosen)
        left.remove(chosen)
    return placed


def summary(decision: RouteDecision) -> Any:
    flows = [
        (f.id, f.route, f.possible, {r.id for r in f.rules}, set(f.lifted), {w.code for w in f.warnings}, f.counted)
        for f in decision.flows
    ]
    return decision.route, flows, {duty.code for duty in decision.duties}


@settings(max_examples=250, deadline=None)
@given(
    exports(most=2),
    DAYS,
    st.sets(st.tuples(st.sampled_from(["f0", "f1"]), st.sampled_from(HIDEABLE)), max_size=4),
    st.sampled_from([None, "kind", "persons_processed", "sector"]),
    st.booleans(),
)
def test_unknown_never_decides_what_a_known_value_would_not(
    case: Exports, on: date, hidden: set[tuple[str, str]], hide_exporter: str | None, with_counters: bool
) -> None:
    flows, exporter = case
    counters = {n: sum(flow[n] for flow in flows) for n in ("persons_pi", "persons_spi")} if with_counters else None
    known = decide(facts_of(flows, exporter, counters), BOOK, on)
    partly = [without(flow, {name for id, name in hidden if id == flow["id"]}) for flow in flows]
    of = {**exporter, **({hide_exporter: "unknown"} if hide_exporter in {"kind", "persons_processed"} else {})}
    found = decide(facts_of(partly, of, counters), BOOK, on)
    for flow in found.flows:
        assert known.flow(flow.id).route in flow.possible
        assert flow.route in (known.flow(flow.id).route, Route.UNDETERMINED)
    assert found.route in (known.route, Route.UNDETERMINED)


def without(flow: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The same flow with some of its facts not established."""
    partly = json.loads(json.dumps(flow))
    for name in names:
        head, _, rest = name.partition(".")
        if rest:
            partly[head][rest] = "unknown"
        else:
            partly[head] = "unknown"
    return partly  # type: ignore[no-any-return]  # what json reads has no type


@settings(max_examples=120, deadline=None)
@given(exports(), DAYS)
def test_a_flow_that_is_not_counted_never_changes_the_others(case: Exports, on: date) -> None:
    flows, exporter = case
    whole = decide(facts_of(flows, exporter), BOOK, on)
    counted = [flow for flow in flows if whole.flow(flow["id"]).counted is not False]
    if not counted:
        return
    rest = decide(facts_of(counted, exporter), BOOK, on)
    assert routes(rest) == {id: route for id, route in routes(whole).items() if id in routes(rest)}


@settings(max_examples=120, deadline=None)
@given(exports(), DAYS)
def test_the_same_facts_give_the_same_decision_also_when_they_were_kept(case: Exports, on: date) -> None:
    facts = facts_of(*case)
    decision = decide(facts, BOOK, on)
    kept = thawed(RECORD, json.loads(json.dumps(frozen(CaseFacts(RECORD, facts))))).answered
    assert kept == facts
    assert kept.model_fields_set == facts.model_fields_set
    assert decide(kept, BOOK, on) == decision
    assert json.loads(json.dumps(decision.as_json())) == decision.as_json()


@settings(max_examples=120, deadline=None)
@given(exports(), exports(), DAYS)
def test_trials_with_one_memory_give_what_decide_gives(first: Exports, second: Exports, on: date) -> None:
    memory = Memory()
    for flows, exporter in (first, second, (first[0] + second[0][:0], second[1]), first):
        facts = facts_of(flows, exporter)
        assert overall_route(facts, BOOK, on, memory) is decide(facts, BOOK, on).route


@settings(max_examples=60, deadline=None)
@given(exports(most=2), st.integers(0, 1_500))
def test_between_two_changes_of_the_law_nothing_changes(case: Exports, later: int) -> None:
    facts = facts_of(*case)
    day = date(2022, 9, 1) + timedelta(days=later)
    tomorrow = day + timedelta(days=1)
    if tomorrow not in BOOK.change_days and tomorrow.year == day.year:
        assert summary(decide(facts, BOOK, day)) == summary(decide(facts, BOOK, tomorrow))
