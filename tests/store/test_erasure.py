"""A person is erased: the name is nowhere any more, every record stands, and a hand that does the same is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from audit.tree import leaf_hash
from store.database import Database
from store.verify import verify
from tests.store.office import Office

NAME = "已离职人员 1 / former person 1"


def dump(database: Database) -> str:
    """Every cell of every table as text."""
    with database.engines.reading.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        query = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if sqlite
            else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
        tables = [name for (name,) in connection.execute(text(query))]
        cells = [
            bytes(cell).decode("utf-8", "replace") if isinstance(cell, (bytes, memoryview)) else str(cell)
            for table in tables
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))  # names of our own
            for cell in row
        ]
    return "\n".join(cells)


def work_of_li(office: Office) -> None:
    office.save({"a.text": "沪澜"})
    with office.unit() as unit:
        unit.journals.append("duty", "pipia", {"state": "done"}, case_id=office.case)
        unit.record("duty recorded", case_id=office.case, subject="李敏", details={"note": "由李敏办理", "by": "李敏"})
        unit.reviews.add(
            office.case,
            kind="submitted",
            person_id=office.li.person_id,
            person_name=office.li.name,
            at=office.now,
            revision=1,
            snapshot_sha256="0" * 64,
        )
        unit.record("submitted", case_id=office.case)
        unit.commit()


def erase_li(office: Office) -> None:
    with office.unit(office.wang) as unit:
        places = unit.erasures.of_person(office.li.person_id, ["李敏", "li"])
        places |= unit.erasures.rename(office.li.person_id, NAME)
        unit.erasures.erase(places)
        unit.record("person erased", subject=NAME, details={"fields": len(places)})
        unit.commit()


def test_a_name_goes_and_every_record_stands(office: Office) -> None:
    work_of_li(office)
    with office.read() as unit:
        before = unit.trail.bodies()
    assert "李敏" in dump(office.database)
    erase_li(office)
    said = dump(office.database)
    assert said.count("李敏") == said.count("由李敏办理") == 1  # within longer text only; that is erased by itself
    with office.read() as unit:
        bodies, erased = unit.trail.bodies(), unit.erasures.erased()
        lines, _ = unit.trail.page(office.case)
        [entry] = unit.journals.list("duty")
        leaves = unit.trail.leaves()
    assert bodies[: len(before)] == before
    assert [leaf_hash(body) for _, body in bodies] == leaves
    assert {line.person_name for line in lines} == {NAME}
    assert entry.person_name == NAME
    assert {by for _, _, by in erased} == {len(before)}
    report = verify(office.database)
    assert report.findings == ()
    assert report.erased == len(erased) > 5


def test_the_case_goes_on_after_an_erasure(office: Office) -> None:
    work_of_li(office)
    erase_li(office)
    office.save({"a.text": "沪澜二"}, actor=office.wang)
    with office.read() as unit:
        changes = list(unit.trail.answer_changes(office.case, 0))
    assert [change.person_name for change in changes] == [NAME, "王磊"]
    assert verify(office.database).findings == ()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_opening WHERE field = '/actor/name'",
        "UPDATE journal SET person_name = 'x'",
        "UPDATE journal SET content = '{}'",
        "DELETE FROM audit_erasure",
    ],
)
def test_nothing_else_is_erased_by_hand(office: Office, statement: str) -> None:
    work_of_li(office)
    erase_li(office)
    with office.unit(office.wang) as unit:  # something that no erasure names
        unit.journals.append("duty", "pipia", {"state": "done"})
        unit.record("duty recorded")
        unit.commit()
    with pytest.raises(DatabaseError, match="append-only"), office.database.engines.writing.begin() as connection:
        connection.execute(text(statement))


def test_cold_records_are_read_checked_and_named_when_they_are_gone(office: Office) -> None:
    work_of_li(office)
    with office.read() as unit:
        before, head = unit.trail.bodies(), unit.trail.head()
        page = unit.trail.page(office.case)
    with office.unit(office.wang) as unit:
        assert unit.cold.due(office.now) == len(before)
        made = unit.cold.move(office.now)
        unit.record("records put in cold storage", details={"records": len(before)})
        unit.commit()
    with office.read() as unit:
        assert unit.trail.bodies()[:-1] == before
        assert unit.trail.body(1) == before[1][1]
        assert unit.trail.page(office.case) == page
        assert unit.trail.leaves()[: head.size] == [leaf_hash(body) for _, body in before]
        assert unit.cold.stretches() == made
    assert verify(office.database).findings == ()
    erase_li(office)  # the salts of cold records are erased like those of others
    assert verify(office.database).findings == ()
    assert office.database.files is not None
    [(_, _, sha256)] = made
    file = office.database.files.path_of(sha256)
    file.write_bytes(b"\x00" + file.read_bytes()[1:])
    from store.cold import _read

    _read.cache_clear()
    found = verify(office.database).findings
    assert "冷存储文件已丢失或被改动" in found[0].sentence.zh


def test_a_record_leaves_the_table_only_when_it_lies_in_cold_storage(office: Office) -> None:
    with pytest.raises(DatabaseError, match="append-only"), office.database.engines.writing.begin() as connection:
        connection.execute(text("UPDATE audit_record SET body = NULL"))
