"""What stands in the audited tables now, row by row, and which rows can no longer be read as what they should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Table, select

from audit.sentences import Finding
from store.rows import AUDITED, fingerprint, key_of, table_of
from store.verify_reading import finding, in_slices


def rows_standing(connection: Connection, salts: Mapping[str, bytes | None]) -> tuple[dict[str, str], list[Finding]]:
    found: dict[str, str] = {}
    findings: list[Finding] = []
    for kind in AUDITED:
        table = table_of(kind)
        try:
            found |= dict(_fingerprints(connection, table, salts))
        except (ValueError, TypeError, OverflowError):
            # Something in this table can no longer be read as what it should be; find out which rows.
            readable, told = _one_by_one(connection, table, salts)
            found |= readable
            findings += told
    return found, findings


def _fingerprints(connection: Connection, table: Table, salts: Mapping[str, bytes | None]) -> Iterator[tuple[str, str]]:
    for values in in_slices(connection, select(table)):
        key = key_of(table, values)
        yield key, fingerprint(values, salts.get(key) or b"")


def _one_by_one(
    connection: Connection, table: Table, salts: Mapping[str, bytes | None]
) -> tuple[dict[str, str], list[Finding]]:
    found: dict[str, str] = {}
    findings: list[Finding] = []
    keys = list(table.primary_key.columns)
    for values in connection.execute(select(*keys)).all():
        key = "/".join([table.name, *map(str, values)])
        this_row = (column == value for column, value in zip(keys, values, strict=True))
        try:
            stands = dict(connection.execute(select(table).where(*this_row)).mappings().one())
            found[key] = fingerprint(stands, salts.get(key) or b"")
        except (ValueError, TypeError, OverflowError):
            findings.append(
                finding(
                    key,
                    f"表 {table.name} 中该行的内容无法按其类型读出，已被改动。",
                    f"This row of table {table.name} cannot be read as what it should be; it was changed.",
                )
            )
    return found, findings
