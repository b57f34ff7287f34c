"""Cases that a lawyer can read: a sentence, a day, what differs from the default facts, what is expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from assessment.facts import RouteFacts
from assessment.questions import Frozen
from assessment.rules import KnownList, RuleBook
from regimes import strict

FOLDER = Path(__file__).parent / "cases"
DEFAULT_DAY = date(2026, 11, 21)
EXPORTER = {"kind": "non_ciio", "region": "shanghai", "sector": "automotive"}
FLOW = {
    "id": "a",
    "export_act": "transfer_out",
    "contains_pi": True,
    "contains_spi": False,
    "important_data": "none",
    "recipient": {"region": "de"},
}


class Expected(Frozen):
    """``rules``, ``warnings``, ``unknown``, ``readings``, ``duties`` must be there; ``options`` is the exact list."""

    route: str
    ruleset: str | None = None
    flows: dict[str, str] | None = None
    alone: str | None = None
    rules: tuple[str, ...] = ()
    without_rules: tuple[str, ...] = ()
    options: tuple[str, ...] | None = None
    warnings: tuple[str, ...] = ()
    without_warnings: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    without_duties: tuple[str, ...] = ()


class Case(Frozen):
    name: str
    on: date = DEFAULT_DAY
    exporter: dict[str, Any] | None = None
    counters: dict[str, Any] | None = None
    flow: dict[str, Any] | None = None
    flows: tuple[dict[str, Any], ...] = ()
    prior: dict[str, Any] | None = None
    group: tuple[dict[str, Any], ...] = ()
    count_both_in: str = "both"
    lists: tuple[dict[str, Any], ...] = ()
    expect: Expected

    def facts(self) -> RouteFacts:
        return some_facts(
            *(self.flows or (self.flow or {},)),
            exporter=self.exporter,
            counters=self.counters,
            prior=self.prior,
            group=self.group,
            count_both_in=self.count_both_in,
        )

    def rules(self, shipped: RuleBook) -> RuleBook:
        """The shipped rules, with the lists that this case has loaded in the place of ours of the same name."""
        if not self.lists:
            return shipped
        loaded = tuple(strict.validate(strict.Document("list", data, {}), KnownList) for data in self.lists)
        names = {known.id for known in loaded}
        return replace(shipped, lists=(*(known for known in shipped.lists if known.id not in names), *loaded))


class CaseFile(Frozen):
    cases: tuple[Case, ...]


def some_facts(
    *flows: dict[str, Any],
    exporter: dict[str, Any] | None = None,
    counters: dict[str, Any] | None = None,
    prior: dict[str, Any] | None = None,
    group: tuple[dict[str, Any], ...] = (),
    count_both_in: str = "both",
) -> RouteFacts:
    """Facts with good defaults, read as a FACTS.yaml would be."""
    data = {
        "exporter": {**EXPORTER, **(exporter or {})},
        "counters": counters,
        "flows": [{**FLOW, **flow} for flow in flows or ({},)],
        "prior": prior,
        "group": list(group),
        "count_both_in": count_both_in,
    }
    return strict.validate(strict.Document("facts", data, {}), RouteFacts)


def all_cases() -> list[Case]:
    files = [strict.validate(strict.read(path), CaseFile) for path in sorted(FOLDER.glob("*.yaml"))]
    return [case for file in files for case in file.cases]
