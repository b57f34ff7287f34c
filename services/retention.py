"""What is past its term of keeping, holds, disposal by two people, and the move of older records to cold storage.

A disposal deletes what the case holds, files and built documents with it, and closes every text in the records about
it; records and proofs stay, and the trail says what was done, under which rule and by whom.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime

from assessment.milestones import approval, standing
from assessment.retention import (
    RetentionRule,
    Said,
    Term,
    disposals,
    disposed_files,
    holds,
    keep_until,
    terms,
    why_not_dispose,
)
from assessment.vocabulary import Role, Text
from assessment.work import CaseRecord, Person
from regimes.loader import Regime
from services.cases import case_of
from services.desk import BEIJING, SYSTEM, Desk, NotFound, Refused, actor_of
from services.erasure import covered
from services.trail_jobs import remove_exports
from store.database import Unit

HOT_MONTHS = 13
"""So long records stay in the table before they are moved to packed files."""
HOLDING = frozenset({Role.ADMINISTRATOR, Role.COUNSEL, Role.APPROVER, Role.AUDITOR})
SECOND = Text("须由提出人以外的第二人批准。", "Somebody other than the proposer agrees.")


@dataclass(frozen=True, slots=True)
class Kept:
    """One case: until when its records are kept and why, what holds them, and whether somebody proposed to let go."""

    case: CaseRecord
    terms: tuple[Term, ...]
    until: date | None
    hold: Said | None
    proposed: Said | None
    disposed: Said | None

    def due(self, today: date) -> bool:
        return self.hold is None and self.disposed is None and self.until is not None and self.until < today


def retention_list(desk: Desk, person: Person) -> tuple[Kept, ...]:
    """Every case of the company, what is due first."""
    with desk.database.read(person.company_id) as unit:
        found = [_kept(desk, unit, case) for case in unit.cases.list(also_disposed=True)]
    return tuple(sorted(found, key=lambda one: (not one.due(desk.today), one.until or date.max, one.case.reference)))


def set_hold(desk: Desk, person: Person, case_id: str, reason: str) -> None:
    """Stop every disposal of a case and every erasure of those who worked on it, until it is lifted."""
    _say_hold(desk, person, case_id, reason, held=True)


def lift_hold(desk: Desk, person: Person, case_id: str, reason: str) -> None:
    _say_hold(desk, person, case_id, reason, held=False)


def propose_disposal(desk: Desk, person: Person, case_id: str, reason: str) -> None:
    """The first of two people says that a case past its term may go."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        kept = _may_go(desk, unit, person, case_id)
        if not reason.strip():
            raise Refused(Text("请写明处置的理由。", "Give the reason for the disposal."))
        entry = unit.journals.append(
            "disposal", case_id, {"step": "proposed", "reason": reason.strip()[:500]}, case_id=case_id
        )
        details = {"entry": entry.id, "until": str(kept.until)}
        unit.record("disposal proposed", case_id=case_id, subject=kept.case.reference, details=details)
        unit.commit()


def withdraw_disposal(desk: Desk, person: Person, case_id: str) -> None:
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        kept = _kept(desk, unit, case_of(unit, case_id, also_disposed=True))
        if kept.proposed is None:
            raise NotFound(f"disposal of {case_id}")
        entry = unit.journals.append("disposal", case_id, {"step": "withdrawn"}, case_id=case_id)
        details = {"entry": entry.id}
        unit.record("disposal withdrawn", case_id=case_id, subject=kept.case.reference, details=details)
        unit.commit()


@dataclass(frozen=True, slots=True)
class DisposedOf:
    """``fields``: names and texts closed in records. ``rows`` and ``files``: what was deleted of the case itself."""

    fields: int
    rows: int
    files: int


