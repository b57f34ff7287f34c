"""Check the whole store against its trail: records, tree, head, rows, snapshots and files.

It trusts nothing that can be worked out again. What it cannot see is somebody who rewrites everything, rows and
records and head alike; against that, compare the root with one that was kept elsewhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from audit.fold import Expected, compare
from audit.sentences import Finding
from store import append_only
from store.database import Database
from store.files import FileDamaged
from store.rows import table_of
from store.tables import AuditErasureRow, CompanyRow, FileRow, SnapshotRow
from store.verify_log import HEADS, RECORDS, LogHead, check_log
from store.verify_reading import finding
from store.verify_rows import rows_standing


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How much was checked, and everything that does not fit; sound when there is nothing."""

    records: int
    rows: int
    snapshots: int
    files: int
    logs: tuple[LogHead, ...]
    findings: tuple[Finding, ...]
    erased: int = 0
    """How many sealed fields were erased, each named by a record; the records themselves stand."""

    @property
    def sound(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        return {
            "sound": self.sound,
            "records": self.records,
            "rows": self.rows,
            "snapshots": self.snapshots,
            "files": self.files,
            "erased": self.erased,
            "logs": [{"company": log.company_id, "size": log.size, "root": log.root} for log in self.logs],
            "findings": [each.as_json() for each in self.findings],
        }


def verify(database: Database) -> VerifyReport:
    """Read everything once, in one state of the data, and compare."""
    with database.engines.reading.connect() as connection, connection.begin():
        findings = _guards(connection)
        expected: dict[str, Expected] = {}
        logs = []
        for company_id in _companies(connection):
            log, told, rows = check_log(connection, company_id, database.files)
            logs.append(log)
            findings += told
            expected |= rows
        found, told = rows_standing(connection, {key: last.salt for key, last in expected.items()})
        findings += told
        unreadable = {each.where for each in told}
        findings += [f for f in compare(expected, found) if f.where not in unreadable]
        snapshots, told = _check_snapshots(connection)
        findings += told
        files, told = _check_files(connection, database)
        findings += told
        erased = connection.scalar(select(func.count()).select_from(table_of(AuditErasureRow))) or 0
    size = sum(log.size for log in logs)
    return VerifyReport(size, len(found), snapshots, files, tuple(logs), tuple(findings), erased)


def _guards(connection: Connection) -> list[Finding]:
    return [
        finding(
            name,
            f"防止改动记录的触发器 {name} 不在或已停用；请先查明是谁停用的，再恢复。",
            f"The trigger {name}, which keeps records from being changed, is gone or switched off; "
            "find out who took it off before it is put back.",
        )
        for name in append_only.missing(connection)
    ]


def _companies(connection: Connection) -> list[str]:
    """Every company that has a log, also one whose own row or head is gone."""
    sources = (RECORDS.c.company_id, HEADS.c.company_id, table_of(CompanyRow).c.id)
    return sorted({company_id for source in sources for company_id in connection.scalars(select(source).distinct())})


def _check_snapshots(connection: Connection) -> tuple[int, list[Finding]]:
    table = table_of(SnapshotRow)
    findings = []
    number = 0
    for sha256, body in connection.execute(select(table.c.sha256, table.c.body)):
        number += 1
        if hashlib.sha256(body).hexdigest() != sha256:
            findings.append(
                finding(
                    f"snapshot/{sha256}",
                    f"快照 {sha256} 的内容与其哈希不符，已被改动。",
                    f"The bytes of snapshot {sha256} are not those that were frozen; they were changed.",
                )
            )
    return number, findings


def _check_files(connection: Connection, database: Database) -> tuple[int, list[Finding]]:
    if database.files is None:
        return 0, []
    table = table_of(FileRow)
    findings = []
    number = 0
    for sha256 in connection.scalars(select(table.c.sha256).distinct()):
        number += 1
        try:
            database.files.open(sha256)
        except FileDamaged as damage:
            findings.append(finding(f"file/{sha256}", f"文件 {sha256} 已丢失或被改动；请从备份恢复。", str(damage)))
    return number, findings
