"""Every table of the store. Rows never leave this package; ``mapping.py`` turns them into frozen nouns.

A class here does not check what it is built from, so rows are built in ``mapping.py`` with ``model_validate``;
``NOT NULL``, ``CHECK`` and ``UNIQUE`` are the last guard. Annotations stay unquoted: SQLModel reads them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from assessment.questions import Scope
from store.columns import CanonicalJson
from store.table_base import Row as Row
from store.table_base import one_of, unsettled
from store.trail_tables import AuditAnchorRow as AuditAnchorRow
from store.trail_tables import AuditCheckpointRow as AuditCheckpointRow
from store.trail_tables import AuditColdRow as AuditColdRow
from store.trail_tables import AuditErasureRow as AuditErasureRow
from store.trail_tables import AuditHeadRow as AuditHeadRow
from store.trail_tables import AuditOpeningRow as AuditOpeningRow
from store.trail_tables import AuditRecordRow as AuditRecordRow
from store.trail_tables import AuditTileRow as AuditTileRow


class CompanyRow(Row, table=True):
    __tablename__ = "company"

    id: str = Field(primary_key=True)
    name: str
    name_en: str


class PersonRow(Row, table=True):
    __tablename__ = "person"
    __table_args__ = (one_of("language", "zh", "en"),)

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


class CaseDisposalRow(Row, table=True):
    """A case that was disposed of after its term; written once, with the deletion of what it held."""

    __tablename__ = "case_disposal"

    case_id: str = Field(primary_key=True, foreign_key="case_record.id")
    company_id: str = Field(foreign_key="company.id")
    at: datetime


class EntryRow(Row, table=True):
    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "parent_id"], ["entry.case_id", "entry.id"]),
        one_of("scope", *(scope.value for scope in Scope if scope is not Scope.CASE)),
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
    settled: dict[str, Any] | None = unsettled()
    treatment: dict[str, Any] | None = unsettled()
    cut: dict[str, Any] | None = unsettled()


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
    __table_args__ = (one_of("kind", "submitted", "withdrawn", "changes_requested", "approved"),)

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
    """The truth about long work; a queue carries only ``id``. ``case_id`` is NULL for work about the whole company."""

    __tablename__ = "job"
    __table_args__ = (one_of("state", "queued", "running", "done", "failed"),)

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    case_id: str | None = Field(foreign_key="case_record.id", index=True)
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
    __table_args__ = (one_of("status", "draft", "final"),)

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
