"""What to fix first: single answers ranked by what they change, and an irreducible plan.

Profiles are compared from left to right, never added up. Only upper ends count. Questions on the law of the
destination are never fixes: a company cannot change them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from assessment.scorecard import FactorId, Scorecard
from assessment.scoring_ends import End, Graded
from assessment.scoring_gates import IMPORTANT_DATA, Gates, must_item_exceeded
from assessment.scoring_levels import FactorGrades, factor_grade, is_very_large, place_all
from assessment.scoring_severity import BEYOND_NEED, of_facts

Profile: TypeAlias = tuple[int, ...]
"""Bars; must-items; scenarios at extreme to low; factors at 3, 2, 1; votes at 3, 2, 1. Smaller is better."""

NOT_FIXABLE: FactorId = "B"
ABSENT, PARTIAL = 3, 2


@dataclass(frozen=True, slots=True)
class Plan:
    """An irreducible set of fixes in the order of their effect.

    ``enough``: with them, and with every bar in ``leaves`` lifted by other means, the decision is D1 or D0.
    Without ``enough`` no set of answers gets there; the data or the destination have to change.
    """

    fixes: tuple[str, ...]
    enough: bool
    leaves: tuple[str, ...]


class Workbench:
    """The upper end of a case, on which questions are set to verified 0 one after the other.

    A plan can try three thousand changes and has to stay within the time of a page, so a trial only looks up what
    its question changes: the grade of its factor (kept until that factor changes) and the scenarios by factor grades.
    """

    def __init__(self, scorecard: Scorecard, upper: End, found: Gates) -> None:
        self._method = scorecard.method
        self._facts = upper.facts
        self._very_large = is_very_large(upper, scorecard.method)
        self._tallies: dict[tuple[tuple[int, ...], bool], Profile] = {}
        derived = {gate.id: gate.derived_from for gate in scorecard.method.gates if gate.derived_from}
        self._gates = tuple(gate for gate in (*found.stop, *found.hold) if gate not in derived)
        self.leaves = self._gates + ((IMPORTANT_DATA,) if IMPORTANT_DATA in found.unproven else ())
        self._left = {question.id: question for question in upper.questions if question.grade}
        self._must = {i.question for i in scorecard.method.must_items if must_item_exceeded(i, upper)}
        self._bars = {q for q in derived.values() if q in self._left and self._left[q].grade == ABSENT}
        self._votes = [sum(q.votes for q in self._left.values() if q.grade == grade) for grade in range(4)]
        self._by_factor: dict[FactorId, dict[str, Graded]] = {factor.id: {} for factor in scorecard.method.factors}
        for question in self._left.values():
            self._by_factor[question.factor][question.id] = question
        self._factors = {factor: self._grade(factor, ()) for factor in self._by_factor}
        self._grade_without: dict[str, int] = {}
        for factor in self._by_factor:
            self._look_ahead(factor)
        self._now = self._tally(self._factors, scope=self._beyond_need())

    @property
    def fixable(self) -> tuple[str, ...]:
        """Questions that can still be improved, in the order A, B, C, E, F, G, H, I."""
        return tuple(id_ for id_, question in self._left.items() if question.factor != NOT_FIXABLE)

    def profile(self, without: str | None = None) -> Profile:
        """The profile as it stands, or after one more question is set to verified 0."""
        tally, votes = self._now, self._votes
        if without is not None:
            question = self._left[without]
            grade = self._grade_without[without]
            if grade != self._factors[question.factor] or without == BEYOND_NEED:
                factors = {**self._factors, question.factor: grade}
                tally = self._tally(factors, scope=self._beyond_need() and without != BEYOND_NEED)
            votes = votes.copy()
            votes[question.grade] -= question.votes
        bars = len(self._gates) + len(self._bars) - (without in self._bars)
        must = len(self.leaves) - len(self._gates) + len(self._must) - (without in self._must)
        return (bars, must, *tally, votes[3], votes[2], votes[1])

    def fix(self, question_id: str) -> None:
        question = self._left.pop(question_id)
        self._votes[question.grade] -= question.votes
        self._must.discard(question_id)
        self._bars.discard(question_id)
        del self._by_factor[question.factor][question_id]
        self._factors[question.factor] = self._grade(question.factor, ())
        self._look_ahead(question.factor)
        self._now = self._tally(self._factors, scope=self._beyond_need())

    def best(self) -> str:
        """The single fix with the smallest profile; the first one in order when several are equal."""
        return min(self.fixable, key=self.profile)

    def acceptable(self, fixed: Collection[str] = ()) -> bool:
        """Whether nothing but ``leaves`` would stand against D1 or D0 once ``fixed`` are verified 0."""
        if self._must.difference(fixed) or self._bars.difference(fixed):
            return False
        factors = {factor: self._grade(factor, fixed) for factor in self._by_factor} if fixed else self._factors
        extreme, high, *_ = self._tally(factors, scope=self._beyond_need() and BEYOND_NEED not in fixed)
        return not (extreme or high)

    def _grade(self, factor: FactorId, without: Collection[str]) -> int:
        return factor_grade((q.votes, q.grade) for id_, q in self._by_factor[factor].items() if id_ not in without)

    def _look_ahead(self, factor: FactorId) -> None:
        for question_id in self._by_factor[factor]:
            self._grade_without[question_id] = self._grade(factor, (question_id,))

    def _beyond_need(self) -> bool:
        return BEYOND_NEED in self._left and self._left[BEYOND_NEED].grade >= PARTIAL

    def _tally(self, factors: FactorGrades, *, scope: bool) -> Profile:
        """Scenarios at extreme to low, then factors at 3 to 1 with the barrier in place of B and EK."""
        key = (tuple(factors.values()), scope)
        known = self._tallies.get(key)
        if known is None:
            known = self._tallies[key] = self._count(factors, scope=scope)
        return known

    def _count(self, factors: FactorGrades, *, scope: bool) -> Profile:
        tracks = of_facts(self._facts, self._method, scope=scope)
        levels = [one.level for one in place_all(tracks, factors, self._method, very_large=self._very_large).values()]
        grades = [grade for factor, grade in factors.items() if factor not in ("B", "EK")]
        grades.append(min(factors["B"], factors["EK"]))
        return (*(levels.count(level) for level in (4, 3, 2, 1)), *(grades.count(grade) for grade in (3, 2, 1)))


def single_fixes(scorecard: Scorecard, upper: End, found: Gates) -> tuple[str, ...]:
    """Every answer that would improve the profile, best first."""
    bench = Workbench(scorecard, upper, found)
    return tuple(sorted(bench.fixable, key=bench.profile))


def plan(scorecard: Scorecard, upper: End, found: Gates) -> Plan:
    """Apply the best single fix again and again until D1, then drop from last to first what is not needed."""
    start, bench = Workbench(scorecard, upper, found), Workbench(scorecard, upper, found)
    if not start.acceptable(frozenset(start.fixable)):
        return Plan((), enough=False, leaves=start.leaves)
    chosen: list[str] = []
    while not bench.acceptable():
        chosen.append(bench.best())
        bench.fix(chosen[-1])
    for question in reversed(tuple(chosen)):
        rest = [id_ for id_ in chosen if id_ != question]
        if start.acceptable(frozenset(rest)):
            chosen = rest
    return Plan(tuple(chosen), enough=True, leaves=start.leaves)
