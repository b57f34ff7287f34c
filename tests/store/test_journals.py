"""Journals, kept facts and calendar feeds."""

from __future__ import annotations

import pytest

from assessment.work import FactsKept
from store.database import Missing, NotRecorded
from store.verify import verify
from tests.store.office import Office, open_office


def test_entries_come_back_in_order_and_by_subject(office: Office) -> None:
    with office.unit() as unit:
        first = unit.journals.append("duty", "pipia", {"state": "started"}, case_id=office.case)
        unit.journals.append("duty", "notice", {"state": "done"}, case_id=office.case)
        unit.journals.append("ledger", "91310000MA1EXAMPLE", {"persons_pi": 3})
        unit.record("duty recorded", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        assert [entry.subject for entry in unit.journals.list("duty", case_id=office.case)] == ["pipia", "notice"]
        assert unit.journals.list("duty", subject="pipia") == [first]
        assert (first.position, first.person_name, first.content) == (1, "李敏", {"state": "started"})
        assert unit.journals.last_position("duty") == 2
        assert unit.journals.last_position("overlay") == 0
        assert unit.cases.get(office.case).revision == 1  # type: ignore[union-attr]  # there by construction
    assert verify(office.database).findings == ()


def test_an_entry_without_a_record_is_refused(office: Office) -> None:
    with office.unit() as unit:
        unit.journals.append("ledger", "x", {})
        with pytest.raises(NotRecorded):
            unit.commit()


def test_another_company_sees_nothing_of_it(office: Office) -> None:
    with office.unit() as unit:
        unit.journals.append("ledger", "x", {"persons_pi": 3})
        unit.record("persons counted")
        unit.commit()
    other = open_office(office.database, "别家汽车", "other-")
    with other.read() as unit:
        assert unit.journals.list("ledger") == []
    with other.unit() as unit, pytest.raises(Missing):
        unit.journals.append("duty", "pipia", {}, case_id=office.case)


def test_facts_are_kept_without_a_record_and_replaced(office: Office) -> None:
    for revision in (1, 2):
        with office.unit() as unit:
            unit.kept_facts.put(FactsKept(office.case, revision, "law", {"flows": []}))
            unit.commit()
    with office.read() as unit:
        assert unit.kept_facts.list() == [FactsKept(office.case, 2, "law", {"flows": []})]
    assert verify(office.database).findings == ()


def test_a_person_has_one_feed_and_it_can_be_closed(office: Office) -> None:
    for secret in ("one", "two"):
        with office.unit() as unit:
            unit.calendar_feeds.open(secret, office.li.person_id)
            unit.record("calendar feed opened")
            unit.commit()
    with office.database.read(None) as unit:
        assert unit.calendar_feeds.get("one") is None
        assert unit.calendar_feeds.get("two").person_id == office.li.person_id  # type: ignore[union-attr]  # opened above
    with office.unit() as unit:
        assert unit.calendar_feeds.close(office.li.person_id)
        unit.record("calendar feed closed")
        unit.commit()
    assert verify(office.database).findings == ()
