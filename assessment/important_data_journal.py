"""What was determined for a scenario, as entries of the journal ``important_data``: the last one holds.

An entry carries everything the determination rested on: the matches with their reasons and the facts that were
typed. What follows from them is reckoned again with the law of today and compared with what was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from assessment.important_data import Result
from assessment.questions import Frozen
from assessment.work import JournalEntry

MatchVerdict = Literal["matches", "differs"]
FactAnswer = bool | int | str


class Match(Frozen):
    """A person's word on one item of the table. ``reason`` is required where a suggestion is rejected."""

    item: str
    verdict: MatchVerdict
    reason: Annotated[str, Field(max_length=1_000)] = ""


class Determined(Frozen):
    """The content of an entry. ``facts``: what was typed, by fact; what the case itself says is not repeated."""

    on: date
    matches: tuple[Match, ...]
    facts: dict[str, FactAnswer]
    result: Result
    note: Annotated[str, Field(max_length=4_000)] = ""
    regime_sha256: str

    @property
    def confirmed(self) -> tuple[str, ...]:
        return tuple(match.item for match in self.matches if match.verdict == "matches")

    @property
    def decided(self) -> frozenset[str]:
        """Items on which somebody said a word, whichever."""
        return frozenset(match.item for match in self.matches)


@dataclass(frozen=True, slots=True)
class Kept:
    """What holds for a scenario now, who said so and when. ``position`` tells whether somebody else was faster."""

    content: Determined
    person_name: str
    at: datetime
    position: int


def as_content(determined: Determined) -> dict[str, object]:
    """The entry as plain data for the journal."""
    return determined.model_dump(mode="json")


def current(entries: Iterable[JournalEntry]) -> dict[str, Kept]:
    """The last determination of each scenario; ``entries`` oldest first, of one case."""
    return {
        entry.subject: Kept(
            Determined.model_validate_json(json.dumps(dict(entry.content))), entry.person_name, entry.at, entry.position
        )
        for entry in entries
    }
