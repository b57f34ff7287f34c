"""What the repositories of one unit of work share: connection, company, actor, moment, and what was changed.

Every row that passes here is noted for the audit record. It refuses a write in a unit opened for reading, a
statement that changes audited rows unseen, and a company's rows where no company was named.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Executable, Table, bindparam, delete, event, insert, update
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.sql.dml import UpdateBase

from assessment.work import AnswerChange
from audit.sealing import SALT_SIZE
from store.bulk import run_many
from store.columns import CanonicalJson, Written, written
from store.files import FileStore
from store.rows import AUDITED, AUDITED_TABLES, fingerprint, key_of, table_of, values_of
from store.tables import CaseRow, Row

R = TypeVar("R", bound=Row)

_SEEN = "rows_noted"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, or the system itself."""

    person_id: str
    name: str


class ReadOnly(Exception):
    """A unit opened for reading was asked to write."""


class NoCompany(Exception):
    """Rows of a company were asked for in a unit that named none."""


class NotRecorded(Exception):
    """Audited rows changed, and nothing says in the trail what happened."""


class Missing(LookupError):
    """A row that the caller took for granted is not there, or belongs to another company."""


class Work:
    """One database session with its scope. Repositories read and write through it and never commit."""

    def __init__(self, session: Session, company_id: str | None, actor: Actor | None, now: datetime | None) -> None:
        self.session = session
        self.company_id = company_id
        self.row_salt = secrets.token_bytes(SALT_SIZE)
        self.files: FileStore | None = None
        self._actor = actor
        self._now = now
        self.answers: list[tuple[str, AnswerChange]] = []
        self._noted: dict[str, Row | str | None] = {}
        self._case_of_row: dict[str, str | None] = {}
        self._grown: set[str] = set()
        self._cases: dict[str, CaseRow] = {}
        event.listen(session, "after_flush", self._note_flushed)
        event.listen(session, "before_flush", self._refuse_in_reading)
        event.listen(session, "do_orm_execute", self._refuse_unseen)

    @property
    def company(self) -> str:
        if self.company_id is None:
            raise NoCompany("This unit was opened without a company; open it with the company whose rows are meant.")
        return self.company_id

    @property
    def actor(self) -> Actor:
        self.ensure_writable()
        assert self._actor is not None
        return self._actor

    @property
    def now(self) -> datetime:
        self.ensure_writable()
        assert self._now is not None
        return self._now

    def ensure_writable(self) -> None:
        if self._actor is None:
            raise ReadOnly("This unit was opened for reading; open it with database.unit(...) to write.")

    def add(self, row: R) -> R:
        """Put a new row in, at once, so that rows which refer to it may follow."""
        self.ensure_writable()
        self.session.add(row)
        self.session.flush()
        return row

    def delete(self, row: Row) -> None:
        self.ensure_writable()
        self.session.delete(row)
        self.session.flush()

    def insert_many(self, kind: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
        """Put thousands of rows in with one statement, noting each of them."""
        self.ensure_writable()
        table = table_of(kind)
        rows = _written_down(table, rows)
        if rows:
            run_many(self.session.connection(), insert(table), rows)
        if kind in AUDITED:
            for values in rows:
                self._note(key_of(table, values), fingerprint(values, self.row_salt), values.get("case_id"))

    def update_many(self, kind: type[Row], names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Change the columns ``names`` of many rows, each given whole and as it is to be, noting each of them."""
        self.ensure_writable()
        table = table_of(kind)
        rows = _written_down(table, rows)
        if rows:
            keys = list(table.primary_key.columns)
            statement = update(table).where(*(column == bindparam(f"key_{column.name}") for column in keys))
            values = [
                {f"key_{column.name}": row[column.name] for column in keys} | {name: row[name] for name in names}
                for row in rows
            ]
            changed = statement.values({name: bindparam(name) for name in names})
            run_many(self.session.connection(), changed, values)
        if kind in AUDITED:
            for row in rows:
                self._note(key_of(table, row), fingerprint(row, self.row_salt), row.get("case_id"))

    def delete_many(self, kind: type[Row], found: Iterable[Mapping[str, Any]], *conditions: Any) -> None:
        """Delete with one statement the rows ``found`` (their keys at least) that meet ``conditions``."""
        self.ensure_writable()
        for values in found:
            self._note(key_of(table_of(kind), values), None, values.get("case_id"))
        statement = delete(kind).where(*conditions)
        self.session.execute(statement.execution_options(**{_SEEN: True}, synchronize_session="fetch"))

    def execute(self, statement: Executable) -> Any:
        """A statement on rows that no record speaks of (sessions, jobs, previews)."""
        self.ensure_writable()
        return self.session.execute(statement)

    def execute_many(self, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for many sets of values."""
        self.ensure_writable()
        _ensure_unaudited(statement)
        if rows:
            run_many(self.session.connection(), statement, rows)

    def case(self, case_id: str) -> CaseRow:
        """The case, which must be the company's; in a writing unit it stays locked until the end."""
        row = self.find_case(case_id)
        if row is None:
            raise Missing(f"case {case_id}")
        return row

    def find_case(self, case_id: str) -> CaseRow | None:
        # With the lock, two people who save the same case come one after the other, so what the second compares
        # with is what the first wrote. SQLite has one writer anyway and ignores the lock.
        if case_id not in self._cases:
            locked = {"read": False} if self._actor is not None else None
            row = self.session.get(CaseRow, case_id, with_for_update=locked)
            if row is None or row.company_id != self.company:
                return None
            self._cases[case_id] = row
        return self._cases[case_id]

    def grow(self, case_id: str) -> int:
        """The case's new revision: it grows once in a unit, however much is changed."""
        row = self.case(case_id)
        if case_id not in self._grown:
            self._grown.add(case_id)
            row.revision += 1
            row.changed_by = self.actor.person_id
            row.changed_at = self.now
        return row.revision

    def rows_noted(self) -> list[tuple[str | None, str, str | None]]:
        """(case, ``table/key``, fingerprint now) of every row changed in this unit."""
        salt = self.row_salt
        return [
            (self._case_of_row[key], key, fingerprint(values_of(last), salt) if isinstance(last, Row) else last)
            for key, last in self._noted.items()
        ]

    def note_anew(self, key: str, fingerprint: str, case_id: str | None) -> None:
        """Let the next record speak of a row that did not change, because an older record no longer can."""
        self.ensure_writable()
        self._note(key, fingerprint, case_id)

    def begin_anew(self) -> None:
        """After a commit: what was noted has been recorded."""
        self.answers.clear()
        self._noted.clear()
        self._case_of_row.clear()
        self._grown.clear()
        self._cases.clear()
        self.session.expunge_all()

    def _note(self, key: str, last: Row | str | None, case_id: str | None) -> None:
        self._noted[key] = last
        self._case_of_row[key] = case_id

    def _note_flushed(self, session: Session, context: UOWTransaction) -> None:
        for row in (*session.new, *session.dirty):
            if isinstance(row, AUDITED) and (row in session.new or session.is_modified(row)):
                self._note(key_of(table_of(type(row)), values_of(row)), row, _case_id(row))
        for row in session.deleted:
            if isinstance(row, AUDITED):
                self._note(key_of(table_of(type(row)), values_of(row)), None, _case_id(row))

    def _refuse_in_reading(self, session: Session, context: UOWTransaction, instances: object) -> None:
        if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
            self.ensure_writable()

    def _refuse_unseen(self, state: ORMExecuteState) -> None:
        if not (state.is_insert or state.is_update or state.is_delete):
            return
        self.ensure_writable()
        if not state.execution_options.get(_SEEN):
            _ensure_unaudited(state.statement)


def _ensure_unaudited(statement: Executable) -> None:
    name = getattr(getattr(statement, "table", None), "name", "")
    if name in AUDITED_TABLES:
        raise NotRecorded(f"A statement would change rows of {name} that no record would mention.")


def _written_down(table: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The rows with their JSON as text, written down once: for the database, for the fingerprint, and for all alike."""
    names = [column.name for column in table.columns if isinstance(column.type, CanonicalJson)]
    if not names:
        return rows
    texts: dict[int, Written] = {}

    def text_of(value: Any) -> Written:
        known = texts.get(id(value))
        if known is None:
            known = texts[id(value)] = written(value)
        return known

    return [{**row, **{name: text_of(row[name]) for name in names if row.get(name) is not None}} for row in rows]


def _case_id(row: Row) -> str | None:
    return row.id if isinstance(row, CaseRow) else getattr(row, "case_id", None)
