"""One row of a list at a time: its texts by the mapped columns, and a sentence for each thing that is wrong in it.

A row with a problem is left out and told; the others are read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assessment.vocabulary import Text
from services.item_columns import ColumnMap
from services.spreadsheet_headings import OFFICIAL, Column, letters
from services.spreadsheet_table import Table

MAX_CELL_CHARACTERS = 2_000
_TEXTS: tuple[Column, ...] = ("name", "description", "necessity", "example", "remark")
_JOINED = "；"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One usable row; ``line`` is its row number in the file, 0 when it comes from elsewhere.

    ``id`` is the item's own, where the list was exported from here.
    """

    name: str
    description: str = ""
    necessity: str = ""
    example: str = ""
    remark: str = ""
    line: int = 0
    id: str = ""

    def values(self) -> dict[str, str]:
        return {
            "name": self.name,
            "description": self.description,
            "necessity": self.necessity,
            "example": self.example,
            "remark": self.remark,
        }


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one row; the row is left out of ``ItemsPreview.rows``."""

    line: int
    column: str
    sentence: Text


class RowReader:
    """Sorts rows into those that can be used and those that cannot, with the reasons."""

    def __init__(self, table: Table, columns: ColumnMap) -> None:
        self.table = table
        self.positions = {column: places for column, places in columns.positions.items() if column in _TEXTS}
        self.id_position = columns.id_position
        self.rows: list[ItemRow] = []
        self.left_out: list[ItemRow] = []
        self.problems: list[RowProblem] = []
        self.duplicates: list[tuple[str, int, int]] = []

    def read(self, body: list[tuple[int, list[str]]]) -> None:
        first: dict[str, int] = {}
        name_letter = letters(self.positions["name"][0])
        for index, cells in body:
            line = self.table.line_of(index)
            texts = {column: _joined(cells, places) for column, places in self.positions.items()}
            found = [
                RowProblem(line, letters(places[0]), sentence)
                for column, places in self.positions.items()
                if (sentence := _wrong(column, texts[column], self._suspect(index, places)))
            ]
            name = texts["name"]
            kept = first.setdefault(same_name(name), line) if name else line
            if kept != line:
                self.duplicates.append((name, line, kept))
                found.append(RowProblem(line, name_letter, _already(name, kept)))
            row = ItemRow(**texts, line=line, id=self._id(cells))
            if found:
                self.problems += found
                self.left_out.append(row)
            else:
                self.rows.append(row)

    def _suspect(self, index: int, places: tuple[int, ...]) -> bool:
        return bool(self.table.suspect) and any((index, place) in self.table.suspect for place in places)

    def _id(self, cells: list[str]) -> str:
        place = self.id_position
        return cells[place].strip() if place is not None and place < len(cells) else ""


def same_name(name: str) -> str:
    """Two names that differ in width or spaces only are one data item."""
    if name.isascii():
        return " ".join(name.split())
    return " ".join(unicodedata.normalize("NFKC", name).split())


def _joined(cells: list[str], places: tuple[int, ...]) -> str:
    if len(places) == 1:
        return _cell(cells, places[0])
    return _JOINED.join(dict.fromkeys(text for place in places if (text := _cell(cells, place))))


def _cell(cells: list[str], position: int) -> str:
    if position >= len(cells):
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
    if hidden := _HIDDEN.search(text):
        code = f"U+{ord(hidden[0]):04X}"
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


# Control characters, half characters, characters that are none, and marks that turn the direction of what is printed.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)


def _already(name: str, line: int) -> Text:
    return Text(
        f"数据项“{name}”与第 {line:,} 行重复；同一场景内名称不能重复，请合并或改名。",
        f"The item '{name}' stands in row {line:,} already; names are unique inside a scenario, merge or rename it.",
    )
