"""Decide the route: from a FACTS.yaml, or from facts already at hand. It stores nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assessment.errors import InputRefused, Problem
from assessment.facts import RouteFacts
from assessment.routing import RouteDecision, decide
from assessment.vocabulary import Text
from regimes import strict
from regimes.loader import load_regime


def decide_file(path: Path | str, on: date) -> RouteDecision:
    """The decision for a FACTS.yaml; raises ``InputRefused`` naming file, line and key of every defect."""
    return decide_facts(read_facts(path), on)


def decide_facts(facts: RouteFacts, on: date) -> RouteDecision:
    """The decision for these facts under the rules in force on ``on``."""
    return decide(facts, load_regime().rules, on)


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
