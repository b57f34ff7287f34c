"""An authority's notice that data of the company are important data, and the flows that it reaches.

A notice is a fact, not an opinion: from its day on the data items that it names are *notified*, whatever the
questionnaire says. This module matches names exactly; it never guesses that two names mean the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from assessment.answers import AnswerSheet
from assessment.facts import RouteFacts
from assessment.questions import Bilingual, Citation, Frozen
from assessment.vocabulary import Confidence


class Notice(Frozen):
    """Who told whom, when and under which number, that which data items are important data.

    ``items``: names as they stand in the table of data items. ``company``: the company's full name where the
    notice reaches only one company of an installation. ``until`` is set when the notice is withdrawn.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")
    authority: Bilingual
    number: Annotated[str, Field(min_length=1)]
    company: str | None = None
    items: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
    cite: Citation
    confidence: Confidence
    checked_on: date
    overlay: str | None = None

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class NoticeHit:
    """A notice reaches a scenario: these of its data items are named in it."""

    flow: str
    notice: Notice
    items: tuple[str, ...]


def hits(sheet: AnswerSheet, notices: Iterable[Notice]) -> tuple[NoticeHit, ...]:
    """Where the notices in force on the day of the sheet reach its scenarios."""
    standing = [
        notice
        for notice in notices
        if notice.in_force(sheet.on) and (notice.company is None or folded(notice.company) == folded(sheet.company))
    ]
    found = []
    for scenario in sheet.scenarios if standing else ():
        names = {folded(item.name): item.name for item in sheet.exported_items_of(scenario.id)}
        for notice in standing:
            named = tuple(dict.fromkeys(names[folded(name)] for name in notice.items if folded(name) in names))
            if named:
                found.append(NoticeHit(scenario.id, notice, named))
    return tuple(found)


def with_notices(facts: RouteFacts, found: Sequence[NoticeHit]) -> RouteFacts:
    """The same facts, with every flow that a notice reaches notified as important data."""
    reached = {hit.flow for hit in found}
    if not reached:
        return facts
    flows = tuple(
        flow.model_copy(update={"important_data": "notified"}) if flow.id in reached else flow for flow in facts.flows
    )
    return facts.model_copy(update={"flows": flows})


def folded(name: str) -> str:
    """A name without blanks and case, so that only these differences do not matter."""
    return "".join(name.split()).casefold()
