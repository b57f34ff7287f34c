"""Companies, the people who can sign in, and the browsers that are signed in.

Signing in happens before a company is known: ``by_login``, ``get`` and the sessions also work in a unit
without one. In a unit of a company, nobody else's people can be seen.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from assessment.vocabulary import Language, Role
from assessment.work import Company, LoginSession, Person
from store import mapping
from store.columns import clean, new_id
from store.session import Missing, Work
from store.tables import CompanyRow, LoginSessionRow, PersonRow


class Companies:
    def __init__(self, work: Work) -> None:
        self._work = work

    def create(self, name: str, name_en: str) -> Company:
        """Make the company that this unit was opened for; a unit opened without one becomes the new company's."""
        self._work.ensure_writable()
        if self._work.company_id is None:
            self._work.company_id = new_id()
        row = mapping.build(CompanyRow, id=self._work.company, name=name, name_en=name_en)
        return mapping.company(self._work.add(row))

    def get(self, company_id: str) -> Company | None:
        if self._work.company_id not in {None, company_id}:
            return None
        row = self._work.session.get(CompanyRow, company_id)
        return mapping.company(row) if row else None

    def list(self) -> builtins.list[Company]:
        """The unit's company; without one, all of the installation."""
        statement = select(CompanyRow).order_by(col(CompanyRow.id))
        if self._work.company_id is not None:
            statement = statement.where(CompanyRow.id == self._work.company_id)
        return [mapping.company(row) for row in self._work.session.scalars(statement)]


class People:
    def __init__(self, work: Work) -> None:
        self._work = work

    def by_login(self, login: str) -> Person | None:
        """The person who signs in with this name and may still do so."""
        row = self._work.session.scalars(select(PersonRow).where(PersonRow.login == login)).one_or_none()
        return mapping.person(row) if row and row.active and self._visible(row) else None

    def company_of_login(self, login: str) -> str | None:
        """The company in which this name is or was somebody's, also of one who left."""
        row = self._work.session.scalars(select(PersonRow).where(PersonRow.login == login)).one_or_none()
        return row.company_id if row and self._visible(row) else None

    def get(self, person_id: str) -> Person | None:
        """The person, unless he or she may no longer sign in."""
        row = self._work.session.get(PersonRow, person_id)
        return mapping.person(row) if row and row.active and self._visible(row) else None

    def known(self, person_id: str) -> Person | None:
        """The person of the company, also one who left."""
        row = self._work.session.get(PersonRow, person_id)
        return mapping.person(row) if row and row.company_id == self._work.company else None

    def list(self, *, also_left: bool = False) -> builtins.list[Person]:
        statement = select(PersonRow).where(PersonRow.company_id == self._work.company).order_by(col(PersonRow.id))
        return [mapping.person(row) for row in self._work.session.scalars(statement) if row.active or also_left]

    def create(
        self,
        login: str,
        name: str,
        roles: Iterable[Role],
        password_hash: str,
        *,
        language: Language = "zh",
        person_id: str | None = None,
    ) -> Person:
        row = mapping.build(
            PersonRow,
            id=person_id or new_id(),
            company_id=self._work.company,
            login=login,
            name=name,
            password_hash=password_hash,
            roles=sorted(role.value for role in roles),
            language=language,
            active=True,
        )
        return mapping.person(self._work.add(row))

    def password_hash(self, person_id: str) -> str | None:
        row = self._work.session.get(PersonRow, person_id)
        return row.password_hash if row and self._visible(row) else None

    def set_password_hash(self, person_id: str, password_hash: str) -> None:
        self._own(person_id).password_hash = password_hash

    def set_language(self, person_id: str, language: Language) -> None:
        self._own(person_id).language = language

    def set_roles(self, person_id: str, roles: Iterable[Role]) -> None:
        self._own(person_id).roles = sorted(role.value for role in roles)

    def set_active(self, person_id: str, active: bool) -> None:
        """Somebody who left can no longer sign in; the row stays, because records name it."""
        self._own(person_id).active = active

    def _visible(self, row: PersonRow) -> bool:
        return self._work.company_id in {None, row.company_id}

    def _own(self, person_id: str) -> PersonRow:
        self._work.ensure_writable()
        row = self._work.session.get(PersonRow, person_id)
        if row is None or row.company_id != self._work.company:
            raise Missing(f"person {person_id}")
        return row


class Sessions:
    """Sessions by the hash of the cookie; nothing of theirs is in the trail."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, key_hash: str) -> LoginSession | None:
        row = self._work.session.get(LoginSessionRow, key_hash)
        return mapping.login_session(row) if row else None

    def put(
        self, key_hash: str, data: Mapping[str, Any], *, person_id: str | None, now: datetime, expires_at: datetime
    ) -> None:
        """Keep a session, new or known; how long it may last counts from when it began."""
        row = self._work.session.get(LoginSessionRow, key_hash)
        if row is not None:
            row.data, row.person_id, row.seen_at = clean(dict(data)), person_id, now
            self._work.session.flush()
            return
        self._work.add(
            mapping.build(
                LoginSessionRow,
                id=key_hash,
                person_id=person_id,
                created_at=now,
                seen_at=now,
                expires_at=expires_at,
                data=dict(data),
            )
        )

    def touch(self, key_hash: str, now: datetime) -> None:
        self._work.execute(update(LoginSessionRow).where(col(LoginSessionRow.id) == key_hash).values(seen_at=now))

    def delete(self, key_hash: str) -> None:
        self._work.execute(delete(LoginSessionRow).where(col(LoginSessionRow.id) == key_hash))

    def delete_of(self, person_id: str) -> None:
        """End every session of one person."""
        self._work.execute(delete(LoginSessionRow).where(col(LoginSessionRow.person_id) == person_id))

    def delete_expired(self, now: datetime) -> None:
        self._work.execute(delete(LoginSessionRow).where(col(LoginSessionRow.expires_at) <= now))
