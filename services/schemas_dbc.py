"""CAN databases (DBC): the signals of every message, with comments, units, ranges and named values.

Read with cantools. A signal is a data item; what a bus does with it (bits, byte order) is passed over.
"""

from __future__ import annotations

import re
from typing import Any

from services.schemas_table import SchemaField, schema_table
from services.spreadsheet_csv import decoded
from services.spreadsheet_table import FileRefused, Table

LOOKS_LIKE_DBC = re.compile(rb"^\s*(?:VERSION\s+\"|BO_\s+\d+\s|BU_\s*:|NS_\s*:)", re.MULTILINE)
_SHOWN_VALUES = 12
_PLACE = re.compile(r"line (\d+), column (\d+)")


def dbc_table(data: bytes) -> Table:
    """The signals of a CAN database."""
    # Loaded here, because it brings a library for whole buses with it that no other use case needs.
    import cantools

    text, encoding = decoded(data)
    try:
        database: Any = cantools.database.load_string(text, database_format="dbc", strict=False)
    except (cantools.Error, ValueError, KeyError, TypeError, IndexError) as stopped:
        raise _refusal(stopped) from stopped
    lines = _lines(text)
    fields = [
        SchemaField(
            signal.name,
            _described(signal),
            _values(signal),
            f"{signal.length} bit",
            message.name,
            lines.get((message.name, signal.name), 0),
        )
        for message in database.messages
        for signal in message.signals
    ]
    return schema_table("dbc", fields, encoding=encoding)


def _refusal(stopped: Exception) -> FileRefused:
    place = _PLACE.search(str(stopped))
    where = f"第 {place[1]} 行第 {place[2]} 列" if place else "其中一处"
    where_en = f"line {place[1]}, column {place[2]}" if place else "one place"
    return FileRefused(
        f"DBC 文件在{where}无法继续读取；请检查是否完整，从原工具重新导出后再上传。",
        f"The DBC file cannot be read further at {where_en}; check that it is complete and export it again.",
    )


_MESSAGE = re.compile(r"\s*BO_\s+\d+\s+(\w+)")
_SIGNAL = re.compile(r"\s*SG_\s+(\w+)")


def _lines(text: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    message = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if opened := _MESSAGE.match(line):
            message = opened[1]
        elif signal := _SIGNAL.match(line):
            found.setdefault((message, signal[1]), number)
    return found


def _described(signal: Any) -> str:
    comment = (signal.comment or "").strip()
    unit = f"（{signal.unit}）" if signal.unit and signal.unit not in comment else ""
    return f"{comment}{unit}" if comment else ""


def _values(signal: Any) -> str:
    if signal.choices:
        named = [f"{number}={name}" for number, name in sorted(signal.choices.items())]
        return "、".join(named[:_SHOWN_VALUES]) + ("……" if len(named) > _SHOWN_VALUES else "")
    if signal.minimum is None or signal.maximum is None or signal.minimum == signal.maximum:
        return f"{signal.unit}" if signal.unit else ""
    return f"{signal.minimum:g} – {signal.maximum:g}" + (f" {signal.unit}" if signal.unit else "")
