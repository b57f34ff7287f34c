"""Votes to factor grades, factor grades to likelihood, severity and likelihood to a level. Integers only.

No step multiplies, adds or averages grades; what is counted are votes and factors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.scorecard import BARRIER, LEVELS, FactorId, Method, PublishedLevel, PublishedMatrix, Scenario, Track
from assessment.scoring_ends import End
from assessment.scoring_severity import Severities

FactorGrades = dict[FactorId, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A scenario in the matrix at one end; ``level`` counts in ``LEVELS``, ``track`` is the gravest one."""

    severity: int
    likelihood: int
    level: int
    track: Track


def factor_grade(votes: Iterable[tuple[int, int]]) -> int:
    """The largest grade that one key question or two ordinary ones reach; pairs of votes and grade.

    One ordinary question that is missing altogether counts as grade 1 of its factor.
    """
    ones = twos = threes = 0  # written out: a page asks this thousands of times
    for vote, grade in votes:
        if grade == 3:
            threes += vote
            ones += vote == 1
        if grade >= 2:
            twos += vote
        if grade:
            ones += vote
    if threes >= 2:
        return 3
    return 2 if twos >= 2 else int(ones >= 2)


def factor_grades(end: End, method: Method) -> FactorGrades:
    votes: dict[FactorId, list[tuple[int, int]]] = {factor.id: [] for factor in method.factors}
    for question in end.questions:
        votes[question.factor].append((question.votes, question.grade))
    return {factor: factor_grade(pairs) for factor, pairs in votes.items()}


def read_factor(name: str, grades: Mapping[FactorId, int]) -> int:
    """The grade of a factor, where the destination may be limited by the readability barrier."""
    return min(grades["B"], grades["EK"]) if name == BARRIER else grades[name]  # type: ignore[index]  # ids are checked on loading


def likelihood(grades: Iterable[int], *, very_large: bool) -> int:
    graded = list(grades)
    top = max(graded)
    weak = sum(1 for grade in graded if grade >= 2)
    value = 4 if top == 3 or weak >= 2 else top + 1
    return max(value, 3 if top else 2) if very_large else value


def is_very_large(end: End, method: Method) -> bool:
    return end.facts.person_data and end.facts.persons > method.figures.very_large_above.value


def place(
    scenario: Scenario, severities: Severities, grades: FactorGrades, method: Method, *, very_large: bool
) -> Placed:
    track = max(scenario.tracks, key=lambda name: severities[name].value)
    severity = severities[track].value
    chance = likelihood((read_factor(name, grades) for name in scenario.factors), very_large=very_large)
    level = LEVELS.index(method.matrix[severity - 1][chance - 1]) if severity else 0
    return Placed(severity, chance, level, track)


def place_all(severities: Severities, grades: FactorGrades, method: Method, *, very_large: bool) -> dict[str, Placed]:
    return {s.id: place(s, severities, grades, method, very_large=very_large) for s in method.scenarios}


def worst(placed: Iterable[Placed]) -> int:
    return max((one.level for one in placed), default=0)


def published_level(matrix: PublishedMatrix, placed: Iterable[Placed]) -> PublishedLevel | None:
    """The worst level by a published matrix for the same severity and likelihood; ``None`` when nothing applies."""
    order = [word.id for word in matrix.words]
    found = [
        matrix.rows[min(one.severity, len(matrix.rows)) - 1][min(one.likelihood, len(matrix.rows[0])) - 1]
        for one in placed
        if one.severity
    ]
    return max(found, key=order.index, default=None)
