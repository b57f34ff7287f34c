"""Cases of the company."""

from __future__ import annotations

import builtins

from sqlalchemy import select as core_select
from sqlmodel import col, select

from assessment.work import CaseRecord
from store import mapping
from store.columns import clean, new_id
from store.rows import table_of
from store.session import Work
from store.tables import CaseDisposalRow, CaseRow


class Cases:
    def __init__(self, work: Work) -> None:
        self._work = work

    def list(self, *, also_disposed: bool = False) -> builtins.list[CaseRecord]:
        """All cases, oldest first; those that were disposed of only for whoever asks."""
        statement = select(CaseRow).where(CaseRow.company_id == self._work.company).order_by(col(CaseRow.id))
        if not also_disposed:
            statement = statement.where(col(CaseRow.id).not_in(select(CaseDisposalRow.case_id)))
        return [mapping.case(row) for row in self._work.session.scalars(statement)]

    def is_disposed(self, case_id: str) -> bool:
        """Whether the case was disposed of: nothing but its reference is left, and nobody takes it up again."""
        table = table_of(CaseDisposalRow)
        ours = (table.c.case_id == case_id, table.c.company_id == self._work.company)
        return self._work.session.scalar(core_select(table.c.case_id).where(*ours)) is not None

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
