"""What the checks of the store share: a sentence for a place, and reading a table without holding it whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select

from audit.sentences import Finding, Sentence

_AT_ONCE = 500


def in_slices(connection: Connection, statement: Select[Any]) -> Iterator[dict[str, Any]]:
    """Row by row, so that a table of any length fits into memory."""
    with connection.execute(statement, execution_options={"yield_per": _AT_ONCE}) as result:
        for row in result.mappings():
            yield dict(row)


def finding(where: str, zh: str, en: str) -> Finding:
    return Finding(where, Sentence(zh, en))
