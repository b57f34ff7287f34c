"""Copy a whole store while it is in use, and put such a copy in place of a store.

A copy is a folder: the database, the files, and ``manifest.json`` with the hash of each and how far every log had
come. SQLite is copied by its own online backup; PostgreSQL by ``pg_dump``, or table by table where that is missing.
Nothing is ever overwritten: what stood in the place of a restored store is moved aside.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from alembic.runtime.migration import MigrationContext
from psycopg import sql
from sqlalchemy import make_url, select
from sqlalchemy.engine import URL

from audit.checkpoint import origin_of
from audit.tree import Frontier
from store.database import Database
from store.migrate import migrate
from store.rows import table_of
from store.tables import AuditHeadRow, Row

FORMAT, VERSION = "tongguan-backup", 1
MANIFEST, SQLITE, DUMP, TABLES, FILES = "manifest.json", "database.sqlite3", "database.dump", "tables", "files"


class BackupUnfit(Exception):
    """The copy cannot be restored, or the place for it is taken; the sentences say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")


@dataclass(frozen=True, slots=True)
class Head:
    """How far a company's log had come."""

    company: str
    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``files``: path in the folder → SHA-256. ``sha256``: of the manifest itself, by which a record can name it."""

    made_at: str
    means: str
    revision: str
    heads: tuple[Head, ...]
    files: dict[str, str]
    sha256: str = ""


def back_up(database: Database, folder: Path, at: datetime) -> Manifest:
    """Write a copy into ``folder``, which must not exist yet."""
    if folder.exists():
        raise BackupUnfit(f"{folder} 已存在；请另选一个文件夹。", f"{folder} exists; name another folder.")
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    url = database.engines.writing.url
    # Heads first: the copy holds at least what the manifest promises of every log.
    heads, revision = _heads(database), _revision(database)
    means = _copy_sqlite(url, part) if url.get_backend_name() == "sqlite" else _copy_postgresql(database, url, part)
    if database.files is not None:
        # Files last: each row of the copy finds its file, because files are only ever added.
        _copy_files(database.files.folder, part / FILES)
    listed = {str(path.relative_to(part)): _sha256(path) for path in sorted(part.rglob("*")) if path.is_file()}
    said = {
        "format": FORMAT,
        "v": VERSION,
        "made_at": at.isoformat(),
        "means": means,
        "revision": revision,
        "heads": [{"company": h.company, "origin": h.origin, "size": h.size, "root": h.root} for h in heads],
        "files": listed,
    }
    (part / MANIFEST).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.rename(folder)
    return read_manifest(folder)


def read_manifest(folder: Path) -> Manifest:
    """Read a copy's manifest and compare every file with it; raises ``BackupUnfit`` with what does not fit."""
    try:
        data = (folder / MANIFEST).read_bytes()
        said: dict[str, Any] = json.loads(data)
        known = (said["format"], said["v"]) == (FORMAT, VERSION)
        heads = tuple(Head(**head) for head in said["heads"])
        files = dict(said["files"])
        made = Manifest(
            said["made_at"], said["means"], said["revision"], heads, files, hashlib.sha256(data).hexdigest()
        )
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise BackupUnfit(f"{folder} 不是备份文件夹。", f"{folder} is no backup.") from cause
    if not known:
        raise BackupUnfit(f"{folder} 的备份格式不认识。", f"The backup in {folder} is of an unknown form.")
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = sorted(there ^ files.keys()) + [
        name for name in sorted(there & files.keys()) if _sha256(folder / name) != files[name]
    ]
    if wrong:
        raise BackupUnfit(
            f"备份中有 {len(wrong)} 个文件缺失、多余或已被改动，例如 {wrong[0]}；请换用另一份备份。",
            f"{len(wrong)} files of the backup are missing, added or changed, {wrong[0]} for one; use another backup.",
        )
    return made


def restore(url: URL | str, files: Path, folder: Path, at: datetime, *, replace: bool = False) -> Manifest:
    """Put a copy in place of the store at ``url`` and ``files``; what stands there is moved aside, with ``replace``."""
    manifest = read_manifest(folder)
    url = make_url(url)
    mark = at.strftime("before-%Y%m%dT%H%M%SZ")
    if (url.get_backend_name() == "sqlite") != (manifest.means == "sqlite"):
        raise BackupUnfit(
            "备份与目标不是同一种数据库。", "The backup is of another kind of database than the one it would go to."
        )
    if manifest.means == "sqlite":
        _restore_sqlite(Path(url.database or ""), folder, mark, replace)
    else:
        _restore_postgresql(url, folder, manifest, mark, replace)
    _copy_files(folder / FILES, files)
    return manifest


