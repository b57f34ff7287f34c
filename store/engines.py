"""Connections: how SQLite and PostgreSQL are opened so that both behave alike.

A writing unit holds the write lock from its start on SQLite; on PostgreSQL the rows that matter are locked by
the repositories. A reading unit sees one state of the data, and the database itself refuses a write in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

_WAIT_SECONDS = 10


class AddressRefused(Exception):
    """The address of the database cannot be used; the sentence says what to write instead."""


@dataclass(frozen=True, slots=True)
class Engines:
    """One way in for writing, one for reading."""

    writing: Engine
    reading: Engine

    def dispose(self) -> None:
        self.writing.dispose()
        self.reading.dispose()


def open_engines(address: str) -> Engines:
    """Engines for an address; nothing is connected yet."""
    url = make_url(address)
    match url.get_backend_name():
        case "sqlite":
            return Engines(_sqlite(url, "BEGIN IMMEDIATE"), _sqlite(url, "BEGIN", query_only=True))
        case "postgresql":
            return _postgresql(url)
    raise AddressRefused(
        f"The database address begins with '{url.drivername}'; use sqlite:///path or postgresql+psycopg://…"
    )


def _sqlite(url: URL, begin: str, *, query_only: bool = False) -> Engine:
    if not url.database or url.database == ":memory:":
        raise AddressRefused("A database in memory cannot be shared; give a file: sqlite:///path.")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin by itself, too late and the wrong way
        connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # an acknowledged save survives a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        if query_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def begin_so(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: URL) -> Engines:
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(engine, reading)
