"""Check what stands beside a company's records: tiles, openings of sealed fields, signed checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from audit.record import Record
from audit.sealing import ROWS, SALT_SIZE, Opening, opens, sealed_fields
from audit.sentences import Finding, Refused
from audit.signed_note import parse_signed
from audit.tiles import HEIGHT, WIDTH, tile_root
from audit.tree import EMPTY_ROOT, Growing
from store.rows import table_of
from store.tables import AuditCheckpointRow, AuditErasureRow, AuditOpeningRow, AuditRecordRow, AuditTileRow
from store.verify_reading import finding, in_slices

TILES, OPENINGS, ERASURES = table_of(AuditTileRow), table_of(AuditOpeningRow), table_of(AuditErasureRow)
CHECKPOINTS, RECORDS = table_of(AuditCheckpointRow), table_of(AuditRecordRow)


class Tiles:
    """The tiles that the leaves, told one after the other, must have filled."""

    def __init__(self, connection: Connection, company_id: str) -> None:
        columns = (TILES.c.level, TILES.c.position, TILES.c.hashes, TILES.c.root)
        rows = connection.execute(select(*columns).where(TILES.c.company_id == company_id))
        self._kept = {(level, position): (bytes(hashes), bytes(root)) for level, position, hashes, root in rows}
        self._company_id = company_id
        self._open: list[list[bytes]] = [[]]
        self._filled: list[int] = [0]

    def after(self, leaf: bytes) -> Iterator[Finding]:
        level = 0
        self._open[0].append(leaf)
        while len(self._open[level]) == WIDTH:
            hashes = b"".join(self._open[level])
            root = tile_root(hashes)
            if self._kept.pop((level, self._filled[level]), None) != (hashes, root):
                yield self._wrong(level, self._filled[level])
            self._open[level] = []
            self._filled[level] += 1
            level += 1
            if level == len(self._open):
                self._open.append([])
                self._filled.append(0)
            self._open[level].append(root)

    def rest(self) -> list[Finding]:
        """Tiles that no leaf has filled."""
        return [self._wrong(level, position) for level, position in sorted(self._kept)]

    def _wrong(self, level: int, position: int) -> Finding:
        first, last = position * WIDTH << (HEIGHT * level), ((position + 1) * WIDTH << (HEIGHT * level)) - 1
        return finding(
            f"{self._company_id}, tile {level}/{position}",
            f"第 {first} 至 {last} 号记录的哈希块（第 {level} 层第 {position} 块）缺失，或与记录不符。",
            f"Tile {position} of level {level} (records {first} to {last}) is missing or does not fit the records.",
        )


class Openings:
    """What opens the sealed fields of each record; a field may be closed only where an erasure names it."""

    def __init__(self, connection: Connection, company_id: str) -> None:
        self._company_id = company_id
        erased = select(ERASURES.c.seq, ERASURES.c.field).where(ERASURES.c.company_id == company_id)
        self._erased = {(seq, field) for seq, field in connection.execute(erased)}
        statement = select(OPENINGS).where(OPENINGS.c.company_id == company_id)
        self._following = in_slices(connection, statement.order_by(OPENINGS.c.seq, OPENINGS.c.field))
        self._next: dict[str, Any] | None = next(self._following, None)

    def of(self, record: Record, where: str) -> tuple[bytes | None, list[Finding]]:
        """The salt of the record's fingerprints, and what does not fit. Records come in rising order."""
        findings: list[Finding] = []
        found = self._take(record.seq, findings)
        fields = sealed_fields({"actor": record.actor.as_json(), "subject": record.subject, "details": record.details})
        rows = found.pop(ROWS, None)
        for field, sealed in fields.items():
            opening = found.pop(field, None)
            if opening is None:
                if (record.seq, field) not in self._erased:
                    findings.append(self._gone(where, field))
            elif not opens(sealed, opening):
                findings.append(
                    finding(
                        f"{where}, {field}",
                        f"第 {record.seq} 号记录 {field} 的启封值与承诺值不符，已被改动。",
                        f"The opening of {field} does not fit record {record.seq}; it was changed.",
                    )
                )
        findings += [self._stray(record.seq, field) for field in found]
        if rows is None and record.rows and (record.seq, ROWS) not in self._erased:
            findings.append(self._gone(where, ROWS))
        return (rows.salt if rows and len(rows.salt) == SALT_SIZE else None), findings

    def cold(self, seq: int, where: str) -> list[Finding]:
        """The record's body is in cold storage: its openings cannot be compared here."""
        findings: list[Finding] = []
        self._take(seq, findings)
        return findings

    def rest(self) -> list[Finding]:
        findings = []
        while self._next is not None:
            findings.append(self._stray(self._next["seq"], self._next["field"]))
            self._next = next(self._following, None)
        return findings

    def _take(self, seq: int, findings: list[Finding]) -> dict[str, Opening]:
        found: dict[str, Opening] = {}
        while self._next is not None and self._next["seq"] <= seq:
            row = self._next
            if row["seq"] < seq:
                findings.append(self._stray(row["seq"], row["field"]))
            else:
                found[row["field"]] = Opening(row["field"], bytes(row["salt"]), row["value"])
            self._next = next(self._following, None)
        return found

    def _gone(self, where: str, field: str) -> Finding:
        return finding(
            f"{where}, {field}",
            f"{field} 的启封值已不在，且没有任何删除登记提到它。",
            f"The opening of {field} is gone, and no erasure mentions it.",
        )

    def _stray(self, seq: int, field: str) -> Finding:
        return finding(
            f"{self._company_id}, {seq}, {field}",
            f"第 {seq} 号记录并无封存的 {field}，此启封值是多出来的。",
            f"Record {seq} seals no field {field}; this opening was put in.",
        )


def check_checkpoints(connection: Connection, company_id: str, size: int) -> list[Finding]:
    """Every signed state must be a beginning of the log as it stands; signatures are the verifier's matter."""
    rows = connection.execute(select(CHECKPOINTS).where(CHECKPOINTS.c.company_id == company_id)).mappings().all()
    if not rows:
        return []
    roots = _roots_at(connection, company_id, {row["size"] for row in rows if row["size"] <= size})
    findings = []
    for row in rows:
        where = f"{company_id}, checkpoint {row['size']}"
        try:
            said = parse_signed(row["note"].encode()).checkpoint
        except Refused as refused:
            findings.append(refused.as_finding(where))
            continue
        if (said.origin, said.size) != (row["origin"], row["size"]) or roots.get(said.size) != said.root:
            findings.append(
                finding(
                    where,
                    f"日志现状与第 {said.size} 条时签名的检查点不一致：日志曾被改写或截短。",
                    f"The log as it stands is not the one that was signed at {said.size} records: "
                    "it was rewritten or cut short.",
                )
            )
    return findings


def _roots_at(connection: Connection, company_id: str, sizes: set[int]) -> dict[int, bytes]:
    growing, roots = Growing(), {0: EMPTY_ROOT}
    leaves = select(RECORDS.c.leaf).where(RECORDS.c.company_id == company_id).order_by(RECORDS.c.seq)
    for row in in_slices(connection, leaves):
        growing.add(bytes(row["leaf"]))
        if growing.size in sizes:
            roots[growing.size] = growing.root()
    return roots