def dispose(desk: Desk, person: Person, case_id: str) -> DisposedOf:
    """The second person; what the case held and the texts of its records are gone when this returns."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        kept = _may_go(desk, unit, person, case_id)
        if kept.proposed is None:
            raise Refused(Text("没有待批准的处置提议。", "There is no proposal to agree to."))
        if kept.proposed.by == person.id:
            raise Refused(SECOND)
        places = unit.erasures.of_case(case_id)
        gone = unit.disposals.dispose(case_id)
        places |= unit.erasures.salts_of(gone.rows)
        unit.erasures.erase(places)
        entry = unit.journals.append("disposal", case_id, {"step": "done", "files": list(gone.files)}, case_id=case_id)
        done = DisposedOf(len(places), len(gone.rows), len(gone.files))
        details = {
            "entry": entry.id,
            "rules": [term.rule.id for term in kept.terms],
            "until": str(kept.until),
            "proposed_by": kept.proposed.by,
            "fields": done.fields,
            "rows": done.rows,
            "files": done.files,
            "covers": covered(places),
        }
        unit.record("records disposed", case_id=case_id, subject=kept.case.reference, details=details)
        unit.commit()
    remove_disposed_files(desk, person.company_id)
    remove_exports(desk, person.company_id)
    return done


def remove_disposed_files(desk: Desk, company_id: str) -> int:
    """Take the bytes of disposed files from the store; also what an earlier disposal left when it was interrupted.

    What somebody has uploaded again since stays. Returns how many went. Drawn parts of documents are only kept to
    save time, and nobody knows whose they are: all of them go.
    """
    files = desk.database.files
    if files is None:
        return 0
    with desk.database.read(company_id) as unit:
        wanted = disposed_files(unit.journals.list("disposal"))
    # In a unit for writing, so that on SQLite nobody uploads the same bytes in between.
    with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
        left = {sha256 for sha256 in wanted if files.path_of(sha256).exists()}
        going = left - unit.disposals.still_kept(left)
        for sha256 in going:
            files.remove(sha256)
    if going and desk.drawn is not None:
        shutil.rmtree(desk.drawn, ignore_errors=True)
    return len(going)


def move_to_cold(desk: Desk, before: datetime) -> dict[str, int]:
    """Move the bodies of records older than ``before`` into packed files, in every company. Returns how many."""
    with desk.database.read(None) as unit:
        companies = [company.id for company in unit.companies.list()]
    moved = {}
    for company_id in companies:
        with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
            made = unit.cold.move(before)
            moved[company_id] = sum(last - first + 1 for first, last, _ in made)
            if made:
                covers = {f"{first}-{last}": sha256 for first, last, sha256 in made}
                details = {"records": moved[company_id], "covers": covers}
                unit.record("records put in cold storage", details=details)
                unit.commit()
    return moved


def _say_hold(desk: Desk, person: Person, case_id: str, reason: str, *, held: bool) -> None:
    if not person.roles & HOLDING:
        raise Refused(
            Text(
                "保全由管理员、律师、批准人或审计员设定和解除。",
                "Counsel, approvers, auditors and administrators hold.",
            )
        )
    if not reason.strip():
        raise Refused(Text("请写明理由。", "Give the reason."))
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        case = case_of(unit, case_id, also_disposed=True)
        stands = case_id in holds(unit.journals.list("hold", subject=case_id))
        if stands == held:
            already = Text("本项目已设保全。", "A hold stands on this case already.")
            raise Refused(already if held else Text("本项目没有保全。", "No hold stands on this case."))
        said = {"held": held, "reason": reason.strip()[:500]}
        entry = unit.journals.append("hold", case_id, said, case_id=case_id)
        details = {"entry": entry.id, "reason": said["reason"]}
        unit.record("hold set" if held else "hold lifted", case_id=case_id, subject=case.reference, details=details)
        unit.commit()


def _may_go(desk: Desk, unit: Unit, person: Person, case_id: str) -> Kept:
    kept = _kept(desk, unit, case_of(unit, case_id, also_disposed=True))
    refusal = why_not_dispose(person.roles, kept.until, desk.today, kept.hold)
    if refusal is None and kept.disposed is not None:
        refusal = Text("本项目的记录已处置。", "The records of this case were disposed of already.")
    if refusal is not None:
        raise Refused(refusal)
    return kept


def _kept(desk: Desk, unit: Unit, case: CaseRecord) -> Kept:
    regime = desk.regime_of(case.company_id, unit)
    found = tuple(terms(_rules(regime), regime.rules, _last_record(unit, case), _result_end(unit, case.id, regime)))
    waiting, done = disposals(unit.journals.list("disposal", subject=case.id))
    hold = holds(unit.journals.list("hold", subject=case.id)).get(case.id)
    return Kept(case, found, keep_until(found), hold, waiting.get(case.id), done.get(case.id))


def _rules(regime: Regime) -> tuple[RetentionRule, ...]:
    return regime.shipped.retention


def _last_record(unit: Unit, case: CaseRecord) -> date:
    """The last day on which anybody changed the case. Looking at it, holding it and letting it go do not count."""
    return (unit.erasures.last_change(case.id) or case.changed_at).astimezone(BEIJING).date()


def _result_end(unit: Unit, case_id: str, regime: Regime) -> date | None:
    allowed = approval(standing(unit.journals.list("milestone", case_id=case_id)), regime.terms)
    return allowed.valid_until if allowed else None
