"""Every table of the store. Rows never leave this package; ``mapping.py`` turns them into frozen nouns.

A class here does not check what it is built from, so rows are built in ``mapping.py`` with ``model_validate``;
``NOT NULL``, ``CHECK`` and ``UNIQUE`` are the last guard. Annotations stay unquoted: SQLModel reads them.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from assessment.questions import Scope
from store.columns import CanonicalJson

# Named constraints can be changed by a later migration on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)
    model_config = {"validate_assignment": True}


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _unsettled() -> Any:
    """A column that holds the JSON ``null`` until somebody settles something."""
    null = {"server_default": text("'null'")}
    return Field(default=None, sa_type=CanonicalJson, nullable=False, sa_column_kwargs=null)


class CompanyRow(Row, table=True):
    __tablename__ = "company"

    id: str = Field(primary_key=True)
    name: str
    name_en: str


class PersonRow(Row, table=True):
    __tablename__ = "person"
    __table_args__ = (_one_of("language", "zh", "en"),)

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id", index=True)
    login: str = Field(unique=True)
    name: str
    password_hash: str
    roles: list[str] = Field(sa_type=CanonicalJson)
    language: str
    active: bool


class LoginSessionRow(Row, table=True):
    """A browser that is signed in. ``id`` is the hash of what the browser holds."""

    __tablename__ = "login_session"

    id: str = Field(primary_key=True)
    person_id: str | None = Field(foreign_key="person.id", index=True)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime = Field(index=True)
    data: dict[str, Any] = Field(sa_type=CanonicalJson)


class CaseRow(Row, table=True):
    __tablename__ = "case_record"
    __table_args__ = (UniqueConstraint("company_id", "reference"),)

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    reference: str
    title: str
    revision: int
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime


class EntryRow(Row, table=True):
    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "parent_id"], ["entry.case_id", "entry.id"]),
        _one_of("scope", *(scope.value for scope in Scope if scope is not Scope.CASE)),
    )

    case_id: str = Field(primary_key=True, foreign_key="case_record.id")
    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    scope: str
    parent_id: str | None
    position: int


class AnswerRow(Row, table=True):
    """One answer. ``entry_id`` is empty for the questions that a case answers once, so it refers to no table."""

    __tablename__ = "answer"

    case_id: str = Field(primary_key=True, foreign_key="case_record.id")
    entry_id: str = Field(primary_key=True)
    question_id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    value: Any = Field(sa_type=CanonicalJson, nullable=False)
    revision: int
    person_id: str
    at: datetime


class DataItemRow(Row, table=True):
    __tablename__ = "data_item"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "scenario_id"], ["entry.case_id", "entry.id"]),
        UniqueConstraint("case_id", "scenario_id", "name"),
        Index(None, "case_id", "scenario_id", "position"),
    )

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    case_id: str = Field(foreign_key="case_record.id")
    scenario_id: str
    position: int
    name: str
    description: str
    necessity: str
    example: str
    remark: str
    settled: dict[str, Any] | None = _unsettled()
    treatment: dict[str, Any] | None = _unsettled()
    cut: dict[str, Any] | None = _unsettled()


_PLACE = ("case_id", "scenario_id", "company_id")
_COUNTED = ("is_cut", "treated_kind", "settled_kind", "kind", "treated", "justified")


class ItemProposalRow(Row, table=True):
    """What the catalogue recognised in an item and proposes, and what the table of items is filtered and sorted by.

    All of it follows from the item and the law, so no record speaks of it and it may be made anew at any time.
    ``made_with``: hash of the catalogue that recognised it, empty where its texts have changed since;
    ``judged_with``: hash of what else ``kind`` depends on. ``batch``: id of the first item that came with it.
    """

    __tablename__ = "item_proposal"
    __table_args__ = (
        Index(None, "case_id", "scenario_id", "position"),
        # Each of these holds all that its question asks for, so that the rows themselves are not read.
        Index("ix_item_proposal_alike", *_PLACE, "recognised", "made_with", "judged_with"),
        Index("ix_item_proposal_counts", *_PLACE, *_COUNTED),
        Index("ix_item_proposal_batch", *_PLACE, "batch"),
        Index("ix_item_proposal_name", "case_id", "name_key", "is_cut", "scenario_id", "company_id"),
    )

    item_id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    case_id: str = Field(foreign_key="case_record.id")
    scenario_id: str
    position: int
    batch: str
    name_key: str
    justified: bool
    is_cut: bool
    settled_kind: str
    settled_category: str
    treated: str
    treated_kind: str
    made_with: str
    recognised: str
    found: str
    word: str
    sure: str
    judged_with: str
    kind: str
    category: str
    personal: str
    sensitive: str
    important: str


class FileRow(Row, table=True):
    __tablename__ = "file"

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    sha256: str = Field(primary_key=True)
    name: str
    media_type: str
    size: int = Field(sa_type=BigInteger)


class SnapshotRow(Row, table=True):
    __tablename__ = "snapshot"

    company_id: str = Field(primary_key=True, foreign_key="company.id")
    sha256: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case_record.id", index=True)
    body: bytes
    made_at: datetime


class ReviewEventRow(Row, table=True):
    __tablename__ = "review_event"
    __table_args__ = (_one_of("kind", "submitted", "withdrawn", "changes_requested", "approved"),)

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    case_id: str = Field(foreign_key="case_record.id", index=True)
    position: int
    kind: str
    person_id: str
    person_name: str
    at: datetime
    revision: int
    snapshot_sha256: str
    reason: str
    authors: list[str] = Field(sa_type=CanonicalJson)


class JobRow(Row, table=True):
    """The truth about long work; a queue carries only ``id``."""

    __tablename__ = "job"
    __table_args__ = (_one_of("state", "queued", "running", "done", "failed"),)

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    case_id: str = Field(foreign_key="case_record.id", index=True)
    kind: str
    state: str = Field(index=True)
    progress: int
    total: int
    message: str
    tries: int
    created_at: datetime
    heartbeat_at: datetime | None
    finished_at: datetime | None
    snapshot_sha256: str | None
    requested_by: str


class DocumentRow(Row, table=True):
    __tablename__ = "document"
    __table_args__ = (_one_of("status", "draft", "final"),)

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    case_id: str = Field(foreign_key="case_record.id", index=True)
    job_id: str = Field(foreign_key="job.id")
    position: int
    kind: str
    title: str
    file_sha256: str
    file_name: str
    media_type: str
    size: int = Field(sa_type=BigInteger)
    pages: int
    status: str
    snapshot_sha256: str
    built_at: datetime


class ImportPreviewRow(Row, table=True):
    """An upload that waits for confirmation; ``content`` is what was read from it."""

    __tablename__ = "import_preview"

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    case_id: str = Field(foreign_key="case_record.id")
    scenario_id: str
    person_id: str
    file_name: str
    content: dict[str, Any] = Field(sa_type=CanonicalJson)
    created_at: datetime = Field(index=True)


class JournalRow(Row, table=True):
    """One entry of a journal: written once, corrected only by a later one (``append_only.py``)."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("company_id", "journal", "position"),
        Index(None, "company_id", "journal", "subject"),
        Index(None, "case_id", "journal"),
    )

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    journal: str
    position: int
    subject: str
    case_id: str | None = Field(foreign_key="case_record.id")
    content: dict[str, Any] = Field(sa_type=CanonicalJson)
    person_id: str
    person_name: str
    at: datetime


class FactsKeptRow(Row, table=True):
    """What was read from a case's answers at a revision; made anew at any time, so no record speaks of it."""

    __tablename__ = "facts_kept"

    case_id: str = Field(primary_key=True, foreign_key="case_record.id")
    company_id: str = Field(foreign_key="company.id", index=True)
    revision: int
    made_with: str
    facts: dict[str, Any] = Field(sa_type=CanonicalJson)


class CalendarFeedRow(Row, table=True):
    """A person's calendar subscription. ``id`` is the hash of the secret in its address."""

    __tablename__ = "calendar_feed"

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    person_id: str = Field(foreign_key="person.id", unique=True)
    created_at: datetime


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
    __table_args__ = (_one_of("kind", "witness", "timestamp", "mail"), Index(None, "company_id", "kind", "at"))

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    kind: str
    name: str
    origin: str
    size: int = Field(sa_type=BigInteger)
    at: datetime
    data: bytes
    failure: str
