"""Read the company's log: what happened in plain words, the exact bytes for verifiers, proofs, checkpoints, anchors.

Pages read through the openings: what is sealed in a record is shown from beside it, or said to be erased.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from assessment.work import Anchor, AnswerChange, SignedHead, TrailHead, TrailLine
from audit.checkpoint import origin_of
from audit.kinds import AUTHORING
from audit.sealing import ACTOR_NAME, ROWS, Opening, revealed
from audit.tiles import TiledTree
from audit.tree import Frontier
from store.cold import whole
from store.columns import new_id
from store.mapping import build
from store.rows import table_of
from store.session import Missing, Work
from store.tables import (
    AuditAnchorRow,
    AuditCheckpointRow,
    AuditHeadRow,
    AuditOpeningRow,
    AuditRecordRow,
    PersonRow,
)
from store.tiles import tree_of

OPENINGS, CHECKPOINTS, ANCHORS = table_of(AuditOpeningRow), table_of(AuditCheckpointRow), table_of(AuditAnchorRow)
ERASED = "（已删除 / erased）"
"""What stands in place of a value whose opening was erased."""
_AT_ONCE = 500


class Trail:
    """The company's log for reading, and the two kinds of rows that are put beside it by the signer."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def page(self, case_id: str | None = None, *, offset: int = 0, limit: int = 50) -> tuple[list[TrailLine], int]:
        """Newest first, with how many there are in all."""
        conditions = self._of(case_id)
        total = self._work.session.scalar(select(func.count()).select_from(AuditRecordRow).where(*conditions)) or 0
        columns = (col(AuditRecordRow.seq), col(AuditRecordRow.body))
        statement = select(*columns).where(*conditions).order_by(col(AuditRecordRow.seq).desc())
        return [_line(said) for said in self._said(statement.offset(offset).limit(limit))], total

    def head(self) -> TrailHead:
        row = self._work.session.get(AuditHeadRow, self._work.company)
        frontier = Frontier.from_bytes(row.frontier) if row else Frontier()
        return TrailHead(frontier.size, frontier.root().hex())

    def origin(self) -> str:
        """The name of the log as checkpoints carry it."""
        row = self._work.session.get(AuditHeadRow, self._work.company)
        return origin_of(self._work.company, row.epoch if row else 1)

    def bodies(self, case_id: str | None = None) -> list[tuple[int, bytes]]:
        """The exact bytes of every record (of one case, or of the company), oldest first, by its place."""
        statement = select(col(AuditRecordRow.seq), col(AuditRecordRow.body)).where(*self._of(case_id))
        rows = self._work.session.execute(statement.order_by(col(AuditRecordRow.seq)))
        return list(whole(self._work, ((seq, body) for seq, body in rows)))

    def openings(self, seqs: Iterable[int], *, rows: bool = False) -> dict[int, list[Opening]]:
        """What opens the sealed fields of these records; with ``rows`` also the salts of fingerprints."""
        found: dict[int, list[Opening]] = {}
        wanted = sorted(set(seqs))
        at = OPENINGS.c
        for start in range(0, len(wanted), _AT_ONCE):
            conditions = (at.company_id == self._work.company, at.seq.in_(wanted[start : start + _AT_ONCE]))
            statement = select(at.seq, at.field, at.salt, at.value).where(*conditions).order_by(at.seq, at.field)
            for seq, field, salt, value in self._work.session.execute(statement):
                if rows or field != ROWS:
                    found.setdefault(seq, []).append(Opening(field, bytes(salt), value))
        return found

    def body(self, seq: int) -> bytes:
        """The exact bytes of one record, also from cold storage; raises ``Missing`` when it is not there."""
        row = self._work.session.get(AuditRecordRow, (self._work.company, seq))
        found = list(whole(self._work, [(seq, row.body)])) if row else []
        if not found:
            raise Missing(f"record {seq}")
        return found[0][1]

    def last_of_kind(self, case_id: str, kind: str) -> int | None:
        """The place of the newest record of one kind about a case."""
        statement = select(func.max(AuditRecordRow.seq)).where(*self._of(case_id), col(AuditRecordRow.kind) == kind)
        last: int | None = self._work.session.scalar(statement)
        return last

    def leaves(self) -> list[bytes]:
        """Every leaf hash of the company's log, in order."""
        statement = select(col(AuditRecordRow.leaf)).where(*self._of(None)).order_by(col(AuditRecordRow.seq))
        return [bytes(leaf) for leaf in self._work.session.scalars(statement)]

    def tree(self, size: int) -> TiledTree:
        """The tree of the first ``size`` records, for proofs."""
        return tree_of(self._work.session, self._work.company, size)

    def authors(self, case_id: str) -> frozenset[str]:
        """Everybody who changed what the case says, since it was created."""
        statement = (
            select(col(AuditRecordRow.person_id))
            .where(*self._of(case_id), col(AuditRecordRow.kind).in_(AUTHORING))
            .distinct()
        )
        return frozenset(self._work.session.scalars(statement))

    def answer_changes(self, case_id: str, after: int, until: int | None = None) -> Iterator[AnswerChange]:
        """Every answer changed after a revision of the case, and up to another one if given, oldest first."""
        revision = col(AuditRecordRow.revision)
        conditions = [*self._of(case_id), col(AuditRecordRow.changes) > 0, revision > after]
        if until is not None:
            conditions.append(revision <= until)
        columns = (col(AuditRecordRow.seq), col(AuditRecordRow.body))
        statement = select(*columns).where(*conditions).order_by(col(AuditRecordRow.seq))
        for said in self._said(statement):
            yield from _changes_in(said)

    def checkpoint(self, covering: int = 0) -> SignedHead | None:
        """The oldest signed state that holds at least ``covering`` records, or the newest of all for 0."""
        at = CHECKPOINTS.c
        ours = (at.company_id == self._work.company, at.origin == self.origin(), at.size >= covering)
        statement = select(at.origin, at.size, at.note, at.at).where(*ours)
        row = self._work.session.execute(statement.order_by(at.size if covering else at.size.desc()).limit(1)).first()
        return SignedHead(*row) if row else None

    def unsigned(self) -> list[str]:
        """Every company (the unit's, or all) whose log stands elsewhere than at its newest signed state."""
        heads, signed = table_of(AuditHeadRow).c, CHECKPOINTS.c
        newest = (
            select(signed.company_id, func.max(signed.size).label("size"))
            .group_by(signed.company_id)
            .subquery("newest")
        )
        statement = (
            select(heads.company_id)
            .outerjoin(newest, newest.c.company_id == heads.company_id)
            .where(heads.size != func.coalesce(newest.c.size, 0))
            .order_by(heads.company_id)
        )
        if self._work.company_id is not None:
            statement = statement.where(heads.company_id == self._work.company_id)
        return list(self._work.session.scalars(statement))

    def add_checkpoint(self, signed: SignedHead) -> None:
        """Keep a state that the signer signed."""
        values = {"origin": signed.origin, "size": signed.size, "note": signed.note, "at": signed.at}
        self._work.add(build(AuditCheckpointRow, company_id=self._work.company, **values))

    def add_anchor(self, anchor: Anchor) -> None:
        """Keep what came of leaving a checkpoint outside."""
        self._work.add(
            build(
                AuditAnchorRow,
                id=new_id(),
                company_id=self._work.company,
                kind=anchor.kind,
                name=anchor.name,
                origin=anchor.origin,
                size=anchor.size,
                at=anchor.at,
                data=anchor.data,
                failure=anchor.failure,
            )
        )

    def anchors(self, *, limit: int = 100) -> list[Anchor]:
        """The newest attempts first, whether they succeeded or not."""
        return self._anchors(limit=limit)

    def newest_anchor(self, kind: str, name: str, *, succeeded: bool = False) -> Anchor | None:
        """The newest attempt with one party, or the newest that succeeded."""
        at = ANCHORS.c
        wanted = [at.kind == kind, at.name == name, *([at.failure == ""] if succeeded else [])]
        return next(iter(self._anchors(*wanted, limit=1)), None)

    def anchored_size(self, kind: str, name: str, origin: str) -> int:
        """How many records the largest state holds that a party has of this log; 0 where it has none."""
        at = ANCHORS.c
        ours = (at.company_id == self._work.company, at.kind == kind, at.name == name, at.failure == "")
        return self._work.session.scalar(select(func.max(at.size)).where(*ours, at.origin == origin)) or 0

    def anchors_of(self, origin: str, size: int) -> list[Anchor]:
        """What exists outside for one checkpoint."""
        at = ANCHORS.c
        return self._anchors(at.origin == origin, at.size == size, at.failure == "")

    def _anchors(self, *conditions: Any, limit: int | None = None) -> list[Anchor]:
        at = ANCHORS.c
        columns = (at.kind, at.name, at.origin, at.size, at.at, at.data, at.failure)
        statement = select(*columns).where(at.company_id == self._work.company, *conditions)
        found = self._work.session.execute(statement.order_by(at.at.desc(), at.id.desc()).limit(limit))
        return [Anchor(*row) for row in found]

    def _said(self, statement: Any) -> Iterator[dict[str, Any]]:
        """What records say, for showing it. Whether they are whole is asked by verifying, not by every page."""
        rows = self._work.session.execute(statement).all()
        parsed = [json.loads(body) for _, body in whole(self._work, ((seq, body) for seq, body in rows))]
        openings = self.openings(said["seq"] for said in parsed)
        for said in parsed:
            values = {opening.field: opening.value for opening in openings.get(said["seq"], ())}
            values.setdefault(ACTOR_NAME, self.name_now(said["actor"]["id"]))
            yield revealed(said, values, ERASED)

    def name_now(self, person_id: str) -> str:
        """What stands for an actor whose name was erased: the substitute that his or her row bears now."""
        row = self._work.session.get(PersonRow, person_id)
        return row.name if row is not None and row.company_id == self._work.company else ERASED

    def _of(self, case_id: str | None) -> list[Any]:
        ours = col(AuditRecordRow.company_id) == self._work.company
        return [ours] if case_id is None else [ours, col(AuditRecordRow.case_id) == case_id]


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
