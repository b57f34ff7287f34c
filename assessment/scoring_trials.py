"""What the score would be if some answers were others: level, decision and profile after a change, quickly.

A page asks this some three hundred times (fragile answers, evidence, steps of a plan), so a trial only looks up what
its questions change: the grades of their factors, and the scenarios by factor grades. Facts do not change here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from assessment.risk_score import Ends, LevelEnds
from assessment.scorecard import LEVELS, Decision, FactorId, Method, Scorecard
from assessment.scoring_ends import End, at_end
from assessment.scoring_fixes import Profile
from assessment.scoring_gates import IMPORTANT_DATA, MUST_BE_AT_MOST, Gates, decide_export, gates, must_item_applies
from assessment.scoring_input import ScoreInput
from assessment.scoring_levels import FactorGrades, factor_grade, is_very_large, place_all
from assessment.scoring_severity import BEYOND_NEED, of_facts

Changes: TypeAlias = Mapping[str, Ends]
"""Question → its interval after the change."""

NOTHING: Changes = {}
NO_GRADES: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the case would stand; ``profile`` is that of the upper end, smaller is better."""

    level: LevelEnds
    decision: Decision
    profile: Profile


@dataclass(frozen=True, slots=True)
class _Placed:
    """Levels of the scenarios for one set of factor grades: the worst, and how many at extreme, high, medium, low."""

    worst: int
    counts: tuple[int, int, int, int]


class _Side:
    """One end of the case, ready for changes."""

    def __init__(self, end: End, scorecard: Scorecard) -> None:
        self.grades = dict(end.grades)
        self.votes = {question.id: question.votes for question in end.questions}
        self.factor = {question.id: question.factor for question in end.questions}
        self.must = {item.question for item in scorecard.method.must_items if must_item_applies(item, end)}
        self._method: Method = scorecard.method
        self._facts = end.facts
        self._very_large = is_very_large(end, scorecard.method)
        self._members: dict[FactorId, list[str]] = {factor.id: [] for factor in scorecard.method.factors}
        for question in end.questions:
            self._members[question.factor].append(question.id)
        self._factors: FactorGrades = {factor: self._grade(factor, {}) for factor in self._members}
        self._known: dict[tuple[tuple[int, ...], bool], _Placed] = {}
        self._alone: dict[tuple[str, int], int] = {}

    def grade_of(self, question: str, changed: Mapping[str, int]) -> int:
        """0 where the question does not apply."""
        return changed.get(question, self.grades.get(question, 0))

    def factors(self, changed: Mapping[str, int]) -> FactorGrades:
        if len(changed) == 1:
            ((question, grade),) = changed.items()
            return {**self._factors, self.factor[question]: self._with_one(question, grade)}
        touched = {self.factor[question] for question in changed if question in self.factor}
        return {**self._factors, **{factor: self._grade(factor, changed) for factor in touched}}

    def placed(self, factors: FactorGrades, changed: Mapping[str, int]) -> _Placed:
        scope = changed.get(BEYOND_NEED, self.grades.get(BEYOND_NEED, 0)) >= 2
        key = (tuple(factors.values()), scope)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._place(factors, scope=scope)
        return known

    def _with_one(self, question: str, grade: int) -> int:
        """The grade of its factor when this one question changes; asked for again and again."""
        known = self._alone.get((question, grade))
        if known is None:
            known = self._alone[question, grade] = self._grade(self.factor[question], {question: grade})
        return known

    def _grade(self, factor: FactorId, changed: Mapping[str, int]) -> int:
        return factor_grade((self.votes[q], changed.get(q, self.grades[q])) for q in self._members[factor])

    def _place(self, factors: FactorGrades, *, scope: bool) -> _Placed:
        tracks = of_facts(self._facts, self._method, scope=scope)
        levels = [one.level for one in place_all(tracks, factors, self._method, very_large=self._very_large).values()]
        extreme, high, medium, low = (levels.count(level) for level in (4, 3, 2, 1))
        return _Placed(max(levels, default=0), (extreme, high, medium, low))


