"""Which column of a company's list is which column of the official data-item table.

The official headings are those of the template of the self-assessment report, part two (二) 3; beside them stand
the names that companies use for the same column. A heading that is not listed here is shown as not used: a column
is never guessed from its content.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assessment.vocabulary import Text

Column: TypeAlias = Literal["number", "name", "description", "necessity", "example", "remark"]

OFFICIAL: Mapping[Column, Text] = {
    "number": Text("序号", "No."),
    "name": Text("数据项名称", "Item name"),
    "description": Text("内容描述", "Content"),
    "necessity": Text("出境必要性", "Why export is necessary"),
    "example": Text("示例", "Example"),
    "remark": Text("备注", "Remark"),
}

# The best name stands first: where a list has both 数据项名称 and 字段名, the official one is taken.
VARIANTS: Mapping[Column, tuple[str, ...]] = {
    "number": ("序号", "no", "编号", "行号", "number", "#"),
    "name": (
        "数据项名称", "item name", "数据项", "data item", "data item name", "数据项名", "数据名称", "名称",
        "字段名称", "字段名", "字段", "数据字段", "信号名称", "信号名", "信号", "参数名称", "参数名", "列名",
        "属性名称", "属性名", "指标名称", "变量名", "name", "item", "field name", "field", "data element",
        "signal name", "signal", "column name", "column", "attribute name", "attribute", "parameter name",
        "parameter", "property", "資料項名稱", "欄位名稱", "欄位",
    ),
    "description": (
        "内容描述", "content", "数据项描述", "数据描述", "描述", "内容说明", "内容", "字段描述", "字段说明",
        "数据项说明", "数据项含义", "字段含义", "含义", "说明", "业务含义", "业务描述", "信号描述", "信号说明",
        "参数说明", "列说明", "字段注释", "注释", "中文名称", "中文名", "中文含义", "signal description",
        "field description", "description", "content description", "item description", "data description", "meaning",
        "內容描述", "欄位說明", "說明",
    ),
    "necessity": (
        "出境必要性", "why export is necessary", "出境必要性说明", "必要性说明", "必要性", "出境理由", "出境必要性理由",
        "why the export is necessary", "necessity of export", "export necessity", "necessity", "justification",
    ),
    "example": (
        "示例", "example", "数据示例", "示例数据", "示例值", "样例", "样例数据", "样例值", "举例",
        "範例", "examples", "example value", "sample", "sample value", "sample data",
    ),
    "remark": ("备注", "remark", "备注说明", "附注", "備註", "remarks", "note", "notes", "comment", "comments"),
}  # fmt: skip

ID_HEADING = Text("数据项标识（请勿修改）", "Item id (do not change)")
"""Heading of the hidden column by which an exported workbook finds its items again."""

SEARCHED_ROWS = 30
"""Title, department and date stand above the table; further down than this it is no heading any more."""

_ASIDE = re.compile(r"[(（\[【<].*?[)）\]】>]")
_NOISE = re.compile(r"[\s*＊:：._/、,，;；!！'\"“”-]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row: its index, its texts, and for each known column the position it was found at."""

    index: int
    texts: tuple[str, ...]
    positions: Mapping[Column, int]

    @property
    def usable(self) -> bool:
        return "name" in self.positions


def plain(heading: str) -> str:
    """A heading without case, width, spaces, marks and remarks in brackets: ``出境必要性（必填）*`` is 出境必要性."""
    text = unicodedata.normalize("NFKC", heading)
    without_aside = _ASIDE.sub("", text)
    return _NOISE.sub("", without_aside if without_aside.strip() else text).casefold()


def is_id_heading(heading: str) -> bool:
    return heading.strip() in (ID_HEADING.zh, ID_HEADING.en)


_RANKS: Mapping[Column, Mapping[str, int]] = {
    column: {plain(name): rank for rank, name in reversed(list(enumerate(names)))} for column, names in VARIANTS.items()
}


def positions_of(texts: Sequence[str]) -> dict[Column, int]:
    """The best-named position of each known column; of two equal headings the left one is taken."""
    names = [plain(text) for text in texts]
    found: dict[Column, int] = {}
    for column, ranks in _RANKS.items():
        candidates = [(ranks[name], position) for position, name in enumerate(names) if name in ranks]
        if candidates:
            found[column] = min(candidates)[1]
    return found


def find_heading(rows: Sequence[Sequence[str]]) -> Heading | None:
    """The row that names most columns, a row with the item's name first; ``None`` when no row names any."""
    best: Heading | None = None
    for index, texts in enumerate(rows[:SEARCHED_ROWS]):
        positions = positions_of(texts)
        if positions and (best is None or _weight(positions) > _weight(best.positions)):
            best = Heading(index, tuple(texts), positions)
    return best


def _weight(positions: Mapping[Column, int]) -> tuple[bool, int]:
    return "name" in positions, len(positions)


def letters(position: int) -> str:
    """The column letter of a spreadsheet: 0 is A, 26 is AA."""
    text = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
