"""Find records of a company's log for reading: by case, person, kind, day, question and text.

The columns beside a record only help to find it; names and texts are looked for in the openings, so what was erased
is not found any more. Nothing here vouches for a record: that is what its proof does.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, String, and_, exists, func, or_, select, type_coerce

from assessment.timeline import TimelineFilter, TimelineLine, TimelinePart
from audit.canonical import canonical
from audit.sealing import ROWS, SUBJECT, revealed
from store.cold import ColdReader, ColdStorage
from store.columns import clean
from store.files import FileDamaged
from store.rows import table_of
from store.session import Work
from store.tables import AuditCheckpointRow, AuditHeadRow, AuditOpeningRow, AuditRecordRow
from store.trail_reading import ERASED, Trail

RECORDS, OPENINGS = table_of(AuditRecordRow), table_of(AuditOpeningRow)
CHECKPOINTS, HEADS = table_of(AuditCheckpointRow), table_of(AuditHeadRow)
_AT_ONCE = 500
COUNTED = 1_000
"""So many records of a search are counted exactly."""


class Timeline:
    """The company's log as its readers look through it."""

    def __init__(self, work: Work, trail: Trail) -> None:
        self._work = work
        self._trail = trail

    def part(
        self, wanted: TimelineFilter, *, before: int | None = None, after: int | None = None, limit: int = 50
    ) -> TimelinePart:
        """The newest records that fit; ``before`` and ``after``: those next to this place, older or newer."""
        at, conditions = RECORDS.c, self._conditions(wanted)
        total, at_least = 0, False
        if wanted.narrowed:
            # What is rare is found by one walk through the log, for the number and for every page alike.
            first = select(at.seq).where(*conditions).order_by(at.seq.desc()).limit(COUNTED + 1)
            seqs = list(self._work.session.scalars(first))
            total, at_least = min(len(seqs), COUNTED), len(seqs) > COUNTED
            if not at_least:
                conditions = [at.company_id == self._work.company, at.seq.in_(_around(seqs, before, after, limit + 1))]
        else:
            total = self.count(wanted)
        columns = (at.seq, at.at, at.kind, at.case_id, at.revision, at.person_id, at.body, self._covering())
        statement = select(*columns).where(*conditions).limit(limit + 1)
        if after is not None:
            found = list(self._work.session.execute(statement.where(at.seq > after).order_by(at.seq)))
        else:
            older = [at.seq < before] if before is not None else []
            found = list(self._work.session.execute(statement.where(*older).order_by(at.seq.desc())))
        more, rows = len(found) > limit, found[:limit]
        if after is not None:
            rows.reverse()
        lines = tuple(self._lines(rows))
        return TimelinePart(
            lines,
            total,
            newer=more if after is not None else before is not None,
            older=True if after is not None else more,
            at_least=at_least,
        )

    def count(self, wanted: TimelineFilter) -> int:
        """How many records fit."""
        statement = select(func.count()).select_from(RECORDS).where(*self._conditions(wanted))
        return self._work.session.scalar(statement) or 0

    def line(self, seq: int) -> TimelineLine | None:
        """One record of the company, or ``None``."""
        at = RECORDS.c
        columns = (at.seq, at.at, at.kind, at.case_id, at.revision, at.person_id, at.body, self._covering())
        ours = (at.company_id == self._work.company, at.seq == seq)
        return next(self._lines(list(self._work.session.execute(select(*columns).where(*ours)))), None)

    def oldest_after(self, seq: int) -> datetime | None:
        """When the first record from this place on was written."""
        at = RECORDS.c
        ours = (at.company_id == self._work.company, at.seq >= seq)
        found: datetime | None = self._work.session.scalar(select(at.at).where(*ours).order_by(at.seq).limit(1))
        return found

    def bodies(self, wanted: TimelineFilter) -> Iterator[tuple[int, bytes | None]]:
        """Place and exact bytes of every record that fits, oldest first; ``None`` where its cold file is lost."""
        at, last = RECORDS.c, -1
        while True:
            statement = select(at.seq, at.body).where(*self._conditions(wanted), at.seq > last).order_by(at.seq)
            rows = list(self._work.session.execute(statement.limit(_AT_ONCE)))
            for seq, body in rows:
                yield seq, self._whole(seq, body)
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1][0]

    def checkpoints(self, since: datetime | None, until: datetime | None) -> list[tuple[int, datetime, str]]:
        """Size, time and text of the states signed in a period under the log's present name, oldest first."""
        at = CHECKPOINTS.c
        conditions = [at.company_id == self._work.company, at.origin == self._trail.origin()]
        conditions += [at.at >= since] if since else []
        conditions += [at.at < until] if until else []
        statement = select(at.size, at.at, at.note).where(*conditions).order_by(at.size)
        return [(size, moment, note) for size, moment, note in self._work.session.execute(statement)]

    def _covering(self) -> ColumnElement[Any]:
        """The size of the first signed state that holds the record of this row."""
        at = CHECKPOINTS.c
        ours = (at.company_id == self._work.company, at.origin == self._trail.origin(), at.size > RECORDS.c.seq)
        return select(func.min(at.size)).where(*ours).correlate(RECORDS).scalar_subquery().label("covering")

    def _conditions(self, wanted: TimelineFilter) -> list[ColumnElement[bool]]:
        at = RECORDS.c
        found: list[ColumnElement[bool]] = [at.company_id == self._work.company]
        if wanted.case_id is not None:
            found.append(at.case_id == wanted.case_id)
        if wanted.of_house:
            found.append(at.case_id.is_(None))
        if wanted.person:
            found.append(at.person_id == wanted.person)
        if wanted.kinds:
            found.append(at.kind.in_(sorted(wanted.kinds)))
        if wanted.since:
            found.append(at.at >= wanted.since)
        if wanted.until:
            found.append(at.at < wanted.until)
        if wanted.section:
            found.append(self._about(wanted.section))
        if wanted.question:
            found += [at.changes > 0, self._in_body(_changed(wanted.question, wanted.entry), wanted.case_id)]
        if wanted.text:
            found.append(self._holding(wanted))
        if wanted.revisions:
            found.append(at.revision.in_(sorted(wanted.revisions)))
        if wanted.row:
            found.append(self._in_body(canonical(wanted.row), wanted.case_id))
        return found

    def _about(self, subject: str) -> ColumnElement[bool]:
        """Records whose sealed subject is exactly this."""
        said, at = OPENINGS.c, RECORDS.c
        same = (said.company_id == at.company_id, said.seq == at.seq, said.field == SUBJECT, said.value == subject)
        return exists(select(said.seq).where(*same).correlate(RECORDS))

    def _holding(self, wanted: TimelineFilter) -> ColumnElement[bool]:
        said, at = OPENINGS.c, RECORDS.c
        value, pattern = type_coerce(said.value, String), _pattern(wanted.text)
        # SQLite's LIKE does not tell the two cases of Latin letters apart, and is quicker than asking it not to.
        fits = value.like(pattern, escape="!") if self._sqlite else value.ilike(pattern, escape="!")
        ours = (said.company_id == self._work.company, said.field != ROWS)
        ways: list[ColumnElement[bool]] = [at.seq.in_(select(said.seq).where(*ours, fits))]
        if wanted.named_kinds:
            ways.append(at.kind.in_(sorted(wanted.named_kinds)))
        if wanted.named_questions:
            asked = [self._in_body(_changed(question, None), wanted.case_id) for question in wanted.named_questions]
            ways.append(and_(at.changes > 0, or_(*asked)))
        return or_(*ways)

    @property
    def _sqlite(self) -> bool:
        return self._work.session.get_bind().dialect.name == "sqlite"

    @cached_property
    def _cold(self) -> ColdReader:
        return ColdReader(self._work.files, ColdStorage(self._work).stretches())

    def _whole(self, seq: int, body: bytes | None) -> bytes | None:
        """The body, from cold storage where it lies there; ``None`` where its file is gone or damaged."""
        if body is not None:
            return bytes(body)
        try:
            return self._cold.body(seq)
        except FileDamaged:
            return None

    def _in_body(self, wanted: bytes, case_id: str | None) -> ColumnElement[bool]:
        """Records that hold these bytes; of one case also those in cold storage, which no database can look into."""
        hot = self._in_hot_body(wanted)
        if case_id is None:
            return hot
        at = RECORDS.c
        ours = (at.company_id == self._work.company, at.case_id == case_id, at.body.is_(None))
        cold = self._work.session.scalars(select(at.seq).where(*ours))
        holding = [seq for seq in cold if wanted in (self._whole(seq, None) or b"")]
        return or_(hot, at.seq.in_(holding)) if holding else hot

    def _in_hot_body(self, wanted: bytes) -> ColumnElement[bool]:
        body = RECORDS.c.body
        if self._sqlite:
            return func.instr(body, wanted) > 0
        pattern = wanted
        for special in (b"\\", b"%", b"_"):
            pattern = pattern.replace(special, b"\\" + special)
        return body.op("LIKE", is_comparison=True)(b"%" + pattern + b"%")

    def _lines(self, rows: Sequence[Any]) -> Iterator[TimelineLine]:
        openings = self._trail.openings(row.seq for row in rows)
        for row in rows:
            values = {opening.field: opening.value for opening in openings.get(row.seq, ())}
            body = self._whole(row.seq, row.body)
            said = revealed(json.loads(body), values, ERASED) if body is not None else None
            yield TimelineLine(
                seq=row.seq,
                at=row.at,
                person_id=row.person_id,
                person_name=said["actor"]["name"] if said else "",
                kind=row.kind,
                case_id=row.case_id,
                revision=row.revision,
                subject=said["subject"] if said else "",
                details=said["details"] if said else {},
                checkpoint=row.covering,
                cold=said is None,
            )


def _around(seqs: list[int], before: int | None, after: int | None, limit: int) -> list[int]:
    """Of places, newest first, those of one page."""
    if after is not None:
        return [seq for seq in seqs if seq > after][-limit:]
    return [seq for seq in seqs if before is None or seq < before][:limit]


def _changed(question: str, entry: str | None) -> bytes:
    """How a record that changed the answer to a question writes it; its keys stand in the order of their names."""
    named = b'"question":' + canonical(question)
    return named if entry is None else b'"entry":' + canonical(entry) + b"," + named


def _pattern(text: str) -> str:
    """The text as the openings write it, for a search anywhere in them."""
    written = canonical(clean(unicodedata.normalize("NFC", text))).decode("utf-8")[1:-1]
    for special in "!%_":
        written = written.replace(special, f"!{special}")
    return f"%{written}%"
