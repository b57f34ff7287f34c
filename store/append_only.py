"""Triggers that keep the trail and the journals append-only, on both databases.

They stop accidents and the application itself; whoever owns the database can take them off, and then the tree
and the fingerprints of the rows tell. SQLite drops triggers when a migration rebuilds a table, so ``install``
runs at the end of every migration and may run at any time.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

TABLES = {"audit_record": "the trail is append-only", "journal": "a journal is append-only"}
"""Guarded table → what the database says to whoever tries."""


def _sqlite(table: str, refusal: str) -> Iterator[str]:
    for verb in ("update", "delete"):
        yield f"""
        CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table}
        BEGIN SELECT RAISE(ABORT, '{refusal}'); END
        """


def _postgresql(table: str, refusal: str) -> Iterator[str]:
    yield f"""
        CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION '{refusal}'; END $$
        """
    # TRUNCATE passes by the triggers of rows.
    for verb, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        yield f"""
        CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}
        FOR EACH {each} EXECUTE FUNCTION {table}_refuse()
        """


def install(connection: Connection) -> None:
    """Put the triggers on every guarded table that is there, also where they are already."""
    statements = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for table in _there(connection):
        for statement in statements(table, TABLES[table]):
            connection.execute(text(statement))


def missing(connection: Connection) -> list[str]:
    """The triggers that are not there, or are switched off."""
    wanted, found = set(), set()
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        verbs: tuple[str, ...] = ("update", "delete")
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND tgenabled <> 'D'"
        verbs = ("update", "delete", "truncate")
    for table in _there(connection):
        wanted |= {f"{table}_no_{verb}" for verb in verbs}
        found |= set(connection.scalars(text(query), {"table": table}))
    return sorted(wanted - found)


def _there(connection: Connection) -> list[str]:
    tables = set(inspect(connection).get_table_names())
    return [table for table in TABLES if table in tables]
