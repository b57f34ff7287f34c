"""Which kind of list a file is, by its content first and its name second: a spreadsheet or a data dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from services.schemas_binary import (
    AVRO,
    IS_MESSAGE,
    PARQUET,
    avro_file_table,
    parquet_table,
    parquet_text_table,
)
from services.schemas_dbc import LOOKS_LIKE_DBC, dbc_table
from services.schemas_json import json_table
from services.schemas_sql import sql_table
from services.spreadsheet_files import refuse_by_size, tables_of
from services.spreadsheet_table import FileRefused, Table

_CREATE_TABLE = re.compile(rb"\bCREATE\s+(?:\w+\s+){0,4}TABLE\b", re.IGNORECASE)
_START = 200_000
_SPREADSHEETS = frozenset({".csv", ".tsv", ".txt", ".tab"})


def tables_in(data: bytes, filename: str) -> Iterator[Table]:
    """The tables of a spreadsheet, or the one table of a data dictionary."""
    refuse_by_size(data)
    if data.startswith(PARQUET) or data.endswith(PARQUET):
        return iter((parquet_table(data),))
    if data.startswith(AVRO):
        return iter((avro_file_table(data),))
    ending = PurePath(filename).suffix.lower()
    if ending in (".parquet", ".avro"):
        raise _not_what_it_says(ending)
    start = _plain_start(data)
    if start is None:
        return tables_of(data)
    if ending == ".dbc" or (ending not in _SPREADSHEETS and LOOKS_LIKE_DBC.search(start)):
        return iter((dbc_table(data),))
    if IS_MESSAGE.match(start):
        return iter((parquet_text_table(data),))
    if ending in (".json", ".avsc", ".avpr") or start.lstrip()[:1] in (b"{", b"["):
        return iter((json_table(data),))
    if ending in (".sql", ".ddl") or _CREATE_TABLE.search(start):
        return iter((sql_table(data),))
    return tables_of(data)


def _plain_start(data: bytes) -> bytes | None:
    """The beginning as bytes in which ASCII can be read; ``None`` for a file that is no text."""
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return None
    start = data[:_START]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "ignore").encode("utf-8")
    return start.removeprefix(b"\xef\xbb\xbf")


def _not_what_it_says(ending: str) -> FileRefused:
    kind = ending[1:].capitalize()
    return FileRefused(
        f"文件名以 {ending} 结尾，但内容不是 {kind} 文件；请重新导出，或上传它的结构定义（JSON）。",
        f"The name ends with {ending}, but the content is not a {kind} file; export it again, or upload its schema "
        "as JSON.",
    )
