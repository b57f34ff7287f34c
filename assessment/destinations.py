"""A company's library of destinations: B1 to B6 graded once from statutes and official texts, and used again.

Every grading is a version with the name of counsel and its own date. The product ships none: grades of ours would be
taken for counsel's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from assessment.answers import AnswerSheet
from assessment.questions import Frozen, Scope
from assessment.work import JournalEntry
from assessment.workdays import months_later

QUESTIONS = ("B1", "B2", "B3", "B4", "B5", "B6")
MONTHS = 12
"""A grading is used for twelve months from its date, as any other evidence."""


class Graded(Frozen):
    """One grading. ``basis``: the statutes and official texts behind each grade, in counsel's words."""

    country: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    grades: Mapping[str, Annotated[int, Field(ge=0, le=3)]]
    basis: Mapping[str, str]
    counsel: Annotated[str, Field(min_length=1, max_length=100)]
    dated: date

    @field_validator("grades")
    @classmethod
    def _all_six(cls, grades: Mapping[str, int]) -> Mapping[str, int]:
        if sorted(grades) != sorted(QUESTIONS):
            raise ValueError("a destination is graded on B1 to B6, each of them once")
        return grades


@dataclass(frozen=True, slots=True)
class Destination:
    """One version of one destination; versions count from 1."""

    graded: Graded
    version: int
    entry: JournalEntry

    @property
    def until(self) -> date:
        """The last day on which the grading is young enough."""
        return months_later(self.graded.dated, MONTHS)


def library(entries: Iterable[JournalEntry]) -> dict[str, tuple[Destination, ...]]:
    """Country → its versions, oldest first; the last one holds."""
    found: dict[str, list[Destination]] = {}
    for entry in entries:
        graded = Graded.model_validate_json(json.dumps(dict(entry.content)))
        versions = found.setdefault(graded.country, [])
        versions.append(Destination(graded, len(versions) + 1, entry))
    return {country: tuple(versions) for country, versions in found.items()}


def countries_of(sheet: AnswerSheet) -> tuple[str, ...]:
    """The destinations of a case: where its recipients are, each once."""
    said = (entry.answers.get("recipient.country") for entry in sheet.of_scope(Scope.RECIPIENT))
    return tuple(dict.fromkeys(country for country in said if isinstance(country, str) and country))


def worst_grades(destinations: Sequence[Destination]) -> dict[str, int]:
    """B1 to B6 over several destinations: the weakest of them counts."""
    return {question: max(one.graded.grades[question] for one in destinations) for question in QUESTIONS}
