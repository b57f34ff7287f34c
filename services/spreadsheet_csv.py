"""Text files with separated columns: the encoding and the delimiter are found, quotation marks must be paired."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from services.spreadsheet_headings import find_heading
from services.spreadsheet_table import FileRefused, Table

DELIMITERS = (",", ";", "\t", "｜", "|")
_DELIMITER_NAMES = {"\t": "Tab"}
_WIDE_DELIMITERS = ("，", "；")
_PROBE_LINES = 40
_PROBE_SIGNS = 20_000
_MANY_ZEROS = 100
"""More than one zero byte in so many signs is no text; a single one may stand in a damaged cell."""
_SURELY_UTF8 = 12
"""So many Chinese characters in a row are no accident of another encoding."""


def csv_table(data: bytes) -> Table:
    text, encoding = decoded(data)
    if text.count("\0") * _MANY_ZEROS > len(text):
        raise FileRefused(
            "这不是文字清单（内容是二进制数据）；请上传 XLSX、CSV 或者数据字典。",
            "This is no list of texts (it holds binary data); upload XLSX, CSV or a data dictionary.",
        )
    text, declared = _without_declared_delimiter(text)
    delimiter = declared or _delimiter(text)
    return Table(
        "csv", list(_records(text, delimiter)), 2 if declared else 1,
        encoding=encoding, delimiter=_DELIMITER_NAMES.get(delimiter, delimiter),
    )  # fmt: skip


def decoded(data: bytes) -> tuple[str, str]:
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
    except UnicodeDecodeError as stopped:
        _refuse_damaged_utf8(data, stopped)
    return _national(data)


def _refuse_damaged_utf8(data: bytes, stopped: UnicodeDecodeError) -> None:
    """Text that has been UTF-8 for long does not become another encoding at its last byte: it is damaged there."""
    before = data[: stopped.start].decode("utf-8")
    if sum(not sign.isascii() for sign in before) < _SURELY_UTF8:
        return
    line = before.count("\n") + 1
    if stopped.end >= len(data) - 3 and stopped.reason == "unexpected end of data":
        raise FileRefused(
            f"文件在第 {line:,} 行中断，没有保存完整；请重新导出或重新下载后再上传。",
            f"The file breaks off in line {line:,}; it was not saved completely. Export or download it again.",
        )
    raise FileRefused(
        f"文件的文字编码是 UTF-8，但第 {line:,} 行有损坏的字节；请更正这一行，或另存为“CSV UTF-8”或 XLSX 后再上传。",
        f"The file is UTF-8, but line {line:,} holds a damaged byte; correct the line, or save the list as "
        "'CSV UTF-8' or XLSX and upload that.",
    )


def _national(data: bytes) -> tuple[str, str]:
    """GB18030, unless the headings can be read as Big5 only."""
    simplified = _strictly(data, "gb18030", "UTF-8、GB18030")
    if not _has_headings(simplified):
        try:
            traditional = data.decode("big5hkscs")
        except UnicodeDecodeError:
            return simplified, "GB18030"
        if _has_headings(traditional):
            return traditional, "Big5"
    return simplified, "GB18030"


def _has_headings(text: str) -> bool:
    return _headings_by(text, _delimiter(text)) > 0


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
    """The one that finds most official columns; without any, the one that stands most often in the first lines.

    Full-width commas and semicolons stand in every Chinese sentence, so only headings speak for them.
    """
    plain = max(DELIMITERS, key=lambda sign: (_headings_by(text, sign), text[:_PROBE_SIGNS].count(sign)))
    wide = max(_WIDE_DELIMITERS, key=lambda sign: _headings_by(text, sign))
    return wide if _headings_by(text, wide) > max(1, _headings_by(text, plain)) else plain


def _headings_by(text: str, delimiter: str) -> int:
    lines = text[:_PROBE_SIGNS].splitlines()[:_PROBE_LINES]
    heading = find_heading([line.replace('"', "").split(delimiter) for line in lines])
    return len(heading.positions) if heading else 0


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
