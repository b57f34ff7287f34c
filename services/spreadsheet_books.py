"""Workbooks (XLSX, XLSM, ODS, XLS): each visible sheet as rows of text, and what a person has to be told about it.

Values are taken as they were saved: no formula is calculated, no macro is run, no linked workbook is opened.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

import olefile
import python_calamine

from assessment.vocabulary import Text
from services.spreadsheet_headings import find_heading, is_id_heading
from services.spreadsheet_marks import SheetMarks, Span, ods_marks, xls_marks, xlsx_marks
from services.spreadsheet_packed import password_refusal, unpack
from services.spreadsheet_table import SAVE_AS, FileRefused, Table

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("Workbook", "Book")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError,
    python_calamine.CalamineError, python_calamine.XmlError, python_calamine.ZipError,
)  # fmt: skip

_MACROS = Text("文件含有宏；宏没有读取，也不会运行。", "The file holds macros; they are neither read nor run.")
_LINKS = Text(
    "文件链接到其他文件或数据源；链接没有打开，单元格取文件中保存的结果。",
    "The file links to other files or data sources; no link is followed, cells keep the results saved in the file.",
)


def packed_sheets(data: bytes) -> Iterator[Table]:
    """The sheets of a workbook that is a zip file."""
    try:
        packed = unpack(data)
        content = packed.parts.get("content.xml", b"")
        marks = xlsx_marks(packed.parts) if packed.kind == "xlsx" else ods_marks(content)
        told = (*((_MACROS,) if packed.macros else ()), *((_LINKS,) if packed.links else ()))
        yield from _sheets(packed.copy, packed.kind, marks, told)
    except _BROKEN as refusal:
        raise _damaged() from refusal


def old_sheets(data: bytes) -> Iterator[Table]:
    """The sheets of a workbook in the format of Excel 97 to 2003."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise password_refusal()
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as opened:
            stream = next((name for name in _STREAMS if opened.exists(name)), None)
            if stream is None:
                raise FileRefused(
                    f"这不是电子表格，而是旧版 Office 的其他文档。{SAVE_AS.zh}",
                    f"This is another document of old Office, not a spreadsheet. {SAVE_AS.en}",
                )
            marks = xls_marks(opened.openstream(stream).read())
            told = (_MACROS,) if opened.exists("_VBA_PROJECT_CUR") else ()
        yield from _sheets(data, "xls", marks, told)
    except python_calamine.PasswordError as refusal:
        raise password_refusal() from refusal
    except _BROKEN as refusal:
        raise _damaged() from refusal


def _damaged() -> FileRefused:
    return FileRefused(
        f"工作簿已损坏或受密码保护，无法打开。{SAVE_AS.zh}",
        f"The workbook is damaged or protected and cannot be opened. {SAVE_AS.en}",
    )


def _sheets(data: bytes, kind: str, marks: Mapping[str, SheetMarks], told: tuple[Text, ...]) -> Iterator[Table]:
    workbook = python_calamine.load_workbook(io.BytesIO(data))
    metas = workbook.sheets_metadata
    hidden = [meta.name for meta in metas if meta.visible is not python_calamine.SheetVisibleEnum.Visible]
    if hidden:
        told = (*told, _hidden_sheets(hidden))
    for meta in metas:
        if meta.name not in hidden and meta.typ is python_calamine.SheetTypeEnum.WorkSheet:
            yield _table(workbook.get_sheet_by_name(meta.name), kind, marks.get(meta.name, SheetMarks()), told)


def _hidden_sheets(names: list[str]) -> Text:
    zh, en = "、".join(f"“{name}”" for name in names[:5]), ", ".join(f"'{name}'" for name in names[:5])
    return Text(
        f"有 {len(names)} 个隐藏的工作表没有读取（{zh}）；需要时请先取消隐藏。",
        f"Hidden sheets are not read ({len(names)}: {en}); show them first if they are needed.",
    )


def _table(sheet: python_calamine.CalamineSheet, kind: str, marks: SheetMarks, told: tuple[Text, ...]) -> Table:
    rows: list[list[str]] = []
    suspect: set[tuple[int, int]] = set()
    for index, row in enumerate(sheet.to_python(skip_empty_area=False)):
        rows.append([_cell_text(value) for value in row])
        suspect.update((index, position) for position, value in enumerate(row) if _too_long_a_number(value))
    filled = _fill_down(rows, sheet.merged_cell_ranges or marks.merged)
    notes = (*told, *marks.notes(_id_columns(rows)))
    if filled:
        notes = (*notes, _filled(filled))
    return Table(kind, rows, sheet=sheet.name, suspect=frozenset(suspect), notes=notes)


def _id_columns(rows: list[list[str]]) -> frozenset[int]:
    """The column that an exported workbook hides on purpose."""
    heading = find_heading(rows)
    texts = heading.texts if heading else ()
    return frozenset(position for position, text in enumerate(texts) if is_id_heading(text))


def _fill_down(rows: list[list[str]], merged: list[Span]) -> int:
    """What stands in a cell merged over several rows holds for each of them; returns how many ranges did."""
    filled = 0
    for (top, left), (bottom, _) in merged:
        if bottom > top and top < len(rows) and left < len(rows[top]) and (text := rows[top][left]).strip():
            filled += 1
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row):
                    row[left] = text
    return filled


def _filled(count: int) -> Text:
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
