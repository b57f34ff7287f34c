"""Whether two people who graded the same questions apart from each other agree.

Raw agreement and weighted kappa (linear weights), in whole numbers: the fraction is kept, nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.answers import AnswerSheet

GRADES = 4
ENOUGH = Fraction(8, 10)
"""Below this the two discuss before the grades are used; a limit of ours, no published method sets one."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """``same`` of ``questions`` graded alike. ``kappa`` is ``None`` where chance alone explains everything."""

    questions: int
    same: int
    kappa: Fraction | None
    apart: tuple[str, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether the grades may be used without discussing them first."""
        if not self.questions:
            return False
        return self.same == self.questions if self.kappa is None else self.kappa >= ENOUGH


def agreement(first: Mapping[str, int], second: Mapping[str, int]) -> Agreement:
    """Over the questions that both have graded; ``apart`` names those with different grades."""
    both = [question for question in first if question in second]
    table = [[0] * GRADES for _ in range(GRADES)]
    for question in both:
        table[first[question]][second[question]] += 1
    apart = tuple(question for question in both if first[question] != second[question])
    return Agreement(len(both), len(both) - len(apart), weighted_kappa(table), apart)


def weighted_kappa(table: Sequence[Sequence[int]]) -> Fraction | None:
    """1 − Σ|i−j|·O ÷ Σ|i−j|·E with E = row × column ÷ n; ``None`` where the expected disagreement is nothing."""
    total = sum(map(sum, table))
    if not total:
        return None
    rows = [sum(row) for row in table]
    columns = [sum(row[j] for row in table) for j in range(len(table))]
    places = [(i, j) for i in range(len(table)) for j in range(len(table))]
    observed = sum(abs(i - j) * table[i][j] for i, j in places)
    expected = Fraction(sum(abs(i - j) * rows[i] * columns[j] for i, j in places), total)
    return None if expected == 0 else 1 - observed / expected


def agreement_of(sheet: AnswerSheet, keys: Collection[str]) -> Agreement:
    """How far the two raters agree on the key questions that both have graded."""
    both = {q: a for q, a in sheet.grades.items() if q in keys and a.grade is not None and a.second_grade is not None}
    first = {question: answer.grade for question, answer in both.items() if answer.grade is not None}
    second = {question: answer.second_grade for question, answer in both.items() if answer.second_grade is not None}
    return agreement(first, second)
