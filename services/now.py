"""Where a case stands today, for the right column: head-counts against thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.conditions import Range
from assessment.facts import RouteFacts
from assessment.forecast import LABELS, Counter, Forecast, State
from assessment.rules import RuleBook
from assessment.vocabulary import Text, Unknown
from services.appraisal import Appraisal
from services.case_counts import CaseCounts


@dataclass(frozen=True, slots=True)
class Headcount:
    """Distinct persons since 1 January against the figure of the law that decides next.

    ``persons`` holds the plan of the case too. Where the entity has a ledger, ``forecast`` is its counter as exported
    so far, and ``planned`` the same with the plan; otherwise both are ``None`` and the number comes from the answers.
    """

    label: Text
    persons: int
    threshold: int
    forecast: Forecast | None = None
    planned: Range | None = None

    @property
    def state(self) -> State:
        """How the persons of the ledger stand to the threshold; without a ledger, those of the answers."""
        if self.forecast is None:
            return "reached" if self.persons >= self.threshold else "below"
        found = (one.state for one in self.forecast.thresholds if one.persons == self.threshold)
        return next(found, "below")


def headcounts(appraisal: Appraisal, counts: CaseCounts | None = None) -> tuple[Headcount, ...]:
    """The two counters that are never added; one that is not known is left out, not shown as zero.

    ``counts``: the ledger of the entity beside the case, where it has one; then it is what is shown.
    """
    return counted(appraisal.facts, appraisal.regime.rules, appraisal.sheet.on, counts)


def counted(facts: RouteFacts, rules: RuleBook, on: date, counts: CaseCounts | None = None) -> tuple[Headcount, ...]:
    """The same from the facts of a case, for lists of many cases."""
    found: list[Headcount] = []
    asked: tuple[tuple[Counter, str, str], ...] = (
        ("pi", "persons_pi", "sa.pi.persons"),
        ("spi", "persons_spi", "sa.spi.persons"),
    )
    for counter, name, key in asked:
        figure = rules.figure(key, on)
        if figure is None or not isinstance(figure.value, int):
            continue
        label = LABELS[counter]
        if counts is not None:
            forecast = counts.outlook.pi if counter == "pi" else counts.outlook.spi
            planned = counts.of(counter)
            found.append(Headcount(label, _largest(planned), figure.value, forecast, planned))
        elif (persons := _total(facts, name)) is not None:
            found.append(Headcount(label, persons, figure.value))
    return tuple(found)


def _largest(count: Range) -> int:
    return count.low if count.high is None else count.high


def _total(facts: RouteFacts, name: str) -> int | None:
    """The company's counter when given, else the sum of the flows; ``None`` while any part is unknown."""
    if facts.counters is not None:
        value = getattr(facts.counters, name)
        return None if isinstance(value, Unknown) else int(value)
    values = [getattr(flow, name) for flow in facts.flows]
    if not values or any(isinstance(value, Unknown) for value in values):
        return None
    return sum(int(value) for value in values)
