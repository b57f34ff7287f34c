"""The trail of a case as sentences, and the check of the whole store."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.work import Person, TrailLine
from services.cases import case_of
from services.desk import Desk
from store.verify import VerifyReport, verify

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Newest first. ``size`` and ``root`` describe the company's whole log."""

    lines: tuple[TrailLine, ...]
    total: int
    page: int
    size: int
    root: str


def trail_page(desk: Desk, person: Person, case_id: str, page: int = 1) -> TrailPage:
    page = max(page, 1)
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        lines, total = unit.trail.page(case_id=case_id, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        head = unit.trail.head()
    return TrailPage(tuple(lines), total, page, head.size, head.root)


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
