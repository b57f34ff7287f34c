"""Read a company's list of data items from CSV or XLSX, and write one.

Reading stores nothing: it says which column was taken for what, which rows can be used and what is wrong with the
others, by row and column as Excel and WPS count them. A file that cannot be read as a list at all is refused with
``InputRefused``. Everything is text: leading zeros stay, and nothing is ever a formula.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import xlsxwriter

from assessment.errors import InputRefused, Problem
from assessment.vocabulary import Language, Text
from services.spreadsheet_files import FileRefused, Table, tables_of
from services.spreadsheet_headings import OFFICIAL, Column, Heading, find_heading, letters

MAX_ROWS = 20_000
MAX_CELL_CHARACTERS = 2_000
MAX_PROBLEMS = 500
"""Row problems kept for the page; the rest is counted in ``ItemsPreview.more_problems``."""

_TEXTS: tuple[Column, ...] = ("name", "description", "necessity", "example", "remark")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One usable row; ``line`` is its row number in the file, 0 when it comes from elsewhere."""

    name: str
    description: str = ""
    necessity: str = ""
    example: str = ""
    remark: str = ""
    line: int = 0

    def values(self) -> dict[str, str]:
        return {
            "name": self.name,
            "description": self.description,
            "necessity": self.necessity,
            "example": self.example,
            "remark": self.remark,
        }


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A heading of the file and the official column it was taken for; ``None``: not used."""

    letter: str
    heading: str
    field: Column | None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one row; the row is left out of ``ItemsPreview.rows``."""

    line: int
    column: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class ItemsPreview:
    """A file as it was understood. ``duplicates``: (name, row that is left out, row that is kept)."""

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

    @property
    def lines_left_out(self) -> int:
        return len({problem.line for problem in self.problems}) + self.more_problems

    @property
    def source(self) -> Text:
        """How the file was read, for the line above the preview."""
        if self.kind == "xlsx":
            return Text(f"XLSX，工作表“{self.sheet}”", f"XLSX, sheet '{self.sheet}'")
        return Text(
            f"CSV，编码 {self.encoding}，分隔符“{self.delimiter}”",
            f"CSV, encoding {self.encoding}, delimiter '{self.delimiter}'",
        )

    def as_json(self) -> dict[str, Any]:
        """Plain data for keeping until confirmation; ``from_json`` reads it back."""
        return {
            "filename": self.filename,
            "kind": self.kind,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "heading_line": self.heading_line,
            "columns": [asdict(column) for column in self.columns],
            # By hand, because ``asdict`` copies each of the many rows deeply.
            "rows": [{**row.values(), "line": row.line} for row in self.rows],
            "problems": [asdict(problem) for problem in self.problems],
            "more_problems": self.more_problems,
            "duplicates": [list(duplicate) for duplicate in self.duplicates],
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> ItemsPreview:
        return cls(
            **{
                **content,
                "columns": tuple(ColumnUse(**column) for column in content["columns"]),
                "rows": tuple(ItemRow(**row) for row in content["rows"]),
                "problems": tuple(
                    RowProblem(problem["line"], problem["column"], Text(**problem["sentence"]))
                    for problem in content["problems"]
                ),
                "duplicates": tuple((name, left_out, kept) for name, left_out, kept in content["duplicates"]),
            }
        )


class ItemTexts(Protocol):
    """What a row must have to be written: ``ItemRow`` and ``assessment.answers.DataItem`` both do."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def necessity(self) -> str: ...
    @property
    def example(self) -> str: ...
    @property
    def remark(self) -> str: ...


def read_items(data: bytes, filename: str) -> ItemsPreview:
    """Understand an uploaded list. Raises ``InputRefused`` with a sentence when it cannot be read as one."""
    try:
        table, heading = _with_heading(tables_of(data))
        return _preview(table, heading, filename)
    except FileRefused as refusal:
        raise InputRefused(Problem(filename, refusal.sentence)) from refusal


def _with_heading(tables: Iterable[Table]) -> tuple[Table, Heading]:
    """The first table whose headings name the item; otherwise a sentence with the headings that were found."""
    seen: list[str] = []
    for table in tables:
        heading = find_heading(table.rows)
        if heading is not None and heading.usable:
            return table, heading
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


def _preview(table: Table, heading: Heading, filename: str) -> ItemsPreview:
    body = _body(table, heading)
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
    rows, problems, duplicates = _sorted_out(table, heading, body)
    taken = {position: column for column, position in heading.positions.items()}
    return ItemsPreview(
        filename=filename,
        kind=table.kind,
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        heading_line=table.first_line + heading.index,
        columns=tuple(
            ColumnUse(letters(position), " ".join(text.split()), taken.get(position))
            for position, text in enumerate(heading.texts)
            if text.strip()
        ),
        rows=tuple(rows),
        problems=tuple(problems[:MAX_PROBLEMS]),
        more_problems=len({problem.line for problem in problems[MAX_PROBLEMS:]}),
        duplicates=tuple(duplicates),
    )


def _body(table: Table, heading: Heading) -> list[tuple[int, list[str]]]:
    """(row index, cells) below the heading without empty rows and without the heading repeated on a new page."""
    return [
        (index, row)
        for index, row in enumerate(table.rows)
        if index > heading.index and any(map(str.strip, row)) and tuple(row) != heading.texts
    ]


def _sorted_out(
    table: Table, heading: Heading, body: list[tuple[int, list[str]]]
) -> tuple[list[ItemRow], list[RowProblem], list[tuple[str, int, int]]]:
    rows: list[ItemRow] = []
    problems: list[RowProblem] = []
    duplicates: list[tuple[str, int, int]] = []
    first: dict[str, int] = {}
    name_letter = letters(heading.positions["name"])
    for index, cells in body:
        line = table.first_line + index
        texts = {column: _cell(cells, heading.positions.get(column)) for column in _TEXTS}
        found = [
            RowProblem(line, letters(heading.positions[column]), sentence)
            for column in _TEXTS
            if column in heading.positions
            and (sentence := _wrong(column, texts[column], (index, heading.positions[column]) in table.suspect))
        ]
        kept = first.setdefault(same_name(texts["name"]), line) if texts["name"] else line
        if kept != line:
            duplicates.append((texts["name"], line, kept))
            found.append(RowProblem(line, name_letter, _already(texts["name"], kept)))
        problems.extend(found)
        if not found:
            rows.append(ItemRow(**texts, line=line))
    return rows, problems, duplicates


def same_name(name: str) -> str:
    """Two names that differ in width or spaces only are one data item."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def _cell(cells: list[str], position: int | None) -> str:
    if position is None or position >= len(cells):
        return ""
    return cells[position].replace("\r\n", "\n").replace("\r", "\n").strip().strip("\ufeff\u200b").strip()


def _wrong(column: Column, text: str, suspect: bool) -> Text | None:
    label = OFFICIAL[column]
    if column == "name" and not text:
        return Text(
            "没有填写数据项名称；请补填，或删除这一行。", "The item name is missing; fill it in or delete the row."
        )
    if len(text) > MAX_CELL_CHARACTERS:
        return Text(
            f"“{label.zh}”有 {len(text):,} 个字符，最多 {MAX_CELL_CHARACTERS:,} 个；请缩短。",
            f"'{label.en}' has {len(text):,} characters, at most {MAX_CELL_CHARACTERS:,} are possible; shorten it.",
        )
    if hidden := next((sign for sign in text if _is_hidden(sign)), None):
        code = f"U+{ord(hidden):04X}"
        return Text(
            f"“{label.zh}”含有看不见的控制字符（{code}）；请重新输入这一格。",
            f"'{label.en}' contains an invisible control character ({code}); type the cell again.",
        )
    if suspect:
        return Text(
            f"“{label.zh}”是超过 15 位的数字，电子表格按数字保存时只留 15 位，末尾可能已经丢失；"
            "请把单元格设为文本后重新填写。",
            f"'{label.en}' is a number of more than 15 digits; stored as a number a spreadsheet keeps only 15, so the "
            "last ones may be lost. Format the cell as text and fill it in again.",
        )
    return None


_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_hidden(sign: str) -> bool:
    """Control characters, half characters, and marks that turn the direction of what is printed after them."""
    no_character = ord(sign) & 0xFFFE == 0xFFFE
    return (unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t") or no_character or sign in _DIRECTIONS


def _already(name: str, line: int) -> Text:
    return Text(
        f"数据项“{name}”与第 {line:,} 行重复；同一场景内名称不能重复，请合并或改名。",
        f"The item '{name}' stands in row {line:,} already; names are unique inside a scenario, merge or rename it.",
    )


_WIDTHS: Mapping[Column, int] = {
    "number": 6, "name": 26, "description": 40, "necessity": 48, "example": 26, "remark": 20,
}  # fmt: skip


def write_items(rows: Iterable[ItemTexts], language: Language) -> bytes:
    """A workbook with the official columns; without rows it is the template. Every cell is text."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    bold = workbook.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
    # "@" keeps what is typed into the template as text: leading zeros and long numbers stay.
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet("数据项" if language == "zh" else "Data items")
    for position, (column, label) in enumerate(OFFICIAL.items()):
        sheet.set_column(position, position, _WIDTHS[column], text)
        sheet.write_string(0, position, label.in_language(language), bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        sheet.write_string(last, 0, str(last), text)
        for position, value in enumerate((row.name, row.description, row.necessity, row.example, row.remark), start=1):
            sheet.write_string(last, position, value, text)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:F{last + 1}"})
    workbook.close()
    return output.getvalue()
