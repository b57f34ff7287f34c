"""Schemas in the files of data themselves: the footer of a Parquet file and the header of an Avro file.

Only the schema is read; the rows of data are not touched. Parquet is read by its own footer (Thrift compact
protocol): the libraries for it bring a whole engine for numbers with them.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from typing import Any

from services.schemas_json import avro_table
from services.schemas_table import SchemaField, schema_table
from services.spreadsheet_csv import decoded
from services.spreadsheet_table import FileRefused, Table

PARQUET, AVRO = b"PAR1", b"Obj\x01"
_ENCRYPTED_PARQUET = b"PARE"
_TYPES = ("BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY")
_CONVERTED = (
    "UTF8", "MAP", "MAP_KEY_VALUE", "LIST", "ENUM", "DECIMAL", "DATE", "TIME_MILLIS", "TIME_MICROS",
    "TIMESTAMP_MILLIS", "TIMESTAMP_MICROS", "UINT_8", "UINT_16", "UINT_32", "UINT_64", "INT_8", "INT_16", "INT_32",
    "INT_64", "JSON", "BSON", "INTERVAL",
)  # fmt: skip
_SPARK = "org.apache.spark.sql.parquet.row.metadata"
_MAX_DEPTH = 64
_PLUMBING = frozenset({"list", "element", "array", "bag", "array_element", "key_value", "map", "item"})


def _damaged(kind: str) -> FileRefused:
    return FileRefused(
        f"{kind} 文件不完整或已损坏，读不出结构；请重新导出，或上传它的结构定义（JSON）。",
        f"The {kind} file is not complete or damaged, its schema cannot be read; export it again, or upload its "
        "schema as JSON.",
    )


def parquet_table(data: bytes) -> Table:
    """The columns of a Parquet file, from its footer."""
    if data[-4:] == _ENCRYPTED_PARQUET or data[:4] == _ENCRYPTED_PARQUET:
        raise FileRefused(
            "Parquet 文件的结构已加密；请上传未加密的文件，或上传它的结构定义（JSON）。",
            "The schema of the Parquet file is encrypted; upload a plain file, or its schema as JSON.",
        )
    size = struct.unpack("<I", data[-8:-4])[0] if len(data) >= 12 else 0
    if data[-4:] != PARQUET or not 0 < size <= len(data) - 12:
        raise _damaged("Parquet")
    try:
        footer = _Compact(data[-8 - size : -8]).struct()
        elements = [element for element in footer.get(2, []) if isinstance(element, dict)]
        comments = _spark_comments(footer.get(5, []))
        fields = list(_parquet_fields(elements, comments))
    except (IndexError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as stopped:
        raise _damaged("Parquet") from stopped
    return schema_table("parquet", fields)


def _parquet_fields(elements: list[dict[int, Any]], comments: dict[str, str]) -> Iterator[SchemaField]:
    """The leaves of the tree that the list of elements writes down depth first; the first one is the root."""
    place = 1

    def below(count: int, path: tuple[str, ...], depth: int) -> Iterator[SchemaField]:
        nonlocal place
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        for _ in range(count):
            element = elements[place]
            place += 1
            name = element[4].decode("utf-8")
            steps = path if depth and name in _PLUMBING else (*path, name)
            if children := element.get(5, 0):
                yield from below(children, steps, depth + 1)
            else:
                whole = ".".join(steps)
                yield SchemaField(whole, comments.get(whole, ""), "", _parquet_type(element))

    yield from below(elements[0].get(5, 0), (), 0)


def _parquet_type(element: dict[int, Any]) -> str:
    converted = element.get(6)
    if isinstance(converted, int) and 0 <= converted < len(_CONVERTED):
        return _CONVERTED[converted]
    kind = element.get(1, -1)
    return _TYPES[kind] if 0 <= kind < len(_TYPES) else ""


def _spark_comments(pairs: list[dict[int, bytes]]) -> dict[str, str]:
    """Comments of columns as Spark and Hive keep them beside the schema."""
    found = {pair[1].decode("utf-8"): pair.get(2, b"").decode("utf-8") for pair in pairs if isinstance(pair, dict)}
    try:
        schema = json.loads(found.get(_SPARK, "{}"))
    except json.JSONDecodeError:
        return {}
    fields = schema.get("fields", []) if isinstance(schema, dict) else []
    return {
        str(field["name"]): str(field["metadata"]["comment"])
        for field in fields
        if isinstance(field, dict) and "name" in field and "comment" in (field.get("metadata") or {})
    }


class _Compact:
    """Thrift's compact protocol, as far as a footer needs it: a struct is a dictionary by field number."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        value = shift = 0
        while True:
            part = self.byte()
            value |= (part & 0x7F) << shift
            shift += 7
            if not part & 0x80:
                return value
            if shift > 70:
                raise ValueError("a number that never ends")

    def signed(self) -> int:
        value = self.number()
        return (value >> 1) ^ -(value & 1)

    def binary(self) -> bytes:
        size = self.number()
        if size > len(self.data) - self.at:
            raise IndexError("text beyond the end")
        self.at += size
        return self.data[self.at - size : self.at]

    def struct(self, depth: int = 0) -> dict[int, Any]:
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        found: dict[int, Any] = {}
        number = 0
        while head := self.byte():
            number = number + (head >> 4) if head >> 4 else self.signed()
            found[number] = self.value(head & 0x0F, depth)
        return found

    def value(self, kind: int, depth: int, in_list: bool = False) -> Any:
        match kind:
            case 1 | 2:
                return (self.byte() == 1) if in_list else kind == 1
            case 3:
                return self.byte()
            case 4 | 5 | 6:
                return self.signed()
            case 7:
                self.at += 8
                return 0.0
            case 8:
                return self.binary()
            case 9 | 10:
                return self._list(depth)
            case 12:
                return self.struct(depth + 1)
        raise ValueError(f"a value of kind {kind}")

    def _list(self, depth: int) -> list[Any]:
        head = self.byte()
        count = head >> 4 if head >> 4 != 15 else self.number()
        if count > len(self.data):
            raise ValueError("a list longer than the file")
        return [self.value(head & 0x0F, depth, in_list=True) for _ in range(count)]


