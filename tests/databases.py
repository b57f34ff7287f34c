"""Real databases for tests: a SQLite file, or a database on a PostgreSQL server that the tests start themselves.

Both come migrated and empty, copied from a template that is migrated once in a test run.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg

from store.database import Database, new_id

USER = "tongguan"


def fresh_sqlite(folder: Path) -> str:
    """The address of a migrated, empty SQLite database in ``folder``."""
    file = folder / f"{new_id()}.sqlite3"
    shutil.copy(_sqlite_template(), file)
    return f"sqlite:///{file}"


def fresh_postgresql() -> str:
    """The address of a migrated, empty PostgreSQL database."""
    server = postgresql_server()
    return server.create(f"t{new_id()}", template=_postgresql_template())


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A server in a folder of its own, reached through a socket in that folder."""

    folder: Path

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    def create(self, name: str, *, template: str = "template1") -> str:
        with psycopg.connect(f"dbname=postgres user={USER} host={self.folder}", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self.address(name)


@cache
def postgresql_server() -> PostgresqlServer:
    """Start the server; it is stopped and removed when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="tongguan-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")  # the server refuses to run as root
    data = folder / "data"
    _run("initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    settings = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    options = f"{settings} -c unix_socket_directories={folder}"
    _run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-o", options, "start")
    atexit.register(_stop, folder)
    return PostgresqlServer(folder)


def _stop(folder: Path) -> None:
    _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    command = [_binary(program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr or done.stdout}")


def _binary(program: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    if found:
        return str(found[-1])
    on_path = shutil.which(program)
    if on_path is None:
        raise RuntimeError(f"{program} of PostgreSQL is not installed; run 'make test' once, or install 'postgresql'.")
    return on_path


@cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tongguan-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "template.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


@cache
def _postgresql_template() -> str:
    _migrate(postgresql_server().create("migrated"))
    return "migrated"


def _migrate(address: str) -> None:
    database = Database.open(address)
    database.migrate()
    database.close()
