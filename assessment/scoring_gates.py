"""What no good score elsewhere can offset: stop gates, must-items, and the decision over everything.

The decision is the highest that any rule asks for; D4 may never be overridden.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessment.questions import Frozen
from assessment.scorecard import DECISIONS, LEVELS, Decision, MustItem, Scorecard
from assessment.scoring_ends import End
from assessment.scoring_input import OPEN, ScoreInput

IMPORTANT_DATA = "D4"
MUST_BE_AT_MOST = 1


class Gates(Frozen):
    """``stop`` and ``hold``: K1 to K6, yes or open. ``failed``, ``unproven``: above grade 1, certainly or perhaps."""

    stop: tuple[str, ...]
    hold: tuple[str, ...]
    failed: tuple[str, ...]
    unproven: tuple[str, ...]


def gates(case: ScoreInput, scorecard: Scorecard, lower: End, upper: End) -> Gates:
    stop, hold = _bars(case, scorecard, lower.grades, upper.grades)
    failed: list[str] = []
    unproven: list[str] = []
    for item in scorecard.method.must_items:
        if must_item_exceeded(item, upper):
            (failed if must_item_exceeded(item, lower) else unproven).append(item.question)
    if case.facts.D4 == OPEN:
        unproven.append(IMPORTANT_DATA)
    return Gates(stop=stop, hold=hold, failed=tuple(failed), unproven=tuple(unproven))


def must_item_exceeded(item: MustItem, end: End) -> bool:
    return must_item_applies(item, end) and end.grades.get(item.question, 0) > MUST_BE_AT_MOST


def must_item_applies(item: MustItem, end: End) -> bool:
    match item.when:
        case None:
            return True
        case "security_assessment":
            return end.security_assessment
        case "NSEC":
            return end.national


def decide_export(lowest: int, highest: int, found: Gates) -> Decision:
    """The decision for a level between ``lowest`` and ``highest`` (places in ``LEVELS``)."""
    if found.stop:
        return "D4"
    steps = [decision_by_level(lowest, highest)]
    if found.hold or found.unproven:
        steps.append("D2")
    if found.failed:
        steps.append("D3")
    return max(steps, key=DECISIONS.index)


def decision_by_level(lowest: int, highest: int) -> Decision:
    medium = LEVELS.index("medium")
    if highest < medium:
        return "D0"
    if highest == medium:
        return "D1"
    if lowest <= medium:
        return "D2"
    return "D4" if LEVELS[lowest] == "extreme" else "D3"


def _bars(
    case: ScoreInput, scorecard: Scorecard, lower: Mapping[str, int], upper: Mapping[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    stop, hold = [], []
    for gate in scorecard.method.gates:
        if gate.derived_from:
            certain, possible = lower[gate.derived_from] == 3, upper[gate.derived_from] == 3
        else:
            answer = getattr(case.gates, gate.id)
            certain, possible = answer is True, answer == OPEN
        if certain:
            stop.append(gate.id)
        elif possible:
            hold.append(gate.id)
    return tuple(stop), tuple(hold)
