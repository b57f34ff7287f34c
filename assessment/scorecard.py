"""The scorecard as frozen data: questions, figures, scenarios, matrix, gates and words of one dated method.

It says what is asked and how grades become levels; it holds no answers and works nothing out. A scorecard is
succeeded by a later one, never edited.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, TypeAlias

import rfc8785
from pydantic import BaseModel, ConfigDict, Field

from assessment.questions import Bilingual, Citation, Frozen

Grade = Annotated[int, Field(ge=0, le=3)]
Level: TypeAlias = Literal["none", "low", "medium", "high", "extreme"]
LEVELS: tuple[Level, ...] = ("none", "low", "medium", "high", "extreme")
PublishedLevel: TypeAlias = Literal["minor", "low", "medium", "high", "extreme"]
Decision: TypeAlias = Literal["D0", "D1", "D2", "D3", "D4"]
DECISIONS: tuple[Decision, ...] = ("D0", "D1", "D2", "D3", "D4")
Track: TypeAlias = Literal["P", "N", "O"]
Confidence: TypeAlias = Literal["high", "medium", "low"]
FactorId: TypeAlias = Literal["A", "B", "CE", "CM", "CT", "EM", "ET", "EL", "EK", "F", "G", "H", "I"]
Applies: TypeAlias = Literal["PI", "VEH", "LOC", "VID", "GEO", "REMOTE", "CONSENT", "MINOR", "CMD", "DEID", "NSEC"]
BARRIER: Literal["B*"] = "B*"
"""min(B, EK): the destination counts only as far as the recipient side can read the data."""


class Source(Citation):
    note: str | None = None


class ScoreQuestion(Frozen):
    """One graded question; ``grades`` words 0 to 3. No ``applies``: always asked; several: any of them."""

    id: Annotated[str, Field(pattern=r"^[A-I][1-9][0-9]?$")]
    factor: FactorId
    votes: Literal[1, 2]
    key_when: Literal["NSEC"] | None = None
    applies: tuple[Applies, ...] = ()
    question: Bilingual
    grades: Annotated[tuple[Bilingual, ...], Field(min_length=4, max_length=4)]
    reference: Bilingual
    evidence: Bilingual

    @property
    def order(self) -> tuple[str, int]:
        return self.id[0], int(self.id[1:])


class QuestionFile(Frozen):
    confidence: Confidence
    checked_on: date
    questions: tuple[ScoreQuestion, ...]


class Figure(Frozen):
    value: Annotated[int, Field(ge=0)]
    unit: Bilingual
    cite: Source
    confidence: Confidence


class Figures(Frozen):
    """Counts at which severity or likelihood changes; the name says on which side the figure itself lies."""

    volume_above: Figure
    sensitive_from: Figure
    mass_from: Figure
    large_from: Figure
    located_vehicles_above: Figure
    very_large_above: Figure
    scale_gigabytes_above: Figure
    scale_vehicles_above: Figure


class SeverityStep(Frozen):
    persons: Bilingual
    national: Bilingual


class SeverityRules(Frozen):
    persons_ordinary: int
    persons_some_sensitive: int
    persons_severe: int
    national_important: int
    national_mass: int
    national_large: int
    highest: int
    cite: Source
    confidence: Confidence
    steps: tuple[SeverityStep, ...]


class Factor(Frozen):
    id: FactorId
    name: Bilingual


class Scenario(Frozen):
    id: Annotated[str, Field(pattern=r"^R[1-9]$")]
    name: Bilingual
    tracks: tuple[Track, ...]
    factors: tuple[FactorId | Literal["B*"], ...]
    covers: str


class PublishedWord(Frozen):
    id: PublishedLevel
    zh: str
    en: str


class PublishedMatrix(Frozen):
    """A matrix of a published paper in its own words, for comparison only."""

    id: Literal["annex_b", "gbt39335", "gbt45577"]
    name: Bilingual
    words: tuple[PublishedWord, ...]
    rows: tuple[tuple[PublishedLevel, ...], ...]
    cite: Source
    confidence: Confidence


class Gate(Frozen):
    id: Annotated[str, Field(pattern=r"^K[1-9]$")]
    question: Bilingual
    reference: Bilingual
    confidence: Confidence
    derived_from: str | None = None


class MustItem(Frozen):
    question: str
    when: Literal["security_assessment", "NSEC"] | None = None


class Article(Frozen):
    """One item of Art. 8 or Art. 5 of the Measures and what answers it.

    ``text`` is official, ``name`` a short label of ours. ``listed``: factors that do not set its grade, but whose
    findings are told here.
    """

    id: str
    name: Bilingual
    text: Bilingual
    factors: tuple[FactorId, ...] = ()
    listed: tuple[FactorId, ...] = ()
    scenarios: tuple[str, ...] = ()
    severity: bool = False


class LevelWords(Frozen):
    none: Bilingual
    low: Bilingual
    medium: Bilingual
    high: Bilingual
    extreme: Bilingual

    def of(self, level: Level) -> Bilingual:
        word: Bilingual = getattr(self, level)
        return word


class DecisionWords(Frozen):
    D0: Bilingual
    D1: Bilingual
    D2: Bilingual
    D3: Bilingual
    D4: Bilingual

    def of(self, decision: Decision) -> Bilingual:
        word: Bilingual = getattr(self, decision)
        return word


class Words(Frozen):
    grades: Annotated[tuple[Bilingual, ...], Field(min_length=4, max_length=4)]
    levels: LevelWords
    decisions: DecisionWords


class TrackWords(Frozen):
    P: Bilingual
    N: Bilingual
    O: Bilingual  # noqa: E741 - the published names of the three tracks are P, N and O

    def of(self, track: Track) -> Bilingual:
        word: Bilingual = getattr(self, track)
        return word


class Method(Frozen):
    """Everything of a scorecard but its questions."""

    id: str
    starts: date
    checked_on: date
    status: Bilingual
    deliberate: Bilingual
    figures: Figures
    severity: SeverityRules
    tracks: TrackWords
    likelihood: Annotated[tuple[Bilingual, ...], Field(min_length=4, max_length=4)]
    factors: tuple[Factor, ...]
    scenarios: tuple[Scenario, ...]
    matrix: tuple[tuple[Level, ...], ...]
    published: tuple[PublishedMatrix, ...]
    gates: tuple[Gate, ...]
    must_items: tuple[MustItem, ...]
    articles: tuple[Article, ...]
    articles_cite: Source
    words: Words


class Scorecard(BaseModel):
    """A complete scorecard: the method and its questions in the order A, B, C, E, F, G, H, I."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, ignored_types=(cached_property,))

    method: Method
    questions: tuple[ScoreQuestion, ...]

    @cached_property
    def by_id(self) -> dict[str, ScoreQuestion]:
        return {question.id: question for question in self.questions}

    @cached_property
    def by_factor(self) -> dict[FactorId, tuple[ScoreQuestion, ...]]:
        return {f.id: tuple(q for q in self.questions if q.factor == f.id) for f in self.method.factors}

    @cached_property
    def sha256(self) -> str:
        """Hash of the whole rule set in canonical JSON; printed in the report."""
        return hashlib.sha256(rfc8785.dumps(self.model_dump(mode="json"))).hexdigest()


def figures_of(method: Method) -> tuple[tuple[str, Figure], ...]:
    """The figures of a method with their names, in the order of the file."""
    return tuple((name, getattr(method.figures, name)) for name in Figures.model_fields)
