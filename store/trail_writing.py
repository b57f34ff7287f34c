"""Put finished records, their openings and the new head into the tables; on PostgreSQL in one round trip.

The head of a log is locked while this runs, so every round trip to a server makes everybody else of the company wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, insert, text, update
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
    return f"INSERT INTO {table} (company_id, {names}) SELECT :company, each.* FROM head, unnest({lists}) AS each"  # noqa: S608  # names of our own, values are bound


_AT_ONCE = text(
    "WITH head AS (UPDATE audit_head SET size = :size, frontier = :frontier, "  # noqa: S608  # as above
    "epoch = :epoch "
    "WHERE company_id = :company AND frontier = :before RETURNING 1), "
    f"records AS ({_from_lists('audit_record', 'r', _RECORD)}), "
    f"openings AS ({_from_lists('audit_opening', 'o', _OPENING)}) "
    "SELECT count(*) FROM head"
)


def write(
    session: Session,
    company_id: str,
    records: Sequence[Mapping[str, Any]],
    openings: Sequence[Mapping[str, Any]],
    head: tuple[Frontier, Frontier, int],
) -> bool:
    """Write all of it; ``head``: the edge of the tree before and after the records, and the epoch.

    Writes nothing and says so when the log does not stand at ``before`` any more.
    """
    before, frontier, epoch = head
    if session.get_bind().dialect.name == "postgresql":
        values = [{**one, "value": canonical(one["value"]).decode()} for one in openings]
        written = session.scalar(
            _AT_ONCE,
            {
                "company": company_id,
                "before": before.to_bytes(),
                "size": frontier.size,
                "frontier": frontier.to_bytes(),
                "epoch": epoch,
                **{f"r_{name}": [one[name] for one in records] for name in _RECORD},
                **{f"o_{name}": [one[name] for one in values] for name in _OPENING},
            },
        )
        return bool(written)
    grown = (
        update(HEADS)
        .where(HEADS.c.company_id == company_id, HEADS.c.frontier == before.to_bytes())
        .values(size=frontier.size, frontier=frontier.to_bytes(), epoch=epoch)
    )
    if not cast("CursorResult[Any]", session.execute(grown)).rowcount:
        return False
    session.execute(insert(RECORDS), list(records))
    session.execute(insert(OPENINGS), list(openings))
    return True
