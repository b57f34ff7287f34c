"""Decide the route: from a FACTS.yaml, or from facts already at hand. It stores nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from assessment.changes import what_would_change
from assessment.errors import InputRefused, Problem
from assessment.facts import RouteFacts
from assessment.routing import RouteDecision, decide
from assessment.vocabulary import Text
from regimes import strict
from regimes.loader import Regime, load_regime


def decide_file(path: Path | str, on: date, regime: Regime | None = None) -> RouteDecision:
    """The decision for a FACTS.yaml; raises ``InputRefused`` naming file, line and key of every defect."""
    return decide_facts(read_facts(path), on, regime)


def decide_facts(facts: RouteFacts, on: date, regime: Regime | None = None) -> RouteDecision:
    """The decision under the rules in force on ``on``, with what would change it; ``regime``: else the shipped law."""
    rules = (regime or load_regime()).rules
    return replace(decide(facts, rules, on), would_change=what_would_change(facts, rules, on))


def read_facts(path: Path | str, text: str | None = None) -> RouteFacts:
    """Read a FACTS.yaml strictly; ``text`` is given when the content is already at hand."""
    document = strict.read(path, text)
    facts = strict.validate(document, RouteFacts)
    if not facts.flows:
        raise InputRefused(
            Problem(document.place(("flows",)), Text("至少写明一个出境场景。", "Name at least one flow."))
        )
    seen: set[str] = set()
    for index, flow in enumerate(facts.flows):
        if flow.id in seen:
            raise InputRefused(
                Problem(
                    document.place(("flows", index, "id")),
                    Text(
                        f"场景编号“{flow.id}”出现了两次；每个场景用不同的编号。",
                        f"The flow id '{flow.id}' stands here twice; give each flow its own.",
                    ),
                )
            )
        seen.add(flow.id)
    return facts
