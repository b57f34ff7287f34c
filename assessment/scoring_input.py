"""What the score reads: the strict model of an ANSWERS.yaml file, also built from an answer sheet.

A fact that nobody has established is ``open`` and never counts as ``no``. A question that is left out is
unknown when it applies and ignored when it does not; whether it applies follows from the facts alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from assessment.questions import Frozen
from assessment.vocabulary import Route

OPEN: Literal["open"] = "open"
YesNoOpen: TypeAlias = bool | Literal["open"]
Count = Annotated[int, Field(ge=0, le=10**12)]
QuestionId = Annotated[str, Field(pattern=r"^[A-I][1-9][0-9]?$")]
PersonProtection = Literal[
    "none", "deidentified_claimed", "deidentified_verified", "anonymised_claimed", "anonymised_verified"
]
MaskingOfImportantData = Literal["none", "claimed", "verified"]
AnswerState = Literal["verified", "declared", "unknown", "disputed"]


class Flags(Frozen):
    """Context flags (D9): which questions are asked. ``DEID`` left out follows the claim made in D7a."""

    VEH: YesNoOpen = False
    LOC: YesNoOpen = False
    VID: YesNoOpen = False
    GEO: YesNoOpen = False
    REMOTE: YesNoOpen = False
    CONSENT: YesNoOpen = False
    MINOR: YesNoOpen = False
    CMD: YesNoOpen = False
    DEID: YesNoOpen | None = None
    CIIO: YesNoOpen = False
    EXEMPT: YesNoOpen = False


class ScoreFacts(Frozen):
    """The nine facts of scoring: D1 persons, D2 sensitive persons, D3 severe kinds, D4 important data,
    D5 vulnerable group, D6 scale, D7a protection of persons, D7b masking of important data, D8 organisation.

    A yes/no fact left out is open, a protection left out is none, a count has to be given: silence never looks safe.
    """

    contains_pi: YesNoOpen = OPEN
    D1: Count
    D2: Count
    D3: YesNoOpen = OPEN
    D4: YesNoOpen = OPEN
    D5: YesNoOpen = OPEN
    D6: YesNoOpen = OPEN
    D7a: PersonProtection = "none"
    D7b: MaskingOfImportantData = "none"
    D8: Annotated[int, Field(ge=0, le=2)]
    vehicles: Count
    flags: Flags = Flags()


class GateAnswers(Frozen):
    """K1 to K5: absolute bars; K6 is derived from A1."""

    K1: YesNoOpen = False
    K2: YesNoOpen = False
    K3: YesNoOpen = False
    K4: YesNoOpen = False
    K5: YesNoOpen = False


class ScoreAnswer(Frozen):
    """One graded answer: 0 (best) to 3; ``unknown`` carries no grade, ``disputed`` the grade of a second rater too."""

    grade: Annotated[int, Field(ge=0, le=3)] | None = None
    state: AnswerState
    other: Annotated[int, Field(ge=0, le=3)] | None = None

    @model_validator(mode="after")
    def _grade_exactly_when_known(self) -> ScoreAnswer:
        if (self.grade is None) != (self.state == "unknown"):
            raise ValueError("a verified or declared answer needs a grade from 0 to 3, an unknown one has none")
        if (self.other is None) == (self.state == "disputed"):
            raise ValueError("a disputed answer has the grades of both raters, any other one has one grade")
        return self


class ScoreInput(Frozen):
    """Everything ``score`` reads (ANSWERS.yaml)."""

    route: Route | Literal["open"]
    facts: ScoreFacts
    gates: GateAnswers = GateAnswers()
    answers: Mapping[QuestionId, ScoreAnswer] = Field(default_factory=dict)
