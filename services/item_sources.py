"""An uploaded list as it waits for a person: every table of it as text, packed small, and nothing decided yet.

What was understood of it is worked out again from the same text whenever a column is mapped anew, so that the file
is uploaded once.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessment.errors import InputRefused, Problem
from services.schemas_files import tables_in
from services.spreadsheet_headings import find_heading
from services.spreadsheet_table import FileRefused, Table

MAX_TABLES = 40
MAX_CELLS = 1_500_000
"""Of one file; above it the text would weigh more than the list is worth."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file with its tables in order; ``best`` is the table whose headings say most."""

    filename: str
    tables: tuple[Table, ...]
    best: int

    def packed(self) -> dict[str, Any]:
        """Plain data for keeping until confirmation; ``unpacked`` reads it back."""
        content = [table.as_plain() for table in self.tables]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        return {"best": self.best, "packed": base64.b64encode(zlib.compress(text, 1)).decode("ascii")}

    @classmethod
    def unpacked(cls, filename: str, content: Mapping[str, Any]) -> Source:
        text = zlib.decompress(base64.b64decode(content["packed"])).decode("utf-8", "surrogatepass")
        return cls(filename, tuple(Table.from_plain(each) for each in json.loads(text)), content["best"])


def read_source(data: bytes, filename: str) -> Source:
    """Read every table of a file. Raises ``InputRefused`` with a sentence when there is none."""
    try:
        tables: list[Table] = []
        empty: list[Table] = []
        cells = 0
        for table in tables_in(data, filename):
            if not any(cell.strip() for row in table.rows for cell in row):
                empty.append(table)
                continue
            cells += sum(map(len, table.rows))
            if cells > MAX_CELLS:
                raise FileRefused(
                    f"文件超过 {MAX_CELLS:,} 个单元格；请只保留数据项清单所在的工作表和列，另存后再上传。",
                    f"The file has more than {MAX_CELLS:,} cells; keep only the sheet and the columns of the list, "
                    "save it again and upload that.",
                )
            tables.append(table)
            if len(tables) == MAX_TABLES:
                break
        if not tables:
            # Why nothing can be read, such as formulas without a saved result.
            notes = [note for table in empty for note in table.notes]
            zh = ("文件中没有文字；请上传写有数据项的清单。", *(note.zh for note in notes))
            en = ("There is no text in the file; upload a list of data items.", *(note.en for note in notes))
            raise FileRefused("".join(zh), " ".join(en))
    except FileRefused as refusal:
        raise InputRefused(Problem(filename, refusal.sentence)) from refusal
    return Source(filename, tuple(tables), _best(tables))


def _best(tables: list[Table]) -> int:
    """The first table whose headings name the item, else the one with most rows."""
    for place, table in enumerate(tables):
        heading = table.heading or find_heading(table.rows)
        if heading is not None and heading.usable:
            return place
    return max(range(len(tables)), key=lambda place: len(tables[place].rows))