def _heads(database: Database) -> tuple[Head, ...]:
    heads = table_of(AuditHeadRow)
    with database.engines.reading.connect() as connection:
        rows = connection.execute(select(heads).order_by(heads.c.company_id)).mappings().all()
    return tuple(
        Head(
            row["company_id"],
            origin_of(row["company_id"], row["epoch"]),
            row["size"],
            Frontier.from_bytes(bytes(row["frontier"])).root().hex(),
        )
        for row in rows
    )


def _revision(database: Database) -> str:
    with database.engines.reading.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _copy_sqlite(url: URL, part: Path) -> str:
    source, target = sqlite3.connect(url.database or ""), sqlite3.connect(part / SQLITE)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    finally:
        source.close()
        target.close()
    return "sqlite"


def _copy_postgresql(database: Database, url: URL, part: Path) -> str:
    program = shutil.which("pg_dump")
    if (
        program is not None
        and _run([program, "-Fc", "--no-owner", "--schema=public", "-f", str(part / DUMP), _libpq(url)]) == ""
    ):
        return "pg_dump"
    (part / DUMP).unlink(missing_ok=True)
    (part / TABLES).mkdir()
    with psycopg.connect(_libpq(url)) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in _tables():
            with (part / TABLES / f"{table}.copy").open("wb") as out:
                statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
                with connection.cursor().copy(statement) as copy:
                    for data in copy:
                        out.write(data)
    return "copy"


def _restore_sqlite(file: Path, folder: Path, mark: str, replace: bool) -> None:
    if file.exists():
        if not replace and _holds_data(file):
            raise _taken(str(file))
        for each in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
            if each.exists():
                each.rename(each.with_name(each.name.replace(file.name, f"{file.name}.{mark}")))
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(file.name + ".new")
    shutil.copyfile(folder / SQLITE, new)
    new.rename(file)


def _restore_postgresql(url: URL, folder: Path, manifest: Manifest, mark: str, replace: bool) -> None:
    address = _libpq(url)
    with psycopg.connect(address) as connection:
        full = connection.execute("SELECT to_regclass('public.company')").fetchone()[0]  # type: ignore[index]  # one row
        if full and not replace and connection.execute("SELECT 1 FROM public.company LIMIT 1").fetchone():
            raise _taken(url.database or "")
        if full:
            connection.execute(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(sql.Identifier(mark.lower())))
            connection.execute("CREATE SCHEMA public")
    if manifest.means == "pg_dump":
        program = shutil.which("pg_restore")
        if program is None:
            raise BackupUnfit("找不到 pg_restore；请安装 PostgreSQL 客户端。", "pg_restore is missing; install it.")
        options = ["--no-owner", "--exit-on-error", "--single-transaction", "--schema=public", "-d", address]
        told = _run([program, *options, str(folder / DUMP)])
        if told:
            raise BackupUnfit(f"未能恢复数据库：{told}", f"The database was not restored: {told}")
        return
    database = Database.open(url.render_as_string(hide_password=False))
    try:
        migrate(database.engines.writing, manifest.revision)
    finally:
        database.close()
    with psycopg.connect(address) as connection:
        for table in _tables():
            file = folder / TABLES / f"{table}.copy"
            if not file.exists() or table == "alembic_version":
                continue
            statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
            with connection.cursor().copy(statement) as copy:
                copy.write(file.read_bytes())


def _holds_data(file: Path) -> bool:
    connection = sqlite3.connect(file)
    try:
        return connection.execute("SELECT 1 FROM company LIMIT 1").fetchone() is not None
    except sqlite3.OperationalError:  # no tables yet
        return False
    finally:
        connection.close()


def _tables() -> list[str]:
    """Every table, those first that others refer to."""
    return [table.name for table in Row.metadata.sorted_tables]


def _copy_files(source: Path, target: Path) -> None:
    for path in _files_in(source):
        copied = target / path.relative_to(source)
        if copied.exists():
            continue
        copied.parent.mkdir(parents=True, exist_ok=True)
        new = copied.with_name(copied.name + ".new")
        shutil.copyfile(path, new)
        new.rename(copied)


def _files_in(folder: Path) -> Iterator[Path]:
    """The kept files, without what is only being written."""
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and len(path.name) == 64)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(command: list[str]) -> str:
    """Run a program of PostgreSQL; what it complained of, or nothing."""
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ))  # noqa: S603  # no shell
    return "" if done.returncode == 0 else (done.stderr.strip() or str(done.returncode))


def _taken(place: str) -> BackupUnfit:
    return BackupUnfit(
        f"{place} 中已有数据；如确要以备份取代，请加 --replace（原有数据改名保留）。",
        f"{place} holds data; to put the backup in its place add --replace (what is there is kept under another name).",
    )
