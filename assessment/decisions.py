"""The route decision as a value: what was decided, by which rules, what is open, what remains to be done.

Page, PDF, trail and command print this one object. It explains itself; nothing here decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.conditions import Range
from assessment.questions import Citation
from assessment.rules import Reading
from assessment.vocabulary import Confidence, Route, Text


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """One rule that applied, its sentence filled with the facts and figures that were read.

    ``overlay``: the company's addition that it came with. ``signed``: counsel has signed it off.
    ``leans``: the decision would be another one without it; what only explains does not call for counsel.
    """

    id: str
    because: Text
    cite: Citation
    confidence: Confidence
    route: Route | None = None
    overlay: str | None = None
    signed: bool = False
    readings: tuple[Reading, ...] = ()
    leans: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "because": {"zh": self.because.zh, "en": self.because.en},
            "cite": _cited(self.cite),
            "confidence": self.confidence.value,
        }


@dataclass(frozen=True, slots=True)
class RouteWarning:
    """Something to look at although a route was found.

    ``readings``: where sources disagree. ``facts``: what has to be asked again.
    """

    code: str
    sentence: Text
    readings: tuple[Reading, ...] = ()
    facts: tuple[OpenFact, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyDue:
    """What remains to be done on this route, and for which flows."""

    code: str
    sentence: Text
    cite: Citation
    confidence: Confidence
    flows: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.code,
            "because": {"zh": self.sentence.zh, "en": self.sentence.en},
            "cite": _cited(self.cite),
            "confidence": self.confidence.value,
        }


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A fact nobody has established yet: its name in files and what people call it."""

    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class RouteChange:
    """One fact that, changed alone, leads to another route."""

    fact: str
    before: str
    after: str
    route: Route

    def as_json(self) -> dict[str, Any]:
        return {"fact": self.fact, "from": self.before, "to": self.after, "route": self.route.value}


@dataclass(frozen=True, slots=True)
class FlowDecision:
    """The route of one flow (数据出境场景).

    ``alone`` is the route by the flow's own numbers, ``route`` after all flows of the exporter are put together.
    ``possible`` are the routes that the open facts still allow, strictest first (the ends are exact; where it is
    open who is counted, a route between them may be named too); ``lifted`` the rules an exemption took out.
    ``counted``: whether its persons stand in the yearly counters; ``None`` while that is open.
    """

    id: str
    route: Route
    alone: Route
    possible: tuple[Route, ...]
    rules: tuple[AppliedRule, ...]
    lifted: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    unknown: tuple[OpenFact, ...] = ()
    warnings: tuple[RouteWarning, ...] = ()
    counted: bool | None = None

    @property
    def disputes(self) -> tuple[tuple[str, tuple[Reading, ...]], ...]:
        """The rules and warnings on which sources disagree, each with its readings."""
        found = {rule.id: rule.readings for rule in self.rules if rule.readings}
        found.update((warning.code, warning.readings) for warning in self.warnings if warning.readings)
        return tuple(found.items())

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "route": self.route.value,
            "rules": [rule.as_json() for rule in self.rules],
            "options": list(self.options),
            "unknown": [fact.name for fact in self.unknown],
            "warnings": [warning.code for warning in self.warnings],
            "readings": [
                {"id": name, "zh": reading.zh, "en": reading.en, "cite": _cited(reading.cite)}
                for name, readings in self.disputes
                for reading in readings
            ],
        }


@dataclass(frozen=True, slots=True)
class RouteDecision:
    """The decision on one day under one version of the rules; ``route`` is the strictest of the flows.

    ``persons_pi`` and ``persons_spi`` are the counters that R-41 to R-43 were asked with.
    """

    route: Route
    on: date
    ruleset: str
    flows: tuple[FlowDecision, ...]
    persons_pi: Range
    persons_spi: Range
    duties: tuple[DutyDue, ...] = ()
    would_change: tuple[RouteChange, ...] = ()

    def flow(self, flow_id: str) -> FlowDecision:
        return next(flow for flow in self.flows if flow.id == flow_id)

    def as_json(self) -> dict[str, Any]:
        return {
            "route": self.route.value,
            "on": self.on.isoformat(),
            "ruleset": self.ruleset,
            "flows": [flow.as_json() for flow in self.flows],
            "duties": [duty.as_json() for duty in self.duties],
            "would_change": [change.as_json() for change in self.would_change],
        }


def _cited(cite: Citation) -> dict[str, str]:
    return {"text": cite.text, "article": cite.article}
