"""Signing in and out. Passwords are Argon2 hashes; every sign-in and every refusal stands in the trail."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from assessment.vocabulary import Language, Role
from assessment.work import Person
from services.desk import SYSTEM, Desk, actor_of

_hasher = PasswordHasher()
# Verified when the name is unknown, so that an unknown name takes as long as a wrong password.
_NOBODY = _hasher.hash("nobody has this password")


def sign_in(desk: Desk, login: str, password: str) -> Person | None:
    """The person, or ``None`` when name and password do not fit together."""
    with desk.database.read(None) as unit:
        person = unit.people.by_login(login.strip().lower())
        stored = unit.people.password_hash(person.id) if person else None
    fits = _verify(stored or _NOBODY, password) and stored is not None
    if person is None:
        return None
    actor = actor_of(person) if fits else SYSTEM
    with desk.database.unit(actor, person.company_id, desk.now()) as unit:
        unit.record("signed in" if fits else "sign-in refused", subject=person.login)
        unit.commit()
    return person if fits else None


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
