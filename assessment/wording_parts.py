"""What all official texts are made of: where they stand, headings, numbered sentences, confidence."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assessment.questions import Citation, Frozen

Confidence = Literal["high", "medium", "low"]


class Official(Frozen):
    """What every part of the wording carries: where it stands, how well it was read, and when."""

    cite: Citation
    confidence: Confidence
    checked_on: date


class ReportHeading(Frozen):
    """One heading of the template; ``id`` is the place that questions name as ``report.<id>``."""

    id: Annotated[str, Field(pattern=r"^[1-9](\.[1-9]){0,2}$")]
    number: str
    text: str

    @property
    def level(self) -> int:
        return self.id.count(".") + 1


class NumberedText(Frozen):
    """One item of an article, in its official words."""

    id: str
    number: str
    text: str
