"""The tables of the trail: records, head, openings, erasures, cold storage, tiles, checkpoints, anchors.

All of them are kept append-only by triggers (``append_only.py``). Annotations stay unquoted: SQLModel reads them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from store.columns import CanonicalJson
from store.table_base import Row, one_of


class AuditRecordRow(Row, table=True):
    """One record of a company's log. ``body`` is what is hashed; the other columns only help to find it.

    ``changes``: how many answers the record changed. Rows are never updated or deleted (``append_only.py``), except
    that a body written to cold storage may leave the table; ``leaf`` stays for ever.
    """

    __tablename__ = "audit_record"
    __table_args__ = (Index(None, "company_id", "case_id", "seq"),)

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str
    case_id: str | None
    revision: int | None
    person_id: str
    changes: int
    at: datetime
    leaf: bytes
    body: bytes | None


class AuditHeadRow(Row, table=True):
    """How long a company's log is and the edge of its tree; locked while a record is appended.

    ``epoch`` is 1 until a backup is restored; the log goes on under a new name then.
    """

    __tablename__ = "audit_head"

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    epoch: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    size: int = Field(sa_type=BigInteger)
    frontier: bytes


class AuditOpeningRow(Row, table=True):
    """What a sealed field of a record holds, with its salt. May be deleted once an erasure names it."""

    __tablename__ = "audit_opening"

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    field: str = Field(primary_key=True)
    salt: bytes
    value: Any = Field(sa_type=CanonicalJson, nullable=False)


class AuditErasureRow(Row, table=True):
    """Which opening was erased, and the record (``by_seq``) that says why; without this row it cannot be deleted."""

    __tablename__ = "audit_erasure"

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    field: str = Field(primary_key=True)
    by_seq: int = Field(sa_type=BigInteger)


class AuditColdRow(Row, table=True):
    """A stretch of records whose bodies lie in cold storage, in a file with this hash."""

    __tablename__ = "audit_cold"

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    first: int = Field(primary_key=True, sa_type=BigInteger)
    last: int = Field(sa_type=BigInteger)
    sha256: str
    at: datetime


class AuditTileRow(Row, table=True):
    """A full tile of the tree: 256 hashes; ``root`` is their root, one entry of the level above."""

    __tablename__ = "audit_tile"

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    level: int = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_type=BigInteger)
    hashes: bytes
    root: bytes


class AuditCheckpointRow(Row, table=True):
    """A state of the log that the signer signed. ``note`` is the text, with the log's own signature only."""

    __tablename__ = "audit_checkpoint"

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    origin: str = Field(primary_key=True)
    size: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime
    note: str


class AuditAnchorRow(Row, table=True):
    """One attempt to leave a checkpoint outside: with a witness, a time stamp authority, by mail.

    ``data`` is what came back (a signature line, a time stamp token). ``failure`` says why nothing did.
    """

    __tablename__ = "audit_anchor"
    __table_args__ = (one_of("kind", "witness", "timestamp", "mail"), Index(None, "company_id", "kind", "name", "at"))

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    kind: str
    name: str
    origin: str
    size: int = Field(sa_type=BigInteger)
    at: datetime
    data: bytes
    failure: str
