"""What the filings of a case want to be answered: which questions count, for which scenario, and which materials.

An exempt case is not asked for the dossier of an assessment. Where scenarios go different ways, each is asked for its
own; what belongs to the whole case counts as soon as one filing wants it. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessment.answers import AnswerSheet
from assessment.filings import Filing, Needed, counts_for, filings_of, flows_of, places_of
from assessment.questions import Question, Scope
from assessment.wording import MaterialsList


@dataclass(frozen=True)
class Wanted:
    """``places`` of the whole case; ``own``: those of a scenario; ``materials``: kinds of evidence to be handed in."""

    filings: tuple[Filing, ...]
    places: frozenset[str]
    own: Mapping[str, tuple[Filing, ...]]
    materials: frozenset[str]
    _counted: dict[tuple[str, str], bool] = field(default_factory=dict, compare=False, repr=False)

    def counts(self, question: Question, scenario: str = "") -> bool:
        """Whether a question is wanted; ``scenario``: the one that the entry is, or belongs to."""
        key = (question.id, scenario)
        if key not in self._counted:
            own = self.own.get(scenario)
            self._counted[key] = counts_for(question, self.places if own is None else places_of(own))
        return self._counted[key]

    def needs(self, what: Needed, scenario: str = "") -> bool:
        return any(what in filing.needs for filing in self.own.get(scenario, self.filings))


def wanted(
    sheet: AnswerSheet, decision: Mapping[str, Any], filings: Sequence[Filing], materials: MaterialsList
) -> Wanted:
    """What is wanted on the day of the decision."""
    chosen = filings_of(decision, filings, sheet.answers)
    own: dict[str, tuple[Filing, ...]] = {}
    for filing in chosen:
        for flow in flows_of(filing, decision, filings, sheet.answers):
            own[flow] = (*own.get(flow, ()), filing)
    kinds = {kind for filing in chosen for kind in _kinds(filing, materials)}
    return Wanted(chosen, places_of(chosen), own, frozenset(kinds))


def scenario_of(sheet: AnswerSheet, entry_id: str | None) -> str:
    """The scenario that an entry is or belongs to; empty for the case and for what belongs to none."""
    if entry_id is None:
        return ""
    entry = next((entry for entry in sheet.entries if entry.id == entry_id), None)
    if entry is None:
        return ""
    return entry.id if entry.scope is Scope.SCENARIO else entry.parent or ""


def _kinds(filing: Filing, materials: MaterialsList) -> frozenset[str]:
    if not filing.has("materials_list"):
        return frozenset()
    own = materials.of(filing.id)
    return frozenset(kind for one in (own.materials if own else materials.materials) for kind in one.kinds)
