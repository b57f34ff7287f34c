"""Whether an item may be important data: its rules in the table, and the conditions beside the table.

The table is judged where everybody judges it, in ``assessment/important_data.py``. A rule that needs no fact does
not fire by itself here: a person has to say first that the data are of that kind. Nothing is cleared by the draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.classification_catalogue import Search
from assessment.classification_parts import CatalogueItem, Combination, Condition
from assessment.conditions import FactValue, Verdict
from assessment.important_data import ItemOutcome, determine
from assessment.important_data_table import ImportantDataLaw

FINAL_TABLE = "final_table"


@dataclass(frozen=True, slots=True)
class Important:
    """``rules`` are the codes and reasons that were looked at and are not out of the question."""

    verdict: Verdict
    rules: tuple[str, ...]
    needs: tuple[str, ...]
    outcomes: tuple[ItemOutcome, ...] = ()
    conditions: tuple[Condition, ...] = ()


NONE = Important(Verdict.NO, (), ())


@dataclass(frozen=True, slots=True)
class _Judged:
    outcome: ItemOutcome
    verdict: Verdict
    needs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Reading:
    """The table of one day with the facts of one scenario, judged once for all items."""

    judged: Mapping[str, _Judged]
    facts: Mapping[str, FactValue]
    complete: bool

    @classmethod
    def of(cls, search: Search, law: ImportantDataLaw, facts: Mapping[str, FactValue], on: date) -> Reading:
        asked = {code for item in search.items for code in item.table}
        asked |= {code for combination in search.catalogue.combinations for code in combination.table}
        gates = {gate.code: gate.fact for gate in search.catalogue.gates}
        found = determine(asked, facts, law, on)
        judged = {
            code: _gated(outcome, gates.get(outcome.item.code), facts)
            for outcome in found.items
            for code in (outcome.item.code, outcome.item.draft)
            if code in asked
        }
        return cls(judged, facts, found.complete)

    def of_items(self, items: Sequence[CatalogueItem], together: Sequence[Combination]) -> Important:
        parts: tuple[CatalogueItem | Combination, ...] = (*items, *together)
        codes = dict.fromkeys(code for part in parts for code in part.table)
        conditions = tuple(dict.fromkeys(condition for part in parts for condition in part.conditions))
        judged = [self.judged[code] for code in codes if code in self.judged]
        verdicts = [entry.verdict for entry in judged if entry.outcome.effect != "note"]
        said = [(condition, self._condition(condition)) for condition in conditions]
        verdicts += [verdict for _, verdict in said]
        verdict = _any(verdicts)
        needs = [name for entry in judged if entry.verdict is Verdict.UNKNOWN for name in entry.needs]
        needs += [name for one, how in said if how is Verdict.UNKNOWN for name in one.facts if self._open(name)]
        if verdict is Verdict.NO and not self.complete and any(_of_the_guideline(entry) for entry in judged):
            verdict = Verdict.UNKNOWN
            needs.append(FINAL_TABLE)
        if any(item.important == "always" for item in items):
            verdict, needs = Verdict.YES, []
        open_ = tuple(one for one, how in said if how is not Verdict.NO)
        rules = (*(entry.outcome.item.code for entry in judged), *(one.basis for one in open_))
        outcomes = tuple(entry.outcome for entry in judged)
        return Important(verdict, rules, tuple(dict.fromkeys(needs)), outcomes, open_)

    def _condition(self, condition: Condition) -> Verdict:
        values = [self.facts.get(name) for name in condition.facts]
        if any(value is False for value in values):
            return Verdict.NO
        return Verdict.YES if all(value is True for value in values) else Verdict.UNKNOWN

    def _open(self, name: str) -> bool:
        return not isinstance(self.facts.get(name), bool)


def _gated(outcome: ItemOutcome, gate: str | None, facts: Mapping[str, FactValue]) -> _Judged:
    if gate is None or outcome.verdict is not Verdict.YES:
        return _Judged(outcome, outcome.verdict, outcome.needs)
    value = facts.get(gate)
    if value is True:
        return _Judged(outcome, Verdict.YES, ())
    return _Judged(outcome, Verdict.NO if value is False else Verdict.UNKNOWN, (gate,))


def _of_the_guideline(judged: _Judged) -> bool:
    """An item of the Guideline, of which only the draft is known; the Provisions of 2021 are law as they stand."""
    return judged.outcome.edition.head.kind != "rules"


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    if Verdict.YES in found:
        return Verdict.YES
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.NO
