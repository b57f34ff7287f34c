"""The nouns of daily work around a case: people, files, jobs, documents. Frozen, without behaviour.

They exist so that pages and services can speak of rows without seeing the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from assessment.item_lines import ItemCounts as ItemCounts
from assessment.item_lines import ItemFilter as ItemFilter
from assessment.item_lines import ItemLine as ItemLine
from assessment.item_lines import ItemProposal as ItemProposal
from assessment.vocabulary import Language, Role


@dataclass(frozen=True, slots=True)
class Company:
    """The tenant: one data handler (数据处理者); every row of the store belongs to one."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in."""

    id: str
    company_id: str
    login: str
    name: str
    roles: frozenset[Role]
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """评估项目. ``revision`` grows by one with every acknowledged change of the case."""

    id: str
    company_id: str
    reference: str
    title: str
    revision: int
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file by content; ``sha256`` is its address in the file store."""

    sha256: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer changed after a revision, oldest first; ``entry`` is empty for scope case."""

    entry: str
    question: str
    before: object
    after: object
    revision: int
    person_id: str
    person_name: str
    at: datetime


JobState = Literal["queued", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """Long work (a dossier build). ``progress`` of ``total`` steps; ``message`` says what happens now.

    ``case_id`` is empty for work about the whole company.
    """

    id: str
    case_id: str
    kind: str
    state: JobState
    progress: int
    total: int
    message: str
    tries: int
    created_at: datetime
    heartbeat_at: datetime | None
    finished_at: datetime | None
    snapshot_sha256: str | None
    requested_by: str


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """One finished document of a build."""

    id: str
    case_id: str
    job_id: str
    kind: str
    title: str
    file: StoredFile
    pages: int
    status: Literal["draft", "final"]
    snapshot_sha256: str
    built_at: datetime


JournalName = Literal[
    "ledger",
    "overlay",
    "sign_off",
    "important_data",
    "milestone",
    "duty",
    "override",
    "destination",
    "fix",
    "mapping",
    "comment",
    "sealed",
    "copy",
    "comparison",
    "item_change",
    "item_fact",
    "trail_check",
    "trail_export",
    "erasure",
    "hold",
    "disposal",
]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One dated entry of a journal. Entries are never edited: a later one corrects an earlier, and a fold tells.

    ``subject``: what the entry is about inside its journal (a legal entity, an overlay, a duty). ``content`` is
    the journal's own frozen type as plain data.
    """

    id: str
    journal: JournalName
    subject: str
    case_id: str | None
    position: int
    content: Mapping[str, Any]
    person_id: str
    person_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FactsKept:
    """The route facts of a case as they stood at a revision, so that a portfolio is decided again quickly.

    ``made_with`` is the fingerprint of the law whose questions they were read with.
    """

    case_id: str
    revision: int
    made_with: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """A person's calendar subscription. ``id`` is the hash of the secret in its address."""

    id: str
    person_id: str
    company_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One audit record as a page shows it: sequence, time, who, kind, subject, details."""

    seq: int
    at: datetime
    person_name: str
    kind: str
    case_id: str | None
    subject: str
    details: dict[str, object]


@dataclass(frozen=True, slots=True)
class TrailHead:
    """How long a company's log is and the root of its tree, in hexadecimal digits."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A state of a company's log that was signed. ``note`` is the text of the checkpoint with its signature."""

    origin: str
    size: int
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Anchor:
    """One attempt to leave a checkpoint outside: ``kind`` is witness, timestamp or mail, ``name`` says with whom.

    ``data`` is what came back; ``failure`` why nothing did, empty when all went well.
    """

    kind: str
    name: str
    origin: str
    size: int
    at: datetime
    data: bytes
    failure: str = ""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """An upload of data items that waits for confirmation; ``content`` is what was read from it."""

    id: str
    case_id: str
    scenario: str
    person_id: str
    file_name: str
    content: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LoginSession:
    """A browser that is signed in. ``id`` is the hash of what the browser holds."""

    id: str
    person_id: str | None
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    data: Mapping[str, Any]
