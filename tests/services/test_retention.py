"""Records are kept as long as the law says, a hold stops everything, and two people let go of what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assessment.vocabulary import Role
from assessment.work import Person
from regimes.loader import load_regime
from services import erasure, retention
from services.cases import Disposed, case_of
from services.desk import Desk, Refused
from services.event_check import check_all
from services.retention import (
    HOT_MONTHS,
    dispose,
    lift_hold,
    move_to_cold,
    propose_disposal,
    remove_disposed_files,
    retention_list,
    set_hold,
)
from store.disposal import KEPT_JOURNALS
from store.verify import verify
from tests.services.test_checkpoints import Room
from tests.store.test_scope import add_document, add_review


class Archive(Room):
    """The same room with the law at hand."""

    def open(self) -> None:
        super().open()
        self.desk = Desk(self.database, load_regime("cn"), self.folder, lambda: self.now, print)

    def person(self, person_id: str) -> Person:
        with self.office.read() as unit:
            found = unit.people.known(person_id)
        assert found is not None
        return found


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def shen(room: Archive) -> Person:
    with room.office.unit() as unit:
        made = unit.people.create("shen", "沈律", [Role.COUNSEL], "x")
        unit.record("person added", subject="shen")
        unit.commit()
    return made


def later(room: Archive, day: date) -> None:
    room.now = datetime.combine(day, room.now.timetz())


def test_records_are_due_after_three_years_and_not_a_day_before(room: Archive, shen: Person) -> None:
    room.office.save({"a.text": "沪澜"})
    [kept] = retention_list(room.desk, shen)
    assert kept.until == date(2029, 11, 21)
    assert [term.rule.id for term in kept.terms] == ["impact_assessment", "provision"]
    assert not kept.due(date(2029, 11, 21)) and kept.due(date(2029, 11, 22))
    with pytest.raises(Refused, match="until 2029-11-21"):
        propose_disposal(room.desk, shen, room.office.case, "expired")


def test_the_term_counts_from_the_end_of_the_result_where_there_is_one(room: Archive, shen: Person) -> None:
    said = {"kind": "result_received", "on": "2026-11-21", "outcome": "passed", "valid_until": "2029-11-20"}
    with room.office.unit() as unit:
        unit.journals.append("milestone", "result_received", said, case_id=room.office.case)
        unit.record("milestone recorded", case_id=room.office.case)
        unit.commit()
    [kept] = retention_list(room.desk, shen)
    assert kept.until == date(2032, 11, 20)


def filled(room: Archive) -> tuple[str, str]:
    """A case with an answer, an item, a snapshot, a document, a comment, and two files; one of them another case's."""
    office = room.office
    with office.unit() as unit:
        own = unit.files.put(b"evidence", "a.pdf", "application/pdf").sha256
        shared = unit.files.put(b"shared", "b.pdf", "application/pdf").sha256
        other = unit.cases.create("2026-002", "另一个项目").id
        unit.sheets.save_answers(other, "", {"a.file": {"sha256": shared, "name": "b.pdf"}})
        unit.record("case created", case_id=other, subject="2026-002")
        unit.commit()
    office.save({"a.text": "沪澜", "a.file": {"sha256": own, "name": "a.pdf"}, "b.file": {"sha256": shared}})
    [_] = office.add_items("车架号")
    snapshot = office.snapshot()
    with office.unit() as unit:
        unit.snapshots.put(office.case, snapshot)
        job = unit.jobs.create(office.case, "draft", snapshot_sha256=snapshot.sha256, requested_by="li")
        add_document(unit, office.case, job.id, unit.files.put(b"built", "c.pdf", "application/pdf"))
        add_review(unit, office.case)
        unit.journals.append("comment", "report", {"text": "秘密"}, case_id=office.case)
        unit.journals.append("ledger", "91310000MA1EXAMPLE", {"persons": 1}, case_id=office.case)
        unit.record("dossier built", case_id=office.case)
        unit.commit()
    return own, shared


