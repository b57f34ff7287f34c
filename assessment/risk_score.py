"""The result of scoring: one frozen object that page, report and trail print alike.

It carries its own explanation: which question made a factor grade, a sentence for every scenario, the findings of
every item of Art. 8 and Art. 5. ``as_json`` is the short contract for scripts; ``as_record`` keeps everything.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from assessment.questions import Bilingual, Frozen
from assessment.scorecard import Decision, FactorId, Level, PublishedLevel, Track, Words
from assessment.scoring_gates import Gates
from assessment.scoring_input import AnswerState, ScoreFacts

Ends = tuple[int, int]
LevelEnds = tuple[Level, Level]


class QuestionResult(Frozen):
    """An applicable question. ``applies`` is maybe when an open fact decides; ``text`` words the finding.

    ``name``: the question alone; records of earlier days have none.
    """

    id: str
    factor: FactorId
    grade: Ends
    state: AnswerState
    applies: Literal["yes", "maybe"]
    key: bool
    text: Bilingual
    name: Bilingual | None = None


class SeverityResult(Frozen):
    """``formula``: the steps that lead to the value, at both ends where they differ; ``None`` in older records."""

    track: Track
    name: Bilingual
    value: Ends
    sentence: Bilingual
    formula: Bilingual | None = None


class FactorResult(Frozen):
    """``because``: the questions that make the upper grade; empty when it is 0."""

    id: FactorId
    name: Bilingual
    grade: Ends
    because: tuple[str, ...]


class ScenarioResult(Frozen):
    id: str
    name: Bilingual
    severity: Ends
    likelihood: Ends
    level: LevelEnds
    inherent: Level
    covers: str
    sentence: Bilingual


class ArticleResult(Frozen):
    """An item of Art. 8 or Art. 5: its grade, its level or the severity, and the questions found wanting."""

    id: str
    name: Bilingual
    text: Bilingual
    grade: Ends | None
    level: LevelEnds | None
    severity: Ends | None
    findings: tuple[str, ...]
    sentence: Bilingual


class Crosswalk(Frozen):
    """The worst level by three published matrices at the upper end; ``None`` when no scenario applies."""

    annex_b: PublishedLevel | None
    gbt39335: PublishedLevel | None
    gbt45577: PublishedLevel | None
    sentence: Bilingual


class Inherent(Frozen):
    """Without protection and controls, at the upper end."""

    S_P: int
    S_N: int
    level: Level


class PlanResult(Frozen):
    fixes: tuple[str, ...]
    enough: bool
    leaves: tuple[str, ...]


class RiskScore(Frozen):
    """Level and decision of one export, with everything that led there. Records of earlier days have no ``facts``."""

    scorecard: str
    status: Bilingual
    level: LevelEnds
    decision: Decision
    sentence: Bilingual
    reasons: tuple[Bilingual, ...]
    severity: tuple[SeverityResult, ...]
    factors: tuple[FactorResult, ...]
    scenarios: tuple[ScenarioResult, ...]
    gates: Gates
    articles: tuple[ArticleResult, ...]
    questions: tuple[QuestionResult, ...]
    not_asked: tuple[str, ...]
    fixes: tuple[str, ...]
    plan: PlanResult
    attainment: Ends
    inherent: Inherent
    crosswalk: Crosswalk
    matrix: tuple[tuple[Level, ...], ...]
    words: Words
    deliberate: Bilingual | None = None
    facts: ScoreFacts | None = None
    ruleset_sha256: str
    answers_sha256: str

    def question(self, question_id: str) -> QuestionResult:
        return next(question for question in self.questions if question.id == question_id)

    def article(self, article_id: str) -> ArticleResult:
        return next(article for article in self.articles if article.id == article_id)

    def articles_of(self, article: Literal["8", "5"]) -> tuple[ArticleResult, ...]:
        return tuple(item for item in self.articles if item.id.startswith(f"{article}("))

    def as_json(self) -> dict[str, Any]:
        """The output of ``flask score``; a bar that is not answered yet stands among the unproven."""
        open_bars = tuple(gate for gate in self.gates.hold if gate != "K6")
        return {
            "level": list(self.level),
            "decision": self.decision,
            "severity": {f"S_{part.track}": list(part.value) for part in self.severity},
            "factors": {factor.id: list(factor.grade) for factor in self.factors},
            "scenarios": {
                one.id: {
                    "severity": list(one.severity),
                    "likelihood": list(one.likelihood),
                    "level": list(one.level),
                }
                for one in self.scenarios
            },
            "gates": {
                "stop": list(self.gates.stop),
                "failed": list(self.gates.failed),
                "unproven": [*open_bars, *self.gates.unproven],
            },
            "fixes": list(self.fixes),
            "plan": list(self.plan.fixes),
            "attainment": list(self.attainment),
            "inherent": {"S_P": self.inherent.S_P, "S_N": self.inherent.S_N, "level": self.inherent.level},
            "crosswalk": {
                "annex_b": self.crosswalk.annex_b or "none",
                "gbt39335": self.crosswalk.gbt39335 or "none",
                "gbt45577": self.crosswalk.gbt45577 or "none",
            },
            "ruleset_sha256": self.ruleset_sha256,
            "answers_sha256": self.answers_sha256,
        }

    def as_record(self) -> dict[str, Any]:
        """Everything, as plain JSON values, for a snapshot; ``from_record`` reads it back."""
        return self.model_dump(mode="json")

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> RiskScore:
        return cls.model_validate_json(json.dumps(record))
