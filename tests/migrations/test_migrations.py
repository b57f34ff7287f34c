"""Every migration runs on both databases, with data in it; models and migrations say the same."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, inspect, text
from sqlalchemy.exc import DatabaseError

from store import append_only
from store.database import Database, new_id
from store.migrate import configuration, migrate, newest
from store.tables import Row
from store.verify import verify
from tests.databases import postgresql_server
from tests.store.office import open_office


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a single table."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        address = postgresql_server().create(f"t{new_id()}")
    database = Database.open(address)
    yield database
    database.close()


def test_models_and_migrations_agree(empty: Database) -> None:
    empty.migrate()
    with empty.engines.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Row.metadata) == []


def test_constraints_of_models_and_migrations_agree(empty: Database) -> None:
    """Autogeneration does not look at checks and primary keys; their names tell."""
    empty.migrate()
    with empty.engines.reading.connect() as connection:
        inspector = inspect(connection)
        for table in Row.metadata.sorted_tables:
            named = {check["name"] for check in inspector.get_check_constraints(table.name)}
            named.add(inspector.get_pk_constraint(table.name)["name"])
            expected = {
                constraint.name
                for constraint in table.constraints
                if isinstance(constraint, (CheckConstraint, PrimaryKeyConstraint))
            }
            assert named == expected


def test_migrating_twice_does_nothing_the_second_time(empty: Database) -> None:
    empty.migrate()
    office = open_office(empty)
    empty.migrate()
    with empty.engines.reading.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == newest()
    with office.read() as unit:
        assert unit.cases.get(office.case) is not None


def test_every_migration_runs_one_after_the_other(empty: Database) -> None:
    scripts = ScriptDirectory.from_config(configuration())
    for script in reversed(list(scripts.walk_revisions())):
        migrate(empty.engines.writing, script.revision)
        with empty.engines.reading.connect() as connection:
            assert MigrationContext.configure(connection).get_current_revision() == script.revision
            assert append_only.missing(connection) == []


def test_two_processes_that_start_together_both_find_the_tables(empty: Database) -> None:
    raised: list[BaseException] = []

    def start() -> None:
        try:
            empty.migrate()
        except BaseException as error:
            raised.append(error)

    both = [threading.Thread(target=start) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert raised == []
    assert verify(empty).findings == ()


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE audit_record SET kind = 'x'",
        "DELETE FROM audit_record",
        "UPDATE journal SET subject = 'x'",
        "DELETE FROM journal",
    ],
)
def test_a_record_can_be_neither_changed_nor_deleted(empty: Database, verb: str) -> None:
    empty.migrate()
    office = open_office(empty)
    with office.unit() as unit:
        unit.journals.append("ledger", "91310000MA1EXAMPLE", {"persons_pi": 1})
        unit.record("persons counted")
        unit.commit()
    with (
        empty.engines.writing.connect() as connection,
        connection.begin(),
        pytest.raises(DatabaseError, match="append-only"),
    ):
        connection.execute(text(verb))


@pytest.mark.parametrize("table", ["audit_record", "journal"])
def test_the_trail_cannot_be_truncated(table: str) -> None:
    database = Database.open(postgresql_server().create(f"t{new_id()}"))
    database.migrate()
    with (
        database.engines.writing.connect() as connection,
        connection.begin(),
        pytest.raises(DatabaseError, match="append-only"),
    ):
        connection.execute(text(f"TRUNCATE {table}"))
    database.close()


def test_triggers_are_put_back_after_a_table_is_rebuilt(empty: Database) -> None:
    """What a later migration in batch mode does: the table is copied, and on SQLite its triggers are gone."""
    empty.migrate()
    open_office(empty)
    with empty.engines.writing.connect() as connection, connection.begin():
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("audit_record", recreate="always") as batch:
            batch.create_index("ix_try", ["kind"])
        assert append_only.missing(connection) != []
        append_only.install(connection)
        assert append_only.missing(connection) == []
        with pytest.raises(DatabaseError, match="append-only"), connection.begin_nested():
            connection.execute(text("DELETE FROM audit_record"))
    assert verify(empty).findings == ()
