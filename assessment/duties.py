"""Duties as a checklist: what is due by the route, what somebody said about each, and what holds now.

The duties come from the rules (``RouteDecision.duties``) and from the protection requirements of a sector; entries of
the journal of duties say who does them and what proves it. An entry is never edited: the newest one of a duty holds.
A duty that no longer applies stays readable as it was. Nothing is taken as done because nobody spoke of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from assessment.decisions import DutyDue
from assessment.questions import Bilingual, Citation, Frozen
from assessment.vocabulary import Confidence, Text
from assessment.work import JournalEntry
from assessment.workdays import months_later

DutyState = Literal["open", "in_work", "done", "not_applicable"]
Standing = Literal["overdue", "lapsed", "open", "in_work", "done", "not_applicable"]
"""``overdue``: its day has passed. ``lapsed``: done once, but its evidence is gone or it is due again."""

SETTLED: frozenset[Standing] = frozenset({"done", "not_applicable"})
YearDay = Annotated[str, Field(pattern=r"^[01][0-9]-[0-3][0-9]$")]


class DutyWanted(Frozen):
    """What usually proves a duty, in our own words. ``kinds``: kinds of evidence of the case that fit.

    ``every_months``: it is due again so long after it was done; ``by``: each calendar year by this day.
    """

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Bilingual
    evidence: tuple[Bilingual, ...]
    kinds: tuple[str, ...] = ()
    every_months: Annotated[int, Field(ge=1)] | None = None
    by: YearDay | None = None


class Requirement(Frozen):
    """One protection requirement of a sector's guideline. ``seen``: what of it the final text confirms."""

    id: Annotated[str, Field(pattern=r"^[A-Z]+-[0-9]+[a-z]?$")]
    group: Bilingual
    text: Bilingual
    evidence: tuple[Bilingual, ...]
    kinds: tuple[str, ...] = ()
    seen: Bilingual | None = None


class RequirementList(Frozen):
    """The protection requirements of one sector in one edition."""

    sector: str
    edition: str
    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")
    title: Bilingual
    note: Bilingual
    cite: Citation
    confidence: Confidence
    checked_on: date
    requirements: tuple[Requirement, ...]

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class DutySaid(Frozen):
    """The content of one entry. What the duty said at that time is kept, so that it can be read for good."""

    state: DutyState
    sentence: Bilingual
    cite: Citation
    owner: str = ""
    due: date | None = None
    done_on: date | None = None
    evidence: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> DutySaid:
        if self.state == "in_work" and not (self.owner and self.due):
            raise ValueError("a duty in work has an owner and a day")
        if self.state == "done" and not (self.evidence and self.done_on):
            raise ValueError("a duty that is done has evidence and a day")
        if self.state == "not_applicable" and not self.reason:
            raise ValueError("a duty that does not apply has a reason")
        return self


@dataclass(frozen=True, slots=True)
class Spoken:
    """One entry of the journal, read: what was said, by whom and when."""

    said: DutySaid
    entry: JournalEntry


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty as it stands. ``subject``: its name in the journal and in addresses.

    ``applies``: it is due by the rules of the day; ``missing``: evidence it named that the case no longer has.
    """

    subject: str
    title: Text
    sentence: Text
    cite: Citation
    confidence: Confidence
    standing: Standing
    applies: bool = True
    flows: tuple[str, ...] = ()
    group: Text | None = None
    wanted: tuple[Bilingual, ...] = ()
    kinds: tuple[str, ...] = ()
    due: date | None = None
    due_again: date | None = None
    missing: tuple[str, ...] = ()
    seen: Bilingual | None = None
    history: tuple[Spoken, ...] = ()

    @property
    def now(self) -> DutySaid | None:
        return self.history[-1].said if self.history else None

    @property
    def settled(self) -> bool:
        return self.standing in SETTLED


@dataclass(frozen=True, slots=True)
class Checklist:
    """All duties of a case: by the route, by the sector's guideline, and earlier ones that no longer apply."""

    duties: tuple[DutyLine, ...]
    requirements: tuple[DutyLine, ...]
    earlier: tuple[DutyLine, ...]
    source: RequirementList | None = None

    @property
    def lines(self) -> tuple[DutyLine, ...]:
        """What counts towards done: the duties of the law, then the requirements."""
        return (*self.duties, *self.requirements)

    def line(self, subject: str) -> DutyLine | None:
        return next((line for line in (*self.lines, *self.earlier) if line.subject == subject), None)

    def count(self, *standings: Standing) -> int:
        return sum(line.standing in standings for line in self.lines)