# ---- the same schema as tools print it ----

IS_MESSAGE = re.compile(rb"\s*message\s+[\w.$]+\s*\{")
_LINE = re.compile(
    r"^\s*(?:(?P<mode>required|optional|repeated)\s+(?P<type>[\w()]+)\s+(?P<name>[^\s{;=]+)"
    r"(?:\s*\((?P<logical>[^)]*(?:\([^)]*\))?)\))?[^{;]*(?P<open>[{;])|(?P<close>\}))"
)


def parquet_text_table(data: bytes) -> Table:
    """``message schema { required binary vin (UTF8); … }`` as Parquet's own tools print it."""
    text, encoding = decoded(data)
    fields: list[SchemaField] = []
    path: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.match(line)
        if not found:
            continue
        if found["close"]:
            path = path[:-1]
        elif found["open"] == "{":
            path.append(found["name"])
        else:
            steps = [step for place, step in enumerate([*path, found["name"]]) if place == 0 or step not in _PLUMBING]
            fields.append(SchemaField(".".join(steps), "", "", found["logical"] or found["type"], "", number))
    return schema_table("parquet", fields, encoding=encoding)


# ---- Avro ----


def avro_file_table(data: bytes) -> Table:
    """The schema that an Avro file carries in its header."""
    try:
        reader = _Compact(data)
        reader.at = len(AVRO)
        header: dict[str, bytes] = {}
        while count := reader.signed():
            if count < 0:
                count, _ = -count, reader.signed()
            for _ in range(count):
                key = _avro_bytes(reader).decode("utf-8")
                header[key] = _avro_bytes(reader)
        schema = json.loads(header["avro.schema"].decode("utf-8"))
    except (IndexError, ValueError, KeyError, RecursionError) as stopped:
        raise _damaged("Avro") from stopped
    return avro_table(schema, None)


def _avro_bytes(reader: _Compact) -> bytes:
    size = reader.signed()
    if not 0 <= size <= len(reader.data) - reader.at:
        raise IndexError("text beyond the end")
    reader.at += size
    return reader.data[reader.at - size : reader.at]
