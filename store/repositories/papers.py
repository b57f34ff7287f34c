"""Files, snapshots and built documents: what is kept by the hash of its bytes."""

from __future__ import annotations

import builtins
import hashlib
from datetime import datetime
from typing import Literal

from sqlalchemy import func
from sqlmodel import col, select

from assessment.snapshot import Snapshot, open_snapshot
from assessment.work import BuiltDocument, StoredFile
from store import mapping
from store.columns import clean, new_id
from store.files import FileDamaged, FileStore
from store.session import Missing, Work
from store.tables import DocumentRow, FileRow, SnapshotRow


class Files:
    def __init__(self, work: Work, store: FileStore | None) -> None:
        self._work = work
        self._kept = store

    @property
    def _store(self) -> FileStore:
        if self._kept is None:
            raise Missing("The database was opened without a file store; give one to Database.open.")
        return self._kept

    def put(self, data: bytes, name: str, media_type: str) -> StoredFile:
        """Keep the bytes; the same bytes are kept once. The result carries the name given now."""
        self._work.ensure_writable()
        sha256 = self._store.put(data)
        if self._row(sha256) is None:
            row = mapping.build(
                FileRow,
                company_id=self._work.company,
                sha256=sha256,
                name=name,
                media_type=media_type,
                size=len(data),
            )
            self._work.add(row)
        return StoredFile(sha256, clean(name), media_type, len(data))

    def get(self, sha256: str) -> StoredFile | None:
        row = self._row(sha256)
        return mapping.file(row) if row else None

    def open(self, sha256: str) -> bytes:
        """The bytes of a file of the company; raises ``Missing`` for anybody else's."""
        if self._row(sha256) is None:
            raise Missing(f"file {sha256}")
        return self._store.open(sha256)

    def _row(self, sha256: str) -> FileRow | None:
        return self._work.session.get(FileRow, (self._work.company, sha256))


class Snapshots:
    def __init__(self, work: Work) -> None:
        self._work = work

    def put(self, case_id: str, snapshot: Snapshot) -> None:
        """Keep the exact bytes; the same snapshot is kept once."""
        self._work.case(case_id)
        if self._row(snapshot.sha256) is None:
            row = mapping.build(
                SnapshotRow,
                company_id=self._work.company,
                sha256=snapshot.sha256,
                case_id=case_id,
                body=snapshot.canonical,
                made_at=self._work.now,
            )
            self._work.add(row)

    def get(self, sha256: str) -> Snapshot | None:
        """The snapshot; raises ``FileDamaged`` when its bytes are no longer the ones that were frozen."""
        row = self._row(sha256)
        if row is None:
            return None
        body = bytes(row.body)
        if hashlib.sha256(body).hexdigest() != sha256:
            raise FileDamaged(f"The bytes kept as snapshot {sha256} were changed; nothing is built from them.")
        return open_snapshot(body)

    def _row(self, sha256: str) -> SnapshotRow | None:
        return self._work.session.get(SnapshotRow, (self._work.company, sha256))


class Documents:
    def __init__(self, work: Work) -> None:
        self._work = work

    def add(
        self,
        case_id: str,
        job_id: str,
        *,
        kind: str,
        title: str,
        file: StoredFile,
        pages: int,
        status: Literal["draft", "final"],
        snapshot_sha256: str,
        built_at: datetime,
    ) -> BuiltDocument:
        self._work.case(case_id)
        made = self._work.session.scalar(
            select(func.count()).select_from(DocumentRow).where(DocumentRow.case_id == case_id)
        )
        row = mapping.build(
            DocumentRow,
            id=new_id(),
            company_id=self._work.company,
            case_id=case_id,
            job_id=job_id,
            position=made or 0,
            kind=kind,
            title=title,
            file_sha256=file.sha256,
            file_name=file.name,
            media_type=file.media_type,
            size=file.size,
            pages=pages,
            status=status,
            snapshot_sha256=snapshot_sha256,
            built_at=built_at,
        )
        return mapping.document(self._work.add(row))

    def list(self, case_id: str) -> builtins.list[BuiltDocument]:
        """Every document of a case in the order in which they were built."""
        statement = select(DocumentRow).where(
            DocumentRow.company_id == self._work.company, DocumentRow.case_id == case_id
        )
        rows = self._work.session.scalars(statement.order_by(col(DocumentRow.position)))
        return [mapping.document(row) for row in rows]

    def get(self, document_id: str) -> BuiltDocument | None:
        row = self._work.session.get(DocumentRow, document_id)
        return mapping.document(row) if row and row.company_id == self._work.company else None
