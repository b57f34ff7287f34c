"""Every table of the trail refuses UPDATE, DELETE and TRUNCATE, but for what is allowed; also after a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from store import append_only
from store.append_only import GUARDS
from store.database import Database
from tests.databases import fresh_postgresql, fresh_sqlite
from tests.store.office import Office, open_office


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    database = Database.open(fresh_sqlite(tmp_path) if request.param == "sqlite" else fresh_postgresql())
    made = open_office(database)
    with made.unit() as unit:
        for number in range(256):  # a full tile
            unit.record("signed in", subject=str(number))
        unit.journals.append("ledger", "91310000MA1EXAMPLE", {"persons_pi": 1})
        unit.commit()
    with database.engines.writing.connect() as connection, connection.begin():
        connection.execute(text(f"INSERT INTO audit_cold {_cold(connection, made.company, 5)}"))
    yield made
    database.close()


def _cold(connection: Connection, company: str, last: int) -> str:
    """The columns of a line of cold storage, whatever else the table has."""
    values = {"company_id": f"'{company}'", "first": "0", "last": str(last)}
    columns = inspect(connection).get_columns("audit_cold")
    for column in columns:
        if column["name"] not in values and not column["nullable"]:
            kind = str(column["type"]).upper()
            values[column["name"]] = "'2026-11-21 00:00:00+00'" if "TIME" in kind or "DATE" in kind else "'0'"
    return f"({', '.join(values)}) VALUES ({', '.join(values.values())})"


def refused(connection: Connection, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), connection.begin_nested():
        connection.execute(text(statement))


@pytest.mark.parametrize("rebuilt", [False, True])
def test_no_table_of_the_trail_can_be_changed(office: Office, rebuilt: bool) -> None:
    with office.database.engines.writing.connect() as connection, connection.begin():
        if rebuilt:
            for table in GUARDS:
                with Operations(MigrationContext.configure(connection)).batch_alter_table(table, recreate="always"):
                    pass
            append_only.install(connection)
        assert append_only.missing(connection) == []
        filled = [table for table in GUARDS if connection.scalar(text(f"SELECT count(*) FROM {table}"))]
        assert {"audit_record", "audit_head", "audit_opening", "audit_tile", "audit_cold", "journal"} <= set(filled)
        for table in filled:
            refused(connection, f"UPDATE {table} SET company_id = company_id || 'x'")
            refused(connection, f"DELETE FROM {table}")
        if connection.dialect.name == "postgresql":
            for table in GUARDS:
                refused(connection, f"TRUNCATE {table} CASCADE")


def test_only_what_an_exception_names_is_let_through(office: Office) -> None:
    ours = f"company_id = '{office.company}'"
    with office.database.engines.writing.connect() as connection, connection.begin():
        # A body leaves its record only where cold storage holds it, and nothing else changes with it.
        connection.execute(text(f"UPDATE audit_record SET body = NULL WHERE {ours} AND seq = 5"))
        refused(connection, f"UPDATE audit_record SET body = NULL WHERE {ours} AND seq = 6")
        refused(connection, f"UPDATE audit_record SET body = NULL, kind = 'approved' WHERE {ours} AND seq = 4")
        # An opening stays until an erasure names it.
        refused(connection, f"DELETE FROM audit_opening WHERE {ours} AND seq = 3")
        # A head grows; it neither shrinks nor stays with another edge.
        refused(connection, f"UPDATE audit_head SET size = size - 1 WHERE {ours}")
        refused(connection, f"UPDATE audit_head SET epoch = epoch + 1 WHERE {ours}")
        refused(connection, f"UPDATE audit_head SET size = size + 1, epoch = epoch - 1 WHERE {ours}")
