"""Data dictionaries as SQL: CREATE TABLE of MySQL, PostgreSQL, Oracle, SQL Server and Hive, with their comments.

Only what names a column is read: tables, columns, types and comments, wherever a dialect puts them. Everything else
of a dump (rows, indexes, storage) is passed over. No statement is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from assessment.vocabulary import Text
from services.schemas_table import SchemaField, schema_table
from services.spreadsheet_csv import decoded
from services.spreadsheet_table import FileRefused, Table

_NAME = r'(?:`(?:[^`]|``)+`|"(?:[^"]|"")+"|\[(?:[^\]]|\]\])+\]|[^\W\d][\w$#]*)'
_PATH = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_TEXT = r"[NnEe]?'(?:[^'\\]|''|\\.)*'"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<comment>--[^\n]*|\#[^\n]*|/\*.*?\*/)|(?P<text>{_TEXT})|(?P<name>{_NAME})
    |(?P<number>\d[\w.]*)|(?P<sign>\S))""",
    re.DOTALL | re.VERBOSE,
)
_CREATE = re.compile(
    rf"""\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:GLOBAL\s+|LOCAL\s+|EXTERNAL\s+|FOREIGN\s+|UNLOGGED\s+|TEMP(?:ORARY)?\s+)*
    TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>{_PATH})\s*\(""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMENT_ON = re.compile(
    rf"\bCOMMENT\s+ON\s+(?P<what>COLUMN|TABLE)\s+(?P<path>{_PATH})\s+IS\s+(?P<text>{_TEXT})", re.IGNORECASE
)
_VALUE = rf"(?:@\w+\s*=\s*)?(?:{_TEXT}|\w+)"
_PROPERTY = re.compile(
    rf"\bsp_(?:add|update)extendedproperty\b\s*\(?\s*(?P<rest>{_VALUE}(?:\s*,\s*{_VALUE})*)", re.IGNORECASE
)
_TABLE_COMMENT = re.compile(rf"\bCOMMENT\s*=?\s*(?P<text>{_TEXT})", re.IGNORECASE)
_SKIPPED = re.compile(r"'(?:[^'\\]|''|\\.)*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_NO_COLUMN = frozenset(
    (
        "primary", "key", "unique", "index", "constraint", "foreign", "check", "fulltext", "spatial", "exclude",
        "period", "like", "supplemental", "partition", "clustered",
    )
)  # fmt: skip
_NESTED = frozenset(("array", "map", "struct", "uniontype"))
_END_OF_TYPE = frozenset(
    (
        "not", "null", "default", "comment", "primary", "unique", "references", "constraint", "check",
        "auto_increment", "identity", "collate", "generated", "encode", "enable", "disable", "on", "key", "charset",
        "with", "sparse", "rowguidcol", "invisible", "visible", "virtual", "stored", "as", "using",
    )
)  # fmt: skip


@dataclass(slots=True)
class _TableRead:
    name: str
    comment: str = ""
    columns: list[_ColumnRead] = field(default_factory=list)


@dataclass(slots=True)
class _ColumnRead:
    name: str
    type: str
    comment: str
    line: int


def sql_table(data: bytes) -> Table:
    """The columns of every table of a script."""
    text, encoding = decoded(data)
    tables, broken = _tables(text)
    if not tables:
        raise FileRefused(
            "没有找到 CREATE TABLE 语句；请上传建表语句（DDL），例如数据库工具导出的表结构。",
            "There is no CREATE TABLE statement; upload the definition of the tables (DDL) as a database tool exports "
            "it.",
        )
    _read_comments(text, tables)
    fields = [
        SchemaField(column.name, column.comment, "", column.type, table.name, column.line)
        for table in tables
        for column in table.columns
    ]
    return schema_table("sql", fields, encoding=encoding, notes=_notes(tables, broken))


def _notes(tables: list[_TableRead], broken: list[tuple[str, int]]) -> Iterator[Text]:
    for name, line in broken:
        yield Text(
            f"第 {line:,} 行起的表“{name}”没有写完（括号不成对），没有读取；请补全后再上传。",
            f"The table '{name}' from line {line:,} on is not complete (brackets are not paired) and is not read.",
        )
    twice = len(tables) - len({table.name for table in tables})
    if twice:
        yield Text(
            f"有 {twice} 个表定义了不止一次；同名字段以先出现的为准。",
            f"{twice} tables are defined more than once; of equal fields the first one is taken.",
        )


def _tables(text: str) -> tuple[list[_TableRead], list[tuple[str, int]]]:
    """Tables in order, and name and line of those whose brackets never close."""
    tables: list[_TableRead] = []
    broken: list[tuple[str, int]] = []
    at = 0
    quiet = [(found.start(), found.end()) for found in _SKIPPED.finditer(text)] if "CREATE" in text.upper() else []
    place = 0
    line = _Lines(text)
    while found := _CREATE.search(text, at):
        while place < len(quiet) and quiet[place][1] <= found.start():
            place += 1
        if place < len(quiet) and quiet[place][0] < found.start():
            at = quiet[place][1]
            continue
        name = _last_name(found["table"])
        columns, at, closed = _columns(text, found.end(), line)
        if closed:
            rest = text[at : text.find(";", at) if ";" in text[at : at + 2_000] else at + 500]
            comment = _TABLE_COMMENT.search(rest)
            tables.append(_TableRead(name, _unquoted(comment["text"]) if comment else "", columns))
        else:
            broken.append((name, line.of(found.start())))
            at = found.end()
    return tables, broken


class _Lines:
    """Line numbers of places that are asked for in order."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def of(self, at: int) -> int:
        if at < self._at:
            return self._text.count("\n", 0, at) + 1
        self._line += self._text.count("\n", self._at, at)
        self._at = at
        return self._line


def _columns(text: str, at: int, line: _Lines) -> tuple[list[_ColumnRead], int, bool]:
    """The columns between the brackets; a comment at the end of a line belongs to the column before it."""
    columns: list[_ColumnRead] = []
    part: list[tuple[str, str, int]] = []
    depth = 1
    while token := _TOKEN.match(text, at):
        kind = str(token.lastgroup)
        value, start = token[kind], token.start(kind)
        at = token.end()
        if kind == "comment":
            _remark(value, text.rfind("\n", 0, start) + 1, part, columns, line)
            continue
        if value == "(" or (value == "<" and part and part[-1][1].lower() in _NESTED):
            depth += 1
        elif value == ")" or (value == ">" and depth > 1):
            depth -= 1
        if depth == 0 or (depth == 1 and value == ","):
            if column := _column(part, line):
                columns.append(column)
            part = []
            if depth == 0:
                return columns, at, True
        else:
            part.append((kind, value, start))
    return columns, at, False


def _remark(
    value: str, line_start: int, part: list[tuple[str, str, int]], columns: list[_ColumnRead], line: _Lines
) -> None:
    words = value.removeprefix("/*").removesuffix("*/").lstrip("-#*! ").strip()
    if part and part[-1][2] >= line_start:
        part.append(("remark", words, part[0][2]))
    elif not part and columns and not columns[-1].comment and columns[-1].line == line.of(line_start):
        columns[-1].comment = words


def _column(part: list[tuple[str, str, int]], line: _Lines) -> _ColumnRead | None:
    words = [(kind, value) for kind, value, _ in part if kind != "remark"]
    if len(words) < 1 or words[0][0] != "name":
        return None
    name = words[0][1]
    if name[0] not in '`"[' and name.lower() in _NO_COLUMN:
        return None
    remark = next((value for kind, value, _ in part if kind == "remark"), "")
    return _ColumnRead(_bare(name), _type(words[1:]), _comment(words) or remark, line.of(part[0][2]))


def _type(words: list[tuple[str, str]]) -> str:
    text = ""
    depth = 0
    for kind, value in words:
        depth += {"(": 1, ")": -1, "<": 1, ">": -1}.get(value, 0)
        if depth == 0 and kind == "name" and value.lower() in _END_OF_TYPE:
            break
        joined = not text or value in "(),<>.:[]" or text[-1] in "(,<.:["
        text += ("" if joined else " ") + (_bare(value) if kind == "name" else value)
    return text


def _comment(words: list[tuple[str, str]]) -> str:
    depth = 0
    for (_, value), (kind, following) in pairwise(words):
        depth += {"(": 1, ")": -1, "<": 1, ">": -1}.get(value, 0)
        if depth == 0 and value.lower() == "comment" and kind in ("text", "name"):
            return _unquoted(following) if kind == "text" else _bare(following)
    return ""


def _read_comments(text: str, tables: list[_TableRead]) -> None:
    """COMMENT ON of PostgreSQL and Oracle, extended properties of SQL Server."""
    known = {(table.name.lower(), column.name.lower()): column for table in tables for column in table.columns}
    for found in _COMMENT_ON.finditer(text):
        names = _names(found["path"])
        if found["what"].upper() == "COLUMN" and len(names) > 1:
            column = known.get((names[-2].lower(), names[-1].lower()))
            if column is not None:
                column.comment = _unquoted(found["text"])
    for found in _PROPERTY.finditer(text):
        values = [_unquoted(value) for value in re.findall(_TEXT, found["rest"])]
        roles = [value.lower() for value in values]
        if "ms_description" in roles and "table" in roles and "column" in roles:
            table, named = values[roles.index("table") + 1 :][:1], values[roles.index("column") + 1 :][:1]
            column = known.get((table[0].lower(), named[0].lower())) if table and named else None
            if column is not None:
                column.comment = values[roles.index("ms_description") + 1]


def _names(path: str) -> list[str]:
    return [_bare(name) for name in re.findall(_NAME, path)]


def _last_name(path: str) -> str:
    return _names(path)[-1]


def _bare(name: str) -> str:
    for opening, closing in (("`", "`"), ('"', '"'), ("[", "]")):
        if name.startswith(opening):
            return name[1:-1].replace(closing * 2, closing)
    return name


_ESCAPES = {"n": "\n", "t": "\t", "r": "", "0": ""}


def _unquoted(text: str) -> str:
    inner = text[text.index("'") + 1 : -1].replace("''", "'")
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), inner, flags=re.DOTALL).strip()
