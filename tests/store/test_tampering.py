"""Whoever changes the database by hand, past the application, is found and the place is named."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from audit.record import Record
from audit.sealing import ROWS
from audit.sentences import Finding
from audit.tree import Frontier, leaf_hash
from store.database import Database
from store.verify import VerifyReport, verify
from tests.store.office import MORNING, SYSTEM, Office


class ByHand:
    """A raw connection of the database's owner, who can take triggers off and put them back."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.sqlite = address.startswith("sqlite")

    def run(self, statement: str, *values: Any) -> list[Any]:
        if self.sqlite:
            with sqlite3.connect(self._address.removeprefix("sqlite:///")) as connection:
                triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
                for name, _ in triggers:
                    connection.execute(f"DROP TRIGGER {name}")
                found = connection.execute(statement, values).fetchall()
                for _, sql in triggers:
                    connection.execute(sql)
            connection.close()
            return found
        with psycopg.connect(self._address.replace("+psycopg", "")) as connection:
            connection.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
            cursor = connection.execute(statement.replace("?", "%s").encode(), values)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def hand(address: str) -> ByHand:
    return ByHand(address)


@pytest.fixture
def office(office: Office) -> Office:
    """A case with something of everything that is audited."""
    office.save({"a.text": "沪澜", "a.count": 7})
    office.add_items("车速", "里程")
    snapshot = office.snapshot()
    with office.unit() as unit:
        unit.files.put(b"evidence", "e.pdf", "application/pdf")
        unit.snapshots.put(office.case, snapshot)
        unit.record("submitted", case_id=office.case)
        unit.commit()
    assert verify(office.database).findings == ()
    return office


def only(report: VerifyReport) -> Finding:
    assert len(report.findings) == 1, report.findings
    [finding] = report.findings
    assert finding.sentence.zh and finding.sentence.en
    assert not report.sound
    return finding


def test_a_sound_store_says_what_was_checked(office: Office) -> None:
    report = verify(office.database)
    with office.read() as unit:
        head = unit.trail.head()
    assert (report.sound, report.records, report.snapshots, report.files) == (True, head.size, 1, 1)
    [log] = report.logs
    assert (log.company_id, log.root) == (office.company, head.root)
    assert report.as_json()["findings"] == []


CHANGES = [
    ("answer", "UPDATE answer SET value = '\"x\"' WHERE question_id = 'a.text'", "answer/{case}//a.text"),
    ("answer revision", "UPDATE answer SET revision = 9 WHERE question_id = 'a.count'", "answer/{case}//a.count"),
    ("answer type", "UPDATE answer SET value = 'true' WHERE question_id = 'a.count'", "answer/{case}//a.count"),
    ("answer unreadable", "UPDATE answer SET value = '{' WHERE question_id = 'a.text'", "answer/{case}//a.text"),
    ("answer fraction", "UPDATE answer SET value = '7.5' WHERE question_id = 'a.count'", "answer/{case}//a.count"),
    ("answer gone", "DELETE FROM answer WHERE question_id = 'a.text'", "answer/{case}//a.text"),
    ("case", "UPDATE case_record SET title = 'x'", "case_record/{case}"),
    ("company", "UPDATE company SET name = 'x'", "company/{company}"),
    ("password", "UPDATE person SET password_hash = 'x' WHERE login = 'wang'", "person/{wang}"),
    ("role", "UPDATE person SET roles = '[\"approver\"]' WHERE login = 'li'", "person/{li}"),
    ("file name", "UPDATE file SET name = 'x'", "file/{company}/{file}"),
    ("entry order", "UPDATE entry SET position = 9", "entry/{case}/{scenario}"),
]


@pytest.mark.parametrize(("statement", "place"), [change[1:] for change in CHANGES], ids=[c[0] for c in CHANGES])
def test_a_row_changed_by_hand_is_named(office: Office, hand: ByHand, statement: str, place: str) -> None:
    hand.run(statement)
    names = {
        "case": office.case,
        "company": office.company,
        "scenario": office.scenario,
        "li": office.li.person_id,
        "wang": office.wang.person_id,
        "file": hashlib.sha256(b"evidence").hexdigest(),
    }
    assert only(verify(office.database)).where == place.format(**names)


def test_a_row_put_in_by_hand_is_named(office: Office, hand: ByHand) -> None:
    hand.run(
        "INSERT INTO data_item SELECT 'mine', company_id, case_id, scenario_id, 99, 'x', '', '', '', '', "
        "'null', 'null', 'null' FROM data_item WHERE position = 1"
    )
    assert only(verify(office.database)).where == "data_item/mine"


def test_a_row_brought_back_by_hand_is_named(office: Office, hand: ByHand) -> None:
    with office.unit() as unit:
        unit.sheets.remove_entry(office.case, office.scenario)
        unit.record("entry removed", case_id=office.case)
        unit.commit()
    hand.run("INSERT INTO entry VALUES (?, ?, ?, 'scenario', NULL, 1)", office.case, office.scenario, office.company)
    finding = only(verify(office.database))
    assert finding.where == f"entry/{office.case}/{office.scenario}"


