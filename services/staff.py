"""Who may do what, and who has left: changes of roles and the closing of accounts, each with its record."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.vocabulary import Role, Text
from assessment.work import Person
from services.desk import SYSTEM, Desk, Refused
from store.database import Actor


def set_roles(desk: Desk, login: str, roles: Iterable[Role], by: str = "") -> Person:
    """Give a person exactly these roles, from the next page on."""
    wanted = frozenset(roles)
    if not wanted:
        raise Refused(
            Text("请至少给出一个角色；离职人员请停用账号。", "Give at least one role; close the account of a leaver.")
        )
    person = _person(desk, login)
    with desk.database.unit(_actor(by), person.company_id, desk.now()) as unit:
        unit.people.set_roles(person.id, wanted)
        details = {"before": _named(person.roles), "after": _named(wanted)}
        unit.record("roles changed", subject=person.login, details=details)
        unit.commit()
    return person


def close_account(desk: Desk, login: str, by: str = "") -> Person:
    """Somebody left: sessions and calendar end at once; what he or she did stays."""
    person = _person(desk, login)
    with desk.database.unit(_actor(by), person.company_id, desk.now()) as unit:
        unit.people.set_active(person.id, False)
        unit.sessions.delete_of(person.id)
        unit.calendar_feeds.close(person.id)
        unit.record("person left", subject=person.login)
        unit.commit()
    return person


def _person(desk: Desk, login: str) -> Person:
    with desk.database.read(None) as unit:
        person = unit.people.by_login(login.strip().lower())
    if person is None:
        raise Refused(Text(f"没有在用的账号“{login}”。", f"There is no open account named '{login}'."))
    return person


def _named(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _actor(by: str) -> Actor:
    """Whoever sits at the command line; the name is what he or she gave."""
    return Actor(SYSTEM.person_id, by) if by else SYSTEM
