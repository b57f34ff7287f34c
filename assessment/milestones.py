"""What happened after filing: milestones are entries of a journal, later ones correct earlier ones.

``standing`` tells which milestones hold now, ``approval`` what the authority last allowed and until when. Nothing is
deleted: a corrected or withdrawn milestone stays readable in its journal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from assessment.deadlines import TermLaw, deadline
from assessment.questions import Frozen
from assessment.work import JournalEntry
from assessment.workdays import months_later

Outcome = Literal["passed", "partly", "failed"]
VolumeUnit = Literal["MB", "GB", "TB"]

RESULTS = frozenset({"result_received", "reassessment_result"})
DERIVED_EVENTS = ("result", "result_end", "certificate_end", "self_assessment")
"""Events that follow from milestones and answers; nobody records them as such."""

FOREIGN_PREFIX = "change_"
"""Subjects of the same journal that are not milestones of the authority's procedure."""


class Milestone(Frozen):
    """One event, as it is kept in the journal. ``corrects``: the id of the entry that this one takes the place of.

    ``valid_until``: the end printed in the notice or certificate. ``persons``, ``volume``: what was allowed for the
    term. ``refused``: what a partial result did not allow, one item a line. ``reply_by``: a term the authority set.
    """

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    on: date
    number: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()
    outcome: Outcome | None = None
    result_date: date | None = None
    valid_until: date | None = None
    persons: Annotated[int, Field(ge=0)] | None = None
    volume: Annotated[int, Field(ge=0)] | None = None
    volume_unit: VolumeUnit | None = None
    refused: tuple[str, ...] = ()
    reply_by: date | None = None
    corrects: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A milestone that holds, with who recorded it last and how often it was corrected.

    ``id`` is the entry that holds now, ``first_id`` the one that it all began with.
    """

    id: str
    first_id: str
    milestone: Milestone
    person_name: str
    at: datetime
    position: int
    corrections: int

    @property
    def kind(self) -> str:
        return self.milestone.kind

    @property
    def on(self) -> date:
        return self.milestone.on


@dataclass(frozen=True, slots=True)
class Approval:
    """What the authority last allowed: the result in force, or the extension of it."""

    standing: Standing
    outcome: Outcome
    result_date: date
    valid_until: date
    printed: bool
    persons: int | None
    volume: int | None
    volume_unit: VolumeUnit | None
    refused: tuple[str, ...]


def read(entry: JournalEntry) -> Milestone:
    """The content of one entry, checked again."""
    return Milestone.model_validate_json(json.dumps(dict(entry.content)))


def standing(entries: Iterable[JournalEntry]) -> tuple[Standing, ...]:
    """The milestones that hold now, oldest event first; the latest entry of a chain of corrections wins."""
    heads: dict[str, Standing] = {}
    first: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: entry.position):
        if entry.subject.startswith(FOREIGN_PREFIX):
            continue
        said = read(entry)
        root = first.get(said.corrects, entry.id) if said.corrects else entry.id
        before = heads.get(root)
        first[entry.id] = root
        position = before.position if before else entry.position
        count = before.corrections + 1 if before else 0
        heads[root] = Standing(entry.id, root, said, entry.person_name, entry.at, position, count)
    kept = [one for one in heads.values() if not one.milestone.withdrawn]
    return tuple(sorted(kept, key=lambda one: (one.on, one.position)))


def approval(milestones: Sequence[Standing], law: TermLaw) -> Approval | None:
    """What was allowed and until when; ``None`` before a first result that allowed anything.

    A result that allowed nothing takes nothing away: what was allowed before is good until its own end.
    """
    found: Approval | None = None
    for one in milestones:
        said = one.milestone
        if one.kind in RESULTS:
            found = _result(one, law) or found
        elif one.kind == "extension_decided" and said.outcome == "passed" and found is not None:
            end = said.valid_until or _extended(found.valid_until, said.on, law)
            found = Approval(
                one, found.outcome, found.result_date, end, said.valid_until is not None,
                said.persons if said.persons is not None else found.persons,
                said.volume if said.volume is not None else found.volume,
                said.volume_unit or found.volume_unit, found.refused,
            )  # fmt: skip
    return found


def _result(one: Standing, law: TermLaw) -> Approval | None:
    said = one.milestone
    if said.outcome not in ("passed", "partly"):
        return None
    dated = said.result_date or one.on
    end = said.valid_until or deadline("DL-05", dated, law).due
    if end is None:
        return None
    printed = said.valid_until is not None
    return Approval(
        one, said.outcome, dated, end, printed, said.persons, said.volume, said.volume_unit, said.refused
    )  # fmt: skip


def _extended(end: date, on: date, law: TermLaw) -> date:
    figure = law.book.figure("sa.extension_validity", on)
    years = figure.value if figure is not None and isinstance(figure.value, int) else 0
    return months_later(end, 12 * years)
