"""Cases of the company."""

from __future__ import annotations

import builtins

from sqlmodel import col, select

from assessment.work import CaseRecord
from store import mapping
from store.columns import clean, new_id
from store.session import Work
from store.tables import CaseRow


class Cases:
    def __init__(self, work: Work) -> None:
        self._work = work

    def list(self) -> builtins.list[CaseRecord]:
        """All cases, oldest first."""
        statement = select(CaseRow).where(CaseRow.company_id == self._work.company).order_by(col(CaseRow.id))
        return [mapping.case(row) for row in self._work.session.scalars(statement)]

    def get(self, case_id: str) -> CaseRecord | None:
        """One case; in a writing unit it stays locked until the end of the unit."""
        row = self._work.find_case(case_id)
        return mapping.case(row) if row else None

    def by_reference(self, reference: str) -> CaseRecord | None:
        statement = select(CaseRow).where(CaseRow.company_id == self._work.company, CaseRow.reference == reference)
        row = self._work.session.scalars(statement).one_or_none()
        return mapping.case(row) if row else None

    def create(self, reference: str, title: str) -> CaseRecord:
        actor, now = self._work.actor, self._work.now
        row = mapping.build(
            CaseRow,
            id=new_id(),
            company_id=self._work.company,
            reference=reference,
            title=title,
            revision=0,
            created_by=actor.person_id,
            created_at=now,
            changed_by=actor.person_id,
            changed_at=now,
        )
        return mapping.case(self._work.add(row))

    def rename(self, case_id: str, title: str) -> CaseRecord:
        row = self._work.case(case_id)
        row.title = clean(title)
        self._work.grow(case_id)
        return mapping.case(row)

    def touch(self, case_id: str) -> int:
        """The new revision of a case that changes in this unit; it grows once, however often this is called."""
        return self._work.grow(case_id)
