"""Bring the tables to the newest revision; quick when they are there already.

Two processes that start together do not both migrate: the second waits and finds nothing left to do.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

SCRIPTS = Path(__file__).resolve().parent / "migrations"
_LOCK = 0x746F6E67  # any number that nothing else in this database uses


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings in code; ``connection`` is handed to ``migrations/env.py``."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    assert head is not None
    return head


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade to ``revision`` in one transaction: it happens whole or not at all."""
    with engine.connect() as connection:
        if revision == "head" and MigrationContext.configure(connection).get_current_revision() == newest():
            return
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A rebuilt table is dropped for a moment; checked as a whole below instead.
            _pragma(connection, "PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                command.upgrade(configuration(connection), revision)
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("The migration would leave rows that refer to nothing; it was undone.")
        finally:
            if sqlite:
                _pragma(connection, "PRAGMA foreign_keys = ON")


def _pragma(connection: Connection, statement: str) -> None:
    """Outside of a transaction, where alone it has an effect."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(statement)
