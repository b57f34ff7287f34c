"""Journals, kept facts and calendar feeds: what a company knows besides the answers of its cases."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from assessment.work import CalendarFeed, FactsKept, JournalEntry, JournalName
from store import mapping
from store.columns import new_id
from store.session import Missing, Work
from store.tables import CalendarFeedRow, FactsKeptRow, JournalRow, PersonRow


class Journals:
    """Dated entries, appended and folded, never changed. An entry does not make the case a newer one."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def append(
        self, journal: JournalName, subject: str, content: Mapping[str, Any], *, case_id: str | None = None
    ) -> JournalEntry:
        """Add one entry at the end; the case, if any, must be the company's."""
        if case_id is not None:
            self._work.case(case_id)
        last = self._work.session.scalar(
            select(func.max(JournalRow.position)).where(
                JournalRow.company_id == self._work.company, JournalRow.journal == journal
            )
        )
        row = mapping.build(
            JournalRow,
            id=new_id(),
            company_id=self._work.company,
            journal=journal,
            position=1 if last is None else last + 1,
            subject=subject,
            case_id=case_id,
            content=dict(content),
            person_id=self._work.actor.person_id,
            person_name=self._work.actor.name,
            at=self._work.now,
        )
        return mapping.journal_entry(self._work.add(row))

    def list(
        self, journal: JournalName, *, subject: str | None = None, case_id: str | None = None
    ) -> builtins.list[JournalEntry]:
        """The entries of a journal, oldest first; of one subject or one case if given."""
        conditions: builtins.list[Any] = [JournalRow.company_id == self._work.company, JournalRow.journal == journal]
        if subject is not None:
            conditions.append(JournalRow.subject == subject)
        if case_id is not None:
            conditions.append(col(JournalRow.case_id) == case_id)
        statement = select(JournalRow).where(*conditions).order_by(col(JournalRow.position))
        return [mapping.journal_entry(row) for row in self._work.session.scalars(statement)]

    def get(self, journal: JournalName, entry_id: str) -> JournalEntry | None:
        row = self._work.session.get(JournalRow, entry_id)
        if row is None or (row.company_id, row.journal) != (self._work.company, journal):
            return None
        return mapping.journal_entry(row)

    def newest(self, journal: JournalName, *, subject: str | None = None) -> JournalEntry | None:
        """The last entry of a journal, or of one subject in it, without reading the others."""
        conditions: builtins.list[Any] = [JournalRow.company_id == self._work.company, JournalRow.journal == journal]
        if subject is not None:
            conditions.append(JournalRow.subject == subject)
        statement = select(JournalRow).where(*conditions).order_by(col(JournalRow.position).desc()).limit(1)
        row = self._work.session.scalars(statement).first()
        return mapping.journal_entry(row) if row else None

    def last_position(self, journal: JournalName) -> int:
        """How far a journal has come; cheap, for whoever keeps what was folded from it."""
        statement = select(func.max(JournalRow.position)).where(
            JournalRow.company_id == self._work.company, JournalRow.journal == journal
        )
        return self._work.session.scalar(statement) or 0


class KeptFacts:
    def __init__(self, work: Work) -> None:
        self._work = work

    def list(self) -> builtins.list[FactsKept]:
        """What is kept for the company's cases; some of it may be older than the case."""
        statement = select(FactsKeptRow).where(FactsKeptRow.company_id == self._work.company)
        return [mapping.facts_kept(row) for row in self._work.session.scalars(statement)]

    def put(self, kept: FactsKept) -> None:
        """Keep the facts of one case in place of what was kept before."""
        self._work.case(kept.case_id)
        row = mapping.build(
            FactsKeptRow,
            case_id=kept.case_id,
            company_id=self._work.company,
            revision=kept.revision,
            made_with=kept.made_with,
            facts=dict(kept.facts),
        )
        self._work.session.merge(row)


class CalendarFeeds:
    """Looked up by the secret in an address, before anybody signed in: ``get`` also works without a company."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, feed_id: str) -> CalendarFeed | None:
        row = self._work.session.get(CalendarFeedRow, feed_id)
        if row is None or self._work.company_id not in {None, row.company_id}:
            return None
        return mapping.calendar_feed(row)

    def of_person(self, person_id: str) -> CalendarFeed | None:
        statement = select(CalendarFeedRow).where(
            CalendarFeedRow.company_id == self._work.company, CalendarFeedRow.person_id == person_id
        )
        row = self._work.session.scalars(statement).one_or_none()
        return mapping.calendar_feed(row) if row else None

    def open(self, feed_id: str, person_id: str) -> CalendarFeed:
        """Give the person a feed under this id; an earlier one of the same person ends."""
        person = self._work.session.get(PersonRow, person_id)
        if person is None or person.company_id != self._work.company:
            raise Missing(f"person {person_id}")
        self.close(person_id)
        row = mapping.build(
            CalendarFeedRow,
            id=feed_id,
            company_id=self._work.company,
            person_id=person_id,
            created_at=self._work.now,
        )
        return mapping.calendar_feed(self._work.add(row))

    def close(self, person_id: str) -> bool:
        """End the person's feed; says whether there was one."""
        statement = select(CalendarFeedRow).where(
            CalendarFeedRow.company_id == self._work.company, CalendarFeedRow.person_id == person_id
        )
        row = self._work.session.scalars(statement).one_or_none()
        if row is not None:
            self._work.delete(row)
        return row is not None
