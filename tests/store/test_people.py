"""People sign in by a name that is unique in the installation; sessions live and end beside the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from assessment.vocabulary import Role
from store.database import Missing
from tests.store.office import MORNING, SYSTEM, Office, open_office


def test_a_person_is_found_before_the_company_is_known(office: Office) -> None:
    with office.database.read(None) as unit:
        person = unit.people.by_login("wang")
        assert person is not None
        assert unit.people.get(person.id) == person
        assert unit.people.password_hash(person.id) == "hash of wang"
        assert unit.people.by_login("nobody") is None
        assert unit.people.password_hash("nobody") is None
    assert person.roles == {Role.REVIEWER, Role.APPROVER}
    assert (person.company_id, person.name, person.language) == (office.company, "王磊", "zh")


def test_two_companies_cannot_share_a_login(office: Office) -> None:
    with pytest.raises(IntegrityError):
        open_office(office.database)


def test_password_language_and_leaving(office: Office) -> None:
    with office.unit() as unit:
        unit.people.set_password_hash(office.wang.person_id, "new hash")
        unit.people.set_language(office.wang.person_id, "en")
        unit.people.set_active(office.li.person_id, False)
        unit.record("person changed", subject="li, wang")
        unit.commit()
    with office.read() as unit:
        [wang] = unit.people.list()
        assert unit.people.password_hash(wang.id) == "new hash"
        assert unit.people.by_login("li") is None
        assert unit.people.get(office.li.person_id) is None
    assert wang.language == "en"


def test_nobody_is_changed_who_is_not_there(office: Office) -> None:
    with office.unit() as unit, pytest.raises(Missing, match="nobody"):
        unit.people.set_language("nobody", "en")


def test_companies_are_listed(office: Office) -> None:
    with office.database.read(None) as unit:
        assert [company.id for company in unit.companies.list()] == [office.company]
    with office.read() as unit:
        company = unit.companies.get(office.company)
    assert company is not None and (company.name, company.name_en) == ("沪澜汽车", "Hulan Automotive")


def test_a_session_is_kept_touched_and_ended(office: Office) -> None:
    person = office.li.person_id
    later, end = MORNING + timedelta(minutes=5), MORNING + timedelta(hours=12)
    with office.database.unit(SYSTEM, None, MORNING) as unit:
        unit.sessions.put("hash-1", {"_user_id": person}, person_id=person, now=MORNING, expires_at=end)
        unit.sessions.put("hash-2", {}, person_id=None, now=MORNING, expires_at=later)
        unit.commit()
    with office.database.unit(SYSTEM, None, later) as unit:
        unit.sessions.put("hash-1", {"a": 1}, person_id=person, now=later, expires_at=end + timedelta(hours=1))
        unit.sessions.delete_expired(later)
        unit.commit()
    with office.database.read(None) as unit:
        found = unit.sessions.get("hash-1")
        assert unit.sessions.get("hash-2") is None
    assert found is not None
    assert (found.data, found.created_at, found.seen_at, found.expires_at) == ({"a": 1}, MORNING, later, end)
    with office.database.unit(SYSTEM, None, end) as unit:
        unit.sessions.touch("hash-1", end)
        touched = unit.sessions.get("hash-1")
        unit.sessions.delete("hash-1")
        unit.commit()
        assert unit.sessions.get("hash-1") is None
    assert touched is not None and touched.seen_at == end


def test_every_session_of_a_person_can_be_ended(office: Office) -> None:
    person = office.li.person_id
    with office.database.unit(SYSTEM, None, MORNING) as unit:
        for key in ("hash-1", "hash-2"):
            unit.sessions.put(key, {}, person_id=person, now=MORNING, expires_at=MORNING + timedelta(1))
        unit.sessions.delete_of(person)
        unit.commit()
    with office.database.read(None) as unit:
        assert (unit.sessions.get("hash-1"), unit.sessions.get("hash-2")) == (None, None)
