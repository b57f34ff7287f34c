"""What happens to a case besides answering it: review, long work, uploads that wait for confirmation."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, update
from sqlmodel import col, select

from assessment.events import EventKind, ReviewEvent
from assessment.work import ImportPreview, Job
from store import mapping
from store.columns import clean, new_id
from store.session import Missing, Work
from store.tables import ImportPreviewRow, JobRow, ReviewEventRow


class Reviews:
    def __init__(self, work: Work) -> None:
        self._work = work

    def add(
        self,
        case_id: str,
        *,
        kind: EventKind,
        person_id: str,
        person_name: str,
        at: datetime,
        revision: int,
        snapshot_sha256: str,
        reason: str = "",
        authors: frozenset[str] = frozenset(),
    ) -> ReviewEvent:
        self._work.case(case_id)
        so_far = self._work.session.scalar(
            select(func.count()).select_from(ReviewEventRow).where(ReviewEventRow.case_id == case_id)
        )
        row = mapping.build(
            ReviewEventRow,
            id=new_id(),
            company_id=self._work.company,
            case_id=case_id,
            position=so_far or 0,
            kind=kind,
            person_id=person_id,
            person_name=person_name,
            at=at,
            revision=revision,
            snapshot_sha256=snapshot_sha256,
            reason=reason,
            authors=sorted(authors),
        )
        return mapping.review_event(self._work.add(row))

    def list(self, case_id: str) -> builtins.list[ReviewEvent]:
        """Every step of review of a case, oldest first."""
        statement = select(ReviewEventRow).where(
            ReviewEventRow.company_id == self._work.company, ReviewEventRow.case_id == case_id
        )
        rows = self._work.session.scalars(statement.order_by(col(ReviewEventRow.position)))
        return [mapping.review_event(row) for row in rows]

    def by_case(self) -> dict[str, builtins.list[ReviewEvent]]:
        """The same for every case of the company, in one query; a case that was never submitted is not in it."""
        statement = select(ReviewEventRow).where(ReviewEventRow.company_id == self._work.company)
        found: dict[str, builtins.list[ReviewEvent]] = {}
        for row in self._work.session.scalars(statement.order_by(col(ReviewEventRow.position))):
            found.setdefault(row.case_id, []).append(mapping.review_event(row))
        return found


class Jobs:
    """The truth about long work. Every change is one statement, so two workers never hold the same job."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def create(self, case_id: str | None, kind: str, *, snapshot_sha256: str | None, requested_by: str) -> Job:
        """Put work in the queue; without a case it is about the whole company."""
        if case_id is not None:
            self._work.case(case_id)
        row = mapping.build(
            JobRow,
            id=new_id(),
            company_id=self._work.company,
            case_id=case_id,
            kind=kind,
            state="queued",
            progress=0,
            total=0,
            message="",
            tries=0,
            created_at=self._work.now,
            heartbeat_at=None,
            finished_at=None,
            snapshot_sha256=snapshot_sha256,
            requested_by=requested_by,
        )
        return mapping.job(self._work.add(row))

    def get(self, job_id: str) -> Job | None:
        row = self._work.session.get(JobRow, job_id)
        return mapping.job(row) if row and row.company_id == self._work.company else None

    def list(self, case_id: str | None) -> builtins.list[Job]:
        """All jobs of a case, or those about the whole company, oldest first."""
        statement = select(JobRow).where(JobRow.company_id == self._work.company, JobRow.case_id == case_id)
        statement = statement.order_by(col(JobRow.created_at), col(JobRow.id))
        return [mapping.job(row) for row in self._work.session.scalars(statement)]

    def claim(self, job_id: str, now: datetime, *, stale_before: datetime) -> Job | None:
        """Take a job that waits, or whose worker fell silent; ``None`` when somebody else has it or it is over."""
        free = or_(col(JobRow.state) == "queued", _silent(stale_before))
        taken = self._change(job_id, free, state="running", tries=JobRow.tries + 1, heartbeat_at=now)
        return self.get(job_id) if taken else None

    def progress(self, job_id: str, done: int, total: int, message: str, now: datetime) -> None:
        self._running(job_id, progress=done, total=total, message=message, heartbeat_at=now)

    def heartbeat(self, job_id: str, now: datetime) -> None:
        self._running(job_id, heartbeat_at=now)

    def finish(self, job_id: str, now: datetime) -> None:
        self._running(job_id, state="done", progress=JobRow.total, message="", heartbeat_at=now, finished_at=now)

    def fail(self, job_id: str, message: str, now: datetime) -> None:
        """Give a job up, with the sentence that the person who waits will read."""
        open_still = col(JobRow.state).in_(("queued", "running"))
        if not self._change(job_id, open_still, state="failed", message=message, finished_at=now):
            raise Missing(f"open job {job_id}")

    def stale(self, before: datetime) -> builtins.list[tuple[str, Job]]:
        """Jobs that nobody works on although they should: (company, job), also across companies."""
        waiting = and_(col(JobRow.state) == "queued", col(JobRow.created_at) < before)
        statement = select(JobRow).where(or_(waiting, _silent(before))).order_by(col(JobRow.created_at))
        if self._work.company_id is not None:
            statement = statement.where(JobRow.company_id == self._work.company_id)
        return [(row.company_id, mapping.job(row)) for row in self._work.session.scalars(statement)]

    def company_of(self, job_id: str) -> str | None:
        """Whose job it is; for the worker, which knows nothing but the id."""
        row = self._work.session.get(JobRow, job_id)
        return row.company_id if row and self._work.company_id in {None, row.company_id} else None

    def _running(self, job_id: str, **values: Any) -> None:
        if not self._change(job_id, col(JobRow.state) == "running", **values):
            raise Missing(f"running job {job_id}")

    def _change(self, job_id: str, condition: ColumnElement[bool], **values: Any) -> bool:
        statement = update(JobRow).where(
            col(JobRow.id) == job_id, col(JobRow.company_id) == self._work.company, condition
        )
        result = self._work.execute(statement.values(**clean(values)))
        return bool(result.rowcount)


def _silent(since: datetime) -> ColumnElement[bool]:
    return and_(col(JobRow.state) == "running", col(JobRow.heartbeat_at) < since)


class Previews:
    """Uploads that wait for confirmation."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def put(self, case_id: str, scenario_id: str, file_name: str, content: Mapping[str, Any]) -> str:
        self._work.case(case_id)
        row = mapping.build(
            ImportPreviewRow,
            id=new_id(),
            company_id=self._work.company,
            case_id=case_id,
            scenario_id=scenario_id,
            person_id=self._work.actor.person_id,
            file_name=file_name,
            content=dict(content),
            created_at=self._work.now,
        )
        return self._work.add(row).id

    def get(self, preview_id: str) -> ImportPreview | None:
        row = self._work.session.get(ImportPreviewRow, preview_id)
        return mapping.preview(row) if row and row.company_id == self._work.company else None

    def delete(self, preview_id: str) -> None:
        self._delete(col(ImportPreviewRow.id) == preview_id)

    def delete_older(self, than: datetime) -> None:
        self._delete(col(ImportPreviewRow.created_at) < than)

    def _delete(self, condition: ColumnElement[bool]) -> None:
        ours = col(ImportPreviewRow.company_id) == self._work.company
        self._work.execute(delete(ImportPreviewRow).where(ours, condition))
