"""What the rows of a sheet do not show: merged cells, hidden rows and columns, formulas.

Read from the workbook's own parts by pattern, because a person has to be told of them; nothing is calculated.
"""

from __future__ import annotations

import html
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessment.vocabulary import Text
from services.spreadsheet_headings import letters
from services.spreadsheet_packed import refuse_vast_area
from services.spreadsheet_sheets import Span

_SHOWN = 8


@dataclass(slots=True)
class SheetMarks:
    formulas: int = 0
    without_result: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)

    def notes(self, ignored_columns: frozenset[int] = frozenset()) -> Iterator[Text]:
        """Sentences for the person who looks at the preview."""
        if self.hidden_rows:
            count = len(self.hidden_rows)
            some = _listed([f"{row + 1:,}" for row in self.hidden_rows])
            yield Text(
                f"有 {count:,} 行被隐藏（{some.zh}），已一并读取；不出境的请先删去。",
                f"{_many(count, 'hidden row is', 'hidden rows are')} read as well ({some.en}); delete what stays here.",
            )
        columns = [column for column in self.hidden_columns if column not in ignored_columns]
        if columns:
            some = _listed([letters(column) for column in columns])
            yield Text(
                f"有 {len(columns):,} 列被隐藏（{some.zh}），已一并读取。",
                f"{_many(len(columns), 'hidden column is', 'hidden columns are')} read as well ({some.en}).",
            )
        if self.formulas:
            lost = self.without_result
            yield Text(
                f"有 {self.formulas:,} 个单元格是公式；取文件中保存的结果，不重新计算。"
                + (f"其中 {lost:,} 个没有保存结果，按空白读取；请在 Excel 或 WPS 中打开并保存一次。" if lost else ""),
                f"{_many(self.formulas, 'cell holds a formula', 'cells hold formulas')}; the results saved in the file "
                "are taken, nothing is calculated."
                + (f" Without a result, read as empty: {lost:,}; open and save the file once." if lost else ""),
            )


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _listed(places: list[str]) -> Text:
    shown = places[:_SHOWN]
    more = len(places) > _SHOWN
    return Text("、".join(shown) + ("……" if more else ""), ", ".join(shown) + (" …" if more else ""))


# ---- XLSX ----

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\s[^>]*\bhidden=["'](?:1|true)["'][^>]*>""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*\bhidden=["'](?:1|true)["'][^>]*>""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\s[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_WIDEST = 16_384


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb"""=["']([^"']*)["']""", tag)
    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""


def _number(tag: bytes, name: bytes, default: int = 0) -> int:
    text = _attribute(tag, name)
    return int(text) if text.isdecimal() and len(text) < 9 else default


