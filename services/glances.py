"""What a list says about each case: route, risk, what is open. Worked out once for each state of a case.

A case is read whole for this, which a list of hundreds cannot afford on every request; so the result stays in the
process until the case, the law or the day changes. Nothing is stored: a restart works it out again.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assessment.answers import AnswerSheet
from assessment.facts import RouteFacts
from assessment.proofs import Standing, standings
from assessment.risk_score import RiskScore
from assessment.routing import decide
from assessment.rules import RuleBook
from assessment.scorecard import Level
from assessment.vocabulary import Route
from assessment.work import CaseRecord
from regimes.loader import Regime
from services.appraisal import Appraisal


@dataclass(frozen=True, slots=True)
class Glance:
    """One case in a list. ``level``: the lower and upper end of its risk; ``gaps``: how many places are open."""

    facts: RouteFacts
    route: Route
    level: tuple[Level, Level]
    gaps: int
    aging: Mapping[str, Standing]
    unmet: tuple[str, ...]


def glance_of(appraisal: Appraisal) -> Glance:
    found = appraisal.score
    return Glance(
        appraisal.facts,
        appraisal.decision.route,
        found.level,
        len(appraisal.gaps),
        aging(appraisal.sheet, found),
        unmet(found),
    )


def aging(sheet: AnswerSheet, score: RiskScore) -> dict[str, Standing]:
    """Graded answers whose evidence is too old, or soon will be; only of questions that are asked."""
    asked = {question.id for question in score.questions}
    return {
        question: found
        for question, found in standings(sheet).items()
        if question in asked and (found.ending or found.why == "too_old")
    }


def unmet(score: RiskScore) -> tuple[str, ...]:
    """The findings that need owner and day where the case may go ahead only with conditions (D1)."""
    return score.fixes if score.decision == "D1" else ()


def key_of(record: CaseRecord, law: Regime, on: date) -> Hashable:
    return record.id, record.revision, record.changed_at, law, on


@lru_cache(maxsize=5_000)
def route_of(facts: RouteFacts, book: RuleBook, on: date) -> Route:
    """The route alone, for lists that need nothing else of a decision."""
    return decide(facts, book, on).route
