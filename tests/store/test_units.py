"""A unit of work: all or nothing, never without a record, never a write where only reading was announced."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from store.database import AddressRefused, Database, Missing, NoCompany, NotRecorded, ReadOnly
from store.tables import CaseRow, JobRow
from store.verify import verify
from tests.store.office import MORNING, SYSTEM, Office


def test_what_was_not_committed_is_not_there(office: Office) -> None:
    with office.unit() as unit:
        unit.sheets.save_answers(office.case, "", {"handler.name": "沪澜"})
        unit.record("answers saved", case_id=office.case)
    assert dict(office.sheet().answers) == {}


def test_a_change_without_a_record_cannot_be_committed(office: Office) -> None:
    with office.unit() as unit:
        unit.sheets.save_answers(office.case, "", {"handler.name": "沪澜"})
        with pytest.raises(NotRecorded, match="answer/"):
            unit.commit()
    assert dict(office.sheet().answers) == {}


def test_a_record_without_a_change_is_kept(office: Office) -> None:
    with office.unit() as unit:
        unit.record("signed in", subject="li")
        unit.commit()
    with office.read() as unit:
        lines, _ = unit.trail.page()
    assert (lines[0].kind, lines[0].person_name, lines[0].at) == ("signed in", "李敏", office.now)


def test_a_kind_that_the_trail_does_not_know_is_refused(office: Office) -> None:
    with office.unit() as unit, pytest.raises(ValueError, match="answers eaten"):
        unit.record("answers eaten")


def test_a_unit_for_reading_refuses_to_write(office: Office) -> None:
    with office.read() as unit:
        with pytest.raises(ReadOnly):
            unit.sheets.save_answers(office.case, "", {"handler.name": "沪澜"})
        with pytest.raises(ReadOnly):
            unit.commit()
        with pytest.raises(ReadOnly):
            unit.record("signed in")


def test_the_database_itself_refuses_a_write_while_reading(database: Database) -> None:
    with database.engines.reading.connect() as connection, pytest.raises(DatabaseError, match=r"read-?only"):
        connection.execute(text("DELETE FROM job"))


def test_a_statement_on_audited_rows_is_refused(office: Office) -> None:
    with office.unit() as unit:
        with pytest.raises(NotRecorded, match="case_record"):
            unit._work.session.execute(update(CaseRow).values(title="x"))
        unit._work.session.execute(update(JobRow).values(message="x"))


def test_without_a_company_there_are_no_cases(database: Database) -> None:
    with database.read(None) as unit, pytest.raises(NoCompany):
        unit.cases.list()


def test_a_case_grows_once_in_a_unit(office: Office) -> None:
    with office.unit() as unit:
        before = unit.cases.get(office.case)
        unit.sheets.save_answers(office.case, "", {"handler.name": "沪澜"})
        revision = unit.sheets.save_answers(office.case, office.scenario, {"scenario.name": "诊断"})
        assert unit.cases.touch(office.case) == revision
        unit.record("answers saved", case_id=office.case)
        unit.commit()
    assert before is not None and revision == before.revision + 1
    with office.read() as unit:
        after = unit.cases.get(office.case)
    assert after is not None
    assert (after.revision, after.changed_by, after.changed_at) == (revision, office.li.person_id, office.now)


def test_a_record_about_a_case_of_nobody_is_refused(office: Office) -> None:
    with office.unit() as unit:
        unit.record("answers saved", case_id="0" * 32)
        with pytest.raises(Missing):
            unit.commit()


def test_two_writers_come_one_after_the_other(office: Office) -> None:
    saves = 15
    revisions: list[int] = []

    def write(question: str) -> None:
        for number in range(saves):
            with office.database.unit(office.li, office.company, MORNING) as unit:
                record = unit.cases.get(office.case)
                assert record is not None
                revision = unit.sheets.save_answers(office.case, "", {question: number + 1})
                assert revision == record.revision + 1
                unit.record("answers saved", case_id=office.case)
                unit.commit()
                revisions.append(revision)

    writers = [threading.Thread(target=write, args=(question,)) for question in ("one.a", "two.b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(revisions) == list(range(min(revisions), min(revisions) + 2 * saves))
    assert dict(office.sheet().answers) == {"one.a": saves, "two.b": saves}
    assert verify(office.database).findings == ()


def test_first_records_of_a_company_do_not_collide(database: Database) -> None:
    with database.unit(SYSTEM, None, MORNING) as unit:
        company = unit.companies.create("甲", "A")
        unit.record("company added")
        unit.record("example loaded")
        unit.commit()
    with database.read(company.id) as unit:
        assert [line.seq for line in unit.trail.page()[0]] == [1, 0]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [("sqlite://", "in memory"), ("mysql://localhost/x", "mysql")],
    ids=["memory", "another database"],
)
def test_an_address_that_cannot_be_used_is_explained(address: str, sentence: str) -> None:
    with pytest.raises(AddressRefused, match=sentence):
        Database.open(address)
