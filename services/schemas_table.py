"""What the readers of data dictionaries hand on: one row for each field, as if it had been a spreadsheet.

A schema names its fields and seldom more, so nothing is made up: what it does not say stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.vocabulary import Text
from services.spreadsheet_headings import Column, Heading
from services.spreadsheet_table import FileRefused, Table

HEADINGS = ("字段 Field", "说明 Description", "取值 Values", "类型 Type", "所属 Part of")
POSITIONS: Mapping[Column, int] = {"name": 0, "description": 1, "example": 2}
_MAX_FIELDS = 100_000


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One field of a schema. ``part_of``: table, message or record; ``line`` 0 where the format has no lines."""

    name: str
    description: str = ""
    values: str = ""
    type: str = ""
    part_of: str = ""
    line: int = 0


def schema_table(
    kind: str, fields: Sequence[SchemaField], *, encoding: str | None = None, notes: Iterable[Text] = ()
) -> Table:
    """The fields as rows below a heading; a name gets its table in front where the schema has several."""
    if not fields:
        raise FileRefused(
            "文件可以读取，但其中没有字段；请上传定义了字段的文件。",
            "The file can be read but defines no field; upload one that does.",
        )
    if len(fields) > _MAX_FIELDS:
        raise FileRefused(
            f"文件定义了 {len(fields):,} 个字段，远多于一次可导入的数量；请按数据出境场景拆分。",
            f"The file defines {len(fields):,} fields, far more than one import takes; split it by export scenario.",
        )
    several = len({field.part_of for field in fields}) > 1
    rows = [
        [
            f"{field.part_of}.{field.name}" if several and field.part_of else field.name,
            field.description, field.values, field.type, field.part_of,
        ]
        for field in fields
    ]  # fmt: skip
    with_lines = any(field.line for field in fields)
    lines = tuple(field.line if with_lines else number for number, field in enumerate(fields, start=1))
    return Table(
        kind,
        [list(HEADINGS), *rows],
        encoding=encoding,
        notes=tuple(notes),
        heading=Heading(0, HEADINGS, POSITIONS),
        lines=(0, *lines),
    )