def test_two_people_let_go_of_what_is_due_and_the_records_stand(room: Archive, shen: Person) -> None:
    wang, files = room.person(room.office.wang.person_id), room.database.files
    assert files is not None
    own, shared = filled(room)
    later(room, date(2029, 12, 1))
    propose_disposal(room.desk, shen, room.office.case, "保存期限已满")
    with pytest.raises(Refused, match="other than the proposer"):
        dispose(room.desk, shen, room.office.case)
    with room.office.read() as unit:
        before = unit.trail.bodies()
    gone = dispose(room.desk, wang, room.office.case)
    assert (gone.fields > 3, gone.files) == (True, 2)  # the evidence and the built document
    assert verify(room.database).findings == ()
    assert not files.path_of(own).exists() and files.open(shared) == b"shared"
    with room.office.read() as unit:
        assert unit.trail.bodies()[: len(before)] == before
        [change] = [one for one in unit.trail.answer_changes(room.office.case, 0) if one.question == "a.text"]
        assert [case.reference for case in unit.cases.list()] == ["2026-002"]
        left = {entry.journal for name in KEPT_JOURNALS for entry in unit.journals.list(name)}  # type: ignore[arg-type]  # their names
        assert left == {"disposal", "ledger"} and unit.journals.list("comment") == []
        assert unit.documents.list(room.office.case) == unit.reviews.list(room.office.case) == []
        with pytest.raises(Disposed):
            case_of(unit, room.office.case)
    assert change.after == "（已删除 / erased）"
    [kept] = [one for one in retention_list(room.desk, shen) if one.case.id == room.office.case]
    assert kept.disposed is not None and not kept.due(date(2030, 1, 1))
    assert "沪澜" not in kept.case.title
    with pytest.raises(Refused, match="disposed of already"):
        propose_disposal(room.desk, shen, room.office.case, "again")
    assert {sentence for check in check_all(room.desk).values() for sentence in check.sentences} == set()


def test_a_removal_of_files_that_was_interrupted_goes_on_later(room: Archive, shen: Person) -> None:
    own, _ = filled(room)
    files = room.database.files
    assert files is not None
    later(room, date(2029, 12, 1))
    propose_disposal(room.desk, shen, room.office.case, "保存期限已满")
    dispose(room.desk, room.person(room.office.wang.person_id), room.office.case)
    files.put(b"evidence")  # as if the process had ended after the commit
    assert remove_disposed_files(room.desk, room.office.company) == 1
    with room.office.unit() as unit:
        unit.files.put(b"evidence", "again.pdf", "application/pdf")
        unit.record("evidence added")
        unit.commit()
    assert remove_disposed_files(room.desk, room.office.company) == 0
    assert files.open(own) == b"evidence"


def test_nothing_leaves_a_journal_but_with_its_case(room: Archive) -> None:
    filled(room)
    connecting = room.database.engines.writing.connect()
    with connecting as connection, connection.begin(), pytest.raises(DatabaseError, match="append-only"):
        connection.execute(text("DELETE FROM journal WHERE journal = 'comment'"))


def test_a_hold_stops_disposal_and_erasure_until_it_is_lifted(room: Archive, shen: Person) -> None:
    wang, li = room.person(room.office.wang.person_id), room.person(room.office.li.person_id)
    room.office.save({"a.text": "沪澜"})
    with pytest.raises(Refused, match="hold"):
        set_hold(room.desk, li, room.office.case, "a preparer may not")
    set_hold(room.desk, shen, room.office.case, "监管问询")
    later(room, date(2029, 12, 1))
    with pytest.raises(Refused, match="A hold stands on this case"):
        propose_disposal(room.desk, shen, room.office.case, "expired")
    erasure.propose(room.desk, shen, li.id, "fulfilled", "离职")
    with pytest.raises(Refused, match="A hold stands on 2026-001"):
        erasure.agree(room.desk, wang, li.id)
    lift_hold(room.desk, wang, room.office.case, "问询已结束")
    assert erasure.agree(room.desk, wang, li.id).fields > 3
    propose_disposal(room.desk, shen, room.office.case, "expired")
    assert retention_list(room.desk, shen)[0].proposed is not None
    retention.withdraw_disposal(room.desk, wang, room.office.case)
    assert retention_list(room.desk, shen)[0].proposed is None


def test_old_records_move_and_the_move_is_recorded(room: Archive) -> None:
    room.office.save({"a.text": "沪澜"})
    with room.office.read() as unit:
        before = unit.trail.bodies()
    later(room, date(2028, 1, 5))
    assert move_to_cold(room.desk, room.office.now.replace(year=2027, month=1)) == {room.office.company: len(before)}
    assert move_to_cold(room.desk, room.office.now.replace(year=2027, month=1)) == {room.office.company: 0}
    with room.office.read() as unit:
        assert unit.trail.bodies()[:-1] == before
        [line], _ = unit.trail.page(limit=1)
    assert line.kind == "records put in cold storage"
    assert verify(room.database).findings == ()
    assert HOT_MONTHS > 12
