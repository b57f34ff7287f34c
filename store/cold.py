"""Older bodies in cold storage: one packed file for each stretch of records, found again by its hash.

A file holds one record on each line, exactly as it was hashed, in the order of the log (gzip, no time stamp). The
leaf hash stays in the table, so a body that was changed in its file no longer fits and is named.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, insert, select, update

from store.files import FileDamaged, FileStore
from store.rows import table_of
from store.session import Missing, Work
from store.tables import AuditColdRow, AuditRecordRow

RECORDS, COLD = table_of(AuditRecordRow), table_of(AuditColdRow)
STRETCH = 10_000
"""So many records are in one file at most."""


class ColdStorage:
    """What of the company's log lies in cold storage, and the step that puts more of it there."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def stretches(self) -> list[tuple[int, int, str]]:
        """(first, last, hash of the file) of every stretch, oldest first."""
        at = COLD.c
        statement = select(at.first, at.last, at.sha256).where(at.company_id == self._work.company).order_by(at.first)
        return [(first, last, sha256) for first, last, sha256 in self._work.session.execute(statement)]

    def due(self, before: datetime) -> int:
        """How many records would move: those from the last stretch on, up to the first that is younger."""
        first, end = self._range(before)
        return max(end - first, 0)

    def move(self, before: datetime) -> list[tuple[int, int, str]]:
        """Write what is older into files by year and take it out of the table. Returns the new stretches."""
        self._work.ensure_writable()
        files = _store(self._work)
        first, end = self._range(before)
        made = []
        while first < end:
            lines = self._lines(first, min(first + STRETCH, end))
            sha256 = files.put(packed([body for _, body in lines]))
            last = lines[-1][0]
            values = {"company_id": self._work.company, "first": first, "last": last, "sha256": sha256}
            self._work.execute(insert(COLD).values(at=self._work.now, **values))
            place = RECORDS.c.seq
            ours = (RECORDS.c.company_id == self._work.company, place >= first, place <= last)
            self._work.execute(update(RECORDS).where(*ours).values(body=None))
            made.append((first, last, sha256))
            first = last + 1
        return made

    def _range(self, before: datetime) -> tuple[int, int]:
        ours = RECORDS.c.company_id == self._work.company
        last = self._work.session.scalar(select(func.max(COLD.c.last)).where(COLD.c.company_id == self._work.company))
        first = 0 if last is None else last + 1
        young = select(func.min(RECORDS.c.seq)).where(ours, RECORDS.c.seq >= first, RECORDS.c.at >= before)
        end = self._work.session.scalar(young)
        if end is None:
            end = (self._work.session.scalar(select(func.max(RECORDS.c.seq)).where(ours)) or -1) + 1
        return first, end

    def _lines(self, first: int, end: int) -> list[tuple[int, bytes]]:
        """The bodies from ``first`` on that were written in the same year."""
        at = RECORDS.c
        ours = (at.company_id == self._work.company, at.seq >= first, at.seq < end)
        rows = self._work.session.execute(select(at.seq, at.at, at.body).where(*ours).order_by(at.seq)).all()
        year = rows[0].at.year
        lines = []
        for seq, moment, body in rows:
            if moment.year != year:
                break
            if body is None:
                raise Missing(f"record {seq}")
            lines.append((seq, bytes(body)))
        return lines


def packed(bodies: Iterable[bytes]) -> bytes:
    return gzip.compress(b"".join(body + b"\n" for body in bodies), mtime=0)


@lru_cache(maxsize=4)
def _read(files: FileStore, sha256: str) -> tuple[bytes, ...]:
    try:
        return tuple(gzip.decompress(files.open(sha256)).split(b"\n")[:-1])
    except (OSError, EOFError) as broken:
        raise FileDamaged(f"The cold file {sha256} cannot be unpacked; restore it from a backup.") from broken


class ColdReader:
    """Finds one body after the other among the stretches of a company."""

    def __init__(self, files: FileStore | None, stretches: Iterable[tuple[int, int, str]]) -> None:
        self._files = files
        self._stretches = sorted(stretches)

    def body(self, seq: int) -> bytes | None:
        """The body, or ``None`` where no stretch holds it; raises ``FileDamaged`` for a file that is gone."""
        for first, last, sha256 in self._stretches:
            if first <= seq <= last:
                if self._files is None:
                    raise FileDamaged("There is no file store to read cold records from.")
                lines = _read(self._files, sha256)
                return lines[seq - first] if seq - first < len(lines) else None
        return None


def whole(work: Work, rows: Iterable[tuple[int, bytes | None]]) -> Iterator[tuple[int, bytes]]:
    """The same records with the bodies that lie in cold storage; one that is nowhere is left out."""
    reader: ColdReader | None = None
    for seq, body in rows:
        if body is None:
            reader = reader or ColdReader(work.files, ColdStorage(work).stretches())
            body = reader.body(seq)
        if body is not None:
            yield seq, bytes(body)


def _store(work: Work) -> FileStore:
    if work.files is None:
        raise Missing("The database was opened without a file store; give one to Database.open.")
    return work.files
