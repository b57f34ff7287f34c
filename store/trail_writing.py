"""Put finished records, their openings and the new head into the tables; on PostgreSQL in one round trip.

The head of a log is locked while this runs, so every round trip to a server makes everybody else of the company wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from audit.canonical import canonical
from audit.tree import Frontier
from store.rows import table_of
from store.tables import AuditHeadRow, AuditOpeningRow, AuditRecordRow

RECORDS, HEADS, OPENINGS = table_of(AuditRecordRow), table_of(AuditHeadRow), table_of(AuditOpeningRow)
_RECORD = {
    "seq": "bigint",
    "kind": "varchar",
    "case_id": "varchar",
    "revision": "integer",
    "person_id": "varchar",
    "changes": "integer",
    "at": "timestamptz",
    "leaf": "bytea",
    "body": "bytea",
}
_OPENING = {"seq": "bigint", "field": "varchar", "salt": "bytea", "value": "text"}


def _from_lists(table: str, prefix: str, columns: Mapping[str, str]) -> str:
    """An insert of any number of rows from one list for each column: the same statement each time."""
    names = ", ".join(columns)
    lists = ", ".join(f"CAST(:{prefix}_{name} AS {kind}[])" for name, kind in columns.items())
    return f"INSERT INTO {table} (company_id, {names}) SELECT :company, * FROM unnest({lists})"  # noqa: S608  # names of our own, values are bound


_AT_ONCE = text(  # names of our own, values are bound
    f"WITH records AS ({_from_lists('audit_record', 'r', _RECORD)}), "  # noqa: S608  # as above
    f"openings AS ({_from_lists('audit_opening', 'o', _OPENING)}) "
    "UPDATE audit_head SET size = :size, frontier = :frontier, epoch = :epoch WHERE company_id = :company"
)


def write(
    session: Session,
    company_id: str,
    records: Sequence[Mapping[str, Any]],
    openings: Sequence[Mapping[str, Any]],
    head: tuple[Frontier, int],
) -> None:
    """Write all of it; ``head``: the edge of the tree after the records, and the epoch."""
    frontier, epoch = head
    if session.get_bind().dialect.name == "postgresql":
        values = [{**one, "value": canonical(one["value"]).decode()} for one in openings]
        session.execute(
            _AT_ONCE,
            {
                "company": company_id,
                "size": frontier.size,
                "frontier": frontier.to_bytes(),
                "epoch": epoch,
                **{f"r_{name}": [one[name] for one in records] for name in _RECORD},
                **{f"o_{name}": [one[name] for one in values] for name in _OPENING},
            },
        )
        return
    session.execute(insert(RECORDS), list(records))
    session.execute(insert(OPENINGS), list(openings))
    session.execute(
        update(HEADS)
        .where(HEADS.c.company_id == company_id)
        .values(size=frontier.size, frontier=frontier.to_bytes(), epoch=epoch)
    )
