"""The fingerprint of a row: what the trail says a row holds after a change, and what stands in the table now.

A row changed behind the application's back no longer has the fingerprint that its last record names. It is
computed from the values, not from how a database spells them, so it is the same on SQLite and PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any
from unicodedata import is_normalized

from sqlalchemy import Table, inspect

from audit.canonical import canonical
from audit.record import utc_text
from audit.sealing import row_commitment
from audit.sentences import Refused
from store import tables
from store.columns import Written
from store.tables import Row

# Sessions come and go without anybody's doing, jobs only report on work, a preview is not yet part of
# a case, and kept facts follow from the answers.
AUDITED: tuple[type[Row], ...] = (
    tables.CompanyRow,
    tables.PersonRow,
    tables.CaseRow,
    tables.CaseDisposalRow,
    tables.EntryRow,
    tables.AnswerRow,
    tables.DataItemRow,
    tables.FileRow,
    tables.SnapshotRow,
    tables.ReviewEventRow,
    tables.DocumentRow,
    tables.JournalRow,
    tables.CalendarFeedRow,
)
AUDITED_TABLES: frozenset[str] = frozenset(str(row.__tablename__) for row in AUDITED)


def table_of(row: type[Row]) -> Table:
    table = inspect(row).local_table
    assert isinstance(table, Table)
    return table


def key_of(table: Table, values: Mapping[str, Any]) -> str:
    """``table/key``; the parts of a longer key are joined by a slash."""
    return "/".join([table.name, *(str(values[column.name]) for column in table.primary_key.columns)])


def fingerprint(values: Mapping[str, Any], salt: bytes) -> str:
    """The salted hash of the canonical content of one row; without the salt nobody finds the content by trying."""
    return row_commitment(content_of(values), salt)


def content_of(values: Mapping[str, Any]) -> bytes:
    """The canonical bytes of one row, in which what is ``Written`` stands as it is written."""
    # A row is flat and its columns are known, so 20,000 of them are put together from their values: what takes the
    # time of ``canonical`` is to look for keys and orders that no row has.
    with suppress(UnicodeEncodeError, Refused):
        text = "{" + ",".join([key + _text_of(values[name]) for name, key in _keys(tuple(values))]) + "}"
        if is_normalized("NFC", text):
            return text.encode("utf-8")
    # What cannot be written is refused with its place.
    return canonical({name: _plain(value) for name, value in values.items()})


def _text_of(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    return value if kind is Written else canonical(_plain(value)).decode("utf-8")


@lru_cache
def _keys(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The columns of a row in the order of its content, each as it begins there."""
    assert all(map(str.isascii, names))
    return tuple((name, encode_basestring(name) + ":") for name in sorted(names))


def values_of(row: Row) -> dict[str, Any]:
    """Every column of a row by its name."""
    return {column.name: getattr(row, column.name) for column in table_of(type(row)).columns}


def _plain(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, Written):
        return json.loads(value)
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, (bytes, memoryview)):
        return hashlib.sha256(value).hexdigest()
    return value
