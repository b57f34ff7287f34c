"""JSON Schema (also the schemas of an OpenAPI file) and Avro schema, both written as JSON.

Only references inside the file are followed; nothing is fetched. A part that contains itself is read once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from assessment.vocabulary import Text
from services.schemas_table import SchemaField, schema_table
from services.spreadsheet_csv import decoded
from services.spreadsheet_table import FileRefused, Table

_MAX_DEPTH = 32
_SHOWN_VALUES = 12
_COLLECTIONS = ("definitions", "$defs")


def json_table(data: bytes) -> Table:
    """The fields of a schema written as JSON."""
    text, encoding = decoded(data)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as stopped:
        raise FileRefused(
            f"JSON 在第 {stopped.lineno:,} 行第 {stopped.colno:,} 列无法继续读取；请检查是否完整，重新导出后再上传。",
            f"The JSON cannot be read further at line {stopped.lineno:,}, column {stopped.colno:,}; check that it is "
            "complete and export it again.",
        ) from stopped
    except RecursionError as stopped:
        raise FileRefused(
            "JSON 嵌套过深，无法读取；请只导出数据项所在的部分。",
            "The JSON is nested too deeply to be read; export only the part with the data items.",
        ) from stopped
    if _is_avro(content):
        return avro_table(content, encoding)
    reader = _JsonSchema(content)
    return schema_table("json_schema", list(reader.fields()), encoding=encoding, notes=reader.notes())


def _is_avro(content: Any) -> bool:
    first = content[0] if isinstance(content, list) and content else content
    return isinstance(first, dict) and first.get("type") in ("record", "error") and "fields" in first


class _JsonSchema:
    def __init__(self, root: Any) -> None:
        self.root = root
        self.outside: list[str] = []

    def fields(self) -> Iterator[SchemaField]:
        if not isinstance(self.root, dict):
            raise self._no_schema()
        if any(key in self.root for key in ("properties", "items", "allOf", "oneOf", "anyOf", "$ref")):
            yield from self._of(self.root, "", str(self.root.get("title", "")), ())
            return
        parts = next((self.root[key] for key in _COLLECTIONS if isinstance(self.root.get(key), dict)), None)
        if parts is None and isinstance(self.root.get("components"), dict):
            parts = self.root["components"].get("schemas")
        if not isinstance(parts, dict):
            raise self._no_schema()
        for name, part in parts.items():
            yield from self._of(part, "", name, ())

    @staticmethod
    def _no_schema() -> FileRefused:
        return FileRefused(
            "这个 JSON 不是 JSON Schema，也不是 Avro schema（没有 properties 或 fields）；请上传结构定义，而不是数据。",
            "This JSON is neither a JSON Schema nor an Avro schema (no 'properties' or 'fields'); upload the "
            "definition of the data, not the data.",
        )

    def notes(self) -> tuple[Text, ...]:
        if not self.outside:
            return ()
        named = ", ".join(self.outside[:5])
        return (
            Text(
                f"有 {len(self.outside)} 处引用其他文件（{named}），没有读取；请合并为一个文件后再上传。",
                f"{len(self.outside)} references point to other files ({named}) and are not read; merge them into one "
                "file.",
            ),
        )

    def _of(self, schema: Any, path: str, part_of: str, seen: tuple[int, ...]) -> Iterator[SchemaField]:
        schema = self._resolved(schema)
        if not isinstance(schema, dict) or id(schema) in seen or len(seen) > _MAX_DEPTH:
            return
        inside = (*seen, id(schema))
        for key in ("allOf", "oneOf", "anyOf"):
            for each in schema.get(key, ()) if isinstance(schema.get(key), list) else ():
                yield from self._of(each, path, part_of, inside)
        for name, raw in _named(schema.get("properties")):
            yield from self._property(f"{path}.{name}" if path else name, raw, part_of, inside)
        items = schema.get("items")
        for each in items if isinstance(items, list) else [items]:
            yield from self._of(each, path, part_of, inside)

    def _property(self, path: str, raw: Any, part_of: str, seen: tuple[int, ...]) -> Iterator[SchemaField]:
        schema = self._resolved(raw)
        own = {**schema, **raw} if isinstance(schema, dict) and isinstance(raw, dict) else {}
        inner = list(self._of(schema, path, part_of, seen))
        if inner:
            yield from inner
        else:
            yield SchemaField(path, _described(own), _values(own), _kind(own), part_of)

    def _resolved(self, schema: Any) -> Any:
        for _ in range(_MAX_DEPTH):
            if not isinstance(schema, dict) or not isinstance(reference := schema.get("$ref"), str):
                return schema
            if not reference.startswith("#"):
                self.outside.append(reference)
                return {}
            schema = self._pointed(reference)
        return {}

    def _pointed(self, reference: str) -> Any:
        found = self.root
        for step in reference.removeprefix("#").split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, dict) else None
        return found


def _named(value: Any) -> Iterator[tuple[str, Any]]:
    yield from value.items() if isinstance(value, dict) else ()


def _described(schema: Mapping[str, Any]) -> str:
    title, text = schema.get("title"), schema.get("description")
    parts = [part.strip() for part in (title, text) if isinstance(part, str) and part.strip()]
    return "：".join(dict.fromkeys(parts))


def _values(schema: Mapping[str, Any]) -> str:
    examples = schema.get("examples", schema.get("example"))
    given = examples if isinstance(examples, list) else [examples] if examples is not None else []
    if not given and isinstance(schema.get("enum"), list):
        given = schema["enum"]
    if not given and "const" in schema:
        given = [schema["const"]]
    return "、".join(_short(value) for value in given[:_SHOWN_VALUES])


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:200]


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "")
    words = "|".join(map(str, kind)) if isinstance(kind, list) else str(kind)
    return f"{words} ({schema['format']})" if isinstance(schema.get("format"), str) else words


# ---- Avro ----


def avro_table(content: Any, encoding: str | None) -> Table:
    """The fields of an Avro schema; a union with null is the other type."""
    named: dict[str, Any] = {}
    schemas = content if isinstance(content, list) else [content]
    fields = [
        found
        for schema in schemas
        for found in _record(schema, "", str(schema.get("name", "")) if isinstance(schema, dict) else "", named, ())
    ]
    return schema_table("avro", fields, encoding=encoding)


def _record(
    schema: Any, path: str, part_of: str, named: dict[str, Any], seen: tuple[str, ...]
) -> Iterator[SchemaField]:
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        return
    name = str(schema.get("name", ""))
    if name in seen or len(seen) > _MAX_DEPTH:
        return
    named[name] = schema
    for each in schema["fields"]:
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            continue
        inner_path = f"{path}.{each['name']}" if path else each["name"]
        kind = _unwrapped(each.get("type"), named)
        inner = list(_record(kind, inner_path, part_of, named, (*seen, name)))
        if inner:
            yield from inner
            continue
        values = ""
        if isinstance(kind, dict) and kind.get("type") == "enum":
            values = "、".join(map(str, kind.get("symbols", [])[:_SHOWN_VALUES]))
        doc = each.get("doc") or (kind.get("doc") if isinstance(kind, dict) else "") or ""
        yield SchemaField(inner_path, str(doc).strip(), values, _avro_kind(kind), part_of)


def _unwrapped(kind: Any, named: Mapping[str, Any]) -> Any:
    """Unions without null, the elements of arrays and maps, and types named before."""
    for _ in range(_MAX_DEPTH):
        if isinstance(kind, list):
            others = [each for each in kind if each != "null"]
            kind = next((each for each in others if isinstance(each, dict)), others[0] if others else "null")
        elif isinstance(kind, dict) and kind.get("type") in ("array", "map"):
            kind = kind.get("items", kind.get("values"))
        elif isinstance(kind, dict) and isinstance(kind.get("type"), dict | list):
            kind = kind["type"]
        elif isinstance(kind, str) and kind in named:
            return named[kind]
        else:
            return kind
    return kind


def _avro_kind(kind: Any) -> str:
    if isinstance(kind, dict):
        return str(kind.get("logicalType", kind.get("name", kind.get("type", ""))))
    return str(kind)
