"""Append what happened to the company's log, in the transaction of the change itself; and read it back.

A record is written last, under the lock of the log's head. It says which answers changed from what to what and
which rows were left in which state; both come from the rows themselves, not from whoever asked for the change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from assessment.work import AnswerChange, TrailHead, TrailLine
from audit.kinds import AUTHORING
from audit.record import Actor as RecordActor
from audit.record import Record, utc_text
from audit.tree import Frontier, leaf_hash
from store.columns import clean, new_id
from store.mapping import build
from store.session import NotRecorded, Work
from store.tables import AuditHeadRow, AuditRecordRow


@dataclass(frozen=True, slots=True)
class Queued:
    """What a use case says happened, waiting for the end of its unit."""

    kind: str
    case_id: str | None
    subject: str
    details: Mapping[str, Any]


def append(work: Work, queued: list[Queued]) -> None:
    """Write the queued records; raises ``NotRecorded`` when rows changed and nothing was queued."""
    work.session.flush()
    noted = work.rows_noted()
    if noted and not queued:
        raise NotRecorded(f"Changed without a record: {', '.join(key for _, key, _ in noted[:3])}.")
    if not queued:
        return
    head = _locked_head(work)
    frontier = Frontier.from_bytes(head.frontier)
    rows = _rows_by_record(queued, noted)
    latest: dict[str, int] = {}
    for place, (said, touched) in enumerate(zip(queued, rows, strict=True)):
        changes = _changes_of(work, said, queued, place)
        record = _record(work, said, frontier.size, touched, changes, latest)
        body = record.to_bytes()
        leaf = leaf_hash(body)
        work.session.add(
            build(
                AuditRecordRow,
                company_id=work.company,
                seq=record.seq,
                kind=record.kind,
                case_id=record.case,
                revision=record.revision,
                person_id=record.actor.id,
                changes=len(changes),
                at=work.now,
                leaf=leaf,
                body=body,
            )
        )
        frontier = frontier.append(leaf)
    head.size, head.frontier = frontier.size, frontier.to_bytes()
    work.session.flush()


def _locked_head(work: Work) -> AuditHeadRow:
    values = {"company_id": work.company, "size": 0, "frontier": Frontier().to_bytes()}
    postgres = work.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(AuditHeadRow) if postgres else sqlite.insert(AuditHeadRow)
    locked = {"read": False}
    head = work.session.get(AuditHeadRow, work.company, with_for_update=locked, populate_existing=True)
    if head is None:
        work.execute(insert.values(values).on_conflict_do_nothing())
        head = work.session.get(AuditHeadRow, work.company, with_for_update=locked, populate_existing=True)
    assert head is not None
    return head


def _rows_by_record(
    queued: list[Queued], noted: list[tuple[str | None, str, str | None]]
) -> list[dict[str, str | None]]:
    """Each row goes to the first record about its case, or to the first of all."""
    rows: list[dict[str, str | None]] = [{} for _ in queued]
    for case_id, key, last in noted:
        place = next((at for at, said in enumerate(queued) if case_id and said.case_id == case_id), 0)
        rows[place][key] = last
    return rows


def _changes_of(work: Work, said: Queued, queued: list[Queued], place: int) -> list[dict[str, Any]]:
    """The answers changed in this unit belong to the first record about a case."""
    if said.case_id is None or any(earlier.case_id == said.case_id for earlier in queued[:place]):
        return []
    return [
        {"entry": change.entry, "question": change.question, "before": change.before, "after": change.after}
        for case_id, change in work.answers
        if case_id == said.case_id
    ]


def _record(
    work: Work,
    said: Queued,
    seq: int,
    rows: Mapping[str, str | None],
    changes: list[dict[str, Any]],
    latest: dict[str, int],
) -> Record:
    case = work.case(said.case_id) if said.case_id else None
    details = clean(dict(said.details))
    if changes:
        details["changes"] = changes
    previous = latest.get(said.case_id, _last_about(work, said.case_id)) if said.case_id else None
    if said.case_id:
        latest[said.case_id] = seq
    return Record(
        log=work.company,
        seq=seq,
        id=new_id(),
        at=utc_text(work.now),
        kind=said.kind,
        actor=RecordActor(work.actor.person_id, work.actor.name),
        case=said.case_id,
        previous=previous,
        revision=case.revision if case else None,
        subject=clean(said.subject),
        details=details,
        rows=rows,
    )


def _last_about(work: Work, case_id: str) -> int | None:
    statement = select(func.max(AuditRecordRow.seq)).where(
        AuditRecordRow.company_id == work.company, AuditRecordRow.case_id == case_id
    )
    return work.session.scalar(statement)


class Trail:
    """The company's log for reading."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def page(self, case_id: str | None = None, *, offset: int = 0, limit: int = 50) -> tuple[list[TrailLine], int]:
        """Newest first, with how many there are in all."""
        conditions = self._of(case_id)
        total = self._work.session.scalar(select(func.count()).select_from(AuditRecordRow).where(*conditions)) or 0
        statement = select(AuditRecordRow.body).where(*conditions).order_by(col(AuditRecordRow.seq).desc())
        bodies = self._work.session.scalars(statement.offset(offset).limit(limit))
        return [_line(_said(body)) for body in bodies], total

    def head(self) -> TrailHead:
        row = self._work.session.get(AuditHeadRow, self._work.company)
        frontier = Frontier.from_bytes(row.frontier) if row else Frontier()
        return TrailHead(frontier.size, frontier.root().hex())

    def bodies(self, case_id: str | None = None) -> list[tuple[int, bytes]]:
        """The exact bytes of every record (of one case, or of the company), oldest first, by its place."""
        statement = select(AuditRecordRow.seq, AuditRecordRow.body).where(*self._of(case_id))
        rows = self._work.session.execute(statement.order_by(col(AuditRecordRow.seq)))
        return [(seq, bytes(body)) for seq, body in rows]

    def leaves(self) -> list[bytes]:
        """Every leaf hash of the company's log, in order."""
        statement = select(AuditRecordRow.leaf).where(*self._of(None)).order_by(col(AuditRecordRow.seq))
        return [bytes(leaf) for leaf in self._work.session.scalars(statement)]

    def authors(self, case_id: str) -> frozenset[str]:
        """Everybody who changed what the case says, since it was created."""
        statement = (
            select(AuditRecordRow.person_id)
            .where(*self._of(case_id), col(AuditRecordRow.kind).in_(AUTHORING))
            .distinct()
        )
        return frozenset(self._work.session.scalars(statement))

    def answer_changes(self, case_id: str, after: int, until: int | None = None) -> Iterator[AnswerChange]:
        """Every answer changed after a revision of the case, and up to another one if given, oldest first."""
        revision = col(AuditRecordRow.revision)
        conditions = [*self._of(case_id), AuditRecordRow.changes > 0, revision > after]
        if until is not None:
            conditions.append(revision <= until)
        statement = select(AuditRecordRow.body).where(*conditions).order_by(col(AuditRecordRow.seq))
        for body in self._work.session.scalars(statement):
            yield from _changes_in(_said(body))

    def _of(self, case_id: str | None) -> list[Any]:
        ours = AuditRecordRow.company_id == self._work.company
        return [ours] if case_id is None else [ours, AuditRecordRow.case_id == case_id]


def _said(body: bytes) -> dict[str, Any]:
    """What a record says, for showing it. Whether it is whole is asked by verifying, not by every page."""
    said: dict[str, Any] = json.loads(body)
    return said


def _changes_in(said: Mapping[str, Any]) -> Iterator[AnswerChange]:
    for change in said["details"]["changes"]:
        yield AnswerChange(
            entry=change["entry"],
            question=change["question"],
            before=change["before"],
            after=change["after"],
            revision=said["revision"] or 0,
            person_id=said["actor"]["id"],
            person_name=said["actor"]["name"],
            at=_moment(said["at"]),
        )


def _line(said: Mapping[str, Any]) -> TrailLine:
    return TrailLine(
        said["seq"],
        _moment(said["at"]),
        said["actor"]["name"],
        said["kind"],
        said["case"],
        said["subject"],
        said["details"],
    )


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)
