"""What stands in the audited tables now, row by row, and which rows can no longer be read as what they should be."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Table, select

from audit.sentences import Finding
from store.rows import AUDITED, fingerprint, key_of, table_of
from store.verify_reading import finding, in_slices


def rows_standing(connection: Connection) -> tuple[dict[str, str], list[Finding]]:
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
    for values in in_slices(connection, select(table)):
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
                finding(
                    key,
                    f"表 {table.name} 中该行的内容无法按其类型读出，已被改动。",
                    f"This row of table {table.name} cannot be read as what it should be; it was changed.",
                )
            )
    return found, findings
