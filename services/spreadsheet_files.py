"""From the bytes of a CSV or XLSX file to rows of text; everything that is neither is refused with a sentence.

Nothing is calculated: of a formula the value is taken that the file carries. A workbook is measured before it is
opened, and what is opened is a copy of exactly the parts that were measured.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine

from assessment.vocabulary import Text
from services.spreadsheet_headings import find_heading, letters

MAX_FILE_BYTES = 16_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_PARTS = 1_000
MAX_RATIO = 200
RATIO_COUNTS_FROM = 10_000_000
"""A small part may shrink well; only a large one that shrinks more than ``MAX_RATIO`` times is suspicious."""
MAX_AREA = 5_000_000
"""Cells between the first and the last one used; the reader reserves memory for all of them."""

DELIMITERS = (",", ";", "\t", "｜", "|")
_DELIMITER_NAMES = {"\t": "Tab"}
_PROBE_LINES = 40

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
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = Text("请在 Excel 或 WPS 中另存为 XLSX 或 CSV 后再上传。", "Save it as XLSX or CSV and upload that.")


class FileRefused(Exception):
    """The file cannot be read as a list; ``sentence`` says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.sentence = Text(zh, en)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text with the row number of the first one, and how the file was read.

    ``suspect`` holds (row index, position) of numbers too long for a spreadsheet's number format.
    """

    kind: str
    rows: list[list[str]]
    first_line: int = 1
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    suspect: frozenset[tuple[int, int]] = frozenset()


def tables_of(data: bytes) -> Iterator[Table]:
    """The tables of a file: the one of a CSV, each visible sheet of a workbook."""
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused(
            f"文件大小 {size_text(len(data))}，超过 {size_text(MAX_FILE_BYTES)} 的上限；"
            "请按数据出境场景拆分后分次导入。",
            f"The file has {size_text(len(data))}, more than the limit of {size_text(MAX_FILE_BYTES)}; "
            "split it by export scenario and import the parts one by one.",
        )
    if not data.strip():
        raise FileRefused("文件是空的；请上传带表头的数据项清单。", "The file is empty; upload a list with headings.")
    if data.startswith(b"PK"):
        return _sheets_of(data)
    _refuse_other_kinds(data)
    return iter((_csv_table(data),))


def size_text(size: int) -> str:
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)):
        if size >= factor:
            return f"{size / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} B"


def _refuse_other_kinds(data: bytes) -> None:
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileRefused(
                "工作簿设有打开密码；请取消密码后再上传。",
                "The workbook is protected by a password; remove it and upload again.",
            )
        raise FileRefused(
            f"这是旧版 XLS 格式的工作簿。{_SAVE_AS.zh}", f"This is a workbook in the old XLS format. {_SAVE_AS.en}"
        )
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, kind in _SIGNATURES:
        if start[: len(signature)].lower() == signature.lower():
            raise FileRefused(
                f"这是{_spaced(kind.zh)}，不是电子表格。{_SAVE_AS.zh}",
                f"This is {kind.en}, not a spreadsheet. {_SAVE_AS.en}",
            )


def _spaced(words: str) -> str:
    """Chinese typography sets a space between a Chinese and a Latin word."""
    return f" {words}" if words[0].isascii() else words


# --- CSV ---------------------------------------------------------------------------------------------------------


def _csv_table(data: bytes) -> Table:
    text, encoding = _decoded(data)
    text, declared = _without_declared_delimiter(text)
    delimiter = declared or _delimiter(text)
    return Table(
        "csv", list(_records(text, delimiter)), 2 if declared else 1,
        encoding=encoding, delimiter=_DELIMITER_NAMES.get(delimiter, delimiter),
    )  # fmt: skip


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
        (b"\xff\xfe", "utf-16", "UTF-16 LE"),
        (b"\xfe\xff", "utf-16", "UTF-16 BE"),
    ):
        if data.startswith(mark):
            return _strictly(data, codec, name), name
    if data.count(0) and (guess := _utf16_without_mark(data)):
        return guess
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _strictly(data, "gb18030", "UTF-8、GB18030"), "GB18030"


def _utf16_without_mark(data: bytes) -> tuple[str, str] | None:
    """UTF-16 betrays itself by zero bytes on one side only: separators and digits are ASCII in every list."""
    low, high = data[1::2].count(0), data[0::2].count(0)
    if len(data) % 2 or min(low, high) * 20 > max(low, high):
        return None
    codec, name = ("utf-16-le", "UTF-16 LE") if low > high else ("utf-16-be", "UTF-16 BE")
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return (text, name) if "\n" in text or "\r" in text else None


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as refusal:
        raise FileRefused(
            f"文件的文字编码无法识别（按 {name} 读到第 {refusal.start + 1:,} 个字节时中断）；"
            "请在 Excel 或 WPS 中另存为“CSV UTF-8”或 XLSX 后再上传。",
            f"The text encoding is not recognised (reading as {name} stops at byte {refusal.start + 1:,}); "
            "save the list as 'CSV UTF-8' or XLSX and upload that.",
        ) from refusal


def _without_declared_delimiter(text: str) -> tuple[str, str | None]:
    """Excel writes ``sep=;`` on a first line of its own."""
    found = re.match(r"sep=(.)\r?\n", text)
    return (text[found.end() :], found[1]) if found else (text, None)


def _delimiter(text: str) -> str:
    """The one that finds most official columns; without any, the one that stands most often in the first lines."""
    lines = [line for line, _ in zip(io.StringIO(text, newline=None), range(_PROBE_LINES), strict=False)]

    def weight(delimiter: str) -> tuple[int, int]:
        heading = find_heading([line.replace('"', "").split(delimiter) for line in lines])
        return len(heading.positions) if heading else 0, sum(line.count(delimiter) for line in lines)

    return max(DELIMITERS, key=weight)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    started = 1
    try:
        for record in reader:
            yield record
            started = reader.line_num + 1
    except csv.Error as refusal:
        raise FileRefused(
            f"从文本第 {started:,} 行起引号没有成对，无法分清单元格；单元格内的引号应写成两个。"
            "请更正，或另存为 XLSX 后再上传。",
            f"From text line {started:,} on the quotation marks are not paired, so the cells cannot be told apart; "
            "a quotation mark inside a cell is written twice. Correct it, or save the list as XLSX.",
        ) from refusal


# --- XLSX --------------------------------------------------------------------------------------------------------


def _sheets_of(data: bytes) -> Iterator[Table]:
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(_measured_copy(data)))
        for meta in workbook.sheets_metadata:
            if meta.visible is python_calamine.SheetVisibleEnum.Visible:
                yield _sheet_table(workbook.get_sheet_by_name(meta.name), meta.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as refusal:
        raise _damaged() from refusal
    except (python_calamine.CalamineError, python_calamine.XmlError, python_calamine.ZipError) as refusal:
        raise _damaged() from refusal


def _damaged() -> FileRefused:
    return FileRefused(
        f"工作簿已损坏或受密码保护，无法打开。{_SAVE_AS.zh}",
        f"The workbook is damaged or protected and cannot be opened. {_SAVE_AS.en}",
    )


def _measured_copy(data: bytes) -> bytes:
    """The text parts of a workbook, measured while unpacking and packed again without compression.

    A size declared in a zip file may be untrue; the reader is handed only what was counted here.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as unpacked:
        parts = packed.infolist()
        _refuse_bomb(parts)
        if "xl/workbook.xml" not in packed.namelist():
            raise FileRefused(
                f"这是压缩包或其他格式的文档，不是 XLSX 工作簿。{_SAVE_AS.zh}",
                f"This is an archive or another kind of document, not an XLSX workbook. {_SAVE_AS.en}",
            )
        for part in {part.filename: part for part in parts}.values():
            if part.filename.endswith((".xml", ".rels")):
                content = packed.read(part)
                if part.filename.startswith("xl/worksheets/"):
                    _refuse_vast_sheet(content)
                unpacked.writestr(part.filename, content)
    return copy.getvalue()


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS:
        raise FileRefused(
            f"工作簿内含 {len(parts):,} 个文件，超过 {MAX_PARTS:,} 个的上限；请只保留数据项清单，另存后再上传。",
            f"The workbook holds {len(parts):,} files, more than the limit of {MAX_PARTS:,}; keep only the list of "
            "data items, save it again and upload that.",
        )
    if total > MAX_UNPACKED_BYTES:
        raise FileRefused(
            f"展开后 {size_text(total)}，超过 {size_text(MAX_UNPACKED_BYTES)} 的上限；"
            "请只保留数据项清单，另存后再上传。",
            f"Unpacked it has {size_text(total)}, more than the limit of {size_text(MAX_UNPACKED_BYTES)}; keep only "
            "the list of data items, save it again and upload that.",
        )
    for part in parts:
        if part.file_size > RATIO_COUNTS_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            times = part.file_size // max(part.compress_size, 1)
            raise FileRefused(
                f"工作簿中的 {part.filename} 展开后增大 {times:,} 倍，超过 {MAX_RATIO} 倍的上限；"
                "请只保留数据项清单，另存后再上传。",
                f"{part.filename} in the workbook grows {times:,} times when unpacked, more than the limit of "
                f"{MAX_RATIO}; keep only the list of data items, save it again and upload that.",
            )


_CELL = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")


def _refuse_vast_sheet(content: bytes) -> None:
    """A cell far away from the table makes the reader reserve memory for everything between."""
    last_column = last_row = 0
    for found in _CELL.finditer(content):
        last_column = max(last_column, _column_number(found[1]))
        last_row = max(last_row, int(found[2]))
    if last_column * last_row > MAX_AREA:
        corner = f"{letters(last_column - 1)}{last_row}"
        raise FileRefused(
            f"工作表一直用到单元格 {corner}，远大于一份清单；请删除表格以外的行和列，另存后再上传。",
            f"The sheet reaches to cell {corner}, far more than a list; delete the rows and columns outside the "
            "table, save it again and upload that.",
        )


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def _sheet_table(sheet: python_calamine.CalamineSheet, name: str) -> Table:
    rows: list[list[str]] = []
    suspect: set[tuple[int, int]] = set()
    for index, row in enumerate(sheet.to_python(skip_empty_area=False)):
        rows.append([_cell_text(value) for value in row])
        suspect.update((index, position) for position, value in enumerate(row) if _too_long_a_number(value))
    return Table("xlsx", rows, sheet=name, suspect=frozenset(suspect))


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
