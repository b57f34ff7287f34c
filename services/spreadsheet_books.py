"""Workbooks (XLSX, XLSM, ODS, XLS): each visible sheet as rows of text, and what a person has to be told about it.

Values are taken as they were saved: no formula is calculated, no macro is run, no linked workbook is opened.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

import olefile
import python_calamine

from assessment.vocabulary import Text
from services.spreadsheet_apart import NotReadable, old_tables
from services.spreadsheet_headings import find_heading, is_id_heading
from services.spreadsheet_marks import SheetMarks, ods_marks, xls_marks, xlsx_marks
from services.spreadsheet_packed import password_refusal, unpack
from services.spreadsheet_sheets import fill_down, filled_note, panics_told, tables_of_workbook
from services.spreadsheet_table import SAVE_AS, FileRefused, Table

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("Workbook", "Book")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError,
    KeyError, IndexError, python_calamine.CalamineError, python_calamine.XmlError, python_calamine.ZipError,
)  # fmt: skip
"""What readers of packed and old workbooks raise for a damaged one; a list of their own they do not have."""

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
        with panics_told():
            tables = list(tables_of_workbook(packed.copy, packed.kind))
    except _BROKEN as refusal:
        raise _damaged() from refusal
    yield from (_with_notes(table, marks, told) for table in tables)


def old_sheets(data: bytes) -> Iterator[Table]:
    """The sheets of a workbook in the format of Excel 97 to 2003."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise password_refusal()
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as opened:
            stream = next((name for name in _STREAMS if opened.exists(name)), None)
            content = opened.openstream(stream).read() if stream else b""
            told = (_MACROS,) if opened.exists("_VBA_PROJECT_CUR") else ()
        if stream is None:
            raise FileRefused(
                f"这不是电子表格，而是旧版 Office 的其他文档。{SAVE_AS.zh}",
                f"This is another document of old Office, not a spreadsheet. {SAVE_AS.en}",
            )
        marks = xls_marks(content)
        tables = old_tables(data)
    except NotReadable as refusal:
        raise password_refusal() if refusal.password else _damaged() from refusal
    except _BROKEN as refusal:
        raise _damaged() from refusal
    yield from (_with_notes(table, marks, told) for table in tables)


def _damaged() -> FileRefused:
    return FileRefused(
        f"工作簿已损坏或受密码保护，无法打开。{SAVE_AS.zh}",
        f"The workbook is damaged or protected and cannot be opened. {SAVE_AS.en}",
    )


def _with_notes(table: Table, marks: Mapping[str, SheetMarks], told: tuple[Text, ...]) -> Table:
    """The table with what its own marks say; cells merged over several rows that the reader left are filled."""
    own = marks.get(table.sheet or "", SheetMarks())
    filled = fill_down(table.rows, own.merged)
    notes = (*told, *table.notes, *own.notes(_id_columns(table.rows)))
    return replace(table, notes=(*notes, filled_note(filled)) if filled else notes)


def _id_columns(rows: list[list[str]]) -> frozenset[int]:
    """The column that an exported workbook hides on purpose."""
    heading = find_heading(rows)
    texts = heading.texts if heading else ()
    return frozenset(position for position, text in enumerate(texts) if is_id_heading(text))
