"""The visible sheets of a workbook as rows of text, through the reader; the values as they were saved."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import python_calamine

from assessment.vocabulary import Text
from services.spreadsheet_table import Table

Span = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, row and column counted from 0."""


@contextmanager
def panics_told() -> Iterator[None]:
    """The reader's own surprise at a damaged workbook is no ordinary exception; it becomes one."""
    try:
        yield
    except BaseException as stopped:
        if type(stopped).__name__ != "PanicException":
            raise
        raise ValueError("the reader gave up") from stopped


def tables_of_workbook(data: bytes, kind: str) -> Iterator[Table]:
    """Every visible sheet; hidden ones are named in the notes."""
    workbook = python_calamine.load_workbook(io.BytesIO(data))
    metas = workbook.sheets_metadata
    hidden = [meta.name for meta in metas if meta.visible is not python_calamine.SheetVisibleEnum.Visible]
    notes = (_hidden_sheets(hidden),) if hidden else ()
    for meta in metas:
        if meta.name not in hidden and meta.typ is python_calamine.SheetTypeEnum.WorkSheet:
            yield _table(workbook.get_sheet_by_name(meta.name), kind, notes)


def _hidden_sheets(names: list[str]) -> Text:
    zh, en = "、".join(f"“{name}”" for name in names[:5]), ", ".join(f"'{name}'" for name in names[:5])
    return Text(
        f"有 {len(names)} 个隐藏的工作表没有读取（{zh}）；需要时请先取消隐藏。",
        f"Hidden sheets are not read ({len(names)}: {en}); show them first if they are needed.",
    )


def _table(sheet: python_calamine.CalamineSheet, kind: str, notes: tuple[Text, ...]) -> Table:
    rows: list[list[str]] = []
    suspect: set[tuple[int, int]] = set()
    for index, row in enumerate(sheet.to_python(skip_empty_area=False)):
        rows.append([_cell_text(value) for value in row])
        suspect.update((index, position) for position, value in enumerate(row) if _too_long_a_number(value))
    if filled := fill_down(rows, sheet.merged_cell_ranges or ()):
        notes = (*notes, filled_note(filled))
    return Table(kind, rows, sheet=sheet.name, suspect=frozenset(suspect), notes=notes)


def fill_down(rows: list[list[str]], merged: Sequence[Span]) -> int:
    """What stands in a cell merged over several rows holds for each of them; returns how many ranges did."""
    filled = 0
    for (top, left), (bottom, _) in merged:
        if bottom > top and top < len(rows) and left < len(rows[top]) and (text := rows[top][left]).strip():
            filled += 1
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row):
                    row[left] = text
    return filled


def filled_note(count: int) -> Text:
    return Text(
        f"有 {count:,} 处纵向合并的单元格；其内容用于所跨的每一行。",
        f"Cells merged over several rows: {count:,}; what stands there is taken for each of the rows.",
    )


def _too_long_a_number(value: object) -> bool:
    return isinstance(value, float) and abs(value) >= 1e15


def _cell_text(value: object) -> str:
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            midnight = value.time() == time()
            return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case None:
            return ""
    raise AssertionError(f"a cell of type {type(value).__name__}")