class Trials:
    """Trials on one case; ``now`` is where it stands."""

    def __init__(self, case: ScoreInput, scorecard: Scorecard) -> None:
        lower, upper = (at_end(case, scorecard, upper=side) for side in (False, True))
        self.intervals: dict[str, Ends] = {q: (lower.grades.get(q, 0), grade) for q, grade in upper.grades.items()}
        """Every question that applies at least at the worse end."""
        self._found: Gates = gates(case, scorecard, lower, upper)
        self._derived = {gate.id: gate.derived_from for gate in scorecard.method.gates if gate.derived_from}
        self._stop = tuple(gate for gate in self._found.stop if gate not in self._derived)
        self._hold = tuple(gate for gate in self._found.hold if gate not in self._derived)
        self._open_data = IMPORTANT_DATA in self._found.unproven
        self._lower, self._upper = _Side(lower, scorecard), _Side(upper, scorecard)
        self._votes = [0, 0, 0, 0]
        for question, grade in upper.grades.items():
            self._votes[grade] += self._upper.votes[question]
        self._watched = {*self._upper.must, *self._derived.values()}
        self._tried: dict[tuple[tuple[str, Ends], ...], Outcome] = {}
        self._settled: Gates | None = None
        self._settled = self._gates(NO_GRADES, NO_GRADES)
        self.now = self.after(NOTHING)

    def after(self, changes: Changes) -> Outcome:
        """The outcome with the intervals of these questions changed; questions that do not apply have no effect."""
        key = tuple(changes.items())
        tried = self._tried.get(key)
        if tried is None:
            tried = self._tried[key] = self._try(changes)
        return tried

    def _try(self, changes: Changes) -> Outcome:
        low = {q: ends[0] for q, ends in changes.items() if q in self._lower.grades}
        high = {q: ends[1] for q, ends in changes.items() if q in self._upper.grades}
        factors = self._upper.factors(high)
        at_low = self._lower.placed(self._lower.factors(low), low)
        at_high = self._upper.placed(factors, high)
        found = self._gates(low, high)
        return Outcome(
            level=(LEVELS[at_low.worst], LEVELS[at_high.worst]),
            decision=decide_export(at_low.worst, at_high.worst, found),
            profile=self._profile(factors, at_high, high, found),
        )

    def _gates(self, low: Mapping[str, int], high: Mapping[str, int]) -> Gates:
        if self._settled is not None and self._watched.isdisjoint(high) and self._watched.isdisjoint(low):
            return self._settled
        stop, hold = list(self._stop), list(self._hold)
        for gate, question in self._derived.items():
            if self._lower.grade_of(question, low) == 3:
                stop.append(gate)
            elif self._upper.grade_of(question, high) == 3:
                hold.append(gate)
        exceeded = [q for q in self._upper.must if self._upper.grade_of(q, high) > MUST_BE_AT_MOST]
        certain = {q for q in exceeded if q in self._lower.must and self._lower.grade_of(q, low) > MUST_BE_AT_MOST}
        unproven = [q for q in exceeded if q not in certain] + ([IMPORTANT_DATA] if self._open_data else [])
        return Gates(stop=tuple(stop), hold=tuple(hold), failed=tuple(sorted(certain)), unproven=tuple(unproven))

    def _profile(self, factors: FactorGrades, placed: _Placed, high: Mapping[str, int], found: Gates) -> Profile:
        bars = len(found.stop) + len(found.hold)
        must = len(found.failed) + len(found.unproven)
        grades = [grade for factor, grade in factors.items() if factor not in ("B", "EK")]
        grades.append(min(factors["B"], factors["EK"]))
        votes = self._votes.copy()
        for question, grade in high.items():
            votes[self._upper.grades[question]] -= self._upper.votes[question]
            votes[grade] += self._upper.votes[question]
        return (bars, must, *placed.counts, *(grades.count(g) for g in (3, 2, 1)), votes[3], votes[2], votes[1])
