"""Check the whole store against its trail: records, tree, head, rows, snapshots and files.

It trusts nothing that can be worked out again. What it cannot see is somebody who rewrites everything, rows and
records and head alike; against that, compare the root with one that was kept elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from audit.fold import Expected, compare
from audit.record import Record, utc_text
from audit.sentences import Finding, Refused, Sentence
from audit.tree import Frontier, leaf_hash
from store import append_only
from store.database import Database
from store.files import FileDamaged
from store.rows import AUDITED, fingerprint, key_of, table_of
from store.tables import AuditHeadRow, AuditRecordRow, CompanyRow, FileRow, SnapshotRow

_RECORDS = table_of(AuditRecordRow)
_HEADS = table_of(AuditHeadRow)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LogHead:
    """One company's log as it was worked out from its records."""

    company_id: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How much was checked, and everything that does not fit; sound when there is nothing."""

    records: int
    rows: int
    snapshots: int
    files: int
    logs: tuple[LogHead, ...]
    findings: tuple[Finding, ...]

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
            "logs": [{"company": log.company_id, "size": log.size, "root": log.root} for log in self.logs],
            "findings": [finding.as_json() for finding in self.findings],
        }


def verify(database: Database) -> VerifyReport:
    """Read everything once, in one state of the data, and compare."""
    with database.engines.reading.connect() as connection, connection.begin():
        findings = _guards(connection)
        expected: dict[str, Expected] = {}
        logs = []
        for company_id in _companies(connection):
            log, told, rows = _check_log(connection, company_id)
            logs.append(log)
            findings += told
            expected |= rows
        found, told = _rows_standing(connection)
        findings += told
        unreadable = {finding.where for finding in told}
        findings += [f for f in compare(expected, found) if f.where not in unreadable]
        snapshots, told = _check_snapshots(connection)
        findings += told
        files, told = _check_files(connection, database)
        findings += told
    return VerifyReport(sum(log.size for log in logs), len(found), snapshots, files, tuple(logs), tuple(findings))


def _guards(connection: Connection) -> list[Finding]:
    return [
        _finding(
            name,
            f"防止改动记录的触发器 {name} 不在或已停用；请运行数据库迁移恢复它，并查明原因。",
            f"The trigger {name}, which keeps records from being changed, is gone or switched off; "
            "run the migrations to restore it, and find out why.",
        )
        for name in append_only.missing(connection)
    ]


def _companies(connection: Connection) -> list[str]:
    """Every company that has a log, also one whose own row or head is gone."""
    sources = (_RECORDS.c.company_id, _HEADS.c.company_id, table_of(CompanyRow).c.id)
    return sorted({company_id for source in sources for company_id in connection.scalars(select(source).distinct())})


def _check_log(connection: Connection, company_id: str) -> tuple[LogHead, list[Finding], dict[str, Expected]]:
    findings: list[Finding] = []
    expected: dict[str, Expected] = {}
    frontier = Frontier()
    latest: dict[str, int] = {}
    following = 0
    for row in _records_of(connection, company_id):
        where = f"{company_id}, {row['seq']}"
        if row["seq"] != following:
            findings.append(_gap(where, following, row["seq"]))
        following = row["seq"] + 1
        body = bytes(row["body"])
        leaf = leaf_hash(body)
        if leaf != bytes(row["leaf"]):
            findings.append(
                _finding(
                    where,
                    f"第 {row['seq']} 号记录的内容与写入时的哈希不符，已被改动。",
                    f"Record {row['seq']} no longer has the hash it was written with; it was changed.",
                )
            )
        frontier = frontier.append(bytes(row["leaf"]))
        try:
            record = Record.from_bytes(body)
        except Refused as refusal:
            findings.append(refusal.as_finding(where))
            continue
        findings += _columns_differ(where, row, record)
        if record.case is not None:
            if record.previous != latest.get(record.case):
                findings.append(_chain(where, record, latest.get(record.case)))
            latest[record.case] = record.seq
        for key, sha256 in record.rows.items():
            expected[key] = Expected(sha256, record.seq)
    findings += _check_head(connection, company_id, frontier)
    return LogHead(company_id, frontier.size, frontier.root().hex()), findings, expected


def _records_of(connection: Connection, company_id: str) -> Iterator[dict[str, Any]]:
    statement = select(_RECORDS).where(_RECORDS.c.company_id == company_id).order_by(_RECORDS.c.seq)
    yield from _in_slices(connection, statement)


def _in_slices(connection: Connection, statement: Select[Any]) -> Iterator[dict[str, Any]]:
    """Row by row, so that a table of any length fits into memory."""
    with connection.execute(statement, execution_options={"yield_per": _AT_ONCE}) as result:
        for row in result.mappings():
            yield dict(row)


def _columns_differ(where: str, row: dict[str, Any], record: Record) -> list[Finding]:
    beside = {
        "company_id": record.log,
        "seq": record.seq,
        "kind": record.kind,
        "case_id": record.case,
        "revision": record.revision,
        "person_id": record.actor.id,
    }
    wrong = sorted(name for name, said in beside.items() if row[name] != said)
    if utc_text(row["at"]) != record.at:
        wrong.append("at")
    if bool(row["changes"]) > ("changes" in record.details) or row["changes"] > len(record.details.get("changes", ())):
        wrong.append("changes")
    return [
        _finding(
            where,
            f"第 {record.seq} 号记录旁的列 {name} 与记录内容不符。",
            f"Column {name} beside record {record.seq} does not say what the record says.",
        )
        for name in wrong
    ]


def _check_head(connection: Connection, company_id: str, worked_out: Frontier) -> list[Finding]:
    row = connection.execute(select(_HEADS).where(_HEADS.c.company_id == company_id)).mappings().first()
    size, frontier = (row["size"], bytes(row["frontier"])) if row else (0, Frontier().to_bytes())
    if (size, frontier) == (worked_out.size, worked_out.to_bytes()):
        return []
    return [
        _finding(
            f"{company_id}, head",
            f"日志头称有 {size} 条记录，实际算得 {worked_out.size} 条，或树根不同：日志头或记录已被改动、删去。",
            f"The head of the log speaks of {size} records; {worked_out.size} stand there, or the root differs: "
            "the head or records were changed or removed.",
        )
    ]


def _rows_standing(connection: Connection) -> tuple[dict[str, str], list[Finding]]:
    found: dict[str, str] = {}
    findings: list[Finding] = []
    for kind in AUDITED:
        table = table_of(kind)
        try:
            found |= dict(_fingerprints(connection, table))
        except (ValueError, TypeError, OverflowError):
            # Something in this table can no longer be read as what it should be; find out which rows.
            readable, told = _one_by_one(connection, table)
            found |= readable
            findings += told
    return found, findings


def _fingerprints(connection: Connection, table: Table) -> Iterator[tuple[str, str]]:
    for values in _in_slices(connection, select(table)):
        yield key_of(table, values), fingerprint(values)


def _one_by_one(connection: Connection, table: Table) -> tuple[dict[str, str], list[Finding]]:
    found: dict[str, str] = {}
    findings: list[Finding] = []
    keys = list(table.primary_key.columns)
    for values in connection.execute(select(*keys)).all():
        key = "/".join([table.name, *map(str, values)])
        this_row = (column == value for column, value in zip(keys, values, strict=True))
        try:
            found[key] = fingerprint(dict(connection.execute(select(table).where(*this_row)).mappings().one()))
        except (ValueError, TypeError, OverflowError):
            findings.append(
                _finding(
                    key,
                    f"表 {table.name} 中该行的内容无法按其类型读出，已被改动。",
                    f"This row of table {table.name} cannot be read as what it should be; it was changed.",
                )
            )
    return found, findings


def _check_snapshots(connection: Connection) -> tuple[int, list[Finding]]:
    table = table_of(SnapshotRow)
    findings = []
    number = 0
    for sha256, body in connection.execute(select(table.c.sha256, table.c.body)):
        number += 1
        if hashlib.sha256(body).hexdigest() != sha256:
            findings.append(
                _finding(
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
            findings.append(_finding(f"file/{sha256}", f"文件 {sha256} 已丢失或被改动；请从备份恢复。", str(damage)))
    return number, findings


def _gap(where: str, expected: int, found: int) -> Finding:
    return _finding(
        where,
        f"此处应为第 {expected} 号记录，实为第 {found} 号：其间的记录已被删去。",
        f"Record {expected} should stand here, but it is {found}: what was between is gone.",
    )


def _chain(where: str, record: Record, found: int | None) -> Finding:
    return _finding(
        where,
        f"第 {record.seq} 号记录称同一项目的上一条是 {record.previous} 号，实为 {found} 号。",
        f"Record {record.seq} names {record.previous} as the one before it about the same case; it is {found}.",
    )


def _finding(where: str, zh: str, en: str) -> Finding:
    return Finding(where, Sentence(zh, en))
