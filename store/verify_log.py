"""Check one company's log by itself: every record against its hash, its columns and its neighbours, and the head."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, cast, select

from audit.checkpoint import origin_of
from audit.fold import Expected
from audit.record import Record, utc_text
from audit.sentences import Finding, Refused
from audit.tree import Frontier, Growing, leaf_hash
from store.cold import COLD, ColdReader
from store.files import FileDamaged, FileStore
from store.rows import table_of
from store.tables import AuditHeadRow, AuditRecordRow
from store.trail import NEW_EPOCH
from store.verify_beside import Openings, Tiles, check_checkpoints
from store.verify_reading import finding, in_slices

RECORDS = table_of(AuditRecordRow)
HEADS = table_of(AuditHeadRow)


@dataclass(frozen=True, slots=True)
class LogHead:
    """One company's log as it was worked out from its records."""

    company_id: str
    size: int
    root: str


def check_log(
    connection: Connection, company_id: str, files: FileStore | None = None
) -> tuple[LogHead, list[Finding], dict[str, Expected]]:
    findings: list[Finding] = []
    expected: dict[str, Expected] = {}
    growing = Growing()
    epoch = 1
    tiles = Tiles(connection, company_id)
    openings = Openings(connection, company_id)
    latest: dict[str, int] = {}
    cold = cold_reader(connection, company_id, files)
    following = 0
    for row in _records_of(connection, company_id):
        where = f"{company_id}, {row['seq']}"
        if row["seq"] != following:
            findings.append(_gap(where, following, row["seq"]))
        following = row["seq"] + 1
        leaf = bytes(row["leaf"])
        growing.add(leaf)
        findings += tiles.after(leaf)
        stored = row["body"]
        if stored is None:
            stored, told = _from_cold(cold, row["seq"], where)
            findings += told
        if stored is None:
            findings += openings.cold(row["seq"], where)
            continue
        body = bytes(stored)
        if leaf != leaf_hash(body):
            findings.append(
                finding(
                    where,
                    f"第 {row['seq']} 号记录的内容与写入时的哈希不符，已被改动。",
                    f"Record {row['seq']} no longer has the hash it was written with; it was changed.",
                )
            )
        try:
            record = Record.from_bytes(body)
        except Refused as refusal:
            findings.append(refusal.as_finding(where))
            continue
        epoch += record.kind == NEW_EPOCH
        findings += _columns_differ(where, row, record, origin_of(company_id, epoch))
        salt, told = openings.of(record, where)
        findings += told
        if record.case is not None:
            if record.previous != latest.get(record.case):
                findings.append(_chain(where, record, latest.get(record.case)))
            latest[record.case] = record.seq
        for key, sha256 in record.rows.items():
            expected[key] = Expected(sha256, record.seq, salt)
    frontier = growing.frontier()
    findings += tiles.rest()
    findings += openings.rest()
    findings += _check_head(connection, company_id, frontier, epoch)
    findings += check_checkpoints(connection, company_id, frontier.size)
    return LogHead(company_id, frontier.size, frontier.root().hex()), findings, expected


def cold_reader(connection: Connection, company_id: str, files: FileStore | None) -> ColdReader:
    statement = select(COLD.c.first, COLD.c.last, COLD.c.sha256).where(COLD.c.company_id == company_id)
    return ColdReader(files, [(first, last, sha256) for first, last, sha256 in connection.execute(statement)])


def _from_cold(cold: ColdReader, seq: int, where: str) -> tuple[bytes | None, list[Finding]]:
    try:
        body = cold.body(seq)
    except FileDamaged as damage:
        return None, [
            finding(where, f"第 {seq} 号记录的冷存储文件已丢失或被改动；请从备份恢复。", f"Record {seq}: {damage}")
        ]
    if body is None:
        return None, [
            finding(
                where,
                f"第 {seq} 号记录的内容不在表中，也不在任何冷存储文件中。",
                f"The body of record {seq} is neither in the table nor in any file of the cold storage.",
            )
        ]
    return body, []


def _records_of(connection: Connection, company_id: str) -> Iterator[dict[str, Any]]:
    # Cast, because what a hand wrote into SQLite may be text where bytes belong.
    columns = [cast(column, column.type) if column.name in {"body", "leaf"} else column for column in RECORDS.c]
    statement = select(*columns).where(RECORDS.c.company_id == company_id).order_by(RECORDS.c.seq)
    yield from in_slices(connection, statement)


def _columns_differ(where: str, row: dict[str, Any], record: Record, origin: str) -> list[Finding]:
    beside = {
        "seq": record.seq,
        "kind": record.kind,
        "case_id": record.case,
        "revision": record.revision,
        "person_id": record.actor.id,
    }
    wrong = sorted(name for name, said in beside.items() if row[name] != said)
    if record.log != origin:
        wrong.append("company_id")
    if utc_text(row["at"]) != record.at:
        wrong.append("at")
    if bool(row["changes"]) > ("changes" in record.details) or row["changes"] > len(record.details.get("changes", ())):
        wrong.append("changes")
    return [
        finding(
            where,
            f"第 {record.seq} 号记录旁的列 {name} 与记录内容不符。",
            f"Column {name} beside record {record.seq} does not say what the record says.",
        )
        for name in wrong
    ]


def _check_head(connection: Connection, company_id: str, worked_out: Frontier, epoch: int) -> list[Finding]:
    row = connection.execute(select(HEADS).where(HEADS.c.company_id == company_id)).mappings().first()
    size, frontier, said = (row["size"], bytes(row["frontier"]), row["epoch"]) if row else (0, Frontier().to_bytes(), 1)
    if (size, frontier, said) == (worked_out.size, worked_out.to_bytes(), epoch):
        return []
    return [
        finding(
            f"{company_id}, head",
            f"日志头称有 {size} 条记录，实际算得 {worked_out.size} 条，或树根不同：日志头或记录已被改动、删去。",
            f"The head of the log speaks of {size} records; {worked_out.size} stand there, or the root differs: "
            "the head or records were changed or removed.",
        )
    ]


def _gap(where: str, expected: int, found: int) -> Finding:
    return finding(
        where,
        f"此处应为第 {expected} 号记录，实为第 {found} 号：其间的记录已被删去。",
        f"Record {expected} should stand here, but it is {found}: what was between is gone.",
    )


def _chain(where: str, record: Record, found: int | None) -> Finding:
    return finding(
        where,
        f"第 {record.seq} 号记录称同一项目的上一条是 {record.previous} 号，实为 {found} 号。",
        f"Record {record.seq} names {record.previous} as the one before it about the same case; it is {found}.",
    )
