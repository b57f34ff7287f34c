"""Save a section of the wizard so that nothing is lost, also when two people work on the same page.

A page names the revision that it showed. What somebody else changed meanwhile and this person did not touch
is left alone; what both changed is stored for neither and shown to the second with both values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.answers import Entry, Value
from assessment.questions import Scope, Section
from assessment.vocabulary import Text
from assessment.work import AnswerChange, Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, NotFound, Refused, actor_of
from store.database import Unit


@dataclass(frozen=True, slots=True)
class Conflict:
    """One question that two people changed: what this person wrote, what stands now, who wrote it."""

    question: str
    mine: Value
    theirs: Value
    theirs_by: str
    theirs_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """``revision``: the case's after saving. ``changed``: how many answers were written."""

    revision: int
    changed: int
    conflicts: tuple[Conflict, ...]
    at: datetime


def save_section(
    desk: Desk,
    person: Person,
    case_id: str,
    section: Section,
    entry_id: str,
    seen_revision: int,
    values: Mapping[str, Value],
) -> Saved:
    """Store the answers of one page; ``entry_id`` is empty for a section of scope case."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        entry = _entry(unit, desk, case_id, section, entry_id)
        stored = entry.answers if entry else unit.sheets.load(case_id, desk.today, with_items=False).answers
        since = unit.sheets.changes_since(case_id, seen_revision, entry_id) if record.revision > seen_revision else []
        conflicts, mine = _sort_out(values, stored, since)
        if not mine:
            return Saved(record.revision, 0, conflicts, desk.now())
        changes = [
            {"entry": entry_id, "question": key, "before": stored.get(key), "after": value}
            for key, value in mine.items()
        ]
        revision = unit.sheets.save_answers(case_id, entry_id, mine)
        unit.record("answers saved", case_id=case_id, subject=section.id, details={"changes": changes})
        unit.commit()
    return Saved(revision, len(mine), conflicts, desk.now())


def _sort_out(
    values: Mapping[str, Value], stored: Mapping[str, Value], since: list[AnswerChange]
) -> tuple[tuple[Conflict, ...], dict[str, Value]]:
    """Split what was sent into conflicts and what may be written."""
    first: dict[str, AnswerChange] = {}
    last: dict[str, AnswerChange] = {}
    for change in since:
        first.setdefault(change.question, change)
        last[change.question] = change
    conflicts: list[Conflict] = []
    mine: dict[str, Value] = {}
    for question, value in values.items():
        now = stored.get(question)
        if _same(value, now):
            continue
        if question not in last:
            mine[question] = value
        elif not _same(value, first[question].before):
            theirs = last[question]
            conflicts.append(Conflict(question, value, now, theirs.person_name, theirs.at))
    return tuple(conflicts), mine


def _same(one: object, other: object) -> bool:
    """Empty and missing are the same answer; ``False`` and ``0`` are answers."""
    empty: tuple[object, ...] = (None, "", [])
    one_empty = any(one is e or (type(one) is type(e) and one == e) for e in empty)
    other_empty = any(other is e or (type(other) is type(e) and other == e) for e in empty)
    if one_empty or other_empty:
        return one_empty and other_empty
    return type(one) is type(other) and one == other


def _entry(unit: Unit, desk: Desk, case_id: str, section: Section, entry_id: str) -> Entry | None:
    if section.scope is Scope.CASE:
        return None
    sheet = unit.sheets.load(case_id, desk.today, with_items=False)
    for entry in sheet.entries:
        if entry.id == entry_id and entry.scope is section.scope:
            return entry
    raise NotFound(f"{section.scope} {entry_id}")


def add_entry(desk: Desk, person: Person, case_id: str, scope: Scope, parent: str | None = None) -> Entry:
    """Append an empty scenario, recipient, clause or piece of evidence."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        scenarios = {entry.id for entry in unit.sheets.load(case_id, desk.today, with_items=False).scenarios}
        if (scope is Scope.RECIPIENT) != (parent is not None) or (parent is not None and parent not in scenarios):
            raise NotFound(f"{scope} in {parent}")
        entry = unit.sheets.add_entry(case_id, scope, parent)
        unit.record("entry added", case_id=case_id, subject=scope.value, details={"entry": entry.id, "parent": parent})
        unit.commit()
    return entry


def remove_entry(desk: Desk, person: Person, case_id: str, entry_id: str) -> Entry:
    """Take an entry out of the case; what it said stays in the trail. The last scenario cannot go."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        entry = next((e for e in sheet.entries if e.id == entry_id), None)
        if entry is None:
            raise NotFound(f"entry {entry_id}")
        if entry.scope is Scope.SCENARIO and len(sheet.scenarios) == 1:
            raise Refused(
                Text(
                    "至少保留一个出境场景；请直接修改它。",
                    "A case keeps at least one scenario; change this one instead.",
                )
            )
        unit.sheets.remove_entry(case_id, entry_id)
        unit.record(
            "entry removed",
            case_id=case_id,
            subject=entry.scope.value,
            details={"entry": entry_id, "answers": dict(entry.answers)},
        )
        unit.commit()
    return entry


def last_change(desk: Desk, person: Person, case_id: str, section: Section, entry_id: str) -> AnswerChange | None:
    """Who changed this page last, for the line at its foot."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        return unit.sheets.last_change(case_id, entry_id, [question.id for question in section.questions])
