"""The trail as people read it: the timeline of a case and of the company, and single records with their proof."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from assessment.timeline import TimelineFilter, TimelineLine, TimelinePart
from assessment.vocabulary import Role
from assessment.work import CaseRecord, Person
from audit.canonical import LIMIT
from audit.tree import leaf_hash
from services.cases import case_of
from services.checkpoints import NOT_YET, RecordProof, record_proof
from services.desk import Desk, NotFound, Refused, actor_of
from store.database import Missing, Unit
from store.trail_reading import ERASED as ERASED
from store.verify import VerifyReport, verify

PAGE_SIZE = 50
HOUSE = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Who sees what concerns no case: sign-ins, people, rules, the log itself."""


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Newest first. ``cases``: the cases that the lines speak of. ``people``: who can be asked for."""

    part: TimelinePart
    people: tuple[Person, ...]
    cases: dict[str, CaseRecord]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record: as it is told, as it is written, its leaf hash, and what was opened of it.

    ``disposed``: the case that it is about was disposed of.
    """

    line: TimelineLine
    body: bytes | None
    leaf: str
    case: CaseRecord | None
    opened: int
    disposed: bool


def case_timeline(
    desk: Desk, person: Person, wanted: TimelineFilter, *, before: int | None = None, after: int | None = None
) -> TrailPage:
    """What happened in one case, which ``wanted`` names."""
    with desk.database.read(person.company_id) as unit:
        record = case_of(unit, wanted.case_id or "", also_disposed=True)
        part = unit.timeline.part(wanted, before=before, after=after, limit=PAGE_SIZE)
        return TrailPage(part, tuple(unit.people.list()), {record.id: record})


def company_timeline(
    desk: Desk, person: Person, wanted: TimelineFilter, *, before: int | None = None, after: int | None = None
) -> TrailPage:
    """What happened in the company. Who may not look into cases sees only what concerns none."""
    if Role.AUDITOR not in person.roles:
        wanted = dataclasses.replace(wanted, of_house=True, case_id=None)
    with desk.database.read(person.company_id) as unit:
        part = unit.timeline.part(wanted, before=before, after=after, limit=PAGE_SIZE)
        cases = {case.id: case for case in unit.cases.list(also_disposed=True)}
        return TrailPage(part, tuple(unit.people.list()), cases)


def record_page(desk: Desk, person: Person, seq: int) -> RecordPage:
    """One record of the company; refused as not there to whoever may not see it."""
    with desk.database.read(person.company_id) as unit:
        line = _visible(unit, person, seq)
        case = unit.cases.get(line.case_id) if line.case_id else None
        disposed = case is not None and unit.cases.is_disposed(case.id)
        opened = len(unit.trail.openings([seq]).get(seq, []))
        try:
            body = unit.trail.body(seq)
        except Missing:
            return RecordPage(line, None, "", case, opened, disposed)
    return RecordPage(line, body, leaf_hash(body).hex(), case, opened, disposed)


def take_proof(desk: Desk, person: Person, seq: int) -> RecordProof:
    """One record with its proof and what opens it, to be taken away; that it was taken stands in the trail."""
    with desk.database.read(person.company_id) as unit:
        line = _visible(unit, person, seq)
        signed = unit.trail.checkpoint(covering=seq + 1)
    if line.cold:
        raise NotFound(f"record {seq}")
    if signed is None and desk.log_keys.signer is None:
        raise Refused(NOT_YET)  # at once: nobody should wait for a page while no signer runs
    proof = record_proof(desk, person.company_id, seq)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        unit.record("record exported", case_id=line.case_id, subject=str(seq), details={"covers": seq})
        unit.commit()
    return proof


def cases_of(desk: Desk, person: Person) -> tuple[CaseRecord, ...]:
    """Every case of the company, newest first; for choosing one."""
    with desk.database.read(person.company_id) as unit:
        return tuple(sorted(unit.cases.list(also_disposed=True), key=lambda case: case.reference, reverse=True))


def origins(desk: Desk) -> list[str]:
    """The names of all logs of the installation."""
    with desk.database.read(None) as unit:
        companies = [company.id for company in unit.companies.list()]
    found = []
    for company_id in companies:
        with desk.database.read(company_id) as unit:
            found.append(unit.trail.origin())
    return found


def verify_store(desk: Desk) -> VerifyReport:
    """Recompute every leaf, tree, row digest, snapshot and file of every company."""
    return verify(desk.database)


def _visible(unit: Unit, person: Person, seq: int) -> TimelineLine:
    line = unit.timeline.line(seq) if seq < LIMIT else None
    of_case = line is not None and line.case_id is not None
    allowed = person.roles - {Role.ADMINISTRATOR} if of_case else person.roles & HOUSE
    if line is None or not allowed:
        raise NotFound(f"record {seq}")
    return line
