"""The frozen types of the catalogue of terms: what a term is, what sets it running, what ends it.

The terms themselves are data of a regime (``deadlines.yaml``); no length and no day of the law stands here.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assessment.questions import Bilingual, Citation, Frozen
from assessment.rules import Key
from assessment.vocabulary import Confidence

Kind = Annotated[str, Field(pattern=r"^DL-[0-9]{2}$")]
EventId = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
Shape = Literal["after", "before", "window", "validity", "yearly", "none"]
"""``after`` a start; the last day ``before`` an end; a ``window`` up to an end; how long a result is good
(``validity``); the same day ``yearly``; a duty without a term (``none``)."""

TermUnit = Literal["working_days", "months", "years", "hours"]
Who = Literal["exporter", "province", "cac", "both_parties", "system"]


class DeadlineEntry(Frozen):
    """One term from a day on. Its length is a figure of the law where there is one, else stands here.

    ``validity``: the figure that says how long what ends was good, so that its start can be told from its end.
    ``not_before``: the other kind whose opening must have come too. ``marks``: kinds counted back from the last day.
    """

    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")
    shape: Shape
    figure: Key | None = None
    length: Annotated[int, Field(ge=1)] | None = None
    unit: TermUnit | None = None
    each_year: Annotated[str, Field(pattern=r"^[01][0-9]-[0-3][0-9]$")] | None = None
    rest_day: Literal["moves", "stays"] = "moves"
    validity: Key | None = None
    not_before: Kind | None = None
    marks: tuple[Kind, ...] = ()
    cite: Citation
    confidence: Confidence
    checked_on: date
    note: Bilingual | None = None
    overlay: str | None = None

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class DeadlineRule(Frozen):
    """One kind through time. ``starts``: the event that sets it running; ``ended_by``: what has been done then.

    ``may``: it bounds a right, not a duty, so letting it pass is no fault.
    """

    kind: Kind
    label: Bilingual
    event: Bilingual
    who: Who
    starts: EventId | None = None
    ended_by: tuple[EventId, ...] = ()
    may: bool = False
    entries: Annotated[tuple[DeadlineEntry, ...], Field(min_length=1)]

    def on(self, day: date) -> DeadlineEntry | None:
        return next((entry for entry in self.entries if entry.in_force(day)), None)


class MilestoneKind(Frozen):
    """An event that a person records after filing, with the fields that it has beside date, number and note."""

    id: EventId
    group: Literal["assessment", "contract", "certificate", "running"]
    label: Bilingual
    hint: Bilingual | None = None
    fields: tuple[Literal["outcome", "result_date", "valid_until", "approved", "reply_by"], ...] = ()
    may_lie_ahead: bool = False
    then: tuple[EventId, ...] = ()


class DeadlineCatalogue(Frozen):
    """``deadlines.yaml``: every term, and the events that set terms running."""

    milestones: tuple[MilestoneKind, ...]
    deadlines: tuple[DeadlineRule, ...]

    def rule(self, kind: str) -> DeadlineRule | None:
        return next((rule for rule in self.deadlines if rule.kind == kind), None)

    def milestone(self, kind: str) -> MilestoneKind | None:
        return next((known for known in self.milestones if known.id == kind), None)
