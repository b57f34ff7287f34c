"""Rows to nouns and back: the one place where either is built from the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from assessment.answers import DataItem, GradedAnswer, Proof
from assessment.events import EventKind, ReviewEvent
from assessment.item_states import State, Treatment, cut_from, settled_from, treatment_from
from assessment.vocabulary import Language, Role
from assessment.work import (
    BuiltDocument,
    CalendarFeed,
    CaseRecord,
    Company,
    FactsKept,
    ImportPreview,
    Job,
    JobState,
    JournalEntry,
    JournalName,
    LoginSession,
    Person,
    StoredFile,
)
from store import tables
from store.columns import clean
from store.tables import Row

R = TypeVar("R", bound=Row)

# Questions of the questionnaire are written in small letters, so this key is never one of theirs.
GRADE_KEY = re.compile(r"risk\.([A-Z][0-9]+)")
ITEM_TEXTS = ("name", "description", "necessity", "example", "remark")
ITEM_STATES = ("settled", "treatment", "cut")


def build(kind: type[R], /, **values: Any) -> R:
    """A checked row: a missing, misspelt or mistyped value is refused here, not by the database or never."""
    unknown = values.keys() - kind.model_fields.keys()
    if unknown:
        raise TypeError(f"{kind.__name__} has no column {', '.join(sorted(unknown))}")
    return kind.model_validate(clean(values))


def company(row: tables.CompanyRow) -> Company:
    return Company(row.id, row.name, row.name_en)


def person(row: tables.PersonRow) -> Person:
    return Person(
        row.id,
        row.company_id,
        row.login,
        row.name,
        frozenset(Role(role) for role in row.roles),
        cast(Language, row.language),
    )


def login_session(row: tables.LoginSessionRow) -> LoginSession:
    return LoginSession(row.id, row.person_id, row.created_at, row.seen_at, row.expires_at, row.data)


def case(row: tables.CaseRow) -> CaseRecord:
    return CaseRecord(
        row.id,
        row.company_id,
        row.reference,
        row.title,
        row.revision,
        row.created_by,
        row.created_at,
        row.changed_by,
        row.changed_at,
    )


def item(row: tables.DataItemRow) -> DataItem:
    return DataItem(
        row.id,
        row.scenario_id,
        row.name,
        row.description,
        row.necessity,
        row.example,
        row.remark,
        settled_from(row.settled),
        treatment_from(row.treatment),
        cut_from(row.cut),
    )


def cleaned(state: State) -> State:
    """What was settled, as it will be read again once it is kept."""
    if state is None:
        return None
    typed = ("note", "by", "verified_by") if isinstance(state, Treatment) else ("reason", "by")
    other = {name: text for name in typed if (text := clean(getattr(state, name))) != getattr(state, name)}
    # Hardly ever is there anything to clean, and a copy of each of 20,000 takes longer than to look.
    return replace(state, **other) if other else state


def item_of(values: tuple[Any, ...]) -> DataItem:
    """An item from its columns in the order of ``DataItem``: thousands are read without building a row for each."""
    item_id, scenario, name, description, necessity, example, remark, settled, treatment, cut = values
    states = settled_from(settled), treatment_from(treatment), cut_from(cut)
    return DataItem(item_id, scenario, name, description, necessity, example, remark, *states)


def grade(question: str, value: Mapping[str, Any]) -> GradedAnswer:
    """A stored risk answer; ``question`` without its prefix."""
    return GradedAnswer(
        question,
        value.get("grade"),
        value["state"],
        value.get("finding", ""),
        value.get("rectification", ""),
        tuple(Proof(**proof) for proof in value.get("proofs", ())),
        value.get("checked_by"),
        value.get("second_grade"),
        value.get("second_by"),
    )


def file(row: tables.FileRow) -> StoredFile:
    return StoredFile(row.sha256, row.name, row.media_type, row.size)


def review_event(row: tables.ReviewEventRow) -> ReviewEvent:
    return ReviewEvent(
        row.id,
        cast(EventKind, row.kind),
        row.person_id,
        row.person_name,
        row.at,
        row.revision,
        row.snapshot_sha256,
        row.reason,
        frozenset(row.authors),
    )


def job(row: tables.JobRow) -> Job:
    return Job(
        id=row.id,
        case_id=row.case_id or "",
        kind=row.kind,
        state=cast(JobState, row.state),
        progress=row.progress,
        total=row.total,
        message=row.message,
        tries=row.tries,
        created_at=row.created_at,
        heartbeat_at=row.heartbeat_at,
        finished_at=row.finished_at,
        snapshot_sha256=row.snapshot_sha256,
        requested_by=row.requested_by,
    )


def document(row: tables.DocumentRow) -> BuiltDocument:
    return BuiltDocument(
        id=row.id,
        case_id=row.case_id,
        job_id=row.job_id,
        kind=row.kind,
        title=row.title,
        file=StoredFile(row.file_sha256, row.file_name, row.media_type, row.size),
        pages=row.pages,
        status="final" if row.status == "final" else "draft",
        snapshot_sha256=row.snapshot_sha256,
        built_at=row.built_at,
    )


def journal_entry(row: tables.JournalRow) -> JournalEntry:
    return JournalEntry(
        row.id,
        cast(JournalName, row.journal),
        row.subject,
        row.case_id,
        row.position,
        row.content,
        row.person_id,
        row.person_name,
        row.at,
    )


def facts_kept(row: tables.FactsKeptRow) -> FactsKept:
    return FactsKept(row.case_id, row.revision, row.made_with, row.facts)


def calendar_feed(row: tables.CalendarFeedRow) -> CalendarFeed:
    return CalendarFeed(row.id, row.person_id, row.company_id, row.created_at)


def preview(row: tables.ImportPreviewRow) -> ImportPreview:
    return ImportPreview(
        row.id, row.case_id, row.scenario_id, row.person_id, row.file_name, row.content, row.created_at
    )
