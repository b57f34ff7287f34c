"""What happened after filing, and the terms that follow: milestones are entries, later ones correct earlier ones.

``standing`` tells which milestones hold now, ``running`` which terms they set going and where each stands on a day.
Nothing is deleted: a corrected or withdrawn milestone stays readable in its journal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from assessment.deadline_rules import DeadlineRule
from assessment.deadlines import Anchor, Deadline, TermLaw, deadline
from assessment.questions import Frozen
from assessment.work import JournalEntry
from assessment.workdays import months_later

Outcome = Literal["passed", "partly", "failed"]
VolumeUnit = Literal["MB", "GB", "TB"]
State = Literal["waiting", "running", "overdue", "lapsed", "done", "no_term"]
"""``waiting``: its window is not open yet. ``lapsed``: somebody else's term, or a right, that has run out."""

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
    """A milestone that holds, with who recorded it last and how often it was corrected."""

    id: str
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
class Running:
    """A term of a case: what set it going, where it stands, and what ended it.

    ``origin`` is ``None`` for terms that follow from answers or from the year alone.
    """

    deadline: Deadline
    state: State
    origin: Standing | None = None
    ended_by: Standing | None = None

    @property
    def due(self) -> date | None:
        return self.deadline.due

    @property
    def open(self) -> bool:
        return self.state in ("waiting", "running", "overdue", "no_term")

    @property
    def late(self) -> bool:
        """Done, but after the last day."""
        return self.ended_by is not None and self.due is not None and self.ended_by.on > self.due


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
        heads[root] = Standing(entry.id, said, entry.person_name, entry.at, position, count)
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


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that sets terms running; ``printed``: the last day of it stands in a notice."""

    name: str
    on: date
    origin: Standing
    anchor: Anchor | None = None
    printed: date | None = None


def running(milestones: Sequence[Standing], law: TermLaw, today: date) -> tuple[Running, ...]:
    """Every term that a milestone set going, in the order of their last days; done ones too."""
    events = [*_recorded(milestones), *_derived(milestones, law)]
    found = [
        _stand(rule, event, events, milestones, law, today)
        for event in events
        for rule in law.catalogue.deadlines
        if rule.starts == event.name
    ]
    return by_day(found)


def by_day(found: Iterable[Running]) -> tuple[Running, ...]:
    """Overdue and near ones first; what has no last day stands before all others, for it is due at once."""
    return tuple(sorted(found, key=lambda one: (one.due or date.min, one.deadline.kind)))


def from_self_assessment(finished: date, milestones: Sequence[Standing], law: TermLaw, today: date) -> Running | None:
    """DL-25 from the answer on when the self-assessment was finished; ended by handing in the dossier after it."""
    rule = next((rule for rule in law.catalogue.deadlines if rule.starts == "self_assessment"), None)
    if rule is None:
        return None
    found = deadline(rule.kind, finished, law)
    done = next((one for one in milestones if one.kind in rule.ended_by and one.on >= finished), None)
    return Running(found, _state(found, rule, done, today), None, done) if found.due else None


def yearly(rule: DeadlineRule, milestones: Sequence[Standing], law: TermLaw, today: date) -> Running | None:
    """The next day of a term that comes every year; done when its event was recorded in the year of its day."""
    found = deadline(rule.kind, today, law)
    if found.due is None or found.entry.shape != "yearly":
        return None
    done = [one for one in milestones if one.kind in rule.ended_by and one.on.year == found.due.year]
    return Running(found, _state(found, rule, done[-1] if done else None, today), None, done[-1] if done else None)


def _recorded(milestones: Sequence[Standing]) -> list[_Event]:
    return [_Event(one.kind, one.on, one) for one in milestones]


def _derived(milestones: Sequence[Standing], law: TermLaw) -> list[_Event]:
    events: list[_Event] = []
    allowed = approval(milestones, law)
    if allowed is not None:
        printed = allowed.valid_until if allowed.printed or allowed.standing.kind not in RESULTS else None
        events += [
            _Event("result", allowed.result_date, allowed.standing, None, printed),
            _Event("result_end", allowed.valid_until, allowed.standing, "end"),
        ]
    issued = [one for one in milestones if one.kind == "certificate_issued"]
    if issued:
        end = issued[-1].milestone.valid_until
        anchor: Anchor = "end" if end else "start"
        events.append(_Event("certificate_end", end or issued[-1].on, issued[-1], anchor))
    return events


def _stand(
    rule: DeadlineRule,
    event: _Event,
    events: Sequence[_Event],
    milestones: Sequence[Standing],
    law: TermLaw,
    today: date,
) -> Running:
    found = deadline(rule.kind, event.on, law, anchor=event.anchor)
    if event.printed is not None:
        found = _printed(found, event.printed, law)
    ending = {*rule.ended_by, event.name}
    done = next(
        (one for one in milestones if one.kind in ending and one.id != event.origin.id and _after(one, event.origin)),
        None,
    )
    return Running(found, _state(found, rule, done, today), event.origin, done)


def _after(one: Standing, origin: Standing) -> bool:
    return (one.on, one.position) > (origin.on, origin.position)


def _printed(found: Deadline, end: date, law: TermLaw) -> Deadline:
    """The date in the notice takes the place of the computed one; the marks before it are counted from it."""
    marks = [deadline(kind, end, law, anchor="end") for kind in found.entry.marks]
    years = sorted({year for mark in marks for year in mark.unofficial})
    return replace(found, due=end, raw=end, earlier=None, unofficial=tuple(years))


def _state(found: Deadline, rule: DeadlineRule, done: Standing | None, today: date) -> State:
    if done is not None:
        return "done"
    if found.due is None:
        return "no_term" if found.in_force else "lapsed"
    if found.opens is not None and today < found.opens:
        return "waiting"
    if today <= found.due:
        return "running"
    return "lapsed" if rule.may or rule.who in ("province", "cac", "system") else "overdue"
