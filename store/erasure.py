"""Erase names and texts: openings go, records and tree stay, and every place that was closed is named by a record.

Whoever is erased is called by a substitute name from then on, in the rows as well. The salts of fingerprints that
would let somebody try names against an old row go, too; rows that such a record spoke of last are noted anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, or_, select

from audit.kinds import KINDS
from audit.sealing import ACTOR_NAME, ROWS
from store.cold import whole
from store.rows import AUDITED, fingerprint, key_of, table_of
from store.session import Missing, Work
from store.tables import (
    AuditErasureRow,
    AuditOpeningRow,
    AuditRecordRow,
    CalendarFeedRow,
    JournalRow,
    LoginSessionRow,
    PersonRow,
    ReviewEventRow,
)

RECORDS, OPENINGS, ERASURES = table_of(AuditRecordRow), table_of(AuditOpeningRow), table_of(AuditErasureRow)
TABLES = {table_of(kind).name: table_of(kind) for kind in AUDITED}
Place = tuple[int, str]
"""A sealed field: place of the record, and the field."""
_AT_ONCE = 2_000
NOT_A_CHANGE = (
    *(kind for kind in KINDS if kind.endswith((" opened", " exported"))),
    "hold set",
    "hold lifted",
    "disposal proposed",
    "disposal withdrawn",
    "records disposed",
)
"""Kinds of records about a case after which its term of keeping does not begin anew."""


class Erasures:
    """What is to be erased in this unit; it happens with the record that says so, or not at all."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._closing: set[Place] = set()

    def of_person(self, person_id: str, texts: Sequence[str]) -> set[Place]:
        """Where the person's name stands as the actor, and every sealed text that is one of ``texts`` and no more."""
        at = OPENINGS.c
        theirs = and_(RECORDS.c.company_id == at.company_id, RECORDS.c.seq == at.seq, RECORDS.c.person_id == person_id)
        wanted = or_(
            and_(at.field == ACTOR_NAME, exists().where(theirs)),
            at.value.in_(list(texts)),
        )
        return self._places(wanted)

    def of_case(self, case_id: str) -> set[Place]:
        """Every sealed field of the records about one case, salts of fingerprints left alone."""
        at = OPENINGS.c
        about = and_(RECORDS.c.company_id == at.company_id, RECORDS.c.seq == at.seq, RECORDS.c.case_id == case_id)
        return self._places(and_(at.field != ROWS, at.field != ACTOR_NAME, exists().where(about)))

    def cases_of(self, person_id: str) -> set[str]:
        """The cases in whose records this person acts."""
        at = RECORDS.c
        theirs = (at.company_id == self._work.company, at.person_id == person_id, at.case_id.is_not(None))
        return set(self._work.session.scalars(select(at.case_id).where(*theirs).distinct()))

    def last_change(self, case_id: str) -> datetime | None:
        """When the newest record about a case was written, those of looking, holding and letting go left out."""
        at = RECORDS.c
        ours = (at.company_id == self._work.company, at.case_id == case_id, at.kind.not_in(NOT_A_CHANGE))
        newest: datetime | None = self._work.session.scalar(select(func.max(at.at)).where(*ours))
        return newest

    def erase(self, places: Iterable[Place]) -> None:
        """Close these fields with the last record of this unit."""
        self._work.ensure_writable()
        self._closing |= set(places)

    def erased(self) -> list[tuple[int, str, int]]:
        """(record, field, record that says why) of everything that was erased."""
        at = ERASURES.c
        statement = select(at.seq, at.field, at.by_seq).where(at.company_id == self._work.company)
        return [(seq, field, by) for seq, field, by in self._work.session.execute(statement.order_by(at.seq, at.field))]

    def rename(self, person_id: str, substitute: str) -> set[Place]:
        """Put a substitute in place of the person's name in every row, end what the person could do.

        Returns the salts with which an old row could be tried, to be erased with the rest.
        """
        session, company = self._work.session, self._work.company
        row = session.get(PersonRow, person_id)
        if row is None or row.company_id != company:
            raise Missing(f"person {person_id}")
        self._work.execute(delete(LoginSessionRow).where(LoginSessionRow.person_id == person_id))  # type: ignore[arg-type]  # a column
        for feed in session.query(CalendarFeedRow).filter_by(person_id=person_id).all():
            self._work.delete(feed)
        row.name, row.login, row.password_hash, row.active = substitute, f"erased-{person_id}", "", False
        session.flush()
        # Opened only after the person's own row: the guard of the journal looks there for the substitute.
        touched = {key_of(table_of(PersonRow), {"id": person_id})}
        for kind in (ReviewEventRow, JournalRow):
            table = table_of(kind)
            theirs = (table.c.company_id == company, table.c.person_id == person_id)
            rows = [
                {**found, "person_name": substitute}
                for found in session.execute(select(table).where(*theirs)).mappings()
            ]
            self._work.update_many(kind, ["person_name"], rows)
            touched |= {key_of(table, values) for values in rows}
        return self.salts_of(touched)

    def salts_of(self, touched: Collection[str]) -> set[Place]:
        """The salts of all records that speak of these rows; other rows that they spoke of last are noted anew."""
        touched = frozenset(touched)
        last: dict[str, int] = {}
        speaking: dict[int, list[str]] = {}
        for seq, rows in self._rows():
            last.update(dict.fromkeys(rows, seq))
            if not touched.isdisjoint(rows):
                speaking[seq] = [key for key, stands in rows.items() if stands is not None]
        for seq, keys in speaking.items():
            for key in keys:
                if key not in touched and last[key] == seq:
                    self._note_anew(key)
        return {(seq, ROWS) for seq in speaking}

    def _rows(self) -> Iterator[tuple[int, dict[str, str | None]]]:
        at = RECORDS.c
        statement = select(at.seq, at.body).where(at.company_id == self._work.company).order_by(at.seq)
        found = self._work.session.execute(statement.execution_options(yield_per=_AT_ONCE))
        for seq, body in whole(self._work, ((seq, body) for seq, body in found)):
            yield seq, json.loads(body)["rows"]

    def _note_anew(self, key: str) -> None:
        name, _, rest = key.partition("/")
        table = TABLES[name]
        columns = list(table.primary_key.columns)
        values = rest.split("/", len(columns) - 1)
        statement = select(table).where(*(column == value for column, value in zip(columns, values, strict=True)))
        row = self._work.session.execute(statement).mappings().first()
        if row is not None:
            case_id = row["id"] if name == "case_record" else row.get("case_id")
            self._work.note_anew(key, fingerprint(dict(row), self._work.row_salt), case_id)

    def _places(self, condition: Any) -> set[Place]:
        at = OPENINGS.c
        statement = select(at.seq, at.field).where(at.company_id == self._work.company, condition)
        return {(seq, field) for seq, field in self._work.session.execute(statement)}


def carry_out(work: Work, erasures: Erasures, by_seq: int) -> None:
    """Name the places as erased by record ``by_seq``, then delete what opened them."""
    places, erasures._closing = erasures._closing, set()
    if not places:
        return
    rows = [
        {"company_id": work.company, "seq": seq, "field": field, "by_seq": by_seq}
        for seq, field in sorted(places)
        if seq < by_seq
    ]
    if rows:
        work.execute_many(insert(ERASURES), rows)
    at, named = OPENINGS.c, ERASURES.c
    ours = and_(named.company_id == at.company_id, named.seq == at.seq, named.field == at.field, named.by_seq == by_seq)
    work.execute(delete(OPENINGS).where(at.company_id == work.company, exists().where(ours)))
