"""Facts of any export as hypothesis makes them up: numbers around every boundary, flows that fit together."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from assessment.facts import RouteFacts
from assessment.rules import RuleBook
from tests.regimes.case_files import some_facts

EDGES = [0, 1, 9_999, 10_000, 99_999, 100_000, 999_999, 1_000_000]
CLAIMS = ["none", "transit", "contract", "hr", "emergency", "statutory_duty", "auto_incident", "auto_ota", "treaty"]

flow = st.fixed_dictionaries(
    {
        "export_act": st.sampled_from(["transfer_out", "remote_access_from_abroad", "offshore_processing", "none"]),
        "contains_pi": st.sampled_from([True, True, True, False]),
        "important_data": st.sampled_from(
            ["none", "none", "notified", "published", "self_identified_not_declared", "self_declared_no_answer"]
        ),
        "core_data_or_secret": st.sampled_from([False, False, False, True]),
        "persons_pi": st.sampled_from(EDGES),
        "persons_spi": st.sampled_from([0, *EDGES]),
        "exemption": st.fixed_dictionaries({"claim": st.sampled_from(CLAIMS), "proven": st.booleans()}),
        "recipient": st.fixed_dictionaries({"region": st.sampled_from(["de", "hk"])}),
        "foreign_authority_request": st.sampled_from([False, False, False, True]),
    }
).map(lambda flow: agreeing(flow))
"""One flow whose answers agree with each other."""

exporter = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["ciio", "non_ciio", "non_ciio", "offshore"]),
        "sector": st.sampled_from(["automotive", "other"]),
        "persons_processed": st.sampled_from([0, 999_999, 1_000_000, 3_000_000]),
    }
)
previous_year = st.sampled_from([0, 9_999, 100_000])


def agreeing(flow: dict[str, Any]) -> dict[str, Any]:
    if not flow["contains_pi"]:
        return {**flow, "contains_spi": False, "persons_pi": 0, "persons_spi": 0}
    flow = {**flow, "contains_spi": flow["persons_spi"] > 0}
    return flow if flow["persons_pi"] or flow["persons_spi"] else {**flow, "persons_pi": 1}


@st.composite
def exports(draw: st.DrawFn, most: int = 3) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Flows with names of their own, and their exporter."""
    flows = draw(st.lists(flow, min_size=1, max_size=most))
    return [{**one, "id": f"f{index}"} for index, one in enumerate(flows)], draw(exporter)


def facts_of(flows: list[dict[str, Any]], of: dict[str, Any], counters: dict[str, Any] | None = None) -> RouteFacts:
    return some_facts(*flows, exporter=of, counters=counters)


def days_of(book: RuleBook) -> st.SearchStrategy[date]:
    """One day of every version that is loaded, and the first day of each."""
    loaded = [row.since for row in book.versions if row.loaded]
    return st.sampled_from([*loaded, date(2026, 11, 21)])
