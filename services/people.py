"""Signing in and out. Passwords are Argon2 hashes; every sign-in and every refusal stands in the trail."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from assessment.vocabulary import Language, Role
from assessment.work import Person
from services.desk import SYSTEM, Desk, actor_of
from store.database import Unit

LONGEST_LOGIN = 200
_hasher = PasswordHasher()
# Verified when the name is unknown, so that an unknown name takes as long as a wrong password.
_NOBODY = _hasher.hash("nobody has this password")


def sign_in(desk: Desk, login: str, password: str, address: str = "") -> Person | None:
    """The person, or ``None`` when name and password do not fit together. ``address``: where the try came from."""
    login = login.strip().lower()
    with desk.database.read(None) as unit:
        person = unit.people.by_login(login)
        stored = unit.people.password_hash(person.id) if person else None
        company_id = person.company_id if person else _company_of(unit, login)
    fits = _verify(stored or _NOBODY, password) and stored is not None
    if company_id is None:
        return None
    actor = actor_of(person) if person and fits else SYSTEM
    with desk.database.unit(actor, company_id, desk.now()) as unit:
        details = {"address": address} if address else {}
        unit.record("signed in" if fits else "sign-in refused", subject=login[:LONGEST_LOGIN], details=details)
        unit.commit()
    return person if fits else None


def held_back(desk: Desk, login: str, address: str = "") -> None:
    """Record that somebody tried too often and has to wait; said once for each wait."""
    login = login.strip().lower()
    with desk.database.read(None) as unit:
        person = unit.people.by_login(login)
        company_id = person.company_id if person else _company_of(unit, login)
    if company_id is None:
        return
    with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
        details = {"held_back": True, **({"address": address} if address else {})}
        unit.record("sign-in refused", subject=login[:LONGEST_LOGIN], details=details)
        unit.commit()


def _company_of(unit: Unit, login: str) -> str | None:
    """In whose log a refused sign-in stands: of the company that somebody with this name was with, or of the only one.

    With several companies, a name that nobody has cannot be laid at any company's door.
    """
    company_id = unit.people.company_of_login(login)
    if company_id is not None:
        return company_id
    companies = unit.companies.list()
    return companies[0].id if len(companies) == 1 else None


def sign_out(desk: Desk, person: Person) -> None:
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        unit.record("signed out", subject=person.login)
        unit.commit()


def person_by_id(desk: Desk, person_id: str) -> Person | None:
    with desk.database.read(None) as unit:
        return unit.people.get(person_id)


def colleagues(desk: Desk, person: Person) -> tuple[Person, ...]:
    with desk.database.read(person.company_id) as unit:
        return tuple(unit.people.list())


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def choose_language(desk: Desk, person: Person, language: Language) -> None:
    """Remember the reader's language with the person."""
    if person.language == language:
        return
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        unit.people.set_language(person.id, language)
        unit.record("person changed", subject=person.login, details={"language": language})
        unit.commit()


def has(person: Person, *roles: Role) -> bool:
    return bool(person.roles & set(roles))


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
