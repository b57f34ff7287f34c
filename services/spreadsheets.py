"""Understand a company's list of data items: a spreadsheet or a data dictionary, with the columns as they are mapped.

Reading stores nothing: it says which column was taken for what, which rows can be used and what is wrong with the
others, by row and column as Excel and WPS count them. A file that cannot be read as a list at all is refused with
``InputRefused``. Everything is text: leading zeros stay, and nothing is ever a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.errors import InputRefused, Problem
from assessment.vocabulary import Text
from services.item_columns import ColumnMap, Origin, by_headings
from services.schemas_files import tables_in
from services.spreadsheet_headings import Column, find_heading, letters
from services.spreadsheet_rows import MAX_CELL_CHARACTERS, ItemRow, RowProblem, RowReader, same_name
from services.spreadsheet_table import FileRefused, Table
from services.spreadsheet_writing import write_items

__all__ = [
    "MAX_CELL_CHARACTERS", "ColumnUse", "ItemRow", "ItemsPreview", "RowProblem", "read_items", "same_name",
    "write_items",
]  # fmt: skip

MAX_ROWS = 20_000
MAX_PROBLEMS = 500
"""Row problems kept for the page; the rest is counted in ``ItemsPreview.more_problems``."""

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A heading of the file and the official column it was taken for; ``None``: not used.

    ``samples``: the first texts below the heading, so that a person sees what is in the column.
    """

    letter: str
    heading: str
    field: Column | None
    origin: Origin = ""
    samples: tuple[str, ...] = ()
    position: int = 0


_KINDS = {
    "xlsx": "XLSX", "xls": "XLS", "ods": "ODS", "csv": "CSV", "sql": "SQL", "json_schema": "JSON Schema",
    "avro": "Avro", "parquet": "Parquet", "dbc": "CAN DBC",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemsPreview:
    """A file as it was understood. ``duplicates``: (name, row that is left out, row that is kept).

    ``left_out``: what could be read of the rows with a problem.
    """

    filename: str
    kind: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    heading_line: int
    columns: tuple[ColumnUse, ...]
    rows: tuple[ItemRow, ...]
    problems: tuple[RowProblem, ...] = ()
    more_problems: int = 0
    duplicates: tuple[tuple[str, int, int], ...] = ()
    left_out: tuple[ItemRow, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def lines_left_out(self) -> int:
        return len({problem.line for problem in self.problems}) + self.more_problems

    @property
    def mapped(self) -> frozenset[Column]:
        return frozenset(column.field for column in self.columns if column.field is not None)

    @property
    def by_fields(self) -> bool:
        """Whether a row is counted as a field of a schema that has no lines."""
        return self.kind in ("json_schema", "avro", "parquet")

    @property
    def source(self) -> Text:
        """How the file was read, for the line above the preview."""
        kind = _KINDS[self.kind]
        zh, en = [kind], [kind]
        if self.sheet is not None:
            zh.append(f"工作表“{self.sheet}”")
            en.append(f"sheet '{self.sheet}'")
        if self.encoding is not None:
            zh.append(f"编码 {self.encoding}")
            en.append(f"encoding {self.encoding}")
        if self.delimiter is not None:
            zh.append(f"分隔符“{self.delimiter}”")
            en.append(f"delimiter '{self.delimiter}'")
        return Text("，".join(zh), ", ".join(en))


def read_items(data: bytes, filename: str) -> ItemsPreview:
    """Understand a list by its headings alone, with nobody there to ask.

    Raises ``InputRefused`` with a sentence when it cannot be read as one.
    """
    try:
        table, columns = _with_heading(tables_in(data, filename))
        return understood(table, columns, filename)
    except FileRefused as refusal:
        raise InputRefused(Problem(filename, refusal.sentence)) from refusal


def _with_heading(tables: Iterator[Table]) -> tuple[Table, ColumnMap]:
    """The first table whose headings name the item; otherwise a sentence with the headings that were found."""
    seen: list[str] = []
    for table in tables:
        if (columns := by_headings(table)) is not None:
            return table, columns
        heading = find_heading(table.rows)
        texts = heading.texts if heading else next((row for row in table.rows if any(row)), [])
        found = "、".join(text.strip()[:40] for text in texts[:20] if text.strip())
        if found:
            seen.append(f"{table.sheet}: {found}" if table.sheet else found)
    zh, en = ("；".join(seen), "; ".join(seen)) if seen else ("没有文字", "no text")
    raise FileRefused(
        f"没有找到“数据项名称”一列。找到的表头：{zh}。请使用官方表头：序号、数据项名称、内容描述、出境必要性、示例、备注，"
        "或下载模板。",
        f"There is no column 'Item name' (数据项名称). Headings found: {en}. Use the official headings No., Item name, "
        "Content, Why export is necessary, Example, Remark, or download the template.",
    )


def understood(table: Table, columns: ColumnMap, filename: str) -> ItemsPreview:
    """The rows of a table by a mapping of its columns. Raises ``FileRefused`` when there are too many or none."""
    body = body_of(table, columns)
    reader = RowReader(table, columns)
    if columns.usable:
        reader.read(body)
    return ItemsPreview(
        filename=filename,
        kind=table.kind,
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        heading_line=table.line_of(columns.heading) if columns.heading >= 0 else 0,
        columns=_uses(columns, body),
        rows=tuple(reader.rows),
        problems=tuple(reader.problems[:MAX_PROBLEMS]),
        more_problems=len({problem.line for problem in reader.problems[MAX_PROBLEMS:]}),
        duplicates=tuple(reader.duplicates),
        left_out=tuple(reader.left_out),
        notes=(*table.notes, *columns.notes()),
    )


def body_of(table: Table, columns: ColumnMap) -> list[tuple[int, list[str]]]:
    """(row index, cells) below the heading without empty rows and without the heading repeated on a new page."""
    heading = table.rows[columns.heading] if columns.heading >= 0 else None
    body = [
        (index, row)
        for index, row in enumerate(table.rows)
        if index > columns.heading and row != heading and any(map(str.strip, row))
    ]
    if len(body) > MAX_ROWS:
        raise FileRefused(
            f"文件有 {len(body):,} 行数据，一次最多导入 {MAX_ROWS:,} 行；"
            "请按数据出境场景拆分，或先删去不出境的数据项。",
            f"The file has {len(body):,} rows, an import takes at most {MAX_ROWS:,}; split it by export scenario, or "
            "first delete the items that are not exported.",
        )
    if not body:
        raise FileRefused(
            "表头下面没有数据；请在表头下逐行填写数据项。",
            "There is nothing below the headings; fill in one data item a row.",
        )
    return body


def _uses(columns: ColumnMap, body: list[tuple[int, list[str]]]) -> tuple[ColumnUse, ...]:
    """Every column that has a heading or any text; the hidden one with identifiers is nobody's choice."""
    uses: list[ColumnUse] = []
    for position, text in enumerate(columns.texts):
        if position == columns.id_position:
            continue
        samples: list[str] = []
        for _, row in body:
            if position < len(row) and (cell := " ".join(row[position].split())) and cell not in samples:
                samples.append(cell[:60])
                if len(samples) == _SAMPLES:
                    break
        if text.strip() or samples:
            use = columns.fields[position]
            heading = " ".join(text.split())
            uses.append(ColumnUse(letters(position), heading, use, columns.origins[position], tuple(samples), position))
    return tuple(uses)
