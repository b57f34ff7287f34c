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
MOST = 10**12
"""The worst end of a count that nobody knows: above every figure of any method."""

Count = Annotated[int, Field(ge=0, le=MOST)]
CountFact: TypeAlias = Count | tuple[Count, Count] | Literal["open"]
"""A count, the two ends between which it lies, or ``open``: anything from nothing to everybody."""

Interest = Annotated[int, Field(ge=0, le=2)]
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

    A yes/no fact left out is open, a protection left out is none, a count has to be given or called open: silence
    never looks safe. ``gigabytes``: the volume of important data where it is known, only to tell that a figure is near.
    """

    contains_pi: YesNoOpen = OPEN
    D1: CountFact
    D2: CountFact
    D3: YesNoOpen = OPEN
    D4: YesNoOpen = OPEN
    D5: YesNoOpen = OPEN
    D6: YesNoOpen = OPEN
    D7a: PersonProtection = "none"
    D7b: MaskingOfImportantData = "none"
    D8: Interest | Literal["open"]
    vehicles: CountFact
    gigabytes: Count | None = None
    flags: Flags = Flags()

    @model_validator(mode="after")
    def _ends_in_order(self) -> ScoreFacts:
        for name in ("D1", "D2", "vehicles"):
            low, high = count_ends(getattr(self, name))
            if low > high:
                raise ValueError(f"{name}: the smaller end stands first, as in [{high}, {low}]")
        return self


def count_ends(count: CountFact) -> tuple[int, int]:
    """The least and the most that a count may be."""
    match count:
        case "open":
            return 0, MOST
        case int():
            return count, count
        case (low, high):
            return low, high
    raise TypeError(f"{count!r} is no count")


def counted(low: int, high: int) -> CountFact:
    """The count in the shortest way of writing it."""
    if low == high:
        return low
    return OPEN if (low, high) == (0, MOST) else (low, high)


def interest_ends(interest: int | Literal["open"]) -> tuple[int, int]:
    return (interest, interest) if isinstance(interest, int) else (0, 2)


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