def checklist(
    due: Sequence[DutyDue],
    wanted: Mapping[str, DutyWanted],
    requirements: RequirementList | None,
    entries: Iterable[JournalEntry],
    evidence: Collection[str],
    on: date,
) -> Checklist:
    """The checklist on one day. ``evidence``: ids of the evidence that the case has."""
    spoken = read(entries)
    duties = tuple(_duty(duty, wanted.get(duty.code), spoken.get(duty.code, ()), evidence, on) for duty in due)
    listed = requirements.requirements if requirements is not None else ()
    more = tuple(
        _requirement(requirement, requirements, spoken.get(subject_of(requirement), ()), evidence, on)
        for requirement in listed
        if requirements is not None
    )
    here = {line.subject for line in (*duties, *more)}
    earlier = tuple(
        _earlier(subject, said, wanted.get(subject)) for subject, said in spoken.items() if subject not in here
    )
    return Checklist(duties, more, earlier, requirements)


def read(entries: Iterable[JournalEntry]) -> dict[str, tuple[Spoken, ...]]:
    """By subject, oldest first."""
    found: dict[str, list[Spoken]] = {}
    for entry in entries:
        said = DutySaid.model_validate_json(json.dumps(dict(entry.content)))
        found.setdefault(entry.subject, []).append(Spoken(said, entry))
    return {subject: tuple(said) for subject, said in found.items()}


def subject_of(requirement: Requirement) -> str:
    return requirement.id.lower()


def _duty(
    duty: DutyDue, wanted: DutyWanted | None, history: tuple[Spoken, ...], evidence: Collection[str], on: date
) -> DutyLine:
    title = _text(wanted.title) if wanted else duty.sentence
    standing, due, again, missing = _stands(history, wanted, evidence, on)
    return DutyLine(
        subject=duty.code,
        title=title,
        sentence=duty.sentence,
        cite=duty.cite,
        confidence=duty.confidence,
        standing=standing,
        flows=duty.flows,
        wanted=wanted.evidence if wanted else (),
        kinds=wanted.kinds if wanted else (),
        due=due,
        due_again=again,
        missing=missing,
        history=history,
    )


def _requirement(
    requirement: Requirement,
    source: RequirementList,
    history: tuple[Spoken, ...],
    evidence: Collection[str],
    on: date,
) -> DutyLine:
    standing, due, again, missing = _stands(history, None, evidence, on)
    return DutyLine(
        subject=subject_of(requirement),
        title=Text(requirement.id, requirement.id),
        sentence=_text(requirement.text),
        cite=source.cite,
        confidence=source.confidence,
        standing=standing,
        group=_text(requirement.group),
        wanted=requirement.evidence,
        kinds=requirement.kinds,
        due=due,
        due_again=again,
        missing=missing,
        seen=requirement.seen,
        history=history,
    )


def _earlier(subject: str, history: tuple[Spoken, ...], wanted: DutyWanted | None) -> DutyLine:
    last = history[-1].said
    sentence = _text(last.sentence)
    standing: Standing = last.state
    title = _text(wanted.title) if wanted else Text(subject.upper(), subject.upper())
    return DutyLine(
        subject=subject,
        title=title,
        sentence=sentence,
        cite=last.cite,
        confidence=Confidence.HIGH,
        standing=standing,
        applies=False,
        history=history,
    )


def _stands(
    history: tuple[Spoken, ...], wanted: DutyWanted | None, evidence: Collection[str], on: date
) -> tuple[Standing, date | None, date | None, tuple[str, ...]]:
    """Standing, the day it is due, the day it is due again, and evidence that is gone."""
    last = history[-1].said if history else None
    if last is None or last.state == "open":
        due = _year_day(on.year, wanted.by) if wanted is not None and wanted.by is not None else None
        return ("overdue" if due is not None and due < on else "open"), due, None, ()
    match last.state:
        case "not_applicable":
            return "not_applicable", None, None, ()
        case "in_work":
            assert last.due is not None
            return ("overdue" if last.due < on else "in_work"), last.due, None, ()
        case "done":
            missing = tuple(name for name in last.evidence if name not in evidence)
            again = _due_again(last, wanted)
            if again is not None and again < on:
                return "overdue", again, again, missing
            due_now = again is not None and wanted is not None and wanted.by is not None and again.year == on.year
            return ("lapsed" if missing or due_now else "done"), None, again, missing
    raise AssertionError(f"unknown state {last.state!r}")


def _due_again(last: DutySaid, wanted: DutyWanted | None) -> date | None:
    if last.done_on is None or wanted is None:
        return None
    if wanted.by is not None:
        return _year_day(last.done_on.year + 1, wanted.by)
    return months_later(last.done_on, wanted.every_months) if wanted.every_months is not None else None


def _year_day(year: int, day: YearDay) -> date:
    month, number = (int(part) for part in day.split("-"))
    return date(year, month, number)


def _text(value: Bilingual) -> Text:
    return Text(value.zh, value.en)
