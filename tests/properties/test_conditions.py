"""Whatever the condition and whatever the facts: knowing more never contradicts what was already certain."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.conditions import Condition, Range, Verdict, bind, needs
from assessment.routing import decide
from assessment.vocabulary import UNKNOWN, Route
from regimes.loader import load_regime
from tests.regimes.case_files import DEFAULT_DAY, some_facts

FIGURES = {"one": 1, "ten": 10, "hundred": 100}
NAMES = ("a", "b")
COUNTS = ("n", "m")

_test = st.one_of(
    st.builds(lambda f, v: {"fact": f, "is": v}, st.sampled_from(NAMES), st.booleans()),
    st.builds(
        lambda f, op, figure: {"fact": f, op: {"figure": figure}},
        st.sampled_from(COUNTS),
        st.sampled_from(["at_least", "above", "below"]),
        st.sampled_from(list(FIGURES)),
    ),
)
_condition = st.recursive(
    _test,
    lambda part: st.one_of(
        st.builds(lambda parts: {"all": tuple(parts)}, st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": tuple(parts)}, st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda inner: {"not": inner}, part),
    ),
    max_leaves=8,
)
_known = st.fixed_dictionaries(
    {**{name: st.booleans() for name in NAMES}, **{name: st.integers(0, 120) for name in COUNTS}}
)


def bound(condition: dict[str, Any]) -> Any:
    return bind(Condition.model_validate(condition), FIGURES)


@given(_condition, _known, st.sets(st.sampled_from([*NAMES, *COUNTS])))
def test_replacing_unknown_by_a_value_never_contradicts_a_definite_answer(
    condition: dict[str, Any], facts: dict[str, Any], hidden: set[str]
) -> None:
    tree = bound(condition)
    partly = {name: UNKNOWN if name in hidden else value for name, value in facts.items()}
    verdict = tree.judge(partly)
    assert verdict in (Verdict.UNKNOWN, tree.judge(facts))


@given(_condition, _known, st.integers(0, 60), st.integers(0, 60))
def test_narrowing_a_range_never_contradicts_a_definite_answer(
    condition: dict[str, Any], facts: dict[str, Any], below: int, above: int
) -> None:
    tree = bound(condition)
    wide = {**facts, "n": Range(max(0, facts["n"] - below), facts["n"] + above)}
    assert tree.judge(wide) in (Verdict.UNKNOWN, tree.judge(facts))


@given(_condition, _known, st.sets(st.sampled_from([*NAMES, *COUNTS])))
def test_needs_are_empty_exactly_when_it_is_decided(
    condition: dict[str, Any], facts: dict[str, Any], hidden: set[str]
) -> None:
    tree = bound(condition)
    partly = {name: UNKNOWN if name in hidden else value for name, value in facts.items()}
    open_facts = needs(tree, partly)
    assert (tree.judge(partly) is Verdict.UNKNOWN) == bool(open_facts)
    assert set(open_facts) <= hidden


@given(_condition, _known)
def test_with_every_fact_known_nothing_stays_open(condition: dict[str, Any], facts: dict[str, Any]) -> None:
    assert bound(condition).judge(facts) is not Verdict.UNKNOWN


_EDGES = [0, 1, 9_999, 10_000, 99_999, 100_000, 999_999, 1_000_000]
_flow = st.fixed_dictionaries(
    {
        "export_act": st.sampled_from(["transfer_out", "remote_access_from_abroad", "none"]),
        "contains_pi": st.just(True),
        "important_data": st.sampled_from(["none", "notified", "self_identified_not_declared"]),
        "core_data_or_secret": st.booleans(),
        "persons_pi": st.sampled_from(_EDGES[1:]),
        "persons_spi": st.sampled_from(_EDGES),
        "exemption": st.fixed_dictionaries(
            {"claim": st.sampled_from(["none", "contract", "hr", "auto_ota", "treaty"]), "proven": st.booleans()}
        ),
        "foreign_authority_request": st.booleans(),
    }
).map(lambda flow: {**flow, "contains_spi": flow["persons_spi"] > 0})
_HIDEABLE = ["export_act", "important_data", "core_data_or_secret", "persons_pi", "foreign_authority_request"]


@settings(max_examples=60, deadline=None)
@given(
    _flow, st.sampled_from(["ciio", "non_ciio", "offshore"]), st.sets(st.sampled_from([*_HIDEABLE, "kind"]), max_size=3)
)
def test_unknown_never_decides_what_a_known_value_would_not(flow: dict[str, Any], kind: str, hidden: set[str]) -> None:
    book = load_regime().rules
    known = decide(some_facts(flow, exporter={"kind": kind}), book, DEFAULT_DAY).flows[0]
    partly = {**flow, **{name: "unknown" for name in hidden if name != "kind"}}
    exporter = {"kind": "unknown" if "kind" in hidden else kind}
    found = decide(some_facts(partly, exporter=exporter), book, DEFAULT_DAY).flows[0]
    assert known.route in found.possible
    assert known.route is not Route.UNDETERMINED
    assert found.route in (known.route, Route.UNDETERMINED)


@settings(max_examples=60, deadline=None)
@given(st.lists(_flow, min_size=1, max_size=3), st.integers(0, 2), st.sampled_from(_EDGES), st.randoms())
def test_more_persons_never_lead_to_a_milder_route_and_order_does_not_matter(
    flows: list[dict[str, Any]], which: int, more: int, random: Any
) -> None:
    book = load_regime().rules
    named = [{**flow, "id": f"f{index}"} for index, flow in enumerate(flows)]
    before = decide(some_facts(*named), book, DEFAULT_DAY)
    grown = [dict(flow) for flow in named]
    grown[which % len(grown)]["persons_pi"] += more
    after = decide(some_facts(*grown), book, DEFAULT_DAY)
    assert book.strictness.index(after.route) <= book.strictness.index(before.route)
    shuffled = list(named)
    random.shuffle(shuffled)
    again = decide(some_facts(*shuffled), book, DEFAULT_DAY)
    assert {f.id: f.route for f in again.flows} == {f.id: f.route for f in before.flows}
    assert again.route is before.route