def body_of(hand: ByHand, seq: int) -> bytes:
    [(body,)] = hand.run("SELECT body FROM audit_record WHERE seq = ?", seq)
    return bytes(body)


def test_a_changed_record_is_named(office: Office, hand: ByHand) -> None:
    body = body_of(hand, 2).replace(b'"details":{}', b'"details":{"x":1}')
    hand.run("UPDATE audit_record SET body = ? WHERE seq = 2", body)
    assert only(verify(office.database)).where == f"{office.company}, 2"


def test_a_record_changed_with_its_leaf_is_found_by_the_head(office: Office, hand: ByHand) -> None:
    body = body_of(hand, 2).replace(b'"details":{}', b'"details":{"x":1}')
    hand.run("UPDATE audit_record SET body = ?, leaf = ? WHERE seq = 2", body, leaf_hash(body))
    assert only(verify(office.database)).where == f"{office.company}, head"


def test_a_record_that_is_no_record_is_named(office: Office, hand: ByHand) -> None:
    hand.run("UPDATE audit_record SET body = ? WHERE seq = 0", b"{}")
    places = {finding.where for finding in verify(office.database).findings}
    assert any(place.startswith(f"{office.company}, 0") for place in places)


@pytest.mark.parametrize(
    ("column", "value"), [("person_id", "x"), ("kind", "approved"), ("changes", 99), ("revision", 99)]
)
def test_a_column_beside_a_record_cannot_say_otherwise(
    office: Office, hand: ByHand, column: str, value: object
) -> None:
    hand.run(f"UPDATE audit_record SET {column} = ? WHERE seq = 3", value)
    finding = only(verify(office.database))
    assert finding.where == f"{office.company}, 3"
    assert column in finding.sentence.en


def test_the_newest_record_taken_out_is_found(office: Office, hand: ByHand) -> None:
    with office.unit() as unit:
        unit.record("signed in")
        unit.commit()
    hand.run("DELETE FROM audit_record WHERE seq = (SELECT max(seq) FROM audit_record)")
    hand.run("DELETE FROM audit_opening WHERE seq > (SELECT max(seq) FROM audit_record)")
    assert only(verify(office.database)).where == f"{office.company}, head"


def test_a_record_taken_out_of_the_middle_is_found(office: Office, hand: ByHand) -> None:
    hand.run("DELETE FROM audit_record WHERE seq = 1")
    places = [finding.where for finding in verify(office.database).findings]
    assert f"{office.company}, 2" in places
    assert f"{office.company}, head" in places


def test_a_changed_head_is_found(office: Office, hand: ByHand) -> None:
    forged = Frontier().append(leaf_hash(b"x"))
    hand.run("UPDATE audit_head SET size = ?, frontier = ?", forged.size, forged.to_bytes())
    assert only(verify(office.database)).where == f"{office.company}, head"


def test_a_removed_head_is_found(office: Office, hand: ByHand) -> None:
    hand.run("DELETE FROM audit_head")
    assert only(verify(office.database)).where == f"{office.company}, head"


def test_a_changed_snapshot_is_named_twice(office: Office, hand: ByHand) -> None:
    [(sha256,)] = hand.run("SELECT sha256 FROM snapshot")
    hand.run("UPDATE snapshot SET body = ?", b"{}")
    places = {finding.where for finding in verify(office.database).findings}
    assert places == {f"snapshot/{office.company}/{sha256}", f"snapshot/{sha256}"}


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"x")], ids=["gone", "changed"])
def test_a_damaged_file_is_named(office: Office, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    sha256 = hashlib.sha256(b"evidence").hexdigest()
    damage(tmp_path / "files" / "sha256" / sha256[:2] / sha256)
    assert only(verify(office.database)).where == f"file/{sha256}"


def test_a_missing_trigger_is_named(office: Office, address: str) -> None:
    with office.database.engines.writing.connect() as connection, connection.begin():
        suffix = "" if address.startswith("sqlite") else " ON audit_record"
        connection.exec_driver_sql(f"DROP TRIGGER audit_record_no_update{suffix}")
    assert only(verify(office.database)).where == "audit_record_no_update"
    office.database.restore_guards()
    assert verify(office.database).findings == ()


def test_records_are_chained_by_case(office: Office) -> None:
    with office.read() as unit:
        records = [Record.from_bytes(body) for _, body in unit.trail.bodies(office.case)]
    assert [record.previous for record in records] == [None, *(record.seq for record in records[:-1])]


def test_a_row_has_the_same_fingerprint_on_both_databases(database: Database) -> None:
    with database.unit(SYSTEM, "c0", MORNING) as unit:
        unit.companies.create("沪澜", "Hulan")
        unit.record("company added")
        unit.commit()
    with database.read("c0") as unit:
        [(_, body)] = unit.trail.bodies()
        [rows] = [one for one in unit.trail.openings([0], rows=True)[0] if one.field == ROWS]
    written = '{"id":"c0","name":"沪澜","name_en":"Hulan"}'
    salted = hmac.new(rows.salt, written.encode(), "sha256").hexdigest()
    assert Record.from_bytes(body).rows == {"company/c0": salted}