def xlsx_marks(parts: Mapping[str, bytes]) -> dict[str, SheetMarks]:
    """By sheet name; merged cells come from the reader itself."""
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target")
        for tag in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b""))
    }
    found: dict[str, SheetMarks] = {}
    for tag in _SHEET.findall(parts.get("xl/workbook.xml", b"")):
        target = targets.get(_attribute(tag, rb"\w+:id"), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        found[_attribute(tag, b"name")] = _of_sheet(parts.get(part, b""))
    return found


def _of_sheet(content: bytes) -> SheetMarks:
    hidden: list[int] = []
    for tag in _HIDDEN_COLUMN.findall(content):
        first, last = _number(tag, b"min", 1), _number(tag, b"max", 1)
        # A hidden rest of the sheet is the edge of the table, not a column of it.
        if last < _WIDEST:
            hidden += range(first - 1, last)
    return SheetMarks(
        formulas=len(_FORMULA.findall(content)),
        without_result=len(_NO_RESULT.findall(content)) if b"<f" in content or b":f" in content else 0,
        hidden_rows=[_number(tag, b"r", 1) - 1 for tag in _HIDDEN_ROW.findall(content)],
        hidden_columns=hidden,
    )


# ---- ODS ----

_ODS_TAG = re.compile(
    rb"<(table:table|table:table-column|table:table-row|table:table-cell|table:covered-table-cell)(?![-\w])([^>]*)>"
)
_VISIBILITY = re.compile(rb"""table:visibility=["'](?:collapse|filter)["']""")
_VALUED = (b"office:value", b"office:string-value", b"office:date-value", b"office:boolean-value")


def ods_marks(content: bytes) -> dict[str, SheetMarks]:
    """By sheet name, with the merged cells; refuses a sheet whose repeated cells reach too far."""
    found: dict[str, SheetMarks] = {}
    marks = SheetMarks()
    row = column = next_row = last_row = last_column = 0
    for kind, attributes in _ODS_TAG.findall(content):
        if kind == b"table:table":
            marks = found[_attribute(attributes, b"table:name")] = SheetMarks()
            row = column = next_row = last_row = last_column = 0
        elif kind == b"table:table-column":
            count = _number(attributes, b"table:number-columns-repeated", 1)
            if _VISIBILITY.search(attributes) and count < 1_000:
                marks.hidden_columns += range(column, column + count)
            column += count
        elif kind == b"table:table-row":
            row, column = next_row, 0
            count = _number(attributes, b"table:number-rows-repeated", 1)
            next_row = row + count
            if _VISIBILITY.search(attributes) and count < 20_000:
                marks.hidden_rows += range(row, next_row)
        else:
            count = _number(attributes, b"table:number-columns-repeated", 1) if b"repeated" in attributes else 1
            if b"office:" in attributes:
                last_row, last_column = max(last_row, next_row), max(last_column, column + count)
                refuse_vast_area(last_row, last_column)
            if b"table:formula" in attributes:
                marks.formulas += count
                marks.without_result += 0 if any(name in attributes for name in _VALUED) else count
            if b"spanned" in attributes:
                down = _number(attributes, b"table:number-rows-spanned", 1)
                right = _number(attributes, b"table:number-columns-spanned", 1)
                marks.merged.append(((row, column), (row + down - 1, column + right - 1)))
            column += count
    return found


# ---- XLS ----

_CELL_RECORDS = frozenset({0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00BD})
_FORMULA_RECORD, _ROW_RECORD, _COLUMN_RECORD, _SHEET_RECORD = 0x0006, 0x0208, 0x007D, 0x0085
_BEGIN_RECORD, _END_RECORD = 0x0809, 0x000A


def xls_marks(stream: bytes) -> dict[str, SheetMarks]:
    """By sheet name in the order of the workbook; refuses a cell far away from the table."""
    names: list[str] = []
    sheets: list[SheetMarks] = []
    depth = 0
    marks = SheetMarks()
    last_row = last_column = at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _BEGIN_RECORD:
            depth += 1
            if depth == 1:
                marks = SheetMarks()
                sheets.append(marks)
                last_row = last_column = 0
        elif kind == _END_RECORD:
            depth -= 1
        elif kind == _SHEET_RECORD:
            names.append(_xls_name(body))
        elif kind == _ROW_RECORD and size >= 14:
            row, options = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, 12)[0]
            if options & 0x20:
                marks.hidden_rows.append(row)
        elif kind == _COLUMN_RECORD and size >= 10:
            first, last, _, _, options = struct.unpack_from("<HHHHH", body)
            if options & 1 and last < 255:
                marks.hidden_columns += range(first, last + 1)
        elif kind in _CELL_RECORDS and size >= 4:
            row, column = struct.unpack_from("<HH", body)
            last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
            refuse_vast_area(last_row, last_column)
            marks.formulas += kind == _FORMULA_RECORD
    # The first block holds the workbook itself, the sheets follow in the order of their names.
    return dict(zip(names, sheets[1:], strict=False))


def _xls_name(body: bytes) -> str:
    if len(body) < 8:
        return ""
    length, wide = body[6], body[7] & 1
    return body[8:].decode("utf-16-le", "replace")[:length] if wide else body[8 : 8 + length].decode("latin-1")
