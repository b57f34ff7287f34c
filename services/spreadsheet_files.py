"""From the bytes of a CSV, XLSX, XLS or ODS file to rows of text; what is none of these is refused with a sentence.

Nothing is calculated: of a formula the value is taken that the file carries.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessment.vocabulary import Text
from services.spreadsheet_books import OLD_OFFICE, old_sheets, packed_sheets
from services.spreadsheet_csv import csv_table
from services.spreadsheet_table import MAX_FILE_BYTES, SAVE_AS, FileRefused, Table, size_text

__all__ = ["MAX_FILE_BYTES", "FileRefused", "Table", "tables_of"]

_SIGNATURES: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", Text("PDF 文件", "a PDF")),
    (b"\x89PNG", Text("PNG 图片", "a PNG picture")),
    (b"\xff\xd8\xff", Text("JPEG 图片", "a JPEG picture")),
    (b"GIF8", Text("GIF 图片", "a GIF picture")),
    (b"{\\rtf", Text("RTF 文档", "an RTF document")),
    (b"\x1f\x8b", Text("GZIP 压缩包", "a GZIP archive")),
    (b"Rar!", Text("RAR 压缩包", "a RAR archive")),
    (b"7z\xbc\xaf", Text("7z 压缩包", "a 7z archive")),
    (b"<html", Text("网页", "a web page")),
    (b"<!DOCTYPE", Text("网页", "a web page")),
    (b"<?xml", Text("XML 文件", "an XML file")),
)


def tables_of(data: bytes) -> Iterator[Table]:
    """The tables of a file: the one of a CSV, each visible sheet of a workbook."""
    refuse_by_size(data)
    if data.startswith(b"PK"):
        return packed_sheets(data)
    if data.startswith(OLD_OFFICE):
        return old_sheets(data)
    _refuse_other_kinds(data)
    return iter((csv_table(data),))


def refuse_by_size(data: bytes) -> None:
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused(
            f"文件大小 {size_text(len(data))}，超过 {size_text(MAX_FILE_BYTES)} 的上限；"
            "请按数据出境场景拆分后分次导入。",
            f"The file has {size_text(len(data))}, more than the limit of {size_text(MAX_FILE_BYTES)}; "
            "split it by export scenario and import the parts one by one.",
        )
    if not data.strip():
        raise FileRefused("文件是空的；请上传带表头的数据项清单。", "The file is empty; upload a list with headings.")


def _refuse_other_kinds(data: bytes) -> None:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, kind in _SIGNATURES:
        if start[: len(signature)].lower() == signature.lower():
            raise FileRefused(
                f"这是{_spaced(kind.zh)}，不是电子表格。{SAVE_AS.zh}",
                f"This is {kind.en}, not a spreadsheet. {SAVE_AS.en}",
            )


def _spaced(words: str) -> str:
    """Chinese typography sets a space between a Chinese and a Latin word."""
    return f" {words}" if words[0].isascii() else words
