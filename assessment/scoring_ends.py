"""One end of every interval: all facts and grades read at their better or at their worse end.

Every rule of the method is non-decreasing in every answer and fact, so two runs, one at each end, give the exact
interval of the result. Nothing is graded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.scorecard import Applies, FactorId, Figures, Scorecard, ScoreQuestion
from assessment.scoring_input import (
    OPEN,
    ScoreAnswer,
    ScoreFacts,
    ScoreInput,
    YesNoOpen,
    count_ends,
    interest_ends,
)
from assessment.vocabulary import Route

UNKNOWN_ANSWER = ScoreAnswer(state="unknown")
MAY_BE_SECURITY_ASSESSMENT = (OPEN, Route.UNDETERMINED, Route.REVIEW)


@dataclass(frozen=True, slots=True)
class FactsEnd:
    """The facts of scoring with every open one settled to the same side."""

    personal: bool
    anonymised: bool
    deidentified: bool
    masked: bool
    important: bool
    severe_kind: bool
    vulnerable: bool
    large_scale: bool
    located: bool
    persons: int
    sensitive_persons: int
    vehicles: int
    organisation: int

    @property
    def person_data(self) -> bool:
        """PI of the question tables: personal information is present and not anonymised."""
        return self.personal and not self.anonymised

    def large_location(self, figures: Figures) -> bool:
        return self.located and self.vehicles > figures.located_vehicles_above.value

    def national(self, figures: Figures) -> bool:
        """NSEC: important data, or personal information in mass or with place."""
        mass = self.persons >= figures.mass_from.value or self.large_location(figures)
        return self.important or (self.person_data and mass)


@dataclass(frozen=True, slots=True)
class Graded:
    """An applicable question with its grade and votes at one end."""

    id: str
    factor: FactorId
    votes: int
    grade: int


@dataclass(frozen=True, slots=True)
class End:
    """Everything that the rules read at one end. ``questions`` stand in their fixed order."""

    upper: bool
    facts: FactsEnd
    national: bool
    security_assessment: bool
    questions: tuple[Graded, ...]
    grades: Mapping[str, int]


def at_end(case: ScoreInput, scorecard: Scorecard, *, upper: bool) -> End:
    facts = facts_at_end(case.facts, upper=upper)
    national = facts.national(scorecard.method.figures)
    asked = {name for name, holds in _contexts(case.facts, facts, national, upper=upper).items() if holds}
    questions = tuple(
        _graded(question, case.answers.get(question.id, UNKNOWN_ANSWER), national=national, upper=upper)
        for question in scorecard.questions
        if not question.applies or not asked.isdisjoint(question.applies)
    )
    assessed = case.route == Route.SECURITY_ASSESSMENT or (upper and case.route in MAY_BE_SECURITY_ASSESSMENT)
    return End(upper, facts, national, assessed, questions, {question.id: question.grade for question in questions})


def facts_at_end(facts: ScoreFacts, *, upper: bool) -> FactsEnd:
    personal = settle(facts.contains_pi, upper=upper)
    located = settle(facts.flags.LOC, upper=upper)
    end = 1 if upper else 0
    return FactsEnd(
        personal=personal,
        anonymised=_protected(facts.D7a, "anonymised", upper=upper),
        deidentified=_protected(facts.D7a, "deidentified", upper=upper),
        masked=facts.D7b == "verified" or (facts.D7b == "claimed" and not upper),
        important=settle(facts.D4, upper=upper),
        severe_kind=settle(facts.D3, upper=upper) or (located and personal),
        vulnerable=settle(facts.D5, upper=upper),
        large_scale=settle(facts.D6, upper=upper),
        located=located,
        persons=count_ends(facts.D1)[end],
        sensitive_persons=count_ends(facts.D2)[end],
        vehicles=count_ends(facts.vehicles)[end],
        organisation=interest_ends(facts.D8)[end],
    )


def settle(value: YesNoOpen, *, upper: bool) -> bool:
    """Open means no at the better end and yes at the worse one."""
    return value if isinstance(value, bool) else upper


def interval(answer: ScoreAnswer) -> tuple[int, int]:
    """Verified is one value, declared leaves a step of doubt, two raters what lies between them, unknown leaves all."""
    if answer.state == "verified" and answer.grade is not None:
        return answer.grade, answer.grade
    if answer.grade is None:
        return 0, 3
    if answer.other is not None:
        return min(answer.grade, answer.other), max(answer.grade, answer.other)
    return answer.grade, min(3, answer.grade + 1)


def _protected(claim: str, kind: str, *, upper: bool) -> bool:
    """A claim without a test reaches from the claim down to no protection at all."""
    return claim == f"{kind}_verified" or (claim == f"{kind}_claimed" and not upper)


def _graded(question: ScoreQuestion, answer: ScoreAnswer, *, national: bool, upper: bool) -> Graded:
    votes = 2 if question.votes == 2 or (question.key_when == "NSEC" and national) else 1
    return Graded(question.id, question.factor, votes, interval(answer)[1 if upper else 0])


def _contexts(facts: ScoreFacts, end: FactsEnd, national: bool, *, upper: bool) -> Mapping[Applies, bool]:
    flags = facts.flags
    claimed = flags.DEID if flags.DEID is not None else facts.D7a != "none"
    return {
        "PI": end.person_data,
        "NSEC": national,
        "LOC": end.located,
        "VEH": settle(flags.VEH, upper=upper),
        "VID": settle(flags.VID, upper=upper),
        "GEO": settle(flags.GEO, upper=upper),
        "REMOTE": settle(flags.REMOTE, upper=upper),
        "CONSENT": settle(flags.CONSENT, upper=upper),
        "MINOR": settle(flags.MINOR, upper=upper),
        "CMD": settle(flags.CMD, upper=upper),
        "DEID": settle(claimed, upper=upper),
    }
