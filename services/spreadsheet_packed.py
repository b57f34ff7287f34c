"""A workbook that is a zip file (XLSX, XLSM, ODS), measured before anything reads it.

A size declared in a zip file may be untrue; the reader is handed a copy of exactly the parts that were counted here.
Macros, pictures and linked workbooks are not copied: nothing of them is ever run, opened or followed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.spreadsheet_headings import letters
from services.spreadsheet_table import SAVE_AS, FileRefused, size_text

MAX_UNPACKED_BYTES = 200_000_000
MAX_PARTS = 1_000
MAX_RATIO = 200
RATIO_COUNTS_FROM = 10_000_000
"""A small part may shrink well; only a large one that shrinks more than ``MAX_RATIO`` times is suspicious."""
MAX_AREA = 5_000_000
"""Cells between the first and the last one used; the reader reserves memory for all of them."""

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True, slots=True)
class Packed:
    """The counted copy, its text parts by name, and what was left behind."""

    kind: Literal["xlsx", "ods"]
    copy: bytes
    parts: Mapping[str, bytes]
    macros: bool
    links: bool


def unpack(data: bytes) -> Packed:
    """Measure and copy a workbook; raises ``FileRefused`` or what ``zipfile`` raises for a damaged one."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        infos = packed.infolist()
        _refuse_bomb(infos)
        names = {info.filename for info in infos}
        kind = _kind(packed, names)
        parts = {name: packed.read(name) for name in sorted(names) if name.endswith((".xml", ".rels"))}
    if kind == "ods" and b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise password_refusal()
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as unpacked:
        if kind == "ods":
            unpacked.writestr("mimetype", _ODS)
        for name, content in parts.items():
            if kind == "xlsx" and name.startswith("xl/worksheets/"):
                _refuse_vast_sheet(content)
            unpacked.writestr(name, content)
    return Packed(kind, copy.getvalue(), parts, _macros(names, parts), _links(names, parts))


def password_refusal() -> FileRefused:
    return FileRefused(
        "工作簿设有打开密码；请取消密码后再上传。",
        "The workbook is protected by a password; remove it and upload again.",
    )


def _kind(packed: zipfile.ZipFile, names: set[str]) -> Literal["xlsx", "ods"]:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names and packed.read("mimetype").strip().startswith(_ODS) and "content.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise FileRefused(
            f"这是二进制格式 XLSB 的工作簿。{SAVE_AS.zh}", f"This is a workbook in the binary XLSB format. {SAVE_AS.en}"
        )
    raise FileRefused(
        f"这是压缩包或其他格式的文档，不是 XLSX 工作簿。{SAVE_AS.zh}",
        f"This is an archive or another kind of document, not an XLSX workbook. {SAVE_AS.en}",
    )


def _macros(names: set[str], parts: Mapping[str, bytes]) -> bool:
    basic = any(name.startswith(("Basic/", "Scripts/")) and b"module" in body for name, body in parts.items())
    return basic or any(name.endswith("vbaProject.bin") for name in names)


def _links(names: set[str], parts: Mapping[str, bytes]) -> bool:
    linked = any(name.startswith(("xl/externalLinks/", "xl/connections")) for name in names)
    return linked or b"table:table-source" in parts.get("content.xml", b"")


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
    refuse_vast_area(last_row, last_column)


def refuse_vast_area(rows: int, columns: int) -> None:
    if rows * columns > MAX_AREA:
        corner = f"{letters(columns - 1)}{rows}"
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
