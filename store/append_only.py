"""Triggers that keep the trail append-only, on both databases.

They stop accidents and the application itself; whoever owns the database can take them off, and then the tree
and the fingerprints of the rows tell. SQLite drops triggers when a migration rebuilds a table, so ``install``
runs at the end of every migration and may run at any time.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

TABLE = "audit_record"
REFUSAL = "the trail is append-only"

_SQLITE = [
    f"""
    CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """
    for verb in ("update", "delete")
]

_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
    """,
    *(
        f"""
        CREATE OR REPLACE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE}
        FOR EACH {each} EXECUTE FUNCTION {TABLE}_refuse()
        """
        for verb, each in (("update", "ROW"), ("delete", "ROW"))
    ),
    # TRUNCATE passes by the triggers of rows.
    f"DROP TRIGGER IF EXISTS {TABLE}_no_truncate ON {TABLE}",
    f"""
    CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()
    """,
]


def install(connection: Connection) -> None:
    """Put the triggers on, also where they are already."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def missing(connection: Connection) -> list[str]:
    """The triggers that are not there, or are switched off."""
    wanted = {f"{TABLE}_no_update", f"{TABLE}_no_delete"}
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    else:
        wanted.add(f"{TABLE}_no_truncate")
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND tgenabled <> 'D'"
    return sorted(wanted - set(connection.scalars(text(query), {"table": TABLE})))
